"""Slow wander under a fit: how large it is, and what it adds to the parameters' covariance (PHYSICS 3.3, step 6)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

ALLOWANCE = 1.5e-3 / 1.96  # V, one standard deviation at the end of the step: references drift by 1.5 mV
_BINS = 240
_COLOURED = 6.0  # twice the gain in log likelihood: white noise exceeds it in 1 of 140 records
_CLIP = 5.0  # standard deviations; glitches are no drift


@dataclass(frozen=True, eq=False)
class Drift:
    """A random walk of the potential under a fitted curve.

    Parameters
    ----------
    deviation : float
        Its standard deviation at the end of the record / V.
    covariance : (p, p) array
        What it adds to that of the parameters.
    path : (n,) array
        The likeliest walk / V.
    """

    deviation: float
    covariance: Array
    path: Array


def drift_under(
    x: Array,
    residual: Array,
    noise: Array,
    jacobian: Array,
    free: npt.NDArray[np.bool_],
    known: Array | None = None,
) -> Drift | None:
    """Return the drift under a weighted least-squares fit, None where the residual is white.

    White noise and a random walk from the first sample share the residual by restricted maximum likelihood: what the
    fit has absorbed of the walk is taken into account. d cov = P D P', D_ij = s^2 min(x_i, x_j) / span, P = C J'W.

    Parameters
    ----------
    x, residual, noise : (n,) array
        s since the start, V, V.
    jacobian : (n, p) array
        d potential / d parameters.
    free : (p,) array of bool
        Parameters that are not at a bound.
    known : (k, p) array, optional
        Slopes of what the fit knew besides the record, each over its standard error.
    """
    group, count = _bins(x)
    if count.size < free.sum() + 20:
        return None

    def mean(values: Array) -> Array:
        result: Array = np.bincount(group, values) / count
        return result

    when, level = mean(x), mean(np.clip(residual, -_CLIP * noise, _CLIP * noise))
    white = mean(noise**2) / count
    slopes = np.stack([mean(column) for column in jacobian[:, free].T], axis=1)
    walk = np.minimum.outer(when, when) / float(x[-1])
    size = np.linalg.norm(slopes, axis=0)
    size = np.where(size > 0, size, 1.0)
    slopes = slopes / size
    scale = np.sqrt(white)
    space, strength, _ = np.linalg.svd(slopes / scale[:, None], full_matrices=True)
    rank = int((strength > 1e-10 * strength[0]).sum())
    beyond = space[:, rank:]
    walked = walk / np.outer(scale, scale)
    power, axes = np.linalg.eigh(beyond.T @ walked @ beyond)
    shares = (axes.T @ (beyond.T @ (level / scale))) ** 2
    ratio, gain = _likeliest(np.maximum(power, 0.0), shares)
    if 2 * gain < _COLOURED:
        return None
    own = float(np.mean(shares / (1 + ratio * power)))
    deviation = max(float(np.sqrt(ratio * own)), ALLOWANCE)
    taken = _taken(slopes / scale[:, None], None if known is None else known[:, free] / size) / scale / size[:, None]
    covariance = np.zeros((free.size, free.size))
    covariance[np.ix_(free, free)] = deviation**2 * taken @ walk @ taken.T
    middle = np.linalg.solve(own * np.diag(white) + ratio * own * walk, level)
    return Drift(deviation, covariance, np.interp(x, when, ratio * own * walk @ middle))


def _taken(slopes: Array, known: Array | None) -> Array:
    """Return what of each row a fit takes for its parameters, (p, n), beside the rows of what it knew."""
    rows = slopes if known is None else np.concatenate([slopes, known])
    taken = np.linalg.pinv(rows, rcond=1e-10)[:, : len(slopes)]
    return np.asarray(taken, dtype=np.float64)


def _bins(x: Array) -> tuple[npt.NDArray[np.intp], Array]:
    """Return the bin of each sample, half by time and half by its logarithm, and how many samples each has."""
    span = float(x[-1])
    start = max(float(x[1]), 1e-9 * span)
    by_logarithm = np.log(np.maximum(x, start) / start) / np.log(max(span / start, 2.0))
    key = np.floor(0.5 * _BINS * (x / span + by_logarithm)).astype(np.int64)
    _, group, count = np.unique(key, return_inverse=True, return_counts=True)
    return group, count.astype(np.float64)


def _likeliest(power: Array, shares: Array) -> tuple[float, float]:
    """Return the likeliest ratio of the variances of walk and white noise, and the gain in log likelihood over none."""
    ratios = np.geomspace(1e-4, 1e6, 121) / max(float(power.max()), 1e-300)
    spread = 1 + ratios[:, None] * power
    score = -0.5 * (shares.size * np.log(np.mean(shares / spread, axis=1)) + np.log(spread).sum(axis=1))
    best = int(np.argmax(score))
    none = -0.5 * shares.size * float(np.log(np.mean(shares)))
    return float(ratios[best]), float(score[best]) - none
