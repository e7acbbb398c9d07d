"""The data arrays of a PalmSens session: what they hold, in which unit, and which of them belong together."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from models.curve import COLUMN_UNITS, Array
from models.readers.columns import ColumnMeaning
from models.readers.draft import Draft, choose_columns, require_columns
from models.readers.problem import ReadError
from models.readers.remarks import missing

# What an array holds, by the number of its kind. ZIm is -Im(Z); 33 is the potential that was measured.
_KINDS: Mapping[int, tuple[str, float, int]] = {
    0: ("time", 1.0, 0), 1: ("potential", 1.0, 1), 2: ("current", 1.0, 0), 3: ("charge", 1.0, 0),
    5: ("frequency", 1.0, 0), 7: ("impedance_real", 1.0, 0), 8: ("impedance_imaginary", -1.0, 0),
    33: ("potential", 1.0, 0),
}  # fmt: skip
_UNITS: Mapping[str, tuple[str, float]] = {
    "time": ("s", 1.0), "volt": ("V", 1.0), "millivolt": ("V", 1e-3), "ampere": ("A", 1.0),
    "milliampere": ("A", 1e-3), "microampere": ("A", 1e-6), "nanoampere": ("A", 1e-9), "coulomb": ("C", 1.0),
    "millicoulomb": ("C", 1e-3), "microcoulomb": ("C", 1e-6), "nanocoulomb": ("C", 1e-9), "hertz": ("Hz", 1.0),
    "zre": ("ohm", 1.0), "zim": ("ohm", 1.0),
}  # fmt: skip
_SCAN = re.compile(r"scan\s*\d+\s*(channel\s*\d+)?", re.IGNORECASE)
_SPECTRUM = (5, 7, 8)
_FREQUENCY, _TIME, _POTENTIAL, _CURRENT = 5, 0, 1, 2


@dataclass(frozen=True, eq=False)
class Values:
    """One array of a measurement, as the file has it."""

    kind: int
    name: str
    unit: str
    numbers: Array
    not_good: int  # readings that the instrument did not mark as good

    @property
    def meaning(self) -> ColumnMeaning | None:
        """What the array holds, or None where its kind or its unit is not known."""
        if self.kind not in _KINDS:
            return None
        quantity, sign, rank = _KINDS[self.kind]
        unit, factor = _UNITS.get(self.unit.lower(), ("", 1.0))
        return ColumnMeaning(quantity, sign * factor, rank=rank) if unit == COLUMN_UNITS[quantity] else None


Parts = dict[str, list[Values]]


def values_of(entry: Mapping[str, Any]) -> Values:
    """Read one array; a value that is no number is NaN."""
    fields = {name.lower(): value for name, value in entry.items()}
    unit = fields.get("unit")
    unit_type = (
        next((value for name, value in unit.items() if name.lower() == "type"), "") if isinstance(unit, dict) else ""
    )
    cells = fields.get("datavalues")
    cells = cells if isinstance(cells, list) else []
    numbers = np.array([_number(cell) for cell in cells], dtype=np.float64)
    kind = fields.get("arraytype")
    return Values(
        kind if isinstance(kind, int) else -1, str(fields.get("description") or ""),
        str(unit_type).rsplit(".", 1)[-1], numbers, sum(_is_not_good(cell) for cell in cells),
    )  # fmt: skip


def _number(cell: Any) -> float:
    value = cell.get("V", cell.get("v")) if isinstance(cell, dict) else cell
    if isinstance(value, bool) or not isinstance(value, int | float):
        return float("nan")
    try:
        return float(value)
    except OverflowError:
        return float("nan")


def _is_not_good(cell: Any) -> bool:
    return isinstance(cell, dict) and cell.get("S", cell.get("s", 0)) not in (0, None)


def parts_of(arrays: list[Values]) -> Parts:
    """The arrays that make a curve each, by the name of the scan ("" where there are no scans)."""
    filled = [array for array in arrays if len(array.numbers)]
    if {array.kind for array in filled} >= set(_SPECTRUM):
        return {"": filled}
    parts: Parts = {}
    for array in filled:
        parts.setdefault(array.name.strip() if _SCAN.fullmatch(array.name.strip()) else "", []).append(array)
    parts = {name: part for name, part in parts.items() if _is_curve(part) or not name}
    whole = parts.get("", [])
    if len(parts) > 1:  # what stands beside the scans is their common clock
        del parts[""]
        _share_time(parts, [array for array in whole if array.kind == _TIME])
    return {name: part for name, part in parts.items() if _is_curve(part)}


def _is_curve(part: list[Values]) -> bool:
    return len({array.kind for array in part} & {_TIME, _POTENTIAL, _CURRENT}) > 1


def _share_time(parts: Parts, clocks: list[Values]) -> None:
    """Give each scan its stretch of a clock that covers all scans, or the clock to the first scan that it fits."""
    if len(clocks) != 1 or not parts:
        return
    clock = clocks[0]
    sizes = [len(_leading(part).numbers) for part in parts.values()]
    if len(clock.numbers) == sum(sizes):
        stretches = np.split(clock.numbers, np.cumsum(sizes)[:-1])
        for part, stretch in zip(parts.values(), stretches, strict=True):
            part.append(Values(clock.kind, clock.name, clock.unit, stretch, 0))
    else:
        next(iter(parts.values())).append(clock)


def _leading(part: list[Values]) -> Values:
    """The array that says how many points there are."""
    order = (_FREQUENCY, _POTENTIAL, _CURRENT, _TIME)
    return min(part, key=lambda array: order.index(array.kind) if array.kind in order else len(order))


def take_arrays(draft: Draft, arrays: list[Values], scan_rate: float | None) -> None:
    """Take the arrays of one curve; one of another length is never shifted but named as skipped.

    Raises
    ------
    ReadError
        ``BLOCK_SIZE`` if potential and current, or the parts of a spectrum, differ in length.
    """
    leading = _leading(arrays)
    rows = len(leading.numbers)
    fitting = [array for array in arrays if _fits(draft, array, leading)]
    headings = [f"{array.name} ({array.unit})" for array in fitting]
    meanings = {place: found for place, array in enumerate(fitting) if (found := array.meaning) is not None}
    for place, array in enumerate(fitting):
        if array.kind in _KINDS and array.meaning is None and array.unit:
            template = "{name}: the unit {unit} is not known; not taken"
            draft.flag("UNKNOWN_UNIT", template, name=array.name, unit=array.unit)
        elif array.kind in _KINDS and array.meaning is None:
            template = "{name}: the unit is not stated and is not known; not taken"
            draft.flag("NO_UNIT", template, name=array.name)
        elif array.kind == _TIME and rows > 1 and np.all(array.numbers == array.numbers[0]):
            meanings.pop(place, None)
            draft.flag("CLOCK_STANDS_STILL", "the clock of the file stands still in all rows and was not taken")
    chosen = choose_columns(headings, meanings, draft)
    for place, meaning in chosen.items():
        draft.take(headings[place], meaning, fitting[place].numbers)
        draft.flags += missing(headings[place], draft.columns[meaning.quantity])
        marked = fitting[place].not_good
        if marked:
            template = "{name}: {count} of {rows} readings are marked as overload or underload"
            draft.flag("OVERLOAD", template, name=headings[place], count=marked, rows=rows)
    require_columns(draft, headings)
    _rebuild_time(draft, leading, scan_rate)


def _fits(draft: Draft, array: Values, leading: Values) -> bool:
    rows, length = len(leading.numbers), len(array.numbers)
    if length == rows:
        return True
    needed = _SPECTRUM if leading.kind == _FREQUENCY else (_POTENTIAL, _CURRENT)
    if array.kind in needed:
        raise ReadError(
            "BLOCK_SIZE",
            "{first} has {rows} values but {second} has {length}, so no point can be placed with certainty.",
            first=leading.name, rows=rows, second=array.name, length=length,
        )  # fmt: skip
    draft.skipped.append(f"{array.name} ({array.unit})")
    if array.kind in _KINDS:
        template = "{name}: {count} values beside {rows} points, not taken"
        draft.flag("OTHER_LENGTH", template, name=f"{array.name} ({array.unit})", count=length, rows=rows)
    return False


def _rebuild_time(draft: Draft, leading: Values, scan_rate: float | None) -> None:
    """Give a scan without a clock its time: the way of the potential over the scan rate of the method."""
    is_scan = bool(_SCAN.fullmatch(leading.name.strip())) and leading.kind == _POTENTIAL
    if "time" in draft.columns or not is_scan or scan_rate is None:
        return
    steps = np.abs(np.diff(draft.columns["potential"], prepend=draft.columns["potential"][:1]))
    draft.columns["time"] = np.cumsum(steps) / scan_rate
    draft.assume(
        "NO_TIME_STORED",
        "the file stores no time for this scan: computed from the potential and the scan rate ({rate:g} V/s)",
        rate=scan_rate,
    )
