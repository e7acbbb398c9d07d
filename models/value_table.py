"""Columns of a table that is no curve: by what their headings name, in SI."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import nan, sqrt

import numpy as np
from PyQt6.QtCore import QT_TRANSLATE_NOOP

from fitting.messages import FitError
from fitting.quantity import Quantity
from fitting.units import UnknownUnit, si_unit, to_si
from models.curve import Array, Curve
from models.readers.columns import split_heading
from models.readers.comparison_table import ELECTROLYTE, heading_words

ELECTROLYTE_SETTING = Quantity(
    "electrolyte",
    "",
    "1",
    "1",
    QT_TRANSLATE_NOOP("Quantity", "The electrolyte whose rows are used, where a table has several."),
    several=True,
)
_NUMBER = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*(?:%|(?:±|\+/-|\().*)?$")
_RATIO = re.compile(r"(\d+\.?\d*):(\d+\.?\d*)(?:\s*[-–—~]\s*(\d+\.?\d*):(\d+\.?\d*))?$")


def heading_of(curve: Curve, names: Sequence[str]) -> str | None:
    """Return the heading that names one of these, None if there is none."""
    return next((heading for heading in curve.table if heading_words(heading) in names), None)


def numbers_of(curve: Curve, heading: str, unit: str | None, rows: Sequence[int]) -> Array:
    """Return the numbers of some rows of a column in an SI unit, NaN where a cell holds none.

    Without a unit the numbers are as they stand, percent as shares.

    Raises
    ------
    FitError
        ``UNIT_MISSING``, ``UNIT_UNKNOWN``: a unit is never guessed.
    """
    stated, cells = split_heading(heading)[1] or "", curve.table[heading]
    if unit is None:
        return np.array([cell_number(cells[row]) for row in rows]) * (0.01 if stated == "%" else 1.0)
    if not stated and unit != "1":
        text = 'The column "{heading}" of {name} has no unit: write for example "{heading} / {unit}".'
        raise FitError("UNIT_MISSING", text, heading=heading, name=curve.name, unit=unit)
    try:
        if si_unit(stated) != si_unit(unit):
            raise UnknownUnit(stated)
    except UnknownUnit:
        text = 'The unit of the column "{heading}" of {name} does not measure {unit}.'
        raise FitError("UNIT_UNKNOWN", text, heading=heading, name=curve.name, unit=unit) from None
    return np.array([to_si(cell_number(cells[row]), stated) for row in rows], dtype=np.float64)


def rows_of(curve: Curve, electrolyte: object) -> list[int]:
    """Return the rows of an electrolyte; all where the table names none; of the only one where none is chosen.

    Raises
    ------
    FitError
        ``SEVERAL_ELECTROLYTES``, ``NO_SUCH_ELECTROLYTE``.
    """
    heading = heading_of(curve, ELECTROLYTE)
    count = len(next(iter(curve.table.values())))
    if heading is None:
        return list(range(count))
    names = filled_down(curve.table[heading])
    known = list(dict.fromkeys(names))
    chosen = str(electrolyte) if electrolyte is not None else known[0]
    if electrolyte is None and len(known) > 1:
        text = "{name} has {count} electrolytes: name the one to look at, electrolyte={first} for example."
        raise FitError("SEVERAL_ELECTROLYTES", text, name=curve.name, count=len(known), first=known[0])
    found = [row for row, name in enumerate(names) if name == chosen]
    if not found:
        text = "{name} has no electrolyte {chosen}; it has {known}."
        raise FitError("NO_SUCH_ELECTROLYTE", text, name=curve.name, chosen=chosen, known=", ".join(known))
    return found


def filled_down(cells: Sequence[str]) -> tuple[str, ...]:
    """Return cells as tables print them: an empty one stands for that above."""
    filled: list[str] = []
    for cell in cells:
        filled.append(cell or (filled[-1] if filled else ""))
    return tuple(filled)


def cell_number(cell: str) -> float:
    """Return the number of a cell, NaN where there is none; ``1:10-1:15`` is the geometric mean of the two ratios.

    A spread behind the number (``60 ± 3``) is left off; a bound (``> 200``) is no number.
    """
    text = cell.strip().replace("−", "-")
    ratio = _RATIO.match(text)
    if ratio:
        ends = [float(part) for part in ratio.groups() if part is not None]
        if 0.0 in ends:
            return nan
        first = ends[0] / ends[1]
        return first if len(ends) == 2 else sqrt(first * ends[2] / ends[3])
    if text.count(",") == 1 and "." not in text and not re.search(r"\d,\d{3}(?!\d)", text):
        text = text.replace(",", ".")  # a decimal comma; 1,250 may be either and is neither
    match = _NUMBER.match(text)
    return float(match[1]) if match else nan
