"""Spectra in the Z60W text that Autolab's FRA program writes: quoted comments, a count, and comma-separated rows."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from models.curve import Curve
from models.readers.columns import ColumnMeaning
from models.readers.draft import Draft, choose_columns
from models.readers.number_table import read_numbers
from models.readers.problem import ReadError
from models.readers.stated_units import note_open_end, take_table
from models.readers.text_table import decode, looks_binary

NAME = "autolab_fra"

_FIRST_LINE = re.compile(r'\s*"?Z60W Data File')
_COLUMNS = {
    "freq": ColumnMeaning("frequency"), "time": ColumnMeaning("time"), "bias": ColumnMeaning("potential"),
    "z'": ColumnMeaning("impedance_real"), "z''": ColumnMeaning("impedance_imaginary"),
}  # fmt: skip
_HEADER_LINES = 60


def claims(head: bytes, path: Path) -> bool:
    """Return whether the first line calls itself a Z60W data file."""
    return not looks_binary(head) and bool(_FIRST_LINE.match(decode(head).text))


def read(content: bytes, path: Path) -> tuple[Curve, ...]:
    """Read the spectrum of a Z60W file.

    Raises
    ------
    ReadError
        If there is no line of column names, or the rows do not fit it.
    """
    decoded = decode(content)
    lines = decoded.text.split("\n", _HEADER_LINES)[:_HEADER_LINES]
    at = next((number for number, line in enumerate(lines) if re.match(r'\s*"?\s*Freq', line)), None)
    if at is None:
        raise ReadError(
            "TRUNCATED", "The Z60W header is followed by no line of column names such as Freq (Hz), Z'(a), Z''(b)."
        )
    draft = Draft(encoding=decoded.encoding, delimiter="comma", flags=list(decoded.flags))
    body = decoded.text.split("\n", at + 1)[-1] if decoded.text.count("\n") > at else ""
    names = re.split(r"\s{2,}|,", lines[at].strip().strip('"').strip())
    meanings = {
        place: meaning
        for place, name in enumerate(names)
        if (meaning := _COLUMNS.get(re.split(r"\s*\(", name.strip().lower())[0])) is not None
    }
    chosen = choose_columns(names, meanings, draft)
    if not {"frequency", "impedance_real", "impedance_imaginary"} <= {each.quantity for each in chosen.values()}:
        raise ReadError("NO_COLUMNS", "The column names of the Z60W file do not include Freq, Z' and Z''.")
    table = read_numbers(body, at + 2, (len(names), len(names)), ",", list(chosen))
    take_table(draft, names, chosen, table)
    note_open_end(draft, body)
    _drop_unrecorded(draft)
    _note_count(draft, lines[:at], table.rows + len(table.rows_skipped))
    draft.metadata["comments"] = " ".join(text for line in lines[1:at] if (text := _comment(line)))
    template = "the file states no unit of Z' and Z'': they are in ohm, as the Z60W format has them"
    draft.assume("Z60W_UNITS", template)
    return (draft.curve(content, path, NAME, technique="impedance"),)


def _comment(line: str) -> str:
    text = line.strip()
    return text.strip('"').strip() if text.startswith('"') else ""


def _drop_unrecorded(draft: Draft) -> None:
    """A time or bias that is zero in every row was not recorded."""
    for name in ("time", "potential"):
        if name in draft.columns and not np.any(draft.columns[name] != 0.0):
            del draft.columns[name]
            draft.skipped += [text.split(" -> ")[0] + " (all zero)" for text in draft.taken if f"-> {name} /" in text]
            draft.taken = [text for text in draft.taken if f"-> {name} /" not in text]


def _note_count(draft: Draft, header: list[str], rows: int) -> None:
    stated = [int(line) for line in header if re.fullmatch(r"\s*\d{1,9}\s*", line)]
    if stated and stated[-1] != rows:
        template = "the header announces {stated} rows and the file holds {rows}: it is cut, or was edited"
        draft.flag("ROWS_NOT_AS_STATED", template, stated=stated[-1], rows=rows)
