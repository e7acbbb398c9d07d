"""The first rows of a file as the import dialog shows them, and what its columns probably hold, marked as guesses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from fitting.messages import Message
from fitting.units import UnknownUnit, canonical_unit, si_unit
from models.curve import COLUMN_UNITS, Array
from models.readers.choices import DELIMITERS, ImportChoices, checked, recoded
from models.readers.columns import eclab_column, plain_quantity, split_heading
from models.readers.cycler_table import Cell, cell_numbers
from models.readers.delimited_layout import MOST_COLUMNS, Layout, cells_of, found_layout, is_number, sample_of
from models.readers.problem import ReadError
from models.readers.text_table import decimal_mark, decode, looks_binary
from models.readers.workbook import is_workbook, sheets_of
from models.readers.workbook_tables import block_of, shown_sheet

PREVIEW_BYTES = 256 * 1024
PREVIEW_ROWS = 50
SAMPLED_ROWS = 200  # from which the unit of a column is guessed
LARGEST_WORKBOOK = 1 << 28  # bytes
_OF_UNIT = {"A/m^2": "current_density", "A": "current", "V": "potential"}
_BEHIND_COMMA = re.compile(r",\s*(\S+(?: ?/ ?\S+)?)\s*$")
_MARK_NAMES = {mark: name for name, mark in DELIMITERS.items()}


@dataclass(frozen=True)
class ColumnPreview:
    """One column of the file.

    Parameters
    ----------
    quantity, unit : str or None
        What it holds; None where nothing suggests anything.
    quantity_origin, unit_origin : str
        ``given`` by the choices | ``file`` | ``reader`` of that instrument | ``guess`` | ``unknown``.
    """

    heading: str
    quantity: str | None = None
    unit: str | None = None
    quantity_origin: str = "unknown"
    unit_origin: str = "unknown"


@dataclass(frozen=True)
class Preview:
    """The beginning of a file under some choices.

    Parameters
    ----------
    delimiter : str or None
        The character; None where the text is no table.
    header_line, first_row : int or None
        Line numbers from 1; `header_line` is 0 where the table has no column names.
    rows : tuple of tuples of str
        The lines of the file from its first one, as cells.
    sheets : tuple of str
        Names of the sheets of a workbook; nothing where it is a text.
    sheet : str or None
        The sheet that `rows` shows.
    problem : Message or None
        Why the file cannot be shown; `rows` is then empty.
    """

    encoding: str | None = None
    delimiter: str | None = None
    decimal: str | None = None
    header_line: int | None = None
    first_row: int | None = None
    rows: tuple[tuple[str, ...], ...] = ()
    columns: tuple[ColumnPreview, ...] = ()
    sheets: tuple[str, ...] = ()
    sheet: str | None = None
    problem: Message | None = None

    @property
    def delimiter_name(self) -> str | None:
        """The delimiter in a word."""
        return _MARK_NAMES.get(self.delimiter or "")


def preview(path: Path | str, choices: ImportChoices | None = None) -> Preview:
    """Show the first rows of a file as a person's choices divide them. It never raises: see `Preview.problem`.

    A workbook is read whole, by code that is not ours: only a child process should ask for that.
    """
    asked = choices or ImportChoices()
    try:
        if is_workbook(head_of(path)):
            return _sheet_preview(Path(path), checked(asked))
        return _preview(head_of(path), checked(asked))
    except ReadError as problem:
        return Preview(encoding=asked.encoding, problem=problem.message)


def head_of(path: Path | str) -> bytes:
    """The beginning of a file.

    Raises
    ------
    ReadError
        ``NOT_READABLE``.
    """
    try:
        with open(path, "rb") as stream:
            return stream.read(PREVIEW_BYTES)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ReadError("NOT_READABLE", "The file could not be read: {reason}.", reason=str(reason)) from None


def _preview(head: bytes, choices: ImportChoices) -> Preview:
    cut = len(head) == PREVIEW_BYTES
    if cut and choices.encoding is not None:
        head = head[: head.rfind(b"\n") + 1] or head  # the cut may fall inside a letter
        head = head[: len(head) // 4 * 4] if choices.encoding.startswith(("utf-16", "utf-32")) else head
    content = recoded(head, choices)
    if looks_binary(content[:16384]):
        raise ReadError("BINARY_FILE", "The file is no text: it has no lines to show.")
    decoded = decode(content)
    lines = sample_of(decoded.text)
    if cut and len(lines) > 1:
        lines.pop()
    encoding = choices.encoding or decoded.encoding
    layout = found_layout(lines, choices)
    if layout is None:
        return Preview(encoding, rows=tuple((line,) for line in lines[:PREVIEW_ROWS]))
    start = layout.first_row
    body = [line for line in lines[start : start + SAMPLED_ROWS] if line.strip()]
    joined = ["\t".join(line.split()) for line in body] if layout.delimiter == " " else body
    decimal = choices.decimal or decimal_mark(joined, "\t" if layout.delimiter == " " else layout.delimiter)
    rows = tuple(tuple(cells_of(line, layout.delimiter)) for line in lines[: start + PREVIEW_ROWS])
    header = 0 if layout.header_line is None else layout.header_line + 1
    numbers = _numbers(body, layout, decimal)
    names = [*layout.headings[: layout.width], *[""] * (layout.width - len(layout.headings))]
    columns = _columns(names, choices, numbers)
    return Preview(encoding, layout.delimiter, decimal, header, start + 1, rows, columns)


def _numbers(lines: Sequence[str], layout: Layout, decimal: str) -> list[Array]:
    cells = [cells_of(line, layout.delimiter) for line in lines]
    rows = [row for row in cells if len(row) == layout.width]
    return [np.array([_number(row[place], decimal) for row in rows]) for place in range(layout.width)]


def _number(cell: str, decimal: str) -> float:
    try:
        return float(cell.strip('"').replace(decimal, ".")) if is_number(cell) else np.nan
    except ValueError:
        return np.nan


def _sheet_preview(path: Path, choices: ImportChoices) -> Preview:
    sheets = sheets_of(path.read_bytes()) if path.stat().st_size <= LARGEST_WORKBOOK else []
    names = tuple(sheet.name for sheet in sheets)
    sheet = shown_sheet(sheets, choices)
    if sheet is None:
        return Preview(sheets=names)
    block = block_of(sheet, choices)
    start = 0 if block is None else block.first_row - 1
    rows = tuple(tuple(map(_cell_text, row[:MOST_COLUMNS])) for row in sheet.rows[: start + PREVIEW_ROWS])
    if block is None:
        return Preview(rows=rows, sheets=names, sheet=sheet.name)
    sample = block.rows[:SAMPLED_ROWS]
    width = min(max((len(row) for row in sample), default=0), MOST_COLUMNS)
    headings = [*block.names, *[""] * (width - len(block.names))][:width]
    columns = _columns(headings, choices, [cell_numbers(sample, place) for place in range(width)])
    return Preview(
        header_line=block.header_line, first_row=block.first_row, rows=rows, columns=columns, sheets=names,
        sheet=sheet.name,
    )  # fmt: skip


def _cell_text(cell: Cell) -> str:
    return f"{cell:.10g}" if isinstance(cell, float) else str(cell)


def _columns(names: Sequence[str], choices: ImportChoices, numbers: Sequence[Array]) -> tuple[ColumnPreview, ...]:
    given = {column.position: column for column in choices.columns or ()}
    columns: list[ColumnPreview] = []
    for place, heading in enumerate(names):
        if choices.columns is not None:
            stated = given.get(place)
            columns.append(
                ColumnPreview(heading, stated.quantity, stated.unit, "given", "given")
                if stated
                else ColumnPreview(heading)
            )
        elif heading:
            columns.append(_by_heading(heading, numbers[place]))
        else:
            columns.append(_by_numbers(place, numbers[place], columns))
    return tuple(columns) if choices.columns is not None else _with_units_known(columns)


def _with_units_known(columns: Sequence[ColumnPreview]) -> tuple[ColumnPreview, ...]:
    """Of a name that is not known the unit may still suggest the quantity, where no other column holds it."""
    found = list(columns)
    for place, column in enumerate(found):
        behind_comma = _BEHIND_COMMA.search(column.heading)
        unit = behind_comma[1] if behind_comma else split_heading(column.heading)[1]
        quantity = None if column.quantity or not unit else _suggested(unit)
        if unit and quantity and all(quantity != each.quantity for each in found):
            found[place] = ColumnPreview(column.heading, quantity, canonical_unit(unit), "guess", "file")
    return tuple(found)


def _suggested(unit: str) -> str | None:
    try:
        return _OF_UNIT.get(si_unit(canonical_unit(unit)))
    except UnknownUnit:
        return None


def _by_heading(heading: str, values: Array) -> ColumnPreview:
    known = eclab_column(heading)
    if known is not None:
        own = canonical_unit(heading.rpartition("/")[2].rstrip(">")) if "/" in heading else "1"
        return ColumnPreview(heading, known.quantity, ("-" if known.factor < 0 else "") + own, "file", "file")
    quantity = plain_quantity(heading)
    if quantity is None:
        return ColumnPreview(heading)
    unit = split_heading(heading)[1] or ("1" if quantity == "cycle" else None)
    try:
        if unit:
            return ColumnPreview(heading, quantity, canonical_unit(unit), "file", "file")
    except UnknownUnit:
        pass
    return ColumnPreview(heading, quantity, _likely_unit(quantity, values), "file", "guess")


def _by_numbers(place: int, values: Array, before: Sequence[ColumnPreview]) -> ColumnPreview:
    """Without a name: a first column that only grows is the time; then the potential; then the current."""
    finite = values[np.isfinite(values)]
    if len(finite) < 2:
        return ColumnPreview("")
    taken = {column.quantity for column in before}
    if place == 0 and bool(np.all(np.diff(finite) >= 0.0)) and finite[-1] > finite[0] >= 0.0:
        quantity = "time"
    elif "potential" not in taken and float(np.max(np.abs(finite))) <= 10.0:
        quantity = "potential"
    elif "current" not in taken:
        quantity = "current"
    else:
        return ColumnPreview("")
    return ColumnPreview("", quantity, _likely_unit(quantity, values), "guess", "guess")


def _likely_unit(quantity: str, values: Array) -> str:
    """The unit that makes the numbers those of a laboratory cell; only ever a guess."""
    finite = np.abs(values[np.isfinite(values)])
    largest = float(finite.max()) if len(finite) else 0.0
    if quantity in ("potential", "counter_potential"):
        return "mV" if largest > 20.0 else "V"
    if quantity == "current":
        return "mA" if largest >= 0.02 else "A"
    if quantity == "current_density":
        return "mA/cm^2"
    if quantity in ("capacity", "charge_capacity", "discharge_capacity"):
        return "mAh"
    return COLUMN_UNITS[quantity]
