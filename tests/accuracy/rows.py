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
    seeds : int
        How many seeds a quick row takes for each one asked for: a share of 0.95 needs some hundreds.
    """

    name: str
    unit: str
    truth: float
    limit: float
    goal: float
    estimate: Callable[[int], Estimate]
    coverage: tuple[float, float] = (0.92, 0.98)
    seeds: int = 1


MOST_MISSING = 0.05  # of the seeds in which the program may say that it cannot tell


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
        "missing": 1 - len(found) / count,
        "holds": bool(share >= row.goal if row.at_least else share <= row.goal),
    }


def measured(row: Row | Share, count: int) -> dict[str, object]:
    """Return the row's figures over `count` seeds; few may be left open, and those do not count."""
    if isinstance(row, Share):
        return _counted(row, count)
    asked = [row.estimate(seed) for seed in range(count * row.seeds)]
    estimates = [one for one in asked if one.value is not None]
    missing = 1 - len(estimates) / len(asked)
    errors = np.array([float(one.value or 0.0) - row.truth for one in estimates])
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
        "missing": missing,
        "holds": bool(
            missing <= MOST_MISSING and ratio <= row.goal and bias < 0.3 and row.coverage[0] <= share <= row.coverage[1]
        ),
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


def mains_cost(jacobian: np.ndarray, functional: np.ndarray, time: np.ndarray, usual: float = 1.5) -> np.ndarray:
    """Return by what factor hum raises the bounds of some functions of the parameters, in the mean square as it comes.

    The hum of `noisy` has 50 or 60 Hz within the 0.03 Hz that a grid wanders, any phase, and an amplitude of `usual`
    times the noise; amplitude, phase and frequency are unknown, known beforehand no better than that: three parameters
    more. Where sampling makes the hum slower than two periods in the record, this is most of the bound.

    Parameters
    ----------
    jacobian : (n, p) array
        Of the model over the noise.
    functional : (q, p) array
        Slopes of the functions.
    time : (n,) array
        s.
    usual : float
    """
    plain = np.diag(functional @ np.linalg.inv(jacobian.T @ jacobian) @ functional.T)
    count, raised = jacobian.shape[1], []
    known = np.diag([2 / usual**2, 2 / usual**2, 1 / (0.03**2 / 3)])  # of sine, cosine, and frequency: +-0.03 Hz
    for frequency in (mains + off for mains in (50.0, 60.0) for off in 0.0015 * np.arange(-19.5, 20)):
        angle = 2 * np.pi * frequency * time
        waves = np.stack([np.sin(angle), np.cos(angle)], axis=1)
        for phase in np.arange(0, 2 * np.pi, np.pi / 4):
            by_frequency = usual * 2 * np.pi * time * (waves @ np.array([-np.sin(phase), np.cos(phase)]))
            whole = np.concatenate([jacobian, waves, by_frequency[:, None]], axis=1)
            normal = whole.T @ whole
            normal[count:, count:] += known
            size = np.sqrt(np.diag(normal))
            covariance = np.linalg.inv(normal / np.outer(size, size)) / np.outer(size, size)
            raised.append(np.diag(functional @ covariance[:count, :count] @ functional.T))
    cost: np.ndarray = np.sqrt(np.mean(raised, axis=0) / plain)
    return cost
