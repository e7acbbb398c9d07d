"""Lines of which every cell is as long as in the first one, but for its sign: most instruments write such tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

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
    starts, stops : lists of (lines,) int arrays
        Where the cells of each column begin and end.
    """

    octets: Octets
    starts: Sequence[Places]
    stops: Sequence[Places]
    block: bytes | bytearray
    size: int
    delimiter: str
    is_ended: bool = True

    @classmethod
    def of(cls, block: bytes | bytearray, size: int, delimiter: str, width: int) -> FixedLines | None:
        """The lines of a block; None unless all are of the form of the first, with that many cells."""
        octets = np.frombuffer(block, np.uint8)
        text = octets[MARGIN : MARGIN + size]
        ends = np.flatnonzero(text == LINE_FEED)
        if len(ends) < 2 or ends[-1] != size - 1 or b'"' in block:
            return None
        first = bytes(text[: ends[0]])
        is_returned = first.endswith(b"\r")
        cells = first.removesuffix(b"\r").split(delimiter.encode())
        if len(cells) != width or np.count_nonzero(text == ord(delimiter)) != len(ends) * (width - 1):
            return None
        ends += MARGIN
        place = np.concatenate(([MARGIN], ends[:-1] + 1))
        starts, stops = [], []
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
        return self.starts[place], self.stops[place]

    def line(self, number: int) -> bytes:
        """The bytes of one line."""
        return self.octets[int(self.starts[0][number]) : int(self.stops[-1][number])].tobytes()

    def filled(self) -> Places:
        """The lines that are not blank."""
        return self.checked().filled()

    def checked(self) -> Lines:
        """The same lines, their cells searched for."""
        return Lines.of(self.block, self.size, self.delimiter)
