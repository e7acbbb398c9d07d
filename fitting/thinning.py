"""Fewer points of a long record that draw the same picture: the lowest and the highest of every stretch."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

MOST = 20_000  # points: more than any screen or page has columns


def thinned(x: Array, y: Array, most: int = MOST) -> tuple[Array, Array]:
    """Return the points of a record that its picture needs.

    Parameters
    ----------
    x, y : (n,) array
        In the order in which they are drawn.
    most : int
        Of points; a shorter record is returned as it is.

    Returns
    -------
    x, y : (m,) array
        Samples, in order: first and last, and of every stretch the lowest and the highest; m ≤ most.
    """
    if len(x) <= most:
        return x, y
    edges = np.linspace(0, len(x), most // 2).astype(int)  # one stretch less: first and last take its places
    kept = np.unique(np.concatenate([[0, len(x) - 1], _lowest(y, edges), _lowest(-y, edges)]))
    return x[kept], y[kept]


def _lowest(y: Array, edges: npt.NDArray[np.int_]) -> npt.NDArray[np.int_]:
    """Where each stretch has its lowest value; a missing one is never the lowest."""
    filled = np.where(np.isnan(y), np.inf, y)
    return np.array([a + int(np.argmin(filled[a:b])) for a, b in pairwise(edges)])
