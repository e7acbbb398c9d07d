"""Excel workbooks: every sheet that holds a recording, with headings of known quantities and units, is a curve."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from models.curve import Curve
from models.readers.choices import ImportChoices
from models.readers.columns import ColumnMeaning, plain_column, split_heading, twin_of
from models.readers.comparison_table import comparison_curve, is_heading_row
from models.readers.cycler import cycler_curve
from models.readers.cycler_columns import choose_roles
from models.readers.cycler_table import cell_numbers, grid_table
from models.readers.draft import Draft, choose_columns, require_columns, stated_columns, with_flags
from models.readers.problem import ReadError
from models.readers.refusals import no_rows, two_columns
from models.readers.remarks import columns_stated, header_line_stated, remark, unreadable
from models.readers.stated_units import numbered
from models.readers.workbook import Sheet, is_workbook, sheets_of
from models.readers.workbook_tables import Block, block_of, found_block, shown_sheet

NAME = "excel"


def claims(head: bytes, path: Path) -> bool:
    """Return whether the content begins as a workbook does."""
    return is_workbook(head)


def read(content: bytes, path: Path) -> tuple[Curve, ...]:
    """Read all recordings of a workbook.

    Raises
    ------
    ReadError
        ``NOT_RECOGNISED`` where no sheet holds one; otherwise what is wrong with the workbook or its first table.
    """
    return _recordings(sheets_of(content), content, path)


def read_chosen(content: bytes, path: Path, choices: ImportChoices) -> tuple[Curve, ...]:
    """Read the recordings of a workbook, or of the one sheet that a person chose.

    Raises
    ------
    ReadError
        ``NO_SHEET`` where there is no sheet of that name; otherwise as `read`.
    """
    sheets = sheets_of(content)
    if choices.columns is not None or choices.header_line is not None:
        return (_stated(shown_sheet(sheets, choices), choices, content, path),)
    if choices.sheet is not None:
        sheets = [sheet for sheet in [shown_sheet(sheets, choices)] if sheet is not None]
    return _recordings(sheets, content, path)


def _stated(sheet: Sheet | None, choices: ImportChoices, content: bytes, path: Path) -> Curve:
    """The table of one sheet with what a person said of its columns."""
    block = None if sheet is None else block_of(sheet, choices)
    if block is None:
        raise ReadError("NO_ROWS", "No rows of numbers were found in the sheet.")
    draft = Draft(metadata={"sheet": block.sheet})
    if choices.header_line is not None:
        draft.assumptions.append(header_line_stated(choices.header_line))
    if choices.columns is None:
        return _plain(block, draft, content, path)
    width = max((len(row) for row in block.rows), default=0)
    names = [*block.names, *[""] * (width - len(block.names))]
    block.names = [name or f"column {place + 1}" for place, name in enumerate(names)]
    draft.assumptions.append(columns_stated())
    return _plain(block, draft, content, path, stated_columns(choices.columns, block.names, draft))


def _recordings(sheets: Sequence[Sheet], content: bytes, path: Path) -> tuple[Curve, ...]:
    found = [(sheet, found_block(sheet)) for sheet in sheets]
    blocks = _joined([block for _, block in found if block is not None])
    others = [sheet.name for sheet, block in found if block is None and sheet.rows]
    curves, titles, problems = [], [], []
    for block in blocks:
        draft = Draft(metadata={"sheet": ", ".join((block.sheet, *block.joined))})
        draft.skipped += [f"sheet {name}" for name in others]
        try:
            make = _cycler if block.is_cycler else _plain
            curves.append(make(block, draft, content, path))
            titles.append(block.sheet)
        except ReadError as problem:
            problems.append((block.sheet, problem))
    if not curves and not problems:
        return _comparisons(sheets, content, path)
    if not curves:
        raise problems[0][1]
    if problems:
        template = "sheet {sheet} was refused: {parts}"
        refused = [remark("SHEET_REFUSED", template, problem.message, sheet=sheet) for sheet, problem in problems]
        curves = [with_flags(curve, *refused) for curve in curves]
    return numbered(list(zip(titles, curves, strict=True)))


def _comparisons(sheets: Sequence[Sheet], content: bytes, path: Path) -> tuple[Curve, ...]:
    """The comparison tables of a workbook without recordings."""
    tables = [sheet for sheet in sheets if sheet.rows and is_heading_row(sheet.rows[0])]
    if not tables:
        raise _no_table(sheets)
    curves = [comparison_curve(sheet.rows, content, path, NAME) for sheet in tables]
    return numbered([(sheet.name, curve) for sheet, curve in zip(tables, curves, strict=True)])


def _no_table(sheets: Sequence[Sheet]) -> ReadError:
    names = ", ".join(f'"{sheet.name}"' for sheet in sheets[:6]) or "—"
    return ReadError(
        "NOT_RECOGNISED",
        "No sheet of this workbook ({names}) holds a recording: a table headed for example time / s, potential / V, "
        "current / mA.",
        names=names,
    )  # fmt: skip


def _joined(blocks: list[Block]) -> list[Block]:
    """Cyclers go on in the next sheet where one is full: Channel_1_1, Channel_1_2. Such sheets are one recording."""
    joined: list[Block] = []
    for block in blocks:
        before = joined[-1] if joined else None
        if before is not None and _continues(before, block):
            before.rows += block.rows
            before.joined = (*before.joined, block.sheet)
        else:
            joined.append(block)
    return joined


def _continues(before: Block, block: Block) -> bool:
    if not (before.is_cycler and block.is_cycler) or before.names != block.names:
        return False
    if re.sub(r"[\s_]*\d*$", "", before.sheet) != re.sub(r"[\s_]*\d*$", "", block.sheet):
        return False
    roles = choose_roles(block.names)
    counts = [roles[name][0] for name in ("record", "time") if name in roles]
    ends = [(cell_numbers(before.rows[-1:], place), cell_numbers(block.rows[:1], place)) for place in counts]
    return any(len(last) and len(first) and bool(first[0] > last[0]) for last, first in ends)


def _cycler(block: Block, draft: Draft, content: bytes, path: Path) -> Curve:
    lines = np.arange(len(block.rows), dtype=np.int64) + block.first_row
    table = grid_table(block.names, block.rows, lines)
    if table is None:
        raise no_rows()
    if block.joined:
        sheets = ", ".join((block.sheet, *block.joined))
        draft.assume("SHEETS_JOINED", "the sheets {sheets} are one recording that goes on", sheets=sheets)
    draft.metadata["instrument"] = _maker(block.names)
    return cycler_curve(table, draft, content, path, NAME)


def _maker(names: Sequence[str]) -> str:
    if "Test_Time(s)" in names or "Test Time (s)" in names:
        return "Arbin"
    return "Neware" if {"Record Index", "DataPoint", "Record ID"} & set(names) else ""


def _plain(
    block: Block, draft: Draft, content: bytes, path: Path, stated: Mapping[int, ColumnMeaning] | None = None
) -> Curve:
    chosen = _meanings(block.names, draft) if stated is None else stated
    columns = {place: block.numbers(place) for place in chosen}
    empty = np.all([np.isnan(column) for column in columns.values()], axis=0)
    lines = np.arange(len(block.rows), dtype=np.int64) + block.first_row
    filled = [
        place for place in np.flatnonzero(empty) if any(cell not in ("", None) for cell in block.rows[int(place)])
    ]
    draft.rows_skipped = tuple(int(lines[place]) for place in filled)
    for place, meaning in chosen.items():
        values = columns[place][~empty]
        draft.take(block.names[place], meaning, values)
        draft.flags += unreadable(block.names[place], lines[~empty][np.isnan(values)])
    require_columns(draft, block.names)
    told = {"current", "current_density"} & set(draft.columns) or "potential" not in draft.columns
    return draft.curve(content, path, NAME, technique=None if told else "other")


def _meanings(names: Sequence[str], draft: Draft) -> dict[int, ColumnMeaning]:
    meanings: dict[int, ColumnMeaning] = {}
    for place, name in enumerate(names):
        meaning = plain_column(name) if name else None
        twin = None if meaning is None else twin_of(meaning, meanings)
        if twin is not None:
            raise two_columns(names[twin], name, split_heading(name)[0])
        if meaning is not None:
            meanings[place] = meaning
    return choose_columns(names, meanings, draft)
