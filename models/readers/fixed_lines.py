"""Lines of which every cell is as long as in the first one, but for its sign: most instruments write such tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.curve import Array
from models.readers.even_cells import even_numbers
from models.readers.number_cells import MARGIN, Octets, Places
from models.readers.text_blocks import LINE_FEED, RETURN, Lines

_MINUS = ord("-")


@dataclass(frozen=True, eq=False)
class FixedLines:
    """A block of such lines: where its cells stand is counted, not searched for. As `Lines`, for rows only.

    Parameters
    ----------
    octets : (n,) uint8 array
        The block with a margin at either end.
    starts, stops : lists of (lines,) int arrays or ranges
        Where the cells of each column begin and end; ranges if the signs are alike in all lines too.
    """

    octets: Octets
    starts: Sequence[Places | range]
    stops: Sequence[Places | range]
    block: bytes | bytearray
    size: int
    delimiter: str
    is_ended: bool = True

    @classmethod
    def of(cls, block: bytes | bytearray, size: int, delimiter: str, width: int) -> FixedLines | None:
        """The lines of a block; None unless all are of the form of the first, with that many cells."""
        octets = np.frombuffer(block, np.uint8)
        text = octets[MARGIN : MARGIN + size]
        if b'"' in block:
            return None
        places = _even_places(block, text, delimiter, width)
        if places is not None:
            return cls(octets, places[:-1], [range(at.start - 1, at.stop - 1, at.step) for at in places[1:]],
                       block, size, delimiter)  # fmt: skip
        ends = np.flatnonzero(text == LINE_FEED)
        if len(ends) < 2 or ends[-1] != size - 1:
            return None
        first = bytes(text[: ends[0]])
        is_returned = first.endswith(b"\r")
        if block.count(b"\r", MARGIN, MARGIN + size) != is_returned * len(ends):
            return None
        cells = first.removesuffix(b"\r").split(delimiter.encode())
        if len(cells) != width or np.count_nonzero(text == ord(delimiter)) != len(ends) * (width - 1):
            return None
        ends += MARGIN
        place = np.concatenate(([MARGIN], ends[:-1] + 1))
        starts: list[Places | range] = []
        stops: list[Places | range] = []
        for number, cell in enumerate(cells):
            starts.append(place)
            length = len(cell) - cell.startswith(b"-")
            place = place + length if len(cell) < 2 else place + (octets.take(place) == _MINUS) + length
            stops.append(place)
            is_last = number == width - 1
            mark = ord(delimiter) if not is_last else RETURN if is_returned else LINE_FEED
            if place[-1] >= len(octets) or not (octets.take(place) == mark).all():
                return None
            place = place + 1
        if not np.array_equal(place - (not is_returned), ends):
            return None
        return cls(octets, starts, stops, block, size, delimiter)

    @property
    def counts(self) -> Places:
        """How many cells each line has."""
        return np.broadcast_to(np.int64(len(self.starts)), len(self.starts[0]))

    def cells(self, rows: Places | range, place: int) -> tuple[Places, Places]:
        """Where a cell of all lines begins and ends."""
        return _places(self.starts[place]), _places(self.stops[place])

    def numbers(self, place: int, decimal: str) -> Array | None:
        """The numbers of a column; None where its cells have to be looked at one by one."""
        starts, stops = self.starts[place], self.stops[place]
        if isinstance(starts, range) or isinstance(stops, range):
            return even_numbers(self.octets, starts, stops[0] - starts[0], decimal)
        lengths = stops - starts
        alike = lengths == lengths[0]  # in their sign too
        if alike.all():
            return even_numbers(self.octets, starts, int(lengths[0]), decimal)
        values = np.empty(len(starts))
        for rows in (np.flatnonzero(alike), np.flatnonzero(~alike)):
            found = even_numbers(self.octets, starts[rows], int(lengths[rows[0]]), decimal)
            if found is None:
                return None
            values[rows] = found
        return values

    def line(self, number: int) -> bytes:
        """The bytes of one line."""
        return self.octets[int(self.starts[0][number]) : int(self.stops[-1][number])].tobytes()

    def filled(self) -> Places:
        """The lines that are not blank."""
        return self.checked().filled()

    def checked(self) -> Lines:
        """The same lines, their cells searched for."""
        return Lines.of(self.block, self.size, self.delimiter)


def _places(places: Places | range) -> Places:
    return np.arange(places.start, places.stop, places.step) if isinstance(places, range) else places


def _even_places(block: bytes | bytearray, text: Octets, delimiter: str, width: int) -> list[range] | None:
    """Where the cells of each column begin in lines that all have their marks at the same places; one column more.

    None where a mark is elsewhere; a carriage return counts as the end of the last cell.
    """
    first = bytes(block[MARGIN : block.find(b"\n", MARGIN) + 1])
    distance, mark = len(first), ord(delimiter)
    if distance == 0 or len(text) % distance or first.count(delimiter.encode()) != width - 1:
        return None
    marks = [place for place, octet in enumerate(first) if octet in (mark, LINE_FEED, RETURN)]
    lines = len(text) // distance
    there = np.count_nonzero(text <= RETURN) + (np.count_nonzero(text == mark) if mark > RETURN else 0)
    if there != lines * len(marks) or RETURN in first[: marks[width - 1]]:
        return None
    if not all((text[place::distance] == first[place]).all() for place in marks):
        return None
    begins = [0, *(place + 1 for place in marks[:width])]
    return [range(MARGIN + at, MARGIN + at + lines * distance, distance) for at in begins]
