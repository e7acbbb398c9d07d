"""Landt (LAND, LANHE) csv: a few lines about the cell, then rows with one empty field more than there are names."""

from __future__ import annotations

from pathlib import Path

from models.curve import Curve
from models.readers.cycler_table import CyclerTable
from models.readers.cycler_text import heading_in, read_cycler_text, words_of
from models.readers.draft import Draft

NAME = "landt"

_MARKS = ({"channel index", "date time iso string", "step name"}, {"testtime", "voltage/v", "current/ma"},
          {"test time", "voltage/v", "current/ma"}, {"testtime", "voltage/v", "current/a"})  # fmt: skip


def claims(head: bytes, path: Path) -> bool:
    """Return whether the text has the column names of a Landt export."""
    heading = heading_in(head)
    return heading is not None and any(
        all(any(word.startswith(mark) for word in words_of(heading)) for mark in marks) for marks in _MARKS
    )


def read(content: bytes, path: Path) -> tuple[Curve, ...]:
    """Read a Landt text.

    Raises
    ------
    ReadError
        If there are no rows, or they do not fit the column names.
    """
    return read_cycler_text(content, path, NAME, _note_header)


def _note_header(draft: Draft, lines: list[str], table: CyclerTable) -> None:
    draft.metadata["instrument"] = "Landt"
    for line in lines:
        key, _, value = line.strip(" ,\t").partition(":")
        if value.strip(" ,\t"):
            draft.metadata.setdefault(key.strip().lower(), value.strip(" ,\t"))
