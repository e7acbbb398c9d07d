"""The numbers under a heading line: every row whole or left out and named, never shifted."""

from __future__ import annotations

import itertools
import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from fitting.messages import Message
from models.curve import Array
from models.readers.fixed_lines import FixedLines
from models.readers.number_cells import MARGIN, Places, read_cells
from models.readers.refusals import narrow_rows, no_rows
from models.readers.remarks import CUT_LINE, Rows, remark, unreadable
from models.readers.text_blocks import FileRows, Lines, TextRows
from models.readers.text_table import cell_number, decimal_mark, is_cut_tail, may_be_cut_tail, refuse_thousands
from models.spool import Spool

if TYPE_CHECKING:
    from concurrent.futures import Future

_FIRST_ROWS, _LAST_ROWS = 200, 50  # that tell how the numbers are written
_PASSES = 3  # the first block tells how the rows are written, until all of them say otherwise
_AHEAD = 4  # blocks
_THREADS = min(2, os.cpu_count() or 1)


@dataclass(frozen=True, eq=False)
class NumberTable:
    """The numbers under a heading line.

    Parameters
    ----------
    columns : list of (n,) float64 arrays
        In the order they were asked for; NaN where a cell is no number.
    line_numbers : (n,) int array or range
        Where each row stood in the file.
    rows_skipped : tuple of int
        Line numbers (from 1) of lines that are no rows.
    complete : frozenset of int
        Which of the columns are known to hold a number in every row.
    """

    columns: list[Array]
    line_numbers: Rows | range
    decimal: str
    rows_skipped: tuple[int, ...] = ()
    flags: tuple[Message, ...] = ()
    complete: frozenset[int] = frozenset()

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(self.line_numbers)


@dataclass(frozen=True)
class _Wish:
    """What is wanted of the rows: the cells between delimiters, and the decimal mark where it is known."""

    delimiter: str
    wanted: tuple[int, ...]
    decimal: str | None


@dataclass(frozen=True)
class _Form:
    """How rows are written: how many cells each has, and the decimal mark."""

    width: int
    decimal: str


@dataclass(frozen=True, eq=False)
class _Part:
    """What one block of rows gave; lines are counted from the first of the block.

    Parameters
    ----------
    widths : (n,) int array
        How many filled lines have 0, 1, 2 ... cells.
    rows, others : (n,), (m,) int arrays
        The filled lines that are rows, and those that are not.
    complete : frozenset of int
        Which of the columns hold a number in every row.
    first, last : lists of bytes
        The first and last rows as they stand there.
    """

    lines: int
    widths: Places
    rows: Places | range
    others: Places
    columns: list[Array]
    complete: frozenset[int]
    first: list[bytes]
    last: list[bytes]
    is_ended: bool

    @property
    def ends_with_row(self) -> bool:
        """Whether the last filled line is a row."""
        return len(self.rows) > 0 and (len(self.others) == 0 or self.others[-1] < self.rows[-1])


def read_numbers(
    body: str | TextRows | FileRows,
    first_line: int,
    headings: tuple[int, int],
    delimiter: str,
    wanted: Sequence[int],
    decimal: str | None = None,
) -> NumberTable:
    """Read the rows of a table; a row of the wrong length is left out and named, never shifted.

    Parameters
    ----------
    body, first_line : str or rows, int
        The rows, and the line number in the file of the first of them.
    headings : tuple of int
        How many columns the heading line names, and how many cells it has with its empty ones at the end.
    wanted : sequence of int
        The columns to read.
    decimal : str, optional
        The decimal mark, where it is known; otherwise the rows tell.

    Raises
    ------
    ReadError
        ``FIELD_COUNT`` if the rows do not fit the headings, ``NO_ROWS`` if there are none, ``AMBIGUOUS_DECIMAL`` if
        every comma may as well part thousands.
    """
    rows = TextRows(body) if isinstance(body, str) else body
    form: _Form | None = None
    wish = _Wish(delimiter, tuple(wanted), decimal)
    for passes in itertools.count(1):
        parts, spool, used = _read(rows, wish, form)
        with closing(spool):
            form = _form_of(parts, wish)
            if form == used or passes == _PASSES:
                return _checked(parts, spool, used, wish, first_line, headings)
    raise AssertionError("never reached")


def _checked(
    parts: Sequence[_Part], spool: Spool, form: _Form | None, wish: _Wish, first_line: int, headings: tuple[int, int]
) -> NumberTable:
    """The table, if its rows fit the headings and their numbers can be believed."""
    if form is None:
        raise no_rows()
    if form.width < headings[0] or _is_filled_beyond(parts, headings[1], wish.delimiter):
        raise narrow_rows(form.width, headings[0])
    if wish.decimal is None and form.decimal == ",":
        refuse_thousands(_some(parts, wish.delimiter), wish.delimiter)
    return _joined(parts, spool.columns(), form, first_line, wish.delimiter)


def unreadable_cells(table: NumberTable, position: int, name: str) -> tuple[Message, ...]:
    """Say in which lines a column holds no number."""
    if position in table.complete:
        return ()
    missing = np.flatnonzero(np.isnan(table.columns[position]))
    return unreadable(name, np.asarray(table.line_numbers)[missing])


def _read(rows: TextRows | FileRows, wish: _Wish, form: _Form | None) -> tuple[list[_Part], Spool, _Form | None]:
    """Read every block; without a form, that of the first block is taken."""
    blocks = iter(rows.blocks())
    first = Lines.of(*next(blocks, (bytes(2 * MARGIN), 0)), wish.delimiter)
    if form is None:
        form = _form_of([_part(first, wish, None)], wish)
    parts: list[_Part] = []
    spool = Spool(rows.expected(len(first.counts), len(first.octets)))
    second = next(blocks, None)
    others = () if second is None else _in_threads(itertools.chain([second], blocks), wish, form)
    for part in itertools.chain([_part(first, wish, form)], others):
        spool.add(part.columns)
        parts.append(replace(part, columns=[]))
    return parts, spool, form


def _in_threads(blocks: Iterable[tuple[bytes | bytearray, int]], wish: _Wish, form: _Form | None) -> Iterator[_Part]:
    """numpy lets go of the interpreter while it computes, so that blocks are read side by side."""

    def read(block: bytes | bytearray, size: int) -> _Part:
        fixed = None if form is None else FixedLines.of(block, size, wish.delimiter, form.width)
        return _part(fixed or Lines.of(block, size, wish.delimiter), wish, form)

    if not _has_idle_processor():
        yield from (read(*block) for block in blocks)
        return
    from concurrent.futures import ThreadPoolExecutor  # short files need none

    waiting: deque[Future[_Part]] = deque()
    with ThreadPoolExecutor(_THREADS) as pool:
        for block in blocks:
            waiting.append(pool.submit(read, *block))
            if len(waiting) >= _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _has_idle_processor() -> bool:
    """Whether a second thread would find a processor; where others wait for one, two threads only hinder each other."""
    try:
        return os.getloadavg()[0] < (os.cpu_count() or 1) - 0.5
    except (AttributeError, OSError):  # not known on Windows
        return True


def _part(lines: Lines | FixedLines, wish: _Wish, form: _Form | None, is_careful: bool = False) -> _Part:
    """Read the rows of one block; without a form, only count cells and show the first rows of the usual width."""
    is_regular = form is not None and not is_careful and bool((lines.counts == form.width).all())
    filled = np.arange(len(lines.counts)) if is_regular else lines.filled()
    widths = np.bincount(lines.counts[filled])
    width = _usual(widths) if form is None else form.width
    is_row = lines.counts[filled] == width
    rows, others = (filled, filled[:0]) if is_row.all() else (filled[is_row], filled[~is_row])
    columns: list[Array] = []
    if form is not None and max(wish.wanted, default=0) < width:
        number = partial(cell_number, decimal=form.decimal)
        for place in wish.wanted:
            column = lines.numbers(place, form.decimal) if isinstance(lines, FixedLines) else None
            if column is None:
                column = read_cells(lines.octets, *lines.cells(rows, place), form.decimal, number)
            columns.append(column)
    first = [] if isinstance(lines, FixedLines) else [lines.line(row) for row in rows[:_FIRST_ROWS]]
    shown = first, [lines.line(row) for row in rows[-_LAST_ROWS:]]
    complete = frozenset(place for place, column in enumerate(columns) if not np.isnan(column.sum()))
    if is_regular and not complete:  # a line without any number may be a blank one
        return _part(lines.checked(), wish, form, is_careful=True)
    is_all = len(rows) == len(lines.counts)  # then their numbers need no room
    told = range(len(rows)) if is_all else rows
    return _Part(len(lines.counts), widths, told, others, columns, complete, *shown, lines.is_ended)


def _usual(widths: Places) -> int:
    """The most frequent number of cells; of two as frequent, the larger: a cut line has fewer."""
    return int(np.flatnonzero(widths == widths.max())[-1]) if len(widths) else 0


def _form_of(parts: Sequence[_Part], wish: _Wish) -> _Form | None:
    """How all rows are written; None where there are none."""
    size = max(len(part.widths) for part in parts)
    widths = sum(np.pad(part.widths, (0, size - len(part.widths))) for part in parts)
    if not np.any(widths):
        return None
    decimal = wish.decimal or decimal_mark(_some(parts, wish.delimiter), wish.delimiter)
    return _Form(_usual(np.asarray(widths)), decimal)


def _ends(parts: Sequence[_Part]) -> tuple[list[bytes], list[bytes]]:
    """The first rows and the last ones, without a last one that is cut."""
    first = list(itertools.islice((row for part in parts for row in part.first), _FIRST_ROWS))
    last: list[bytes] = []
    for part in reversed(parts):
        last = part.last + last
        if len(last) >= _LAST_ROWS:
            break
    return first, last[-_LAST_ROWS:]


def _some(parts: Sequence[_Part], delimiter: str) -> list[str]:
    """The first rows and a few of the last, without one that is cut off."""
    first, last = _ends(parts)
    count = sum(len(part.rows) for part in parts)
    few = last[-min(20, count - len(first)) :] if count > len(first) else []
    rows = [row.decode("utf-8", "replace") for row in (*first, *few)]
    return rows[:-1] if len(rows) > 1 and _tail(parts, delimiter)[1] else rows


def _is_filled_beyond(parts: Sequence[_Part], cells: int, delimiter: str) -> bool:
    """Tell a phantom last column (rows end with the delimiter) from rows with more numbers than headings."""
    first, last = _ends(parts)
    mark = delimiter.encode()
    return any(cell.strip() for row in (*first[:50], *last) for cell in row.split(mark)[cells:])


def _tail(parts: Sequence[_Part], delimiter: str) -> tuple[tuple[Message, ...], bool]:
    """What is to be said of the last line, and whether it is a row that is cut off."""
    rows = sum(len(part.rows) for part in parts)
    if parts[-1].is_ended or rows < 2:
        return (), False
    ending = next((part for part in reversed(parts) if len(part.rows) or len(part.others)), parts[-1])
    last = _ends(parts)[1][-12:]
    cut = remark(CUT_LINE, "the last line is cut off and was left out")
    if not ending.ends_with_row:
        return (cut,), False
    if is_cut_tail(last, delimiter):
        return (cut,), True
    if may_be_cut_tail(last, delimiter):
        template = "the last line has no line end: if the file was cut, its last number may be cut too"
        return (remark("LAST_NUMBER_OPEN", template),), False
    return (), False


def _joined(parts: Sequence[_Part], columns: list[Array], form: _Form, first_line: int, delimiter: str) -> NumberTable:
    """The table of all blocks; rows without a number in any column are lines of words, and no rows."""
    flags, is_cut = _tail(parts, delimiter)
    begins = [int(begin) for begin in np.cumsum([first_line, *(part.lines for part in parts)])]
    lines = _line_numbers([(part.rows, begin) for part, begin in zip(parts, begins, strict=False)])
    others = np.concatenate([part.others + begin for part, begin in zip(parts, begins, strict=False)])
    complete = frozenset.intersection(*(part.complete for part in parts if len(part.rows)))
    words = np.zeros(len(lines), np.bool_)
    if not complete:
        words = np.logical_and.reduce([np.isnan(column) for column in columns])
    if is_cut:
        words[-1] = True
    if words.all():
        raise no_rows()
    if words.any():
        lines = np.asarray(lines)
        others = np.sort(np.concatenate((others, lines[words])))
        lines, columns = lines[~words], [column[~words] for column in columns]
    return NumberTable(columns, lines, form.decimal, tuple(others.tolist()), flags, complete)


def _line_numbers(pieces: Sequence[tuple[Places | range, int]]) -> Rows | range:
    """The lines of all rows; a range where they follow one another, as they do in nearly every file."""
    found = [(rows, begin) for rows, begin in pieces if len(rows)]
    first, last = int(found[0][0][0]) + found[0][1], int(found[-1][0][-1]) + found[-1][1]
    if last - first + 1 == sum(len(rows) for rows, _ in found):
        return range(first, last + 1)
    return np.concatenate([np.asarray(rows) + begin for rows, begin in found])
