"""The rows of a text in blocks of whole lines, and where the cells of a block stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from models.readers.content import Content
from models.readers.number_cells import MARGIN, Flags, Octets, Places

_BLANKS = b" \t,;\0\r"
_IS_BLANK = np.zeros(256, np.bool_)
_IS_BLANK[list(_BLANKS)] = True
_MARGIN = bytes(MARGIN)
_LONG_BLANK = 64  # characters
LINE_FEED, RETURN = 10, 13


class NeedsWhole(Exception):
    """The text can only be read as a whole: its encoding, or where its rows begin, is not told by its head."""


@dataclass(frozen=True)
class TextRows:
    """Rows that are characters already."""

    text: str

    def blocks(self) -> Iterator[tuple[bytes | bytearray, int]]:
        """One block, with a margin at either end, and the size of what is between."""
        raw = self.text.encode("utf-8")
        yield b"".join((_MARGIN, raw, _MARGIN)), len(raw)

    def expected(self, lines: int, size: int) -> int:
        """How many rows there are where the first block has so many in so many bytes."""
        return lines


@dataclass(frozen=True)
class FileRows:
    """Rows that are still in their file: the bytes from start to stop.

    Parameters
    ----------
    only_ascii : bool
        Whether other letters are to be told by `NeedsWhole`.
    """

    content: Content
    start: int
    stop: int
    only_ascii: bool = True

    def expected(self, lines: int, size: int) -> int:
        """How many rows there are, about, where the first block has so many in so many bytes."""
        return int(1.02 * lines * max(1.0, (self.stop - self.start) / size))

    def blocks(self) -> Iterator[tuple[bytes | bytearray, int]]:
        """Blocks of whole lines, each with a margin at either end, and the size of what is between."""
        rest = b""
        for buffer, size in self.content.blocks(self.start, self.stop, MARGIN):
            if self.only_ascii and not buffer.isascii():
                raise NeedsWhole
            end = buffer.rfind(b"\n", MARGIN, MARGIN + size) + 1
            if end == 0:
                rest += buffer[MARGIN : MARGIN + size]
                continue
            left = bytes(buffer[end : MARGIN + size])
            if rest:
                buffer[MARGIN:MARGIN] = rest
                end += len(rest)
            yield buffer, end - MARGIN
            rest = left
        if rest:
            yield b"".join((_MARGIN, rest, _MARGIN)), len(rest)


@dataclass(frozen=True, eq=False)
class Lines:
    """The lines of a block and the marks that part their cells.

    Parameters
    ----------
    octets : (n,) uint8 array
        The block with a margin at either end.
    marks : (m,) int array
        The delimiters and line ends; before the first one stands the mark that ends the margin.
    first : (lines,) int array
        Which mark stands before each line.
    counts : (lines,) int array
        How many cells each line has.
    returns : (lines,) bool array or None
        Which lines end with a carriage return too.
    is_ended : bool
        Whether the last line ends with a line end.
    """

    octets: Octets
    marks: Places
    first: Places
    counts: Places
    returns: Flags | None
    is_ended: bool

    @classmethod
    def of(cls, block: bytes | bytearray, size: int, delimiter: str) -> Lines:
        """Find the lines of a block; its quotes are left out, and lone carriage returns end lines too."""
        if b'"' in block:
            block, size = _replaced(block, size, (b'"', b""))
        octets = np.frombuffer(block, np.uint8)
        text = octets[MARGIN : MARGIN + size]
        ends = text == LINE_FEED
        marks = np.flatnonzero(ends | (text == ord(delimiter)))
        is_ended = bool(size) and bool(ends[-1])
        is_end = ends[marks]
        if not is_ended:
            marks, is_end = np.append(marks, size), np.append(is_end, True)
        line_ends = np.flatnonzero(is_end)
        marks = np.concatenate(([MARGIN - 1], marks + MARGIN))
        returns: Flags | None = None
        if b"\r" in block:
            returns = octets[marks[line_ends + 1] - 1] == RETURN
            if np.count_nonzero(returns) != np.count_nonzero(text == RETURN):
                return cls.of(*_replaced(block, size, (b"\r\n", b"\n"), (b"\r", b"\n")), delimiter)
        counts = np.diff(line_ends, prepend=-1)
        return cls(octets, marks, line_ends + 1 - counts, counts, returns, is_ended)

    @property
    def starts(self) -> Places:
        """Where each line begins."""
        starts: Places = self.marks[self.first] + 1
        return starts

    @property
    def stops(self) -> Places:
        """Where each line ends."""
        stops: Places = self.marks[self.first + self.counts]
        return stops

    def cells(self, rows: Places, place: int) -> tuple[Places, Places]:
        """Where a cell of some lines, of as many cells each, begins and ends."""
        if len(rows) and self._is_regular(rows):
            width = int(self.counts[rows[0]])
            begin = int(self.first[rows[0]]) + place
            end = begin + width * len(rows)
            starts, stops = self.marks[begin:end:width] + 1, self.marks[begin + 1 : end + 1 : width]
        else:
            before = self.first[rows] + place
            starts, stops = self.marks[before] + 1, self.marks[before + 1]
        if self.returns is not None and len(rows) and place == self.counts[rows[0]] - 1:
            stops = stops - self.returns[rows]
        return starts, stops

    def _is_regular(self, rows: Places) -> bool:
        begin, end = rows[0], rows[-1]
        width = self.counts[begin]
        return bool(end - begin + 1 == len(rows) and self.first[end] - self.first[begin] == width * (len(rows) - 1))

    def filled(self) -> Places:
        """The lines that are not blank."""
        place, stops = self.starts, self.stops
        is_filled: Flags = stops > place
        blank = np.flatnonzero(is_filled & _IS_BLANK[self.octets[place]])
        place, stops = place[blank], stops[blank]
        for _ in range(_LONG_BLANK):
            if len(blank) == 0:
                return np.flatnonzero(is_filled)
            place = place + 1
            at_end = place >= stops
            is_filled[blank[at_end]] = False
            goes_on = ~at_end & _IS_BLANK[self.octets[place]]
            blank, place, stops = blank[goes_on], place[goes_on], stops[goes_on]
        for line, begin, end in zip(blank, place, stops, strict=True):
            is_filled[line] = not _IS_BLANK[self.octets[begin:end]].all()
        return np.flatnonzero(is_filled)

    def checked(self) -> Lines:
        """These lines."""
        return self

    def line(self, number: int) -> bytes:
        """The bytes of one line."""
        start = int(self.marks[self.first[number]]) + 1
        stop = int(self.marks[self.first[number] + self.counts[number]])
        return self.octets[start:stop].tobytes().removesuffix(b"\r")


def _replaced(block: bytes | bytearray, size: int, *pairs: tuple[bytes, bytes]) -> tuple[bytes, int]:
    text = bytes(block[MARGIN : MARGIN + size])
    for old, new in pairs:
        text = text.replace(old, new)
    return b"".join((_MARGIN, text, _MARGIN)), len(text)
