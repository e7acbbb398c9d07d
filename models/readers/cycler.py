"""From a cycler's table to a curve: time, the sign of the current, and one segment for each step."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from models.curve import Array, Curve, Segment
from models.readers.columns import ColumnMeaning
from models.readers.cycler_columns import QUANTITIES, TIMES, quantity_meaning
from models.readers.cycler_table import Cell, CyclerTable, clock_seconds, seconds_of
from models.readers.draft import Draft, require_columns
from models.readers.refusals import missing_unit
from models.readers.remarks import time_of_steps

Signs = npt.NDArray[np.int8]

CHARGE, DISCHARGE, REST, UNKNOWN = 1, -1, 0, 2
_UNITS_OF_TIME = {"s": 1.0, "min": 60.0, "h": 3600.0}
_BOTH_WAYS = 0.1  # of a step's rows: a step with this much current of either sign is no plating and no stripping
_RESTING = 0.01  # of the largest step current, where no column tells the state


def cycler_curve(table: CyclerTable, draft: Draft, content: bytes, path: Path, reader: str) -> Curve:
    """Make a curve of a cycler's table.

    Raises
    ------
    ReadError
        If a unit is missing or wrong, or fewer than two columns can be used.
    """
    draft.decimal, draft.rows_skipped = table.decimal or draft.decimal, table.rows_skipped
    draft.flags += table.flags
    for name in QUANTITIES:
        found = table.column(name)
        if found is not None:
            _take(table, draft, name, *found)
    steps, states, step_time = _controls(table, draft)
    _take_time(table, draft, steps, step_time)
    used = {table.roles[name][0] for name in table.roles if name != "record"}
    draft.skipped += [name for place, name in enumerate(table.names) if name and place not in used]
    require_columns(draft, table.names)
    return finished(draft, steps, states, step_time, (content, path, reader))


def finished(
    draft: Draft, steps: Array | None, states: Signs | None, step_time: Array | None, origin: tuple[bytes, Path, str]
) -> Curve:
    """Give the current its sign and the curve its steps."""
    sign_current(draft, states)
    draft.assume(
        "CYCLER_CONVENTION",
        "charge is positive and discharge negative, as the cycler counts: discharge is read as plating",
    )
    starts = step_starts(steps, states, step_time)
    curve = draft.curve(*origin, technique="cycling")
    if starts is None or curve.points == 0:
        return curve
    return replace(curve, segments=step_segments(curve.columns.get("current"), states, starts, curve.points))


def state_signs(cells: Sequence[Cell]) -> Signs:
    """Charge, discharge, rest or unknown, from words such as CC_DChg, ``charge CC``, D, R, 恒流充电."""
    known = {cell: _state(str(cell)) for cell in set(cells)}
    return np.array([known[cell] for cell in cells], dtype=np.int8)


def _state(word: str) -> int:
    text = word.strip().lower()
    if re.search(r"dch|disch|dis-ch|放电", text) or re.match(r"d([_ ]|$)", text):
        return DISCHARGE
    if re.search(r"chg|charg|充电", text) or re.match(r"c([_ ]|$)", text):
        return CHARGE
    if re.search(r"rest|ocv|静置|搁置", text) or re.match(r"r$", text):
        return REST
    return UNKNOWN


def sign_current(draft: Draft, states: Signs | None) -> None:
    """Make discharge negative, from the states where the current is a magnitude or counted the other way."""
    current = draft.columns.get("current")
    if current is None:
        return
    with np.errstate(invalid="ignore"):
        flowing = np.abs(current) > 0.0
    if states is None:
        _note_unsigned(draft, current)
        return
    down, up = flowing & (states == DISCHARGE), flowing & (states == CHARGE)
    discharge_positive = down.any() and float(np.mean(current[down] > 0.0)) > 0.5
    charge_negative = up.any() and float(np.mean(current[up] < 0.0)) > 0.5
    if charge_negative and (discharge_positive or not down.any()):
        draft.columns["current"] = -current
        draft.sign_convention = "flipped"
        template = "the file counts discharge as positive: the sign of its current was turned round"
        draft.assume("DISCHARGE_POSITIVE", template)
    elif discharge_positive:
        signs = np.where(states == UNKNOWN, np.nan, states).astype(np.float64)
        unknown = flowing & ((states == UNKNOWN) | (states == REST))
        signed = np.where(flowing, current * signs, current)
        signed[unknown] = np.nan
        draft.columns["current"] = signed + 0.0
        draft.assume(
            "SIGN_FROM_STATE",
            "the file gives the current without a sign: it was taken from the column that tells charge from discharge",
        )
        if unknown.any():
            template = "current: the sign of {count} values is not known (neither charge nor discharge): missing"
            draft.flag("SIGN_UNKNOWN", template, count=int(unknown.sum()))


def _note_unsigned(draft: Draft, current: Array) -> None:
    """A current that is never negative though a discharge is counted has lost its sign."""
    discharged = draft.columns.get("discharge_capacity")
    if discharged is None or np.nanmax(discharged, initial=0.0) <= 0.0 or np.nanmin(current, initial=0.0) < 0.0:
        return
    if np.nanmax(current, initial=0.0) > 0.0:
        draft.sign_convention = "not_stated"
        template = (
            "current: never negative though a discharge was counted, and no column tells its sign; setting: sign="
        )
        draft.flag("NO_SIGN", template)


def step_starts(steps: Array | None, states: Signs | None, step_time: Array | None) -> list[int] | None:
    """Rows where the step number or the state changes, or the clock of the step goes back; None where none is kept."""
    if steps is None and states is None and step_time is None:
        return None
    count = len(next(column for column in (steps, states, step_time) if column is not None))
    changed = np.zeros(max(count - 1, 0), dtype=bool)
    with np.errstate(invalid="ignore"):
        if steps is not None:
            changed |= np.abs(np.diff(steps)) > 0.0
        if states is not None:
            changed |= np.diff(states) != 0
        if step_time is not None:
            changed |= np.diff(step_time) < 0.0
    return [0, *(int(row) + 1 for row in np.flatnonzero(changed))]


def step_segments(current: Array | None, states: Signs | None, starts: list[int], points: int) -> tuple[Segment, ...]:
    """One segment for each step: plating where the current is negative, stripping where it is positive."""
    edges = [*starts, points]
    medians = [_median(current, start, stop) for start, stop in itertools.pairwise(edges)]
    largest = max((abs(median) for median in medians if median is not None), default=0.0)
    found = []
    for (start, stop), median in zip(itertools.pairwise(edges), medians, strict=True):
        state = int(states[start]) if states is not None else UNKNOWN
        kind = _kind(current, state, (start, stop), median, largest)
        found.append(Segment(start, stop, kind, median if kind in ("plating", "stripping") else None))
    return tuple(found)


def _kind(current: Array | None, state: int, rows: tuple[int, int], median: float | None, largest: float) -> str:
    if state == REST:
        return "rest"
    if median is None or current is None:
        return {CHARGE: "stripping", DISCHARGE: "plating"}.get(state, "other")
    if state in (CHARGE, DISCHARGE):
        positive = median > 0.0 if median != 0.0 else state == CHARGE
        return "stripping" if positive else "plating"
    if abs(median) <= _RESTING * largest:
        return "rest"
    part = current[rows[0] : rows[1]]
    against = np.mean(part * np.sign(median) < -_RESTING * largest)
    return "other" if against > _BOTH_WAYS else "stripping" if median > 0.0 else "plating"


def _median(column: Array | None, start: int, stop: int) -> float | None:
    part = column[start:stop] if column is not None else np.empty(0)
    part = part[np.isfinite(part)]
    return float(np.median(part)) if len(part) else None


def cumulated(step_time: Array, starts: Sequence[int]) -> Array:
    """Time since the start: the times in the steps one after the other."""
    total = step_time.astype(np.float64)
    passed = 0.0
    for start, stop in zip(starts, [*starts[1:], len(step_time)], strict=True):
        part = step_time[start:stop]
        total[start:stop] = part + passed
        known = part[np.isfinite(part)]
        passed += float(known.max()) if len(known) else 0.0
    return total


def _take(table: CyclerTable, draft: Draft, role: str, heading: str, values: Array) -> None:
    draft.take(heading, quantity_meaning(heading, table.roles[role][1]), values)
    draft.flags += table.missing(heading, values)


def _controls(table: CyclerTable, draft: Draft) -> tuple[Array | None, Signs | None, Array | None]:
    """The step numbers, the states, and the time in the step in s (or in what the file counts)."""
    steps, states = table.column("step"), table.texts("state")
    for found in (steps, states):
        draft.taken += [f"{found[0]} -> segments"] if found else []
    return (
        steps[1] if steps else None,
        _usable(states[1]) if states else None,
        _step_time(table),
    )


def _usable(cells: Sequence[Cell]) -> Signs | None:
    """States that are codes (Novonix numbers its step types) tell nothing."""
    signs = state_signs(cells)
    return None if np.all(signs == UNKNOWN) else signs


def _step_time(table: CyclerTable) -> Array | None:
    """The time in the step; a plain "time" is one where it starts anew while another column counts on."""
    name = "step_time" if "step_time" in table.roles else "any_time"
    found = _time_values(table, name)
    if found is None or (name == "any_time" and "time" not in table.roles and not _restarts(found[1])):
        return None
    return found[1]


def _restarts(values: Array) -> bool:
    known = values[np.isfinite(values)]
    return bool(np.any(np.diff(known) < 0.0))


def _time_values(table: CyclerTable, role: str) -> tuple[str, Array] | None:
    """A column of times in s, or in its own numbers where the heading states no unit."""
    worded = table.texts(role)
    if worded is not None:
        return worded[0], seconds_of(worded[1])
    found = table.column(role)
    if found is None or not table.roles[role][1].unit:
        return found
    return found[0], found[1] * quantity_meaning(found[0], table.roles[role][1]).factor


def _take_time(table: CyclerTable, draft: Draft, steps: Array | None, step_time: Array | None) -> None:
    clock = table.texts("clock")
    if clock is not None and len(clock[1]):
        draft.metadata.setdefault("started", str(clock[1][0]))
    role = "time" if "time" in table.roles else "any_time" if step_time is None else "step_time"
    if role == "step_time" and step_time is not None:
        name = table.names[table.roles["step_time" if "step_time" in table.roles else "any_time"][0]]
        starts = step_starts(steps, None, step_time) or [0]
        values = cumulated(step_time, starts) * _stated_or_told(table, name, cumulated(step_time, starts), draft, role)
        draft.assumptions.append(time_of_steps(name))
    elif role in table.roles:
        found = _time_values(table, role)
        if found is None:
            return
        name, values = found[0], found[1] * _stated_or_told(table, found[0], found[1], draft, role)
    elif clock is not None:
        name, values = clock[0], clock_seconds(clock[1])
    else:
        return
    draft.take(name, ColumnMeaning("time"), values)
    draft.flags += table.missing(name, values)
    draft.taken += [f"{table.names[table.roles[other][0]]} -> segments" for other in TIMES
                    if other in table.roles and step_time is not None
                    and table.names[table.roles[other][0]] != name]  # fmt: skip


def _stated_or_told(table: CyclerTable, heading: str, values: Array, draft: Draft, role: str) -> float:
    """1 where the heading states the unit or the cells are durations; otherwise what the clock beside it tells.

    Raises
    ------
    ReadError
        ``MISSING_UNIT`` where nothing tells the unit of time.
    """
    own = next(name for name in (role, "any_time") if name in table.roles and table.names[table.roles[name][0]])
    if table.roles[own][1].unit or table.texts(own) is not None:
        return 1.0
    clock = table.texts("clock")
    if clock is not None:
        rows = np.unique(np.linspace(0, len(values) - 1, min(len(values), 400)).astype(int))
        passed, counted = clock_seconds([clock[1][row] for row in rows]), values[rows]
        with np.errstate(divide="ignore", invalid="ignore"):
            ratios = (passed - passed[0]) / (counted - counted[0])
        known = ratios[np.isfinite(ratios) & (counted > counted[0])]
        ratio = float(np.median(known)) if len(known) else 0.0
        for unit, factor in _UNITS_OF_TIME.items():
            if abs(ratio / factor - 1.0) < 0.05:
                template = "{heading} states no unit: it is {unit}, as {clock} beside it tells"
                draft.assume("TIME_UNIT_TOLD", template, heading=heading, unit=unit, clock=clock[0])
                return factor
    raise missing_unit(heading, "time")
