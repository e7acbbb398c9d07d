"""Whether the model's spike has the form of the recorded one, and the spike read from the samples where it has not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from fitting.confidence import correlation_time
from fitting.electrocrystallization.coarse import dependent_features
from fitting.electrocrystallization.features import Feature, difference, feature
from fitting.electrocrystallization.fitted_model import RelaxationFit
from fitting.electrocrystallization.relaxation_model import AMPLITUDE, CHARGING, DECAY, OPEN_CIRCUIT, PLATEAU, RISE

if TYPE_CHECKING:
    from fitting.electrocrystallization.model_reading import ModelReading

Array = npt.NDArray[np.float64]

# Of chi-square with two degrees of freedom: 1 % and 0.03 % of the records of the right form have more. A value moved by
# chance costs more accuracy than a wider interval.
_OTHER_FORM, _SURELY_OTHER = 9.2, 16.0
_LIKELY, _SURE = 2.0, 4.0  # standard errors between model and samples
_REACH, _DEGREE, _FEWEST = 0.8, 3, 12  # induction periods on each side; of the polynomial; samples in it
_CLIP = 5.0  # standard deviations; a glitch has no form
_CURVATURE_STEP = 0.01  # of the induction period
_FARTHEST = 0.5  # induction periods


@dataclass(frozen=True)
class _Offset:
    """By how much the samples move an extremum of the fitted curve: s and V, each with its standard error."""

    time: float
    time_error: float
    level: float
    level_error: float

    def exceeds(self, limit: float) -> bool:
        """Whether either is more than so many standard errors."""
        return abs(self.time) > limit * self.time_error or abs(self.level) > limit * self.level_error


def with_form_checked(found: RelaxationFit, onset: float, read: ModelReading) -> ModelReading:
    """Return a reading whose spike is that of the samples where the model's has another form.

    The model's spike is compared with what a cubic through the residuals near it says (Hausman 1978: of two estimates
    the efficient one must lie within the error of the other), and the residuals with the directions in which a spike
    and a charging of other forms would pull them. Where either speaks against it, half the difference stays in the
    interval: the samples do not see all of the form either. Where they differ, but may do so by chance, the interval of
    the model takes in the difference.

    Parameters
    ----------
    found : RelaxationFit
    onset : float
        Current on / s from the first sample.
    read : ModelReading
    """
    base = read.reading.features
    begin = base["start"].value if "start" in base else onset
    spike, crest = base["spike_time"], base["crest_time"]
    width = spike.value - begin
    noise = float(np.sqrt(np.mean(np.clip(found.fit.residual, -_CLIP, _CLIP) ** 2)))
    noise *= float(np.sqrt(correlation_time(found.fit.residual)))
    near = _offset(found, spike.value - onset, width, noise)
    if near is None:
        return read
    other = form_statistic(found) / noise**2
    if not near.exceeds(_SURE) and other < _SURELY_OTHER:
        return _widened(read, near, 0.0 if other > _OTHER_FORM else _LIKELY)
    checked = dict(base)
    checked["spike_time"] = _moved(spike, near.time, near.time_error)
    checked["spike_potential"] = _moved(base["spike_potential"], near.level, near.level_error)
    top = _offset(found, crest.value - onset, 0.5 * (crest.value - spike.value), noise, maximum=True)
    if top is not None:
        checked["crest_potential"] = _moved(base["crest_potential"], top.level, top.level_error)
    return _of_samples(read, checked)


def _of_samples(read: ModelReading, checked: dict[str, Feature]) -> ModelReading:
    """Return a reading with other base features, and what follows from them."""
    features = {**read.features, **{name: checked[name] for name in checked if name in read.features}}
    zero = read.features["spike_overpotential"].value - read.features["spike_potential"].value
    features["spike_overpotential"] = checked["spike_potential"].shifted(zero)
    rule = features["self_smoothing_rise"].rule
    features["self_smoothing_rise"] = difference(checked["crest_potential"], checked["plateau_potential"], rule)
    features |= dependent_features(checked, features)
    features.pop("induction_to_self_smoothing_ratio", None)  # follows from its two periods
    return replace(read, reading=replace(read.reading, features=checked), features=features, other_form=True)


def _widened(read: ModelReading, near: _Offset, limit: float) -> ModelReading:
    """Return a reading whose intervals take in what the samples say, where they may or may not contradict the model."""
    time = near.time if abs(near.time) > limit * near.time_error else 0.0
    level = near.level if abs(near.level) > limit * near.level_error else 0.0
    by = dict.fromkeys(("spike_potential", "spike_overpotential", "nucleation_overpotential"), level)
    by |= dict.fromkeys(("spike_time", "induction_period", "self_smoothing_time"), time)

    def wider(features: Mapping[str, Feature]) -> dict[str, Feature]:
        return {name: _moved(one, 0.0, by[name]) if name in by else one for name, one in features.items()}

    return replace(
        read, reading=replace(read.reading, features=wider(read.reading.features)), features=wider(read.features)
    )


def form_statistic(found: RelaxationFit) -> float:
    """Return by how much chi-square falls, to first order, if spike and charging may have other forms.

    The spike rises as (1 - e^(-x/tau))^p, the charging falls as exp(-(x/tau_dl)^q); both powers are 1 in the model.
    """
    values, x = found.fit.values, found.elapsed
    rise, decay = np.exp(min(values[RISE], values[DECAY])), np.exp(max(values[RISE], values[DECAY]))
    risen = -np.expm1(-x * max(1 / rise - 1 / decay, 1e-3 / decay))
    spike = risen * np.exp(-x / decay)
    by_rise = values[AMPLITUDE] * spike / max(float(spike.max()), 1e-300) * np.log(np.maximum(risen, 1e-12))
    age = np.maximum(x / np.exp(values[CHARGING]), 1e-9)
    by_charging = (values[OPEN_CIRCUIT] - values[PLATEAU]) * age * np.log(age) * np.exp(-age)
    rows = np.clip(found.fit.residual, -_CLIP, _CLIP)
    weight = np.abs(found.fit.residual) / np.maximum(np.abs(found.residual), 1e-300)
    columns = np.stack([by_rise, by_charging], axis=1) * weight[:, None]
    known = np.linalg.qr(found.fit.jacobian / np.maximum(np.linalg.norm(found.fit.jacobian, axis=0), 1e-300))[0]
    left = columns - known @ (known.T @ columns)
    size = np.maximum(np.linalg.norm(left, axis=0), 1e-9 * np.linalg.norm(columns, axis=0) + 1e-300)
    pull = (left / size).T @ rows
    return float(pull @ np.linalg.pinv((left / size).T @ (left / size), rcond=1e-6) @ pull)


def _offset(found: RelaxationFit, at: float, width: float, noise: float, *, maximum: bool = False) -> _Offset | None:
    """Return how far a cubic through the residuals near an extremum moves it; None where too few lie there."""
    x = found.elapsed
    inside = np.abs(x - at) < _REACH * width
    if int(inside.sum()) < _FEWEST:
        return None
    typical = noise * float(np.median(np.abs(found.residual)) / max(np.median(np.abs(found.fit.residual)), 1e-300))
    rows = np.clip(found.residual[inside], -_CLIP * typical, _CLIP * typical)
    design = np.vander((x[inside] - at) / width, _DEGREE + 1, increasing=True)
    inverse = np.linalg.pinv(design.T @ design)
    offset = inverse @ design.T @ rows
    errors = typical * np.sqrt(np.diag(inverse))
    level = found.model.without_nuisance(found.fit.values, at + width * _CURVATURE_STEP * np.array([-1.0, 0.0, 1.0]))
    bend = float(level[0] - 2 * level[1] + level[2]) / _CURVATURE_STEP**2 + 2 * float(offset[2])
    if (bend >= 0) if maximum else (bend <= 0):
        return None
    shift = float(-offset[1] / bend)
    if abs(shift) > _FARTHEST:
        return None
    return _Offset(shift * width, float(errors[1]) / abs(bend) * width, float(offset[0]), float(errors[0]))


def _moved(one: Feature, by: float, error: float) -> Feature:
    """Return a feature moved to what the samples say, half the way in its interval; or unmoved and wider."""
    if by == 0.0:
        return feature(one.value, float(np.hypot(one.error, error)), one.method, one.rule)
    return feature(one.value + by, float(np.hypot(max(error, one.error), 0.5 * by)), "noise", "local_parabola")
