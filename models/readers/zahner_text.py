"""Zahner's text exports: a few lines of description, then columns between blanks under ``Time/s  E/V  I/A``."""

from __future__ import annotations

import re
from pathlib import Path

from models.curve import Curve
from models.readers.columns import ColumnMeaning, plain_column, plain_quantity
from models.readers.draft import Draft, choose_columns, require_columns
from models.readers.eis_headings import choose_spectrum, flag_frequencies, names_a_spectrum, take_polar
from models.readers.number_table import read_numbers
from models.readers.problem import ReadError
from models.readers.stated_units import take_table
from models.readers.text_table import decode, looks_binary

_TITLE = re.compile(r"\s*ZAHNER\b[^\n]*\bfile\b", re.IGNORECASE)
_DESCRIBED = re.compile(r"^\s*(System|Control|Temperature|Time)\s*:\s*(.*?)\s*$")
_SEARCHED_LINES = 80


def claims(head: bytes) -> bool:
    """Return whether the text begins as Thales writes it, or has its column names between blanks."""
    if looks_binary(head):
        return False
    text = decode(head).text
    return bool(_TITLE.match(text)) or _own_names(text.split("\n", 1)[0])


def read_text(content: bytes, path: Path, reader: str) -> Curve:
    """Read a text export.

    Raises
    ------
    ReadError
        ``NO_ROWS`` if only the description is there.
    """
    decoded = decode(content)
    lines = decoded.text.split("\n")
    at = next((number for number, line in enumerate(lines[:_SEARCHED_LINES]) if _names(line)), None)
    if at is None:
        raise ReadError(
            "NO_ROWS",
            "The text holds only the description of a Zahner recording ({title}) and no data: open the .isw, .isc or "
            ".ism file that belongs to it.",
            title=lines[0].strip()[:60],
        )
    draft = Draft(encoding=decoded.encoding, delimiter="blanks", flags=list(decoded.flags))
    names = lines[at].split()
    body = "\n".join("\t".join(line.split()) for line in lines[at + 1 :])
    size = (len(names), len(names))
    if names_a_spectrum(names):
        chosen, polar, wanted = choose_spectrum(names, draft)
        table = read_numbers(body, at + 2, size, "\t", wanted)
        take_table(draft, names, chosen, table)
        take_polar(draft, names, polar, table)
        flag_frequencies(draft)
    else:
        meanings = {place: found for place, name in enumerate(names) if (found := _meaning(name)) is not None}
        chosen = choose_columns(names, meanings, draft)
        if not chosen:
            require_columns(draft, names)
        take_table(draft, names, chosen, read_numbers(body, at + 2, size, "\t", list(chosen)))
        require_columns(draft, names)
    for line in lines[:at]:
        described = _DESCRIBED.match(line)
        if described:
            draft.metadata[described[1].lower()] = described[2]
    return draft.curve(content, path, reader, technique="impedance" if "frequency" in draft.columns else None)


def _meaning(name: str) -> ColumnMeaning | None:
    if plain_quantity(name) is None:
        return None
    return plain_column(name)


def _names(line: str) -> bool:
    """Is this a line of column names with their units?"""
    cells = line.split()
    known = [cell for cell in cells if "/" in cell and plain_quantity(cell) is not None]
    return len(known) > 1 or (len(cells) > 2 and names_a_spectrum(cells))


def _own_names(line: str) -> bool:
    """The sequencer's first line: Time/s, E/V and I/A between blanks, not tabs."""
    cells = line.split()
    return "\t" not in line and line[:1] == " " and {"Time/s", "E/V", "I/A"} <= set(cells)
