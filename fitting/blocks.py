"""Means over any stretch of a long record at a cost that hardly depends on its length (SPEED 4)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fitting.remembered import Memory

Array = npt.NDArray[np.float64]

MOST_BINS = 256
_STEP = 32  # samples between two stored sums
_KEPT = 8  # records


@dataclass(frozen=True, eq=False)
class Blocks:
    """A record in order of its abscissa, with running sums.

    Parameters
    ----------
    x, y : (n,) array
        Finite, x increasing.
    sums : (n // step + 1, 2) array
        Of x and y before every so many samples.
    """

    x: Array
    y: Array
    sums: Array

    def means(self, low: float, high: float, edges: Array, most: int = MOST_BINS) -> tuple[Array, Array, Array]:
        """Return x, y and the number of samples of the bins of a window, at most so many; few samples as they are.

        Parameters
        ----------
        low, high : float
            Ends of the window.
        edges : (m,) array
            Where bins may end, increasing; those outside the window count as its ends.
        most : int
        """
        first = int(np.searchsorted(self.x, low))
        last = int(np.searchsorted(self.x, high, side="right"))
        if last - first <= most:
            return self.x[first:last], self.y[first:last], np.ones(max(last - first, 0))
        inside = np.clip(np.searchsorted(self.x, edges), first, last)
        ends = np.unique(np.concatenate([[first], inside, [last]]))
        count = np.diff(ends).astype(np.float64)
        x, y = (np.diff(self._before(ends), axis=0) / count[:, None]).T
        return x, y, count

    def _before(self, places: npt.NDArray[np.intp]) -> Array:
        """Return the sums of x and y before some samples, (k, 2)."""
        block = places // _STEP
        near = block[:, None] * _STEP + np.arange(_STEP)
        counts = near < places[:, None]
        near = np.minimum(near, self.x.size - 1)
        rest = [np.where(counts, one[near], 0.0).sum(axis=1) for one in (self.x, self.y)]
        result: Array = self.sums[block] + np.stack(rest, axis=1)
        return result


_BLOCKS = Memory[Blocks](_KEPT)


def blocks_of(x: Array, y: Array) -> Blocks:
    """Return the blocks of a record; the same ones again for the same read-only arrays.

    Parameters
    ----------
    x, y : (n,) array
        Rows without a number in both are left out; they need not be in order.
    """
    return _BLOCKS.of(lambda: _made(x, y), x, y)


def _made(x: Array, y: Array) -> Blocks:
    good = np.isfinite(x) & np.isfinite(y)
    if not good.all():
        x, y = x[good], y[good]
    if np.any(np.diff(x) < 0):
        order = np.argsort(x, kind="stable")
        x, y = x[order], y[order]
    whole = x.size // _STEP * _STEP
    sums = np.zeros((x.size // _STEP + 1, 2))
    for place, column in enumerate((x, y)):
        sums[1:, place] = np.cumsum(column[:whole].reshape(-1, _STEP).sum(axis=1))
    return Blocks(x, y, sums)
