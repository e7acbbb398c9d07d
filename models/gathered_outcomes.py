"""Pictures of a project's numbers: a quantity across electrolytes, against cycles, and what ranks with an outcome."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from fitting.decisive_step import ranking
from fitting.messages import FitError
from fitting.outcome import Axis, Estimate, Outcome, Panel, Trace
from fitting.outcome import Cell as TableCell
from models.curve import Array
from models.electrolyte import Series
from models.gathered import Cell, Column, Gathered, columns_of, heading
from models.result import Result
from models.translation import name_in_words


def ranked_columns(table: Gathered, quantities: Sequence[Column], outcomes: Sequence[Column]) -> Outcome:
    """Return how quantities rank with outcomes within the series of the project's electrolytes.

    Raises
    ------
    FitError
        ``NO_STEP_QUANTITY``, ``NO_OUTCOME``, and as `fitting.decisive_step.ranking`.
    """
    if not quantities:
        raise FitError("NO_STEP_QUANTITY", "Tick a quantity that is to be compared.")
    if not outcomes:
        raise FitError(
            "NO_OUTCOME",
            "Tick an outcome, for example the stabilized cycles: it comes from cycling records in the tab of cyclic "
            "stability.",
        )
    columns = [*quantities, *outcomes]
    names = {column: heading(column, columns).split(" / ")[0] for column in columns}
    numbers = [{names[column]: table.values(column) for column in some} for some in (quantities, outcomes)]
    return ranking(numbers[0], numbers[1], table.series)


def across_electrolytes(table: Gathered, column: Column) -> Outcome:
    """Return the picture and the table of one quantity across the electrolytes: means with intervals, and the repeats.

    Raises
    ------
    FitError
        ``NO_COLUMN`` if the table has no such quantity.
    """
    if column not in table.cells:
        raise FitError("NO_COLUMN", "No curve of the project has given this quantity yet.")
    cells = table.cells[column]
    axis = Axis("", "1", "1", categories=table.electrolytes)
    quantity = column.quantity
    y = Axis(quantity.symbol or name_in_words(quantity.name), quantity.unit, quantity.display_unit)
    traces = [_repeats(cells, column)]
    for name in dict.fromkeys(table.series):
        known = [
            (place + 1.0, cell) for place, cell in enumerate(cells) if cell is not None and table.series[place] == name
        ]
        if known:
            traces.append(_means(name or "mean", known))
    return Outcome(
        table=_columns(table, column),
        panels=(Panel(axis, y, tuple(trace for trace in traces if len(trace.x)), name_in_words(quantity.name)),),
    )


def against_position(table: Gathered, column: Column, results: Iterable[Result], series: Series) -> Outcome:
    """Return one quantity against the number of the plating step (or the cycle that was given), a trace per curve.

    Raises
    ------
    FitError
        ``NO_CYCLES`` if no curve has given it for two plating steps.
    """
    names = {entry.curve: entry.name for each in series for entry in each.curves}
    points: dict[str, list[tuple[float, Estimate]]] = {}
    for result in results:
        estimate = result.outcome.quantities.get(column.quantity.name)
        if column not in columns_of(result) or estimate is None or len(result.subject) != 1:
            continue
        points.setdefault(names.get(result.subject[0].curve.identity, ""), []).append((_position(result), estimate))
    points = {name: sorted(found, key=lambda one: one[0]) for name, found in points.items() if name}
    if all(len(found) < 2 for found in points.values()):
        raise FitError("NO_CYCLES", "No curve has given this quantity for two plating steps.")
    quantity = column.quantity
    y = Axis(quantity.symbol or name_in_words(quantity.name), quantity.unit, quantity.display_unit)
    traces = tuple(_line(name, found) for name, found in points.items() if len(found) > 1)
    rows = [(name, *one) for name, found in points.items() for one in found]
    listed: dict[str, tuple[TableCell, ...]] = {
        "curve": tuple(name for name, _, _ in rows),
        "plating": tuple(place for _, place, _ in rows),
        quantity.name: tuple(estimate.value for _, _, estimate in rows),
        "standard_error": tuple(estimate.standard_error for _, _, estimate in rows),
    }
    return Outcome(table=listed, panels=(Panel(Axis("plating", "1", "1"), y, traces, name_in_words(quantity.name)),))


def _position(result: Result) -> float:
    """The cycle that was given, else the number of the plating step in its curve."""
    cycle = result.recipe.get("cycle")
    if cycle is not None and isinstance(cycle.value, (int, float)):
        return float(cycle.value)
    part = result.subject[0]
    plated = [number for number, segment in enumerate(part.curve.segments) if segment.kind == "plating"]
    return float(plated.index(part.segment) + 1) if part.segment in plated else float((part.segment or 0) + 1)


def _numbers(estimates: Iterable[Estimate]) -> tuple[Array, Array | None]:
    known = list(estimates)
    errors = [np.nan if one.standard_error is None else one.standard_error for one in known]
    half = np.array(errors, dtype=float)
    return np.array([one.value for one in known], dtype=float), half if np.isfinite(half).any() else None


def _repeats(cells: Sequence[Cell | None], column: Column) -> Trace:
    """Every single result, a little to the left of its mean."""
    found = [
        (place + 0.85, result.outcome.quantities[column.quantity.name].value)
        for place, cell in enumerate(cells)
        if cell is not None and len(cell.results) > 1
        for result in cell.results
    ]
    x, y = (np.array([one[side] for one in found], dtype=float) for side in (0, 1))
    return Trace("single curves", x, y, "points")


def _means(name: str, known: Sequence[tuple[float, Cell]]) -> Trace:
    values, errors = _numbers(cell.estimate for _, cell in known)
    half = [_half(cell.estimate) for _, cell in known]
    wide = np.array(half, dtype=float)
    return Trace(
        name, np.array([place for place, _ in known]), values, "points", wide if np.isfinite(wide).any() else errors
    )


def _half(estimate: Estimate) -> float:
    """Half the 95 % interval."""
    return np.nan if estimate.interval is None else 0.5 * (estimate.interval[1] - estimate.interval[0])


def _line(name: str, found: Sequence[tuple[float, Estimate]]) -> Trace:
    values, errors = _numbers(estimate for _, estimate in found)
    return Trace(name, np.array([place for place, _ in found]), values, "points", errors)


def _columns(table: Gathered, column: Column) -> dict[str, tuple[TableCell, ...]]:
    estimates = [None if cell is None else cell.estimate for cell in table.cells[column]]
    ends = [None if one is None or one.interval is None else one.interval for one in estimates]
    return {
        "electrolyte": table.electrolytes,
        "series": table.series,
        column.quantity.name: tuple(None if one is None else one.value for one in estimates),
        "standard_error": tuple(None if one is None else one.standard_error for one in estimates),
        "interval_lower": tuple(None if end is None else end[0] for end in ends),
        "interval_upper": tuple(None if end is None else end[1] for end in ends),
        "count": tuple(0.0 if cell is None else float(len(cell.results)) for cell in table.cells[column]),
    }
