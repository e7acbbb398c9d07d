"""How a delimited text is laid out: delimiter, preamble, column names, a line of units, the first row of numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from fitting.units import UnknownUnit, canonical_unit, si_unit
from models.curve import COLUMN_UNITS
from models.readers.choices import DELIMITERS, ImportChoices
from models.readers.columns import plain_quantity, split_heading
from models.readers.problem import ReadError
from models.readers.text_table import split_line

SAMPLE_LINES = 400
LONGEST_LINE = 200_000
MOST_COLUMNS = 500
_SAMPLE_SIZE = 500_000
_NUMBER = re.compile(r"[+\-−]?(\d+([.,]\d*)?|[.,]\d+)([eEdD][+\-−]?\d+)?")
_UNIT_WORDS = {"volt": "V", "volts": "V", "ampere": "A", "amperes": "A", "amp": "A", "amps": "A", "hertz": "Hz"}
_MISSING = {"", "nan", "inf", "-inf", "+inf", "n/a", "na", "null", "none", "-", "--", "*", "infinity", "-infinity"}


@dataclass(frozen=True)
class Layout:
    """Where the parts of a delimited text stand.

    Parameters
    ----------
    delimiter : str
        A blank stands for any run of blanks and tabs.
    width : int
        Fields of a row.
    first_row : int
        The line of the first row, from 0.
    headings : tuple of str
        As they stand in the file, with the unit of a line of units; empty where the file has none.
    header_line : int or None
        The line of the headings, from 0.
    """

    delimiter: str
    width: int
    first_row: int
    headings: tuple[str, ...] = ()
    header_line: int | None = None


def sample_of(text: str) -> list[str]:
    """The first lines of a text.

    Raises
    ------
    ReadError
        ``TOO_MANY_COLUMNS`` or ``LONG_LINE`` if one of them cannot be a row of a table.
    """
    lines = text.split("\n", SAMPLE_LINES)[:SAMPLE_LINES]
    longest = max(lines, key=len)
    count = max(longest.count(mark) for mark in DELIMITERS.values() if mark != " ") + 1
    if count > 10 * MOST_COLUMNS:
        raise too_many_columns(count)
    if len(longest) > LONGEST_LINE:
        raise ReadError(
            "LONG_LINE",
            "Line {line} has {length} characters: this is no table with one row a line.",
            line=lines.index(longest) + 1, length=len(longest),
        )  # fmt: skip
    enough = max(5, _SAMPLE_SIZE // max(1, len(longest)))
    return lines[:enough]


def too_many_columns(count: int) -> ReadError:
    """Nobody records so many quantities: something else is wrong with the file."""
    return ReadError(
        "TOO_MANY_COLUMNS",
        "The table has {count} columns: more than {most} are not read.",
        count=count, most=MOST_COLUMNS,
    )  # fmt: skip


def cells_of(line: str, delimiter: str) -> list[str]:
    """The cells of one line, without blanks and quotes round them."""
    if delimiter == " ":
        return line.split()
    return split_line(line, delimiter)


def found_layout(lines: Sequence[str], choices: ImportChoices) -> Layout | None:
    """Find the table in the first lines of a text; None where no line holds numbers."""
    marks = [choices.delimiter] if choices.delimiter else list(DELIMITERS.values())
    least = 1 if choices.delimiter else 2
    start = choices.header_line or 0
    found = [(_table(lines, mark, start, least), mark) for mark in _in_order(marks)]
    (score, width, first), mark = max(found, key=lambda each: each[0][0])
    if score <= 0.0:
        return _one_column(lines)
    if choices.header_line == 0:
        return Layout(mark, width, first)
    at = choices.header_line - 1 if choices.header_line else _line_before(lines, first)
    if at is None:
        return Layout(mark, width, first)
    names = _heading_cells(lines[at], mark, width)
    above = _line_before(lines, at)
    if choices.header_line:
        below = next((number for number in range(at + 1, first) if lines[number].strip()), None)
        units = _heading_cells(lines[below], mark, width) if below is not None else []
    elif _are_units(names) and above is not None:
        units, at = names, above
        names = _heading_cells(lines[at], mark, width)
    else:
        units = []
    if not _are_names(names, width):
        return Layout(mark, width, first)
    return Layout(mark, width, first, _with_units(names, units if _are_units(units) else []), at)


def _one_column(lines: Sequence[str]) -> Layout | None:
    """One number a line, under not more than a few words."""
    filled = [number for number, line in enumerate(lines) if line.strip()]
    rows = [number for number in filled if is_number(lines[number])]
    return Layout("\t", 1, rows[0]) if len(rows) > max(1.0, 0.8 * len(filled) - 1) else None


def _in_order(marks: Sequence[str]) -> list[str]:
    """Where two delimiters serve as well, the first of these is meant."""
    return sorted(marks, key="\t;,| ".index)


def is_number(cell: str) -> bool:
    """Whether a cell is a number with either decimal mark."""
    return bool(_NUMBER.fullmatch(cell.strip().strip('"')))


def _table(lines: Sequence[str], mark: str, start: int, least: int) -> tuple[float, int, int]:
    """How well a delimiter divides the lines into rows of numbers; the width of a row; the first row."""
    rows = {number: cells_of(line, mark) for number, line in enumerate(lines) if number >= start and line.strip()}
    shares = {number: _share(cells) for number, cells in rows.items()}
    widths = Counter(len(rows[number]) for number, share in shares.items() if share >= 0.5 and len(rows[number]) > 0)
    widths = Counter({width: count for width, count in widths.items() if width >= least})
    if not widths:
        return 0.0, 0, 0
    width = widths.most_common(1)[0][0]
    good = [number for number, share in shares.items() if share >= 0.5 and len(rows[number]) == width]
    numeric = [place for place in range(width) if sum(is_number(rows[each][place]) for each in good) >= 0.5 * len(good)]
    for first in good:
        cells = rows[first]
        if all(is_number(cells[place]) or cells[place].lower() in _MISSING for place in numeric):
            return sum(shares[number] for number in good), width, first
    return 0.0, 0, 0


def _share(cells: Sequence[str]) -> float:
    """The share of numbers among the cells that hold anything."""
    filled = [cell for cell in cells if cell.lower() not in _MISSING]
    return sum(is_number(cell) for cell in filled) / len(filled) if filled else 0.0


def _line_before(lines: Sequence[str], number: int) -> int | None:
    """The nearest line above that is neither blank nor a ruled line."""
    return next((above for above in range(number - 1, -1, -1) if any(map(str.isalnum, lines[above]))), None)


def _heading_cells(line: str, mark: str, width: int) -> list[str]:
    """The headings; between blanks a heading may hold single blanks: ``time / s   potential / V``."""
    line = line.strip().lstrip("#").strip() if mark == " " else line.lstrip("#")
    if mark != " ":
        return cells_of(line, mark)
    wide = re.split(r"\s{2,}|\t", line)
    if len(wide) == width:
        return wide
    joined = re.sub(r"\s*/\s*", "/", re.sub(r"\s+(?=[(\[])", "", line))
    return joined.split()


def _are_names(cells: Sequence[str], width: int) -> bool:
    """Whether the cells can head columns: words, about as many as a row has fields."""
    words = [cell for cell in cells if cell and not is_number(cell)]
    return len(words) >= 0.5 * len(cells) and len(words) > 0 and len(cells) <= 4 * width + 16


def spelled_out(heading: str) -> str:
    """The heading as the contract writes it, where its unit hangs on by a comma, an underscore or a blank.

    ``current_A``, ``Voltage, mV`` and ``test_time_second`` become ``current / A`` and so on; all others stay.
    """
    match = re.fullmatch(r"(.*[^\W\d_].*?)(?:,\s*|[_ ]+(?=[^\s_,]+$))(\S+(?: ?/ ?\S+)?)", heading.strip())
    if match is None or plain_quantity(heading) is not None:
        return heading
    unit = _UNIT_WORDS.get(match[2].lower(), match[2])
    quantity = plain_quantity(match[1])
    return f"{match[1].strip()} / {unit}" if quantity and _fits(unit, quantity) else heading


def _fits(unit: str, quantity: str) -> bool:
    return _is_unit(unit) and si_unit(unit) in (COLUMN_UNITS[quantity], "A/m^2" if quantity == "current" else "")


def _bare(unit: str) -> str:
    return unit.strip().strip("()[]").strip()


def _are_units(cells: Sequence[str]) -> bool:
    """Whether every filled cell is a unit."""
    filled = [cell for cell in cells if _bare(cell) not in ("", "-")]
    return bool(filled) and all(_is_unit(_bare(cell)) for cell in filled)


def has_unit_line(lines: Sequence[str]) -> bool:
    """Whether the first filled line holds nothing but units."""
    first = next((line for line in lines if line.strip()), "")
    return any(_are_units(cells) and len(cells) > 1 for cells in (cells_of(first, mark) for mark in "\t;,|"))


def _is_unit(text: str) -> bool:
    try:
        canonical_unit(text)
    except UnknownUnit:
        return False
    return True


def _with_units(names: Sequence[str], units: Sequence[str]) -> tuple[str, ...]:
    cells = [spelled_out(name.strip()) for name in names]
    for place, unit in enumerate(units[: len(cells)]):
        if _bare(unit) and cells[place] and split_heading(cells[place])[1] is None:
            cells[place] = f"{cells[place]} / {_bare(unit)}"
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells)
