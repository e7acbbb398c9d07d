"""PSTrace .csv exports: pairs of columns under their titles and units, and spectra under their own headings.

Line by line: the date, notes, the titles of the plots, ``Date and time measurement:``, the units (``V,µA,s,V``), then
the rows; plots of unequal length leave empty cells. Spectra follow, each under ``freq / Hz, ... Z' / Ohm, -Z'' / Ohm``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from fitting.units import UnknownUnit, canonical_unit, si_factor, si_unit
from models.curve import Array, Curve
from models.readers.columns import ColumnMeaning
from models.readers.draft import Draft, with_flags
from models.readers.eis_headings import choose_spectrum, flag_frequencies, names_a_spectrum, take_polar
from models.readers.number_table import read_numbers
from models.readers.problem import ReadError
from models.readers.remarks import missing, remark
from models.readers.stated_units import numbered, take_table
from models.readers.text_table import DELIMITER_NAMES, Decoded, decode, is_row_of_numbers, looks_binary

NAME = "palmsens_csv"

_FIRST = re.compile(r"\s*\"?(Date and time|File date):\"?([,;\t])", re.IGNORECASE)
_MEASURED = re.compile(r"\"?Date and time measurement:", re.IGNORECASE)
_QUANTITIES = {"s": "time", "V": "potential", "A": "current", "C": "charge"}
_TECHNIQUES = {
    "cyclic voltammetry": "cyclic_voltammetry", "fast cyclic voltammetry": "cyclic_voltammetry",
    "linear sweep voltammetry": "linear_sweep", "chronoamperometry": "chronoamperometry",
    "multistep amperometry": "chronoamperometry", "chronopotentiometry": "chronopotentiometry",
    "multistep potentiometry": "chronopotentiometry", "open circuit potentiometry": "open_circuit",
    "differential pulse voltammetry": "other", "square wave voltammetry": "other", "normal pulse voltammetry": "other",
}  # fmt: skip


def claims(head: bytes, path: Path) -> bool:
    """Return whether the text begins with PSTrace's date and has its units or a spectrum's headings."""
    if looks_binary(head):
        return False
    text = decode(head).text
    first = _FIRST.match(text)
    return bool(first) and any(
        _MEASURED.match(line) or (first is not None and names_a_spectrum(_cells(line, first[2])))
        for line in text.split("\n")[:200]
    )


def read(content: bytes, path: Path) -> tuple[Curve, ...]:
    """Read every pair of columns and every spectrum of an export as a curve.

    Raises
    ------
    ReadError
        If no plot can be used.
    """
    decoded = decode(content)
    first = _FIRST.match(decoded.text)
    delimiter = first[2] if first else ","
    lines = decoded.text.split("\n")
    curves: list[tuple[str, Curve]] = []
    refused: list[ReadError] = []
    for at, line in enumerate(lines):
        try:
            if _MEASURED.match(line):
                curves += _pairs(decoded, lines, at, delimiter, content, path)
            elif line[:200].count(delimiter) > 1 and names_a_spectrum(_cells(line, delimiter)):
                curves.append((f"spectrum {len(curves) + 1}", _spectrum(decoded, lines, at, delimiter, content, path)))
        except ReadError as error:
            refused.append(error)
    if not curves:
        raise refused[0] if refused else ReadError("NO_ROWS", "The PSTrace export holds titles but no data.")
    template = "one plot of the file was not read: {parts}"
    notes = [remark("PLOT_REFUSED", template, problem.message) for problem in refused]
    return numbered([(name, with_flags(curve, *notes)) for name, curve in curves])


def _cells(line: str, delimiter: str) -> list[str]:
    return [cell.strip().strip('"').strip() for cell in line.split(delimiter)]


def _body(lines: Sequence[str], start: int, delimiter: str) -> str:
    """The rows from a line on, up to the first line of words."""
    stop = start
    while stop < len(lines) and (not lines[stop].strip(f"{delimiter} \0") or is_row_of_numbers(lines[stop], delimiter)):
        stop += 1
    return "\n".join(lines[start:stop]) + "\n"


def _pairs(
    decoded: Decoded, lines: Sequence[str], at: int, delimiter: str, content: bytes, path: Path
) -> list[tuple[str, Curve]]:
    titles = _cells(lines[at - 1], delimiter) if at else []
    dates = _cells(lines[at], delimiter)
    units = _cells(lines[at + 1], delimiter) if at + 1 < len(lines) else []
    width = len(units)
    while units and not units[-1]:
        units.pop()
    if len(units) < 2 or len(units) % 2:
        raise ReadError("NO_COLUMNS", "The line of units of the PSTrace export does not hold pairs such as V, µA.")
    body = _body(lines, at + 2, delimiter)
    table = read_numbers(body, at + 3, (len(units), width), delimiter, list(range(len(units))))
    curves: list[tuple[str, Curve]] = []
    for place in range(0, len(units), 2):
        title = titles[place] if place < len(titles) else ""
        draft = Draft(encoding=decoded.encoding, delimiter=DELIMITER_NAMES[delimiter], decimal=table.decimal,
                      flags=[*decoded.flags, *table.flags], rows_skipped=table.rows_skipped)  # fmt: skip
        _take_pair(draft, units[place : place + 2], table.columns[place : place + 2], title)
        draft.metadata["started"] = dates[place + 1] if place + 1 < len(dates) else ""
        technique = _TECHNIQUES.get(title.partition(":")[0].strip().lower())
        told = technique or ("other" if "time" not in draft.columns else None)
        curves.append(
            (title or f"plot {place // 2 + 1}", draft.curve(content, path, NAME, title or None, technique=told))
        )
    return curves


def _take_pair(draft: Draft, units: Sequence[str], columns: Sequence[Array], title: str) -> None:
    """Take two columns; rows in which both are empty at the end belong to longer plots beside this one."""
    filled = np.flatnonzero(np.isfinite(columns[0]) | np.isfinite(columns[1]))
    rows = int(filled[-1]) + 1 if len(filled) else 0
    if rows == 0:
        raise ReadError("NO_ROWS", "The plot {title} of the PSTrace export is empty.", title=title)
    for unit, column in zip(units, columns, strict=True):
        try:
            quantity = _QUANTITIES.get(si_unit(canonical_unit(unit)))
        except UnknownUnit:
            quantity = None
        if quantity is None or quantity in draft.columns:
            raise ReadError(
                "UNKNOWN_UNIT",
                "The plot {title} of the PSTrace export has the units {units}: its columns are not known.",
                title=title, units=", ".join(units),
            )  # fmt: skip
        draft.take(unit, ColumnMeaning(quantity, si_factor(unit)[0]), column[:rows])
        draft.flags += missing(unit, draft.columns[quantity])
    first, second = draft.columns
    template = "the columns are named by their units: {quantity} and {other_quantity}"
    draft.assume("NAMED_BY_UNITS", template, quantity=first, other_quantity=second)


def _spectrum(decoded: Decoded, lines: Sequence[str], at: int, delimiter: str, content: bytes, path: Path) -> Curve:
    headings = _cells(lines[at], delimiter)
    width = len(headings)
    while headings and not headings[-1]:
        headings.pop()
    draft = Draft(encoding=decoded.encoding, delimiter=DELIMITER_NAMES[delimiter], flags=list(decoded.flags))
    chosen, polar, wanted = choose_spectrum(headings, draft)
    table = read_numbers(_body(lines, at + 1, delimiter), at + 2, (len(headings), width), delimiter, wanted)
    take_table(draft, headings, chosen, table)
    take_polar(draft, headings, polar, table)
    flag_frequencies(draft)
    return draft.curve(content, path, NAME, technique="impedance")
