"""Whether the overpotential grows after the spike (PHYSICS 3.3, step 6): an empirical sign, no proof of a mechanism."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from fitting.electrocrystallization.features import Feature, feature
from fitting.electrocrystallization.fitted_model import RelaxationFit
from fitting.electrocrystallization.model_reading import ModelReading
from fitting.electrocrystallization.reading import Reading, level_at
from fitting.electrocrystallization.record import Record
from fitting.electrocrystallization.relaxation_model import GROWTH, GROWTH_TIME

_TIE = 4.0  # of AICc: depletion explains the fall as well
SMALLEST_RISE = 1.5e-3  # V; reference electrodes drift by this much
_BESIDE = 3  # samples on each side
_FEWEST_IN_RISE = 4  # samples from the crest to the end of the rise
_STEADY = 2 * SMALLEST_RISE  # a plateau that may change by more is not called steady


def plateau_trend(record: Record, reading: Reading, end: float) -> str:
    """Return ``self_smoothing`` | ``falling`` | ``steady`` | ``undecided``.

    Self-smoothing: the potential ends below the crest by more than 3 standard errors and 1.5 mV. Falling: it rises by
    as much over the second half of the step. Undecided: the interval spans that limit, the step ends before the spike
    has relaxed, or the fall goes on so evenly that depletion explains it as well.

    Parameters
    ----------
    record : Record
    reading : Reading
        Of a curve with a spike.
    end : float
        End of the part that counts / s from the first sample.
    """
    features = reading.features
    if "crest_time" not in features:
        return "undecided"
    spike, top, low = features["spike_time"], features["crest_potential"], features["plateau_potential"]
    near = _level_near(record, features["crest_time"].value)  # hum may put one sample where no other is
    rise = min(top.value, near.value) - low.value
    error = float(np.hypot(max(top.error, near.error), low.error))
    limit = max(3 * error, SMALLEST_RISE)
    if rise > limit:
        if _within_samples(record, features):
            return "undecided"
        if rise - 1.96 * error < SMALLEST_RISE:
            return "undecided"
        return "undecided" if _even_fall(record, features, end) else "self_smoothing"
    induction = spike.value - (features["start"].value if "start" in features else record.onset)
    if end - spike.value < 5 * induction:
        return "undecided"  # the way out of the spike is no plateau that falls
    middle = _level_near(record, spike.value + 0.5 * (end - spike.value))
    late = low.value - middle.value
    if late > max(3 * float(np.hypot(low.error, middle.error)), SMALLEST_RISE):
        return "falling"
    return "undecided" if rise + 1.96 * error > _STEADY or late > SMALLEST_RISE else "steady"


def _level_near(record: Record, time: float) -> Feature:
    """Return the potential at a time as `level_at` does, but never of a single sample."""
    at = int(np.argmin(np.abs(record.time - time)))
    part = slice(max(at - _BESIDE, 0), at + _BESIDE + 1)
    level = level_at(record, time)
    if int(np.sum(np.abs(record.time - time) <= 0.02 * (time - record.onset))) >= 2 * _BESIDE + 1:
        return level
    return feature(float(np.median(record.potential[part])), float(np.std(record.potential[part])), "noise", "picked")


def _within_samples(record: Record, features: Mapping[str, Feature]) -> bool:
    """Whether the crest or the end of the rise lies within a few samples: no plateau has gone anywhere so soon."""
    crest, done = features["crest_time"].value, features.get("done_time")
    if done is None:
        return False
    return int(np.sum((record.time > crest) & (record.time <= done.value))) < _FEWEST_IN_RISE


def _even_fall(record: Record, features: Mapping[str, Feature], end: float) -> bool:
    """Whether the fall after the crest does not slow down: so falls a depleting electrolyte.

    The last third is compared with the whole fall: 0.14 or less for an exponential of a third of the record, 0.6 and
    more for 2 (1 - t+) RT/F ln(1 - sqrt(t/tau)) cut anywhere below 0.8 tau.
    """
    begin = features["crest_time"].value
    whole = features["crest_potential"].value - features["plateau_potential"].value
    cut = begin + 0.7 * (end - begin)
    last = level_at(record, cut).value - float(np.median(record.potential[record.time >= end - 0.03 * (end - begin)]))
    return last / 0.3 > 0.6 * whole


def model_trend(found: RelaxationFit, model: ModelReading, end: float) -> str:
    """Return the trend of a fitted curve, depletion removed.

    Parameters
    ----------
    found : RelaxationFit
    model : ModelReading
    end : float
        End of the part that counts / s from the first sample.
    """
    rise, late = model.features["self_smoothing_rise"], model.late_rise
    limit = max(3 * rise.error, SMALLEST_RISE)
    growing = found.model.growth and found.fit.values[GROWTH] > 0
    growth = model.growth
    grown = growth.value > max(3 * growth.error, SMALLEST_RISE) and rise.value > 3 * rise.error
    scores = dict(found.scores)
    if growing and not found.model.depletion and scores.get("depletion", np.inf) < scores.get("relaxation", 0.0) + _TIE:
        return "undecided"
    if found.model.depletion and scores.get("relaxation", np.inf) < scores.get("depletion", np.inf) + _TIE:
        return "undecided"
    crest = model.reading.features["crest_time"].value
    constant = float(np.exp(found.fit.values[GROWTH_TIME]))
    if growing and end < crest + 2 * constant:
        return "undecided"  # the step ends before the growth shows where it goes
    if growing and grown:
        return "self_smoothing"
    if growing and rise.value > limit:
        # Depletion and slow growth look alike; with both in the fit the growth must stand alone.
        return "self_smoothing" if rise.interval[0] > SMALLEST_RISE else "undecided"
    if late.value > max(3 * late.error, SMALLEST_RISE):
        return "falling"
    open_ = max(rise.interval[1], growth.interval[1] if growing else 0.0, late.interval[1])
    return "undecided" if open_ > _STEADY else "steady"
