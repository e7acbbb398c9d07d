"""What a row of the accuracy table is, and how it is measured over many seeds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from fitting.outcome import Estimate


@dataclass(frozen=True)
class Row:
    """One quantity under one kind of noise, against the limit that the noise sets.

    Parameters
    ----------
    name : str
        Quantity, setting and noise: ``transfer_coefficient_white``.
    unit : str
    truth, limit : float
        True value, and one standard deviation of the Cramer-Rao bound, of what `estimate` returns.
    goal : float
        RMSE over limit that must not be passed.
    estimate : callable
        ``estimate(seed)`` simulates, fits, and returns the program's estimate.
    coverage : (float, float)
        Within which the share of nominal 95 % intervals that hold the truth must lie.
    """

    name: str
    unit: str
    truth: float
    limit: float
    goal: float
    estimate: Callable[[int], Estimate]
    coverage: tuple[float, float] = (0.92, 0.98)


@dataclass(frozen=True)
class Share:
    """How often a judgement is as it should be (or, with `at_least` false, as it should not be).

    Parameters
    ----------
    name : str
    goal : float
        Share to be reached, or not to be passed.
    happens : callable
        ``happens(seed)`` simulates, judges and says whether it is so; None where the program leaves it open.
    at_least : bool
    """

    name: str
    goal: float
    happens: Callable[[int], bool | None]
    at_least: bool = True
    unit: str = "1"


def _counted(row: Share, count: int) -> dict[str, object]:
    """Return the figures of a share; `coverage` is the share of cases that were decided."""
    found = [one for one in (row.happens(seed) for seed in range(count)) if one is not None]
    share = float(np.mean(found)) if found else 0.0
    return {
        "name": row.name,
        "value": share,
        "unit": row.unit,
        "peer": "goal",
        "peer_value": row.goal,
        "ratio": share / row.goal,
        "goal": row.goal,
        "bias": 0.0,
        "coverage": len(found) / count,
        "holds": bool(share >= row.goal if row.at_least else share <= row.goal),
    }


def measured(row: Row | Share, count: int) -> dict[str, object]:
    """Return the row's figures over `count` seeds; a missing value counts as a failure of the row."""
    if isinstance(row, Share):
        return _counted(row, count)
    estimates = [row.estimate(seed) for seed in range(count)]
    errors = np.array([np.nan if one.value is None else one.value - row.truth for one in estimates])
    inside = [one.interval is not None and one.interval[0] <= row.truth <= one.interval[1] for one in estimates]
    rmse = float(np.sqrt(np.mean(errors**2)))
    bias, ratio, share = abs(float(np.mean(errors))) / rmse, rmse / row.limit, float(np.mean(inside))
    return {
        "name": row.name,
        "value": rmse,
        "unit": row.unit,
        "peer": "Cramer-Rao limit",
        "peer_value": row.limit,
        "ratio": ratio,
        "goal": row.goal,
        "bias": bias,
        "coverage": share,
        "holds": bool(ratio <= row.goal and bias < 0.3 and row.coverage[0] <= share <= row.coverage[1]),
    }


def cramer_rao(model: Callable[[np.ndarray], np.ndarray], values: np.ndarray, noise: np.ndarray | float) -> np.ndarray:
    """Return the Cramer-Rao bounds (p,) of parameters under white noise, from central differences of the model.

    Parameters
    ----------
    model : callable
        (p,) -> (n,), noise-free.
    values : (p,) array
        Truth.
    noise : float or (n,) array
        Standard deviation of the samples.
    """
    slopes = []
    for index, value in enumerate(values):
        step = np.zeros_like(values)
        step[index] = 1e-5 * max(abs(value), 1e-3)
        slopes.append((model(values + step) - model(values - step)) / (2 * step[index]) / noise)
    jacobian = np.stack(slopes, axis=1)
    bounds: np.ndarray = np.sqrt(np.diag(np.linalg.inv(jacobian.T @ jacobian)))
    return bounds
