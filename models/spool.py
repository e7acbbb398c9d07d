"""Columns in the making: in memory while they are small, in files without a name where they are not."""

from __future__ import annotations

import mmap
import sys
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from models.curve import Array

IN_MEMORY = 256 * 1024 * 1024  # bytes of all columns together
BLOCK = 1 << 22  # values of a large column that are worked on at once


class Spool:
    """Takes the columns piece by piece.

    Parameters
    ----------
    expected : int
        How many rows there will be, as far as one can tell: so many are laid out at once.
    """

    def __init__(self, expected: int = 0) -> None:
        self._columns: list[Array] = []
        self._rows = 0
        self._expected = expected
        self._files: list[BinaryIO] = []

    def add(self, columns: Sequence[Array]) -> None:
        """Take the next piece of every column."""
        rows = self._rows + (len(columns[0]) if columns else 0)
        if not self._files and 8 * max(rows, self._expected) * len(columns) > IN_MEMORY:
            import tempfile  # only the longest files come so far

            self._files = [tempfile.TemporaryFile() for _ in columns]  # noqa: SIM115 - they live on
            self._write([column[: self._rows] for column in self._columns])
            self._columns = []
        if self._files:
            self._write(columns)
        else:
            self._lay_out(rows, len(columns))
            for whole, column in zip(self._columns, columns, strict=True):
                whole[self._rows : rows] = column
        self._rows = rows

    def columns(self) -> list[Array]:
        """The whole columns; large ones are mapped from their files, which vanish with them."""
        return [_mapped(file) for file in self._files] or [column[: self._rows] for column in self._columns]

    def close(self) -> None:
        """Let go of the files; columns that are mapped from them stay."""
        for file in self._files:
            file.close()
        self._files = []

    def _lay_out(self, rows: int, count: int) -> None:
        """Make room for more rows; memory is taken only where something is written."""
        have = len(self._columns[0]) if self._columns else 0
        if rows <= have and self._columns:
            return
        room = max(rows, self._expected, 3 * have // 2 if have else 0)
        before, self._columns = self._columns, [np.empty(room) for _ in range(count)]
        for whole, column in zip(self._columns, before, strict=False):
            whole[: self._rows] = column[: self._rows]

    def _write(self, columns: Sequence[Array]) -> None:
        for file, column in zip(self._files, columns, strict=False):
            file.write(np.ascontiguousarray(column).data)


def _mapped(file: BinaryIO) -> Array:
    file.flush()
    size = file.tell()
    _allow(size)
    return np.ndarray((size // 8,), np.float64, mmap.mmap(file.fileno(), size))


def _allow(size: int) -> None:
    """A file that is mapped takes room among the addresses, not in memory: the limit of a child makes way for it."""
    if sys.platform == "win32":
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    if soft != resource.RLIM_INFINITY:
        resource.setrlimit(resource.RLIMIT_AS, (soft + size, hard))


def _file_of(column: npt.NDArray[Any]) -> mmap.mmap | None:
    base: Any = column
    while isinstance(base, np.ndarray):
        base = base.base
    return base if isinstance(base, mmap.mmap) else None


def lies_in_file(column: Array) -> bool:
    """Whether a column was too large for the memory."""
    return _file_of(column) is not None and column.flags.writeable and column.dtype == np.float64


def let_go(column: npt.NDArray[Any]) -> None:
    """Take no memory for a column that lies in a file, until it is looked at again."""
    base = _file_of(column)
    if base is not None and hasattr(mmap, "MADV_DONTNEED"):
        base.madvise(mmap.MADV_DONTNEED)


def pieces(column: npt.NDArray[Any], overlap: int = 1) -> Iterator[npt.NDArray[Any]]:
    """A column in pieces, each with the first values of the next."""
    for start in range(0, len(column), BLOCK):
        yield column[start : start + BLOCK + overlap]
        let_go(column)


def sampled(column: Array) -> Array:
    """A column that lies in memory; of one in a file, a few million values of all of it."""
    if _file_of(column) is None:
        return column
    found = column[:: max(1, len(column) // BLOCK)].copy()
    let_go(column)
    return found
