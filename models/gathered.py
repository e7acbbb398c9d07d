"""What a project knows of its electrolytes: one number per electrolyte and quantity, from the results of all steps."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from fitting.combined import combined_estimate
from fitting.outcome import Estimate
from fitting.quantity import Quantity
from models.curve import Array
from models.electrolyte import Series, electrolyte_text
from models.number_text import unit_text
from models.result import Result
from models.step import Method
from models.steps import STEPS
from models.translation import name_in_words


@dataclass(frozen=True)
class Column:
    """A quantity as one method of one step gives it, in one unit."""

    step: str
    method: str
    quantity: Quantity

    @property
    def key(self) -> tuple[str, str, str]:
        """Names of step, method and quantity."""
        return self.step, self.method, self.quantity.name


@dataclass(frozen=True, eq=False)
class Cell:
    """One number of an electrolyte: the random-effects mean of what its curves gave, and those results."""

    estimate: Estimate
    results: tuple[Result, ...]


@dataclass(frozen=True, eq=False)
class Gathered:
    """Electrolytes × quantities.

    Parameters
    ----------
    electrolytes, series : tuple of str
        Names in the order of the tree, and the family that each belongs to (may be empty).
    cells : mapping of Column to tuple of Cell or None
        One per electrolyte; columns in the order of the steps, without those that no electrolyte has.
    """

    electrolytes: tuple[str, ...]
    series: tuple[str, ...]
    cells: Mapping[Column, tuple[Cell | None, ...]]

    def column(self, key: tuple[str, str, str]) -> Column | None:
        """The column of these names."""
        return next((column for column in self.cells if column.key == key), None)

    def values(self, column: Column) -> Array:
        """The column as SI numbers, NaN where there is none."""
        return np.array([np.nan if cell is None else cell.estimate.value for cell in self.cells[column]], dtype=float)


def gathered(series: Series, results: Iterable[Result], every_segment: bool = False) -> Gathered:
    """Return one number per electrolyte and quantity.

    Parameters
    ----------
    series : Series
        The electrolytes and their curves.
    results : iterable of Result
        Of any methods; one that belongs to no electrolyte, or to several, is left out.
    every_segment : bool
        Whether all plating steps of a curve count as repeats; else the first that gave the quantity speaks for it.
    """
    home = {entry.curve: electrolyte_text(each.name) for each in series for entry in each.curves}
    found: dict[Column, dict[str, list[Result]]] = {}
    for result in results:
        places = {home.get(curve.identity) for curve in result.curves}
        place = next(iter(places), None)
        if len(places) != 1 or place is None:
            continue
        for column in columns_of(result):
            taken = found.setdefault(column, {}).setdefault(place, [])
            if every_segment or not any(_curves(one) & _curves(result) for one in taken):
                taken.append(result)
    names = tuple(electrolyte_text(each.name) for each in series)
    ordered = sorted(found, key=lambda column: _place(column.key))
    cells = {column: tuple(_cell(found[column].get(name, ()), column) for name in names) for column in ordered}
    return Gathered(names, tuple(each.series for each in series), cells)


def columns_of(result: Result) -> tuple[Column, ...]:
    """The quantities that a result has a value for."""
    declared = _declared(result.step, result.method)
    return tuple(
        Column(result.step, result.method, declared[name].in_unit(estimate.unit))
        for name, estimate in result.outcome.quantities.items()
        if estimate.value is not None and name in declared
    )


def heading(column: Column, among: Iterable[Column] = ()) -> str:
    """Name and unit, with the method where another column of some has the same name: ``induction period / s``."""
    name = name_in_words(column.quantity.name)
    if any(other.quantity.name == column.quantity.name and other.key != column.key for other in among):
        name = f"{name} ({name_in_words(column.method)})"
    unit = unit_text(column.quantity.display_unit)
    return f"{name} / {unit}" if unit else name


def table_text(table: Gathered, columns: Sequence[Column]) -> str:
    """The table as CSV that the method `ranking` reads: electrolyte, series, a column per quantity in display units."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(["electrolyte", "series", *(_plain_heading(column, columns) for column in columns)])
    for place, names in enumerate(zip(table.electrolytes, table.series, strict=True)):
        cells = [table.cells[column][place] for column in columns]
        rows.writerow(
            [*names, *("" if cell is None else _plain(cell, each) for cell, each in zip(cells, columns, strict=True))]
        )
    return out.getvalue()


def inputs_from(table: Gathered, electrolyte: str, method: Method) -> dict[str, float]:
    """The inputs of a calculator that the results of an electrolyte know, SI: values, their standard errors, recipes.

    An input that is a quantity of a step is the first column of that name and unit; one that is not, for example the
    area, is what all results of the electrolyte that have it agree on.
    """
    place = table.electrolytes.index(electrolyte)
    cells = {column: found[place] for column, found in table.cells.items()}
    given: dict[str, float] = {}
    for column, cell in cells.items():
        for name in _ALSO.get(column.quantity.name, (column.quantity.name,)):
            setting = _setting(method, name)
            if cell is None or cell.estimate.value is None or setting is None or name in given:
                continue
            if setting.unit == column.quantity.unit and setting.accepts(cell.estimate.value):
                given[name] = cell.estimate.value
                if cell.estimate.standard_error is not None and _setting(method, f"{name}_standard_error") is not None:
                    given[f"{name}_standard_error"] = cell.estimate.standard_error
    results = [result for cell in cells.values() if cell is not None for result in cell.results]
    for setting in method.settings:
        used = {result.recipe[setting.name].value for result in results if setting.name in result.recipe}
        used = {value for value in used if value not in (None, setting.default)}
        if setting.name not in given and len(used) == 1:
            (value,) = used
            if isinstance(value, (int, float)):
                given[setting.name] = float(value)
    return given


_ALSO = {"spike_overpotential": ("measured_polarization", "spike_overpotential")}


def _setting(method: Method, name: str) -> Quantity | None:
    return next((setting for setting in method.settings if setting.name == name), None)


def _declared(step: str, method: str) -> dict[str, Quantity]:
    return {
        quantity.name: quantity
        for each in STEPS
        if each.name == step
        for one in each.methods
        if one.name == method
        for quantity in one.quantities
    }


def _place(key: tuple[str, str, str]) -> tuple[int, int, int]:
    steps = [step.name for step in STEPS]
    step = STEPS[steps.index(key[0])]
    methods = [method.name for method in step.methods]
    quantities = [quantity.name for quantity in step.methods[methods.index(key[1])].quantities]
    return steps.index(key[0]), methods.index(key[1]), quantities.index(key[2])


def _curves(result: Result) -> set[str]:
    return {curve.identity for curve in result.curves}


def _cell(results: Sequence[Result], column: Column) -> Cell | None:
    estimates = [result.outcome.quantities[column.quantity.name] for result in results]
    return Cell(combined_estimate(estimates), tuple(results)) if estimates else None


def _plain_heading(column: Column, among: Sequence[Column]) -> str:
    """A heading in plain units, as our own reader of tables takes it."""
    alone = sum(other.quantity.name == column.quantity.name for other in among) == 1
    name = column.quantity.name if alone else f"{column.quantity.name} {column.method}"
    unit = column.quantity.display_unit
    return name if unit == "1" else f"{name} / {unit}"


def _plain(cell: Cell | None, column: Column) -> str:
    value = None if cell is None else cell.estimate.value
    return "" if value is None else repr(column.quantity.to_display(value))
