"""How far the parameters of a rate law may lie, the series resistance as free as the curve leaves it (PHYSICS 2.3)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from fitting.charge_transfer.polarization_fit import RivalFit, held_fit, profile_walk, with_drift
from fitting.charge_transfer.polarization_models import COUNT, DROP, Problem

Array = npt.NDArray[np.float64]

_BETWEEN = 5  # resistances between the ends of the interval


@dataclass(frozen=True, eq=False)
class Reach:
    """The 95 % intervals of one law's parameters.

    Parameters
    ----------
    fit : RivalFit
    lower, upper : (9,) array
    profiled : bool
        By the profile of the series resistance; else by covariance.
    """

    fit: RivalFit
    lower: Array
    upper: Array
    profiled: bool


def reach_of(problem: Problem, rival: RivalFit, drifts: bool) -> Reach:
    """Return the intervals of a law's parameters: by covariance, or along a walk over its resistance where it has one.

    For each resistance within its own interval the others lie at q +- s(q) sqrt(t^2 - x), x the excess of the
    objective: together the profile of each, for parameters of which the objective is a parabola once R is held. Drift
    or hum is looked for where it `drifts`, and adds to each s once.
    """
    rival = with_drift(problem, rival) if drifts and rival.drift is None else rival
    if not rival.law.resistance:
        half = rival.quantile * errors(rival)
        return Reach(rival, rival.values - half, rival.values + half, profiled=False)
    (low, high), walked = profile_walk(problem, rival, DROP)
    between = [*np.linspace(low, high, _BETWEEN + 2)[1:-1], rival.values[DROP]]
    fits = [one for one in walked.values() if one.fit.at_bound[DROP]]  # the rival's own errors have R's in them
    fits += [held_fit(problem, rival, DROP, float(value)) for value in between]
    lower, upper = rival.values.copy(), rival.values.copy()
    drift = 0.0 if rival.drift is None else np.sqrt(np.maximum(np.diag(rival.drift), 0.0))
    for held in fits:
        room = rival.quantile**2 - (held.cost - rival.cost) / rival.variance
        if room >= 0:
            half = np.sqrt(room) * np.hypot(errors(replace(held, drift=None)), drift)
            lower, upper = np.minimum(lower, held.values - half), np.maximum(upper, held.values + half)
    lower[DROP], upper[DROP] = low, high
    return Reach(rival, lower, upper, profiled=True)


def errors(rival: RivalFit) -> Array:
    """Return the standard errors of a fit's parameters."""
    return np.array([rival.error(place) for place in range(COUNT)])


def hull(reaches: Iterable[Reach], place: int) -> tuple[float, float]:
    """Return the interval of a parameter that holds those of several laws."""
    ends = [(float(one.lower[place]), float(one.upper[place])) for one in reaches]
    return min(low for low, _ in ends), max(high for _, high in ends)
