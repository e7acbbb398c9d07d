"""A trace made ready for painting: what a frame costs hardly depends on its number of points."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PyQt6.QtCore import QRectF

from fitting.remembered import Memory
from ui.curve_canvas.axis import Axis
from ui.curve_canvas.scene import Array, Trace

BLOCK = 64
DENSE = 4  # points per pixel column from which columns are drawn instead of points
WIDE = 16  # blocks of a column from which its borders may lie at those of blocks
FARTHEST = 20000.0  # px; Qt's rasteriser loses its way far outside the widget

Piece = tuple[Array, Array]


@dataclass(frozen=True, eq=False)
class Spans:
    """A dense line in pixels of the widget.

    Parameters
    ----------
    x, top, bottom : (k,) arrays
        What each pixel column with points in it shows, from the highest to the lowest; neighbours touch.
    bridges : list of Piece
        Two points each: across columns without any.
    """

    x: Array
    top: Array
    bottom: Array
    bridges: list[Piece]


@dataclass(frozen=True, eq=False)
class Index:
    """What is known of a curve: nothing that is as long as the curve itself, for it is kept.

    Parameters
    ----------
    whole : bool
        Whether all points are finite; the rest is about those that are.
    gaps : (g,) int array
        Positions before which something was missing.
    rising : bool
        Whether x never falls.
    low, high : (n // 64,) array
        Of y in blocks of 64 points.
    """

    whole: bool
    gaps: np.ndarray
    rising: bool
    low: Array
    high: Array


_INDICES = Memory[Index](256)


def _index(x: Array, y: Array) -> Index:
    good = np.isfinite(x) & np.isfinite(y)
    whole = bool(good.all())
    if not whole:
        x, y = x[good], y[good]
    starts = np.arange(0, len(y) // BLOCK * BLOCK, BLOCK)
    low, high = (
        what.reduceat(y[: len(starts) * BLOCK], starts) if len(starts) else np.empty(0)
        for what in (np.minimum, np.maximum)
    )
    gaps = np.empty(0, np.intp) if whole else _gaps(good)
    return Index(whole, gaps, bool(np.all(x[1:] >= x[:-1])), low, high)


class Line:
    """A trace as it is painted: its finite points, and their index, which is made once for a read-only array."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        x, y = (np.ascontiguousarray(each, np.float64) for each in (trace.x, trace.y))
        index = _INDICES.of(lambda: _index(x, y), trace.x, trace.y)
        if not index.whole:
            good = np.isfinite(x) & np.isfinite(y)
            x, y = x[good], y[good]
        self.x, self.y, self.gaps, self.rising = x, y, index.gaps, index.rising
        self._low, self._high = index.low, index.high

    def pixels(self, x_axis: Axis, y_axis: Axis) -> list[Piece]:
        """The pieces of the line in pixels of the widget, with every point."""
        if not len(self.x):
            return []
        return self._pieces(x_axis, y_axis, *self._visible(x_axis))

    def spans(self, x_axis: Axis, y_axis: Axis, columns: int) -> Spans | None:
        """The line column by column; None where it has so few points that all of them are better drawn."""
        if not len(self.x) or not self.rising:
            return None
        first, last = self._visible(x_axis)
        if last - first <= DENSE * columns:
            return None
        place, start, stop = self._columns(x_axis, first, last, columns)
        low, high = self._extremes(start, stop)
        touching, left = np.diff(place) == 1, self.y[stop[:-1] - 1]
        low[1:][touching] = np.minimum(low[1:], left)[touching]  # the way from the column before
        high[1:][touching] = np.maximum(high[1:], left)[touching]
        ends = y_axis.position(low), y_axis.position(high)
        top, bottom = np.minimum(*ends), np.maximum(*ends)
        x = x_axis.start + (place + 0.5) * (x_axis.end - x_axis.start) / columns
        good = np.isfinite(top) & np.isfinite(bottom)
        x, top, bottom = (np.clip(each[good], -FARTHEST, FARTHEST) for each in (x, top, bottom))
        return Spans(x, top, bottom, self._bridges(x_axis, y_axis, stop[:-1][~touching], start[1:][~touching]))

    def _bridges(self, x_axis: Axis, y_axis: Axis, before: np.ndarray, after: np.ndarray) -> list[Piece]:
        """Lines over empty columns, but not over a gap in the data."""
        found: list[Piece] = []
        for last, first in zip(before - 1, after, strict=True):
            if first not in self.gaps:
                ends = np.array([last, first])
                found += _whole(x_axis.position(self.x[ends]), y_axis.position(self.y[ends]))
        return found

    def covered(self, x_axis: Axis, y_axis: Axis, boxes: list[QRectF], slices: int = 4) -> list[bool]:
        """Which of some boxes of the widget the line runs through."""
        if not self.rising or not len(self.x):
            return [False] * len(boxes)
        edges = np.array([np.linspace(box.left(), box.right(), slices + 1) for box in boxes])
        values = x_axis.values(edges)
        # One point more on both sides: the line between two samples may cross a box that holds none.
        start = np.maximum(np.searchsorted(self.x, values[:, :-1].ravel()) - 1, 0)
        stop = np.minimum(np.searchsorted(self.x, values[:, 1:].ravel(), "right") + 1, len(self.x))
        start = np.minimum(start, stop - 1)
        order = np.argsort(start)
        low, high = np.empty(len(start)), np.empty(len(start))
        low[order], high[order] = self._extremes(start[order], stop[order])
        bottom = y_axis.position(low).reshape(edges.shape[0], slices)
        top = y_axis.position(high).reshape(edges.shape[0], slices)
        box_top = np.array([[box.top()] for box in boxes])
        box_bottom = np.array([[box.bottom()] for box in boxes])
        return list(map(bool, np.any((top <= box_bottom) & (bottom >= box_top), axis=1)))

    def _visible(self, x_axis: Axis) -> tuple[int, int]:
        """The points inside the limits and one more on either side."""
        if not self.rising:
            return 0, len(self.x)
        low = x_axis.lower
        first = int(np.searchsorted(self.x, low)) - 1
        last = int(np.searchsorted(self.x, x_axis.upper, side="right")) + 1
        if x_axis.scale == "log" and first >= 0 and self.x[first] <= 0:
            first += 1
        return max(first, 0), min(last, len(self.x))

    def _pieces(self, x_axis: Axis, y_axis: Axis, first: int, last: int) -> list[Piece]:
        x, y = x_axis.position(self.x[first:last]), y_axis.position(self.y[first:last])
        inner = self.gaps[(self.gaps > first) & (self.gaps < last)] - first
        found: list[Piece] = []
        for start, stop in zip([0, *inner], [*inner, last - first], strict=True):
            found += _whole(x[start:stop], y[start:stop])
        return found

    def _columns(self, x_axis: Axis, first: int, last: int, columns: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The pixel columns that have points, and the range of points of each.

        Where columns are many blocks wide their borders are moved to those of blocks: by less than a pixel's 16th part.
        """
        bounds = x_axis.values(np.linspace(x_axis.start, x_axis.end, columns + 1)[1:-1])
        cuts = np.concatenate(([first], np.searchsorted(self.x, bounds), [last]))
        cuts = np.clip(cuts, first, last)
        wide = np.diff(cuts) >= WIDE * BLOCK
        between = np.flatnonzero(wide[:-1] & wide[1:]) + 1
        cuts[between] = -(-cuts[between] // BLOCK) * BLOCK
        start, stop = cuts[:-1], cuts[1:]
        place = np.flatnonzero(stop > start)
        return place, start[place], stop[place]

    def _extremes(self, start: np.ndarray, stop: np.ndarray) -> tuple[Array, Array]:
        """Minimum and maximum of each range: whole blocks from the index, ragged ends from the points."""
        low, high = np.full(len(start), np.inf), np.full(len(start), -np.inf)
        ragged = np.flatnonzero((start % BLOCK != 0) | (stop % BLOCK != 0))
        steps = np.arange(BLOCK)
        head = np.minimum(start[ragged, None] + steps, stop[ragged, None] - 1)
        tail = np.maximum(stop[ragged, None] - 1 - steps, start[ragged, None])
        ends = self.y[np.concatenate((head, tail), axis=1)]
        low[ragged], high[ragged] = ends.min(axis=1), ends.max(axis=1)
        after, before = -(-start // BLOCK), stop // BLOCK
        has_blocks = before > after
        if has_blocks.any():
            pairs = np.column_stack((after[has_blocks], before[has_blocks])).ravel()
            low[has_blocks] = np.minimum(low[has_blocks], _reduced(np.minimum, self._low, pairs))
            high[has_blocks] = np.maximum(high[has_blocks], _reduced(np.maximum, self._high, pairs))
        return low, high


def _reduced(what: np.ufunc, values: Array, pairs: np.ndarray) -> Array:
    """A ufunc over ranges given as start, stop, start, stop …; a stop may be the end of the array."""
    padded = values if pairs.max() < len(values) else np.append(values, values[-1])
    return np.asarray(what.reduceat(padded, pairs)[::2])


def _gaps(good: np.ndarray) -> np.ndarray:
    """Positions among the good points before which something was missing."""
    places = np.flatnonzero(good)
    return np.flatnonzero(np.diff(places) > 1) + 1


def _whole(x: Array, y: Array) -> list[Piece]:
    """Pieces between pixels that are none."""
    x, y = np.clip(x, -FARTHEST, FARTHEST), np.clip(y, -FARTHEST, FARTHEST)
    good = np.isfinite(x) & np.isfinite(y)
    if good.all():
        return [(x, y)] if len(x) else []
    starts = np.flatnonzero(good & ~np.concatenate(([False], good[:-1])))
    stops = np.flatnonzero(good & ~np.concatenate((good[1:], [False]))) + 1
    return [(x[a:b], y[a:b]) for a, b in zip(starts, stops, strict=True)]
