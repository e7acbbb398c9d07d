"""Which quantities of a result follow from its other numbers, by formulas that give the program's own number."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fitting.formula import COLUMN, Formula
from models.result import Result
from models.steps import step_named

AGREEMENT = 1e-9  # relative: a formula that is farther from the program's number is not shown
GIVEN = "given_"  # before the name of a setting that is called as a quantity of the result is


@dataclass(frozen=True)
class Applied:
    """The formulas of one result.

    Parameters
    ----------
    quantities : mapping of str to Formula
        By the quantity that they give.
    columns : mapping of str to Formula
        By the column of the table that they give, row by row.
    """

    quantities: Mapping[str, Formula]
    columns: Mapping[str, Formula]

    @property
    def names(self) -> frozenset[str]:
        """What the formulas of the quantities use."""
        return frozenset(name for formula in self.quantities.values() for name in formula.names)


def applied(result: Result) -> Applied:
    """The formulas of a result's method that give its numbers; none where the method went another way."""
    step = step_named(result.step)
    method = step.method(result.method) if step is not None else None
    if method is None or not method.formulas:
        return Applied({}, {})
    numbers, table = numbers_of(result), columns_of(result)
    quantities: dict[str, Formula] = {}
    columns: dict[str, Formula] = {}
    for formula in method.formulas:
        if formula.by_row:
            if formula.quantity not in columns and _gives_column(formula, result.outcome.table):
                columns[formula.quantity] = formula
            continue
        estimate = result.outcome.quantities.get(formula.quantity)
        if estimate is None or estimate.value is None or formula.quantity in quantities:
            continue
        holds = formula.holds_for(estimate.rule) and _gives(formula, estimate.value, numbers, table)
        if holds and not _in_circle(formula, quantities):
            quantities[formula.quantity] = formula
    return Applied(quantities, columns)


def numbers_of(result: Result) -> dict[str, float]:
    """The numbers that a formula may use, SI: quantities, and settings (under ``given_`` too)."""
    settings = {
        name: float(entry.value)
        for name, entry in result.recipe.items()
        if isinstance(entry.value, (int, float)) and not isinstance(entry.value, bool)
    }
    quantities = {name: each.value for name, each in result.outcome.quantities.items() if each.value is not None}
    return {**{f"{GIVEN}{name}": value for name, value in settings.items()}, **settings, **quantities}


def columns_of(result: Result) -> dict[str, list[float]]:
    """The numbers of each column of the table, without what is no number."""
    return {
        name: [float(value) for value in values if isinstance(value, (int, float)) and math.isfinite(value)]
        for name, values in result.outcome.table.items()
    }


def agrees(number: float, value: float) -> bool:
    """Whether a formula's number is the program's."""
    return math.isclose(number, value, rel_tol=AGREEMENT, abs_tol=0.0)


def _gives(formula: Formula, value: float, numbers: Mapping[str, float], table: Mapping[str, Sequence[float]]) -> bool:
    try:
        return agrees(formula.value(numbers, table), value)
    except (KeyError, ArithmeticError, ValueError, IndexError):
        return False


def _gives_column(formula: Formula, table: Mapping[str, Sequence[float | str | None]]) -> bool:
    """Whether it gives every number of a column from the numbers beside it."""
    if not {formula.quantity, *formula.names} <= table.keys():
        return False
    found = False
    for place, value in enumerate(table[formula.quantity]):
        row = row_numbers(formula, table, place)
        if isinstance(value, (int, float)) and row is not None:
            if not _gives(formula, float(value), row, {}):
                return False
            found = True
    return found


def row_numbers(
    formula: Formula, table: Mapping[str, Sequence[float | str | None]], place: int
) -> dict[str, float] | None:
    """The numbers of a row that a formula uses; None where one of them is missing."""
    found = {name: table[name][place] for name in formula.names}
    numbers = {name: float(value) for name, value in found.items() if isinstance(value, (int, float))}
    return numbers if len(numbers) == len(found) else None


def _in_circle(formula: Formula, taken: Mapping[str, Formula]) -> bool:
    """Whether what it uses follows, in the end, from what it gives."""
    seen: set[str] = set()
    ahead = [name for name in formula.names if not name.startswith(COLUMN)]
    while ahead:
        name = ahead.pop()
        if name == formula.quantity:
            return True
        if name not in seen and name in taken:
            ahead += taken[name].names
        seen.add(name)
    return False
