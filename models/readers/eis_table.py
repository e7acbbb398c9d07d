"""Impedance tables from anywhere: CSV with ``f / Hz, Z' / ohm, Z'' / ohm``, FRA exports (.P00, .dfr), Elchemea .i2b.

Units stand in the headings, or the format defines them; a table that states none is refused, not guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from models.curve import Array, Curve
from models.readers.columns import ColumnMeaning
from models.readers.draft import Draft
from models.readers.eis_headings import (
    choose_spectrum,
    flag_count,
    flag_frequencies,
    names_a_spectrum,
    take_polar,
)
from models.readers.number_table import read_numbers
from models.readers.problem import ReadError
from models.readers.remarks import no_numbers
from models.readers.stated_units import take_table
from models.readers.text_table import DELIMITER_NAMES, decode, looks_binary, split_line

NAME = "eis_table"

_SEARCHED_LINES = 80
_MAX_HEADINGS = 500
_DELIMITERS = "\t;,| "
_NAMES = {**DELIMITER_NAMES, "|": "bar", " ": "blanks"}
_DFR = re.compile(r"\s*VERSION\s*\d+(\.\d+)?\s*\n\s*\d+\s*\n", re.IGNORECASE)
_DFR_LINES = 9  # per frequency: f, Z', -Z'', E, I, time and three more
_I2B_HEADER = 5  # lines
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$")


@dataclass(frozen=True)
class _Layout:
    """Where the heading line stands (from 0) and what divides it."""

    line: int
    headings: tuple[str, ...]
    cells: int
    delimiter: str


def claims(head: bytes, path: Path) -> bool:
    """Return whether a heading line names a spectrum, or the text begins as a .dfr or .i2b file does."""
    if looks_binary(head):
        return False
    text = decode(head).text
    if _DFR.match(text) or _layout(text) is not None:
        return True
    return path.suffix.lower() == ".i2b" and _i2b_start(text.split("\n")) is not None


def read(content: bytes, path: Path) -> tuple[Curve, ...]:
    """Read an impedance table; several spectra one below the other are segments of one curve.

    Raises
    ------
    ReadError
        If a unit is missing or unknown, or the rows do not fit the headings.
    """
    decoded = decode(content)
    draft = Draft(encoding=decoded.encoding, flags=list(decoded.flags))
    layout = None if _DFR.match(decoded.text) else _layout(decoded.text)
    if layout is not None:
        _read_table(draft, decoded.text, layout)
    elif _DFR.match(decoded.text):
        _read_dfr(draft, decoded.text)
    else:
        _read_i2b(draft, decoded.text)
    flag_frequencies(draft)
    return (draft.curve(content, path, NAME, technique="impedance"),)


def _layout(text: str) -> _Layout | None:
    for number, line in enumerate(text.split("\n", _SEARCHED_LINES)[:_SEARCHED_LINES]):
        if len(line) > 20_000:
            continue
        for delimiter in _DELIMITERS if "|Z|" not in line else _DELIMITERS.replace("|", ""):
            headings = line.split() if delimiter == " " else split_line(line, delimiter)
            if not 3 <= len(headings) <= _MAX_HEADINGS or not names_a_spectrum(headings):
                continue
            cells = len(headings)
            while not headings[-1]:
                headings.pop()
            return _Layout(number, tuple(headings), cells, delimiter)
    return None


def _read_table(draft: Draft, text: str, layout: _Layout) -> None:
    draft.delimiter = _NAMES[layout.delimiter]
    lines = text.split("\n", layout.line + 2)
    first, stated = layout.line + 1, None
    if len(lines) > first and re.fullmatch(r"\s*\d{1,9}\s*", lines[first]):  # a FRA export counts its rows
        first, stated = first + 1, int(lines[first])
    body, delimiter = "\n".join(lines[first:]), layout.delimiter
    if delimiter == " ":
        body, delimiter = "\n".join("\t".join(line.split()) for line in body.split("\n")), "\t"
    chosen, polar, wanted = choose_spectrum(layout.headings, draft)
    table = read_numbers(body, first + 1, (len(layout.headings), layout.cells), delimiter, wanted)
    take_table(draft, layout.headings, chosen, table)
    take_polar(draft, layout.headings, polar, table)
    flag_count(draft, stated)
    preamble = " ".join(line.strip() for line in lines[: layout.line] if line.strip())
    draft.metadata["comments"] = preamble[:2000]


def _read_dfr(draft: Draft, text: str) -> None:
    """Read the FRA program's own file: nine lines for each frequency."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    stated = int(lines[1])
    body = lines[3:]
    complete = min(stated, len(body) // _DFR_LINES)
    if complete == 0:
        raise ReadError("NO_ROWS", "The recording is empty: no complete point stands in the file.")
    if len(body) > stated * _DFR_LINES and _is_number(body[stated * _DFR_LINES]):
        raise ReadError(
            "FIELD_COUNT",
            "After its {stated} points of nine lines the file goes on with numbers: no number can be placed with "
            "certainty.",
            stated=stated,
        )
    columns = [np.array([_number(line) for line in body[at : complete * _DFR_LINES : _DFR_LINES]]) for at in range(6)]
    meanings = (ColumnMeaning("frequency"), ColumnMeaning("impedance_real"), ColumnMeaning("impedance_imaginary", -1.0),
                ColumnMeaning("potential"), ColumnMeaning("current"), ColumnMeaning("time"))  # fmt: skip
    _take_lines(draft, columns, meanings, ("f", "Z'", "-Z''", "Edc", "Idc", "t"))
    draft.skipped += ["lines 7 to 9 of every point"]
    draft.assume("DFR_UNITS", "a .dfr file counts in Hz, ohm, V, A and s; its lines carry no names")
    draft.decimal = "."
    flag_count(draft, stated)


def _read_i2b(draft: Draft, text: str) -> None:
    """Read an Elchemea table: five lines of header, then f, Z' and Z'' between blanks."""
    lines = text.split("\n")
    start = _i2b_start(lines)
    if start is None:
        raise ReadError("NO_ROWS", "The recording is empty: no rows of frequency, Z' and Z'' follow the header.")
    table = read_numbers(
        "\n".join("\t".join(line.split()) for line in lines[start:]), start + 1, (3, 3), "\t", (0, 1, 2)
    )
    draft.delimiter, draft.decimal, draft.rows_skipped = "blanks", table.decimal, table.rows_skipped
    draft.flags += table.flags
    meanings = tuple(ColumnMeaning(name) for name in ("frequency", "impedance_real", "impedance_imaginary"))
    _take_lines(draft, table.columns, meanings, ("f", "Z'", "Z''"))
    draft.assume("I2B_UNITS", "an .i2b file counts in Hz and ohm; its columns carry no names")
    draft.metadata["comments"] = " ".join(line.strip() for line in lines[:start] if line.strip())[:2000]


def _i2b_start(lines: list[str]) -> int | None:
    """The line after the header: the first row of three numbers below five lines."""
    filled = [number for number, line in enumerate(lines) if line.strip()]
    return next(
        (number for number in filled[_I2B_HEADER:_SEARCHED_LINES] if len(cells := lines[number].split()) == 3
         and all(_is_number(cell) for cell in cells)),
        None,
    )  # fmt: skip


def _take_lines(
    draft: Draft, columns: list[Array], meanings: tuple[ColumnMeaning, ...], names: tuple[str, ...]
) -> None:
    for name, meaning, values in zip(names, meanings, columns, strict=True):
        draft.take(name, meaning, values)
        draft.flags += no_numbers(name, draft.columns[meaning.quantity])


def _is_number(text: str) -> bool:
    return bool(_NUMBER.match(text.strip()))


def _number(text: str) -> float:
    return float(text) if _is_number(text) else float("nan")
