"""Repeats of one quantity as one number: the random-effects mean (PHYSICS 7), never a pool of points."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from fitting.confidence import student_quantile
from fitting.least_squares import bracketed_root
from fitting.messages import FitError
from fitting.outcome import Estimate

Array = npt.NDArray[np.float64]


def combined_estimate(estimates: Sequence[Estimate]) -> Estimate:
    """Return the mean of repeats with what they scatter beyond their own errors in its interval.

    The weights are 1/(s_i^2 + τ^2), with τ^2 by Paule and Mandel (1982): sum of w_i (y_i - mean)^2 = n - 1. The
    interval is that of Knapp and Hartung (2003) with n - 1 degrees of freedom, its error never below that of s_i and τ.
    Where a repeat has no error of its own, the mean and its scatter count instead.

    Parameters
    ----------
    estimates : sequence of Estimate
        Repeats of one quantity in one unit; one without a value is left out.

    Returns
    -------
    Estimate
        `interval_method` ``random_effects`` (``deviation`` without errors), `rule` the rules that gave the repeats; of
        one repeat, that repeat.

    Raises
    ------
    FitError
        ``NO_VALUE`` if no repeat has a value; ``MIXED_UNITS``.
    """
    known = [one for one in estimates if one.value is not None]
    if not known:
        raise FitError("NO_VALUE", "None of the repeats has a value.")
    units = {one.unit for one in known}
    if len(units) > 1:
        raise FitError("MIXED_UNITS", "The repeats are in different units: {units}.", units=", ".join(sorted(units)))
    if len(known) == 1:
        return known[0]
    values = np.array([one.value for one in known], dtype=float)
    errors = np.array([one.standard_error or np.nan for one in known], dtype=float)
    rule = ", ".join(dict.fromkeys(one.rule for one in known if one.rule))
    quantile = student_quantile(len(known) - 1)
    if not np.all(np.isfinite(errors)):
        mean, error = float(values.mean()), float(values.std(ddof=1) / np.sqrt(len(values)))
        return _estimate(known[0].unit, mean, error, quantile, "deviation", rule)
    weights = 1.0 / (errors**2 + between_variance(values, errors))
    mean = float(weights @ values / weights.sum())
    scatter = float(weights @ (values - mean) ** 2 / (len(values) - 1))
    error = float(np.sqrt(max(scatter, 1.0) / weights.sum()))  # repeats may agree too well by chance
    return _estimate(known[0].unit, mean, error, quantile, "random_effects", rule)


def between_variance(values: Array, errors: Array) -> float:
    """Return the variance τ^2 between repeats by Paule and Mandel (1982), 0 where their errors explain the scatter.

    Parameters
    ----------
    values, errors : (n,) array
        n ≥ 2 repeats and their standard errors, in one unit.
    """

    def excess(variance: float) -> float:
        weights = 1.0 / (errors**2 + variance)
        mean = weights @ values / weights.sum()
        return float(weights @ (values - mean) ** 2 - (len(values) - 1))

    if excess(0.0) <= 0.0:
        return 0.0
    return bracketed_root(excess, 0.0, float(len(values) * np.ptp(values) ** 2))


def _estimate(unit: str, mean: float, error: float, quantile: float, method: str, rule: str) -> Estimate:
    half = quantile * error
    return Estimate(mean, unit, error, (mean - half, mean + half), 0.95, method, rule)
