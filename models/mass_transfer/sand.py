"""The Sand time as the application knows it: settings, quantities, and the way to `fitting`."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PyQt6.QtCore import QT_TRANSLATE_NOOP

from fitting.formula import Formula
from fitting.mass_transfer import GEOMETRIES, SandCell, SandFit, SandPoint, current_on, fit_sand, sand_series
from fitting.messages import FitError
from fitting.outcome import Outcome
from fitting.quantity import Quantity
from models.curve import Array
from models.declared import TEMPERATURE
from models.plating_steps import plating_steps, time_before
from models.result import Result
from models.step import Equation, Given, Method, Recipe, declared_recipe, number
from models.subject import Part, Subject

CURRENT_DENSITY = Quantity(
    "current_density",
    "j",
    "A/m^2",
    "mA/cm^2",
    QT_TRANSLATE_NOOP("Quantity", "Plating current density, negative; else from current and area."),
)
CONCENTRATION = Quantity(
    "concentration",
    "c",
    "mol/m^3",
    "mol/L",
    QT_TRANSLATE_NOOP("Quantity", "Concentration of the lithium salt in the bulk."),
    lower=1e-6,
)
TRANSFERENCE_NUMBER = Quantity(
    "transference_number",
    "t₊",
    "1",
    "1",
    QT_TRANSLATE_NOOP("Quantity", "Transference number of lithium; 0 with excess of supporting electrolyte."),
    lower=0.0,
    upper=1.0,
)
THICKNESS = Quantity(
    "thickness",
    "L",
    "m",
    "um",
    QT_TRANSLATE_NOOP("Quantity", "Distance between the electrodes."),
    lower=1e-9,
)
ELECTRODE_RADIUS = Quantity(
    "electrode_radius",
    "a",
    "m",
    "um",
    QT_TRANSLATE_NOOP("Quantity", "Radius of a disk or hemisphere."),
    lower=1e-9,
)

SETTINGS: tuple[Quantity, ...] = (
    Quantity(
        "current",
        "I",
        "A",
        "mA",
        QT_TRANSLATE_NOOP("Quantity", "Plating current, negative; taken from the file where it records one."),
    ),
    CURRENT_DENSITY,
    Quantity(
        "area",
        "A",
        "m^2",
        "cm^2",
        QT_TRANSLATE_NOOP("Quantity", "Electrode area; an instrument's untouched default is not believed."),
        lower=1e-14,
    ),
    CONCENTRATION,
    TRANSFERENCE_NUMBER,
    Quantity(
        "geometry",
        "",
        "1",
        "1",
        QT_TRANSLATE_NOOP("Quantity", "How the salt reaches the electrode; a slab needs thickness, a disk its radius."),
        default=GEOMETRIES[0],
        choices=GEOMETRIES,
    ),
    THICKNESS,
    ELECTRODE_RADIUS,
    Quantity(
        "equilibrium_potential",
        "E_eq",
        "V",
        "mV",
        QT_TRANSLATE_NOOP("Quantity", "Equilibrium potential of lithium against the reference; 0 against Li/Li⁺."),
        default=0.0,
    ),
    TEMPERATURE,
    Quantity(
        "current_on",
        "t₀",
        "s",
        "s",
        QT_TRANSLATE_NOOP("Quantity", "When the current came on, on the file's clock; Sand times count from there."),
        own=True,
    ),
    Quantity(
        "window_start",
        "t₁",
        "s",
        "s",
        QT_TRANSLATE_NOOP("Quantity", "Start of the fit window, from the start of the plating step."),
        lower=0.0,
    ),
    Quantity(
        "window_end",
        "t₂",
        "s",
        "s",
        QT_TRANSLATE_NOOP("Quantity", "End of the fit window, from the start of the plating step."),
        lower=0.0,
    ),
)

SAND_TIME = Quantity(
    "sand_time", "τ", "s", "s", QT_TRANSLATE_NOOP("Quantity", "Sand time: when the salt at the surface is used up.")
)
SALT_DIFFUSION = Quantity(
    "diffusion_coefficient",
    "D_salt",
    "m^2/s",
    "cm^2/s",
    QT_TRANSLATE_NOOP("Quantity", "Diffusion coefficient of the salt, not of the lithium ion alone."),
)

QUANTITIES: tuple[Quantity, ...] = (
    SAND_TIME,
    SALT_DIFFUSION,
    Quantity(
        "tangent_sand_time",
        "τ_tan",
        "s",
        "s",
        QT_TRANSLATE_NOOP("Quantity", "Classic reading where two tangents cross; several per cent too early."),
    ),
    Quantity(
        "steepest_slope_sand_time",
        "τ_max",
        "s",
        "s",
        QT_TRANSLATE_NOOP("Quantity", "Classic reading at the steepest fall; several per cent too late."),
    ),
    Quantity(
        "sand_slope",
        "d ln τ/d ln |j|",
        "1",
        "1",
        QT_TRANSLATE_NOOP("Quantity", "Slope of the Sand time against the current, both as logarithms; −2 by Sand."),
    ),
    Quantity(
        "current_times_root_time",
        "|j| √τ",
        "A s^0.5/m^2",
        "mA s^0.5/cm^2",
        QT_TRANSLATE_NOOP("Quantity", "Current density times the root of the Sand time; constant by Sand."),
    ),
)


def _recipe(subject: Subject, given: Given) -> Recipe:
    (plating,) = subject
    columns = plating.columns
    from_file: dict[str, float | None] = {"area": plating.curve.electrode_area}
    for name in ("current", "current_density"):
        if name in columns and not {"current", "current_density"} & set(given):
            from_file[name] = float(np.nanmedian(columns[name]))
            from_file["current_on"] = _current_on(plating, columns[name])
    return declared_recipe(SETTINGS, given, from_file)


def _current_on(plating: Part, current: Array) -> float:
    """When the current of a plating came on / s, rows at rest that lead to it left out."""
    time = plating.columns["time"]
    first = int(np.argmax(current < 0.5 * np.nanmedian(current)))
    return current_on(time[first:], float(time[first - 1]) if first else time_before(plating)).moment


def _cell(recipe: Recipe) -> SandCell:
    density = number(recipe, "current_density")
    return SandCell(
        density,
        number(recipe, "area"),
        number(recipe, "concentration"),
        number(recipe, "transference_number"),
        str(recipe["geometry"].value),
        number(recipe, "thickness"),
        number(recipe, "electrode_radius"),
    )


def _outcome(subject: Subject, recipe: Recipe, effort: str = "full") -> SandFit:
    (plating,) = subject
    columns = plating.columns
    current: Array | float | None = columns.get("current", columns.get("current_density"))
    if recipe["current"].origin == "given":
        current = number(recipe, "current")
    elif recipe["current_density"].origin == "given" and (current is None or float(np.nanmedian(current)) > 0):
        current = number(recipe, "current_density")
    if current is None:
        raise FitError(
            "NO_CURRENT",
            '{name} does not record the current; set current, for example current="-0.196 mA".',
            name=plating.curve.name,
        )
    return fit_sand(
        columns["time"],
        columns["potential"],
        current,
        _cell(recipe),
        equilibrium_potential=number(recipe, "equilibrium_potential") or 0.0,
        window=(number(recipe, "window_start"), number(recipe, "window_end")),
        current_on=number(recipe, "current_on") if recipe["current_on"].origin == "given" else None,
        before=time_before(plating),
    )


def _together(results: Sequence[Result]) -> Outcome:
    """Return what Sand times at several currents say together.

    Raises
    ------
    FitError
        ``MISSING_SETTING`` without areas, ``SERIES_DIFFERS`` for electrolytes or geometries that differ, and as
        `sand_series`.
    """
    cells = [_cell(result.recipe) for result in results]
    for name in ("concentration", "transference_number", "geometry", "thickness"):
        if len({getattr(cell, name) for cell in cells}) > 1:
            raise FitError(
                "SERIES_DIFFERS",
                "The curves differ in {name}; a slope against the current needs the same electrolyte and cell.",
                name=name,
            )
    points = []
    for result in results:
        outcome = result.outcome
        density = outcome.current_density if isinstance(outcome, SandFit) else None
        if density is None:
            raise FitError("MISSING_SETTING", "The slope against the current density needs area: give it.")
        tau = outcome.quantities["sand_time"]
        assert tau.value is not None and tau.standard_error is not None
        points.append(SandPoint(density, tau.value, tau.standard_error))
    return sand_series(points, cells[0])


FORMULAS = (
    Formula(
        "diffusion_coefficient",
        "sand_time / pi * (2 * abs(current_density) * (1 - transference_number) / (faraday * concentration)) ** 2",
        "salt_planar",
    ),
    Formula(
        "diffusion_coefficient",
        "sand_time / pi * (2 * abs(current / area) * (1 - transference_number) / (faraday * concentration)) ** 2",
        "salt_planar",
    ),
    Formula("current_times_root_time", "abs(current_density) * sqrt(sand_time)", by_row=True),
    Formula("current_times_root_time", "geomean(column_current_times_root_time)", "mean"),
    Formula(
        "diffusion_coefficient",
        "geomean(column_current_times_root_time) ** 2 / pi"
        " * (2 * (1 - transference_number) / (faraday * concentration)) ** 2",
        "salt_planar",
    ),
)

SAND = Method(
    "sand",
    QT_TRANSLATE_NOOP("Method", "Sand time"),
    QT_TRANSLATE_NOOP("Method", "Fits the transition of an E–t curve at constant current, where the salt is used up."),
    SETTINGS,
    QUANTITIES,
    _recipe,
    _outcome,
    segments=plating_steps,
    together=_together,
    formulas=FORMULAS,
    equations=(
        Equation(r"\tau = \pi D\,\left(\frac{n F c}{2\,|j|\,(1 - t_+)}\right)^2", "Eq 2"),
        Equation(r"E = E_a + b\,\ln\left(1 - \sqrt{t/\tau}\right)", "Sand"),
    ),
)


def standard_error(quantity: Quantity) -> Quantity:
    """The setting for the standard error of a setting."""
    return Quantity(
        f"{quantity.name}_standard_error",
        f"σ({quantity.symbol})",
        quantity.unit,
        quantity.display_unit,
        QT_TRANSLATE_NOOP("Quantity", "Standard error of the setting of that name."),
        lower=0.0,
    )


def needed(recipe: Recipe, name: str) -> float:
    """The value of a setting that a calculator cannot do without.

    Raises
    ------
    FitError
        ``MISSING_SETTING``.
    """
    value = number(recipe, name)
    if value is None:
        raise FitError("MISSING_SETTING", "Give {names}.", names=name)
    return value


def stated_errors(recipe: Recipe) -> dict[str, float]:
    """The standard errors that are given, by the name of what they are of."""
    ending = "_standard_error"
    found = {name.removesuffix(ending): number(recipe, name) for name in recipe if name.endswith(ending)}
    return {name: value for name, value in found.items() if value is not None}
