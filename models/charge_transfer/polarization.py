"""The polarization contest as the application knows it: settings, quantities, and the way to `fitting`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from PyQt6.QtCore import QT_TRANSLATE_NOOP

from fitting.charge_transfer import (
    CHARGING_CURRENTS,
    CURRENT_SIGNS,
    POLARIZATION_MODELS,
    Polarization,
    polarization,
)
from fitting.constants import STANDARD_TEMPERATURE
from fitting.formula import Formula
from fitting.messages import FitError
from fitting.quantity import Quantity
from models.curve import Curve
from models.declared import TEMPERATURE
from models.step import Equation, Given, Method, Recipe, declared_recipe, number
from models.subject import Subject

ALL_MODELS = "all"
_SMALLEST_SPAN = 0.02  # V
_FEWEST = 5  # points

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
        QT_TRANSLATE_NOOP("Quantity", "Equilibrium potential; if not given, fitted near where the current vanishes."),
    ),
    Quantity(
        "equilibrium_potential_standard_error",
        "σ(E_eq)",
        "V",
        "mV",
        QT_TRANSLATE_NOOP("Quantity", "Standard error of the equilibrium potential; without it, a given one is exact."),
        lower=0.0,
    ),
    Quantity(
        "series_resistance",
        "R_s",
        "ohm",
        "ohm",
        QT_TRANSLATE_NOOP("Quantity", "Series resistance from impedance or current interrupt; if not given, fitted."),
        lower=0.0,
    ),
    Quantity(
        "series_resistance_standard_error",
        "σ(R_s)",
        "ohm",
        "ohm",
        QT_TRANSLATE_NOOP("Quantity", "Standard error of the series resistance; without it, a given one is exact."),
        lower=0.0,
    ),
    Quantity(
        "models",
        "",
        "1",
        "1",
        QT_TRANSLATE_NOOP("Quantity", "The rate laws that compete: all, or some with commas between them."),
        default=ALL_MODELS,
        choices=(ALL_MODELS, *POLARIZATION_MODELS),
        several=True,
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
    Quantity(
        "charging_current",
        "",
        "1",
        "1",
        QT_TRANSLATE_NOOP("Quantity", "Whether a charging current is fitted; automatic where both sweeps are there."),
        default=CHARGING_CURRENTS[0],
        choices=CHARGING_CURRENTS,
    ),
    Quantity(
        "limiting_current_density",
        "j_lim",
        "A/m^2",
        "mA/cm^2",
        QT_TRANSLATE_NOOP("Quantity", "Limiting current density of plating, to warn where the current comes near it."),
    ),
    TEMPERATURE,
    Quantity("window_start", "E₁", "V", "mV", QT_TRANSLATE_NOOP("Quantity", "Lowest potential that is used.")),
    Quantity("window_end", "E₂", "V", "mV", QT_TRANSLATE_NOOP("Quantity", "Highest potential that is used.")),
)

QUANTITIES: tuple[Quantity, ...] = (
    Quantity(
        "exchange_current_density",
        "j⁰",
        "A/m^2",
        "mA/cm^2",
        QT_TRANSLATE_NOOP("Quantity", "Exchange current density of the chosen rate law."),
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
        QT_TRANSLATE_NOOP("Quantity", "Cathodic transfer coefficient at the equilibrium potential."),
    ),
    Quantity(
        "reorganization_energy",
        "λ",
        "eV",
        "eV",
        QT_TRANSLATE_NOOP("Quantity", "Reorganization energy of the chosen rate law, unless a resistance explains it."),
    ),
    Quantity(
        "series_resistance",
        "R_s",
        "ohm",
        "ohm",
        QT_TRANSLATE_NOOP("Quantity", "Series resistance, given or fitted."),
    ),
    Quantity(
        "equilibrium_potential",
        "E_eq",
        "V",
        "mV",
        QT_TRANSLATE_NOOP("Quantity", "Equilibrium potential, given or fitted."),
    ),
    Quantity(
        "charge_transfer_resistance",
        "R_ct",
        "ohm m^2",
        "ohm cm^2",
        QT_TRANSLATE_NOOP("Quantity", "Charge-transfer resistance at equilibrium, times the area where it is known."),
    ),
)


def sweep_segments(curve: Curve, given: Given) -> Iterable[int | None]:
    """Sweeps of potential with their current, and tables of current against potential.

    Raises
    ------
    FitError
        If the curve has none, saying what it has instead.
    """
    current = curve.columns.get("current", curve.columns.get("current_density"))
    potential = curve.columns.get("potential")
    if potential is None or current is None:
        text = (
            "{name} has no current against potential, so no rate law can be fitted to it; give a slow sweep through "
            "the equilibrium potential, with its current."
        )
        raise FitError("NO_CURRENT_POTENTIAL_CURVE", text, name=curve.name)
    if curve.technique in ("linear_sweep", "cyclic_voltammetry") or "time" not in curve.columns:
        parts = [number for number, part in enumerate(curve.segments) if part.kind not in ("rest", "hold", "spectrum")]
        found = [part for part in parts if _swept(curve.segment_columns(part)["potential"])]
        if found:
            return found
        if not curve.segments and _swept(potential):
            return [None]
        if np.isfinite(potential).sum() >= _FEWEST and 0 < (reach := _span(potential)) <= _SMALLEST_SPAN:
            text = "The sweep of {name} spans {reach:.1f} mV only; a rate law needs more than {least:.0f} mV."
            least = 1e3 * _SMALLEST_SPAN
            raise FitError("SWEEP_TOO_NARROW", text, reach, name=curve.name, reach=1e3 * reach, least=least)
    text = (
        "{name} has no sweep of potential (it is: {technique}); a rate law needs a slow sweep through the equilibrium "
        "potential, or a table of current against potential."
    )
    raise FitError("NO_SWEEP", text, name=curve.name, technique=curve.technique.replace("_", " "))


def _swept(potential: np.ndarray) -> bool:
    return bool(np.isfinite(potential).sum() >= _FEWEST and _span(potential) > _SMALLEST_SPAN)


def _span(potential: np.ndarray) -> float:
    finite = potential[np.isfinite(potential)]
    return float(np.ptp(finite)) if finite.size else 0.0


def temperature_of(recipe: Recipe) -> float:
    """The temperature of a recipe / K."""
    given = number(recipe, "temperature")
    return STANDARD_TEMPERATURE if given is None else given


def polarization_recipe(subject: Subject, given: Given) -> Recipe:
    """Every setting of the contest with its value and where it came from."""
    (sweep,) = subject
    return declared_recipe(SETTINGS, given, {"area": sweep.curve.electrode_area})


def polarization_outcome(subject: Subject, recipe: Recipe, effort: str = "full") -> Polarization:
    """The contest of rate laws over one sweep.

    Raises
    ------
    FitError
        If the sweep gives no number, or a setting needs the area and there is none.
    """
    (sweep,) = subject
    columns, area = sweep.columns, number(recipe, "area")
    limit = number(recipe, "limiting_current_density")
    density = "current" not in columns and area is None
    current = columns["current"] if "current" in columns else columns["current_density"] * (area or 1.0)
    if density and number(recipe, "series_resistance"):
        text = "{name} records a current density: a series resistance in ohm needs the area as well; set area."
        raise FitError("AREA_NEEDED", text, name=sweep.curve.name)
    if limit is not None and area is None and not density:
        text = "{name} records a current: to compare it with a limiting current density, set area."
        raise FitError("AREA_NEEDED", text, name=sweep.curve.name)
    words = [word.strip() for word in str(recipe["models"].value).split(",")]
    found = polarization(
        columns["potential"],
        current,
        columns.get("time"),
        area=area,
        current_is_density=density,
        equilibrium_potential=number(recipe, "equilibrium_potential"),
        equilibrium_potential_standard_error=number(recipe, "equilibrium_potential_standard_error"),
        series_resistance=number(recipe, "series_resistance"),
        series_resistance_standard_error=number(recipe, "series_resistance_standard_error"),
        models=() if ALL_MODELS in words else words,
        temperature=temperature_of(recipe),
        window=(number(recipe, "window_start"), number(recipe, "window_end")),
        current_sign=str(recipe["current_sign"].value),
        charging_current=str(recipe["charging_current"].value),
        limiting_current=None if limit is None else limit * (area or 1.0),
    )
    if "current" in columns or found.refit is None:
        return found
    return replace(found, refit=replace(found.refit, columns=("potential", "current_density"), scale=area or 1.0))


FORMULAS = (
    Formula("charge_transfer_resistance", "gas * temperature / (faraday * exchange_current_density)"),
    Formula("charge_transfer_resistance", "gas * temperature / (faraday * exchange_current)"),
)

POLARIZATION = Method(
    "polarization",
    QT_TRANSLATE_NOOP("Method", "Polarization curve"),
    QT_TRANSLATE_NOOP(
        "Method", "Fits six rate laws to both branches of a slow sweep, ohmic drop included, and compares."
    ),
    SETTINGS,
    QUANTITIES,
    polarization_recipe,
    polarization_outcome,
    segments=sweep_segments,
    formulas=FORMULAS,
    equations=(
        Equation(r"j = j^0\left[e^{(1-\alpha) F\eta/RT} - e^{-\alpha F\eta/RT}\right]", "Butler–Volmer"),
        Equation(
            r"\alpha(\eta) = \frac{1}{2} + \frac{\eta}{4\lambda}",
            QT_TRANSLATE_NOOP("Equation", "Marcus, in the rate law"),
        ),
        Equation(r"\eta = E - E_{eq} - I R_s", QT_TRANSLATE_NOOP("Equation", "solved for")),
    ),
)
