"""Where one control of a recording ends and the next begins: pure numbers, the same for every instrument."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from fitting.extremes import middle
from models.curve import Array, Segment
from models.spool import let_go

Rows = npt.NDArray[np.int64]

PAUSE = 20.0  # s; adaptive sampling reaches 10 s within one plating
PAUSE_TO_STEP = 2.5  # a pause is this much longer than the steps around it ...
LONE_PAUSE_TO_STEP = 10.0  # ... and this much if the potential does not jump
BLOCK, MARGIN = 1 << 18, 64  # rows that are looked at together while they are in the processor's cache, and around them
MANY, SAMPLE = 1 << 22, 1 << 20  # of more rows, so many evenly spaced ones tell what is usual
RESTING = 0.01  # of the largest usual current: below, the cell rests
FEWEST_FLOWING = 20  # rows with a current, of a file that otherwise rests; fewer may be glitches
LEVEL_CHANGE = 0.3  # relative; a plating against a failing counter electrode still varies by 10 %

GALVANOSTATIC, POTENTIOSTATIC, RESTED = 1, 2, 3
_UNDIVIDED = ("linear_sweep", "cyclic_voltammetry", "open_circuit")  # whatever the current does in them


@dataclass(frozen=True, eq=False)
class Controls:
    """What a file itself says about its control, where it says it.

    Parameters
    ----------
    loop_starts : tuple of int
        First rows of the loops.
    sequence : (m,) array or None
        Number of the sequence, EC-Lab's Ns.
    mode : (m,) array or None
        1 galvanostatic, 2 potentiostatic, 3 at rest.
    set_current, set_potential : (m,) arrays or None
        Set points in A and V; NaN where the quantity is not controlled.
    rows : (m,) int array or None
        The row from which on each of those values holds; None where every row has its own.
    count : int
        How many rows there are, where `rows` is given.
    """

    loop_starts: tuple[int, ...] = ()
    sequence: Array | None = None
    mode: Array | None = None
    set_current: Array | None = None
    set_potential: Array | None = None
    rows: Rows | None = None
    count: int = 0

    def row(self, place: int) -> int:
        """The row from which on a value holds."""
        return place if self.rows is None else int(self.rows[place])

    def between(self, values: Array | None, start: int, stop: int) -> Array | None:
        """What the rows from start to stop have of some values; one for all where it is the same."""
        if values is None or self.rows is None:
            return None if values is None else values[start:stop]
        first, last = np.searchsorted(self.rows, start, "right") - 1, np.searchsorted(self.rows, stop)
        if last - first == 1:
            return values[first:last]
        return np.repeat(values[first:last], np.diff([start, *self.rows[first + 1 : last], stop]))


def changes(columns: Iterable[npt.NDArray[Any]], count: int) -> Rows:
    """The rows with which any of some columns changes, and the first."""
    found = [np.zeros(min(count, 1), np.int64)]
    for column in columns:
        bits = column.view(f"u{column.dtype.itemsize}")  # a missing number is no change after another
        for start in range(0, count, BLOCK):
            part = np.ascontiguousarray(bits[start : start + BLOCK + 1])
            found.append(np.flatnonzero(part[1:] != part[:-1]) + (start + 1))
            let_go(column)
    return np.unique(np.concatenate(found))


def segments(technique: str, columns: Mapping[str, Array], controls: Controls | None = None) -> tuple[Segment, ...]:
    """Split a curve where the control changes, the clock jumps or the file says so.

    Parameters
    ----------
    technique : str
        One of `models.curve.TECHNIQUES`.
    columns : mapping of str to (n,) arrays
        SI columns of the curve.
    controls : Controls, optional
        What the file says.
    """
    stated = controls or Controls()
    count = len(next(iter(columns.values()), ()))
    if count == 0:
        return ()
    starts = {0, *(start for start in stated.loop_starts if 0 < start < count)}
    if technique == "impedance":
        starts |= _sweep_starts(columns)
    else:
        starts |= _stated_starts(technique, stated) | _judged_starts(technique, columns, stated, count)
    edges = [*sorted(starts), count]
    return tuple(_segment(technique, columns, stated, start, stop) for start, stop in itertools.pairwise(edges))


def _judged_starts(technique: str, columns: Mapping[str, Array], stated: Controls, count: int) -> set[int]:
    """Where the clock, and the control where the file does not state it, begin anew."""
    is_stated = stated.set_current is not None or stated.set_potential is not None or technique in _UNDIVIDED
    usual = None if is_stated or technique == "chronoamperometry" else _usual_current(columns.get("current"))
    starts: set[int] = set()
    for start in range(0, count, BLOCK):
        around = slice(max(0, start - MARGIN), start + BLOCK + MARGIN)
        part = {name: column[around] for name, column in columns.items()}
        found = _clock_starts(part) | (set() if is_stated else _control_starts(technique, part, usual))
        starts |= {row + around.start for row in found if start <= row + around.start < start + BLOCK}
        for column in columns.values():
            let_go(column)
    return starts


def _usual_current(current: Array | None) -> float | None:
    """The usual size of the current over a long recording, from evenly spaced values."""
    if current is None:
        return None
    return _usual_size(np.abs(_spaced(current)))


def _usual_size(size: Array) -> float:
    """The usual size of a current: what nine in ten values stay below, of those that flow where most are at rest."""
    size = size[np.isfinite(size)]
    usual = float(np.percentile(size, 90)) if len(size) else 0.0
    flowing = size[size > RESTING * float(np.max(size, initial=0.0))]
    resting = len(flowing) >= FEWEST_FLOWING and usual < RESTING * float(np.max(size))
    return float(np.percentile(flowing, 90)) if resting else usual


def pauses(time: Array, potential: Array | None) -> list[int]:
    """Rows before which the recording paused: a gap over 20 s that the sampling around it does not explain."""
    steps = np.diff(time)
    found = []
    for index in np.flatnonzero(steps > PAUSE):
        around = np.concatenate((steps[max(0, index - 3) : index], steps[index + 1 : index + 4]))
        around = around[np.isfinite(around)]
        usual = float(around.max()) if len(around) else 0.0
        if len(around) == 0 or steps[index] <= PAUSE_TO_STEP * usual:
            continue
        if steps[index] > LONE_PAUSE_TO_STEP * usual or potential is None or _jumps(potential, int(index)):
            found.append(int(index) + 1)
    return found


def _jumps(potential: Array, index: int) -> bool:
    """Does the potential change between two rows by more than it does around them?"""
    change = abs(potential[index + 1] - potential[index])
    before = np.abs(np.diff(potential[max(0, index - 5) : index + 1]))
    return bool(change > 1e-3 and change > 5.0 * (middle(before) if len(before) else 0.0))


def _clock_starts(columns: Mapping[str, Array]) -> set[int]:
    time = columns.get("time")
    if time is None or len(time) < 2:
        return set()
    starts = set(pauses(time, columns.get("potential")))
    return starts | {int(row) + 1 for row in np.flatnonzero(np.diff(time) < 0.0)}


def _sweep_starts(columns: Mapping[str, Array]) -> set[int]:
    """A new spectrum begins where the frequency turns back."""
    frequency = columns.get("frequency")
    if frequency is None or len(frequency) < 3:
        return set()
    steps = np.diff(np.log(np.maximum(frequency, 1e-12)))
    direction = np.sign(middle(steps)) or -1.0
    return {int(row) + 1 for row in np.flatnonzero(steps * direction < -0.05)}


def _stated_starts(technique: str, stated: Controls) -> set[int]:
    """Where what the file says of its control changes."""
    places: set[int] = set()
    for said in (stated.sequence, stated.mode):
        if said is not None and technique not in ("linear_sweep", "cyclic_voltammetry"):
            places |= {int(place) + 1 for place in np.flatnonzero(np.abs(np.diff(said)) > 0.0)}
    if technique not in _UNDIVIDED:
        places |= _set_point_changes(stated.set_current, 1e-3) | _set_point_changes(stated.set_potential, 1e-3)
    return {stated.row(place) for place in places}


def _control_starts(technique: str, columns: Mapping[str, Array], usual: float | None) -> set[int]:
    if technique == "chronoamperometry":
        return _potential_steps(columns.get("potential"))
    return _current_steps(columns.get("current"), usual)


def _set_point_changes(set_point: Array | None, relative: float) -> set[int]:
    """Places at which a set point changes by more than its rounding."""
    if set_point is None or len(set_point) < 2:
        return set()
    known = np.isfinite(set_point)
    changed = known[1:] != known[:-1]
    scale = float(np.max(np.abs(set_point[known]), initial=0.0))
    with np.errstate(invalid="ignore"):
        changed |= np.abs(np.diff(set_point)) > relative * scale
    return {int(row) + 1 for row in np.flatnonzero(changed)}


def current_levels(current: Array, usual: float | None = None) -> npt.NDArray[np.int8]:
    """Sign of the current in every row: 1, -1, and 0 at rest; a lone odd row takes its neighbours' sign."""
    if usual is None:
        usual = _usual_size(np.abs(current))
    if usual == 0.0:
        return np.zeros(len(current), dtype=np.int8)
    with np.errstate(invalid="ignore"):
        level = np.where(np.abs(current) < RESTING * usual, 0.0, np.sign(current))
    level = np.nan_to_num(level).astype(np.int8)
    if len(level) > 2:
        lone = (level[1:-1] != level[:-2]) & (level[:-2] == level[2:])
        level[1:-1][lone] = level[:-2][lone]
        if level[0] != level[1] == level[2]:
            level[0] = level[1]
    return level


def _current_steps(current: Array | None, usual: float | None) -> set[int]:
    """Rows where the set current changes sign, goes to or leaves zero, or steps to another lasting level."""
    if current is None or len(current) < 4:
        return set()
    level = current_levels(current, usual)
    starts = {int(row) + 1 for row in np.flatnonzero(np.diff(level) != 0)}
    jump = np.abs(np.diff(current))
    with np.errstate(invalid="ignore"):
        large = jump > LEVEL_CHANGE * np.maximum(np.abs(current[1:]), np.abs(current[:-1]))
    for row in np.flatnonzero(large & (level[1:] == level[:-1]) & (level[1:] != 0)):
        before, after = current[max(0, row - 2) : row + 1], current[row + 1 : row + 4]
        lasting = abs(middle(after) - middle(before))
        if len(before) == 3 and len(after) == 3 and lasting > 0.8 * jump[row] and _is_flat(before) and _is_flat(after):
            starts.add(int(row) + 1)
    return starts


def _is_flat(level: Array) -> bool:
    return bool(np.ptp(level) <= 0.1 * abs(middle(level)))


def _potential_steps(potential: Array | None) -> set[int]:
    """Rows where the held potential steps by more than 5 mV to a lasting level."""
    if potential is None or len(potential) < 6:
        return set()
    starts = set()
    for row in np.flatnonzero(np.abs(np.diff(potential)) > 5e-3):
        before, after = potential[max(0, row - 2) : row + 1], potential[row + 1 : row + 4]
        if len(before) == 3 and len(after) == 3 and np.ptp(before) < 2e-3 and np.ptp(after) < 2e-3:
            starts.add(int(row) + 1)
    return starts


def _segment(technique: str, columns: Mapping[str, Array], stated: Controls, start: int, stop: int) -> Segment:
    part = {name: column[start:stop] for name, column in columns.items()}
    frequency = _median(part.get("frequency"))
    kind = "spectrum" if frequency is not None and frequency > 0.0 else _stated_kind(technique, stated, start, stop)
    current = part.get("current", part.get("current_density"))
    median = _median(current)
    if kind == "galvanostatic":
        set_point = _median(stated.between(stated.set_current, start, stop))
        kind = _current_kind(set_point if set_point is not None else median)
        amperes = median if median is not None else set_point
        if "current" not in columns and set_point is None:
            amperes = None
        return Segment(start, stop, kind, amperes)
    if kind == "":
        has_current = current is not None and median is not None
        whole = columns.get("current", columns.get("current_density"))
        peak = float(max(np.nanmax(whole), -np.nanmin(whole))) if has_current else 0.0  # type: ignore[arg-type]
        resting = median is not None and abs(median) <= RESTING * peak
        kind = "other" if median is None else "rest" if resting else _current_kind(median)
        controlled = kind in ("plating", "stripping") and "current" in columns
        return Segment(start, stop, kind, median if controlled else None)
    return Segment(start, stop, kind)


def _stated_kind(technique: str, stated: Controls, start: int, stop: int) -> str:
    """The kind that the technique or the file's own mode names; "" where the current has to tell."""
    fixed = {
        "open_circuit": "rest",
        "linear_sweep": "sweep",
        "cyclic_voltammetry": "sweep",
        "impedance": "spectrum",
        "other": "other",
    }
    if technique in fixed:
        return fixed[technique]
    if stated.mode is not None:
        mode = _median(stated.between(stated.mode, start, stop)) or 0.0
        return {GALVANOSTATIC: "galvanostatic", POTENTIOSTATIC: "hold", RESTED: "rest"}.get(int(mode), "other")
    return "hold" if technique == "chronoamperometry" else ""


def _current_kind(current: float | None) -> str:
    if current is None:
        return "other"
    return "plating" if current < 0.0 else "stripping" if current > 0.0 else "rest"


def _median(column: Array | None) -> float | None:
    if column is None:
        return None
    part = _spaced(column)
    part = part[np.isfinite(part)]
    return middle(part) if len(part) else None


def _spaced(column: Array) -> Array:
    """A column; evenly spaced values of a very long one."""
    return column if len(column) <= MANY else column[:: len(column) // SAMPLE]
