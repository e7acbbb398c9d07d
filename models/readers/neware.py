"""Neware: .nda and .ndax, and what its program exports as text: one table, or records nested in steps in cycles."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from models.curve import Curve
from models.readers import neware_binary
from models.readers.cycler import cycler_curve
from models.readers.cycler_table import Cell, CyclerTable, Heading, find_heading, grid_table
from models.readers.cycler_text import heading_in, read_cycler_text, words_of
from models.readers.draft import Draft
from models.readers.refusals import no_rows
from models.readers.text_table import DELIMITER_NAMES, Decoded, decode

NAME = "neware"

_RECORDS = {"datapoint", "record id", "record index", "record number", "数据序号", "记录序号", "记录号"}


def claims(head: bytes, path: Path) -> bool:
    """Return whether the content is a .nda or .ndax, or a text with the column names of a Neware export."""
    if neware_binary.is_nda(head) or neware_binary.is_ndax(head):
        return True
    heading = heading_in(head)
    return heading is not None and bool(_RECORDS & words_of(heading))


def read(content: bytes, path: Path) -> tuple[Curve, ...]:
    """Read a Neware file.

    Raises
    ------
    ReadError
        If the version is not known, there are no rows, or they do not fit the column names.
    """
    if neware_binary.is_nda(content) or neware_binary.is_ndax(content):
        return neware_binary.read(content, path, NAME)
    decoded = decode(content)
    heading = find_heading(decoded.text)
    if heading is not None and heading.names[0] == "" and heading.line >= 2:
        return (_nested(decoded, heading, content, path),)
    return read_cycler_text(content, path, NAME, _note_header)


def _note_header(draft: Draft, lines: list[str], table: CyclerTable) -> None:
    draft.metadata["instrument"] = "Neware"


def _nested(decoded: Decoded, heading: Heading, content: bytes, path: Path) -> Curve:
    """Read records under their step, and steps under their cycle, each level one field further in."""
    lines = list(_cells(decoded.text, heading.delimiter))
    depth = next(place for place, name in enumerate(heading.names) if name)
    above = [lines[heading.line - level][1] for level in range(depth, 0, -1)]
    names = [*_first(above[0], 1), *_first(above[-1][depth - 1 :], 2), *heading.names[depth:]]
    width = len(heading.names)
    held: dict[int, list[Cell]] = {level: ["", ""] for level in range(depth)}
    rows: list[list[Cell]] = []
    numbers, skipped = [], []
    for number, cells in lines[heading.line + 1 :]:
        level = next((place for place, cell in enumerate(cells) if cell), None)
        if level is None:
            continue
        if level < depth:
            held[level] = list(cells[level : level + 2])
        elif len(cells) < width or any(cells[width:]):
            skipped.append(number)
        else:
            rows.append([held[0][0], *(held[depth - 1] + [""])[:2], *cells[depth:width]])
            numbers.append(number)
    table = grid_table(names, rows, np.array(numbers, dtype=np.int64))
    if table is None:
        raise no_rows()
    table.rows_skipped = tuple(sorted({*table.rows_skipped, *skipped}))
    draft = Draft(encoding=decoded.encoding, delimiter=DELIMITER_NAMES[heading.delimiter], flags=list(decoded.flags),
                  decimal=".", metadata={"instrument": "Neware"})  # fmt: skip
    return cycler_curve(table, draft, content, path, NAME)


def _first(cells: list[str], count: int) -> list[str]:
    return [*cells, "", ""][:count]


def _cells(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Line numbers (from 1) and the cells of every line; a quote that is not closed ends with its line."""
    for number, line in enumerate(text.split("\n"), start=1):
        closed = line if line.count('"') % 2 == 0 else line.replace('"', "")
        yield number, [cell.strip(" \t\ufeff'") for cell in next(csv.reader([closed], delimiter=delimiter), [])]
