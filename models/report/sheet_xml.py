"""The sheets' XML: long columns of numbers and the values of formulas go straight into what openpyxl has built.

openpyxl takes 10 µs for a cell and rounds to 16 digits; here a number takes 1 µs and comes back to the last bit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise, repeat
from math import isfinite
from xml.sax.saxutils import escape

import numpy as np
import numpy.typing as npt
from openpyxl.utils import get_column_letter

_ROW = re.compile(r'<row r="(\d+)"([^>]*?)(?:/>|>(.*?)</row>)', re.DOTALL)
_SPANS = re.compile(r'\sspans="[^"]*"')
_DATA = re.compile(r"<sheetData>(.*?)</sheetData>|<sheetData\s*/>", re.DOTALL)
_DIMENSION = re.compile(r'<dimension ref="[^"]*"\s*/>')
_FORMULA = re.compile(r'<c r="([A-Z]+\d+)"([^>]*)><f>(.*?)</f><v\s*(?:/>|></v>)</c>', re.DOTALL)
_COORDINATE = re.compile(r'<c r="([A-Z]+)(\d+)"')
NOT_A_NUMBER = "#N/A"  # what Excel leaves out of a line; a text would be drawn as zero


@dataclass(frozen=True, eq=False)
class Numbers:
    """A column of numbers from a cell downwards; nothing of openpyxl's stands right of it.

    Parameters
    ----------
    row, column : int
        From 1.
    values : (n,) array
    """

    row: int
    column: int
    values: npt.NDArray[np.float64]


def finished_sheet(xml: bytes, numbers: Sequence[Numbers], shown: Mapping[str, float | str]) -> bytes:
    """Return a sheet's XML with columns of numbers and with what its formulas give.

    Parameters
    ----------
    xml : bytes
        As openpyxl writes it.
    shown : mapping
        By cell, the value of its formula.
    """
    text = xml.decode()
    if shown:
        text = _FORMULA.sub(lambda match: _computed(match, shown), text)
    filled = [each for each in numbers if len(each.values)]
    if not filled:
        return text.encode()
    data = _DATA.search(text)
    assert data is not None
    inside = data[1] or ""
    whole = f"<sheetData>{''.join(_rows(inside, filled))}</sheetData>"
    head = _DIMENSION.sub(f'<dimension ref="A1:{_last_cell(inside, filled)}"/>', text[: data.start()])
    return "".join((head, whole, text[data.end() :])).encode()


def _computed(match: re.Match[str], shown: Mapping[str, float | str]) -> str:
    value = shown.get(match[1])
    if value is None:
        return match[0]
    if isinstance(value, str):
        return f'<c r="{match[1]}"{match[2]} t="str"><f>{match[3]}</f><v>{escape(value)}</v></c>'
    return f'<c r="{match[1]}"{match[2]}><f>{match[3]}</f><v>{value!r}</v></c>'


def _rows(inside: str, numbers: Sequence[Numbers]) -> list[str]:
    """All rows in order: openpyxl's with our cells behind theirs, then ours alone."""
    theirs = {int(match[1]): match for match in _ROW.finditer(inside)}
    border = max(theirs, default=0) + 1
    columns = _columns(numbers)
    done = []
    ours = dict(zip(range(1, border), _written(columns, 1, border, False), strict=True))
    for row in range(1, border):
        match, cells = theirs.get(row), ours[row]
        if match is not None:
            attributes = _SPANS.sub("", match[2])
            done.append(f'<row r="{row}"{attributes}>{match[3] or ""}{cells}</row>')
        elif cells:
            done.append(f'<row r="{row}">{cells}</row>')
    last = max(each.row + len(each.texts) for each in columns)
    return done + _written(columns, border, max(border, last), True)


@dataclass(frozen=True, eq=False)
class _Column:
    """A column whose numbers are texts: what stands in each cell between ``<v>`` and ``</v>``.

    Parameters
    ----------
    has_gaps : bool
        Whether each text begins with the end of the cell's mark, because some cells hold no number.
    """

    row: int
    letters: str
    texts: Sequence[str]
    has_gaps: bool


def _columns(numbers: Sequence[Numbers]) -> list[_Column]:
    """The columns from left to right; numbers that stand in one before are not made into texts once more."""
    done: list[tuple[Numbers, _Column]] = []
    for each in sorted(numbers, key=lambda each: each.column):
        texts = next((found for before, column in done if (found := _same(each.values, before.values, column))), None)
        has_gaps = not np.isfinite(each.values).all()
        if texts is None:
            texts = _with_gaps(each.values) if has_gaps else list(map(float.__repr__, each.values.tolist()))
        done.append((each, _Column(each.row, get_column_letter(each.column), texts, has_gaps)))
    return [column for _, column in done]


def _with_gaps(values: npt.NDArray[np.float64]) -> list[str]:
    gap = f' t="e"><v>{NOT_A_NUMBER}'
    return [f"><v>{value!r}" if isfinite(value) else gap for value in values.tolist()]


def _same(values: npt.NDArray[np.float64], others: npt.NDArray[np.float64], column: _Column) -> Sequence[str] | None:
    """The texts of some numbers where they stand in another column one after the other."""
    ours, theirs = values.view(np.uint64), others.view(np.uint64)
    start = int(np.argmax(theirs == ours[0]))
    stop = start + len(ours)
    is_same = not column.has_gaps and np.array_equal(theirs[start:stop], ours)
    return column.texts[start:stop] if is_same else None


def _written(columns: Sequence[_Column], first: int, last: int, whole: bool) -> list[str]:
    """Our cells of each row from first (inclusive) to last (exclusive); as whole rows, all in one, if asked for."""
    ends = {end for each in columns for end in (each.row, each.row + len(each.texts))}
    borders = sorted({first, last, *(end for end in ends if first < end < last)})
    done: list[str] = []
    for start, stop in pairwise(borders):
        here = [each for each in columns if each.row <= start and stop <= each.row + len(each.texts)]
        done += _stretch(here, start, stop, whole) if here else [""] * (stop - start)
    return done


def _stretch(columns: Sequence[_Column], start: int, stop: int, whole: bool) -> list[str]:
    """Rows that have the same columns."""
    parts: list[Iterable[str]] = []
    before = "row" if whole else ""
    for each in columns:
        parts.append(_openings(before, each.letters, each.has_gaps, start, stop))
        parts.append(each.texts[start - each.row : stop - each.row])
        before = "cell"
    parts.append(repeat("</v></c></row>" if whole else "</v></c>", stop - start))
    rows = zip(*parts, strict=True)
    return ["".join(chain.from_iterable(rows))] if whole else ["".join(row) for row in rows]


@lru_cache(32)
def _openings(before: str, letters: str, has_gaps: bool, start: int, stop: int) -> list[str]:
    """What stands before a number in each row; the sheets of a report are much alike."""
    end = "" if has_gaps else "><v>"
    if before == "row":
        return [f'<row r="{row}"><c r="{letters}{row}"{end}' for row in range(start, stop)]
    close = "</v></c>" if before else ""
    return [f'{close}<c r="{letters}{row}"{end}' for row in range(start, stop)]


def _last_cell(inside: str, numbers: Sequence[Numbers]) -> str:
    """The lower right corner of everything."""
    column, row = max(each.column for each in numbers), max(each.row + len(each.values) - 1 for each in numbers)
    rows = [int(match[1]) for match in _ROW.finditer(inside)]
    letters = {match[1] for match in _COORDINATE.finditer(inside)}
    wide = max(letters, key=lambda one: (len(one), one), default="A")
    ours = get_column_letter(column)
    return f"{max(wide, ours, key=lambda one: (len(one), one))}{max(row, *rows, 1)}"
