"""Columns in the making: in memory while they are small, in files without a name where they are not."""

from __future__ import annotations

import mmap
import sys
import tempfile
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from models.curve import Array

IN_MEMORY = 256 * 1024 * 1024  # bytes of all columns together
BLOCK = 1 << 22  # values of a large column that are worked on at once


class Spool:
    """Takes the columns piece by piece."""

    def __init__(self) -> None:
        self._pieces: list[Sequence[Array]] = []
        self._files: list[BinaryIO] = []
        self._waiting = 0  # bytes in memory

    def add(self, columns: Sequence[Array]) -> None:
        """Take the next piece of every column."""
        self._pieces.append(columns)
        self._waiting += sum(column.nbytes for column in columns)
        if self._waiting > IN_MEMORY or self._files:
            self._write(len(columns))

    def columns(self) -> list[Array]:
        """The whole columns; large ones are mapped from their files, which vanish with them."""
        if not self._files:
            count = len(self._pieces[0]) if self._pieces else 0
            found = []
            for place in range(count):
                found.append(np.concatenate([piece[place] for piece in self._pieces]))
                self._pieces = [[*piece[:place], np.empty(0), *piece[place + 1 :]] for piece in self._pieces]
            return found
        return [_mapped(file) for file in self._files]

    def close(self) -> None:
        """Let go of the files; columns that are mapped from them stay."""
        for file in self._files:
            file.close()
        self._files = []

    def _write(self, count: int) -> None:
        self._files = self._files or [tempfile.TemporaryFile() for _ in range(count)]  # noqa: SIM115 - they live on
        for piece in self._pieces:
            for file, column in zip(self._files, piece, strict=True):
                file.write(np.ascontiguousarray(column).data)
        self._pieces, self._waiting = [], 0


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
