"""Features read from the smooth curve and the samples themselves, each with its interval."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from fitting.electrocrystallization.candidates import Judgement, crossing_time
from fitting.electrocrystallization.coarse import (
    FEWEST_BEFORE_SPIKE,
    interpolated_minimum,
    lowest_between,
    lowest_sample,
    samples_before,
)
from fitting.electrocrystallization.features import TWO_SIDED, Feature, feature, spanning
from fitting.electrocrystallization.record import Record
from fitting.electrocrystallization.smoothing import SmoothCurve

Array = npt.NDArray[np.float64]

PLATEAU_SHARE = 0.10  # of the time after the spike: its last part is the plateau
_FEWEST_FOR_CUBIC = 12  # samples in the basin
SMOOTHING_DONE = 0.95  # of the rise: self-smoothing is over


@dataclass(frozen=True)
class Reading:
    """The features of a curve that exist; `bounds` holds what is known of those that do not end in the record.

    Parameters
    ----------
    features : mapping of str to Feature
        ``start`` (of induction), ``spike_time``, ``spike_potential``, ``crest_time``, ``crest_potential``,
        ``plateau_potential``, ``done_time`` (95 % of the rise).
    plateau_time : float or None
        Where the plateau is marked / s.
    still_growing : bool
        The overpotential had not settled when the record ended.
    """

    features: Mapping[str, Feature] = field(default_factory=dict)
    plateau_time: float | None = None
    still_growing: bool = False


def read_curve(
    record: Record, curve: SmoothCurve, judgement: Judgement, equilibrium_potential: float, rule: str
) -> Reading:
    """Return what the smooth curve and the samples say (PHYSICS 3.3), whether or not there is a spike."""
    start = start_of_induction(record, curve, equilibrium_potential)
    features = {"start": start} if start is not None else {}
    spike = judgement.spike
    after = float(curve.time[spike]) if spike is not None else record.onset
    end = judgement.jump.time if judgement.jump else record.end
    plateau_from = end - PLATEAU_SHARE * (end - after)
    features["plateau_potential"] = plateau(record, plateau_from, end)
    plateau_time: float | None = 0.5 * (plateau_from + end)
    if spike is None:
        return Reading(features, plateau_time)
    features["spike_time"], features["spike_potential"] = spike_features(record, curve, spike, rule)
    if rule == "spike_minimum" and start is not None:
        features |= _between_samples(record, start.value, features["spike_time"])
    if start is not None and start.value >= features["spike_time"].value:
        features["start"] = current_on(record)
    features["crest_time"], features["crest_potential"] = crest_features(record, curve, spike, plateau_from)
    features |= _drifted(record, features)
    growing = False
    rise = features["crest_potential"].value - features["plateau_potential"].value
    if rise > 0:
        done, growing = smoothing_done(curve, features, end)
        if done is not None:
            features["done_time"] = done
            plateau_time = done.value
    return Reading(features, plateau_time, growing)


def _between_samples(record: Record, start: float, spike: Feature) -> dict[str, Feature]:
    """Return time and potential of a spike that few samples lead to, between them; nothing where that is no matter."""
    if samples_before(record.time, start, spike.value) >= FEWEST_BEFORE_SPIKE or record.trigger > 0:
        return {}
    sigma = float(np.interp(spike.value, record.time, record.noise))
    lowest = lowest_sample(record.time, record.potential, spike.value, sigma)
    if lowest is None:
        return {}
    time, potential = interpolated_minimum(record.time, record.potential, lowest, sigma)
    return {"spike_time": time, "spike_potential": potential}


def _drifted(record: Record, features: Mapping[str, Feature]) -> dict[str, Feature]:
    """Return the levels with what drift since current on adds to their intervals."""
    times = {"crest_potential": features["crest_time"].value, "plateau_potential": record.end}
    times["spike_potential"] = features["spike_time"].value
    widened = {}
    for name, time in times.items() if record.drift > 0 else ():
        share = max(time - record.onset, 0.0) / max(record.end - record.onset, 1e-300)
        error = record.drift * float(np.sqrt(min(share, 1.0)))
        one = features[name]
        low, high = (float(np.hypot(one.value - end, TWO_SIDED * error)) for end in one.interval)
        method = "drift" if error > one.error else one.method
        both = float(np.hypot(one.error, error))
        widened[name] = Feature(one.value, both, (one.value - low, one.value + high), method, one.rule)
    return widened


def current_on(record: Record) -> Feature:
    """Return the time when the current came on."""
    return spanning(record.onset, record.onset - record.onset_step, record.onset, "sampling", "current_on")


def hides_crossing(record: Record, equilibrium_potential: float) -> bool:
    """Whether the potential may fall through equilibrium in that part of the step which the window cuts away."""
    if record.before is None or record.before <= equilibrium_potential:
        return False
    return bool(record.potential[0] <= equilibrium_potential)


def start_of_induction(record: Record, curve: SmoothCurve, equilibrium_potential: float) -> Feature | None:
    """Return t_0, where the potential falls through equilibrium, or current on where it never does.

    None where the window hides the crossing.
    """
    time = crossing_time(record.time, record.potential, equilibrium_potential)
    if hides_crossing(record, equilibrium_potential):
        return None
    if time is None or (record.before is not None and record.before <= equilibrium_potential):
        return current_on(record)
    near = int(np.searchsorted(record.time, time))
    low, high = max(near - 2, 0), min(near + 2, record.time.size)
    slope = abs(float(record.potential[high - 1] - record.potential[low]))
    slope /= max(float(record.time[high - 1] - record.time[low]), 1e-12)
    noise = float(record.noise[near]) / max(slope, 1e-12)
    # Between two samples the curve bends: a straight line may be off by a part of the step.
    half = 0.25 * float(record.time[near] - record.time[near - 1])
    smooth_time = crossing_time(curve.time, curve.potential, equilibrium_potential)
    if smooth_time is not None and abs(smooth_time - time) < 4 * noise:
        time = smooth_time
    method = "sampling" if half > 2 * noise else "noise"
    return spanning(time, time - half - 2 * noise, time + half + 2 * noise, method, "equilibrium_crossing")


def spike_features(record: Record, curve: SmoothCurve, spike: int, rule: str) -> tuple[Feature, Feature]:
    """Return time and potential of the minimum: the recorded sample, or a local parabola where noise hides it."""
    lowest = float(curve.potential[spike])
    sigma = float(np.interp(curve.time[spike], record.time, record.noise))
    basin = _basin(curve, spike, lowest + max(4 * sigma, 2 * record.trigger))
    inside = np.flatnonzero((record.time >= basin[0]) & (record.time <= basin[1]))
    near = int(np.argmin(np.abs(record.time - curve.time[spike])))
    inside = np.unique(np.append(inside, near))
    sample = int(inside[np.argmin(_seen_by(rule, record.potential)[inside])])
    before, after = max(sample - 1, 0), min(sample + 1, record.time.size - 1)
    step = min(record.potential[before], record.potential[after]) - record.potential[sample]
    low = 0.5 * float(record.time[before] + record.time[sample])
    high = 0.5 * float(record.time[after] + record.time[sample])
    if rule == "model_minimum" or (rule == "spike_minimum" and step < 3 * sigma and inside.size > 5):
        found = _parabola(record, inside, sigma)
        if found is not None:
            return found
    noisy = _basin(curve, spike, lowest + 2 * sigma)
    method = "noise" if noisy[0] < low or noisy[1] > high else "sampling"
    time = spanning(float(record.time[sample]), min(low, noisy[0]), max(high, noisy[1]), method, rule)
    value = float(_seen_by(rule, record.potential)[sample])
    spread = 2 * sigma
    unseen = record.trigger
    if unseen == 0 and step >= 3 * sigma:
        unseen = value - lowest_between(record.time, record.potential, sample)
    method = "sampling" if unseen > spread else "noise"
    return time, spanning(value, value - spread - max(unseen, 0.0), value + spread, method, rule)


def _seen_by(rule: str, potential: Array) -> Array:
    """Return the samples, or their running median of seven for the rule that asks for it."""
    if rule != "smoothed_minimum" or potential.size < 7:
        return potential
    padded = np.pad(potential, 3, mode="edge")
    result: Array = np.median(np.lib.stride_tricks.sliding_window_view(padded, 7), axis=1)
    return result


def _basin(curve: SmoothCurve, spike: int, level: float) -> tuple[float, float]:
    """Return the times round the spike within which the smooth curve lies below a level."""
    left = np.flatnonzero(curve.potential[:spike] > level)
    right = np.flatnonzero(curve.potential[spike:] > level)
    first = left[-1] + 1 if left.size else 0
    last = spike + right[0] - 1 if right.size else curve.time.size - 1
    return float(curve.time[first]), float(curve.time[last])


def _parabola(record: Record, inside: npt.NDArray[np.intp], sigma: float) -> tuple[Feature, Feature] | None:
    """Return the minimum of a polynomial through the samples of the basin, by least squares; None if it has none there.

    A parabola, with a cubic term where there are samples enough: a spike falls faster than it rises.
    """
    t, e = record.time[inside], record.potential[inside]
    centre, width = float(t.mean()), max(float(np.ptp(t)) / 2, 1e-12)
    x = (t - centre) / width
    if t.size < 5:
        return None
    design = np.stack([np.ones_like(x), x, x * x, x**3], axis=1)[:, : 4 if t.size >= _FEWEST_FOR_CUBIC else 3]
    inverse = np.linalg.pinv(design.T @ design)
    values = inverse @ design.T @ e
    b, c, d = values[1], values[2], float(values[3]) if values.size > 3 else 0.0
    root = c * c - 3 * b * d
    if c <= 0 or root <= 0:
        return None
    vertex = float(-b / (c + np.sqrt(root)))
    if abs(vertex) > 1:
        return None
    spread = max(sigma, float(np.std(e - design @ values)))
    bend = 2 * np.sqrt(root)
    gradient = -np.array([0.0, 1.0, 2 * vertex, 3 * vertex**2])[: values.size] / bend
    time_error = width * spread * float(np.sqrt(gradient @ inverse @ gradient))
    level = vertex ** np.arange(values.size)
    level_error = spread * float(np.sqrt(level @ inverse @ level))
    time = feature(centre + width * vertex, time_error, "noise", "local_parabola")
    return time, feature(float(level @ values), level_error, "noise", "local_parabola")


def crest_features(record: Record, curve: SmoothCurve, spike: int, latest: float) -> tuple[Feature, Feature]:
    """Return time and potential of the least overpotential after the spike."""
    inside = np.flatnonzero((np.arange(curve.time.size) > spike) & (curve.time <= latest))
    if not inside.size:
        inside = np.arange(spike, curve.time.size)
    top = int(inside[np.argmax(curve.potential[inside])])
    return crest_at(record, curve, top, (float(curve.time[spike]), float(curve.time[-1])))


def crest_at(record: Record, curve: SmoothCurve, top: int, between: tuple[float, float]) -> tuple[Feature, Feature]:
    """Return time and potential of a crest at a knot of the smooth curve, looked for between two times / s."""
    sigma = float(np.interp(curve.time[top], record.time, record.noise))
    error = max(float(curve.standard_error[top]), 0.3 * sigma, 0.3 * record.trigger)
    level = float(curve.potential[top]) - 2 * error
    lower = curve.potential < level
    left = np.flatnonzero(lower & (curve.time >= between[0]) & (curve.time < curve.time[top]))
    right = np.flatnonzero(lower & (curve.time > curve.time[top]))
    low = float(curve.time[left[-1]]) if left.size else between[0]
    high = float(curve.time[right[0]]) if right.size else max(between[1], float(curve.time[top]))
    time = spanning(float(curve.time[top]), low, high, "noise", "least_overpotential")
    method = "sampling" if error == 0.3 * record.trigger else "noise"
    return time, feature(float(curve.potential[top]), error, method, "least_overpotential")


def plateau(record: Record, begin: float, end: float) -> Feature:
    """Return the plateau's potential: the median of the last part of the step, its own drift in the interval."""
    inside = np.flatnonzero((record.time >= begin) & (record.time <= end))
    e = record.potential[inside]
    sigma, count = float(np.interp(end, record.time, record.noise)), max(inside.size, 1)
    if inside.size < 5:  # an adaptive record is sparse where the curve is flat
        e = np.interp(np.linspace(begin, end, 9), record.time, record.potential)
    half = e.size // 2
    drift = abs(float(np.median(e[half:]) - np.median(e[:half])))
    sigma = max(sigma, 1.4826 * float(np.median(np.abs(e - np.median(e)))))
    noise, wander = 1.25 * sigma / np.sqrt(count), drift / np.sqrt(12)
    method = "drift" if wander > noise else "noise"
    return feature(float(np.median(e)), float(np.hypot(noise, wander)), method, "end_of_step")


def level_at(record: Record, time: float) -> Feature:
    """Return the potential at a time that a person chose: the median of the samples round it."""
    near = int(np.argmin(np.abs(record.time - time)))
    span = 0.02 * max(time - record.onset, 0.0)
    inside = np.flatnonzero(np.abs(record.time - time) <= span)
    inside = np.unique(np.append(inside, near))
    sigma = float(record.noise[near])
    value = float(np.median(record.potential[inside])) if inside.size >= 5 else float(record.potential[near])
    spread = float(np.std(record.potential[inside])) if inside.size >= 5 else 0.0
    return feature(value, float(np.hypot(sigma / np.sqrt(max(inside.size, 1)), spread)), "noise", "picked")


def smoothing_done(curve: SmoothCurve, features: Mapping[str, Feature], end: float) -> tuple[Feature | None, bool]:
    """Return t_95, where 95 % of the rise is done, and whether the curve was still falling at the end of the step."""
    top, low = features["crest_potential"], features["plateau_potential"]
    rise = top.value - low.value
    error = float(np.hypot(top.error, low.error))
    level = top.value - SMOOTHING_DONE * rise
    later = (curve.time > features["crest_time"].value) & (curve.time <= end)
    time, potential = curve.time[later], curve.potential[later]
    crossed = [_first_below(time, potential, level + shift) for shift in (2 * error, 0.0, -2 * error)]
    first, done, last = crossed
    if done is None or time.size < 5:
        return None, True
    before, last_level = np.interp([end - 0.2 * (end - features["crest_time"].value), end], time, potential)
    growing = bool(before - last_level > 0.05 * rise + 3 * error)
    found = spanning(done, first or done, last or end, "noise", "rise_95_percent")
    return (None if growing else found), growing


def _first_below(time: Array, potential: Array, level: float) -> float | None:
    below = np.flatnonzero(potential <= level)
    if not below.size:
        return None
    j = int(below[0])
    if j == 0:
        return float(time[0])
    share = (potential[j - 1] - level) / (potential[j - 1] - potential[j])
    return float(time[j - 1] + share * (time[j] - time[j - 1]))
