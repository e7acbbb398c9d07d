"""Stability against current density as the application knows it: settings, quantities, and the way to `fitting`."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from PyQt6.QtCore import QT_TRANSLATE_NOOP

from fitting.constants import STANDARD_TEMPERATURE
from fitting.cyclic_stability import CurrentDependence, current_dependence
from fitting.messages import FitError
from fitting.quantity import Quantity
from models.curve import Array, Curve
from models.decisive_step.comparison import cell_number
from models.readers.columns import plain_column, plain_quantity, split_heading
from models.step import Given, Method, Recipe, declared_recipe, number
from models.subject import Subject

_OUTCOMES = ("cycles", "cycle", "stabilized cycles", "cycle number", "coulombic efficiency", "ce")
_ELECTROLYTE = ("electrolyte", "电解液")

SETTINGS: tuple[Quantity, ...] = (
    Quantity(
        "outcome",
        "",
        "1",
        "1",
        QT_TRANSLATE_NOOP("Quantity", "Column that is looked at; without it cycles, else Coulombic efficiency."),
        several=True,
    ),
    Quantity(
        "electrolyte",
        "",
        "1",
        "1",
        QT_TRANSLATE_NOOP("Quantity", "The electrolyte whose rows are used, where a table has several."),
        several=True,
    ),
    Quantity(
        "temperature",
        "T",
        "K",
        "degC",
        QT_TRANSLATE_NOOP("Quantity", "Temperature of the cell."),
        default=STANDARD_TEMPERATURE,
        lower=150.0,
        upper=600.0,
    ),
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
    headings = {_word(heading): heading for heading in curve.table}
    density = next((heading for heading in curve.table if plain_quantity(heading) == "current_density"), None)
    wanted = (_word(str(outcome)),) if outcome is not None else _OUTCOMES
    value = next((headings[word] for word in wanted if word in headings), None)
    if density is None or value is None:
        raise FitError(
            "NO_DEPENDENCE_TABLE",
            "{name} has no rows of current density and outcome: give a table headed, for example, current density / "
            "mA cm⁻², cycles.",
            name=curve.name,
        )
    meaning = plain_column(density)
    assert meaning is not None
    rows = _rows(curve, electrolyte)
    j = np.array([cell_number(curve.table[density][row]) for row in rows]) * meaning.factor
    y = np.array([cell_number(curve.table[value][row]) for row in rows])
    return j, y / 100 if split_heading(value)[1] == "%" else y


def _word(heading: str) -> str:
    return split_heading(heading)[0].strip().lower().replace("_", " ")


def _rows(curve: Curve, electrolyte: object) -> list[int]:
    """Rows of the electrolyte; of the only one where none is named."""
    heading = next((name for name in curve.table if _word(name) in _ELECTROLYTE), None)
    count = len(next(iter(curve.table.values())))
    if heading is None:
        return list(range(count))
    names = list(curve.table[heading])
    for row in range(1, count):
        names[row] = names[row] or names[row - 1]
    known = list(dict.fromkeys(names))
    chosen = str(electrolyte) if electrolyte is not None else known[0]
    if electrolyte is None and len(known) > 1:
        text = "{name} has {count} electrolytes: name the one to look at, electrolyte={first} for example."
        raise FitError("SEVERAL_ELECTROLYTES", text, name=curve.name, count=len(known), first=known[0])
    found = [row for row, name in enumerate(names) if name == chosen]
    if not found:
        text = "{name} has no electrolyte {chosen}; it has {known}."
        raise FitError("NO_SUCH_ELECTROLYTE", text, name=curve.name, chosen=chosen, known=", ".join(known))
    return found


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
    return current_dependence(size[used], value[used])


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
)
