"""Intervals by covariance, delta method and residual block bootstrap; whether residuals are structured (PHYSICS 7)."""

from __future__ import annotations

from collections.abc import Callable
from math import erfc, sqrt

import numpy as np
import numpy.typing as npt

from fitting.least_squares import bracketed_root

Array = npt.NDArray[np.float64]

NORMAL_QUANTILE_95 = 1.959963984540054


def student_quantile(degrees_of_freedom: float, level: float = 0.95) -> float:
    """Return the two-sided Student t quantile."""
    from scipy.special import stdtrit  # start-up: not at import

    return float(stdtrit(max(degrees_of_freedom, 1.0), 0.5 + 0.5 * level))


def deviation_interval(deviation: float, degrees_of_freedom: float, level: float = 0.95) -> tuple[float, float]:
    """Return where a standard deviation lies that was read off normal samples: s sqrt(f / chi^2).

    Parameters
    ----------
    deviation : float
    degrees_of_freedom : float
        f, of the samples it was read off.
    level : float
    """
    from scipy.special import gammaincinv  # start-up: not at import

    half = 0.5 * degrees_of_freedom
    low, high = (deviation * sqrt(half / float(gammaincinv(half, 0.5 + 0.5 * side * level))) for side in (1, -1))
    return low, high


def gradient(function: Callable[[Array], Array], values: Array, errors: Array, base: Array | None = None) -> Array:
    """Return d function / d values, (q, p), by central differences of a tenth of a standard error.

    Parameters
    ----------
    function : callable
        (p,) -> (q,).
    values, errors : (p,) array
        Where, and the size of the steps; a parameter without an error gets zeros.
    base : (q,) array, optional
        function(values): with it differences are to one side, at half the cost.
    """
    columns = []
    for k in range(values.size):
        step = 0.1 * errors[k]
        if not step > 0:
            columns.append(np.zeros_like(function(values)))
            continue
        shift = np.zeros_like(values)
        shift[k] = step
        if base is not None:
            columns.append((function(values + shift) - base) / step)
            continue
        columns.append((function(values + shift) - function(values - shift)) / (2 * step))
    return np.stack(columns, axis=1)


def delta_errors(slopes: Array, covariance: Array) -> Array:
    """Return the standard errors of q functions with the gradient (q, p): sqrt diag(G C G')."""
    result: Array = np.sqrt(np.maximum(np.einsum("qi,ij,qj->q", slopes, covariance, slopes), 0.0))
    return result


def correlation_time(residual: Array, longest: int = 200) -> int:
    """Return the samples over which residuals stay correlated: 1 + 2 sum of the autocorrelation until it vanishes."""
    r = residual - residual.mean()
    power = float(r @ r)
    if power == 0:
        return 1
    total = 1.0
    for lag in range(1, min(longest, r.size // 4)):
        rho = float(r[:-lag] @ r[lag:]) / power
        if rho < 2 / np.sqrt(r.size):
            break
        total += 2 * rho
    return int(np.ceil(total))


def block_bootstrap_covariance(jacobian: Array, residual: Array, count: int = 300, seed: int = 0) -> Array:
    """Return the covariance of the parameters from resampled blocks of residuals, by one Gauss-Newton step each.

    Blocks are 5 correlation times long, so that coloured noise keeps its colour.

    Parameters
    ----------
    jacobian : (n, p) array
        Of the weighted residuals at the best fit.
    residual : (n,) array
    count : int
        Replicates.
    seed : int
    """
    size = int(min(max(5 * correlation_time(residual), 1), max(residual.size // 5, 1)))
    random = np.random.default_rng(seed)
    blocks = int(np.ceil(residual.size / size))
    first = random.integers(0, residual.size - size + 1, (count, blocks))
    take = (first[:, :, None] + np.arange(size)).reshape(count, -1)[:, : residual.size]
    centred = residual - residual.mean()
    length = np.linalg.norm(jacobian, axis=0)
    length[length == 0] = 1.0
    step = np.linalg.pinv(jacobian / length)
    moved = (step @ centred[take].T) / length[:, None]
    inflation = residual.size / max(residual.size - jacobian.shape[1], 1)
    result: Array = np.atleast_2d(np.cov(moved)) * inflation
    return result


def runs_probability(residual: Array) -> float:
    """Return the two-sided probability of so few or so many runs of one sign in white residuals (Wald-Wolfowitz)."""
    sign = residual > 0
    above, below = int(sign.sum()), int((~sign).sum())
    total = above + below
    if above == 0 or below == 0 or total < 10:
        return 0.0 if total >= 10 else 1.0
    runs = 1 + int(np.sum(sign[1:] != sign[:-1]))
    mean = 1 + 2 * above * below / total
    variance = (mean - 1) * (mean - 2) / (total - 1)
    return erfc(abs(runs - mean) / sqrt(2 * variance)) if variance > 0 else 1.0


def profile_interval(
    excess: Callable[[float], float],
    value: float,
    error: float,
    lower: float,
    upper: float,
    threshold: float,
) -> tuple[float, float]:
    """Return the ends of a profile-likelihood interval; an end that is not reached before a bound is that bound.

    Parameters
    ----------
    excess : callable
        excess(x) >= 0: how much the objective, minimised over all other parameters, rises with the parameter held
        at x; in units of the variance, so that `threshold` is a quantile of F(1, nu), t^2.
    value, error : float
        Best value and its standard error (the first step of the search).
    lower, upper : float
        Bounds of the parameter.
    threshold : float
        For example ``student_quantile(nu) ** 2``.

    Notes
    -----
    Bates and Watts, Nonlinear Regression Analysis (1988), chapter 6.
    """

    def end(bound: float, sign: float) -> float:
        inside, step = value, max(error, 1e-12 * max(abs(value), 1e-300))
        for _ in range(60):
            outside = min(inside + step, bound) if sign > 0 else max(inside - step, bound)
            if excess(outside) > threshold:
                return bracketed_root(lambda x: excess(x) - threshold, inside, outside, 1e-4 * step)
            if outside == bound:
                return bound
            inside, step = outside, 2 * step
        return bound

    return end(lower, -1.0), end(upper, 1.0)
