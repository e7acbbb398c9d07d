"""How alike two stripping transients are, as a number, with the scatter of replicates as yardstick (PHYSICS 4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from fitting.confidence import student_quantile
from fitting.messages import FitError, Message
from fitting.outcome import Estimate, Outcome
from fitting.self_corrosion.stripping import StrippingCharge

Array = npt.NDArray[np.float64]

SIMILAR, DIFFERENT, NOT_DECIDED = "similar", "different", "not_decided"
_BRIDGE_MEAN, _BRIDGE_95 = 0.8687, 1.358  # of the largest swing of a Brownian bridge (Kolmogorov)


@dataclass(frozen=True, eq=False)
class Similarity(Outcome):
    """Similarities of all pairs."""

    matrix: tuple[tuple[float | None, ...], ...] = ()


def similarity_distance(one: StrippingCharge, other: StrippingCharge) -> float:
    """Return the largest difference between the shares of charge that two transients have passed by a time.

    d = max |Q1(t)/Q1 - Q2(t)/Q2|, 0 for curves of one shape, 1 for curves that strip one after the other; similarity
    is 1 - d. Noise hardly counts, since it is integrated.

    Parameters
    ----------
    one, other : StrippingCharge
        With a deposit.

    Raises
    ------
    FitError
        ``CONSUMED`` for a transient without charge.
    """
    if one.consumed or other.consumed:
        raise FitError("CONSUMED", "A consumed deposit has no curve to compare: leave it out.")
    end = min(float(one.time[-1]), float(other.time[-1]))
    time = np.unique(np.concatenate([one.time[one.time <= end], other.time[other.time <= end]]))
    return float(np.max(np.abs(_share(one, time) - _share(other, time))))


def similarity(curves: Sequence[StrippingCharge], groups: Sequence[float] | None = None) -> Similarity:
    """Return how alike stripping transients are, by pairs.

    Parameters
    ----------
    curves : sequence of StrippingCharge
        Two or more with a deposit.
    groups : sequence of float, optional
        Rest time of each / s: curves of equal rest are replicates, whose mean distance is the yardstick; without any,
        the yardstick is what the samples' noise makes.

    Raises
    ------
    FitError
        ``TOO_FEW_CURVES``.
    """
    used = [k for k, curve in enumerate(curves) if not curve.consumed]
    if len(used) < 2:
        raise FitError("TOO_FEW_CURVES", "A similarity needs two curves with a deposit.", float(len(used)))
    distance = {(a, b): similarity_distance(curves[a], curves[b]) for a, b in combinations(used, 2)}
    alike = [d for (a, b), d in distance.items() if groups is not None and groups[a] == groups[b]]
    noise = float(np.mean([_noise(curves[a], curves[b]) for a, b in distance]))
    yardstick, rule = (float(np.mean(alike)), "replicates") if alike else (noise, "noise")
    others = [d for (a, b), d in distance.items() if groups is None or groups[a] != groups[b]] or alike
    mean = float(np.mean(others))
    spread = float(np.std(others, ddof=1) / np.sqrt(len(others))) if len(others) > 1 else noise
    low, high = max(1 - mean - 1.96 * spread, 0.0), min(1 - mean + 1.96 * spread, 1.0)
    quantities = {
        "similarity": Estimate(1 - mean, "1", spread, (low, high), interval_method="noise", rule="cumulative_charge"),
        "replicate_distance": _mean_distance(yardstick, rule, alike),
    }
    size = range(len(curves))
    matrix = tuple(tuple(1.0 if a == b and a in used else _pair(distance, a, b) for b in size) for a in size)
    limit = 2 * yardstick if alike else noise * _BRIDGE_95 / _BRIDGE_MEAN
    verdict = NOT_DECIDED if not alike else SIMILAR if mean <= limit else DIFFERENT
    warnings = []
    if not alike:
        text = "No rest has replicates: only the noise of the samples, which is too strict, judges the similarity."
        warnings.append(Message("NO_REPLICATES", text))
    table: dict[str, tuple[float | str | None, ...]] = {
        "first": tuple(float(a) for a, _ in distance),
        "second": tuple(float(b) for _, b in distance),
        "similarity": tuple(1 - d for d in distance.values()),
        "distance_over_yardstick": tuple(d / yardstick if yardstick > 0 else None for d in distance.values()),
    }
    return Similarity(quantities, {"shape": verdict}, tuple(warnings), table=table, matrix=matrix)


def _mean_distance(value: float, rule: str, alike: Sequence[float]) -> Estimate:
    """Return the yardstick; the mean of several pairs of replicates has an interval by their scatter."""
    if len(alike) < 2:
        return Estimate(value, "1", rule=rule)
    error = float(np.std(alike, ddof=1) / np.sqrt(len(alike)))
    half = student_quantile(len(alike) - 1) * error
    return Estimate(value, "1", error, (max(value - half, 0.0), value + half), interval_method="deviation", rule=rule)


def _pair(distance: dict[tuple[int, int], float], a: int, b: int) -> float | None:
    found = distance.get((min(a, b), max(a, b)))
    return None if found is None else 1 - found


def _share(curve: StrippingCharge, time: Array) -> Array:
    """Return the share of the charge that has passed by some times."""
    steps = 0.5 * (curve.signal[1:] + curve.signal[:-1]) * np.diff(curve.time)
    passed = np.concatenate([[0.0], np.cumsum(steps)])
    result: Array = np.interp(time, curve.time, passed / curve.charge)
    return result


def _noise(one: StrippingCharge, other: StrippingCharge) -> float:
    """Return the distance that noise makes between two curves of one shape."""
    return _BRIDGE_MEAN * float(np.hypot(one.charge_error / one.charge, other.charge_error / other.charge))
