"""Tafel and Allen-Hickling windows as the application knows them: settings, quantities, and the way to `fitting`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PyQt6.QtCore import QT_TRANSLATE_NOOP

from fitting.charge_transfer import CURRENT_SIGNS, BranchReading, allen_hickling, tafel
from fitting.live import Refit
from fitting.messages import FitError, Message
from fitting.outcome import Axis, Panel
from fitting.quantity import Quantity
from models.charge_transfer.polarization import sweep_segments, temperature_of
from models.declared import TEMPERATURE
from models.step import Equation, Given, Method, Recipe, declared_recipe, number
from models.subject import Subject

Reading = Callable[..., BranchReading]

SETTINGS: tuple[Quantity, ...] = (
    Quantity(
        "area",
        "A",
        "m^2",
        "cm^2",
        QT_TRANSLATE_NOOP("Quantity", "Electrode area; without it an exchange current is given, not its density."),
        lower=1e-14,
    ),
    Quantity(
        "equilibrium_potential",
        "E_eq",
        "V",
        "mV",
        QT_TRANSLATE_NOOP("Quantity", "Equilibrium potential; if not given, where the current changes sign."),
    ),
    Quantity(
        "equilibrium_potential_standard_error",
        "σ(E_eq)",
        "V",
        "mV",
        QT_TRANSLATE_NOOP("Quantity", "Standard error of the equilibrium potential; it shifts j⁰."),
        lower=0.0,
    ),
    Quantity(
        "series_resistance",
        "R_s",
        "ohm",
        "ohm",
        QT_TRANSLATE_NOOP("Quantity", "Series resistance from impedance or current interrupt; its drop is solved for."),
        lower=0.0,
    ),
    Quantity(
        "series_resistance_standard_error",
        "σ(R_s)",
        "ohm",
        "ohm",
        QT_TRANSLATE_NOOP("Quantity", "Standard error of the series resistance; it widens the intervals."),
        lower=0.0,
    ),
    Quantity(
        "current_sign",
        "",
        "1",
        "1",
        QT_TRANSLATE_NOOP("Quantity", "Whether the currents carry their sign, or are magnitudes as in a Tafel plot."),
        default=CURRENT_SIGNS[0],
        choices=CURRENT_SIGNS,
    ),
    TEMPERATURE,
    Quantity(
        "window_start",
        "η₁",
        "V",
        "mV",
        QT_TRANSLATE_NOOP("Quantity", "Start of the window: overpotential without ohmic drop, negative while plating."),
    ),
    Quantity(
        "window_end",
        "η₂",
        "V",
        "mV",
        QT_TRANSLATE_NOOP("Quantity", "End of the window: overpotential without ohmic drop, negative while plating."),
    ),
)

QUANTITIES: tuple[Quantity, ...] = (
    Quantity(
        "exchange_current_density",
        "j⁰",
        "A/m^2",
        "mA/cm^2",
        QT_TRANSLATE_NOOP("Quantity", "Exchange current density: the line at equilibrium."),
    ),
    Quantity(
        "exchange_current",
        "I⁰",
        "A",
        "uA",
        QT_TRANSLATE_NOOP("Quantity", "Exchange current, where no area is known."),
    ),
    Quantity(
        "transfer_coefficient",
        "α",
        "1",
        "1",
        QT_TRANSLATE_NOOP("Quantity", "Cathodic transfer coefficient of the window."),
    ),
    Quantity("window_start", "η₁", "V", "mV", QT_TRANSLATE_NOOP("Quantity", "Lower overpotential of the window used.")),
    Quantity("window_end", "η₂", "V", "mV", QT_TRANSLATE_NOOP("Quantity", "Upper overpotential of the window used.")),
    Quantity(
        "window_middle",
        "η_m",
        "V",
        "mV",
        QT_TRANSLATE_NOOP("Quantity", "Middle of the window: the potential that α belongs to in Eq 3."),
    ),
)

_READINGS: dict[str, Reading] = {"tafel": tafel, "allen_hickling": allen_hickling}


def window_recipe(subject: Subject, given: Given) -> Recipe:
    """Every setting of a window with its value and where it came from."""
    (sweep,) = subject
    return declared_recipe(SETTINGS, given, {"area": sweep.curve.electrode_area})


def window_outcome(law: str, subject: Subject, recipe: Recipe, effort: str = "full") -> BranchReading:
    """Exchange current density and transfer coefficient of a window of one sweep; an exchange current without area.

    Raises
    ------
    FitError
        If the window gives no number, or a resistance needs the area and there is none.
    """
    (sweep,) = subject
    columns, area, resistance = sweep.columns, number(recipe, "area"), number(recipe, "series_resistance")
    density = columns.get("current_density")
    if density is None and area is not None:
        density = columns["current"] / area
    if "current" not in columns and area is None and resistance:
        text = "{name} records a current density: a series resistance in ohm needs the area as well; set area."
        raise FitError("AREA_NEEDED", text, name=sweep.curve.name)
    size = area or 1.0
    found = _READINGS[law](
        columns["potential"],
        density if density is not None else columns["current"],
        columns.get("time"),
        window=(number(recipe, "window_start"), number(recipe, "window_end")),
        equilibrium_potential=number(recipe, "equilibrium_potential"),
        equilibrium_potential_standard_error=number(recipe, "equilibrium_potential_standard_error") or 0.0,
        series_resistance=None if resistance is None else resistance * size,
        series_resistance_standard_error=(number(recipe, "series_resistance_standard_error") or 0.0) * size,
        temperature=temperature_of(recipe),
        current_sign=str(recipe["current_sign"].value),
        effort=effort,
    )
    found = replace(found, refit=_of_current(found.refit, size if "current_density" not in columns else None))
    return found if density is not None else _without_area(found)


def _of_current(refit: Refit | None, area: float | None) -> Refit | None:
    """What a drag needs, reading the current that was recorded."""
    return refit if refit is None or area is None else replace(refit, columns=("potential", "current"), scale=1 / area)


def _without_area(found: BranchReading) -> BranchReading:
    """The same reading of a current: what is per area is a current, and says so."""
    quantities = dict(found.quantities)
    quantities = {
        "exchange_current": replace(quantities.pop("exchange_current_density"), unit="A"),
        **quantities,
    }
    table = {name.replace("current_density", "current"): column for name, column in found.table.items()}
    text = "The area is not known: an exchange current is given; set area for its density."
    panels = tuple(Panel(panel.x, per_cell(panel.y), panel.traces) for panel in found.panels)
    return replace(
        found, quantities=quantities, table=table, warnings=(*found.warnings, Message("AREA_UNKNOWN", text)),
        panels=panels, refit=None,
    )  # fmt: skip


def per_cell(axis: Axis) -> Axis:
    """The axis of a current density as that of a current, where no area is known."""
    if axis.unit != "A/m^2":
        return axis
    return Axis(axis.symbol.replace("j", "I"), "A", "uA", axis.scale)


TAFEL = Method(
    "tafel",
    QT_TRANSLATE_NOOP("Method", "Tafel line"),
    QT_TRANSLATE_NOOP(
        "Method", "Reads j⁰ and α from a window of one branch; the window is an overpotential, and α depends on it."
    ),
    SETTINGS,
    QUANTITIES,
    window_recipe,
    partial(window_outcome, "tafel"),
    segments=sweep_segments,
    equations=(
        Equation(r"\ln|j| = \ln j^0 - \alpha\,\frac{F\eta}{RT}", QT_TRANSLATE_NOOP("Equation", "Tafel, plating")),
    ),
)

ALLEN_HICKLING = Method(
    "allen_hickling",
    QT_TRANSLATE_NOOP("Method", "Allen–Hickling line"),
    QT_TRANSLATE_NOOP(
        "Method", "Reads j⁰ and α with the back reaction taken in, exact down to small overpotentials (the window)."
    ),
    SETTINGS,
    QUANTITIES,
    window_recipe,
    partial(window_outcome, "allen_hickling"),
    segments=sweep_segments,
    equations=(Equation(r"\ln\frac{|j|}{|1 - e^{F\eta/RT}|} = \ln j^0 - \alpha\,\frac{F\eta}{RT}", "Allen–Hickling"),),
)
