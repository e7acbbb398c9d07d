"""A smooth curve through an unevenly sampled record: as wide as the noise asks, as narrow as the curve allows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fitting.electrocrystallization.record import Record

Array = npt.NDArray[np.float64]

FULL_BINS, LIVE_BINS = 700, 200
_WINDOWS = (5, 9, 17, 33)


@dataclass(frozen=True, eq=False)
class SmoothCurve:
    """A smooth curve at m knots.

    Parameters
    ----------
    time, potential, standard_error : (m,) array
        s from the first sample, V, V.
    """

    time: Array
    potential: Array
    standard_error: Array


def binned(record: Record, largest: int = FULL_BINS) -> tuple[Array, Array, Array]:
    """Return times, potentials and noise of at most about `largest` bins, equally wide in the logarithm of the time.

    A record with fewer samples is returned as it is. Bins never hold a change of the potential of more than a few
    millivolts that the noise does not explain, so that a fast spike survives.
    """
    t, e, s = record.time, record.potential, record.noise
    if t.size <= largest:
        return t, e, s
    x = record.elapsed + max(record.time[-1] - record.onset, 1e-12) * 1e-6
    level = np.log(x / x[0]) / np.log(x[-1] / x[0])
    travel = np.cumsum(np.maximum(np.abs(np.diff(e, prepend=e[0])) - 3 * s, 0.0))
    score = level + (travel / travel[-1] if travel[-1] > 0 else 0.0)
    key = np.floor(score / score[-1] * (0.98 * largest)).astype(np.int64)
    _, group, count = np.unique(key, return_inverse=True, return_counts=True)
    mean_time, mean_potential = np.bincount(group, t) / count, np.bincount(group, e) / count
    noise = np.sqrt(np.bincount(group, s**2) / count) / np.sqrt(count)
    return mean_time, mean_potential, noise


def smooth(time: Array, potential: Array, noise: Array) -> SmoothCurve:
    """Return a local quadratic through each knot, over the widest window that the noise still explains.

    Parameters
    ----------
    time, potential, noise : (m,) array
        s, V, V.
    """
    value, error = potential.copy(), noise.copy()
    open_ = np.ones(time.size, dtype=np.bool_)
    for width in _WINDOWS:
        if time.size < width + 2:
            break
        level, factor, misfit = _local_quadratic(time, potential, noise, width)
        fits = open_ & (misfit < 1 + 3 * np.sqrt(2 / (width - 3)))
        value[fits], error[fits] = level[fits], noise[fits] * factor[fits]
        open_ &= fits
    return SmoothCurve(time, value, error)


def _local_quadratic(time: Array, potential: Array, noise: Array, width: int) -> tuple[Array, Array, Array]:
    """Return value, error factor and reduced chi-square of a quadratic over `width` knots round each knot."""
    half = width // 2
    start = np.clip(np.arange(time.size) - half, 0, time.size - width)
    take = start[:, None] + np.arange(width)[None, :]
    x = time[take] - time[:, None]
    x = x / np.maximum(np.abs(x).max(axis=1, keepdims=True), 1e-300)
    y = potential[take] - potential[:, None]
    design = np.stack([np.ones_like(x), x, x * x], axis=2)
    weight = 1 / noise[take] ** 2
    normal = np.einsum("nwi,nw,nwj->nij", design, weight, design)
    normal += 1e-12 * np.trace(normal, axis1=1, axis2=2)[:, None, None] * np.eye(3)
    inverse = np.linalg.inv(normal)
    coefficient = np.einsum("nij,nwj,nw,nw->ni", inverse, design, weight, y)
    residual = y - np.einsum("nwi,ni->nw", design, coefficient)
    misfit = np.sum(weight * residual**2, axis=1) / (width - 3)
    return potential + coefficient[:, 0], np.sqrt(inverse[:, 0, 0]) / noise, misfit
