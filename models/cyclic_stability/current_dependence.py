"""Stability against current density as the application knows it: settings, quantities, and the way to `fitting`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from PyQt6.QtCore import QT_TRANSLATE_NOOP

from fitting.cyclic_stability import CurrentDependence, current_dependence
from fitting.messages import FitError, Message
from fitting.quantity import Quantity
from models.curve import Array, Curve
from models.declared import TEMPERATURE
from models.readers.columns import plain_quantity
from models.readers.comparison_table import REACHED, heading_words
from models.step import Equation, Given, Method, Recipe, declared_recipe, number
from models.subject import Subject
from models.value_table import ELECTROLYTE_SETTING, heading_of, numbers_of, rows_of

SETTINGS: tuple[Quantity, ...] = (
    Quantity(
        "outcome",
        "",
        "1",
        "1",
        QT_TRANSLATE_NOOP("Quantity", "Column that is looked at; without it cycles, else Coulombic efficiency."),
        several=True,
    ),
    ELECTROLYTE_SETTING,
    TEMPERATURE,
    Quantity(
        "window_start", "j₁", "A/m^2", "mA/cm^2", QT_TRANSLATE_NOOP("Quantity", "Lowest current density that is used.")
    ),
    Quantity(
        "window_end", "j₂", "A/m^2", "mA/cm^2", QT_TRANSLATE_NOOP("Quantity", "Highest current density that is used.")
    ),
)

QUANTITIES: tuple[Quantity, ...] = (
    Quantity(
        "optimum", "j_opt", "A/m^2", "mA/cm^2", QT_TRANSLATE_NOOP("Quantity", "Current density of the peak or valley.")
    ),
    Quantity(
        "curvature",
        "c",
        "1",
        "1",
        QT_TRANSLATE_NOOP("Quantity", "Curvature of the parabola in the logarithm of current density, per decade²."),
    ),
    Quantity("slope", "b", "1", "1", QT_TRANSLATE_NOOP("Quantity", "Slope of the straight line, per decade.")),
)


def dependence_segments(curve: Curve, given: Given) -> Iterable[int | None]:
    """The whole of a table with current densities and an outcome.

    Raises
    ------
    FitError
        If the curve is none.
    """
    _columns(curve, given.get("outcome"), given.get("electrolyte"))
    return [None]


def _columns(curve: Curve, outcome: object, electrolyte: object) -> tuple[Array, Array]:
    """Current density / (A/m^2) and outcome of every row."""
    if "current_density" in curve.columns and "cycle" in curve.columns and "time" not in curve.columns:
        return curve.columns["current_density"], curve.columns["cycle"]
    density = next((heading for heading in curve.table if plain_quantity(heading) == "current_density"), None)
    wanted = (heading_words(str(outcome)),) if outcome is not None else REACHED
    value = next((found for word in wanted if (found := heading_of(curve, (word,)))), None)
    if density is None or value is None:
        raise FitError(
            "NO_DEPENDENCE_TABLE",
            "{name} has no rows of current density and outcome: give a table headed, for example, current density / "
            "mA cm⁻², cycles.",
            name=curve.name,
        )
    rows = rows_of(curve, electrolyte)
    return numbers_of(curve, density, "A/m^2", rows), numbers_of(curve, value, None, rows)


def dependence_recipe(subject: Subject, given: Given) -> Recipe:
    """Every setting with its value and where it came from."""
    return declared_recipe(SETTINGS, given)


def dependence_outcome(subject: Subject, recipe: Recipe, effort: str = "full") -> CurrentDependence:
    """Whether the outcome has an optimum in current density.

    Raises
    ------
    FitError
        If there are too few current densities.
    """
    (part,) = subject
    density, value = _columns(part.curve, recipe["outcome"].value, recipe["electrolyte"].value)
    low, high = number(recipe, "window_start"), number(recipe, "window_end")
    size = np.abs(density)
    used = (size >= (0.0 if low is None else low)) & (size <= (np.inf if high is None else high))
    found = current_dependence(size[used], value[used])
    below = int(np.sum(density[used] < 0.0))
    if not below:
        return found
    text = "{count} of {points} current densities are below zero: their magnitudes are used."
    warning = Message("MAGNITUDES_USED", text, {"count": below, "points": int(used.sum())}, float(below))
    return replace(found, warnings=(*found.warnings, warning))


CURRENT_DEPENDENCE = Method(
    "current_dependence",
    QT_TRANSLATE_NOOP("Method", "Dependence on current density"),
    QT_TRANSLATE_NOOP(
        "Method", "Whether cycles or efficiency peak, dip or run one way with current density, from a table."
    ),
    SETTINGS,
    QUANTITIES,
    dependence_recipe,
    dependence_outcome,
    segments=dependence_segments,
    equations=(
        Equation(r"y = y_{opt} - a\,(\log j - \log j_{opt})^2", QT_TRANSLATE_NOOP("Equation", "parabola, a rival")),
    ),
)
