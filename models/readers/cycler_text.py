"""Text tables of battery cyclers: what Neware, Landt, Arbin, Maccor and Novonix have in common, and BDF."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from models.curve import Curve
from models.readers.cycler import cycler_curve
from models.readers.cycler_table import CyclerTable, Heading, find_heading, text_table
from models.readers.draft import Draft
from models.readers.problem import ReadError
from models.readers.text_table import DELIMITER_NAMES, decode, looks_binary

NAME = "cycler_text"

NoteHeader = Callable[[Draft, list[str], CyclerTable], None]


def claims(head: bytes, path: Path) -> bool:
    """Return whether the text is a table of a cycler nobody else knows: it counts steps or tells states."""
    heading = heading_in(head)
    return heading is not None and bool({"step", "state"} & set(heading.roles))


def read(content: bytes, path: Path) -> tuple[Curve, ...]:
    """Read a cycler's table, for example one in the Battery Data Format (BDF).

    Raises
    ------
    ReadError
        If a unit is missing or unknown, there are no rows, or the rows do not fit the column names.
    """
    return read_cycler_text(content, path, NAME)


def heading_in(head: bytes) -> Heading | None:
    """Find the column names of a cycler's table in the first bytes of a text."""
    return None if looks_binary(head) else find_heading(decode(head).text)


def words_of(heading: Heading) -> set[str]:
    """The column names in lower case, without marks and units."""
    return {re.sub(r"[\s_.#-]+", " ", re.sub(r"[(\[（].*$", "", name)).strip().lower() for name in heading.names}


def read_cycler_text(
    content: bytes, path: Path, reader: str, note_header: NoteHeader | None = None
) -> tuple[Curve, ...]:
    """Read the one table of a text; `note_header` sees the lines above it and may mend the table.

    Raises
    ------
    ReadError
        ``NO_COLUMNS``, ``NO_ROWS``, ``FIELD_COUNT`` or what is wrong with a unit.
    """
    decoded = decode(content)
    heading = find_heading(decoded.text)
    if heading is None:
        raise ReadError(
            "NO_COLUMNS",
            "The file has no line of column names with a time, a voltage and a current, each with its unit.",
        )
    draft = Draft(encoding=decoded.encoding, delimiter=DELIMITER_NAMES[heading.delimiter], flags=list(decoded.flags))
    table = text_table(decoded.text, heading)
    if note_header is not None:
        note_header(draft, decoded.text.split("\n", heading.line)[: heading.line], table)
    return (cycler_curve(table, draft, content, path, reader),)
