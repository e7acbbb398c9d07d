"""Fewer samples, the same picture: first, least, greatest and last of every pixel column (M4)."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]

COLUMNS_PER_PIXEL = 3  # with one, the soft edges of a line differ by 2 %; with three, by less than 1 %
FAST_FROM = 20_000  # samples; below, plain numpy is quick enough


def decimated(
    x: Array, y: Array, pixels: int, x_limits: tuple[float, float] | None = None, x_scale: str = "linear"
) -> tuple[Array, Array]:
    """Return the samples that a plot of this many pixel columns can show; all of them are real samples.

    Columns are of equal width in x (or in log x), so that uneven sampling costs nothing. Order is kept: x need not
    be sorted. A run of NaN leaves one NaN, so that a gap stays a gap.

    Parameters
    ----------
    x, y : (n,) arrays
        The curve.
    pixels : int
        Pixel columns between the limits; at most four samples come from each visit of a third of a column.
    x_limits : (float, float), optional
        What the axis shows; of the samples outside only the nearest neighbours stay. All of x by default.
    x_scale : str
        ``linear`` | ``log``; samples at x <= 0 have no place on a log axis and are left out.
    """
    x, y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    position, y = (np.asarray(x), y) if x_scale == "linear" else _logarithm(x, y)
    x = x if x_scale == "linear" else x[x > 0]
    limits = _position_limits(position, x_limits, x_scale)
    sorted_whole = bool(np.isfinite(y).all() and np.all(position[1:] >= position[:-1]))
    if sorted_whole:
        first = max(int(np.searchsorted(position, limits[0], "left")) - 1, 0)
        last = min(int(np.searchsorted(position, limits[1], "right")) + 1, len(position))
        x, y, position = x[first:last], y[first:last], position[first:last]
    columns = COLUMNS_PER_PIXEL * pixels
    if len(x) <= 4 * columns:
        return x, y
    fast = _by_tsdownsample(position, y, columns) if sorted_whole and len(x) >= FAST_FROM else None
    chosen = _by_columns(position, y, columns, limits) if fast is None else fast
    return x[chosen], y[chosen]


def _logarithm(x: Array, y: Array) -> tuple[Array, Array]:
    positive = x > 0
    return np.log10(x[positive]), y[positive]


def _position_limits(position: Array, x_limits: tuple[float, float] | None, x_scale: str) -> tuple[float, float]:
    if x_limits is None:
        finite = position[np.isfinite(position)]
        return (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 1.0)
    low, high = sorted(x_limits)
    if x_scale == "linear":
        return low, high
    return (float(np.log10(low)) if low > 0 else -np.inf), (float(np.log10(high)) if high > 0 else -np.inf)


def _by_tsdownsample(position: Array, y: Array, columns: int) -> Indices | None:
    """Indices from the compiled M4; None where the package is not there."""
    try:
        from tsdownsample import M4Downsampler
    except ImportError:
        return None
    sampler: Any = M4Downsampler
    chosen: Indices = np.asarray(sampler().downsample(position, y, n_out=4 * columns), dtype=np.intp)
    return np.unique(np.concatenate(([0], chosen, [len(y) - 1])))


def _by_columns(position: Array, y: Array, columns: int, limits: tuple[float, float]) -> Indices:
    """Indices of first, least, greatest and last of every run of samples within one column."""
    low, high = limits
    low = low if np.isfinite(low) else float(np.nanmin(position))
    scale = columns / (high - low) if high > low else 0.0
    usable = np.isfinite(position) & np.isfinite(y)
    column = np.floor(np.clip((np.where(usable, position, low) - low) * scale, -1.0, columns + 1.0))
    column[~usable] = -2.0
    starts = np.concatenate(([0], np.flatnonzero(np.diff(column)) + 1))
    lengths = np.diff(np.concatenate((starts, [len(y)])))
    gap = ~usable[starts]
    level = np.where(usable, y, 0.0)
    run = np.repeat(np.arange(len(starts)), lengths)
    least = _first_equal(level, np.minimum.reduceat(level, starts), run)
    greatest = _first_equal(level, np.maximum.reduceat(level, starts), run)
    last = starts + lengths - 1
    kept = ~gap
    return np.unique(np.concatenate((starts, least[kept], greatest[kept], last[kept])))


def _first_equal(level: Array, extreme: Array, run: Indices) -> Indices:
    """Index of the first sample of every run that equals the run's extreme."""
    hits = np.flatnonzero(level == extreme[run])
    _, first = np.unique(run[hits], return_index=True)
    found: Indices = hits[first]
    return found
