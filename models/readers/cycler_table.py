"""The cells of a cycler's table, from a text or from a sheet: numbers, durations, dates and states."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fitting.messages import Message
from models.curve import Array
from models.readers.cycler_columns import CONTROLS, QUANTITIES, TIMES, Role, choose_roles, is_cycler_table
from models.readers.number_table import NumberTable, read_numbers
from models.readers.remarks import Rows, remark, unreadable
from models.readers.text_table import DELIMITER_NAMES, split_line

Cell = object

HEADING_LINES = 120
_DURATION = re.compile(r"\s*(?:(\d+)\s*(?:d|D|天|-)\s*-?\s*)?(\d+):(\d{1,2}):(\d{1,2}(?:[.,]\d+)?)\s*$")
_YEAR_FIRST = re.compile(r"\s*(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})[ T]+(\d{1,2}):(\d{2})(?::(\d{2}(?:[.,]\d+)?))?")
_YEAR_LAST = re.compile(
    r"\s*(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})[ T]+(\d{1,2}):(\d{2})(?::(\d{2}(?:[.,]\d+)?))?\s*([AaPp][Mm])?"
)
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$")


@dataclass(frozen=True)
class Heading:
    """Where the column names of a text stand."""

    line: int  # from 0
    delimiter: str
    names: tuple[str, ...]
    cells: int  # with the empty ones at the end
    roles: dict[str, tuple[int, Role]]


@dataclass(eq=False)
class CyclerTable:
    """The columns that are used, by position: numbers where they are numbers, otherwise the cells as they stand."""

    names: tuple[str, ...]
    roles: dict[str, tuple[int, Role]]
    lines: Rows  # where each row stood in the file, from 1
    numbers: dict[int, Array]
    cells: dict[int, Sequence[Cell]]
    decimal: str | None = None
    rows_skipped: tuple[int, ...] = ()
    flags: tuple[Message, ...] = ()

    def column(self, role: str) -> tuple[str, Array] | None:
        """The heading and the numbers of a role."""
        if role not in self.roles or self.roles[role][0] not in self.numbers:
            return None
        position = self.roles[role][0]
        return self.names[position], self.numbers[position]

    def texts(self, role: str) -> tuple[str, Sequence[Cell]] | None:
        """The heading and the cells of a role that are not read as numbers."""
        if role not in self.roles or self.roles[role][0] not in self.cells:
            return None
        position = self.roles[role][0]
        return self.names[position], self.cells[position]

    def missing(self, name: str, values: Array) -> tuple[Message, ...]:
        """Say in which lines there is no number."""
        return unreadable(name, self.lines[np.isnan(values)])


def find_heading(text: str, limit: int = HEADING_LINES) -> Heading | None:
    """Find the line of column names of a cycler's table, wherever it stands in the first lines of a text."""
    for number, line in enumerate(text.split("\n", limit)[:limit]):
        for delimiter in DELIMITER_NAMES:
            if line.count(delimiter) < 2:
                continue
            names = [name.strip(" \t\ufeff'\"") for name in split_line(line, delimiter)]
            roles = choose_roles(names)
            if is_cycler_table(roles):
                cells = len(names)
                while names and not names[-1]:
                    names.pop()
                return Heading(number, delimiter, tuple(names), cells, roles)
    return None


def text_table(text: str, heading: Heading) -> CyclerTable:
    """Read the rows under a heading line; a row of another length is left out and named, never shifted.

    Raises
    ------
    ReadError
        ``FIELD_COUNT`` or ``NO_ROWS``.
    """
    body = text.split("\n", heading.line + 1)[-1] if text.count("\n") > heading.line else ""
    lines = _without_phantoms(body.split("\n"), heading)
    body = "\n".join(lines)
    sample = [line.split(heading.delimiter) for line in lines[:30] if line.strip()]
    as_numbers, as_cells = _kinds(heading.roles, sample)
    table = read_numbers(body, heading.line + 2, (len(heading.names),) * 2, heading.delimiter, as_numbers)
    numbers = dict(zip(as_numbers, table.columns, strict=True))
    found = CyclerTable(
        heading.names,
        heading.roles,
        np.asarray(table.line_numbers),
        numbers,
        {},
        table.decimal,
        table.rows_skipped,
        table.flags,
    )
    found.cells = _text_cells(lines, table, heading, as_cells)
    last = max((number for number, line in enumerate(lines) if line.strip()), default=0) + heading.line + 2
    if last in found.rows_skipped and not found.flags:
        found.flags = (remark("LAST_LINE_NO_ROW", "the last line is cut off or is no row, and was left out"),)
    return found


def _without_phantoms(lines: list[str], heading: Heading) -> list[str]:
    """Rows that end with a delimiter have one empty field more than there are names; a last row may lack it."""
    mark, count = heading.delimiter, len(heading.names)
    if not any(line.count(mark) == count and line.endswith(mark) for line in lines[:30]):
        return lines
    return [line[:-1] if line.endswith(mark) and line.count(mark) == count else line for line in lines]


def _text_cells(
    lines: list[str], table: NumberTable, heading: Heading, positions: Sequence[int]
) -> dict[int, Sequence[Cell]]:
    if not positions:
        return {}
    rows = [
        lines[number].replace('"', "").split(heading.delimiter)
        for number in (np.asarray(table.line_numbers) - heading.line - 2)
    ]
    return {position: [row[position].strip(" \t'") for row in rows] for position in positions}


def grid_table(names: Sequence[str], rows: Sequence[Sequence[Cell]], lines: Rows) -> CyclerTable | None:
    """Read the rows of a sheet (and the line each stands on) under a row of names; None where none holds numbers."""
    roles = choose_roles(names)
    as_numbers, as_cells = _kinds(roles, rows[:30])
    numbers = {position: cell_numbers(rows, position) for position in as_numbers}
    if not numbers or not rows:
        return None
    used = [numbers[roles[name][0]] for name in QUANTITIES if name in roles and roles[name][0] in numbers]
    empty = np.all([np.isnan(column) for column in used], axis=0)
    kept = np.flatnonzero(~empty)
    if len(kept) == 0:
        return None
    filled = [row for row in np.flatnonzero(empty) if any(cell not in ("", None) for cell in rows[int(row)])]
    return CyclerTable(
        tuple(names), roles, lines[kept],
        {position: column[kept] for position, column in numbers.items()},
        {position: [_cell(rows[int(row)], position) for row in kept] for position in as_cells},
        rows_skipped=tuple(int(lines[row]) for row in filled),
    )  # fmt: skip


def cell_numbers(rows: Sequence[Sequence[Cell]], position: int) -> Array:
    """One column of a sheet as numbers; what is none is NaN."""
    try:
        cells = [row[position] for row in rows]
    except IndexError:
        cells = [_cell(row, position) for row in rows]
    if set(map(type, cells)) <= {float}:
        numbers = np.array(cells, dtype=np.float64)
        numbers[~np.isfinite(numbers)] = np.nan
        return numbers
    return np.array([_cell_number(cell) for cell in cells], dtype=np.float64)


def _cell(row: Sequence[Cell], position: int) -> Cell:
    return row[position] if position < len(row) else ""


def _cell_number(cell: Cell) -> float:
    if isinstance(cell, bool):
        return math.nan
    text = cell.strip() if isinstance(cell, str) else ""
    number = float(cell) if isinstance(cell, (int, float)) else float(text) if _NUMBER.match(text) else math.nan
    return number if math.isfinite(number) else math.nan


def _kinds(roles: dict[str, tuple[int, Role]], sample: Sequence[Sequence[Cell]]) -> tuple[list[int], list[int]]:
    """Which columns are read as numbers, and which as they stand."""
    as_numbers = [roles[name][0] for name in (*QUANTITIES, "step") if name in roles]
    as_cells = [roles[name][0] for name in ("state", "clock") if name in roles]
    for name in TIMES:
        if name in roles:
            position = roles[name][0]
            cells = [_cell(row, position) for row in sample]
            worded = any(isinstance(cell, (datetime.timedelta, datetime.time)) or ":" in str(cell) for cell in cells)
            (as_cells if worded else as_numbers).append(position)
    return as_numbers, as_cells


def seconds_of(cells: Sequence[Cell]) -> Array:
    """Durations such as 144:01:18, 0d 00:00:00.00 or 1-02:03:04.5, in s; NaN where a cell is none."""
    return np.array([_seconds(cell) for cell in cells], dtype=np.float64)


def _seconds(cell: Cell) -> float:
    if isinstance(cell, datetime.timedelta):
        return cell.total_seconds()
    if isinstance(cell, datetime.time):
        return cell.hour * 3600.0 + cell.minute * 60.0 + cell.second + cell.microsecond * 1e-6
    match = _DURATION.match(cell) if isinstance(cell, str) else None
    if not match:
        return math.nan
    days, hours, minutes, seconds = match.groups()
    return int(days or 0) * 86400.0 + int(hours) * 3600.0 + int(minutes) * 60.0 + float(seconds.replace(",", "."))


def clock_seconds(cells: Sequence[Cell]) -> Array:
    """Dates with times of day, in s since the first of them; NaN where a cell is none.

    Of 05/06/2021 nobody can tell day and month: of the two readings that one is taken in which the clock does not go
    back, and of two such the one in which less time passes.
    """
    readings = [np.array([_stamp(cell, day_first) for cell in cells]) for day_first in (False, True)]
    return min((reading - _first(reading) for reading in readings), key=_implausibility)


def _implausibility(seconds: Array) -> tuple[int, int, float]:
    known = seconds[np.isfinite(seconds)]
    backward = int(np.count_nonzero(np.diff(known) < -1.0))
    return len(seconds) - len(known), backward, float(np.ptp(known)) if len(known) else 0.0


def _first(values: Array) -> float:
    known = values[np.isfinite(values)]
    return float(known[0]) if len(known) else math.nan


def _stamp(cell: Cell, day_first: bool) -> float:
    if isinstance(cell, datetime.datetime):
        return (cell.replace(tzinfo=None) - datetime.datetime(1970, 1, 1)).total_seconds()
    if not isinstance(cell, str):
        return math.nan
    match, half = _YEAR_FIRST.match(cell), ""
    if match:
        year, month, day, hour, minute, second = match.groups()
    else:
        match = _YEAR_LAST.match(cell)
        if not match:
            return math.nan
        month, day, year, hour, minute, second, half = match.groups()
        month, day = (day, month) if day_first else (month, day)
    hours = int(hour) % 12 + (12 if half.lower() == "pm" else 0) if half else int(hour)
    try:
        date = datetime.datetime(int(year), int(month), int(day))
    except ValueError:
        return math.nan
    whole = (date - datetime.datetime(1970, 1, 1)).total_seconds()
    return whole + hours * 3600.0 + int(minute) * 60.0 + float((second or "0").replace(",", "."))


__all__ = ["CONTROLS", "Cell", "CyclerTable", "Heading", "cell_numbers", "clock_seconds", "find_heading", "grid_table",
           "seconds_of", "text_table"]  # fmt: skip
