"""A spike that few samples lead to: where its minimum lies between them, and how far that can be told."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
from scipy.interpolate import CubicSpline

from fitting.electrocrystallization.features import Feature, difference, spanning

Array = npt.NDArray[np.float64]

FEWEST_BEFORE_SPIKE = 8  # samples between onset and spike (PHYSICS 3.3, step 3)
_BEFORE, _AFTER = 6, 6  # samples that the interpolation rests on
_CERTAIN = 3.0  # standard deviations that the lowest sample lies below its neighbours
# Of a sampling step. Over two families of curves, of which neither is the fitted form, 95 % of the minima of a cubic
# spline lie within 0.3 of the true one; a straight line between two samples is off by less than a quarter.
_SPIKE_SHARE, _CROSSING_SHARE = 0.35, 0.25
_GRID = 401
# Of the ratio of slopes in two steps; steps from the middle of a slope to the far end, and as the ratio grows too.
_MOST_STEEP, _STEPS = 4.0, 2.0


def samples_before(time: Array, start: float, spike: float) -> int:
    """Return how many samples lie between onset and spike / s, both included."""
    return int(np.sum((time >= start) & (time <= spike)))


def lowest_sample(time: Array, potential: Array, near: float, noise: float) -> int | None:
    """Return the sample with the spike: the lowest near a time; None where noise or the edge leaves it open.

    Parameters
    ----------
    time, potential : (n,) array
        s, V.
    near : float
        s.
    noise : float
        V.
    """
    at = int(np.argmin(np.abs(time - near)))
    first = max(at - FEWEST_BEFORE_SPIKE, 0)  # a poor fit may come late
    lowest = first + int(np.argmin(potential[first : at + 3]))
    if not 2 <= lowest < time.size - 2:
        return None
    step = min(potential[lowest - 1], potential[lowest + 1]) - potential[lowest]
    return lowest if step > _CERTAIN * noise or _bend(potential, lowest) > 2 * _CERTAIN * noise else None


def interpolated_minimum(time: Array, potential: Array, lowest: int, noise: float) -> tuple[Feature, Feature]:
    """Return time and potential of the minimum of a cubic spline round the lowest sample.

    A curve with a single minimum has it between the neighbours of the lowest sample. It lies below the sample, and
    above the lines that run on from both sides (`lowest_between`): that is the interval of the potential.

    Parameters
    ----------
    time, potential : (n,) array
        s, V.
    lowest : int
        As from `lowest_sample`.
    noise : float
        V.
    """
    part = slice(max(lowest - _BEFORE, 0), lowest + _AFTER + 1)
    spline = CubicSpline(time[part], potential[part])
    fine = np.linspace(time[lowest - 1], time[lowest + 1], _GRID)
    level = spline(fine)
    best = int(np.argmin(level))
    value = float(fine[best])
    step = 0.5 * float(time[lowest + 1] - time[lowest - 1])
    half = float(np.hypot(_SPIKE_SHARE, 2 * noise / _bend(potential, lowest))) * step
    low, high = max(value - half, float(time[lowest - 1])), min(value + half, float(time[lowest + 1]))
    when = spanning(value, low, high, "sampling", "interpolated_minimum")
    floor = lowest_between(time, potential, lowest) - 2 * noise
    ceiling = float(potential[lowest]) + 2 * noise
    depth = min(max(float(level[best]), floor), ceiling)
    return when, spanning(depth, floor, ceiling, "sampling", "interpolated_minimum")


def between_samples(features: Mapping[str, Feature], time: Array, potential: Array, noise: float) -> dict[str, Feature]:
    """Return the base features of a fitted curve as well as a few samples can tell them; none where they contradict it.

    A model that agrees with the samples need not be right between them: the interval takes in what an interpolation
    says, and ends where the samples exclude a minimum or a crossing.

    Parameters
    ----------
    features : mapping of str to Feature
        ``spike_time``, ``spike_potential`` and perhaps ``start``, on the clock of `time`.
    time, potential : (n,) array
        s, V.
    noise : float
        V.
    """
    spike, depth = features["spike_time"], features["spike_potential"]
    found = dict(features)
    lowest = lowest_sample(time, potential, spike.value, noise)
    if lowest is not None:
        when, level = interpolated_minimum(time, potential, lowest, noise)
        ends = float(time[lowest - 1]), float(time[lowest + 1])
        if not ends[0] <= spike.value <= ends[1]:
            return {}
        half = _CROSSING_SHARE * 0.5 * (ends[1] - ends[0])
        found["spike_time"] = _within(spike, ends, (when.value, spike.value - half, spike.value + half))
        found["spike_potential"] = _within(depth, level.interval, (level.value,))
    start = features.get("start")
    after = int(np.searchsorted(time, start.value)) if start is not None else 0
    if start is not None and start.rule != "current_on" and 0 < after < time.size:
        sides = float(time[after - 1]), float(time[after])
        half = _CROSSING_SHARE * (sides[1] - sides[0])
        found["start"] = _within(start, sides, (start.value - half, start.value + half))
    return found


def dependent_features(base: Mapping[str, Feature], features: Mapping[str, Feature]) -> dict[str, Feature]:
    """Return the quantities that hang on onset and spike, from base features that sampling limits."""
    spike, found = base["spike_time"], {}
    if "nucleation_overpotential" in features:
        rule = features["nucleation_overpotential"].rule
        found["nucleation_overpotential"] = difference(base["spike_potential"], base["plateau_potential"], rule)
    if "start" in base and "induction_period" in features:
        found["induction_period"] = difference(spike, base["start"], base["start"].rule)
    if "done_time" in base:
        found["self_smoothing_time"] = difference(base["done_time"], spike, base["done_time"].rule)
    return found


def _within(one: Feature, ends: tuple[float, float], others: tuple[float, ...]) -> Feature:
    """Return a feature whose interval takes in other values, and ends where the samples say so."""
    low = max(min(one.interval[0], *others), min(ends[0], one.value))
    high = min(max(one.interval[1], *others), max(ends[1], one.value))
    if (low, high) == one.interval:
        return one
    return spanning(one.value, low, high, "sampling", one.rule)


def _bend(potential: Array, lowest: int) -> float:
    """Return the second difference of the potential at a sample / V."""
    return float(max(potential[lowest - 1] - 2 * potential[lowest] + potential[lowest + 1], 1e-300))


def lowest_between(time: Array, potential: Array, lowest: int) -> float:
    """Return what a curve with a single minimum hardly falls below between the neighbours of its lowest sample / V.

    Where the curve is convex, its slope in a step lies between those of the steps beside it. Where it already bends the
    other way, as behind a cusp, the slope grows towards the minimum: by the ratio of the last two, as an exponential.
    """
    if not 2 <= lowest < time.size - 2:
        return float(potential[lowest])
    first = max(lowest - 3, 0)
    part = slice(first, lowest + 4)
    slopes = np.diff(potential[part]) / np.diff(time[part])
    at = lowest - first  # the step from the lowest sample on
    before, here, after = potential[lowest - 1 : lowest + 2]
    left, right = np.diff(time[lowest - 1 : lowest + 2])
    # where the line that falls from a sample meets the one that rises to the next
    falls = min(_steeper(-slopes[: at - 1][::-1]), slopes[at - 1])
    into_left = _meeting(before, falls, here, -_steeper(slopes[at:]), left)
    rises = max(-_steeper(slopes[at + 1 :]), slopes[at])
    into_right = _meeting(here, _steeper(-slopes[:at][::-1]), after, rises, right)
    return min(into_left, into_right, float(here))


def _steeper(away: Array) -> float:
    """Return the slope that the curve may have nearer to its minimum, from those away from it; negative."""
    near, far = float(away[0]), float(away[1]) if away.size > 1 else float(away[0])
    ratio = near / far if far > 0 else _MOST_STEEP
    return -near * min(max(ratio, 1.0), _MOST_STEEP) ** _STEPS if near > 0 else -near


def _meeting(first: float, falls: float, second: float, rises: float, width: float) -> float:
    if rises <= falls:
        return float(min(first, second))
    share = (second - rises * width - first) / (falls - rises)
    return float(first + falls * min(max(share, 0.0), width))
