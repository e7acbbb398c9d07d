"""Features of the fitted model, with the intervals that its covariance gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from fitting.confidence import delta_errors, gradient
from fitting.electrocrystallization.coarse import (
    FEWEST_BEFORE_SPIKE,
    between_samples,
    dependent_features,
    samples_before,
)
from fitting.electrocrystallization.features import Feature, feature
from fitting.electrocrystallization.fitted_model import RelaxationFit
from fitting.electrocrystallization.form import with_form_checked
from fitting.electrocrystallization.reading import SMOOTHING_DONE, Reading
from fitting.electrocrystallization.relaxation_model import CHARGING, COUNT, GROWTH, GROWTH_TIME, PLATEAU

Array = npt.NDArray[np.float64]

_GRID, _LIVE_GRID = 500, 120
_FINE = 61
_MAD = 1.4826  # of a normal distribution
_STEP, _LOG_STEP = 1e-3, 0.1  # V, and of a logarithm: ten times the steps of the slopes at the most
# Order of the numbers read from one curve; times since current on.
_START, _SPIKE, _SPIKE_LEVEL, _CREST, _CREST_LEVEL, _PLATEAU, _DONE, _LATE, _GROWTH = range(9)
_RESOLVED = 3.0  # time constants of the growth in the step: less, and the asymptote is not in the record


@dataclass(frozen=True, eq=False)
class ModelReading:
    """What a fitted curve says.

    Parameters
    ----------
    reading : Reading
        Base features; times in s from the first sample.
    features : mapping of str to Feature
        Quantities of CONTRACT, correlations between base features taken into account.
    late_rise : Feature
        Potential at the end minus potential in the middle of the step / V, without depletion.
    growth : Feature
        What of the growing part A e^(-x/tau_e) was still to come at the spike / V.
    other_form : bool
        The model's spike has another form than the recorded one, which was read from the samples.
    """

    reading: Reading
    features: dict[str, Feature]
    late_rise: Feature
    growth: Feature
    other_form: bool = False


def growth_resolved(found: RelaxationFit) -> bool:
    """Whether the step lasts long enough, 3 tau_e, to show where the potential goes."""
    return float(found.elapsed[-1]) >= _RESOLVED * float(np.exp(found.fit.values[GROWTH_TIME]))


def read_model(
    found: RelaxationFit, onset: float, equilibrium_potential: float, hidden: bool = False, live: bool = False
) -> ModelReading | None:
    """Return the features of a fitted model; None if the fitted curve has no spike where the samples have it.

    Where the step is too short for the growth the plateau is the level at its end, and no time for 95 % is given.

    Parameters
    ----------
    found : RelaxationFit
    onset : float
        Current on / s from the first sample.
    equilibrium_potential : float
        V.
    hidden : bool
        The window hides the crossing of equilibrium: no onset is told.
    live : bool
        Slopes by differences to one side, which takes half the time.
    """
    values = found.fit.values
    span = float(found.elapsed[-1])

    def numbers(parameters: Array) -> Array:
        return _numbers(found, parameters, span, equilibrium_potential, _LIVE_GRID if live else _GRID)

    base = numbers(values)
    if not np.isfinite(base[_SPIKE]):
        return None
    errors = np.sqrt(np.maximum(np.diag(found.covariance), 0.0))
    # The slopes must hold along a direction without hold too: small steps.
    errors = np.minimum(errors, np.where(np.arange(errors.size) < CHARGING, _STEP, _LOG_STEP))
    slopes = np.nan_to_num(gradient(numbers, values, errors, base if live else None))
    read = _assembled(found, base, slopes, onset, equilibrium_potential, hidden)
    return _sampled(found, onset, read, live)


def _assembled(
    found: RelaxationFit, base: Array, slopes: Array, onset: float, equilibrium_potential: float, hidden: bool
) -> ModelReading:
    def made(value: float, row: Array, rule: str) -> Feature:
        error = float(delta_errors(row[None, :], found.covariance)[0])
        drift = found.drift_covariance
        wander = 0.0 if drift is None else float(delta_errors(row[None, :], drift)[0])
        return feature(value, error, "drift" if wander > 0.7 * error else found.method, rule)

    rules = ["equilibrium_crossing", *["model_minimum"] * 2, *["model_crest"] * 2, "asymptote", "rise_95_percent"]
    if not growth_resolved(found):
        rules[_PLATEAU] = "end_of_step"
    single = [made(float(value), row, rule) for value, row, rule in zip(base, slopes, [*rules, "", ""], strict=True)]
    names = ("start", "spike_time", "spike_potential", "crest_time", "crest_potential", "plateau_potential")
    kept = dict(zip(names, single[:6], strict=True))
    if base[_START] <= 0:
        kept["start"] = feature(0.0, 0.0, found.method, "current_on")
    if hidden:
        del kept["start"]
    shifted = {n: one.shifted(onset) if n.endswith("_time") or n == "start" else one for n, one in kept.items()}
    features = {name: kept[name] for name in names[1:]}
    features["spike_overpotential"] = kept["spike_potential"].shifted(-equilibrium_potential)
    pairs = [("nucleation_overpotential", _SPIKE_LEVEL, _PLATEAU, "model_minimum")]
    pairs += [("self_smoothing_rise", _CREST_LEVEL, _PLATEAU, "crest_to_plateau")]
    pairs += [] if hidden else [("induction_period", _SPIKE, _START, kept["start"].rule)]
    for name, one, other, rule in pairs:
        features[name] = made(base[one] - base[other], slopes[one] - slopes[other], rule)
    plateau_time = onset + 0.95 * float(found.elapsed[-1])
    if np.isfinite(base[_DONE]):
        shifted["done_time"] = single[_DONE].shifted(onset)
        plateau_time = shifted["done_time"].value
        done = made(base[_DONE] - base[_SPIKE], slopes[_DONE] - slopes[_SPIKE], "rise_95_percent")
        features["self_smoothing_time"] = done
        if not hidden:
            features["induction_to_self_smoothing_ratio"] = made(*_ratio(base, slopes), "rise_95_percent")
    return ModelReading(Reading(shifted, plateau_time), features, single[_LATE], single[_GROWTH])


def _sampled(found: RelaxationFit, onset: float, read: ModelReading, live: bool) -> ModelReading | None:
    """Return a reading as far as its samples carry it where few lead to the spike; None where they contradict it."""
    base, time = read.reading.features, found.elapsed + onset
    start = base["start"].value if "start" in base else onset
    if samples_before(time, start, base["spike_time"].value) >= FEWEST_BEFORE_SPIKE:
        return read if live else with_form_checked(found, onset, read)
    potential = found.residual + found.model.potential(found.fit.values, found.elapsed)
    noise = _MAD * float(np.median(np.abs(found.residual)))
    sampled = between_samples(base, time, potential, noise)
    if not sampled:
        return None
    features = {**read.features, "spike_time": sampled["spike_time"], "spike_potential": sampled["spike_potential"]}
    features["spike_overpotential"] = sampled["spike_potential"].shifted(
        features["spike_overpotential"].value - base["spike_potential"].value
    )
    features |= dependent_features(sampled, features)
    features.pop("induction_to_self_smoothing_ratio", None)  # follows from its two periods
    return replace(read, reading=replace(read.reading, features=sampled), features=features)


def _ratio(base: Array, slopes: Array) -> tuple[float, Array]:
    """Return induction period over self-smoothing time, and its gradient."""
    smoothing = float(base[_DONE] - base[_SPIKE])
    ratio = float(base[_SPIKE] - base[_START]) / smoothing
    row: Array = (slopes[_SPIKE] - slopes[_START] - ratio * (slopes[_DONE] - slopes[_SPIKE])) / smoothing
    return ratio, row


def _numbers(
    found: RelaxationFit, parameters: Array, span: float, equilibrium_potential: float, size: int = _GRID
) -> Array:
    """Return the numbers of one curve, NaN where it has no such feature."""

    def curve(x: Array) -> Array:
        return found.model.without_nuisance(parameters, x)

    read = np.full(9, np.nan)
    grid = np.unique(np.concatenate([np.geomspace(span * 1e-6, span, size), np.linspace(0, span, size)]))
    level = curve(grid)
    resolved = growth_resolved(found)
    read[_PLATEAU] = parameters[PLATEAU] if resolved else level[-1]
    read[_LATE] = level[-1] - float(curve(np.array([0.5 * span]))[0])
    dips = np.flatnonzero((level[1:-1] < level[:-2]) & (level[1:-1] <= level[2:])) + 1
    if not dips.size:
        return read
    spike = int(dips[np.argmin(level[dips])])
    read[_SPIKE], read[_SPIKE_LEVEL] = _extremum(curve, grid, spike, 1.0)
    read[_GROWTH] = parameters[GROWTH] * np.exp(-read[_SPIKE] / np.exp(parameters[GROWTH_TIME]))
    top = spike + int(np.argmax(level[spike:]))
    read[_CREST], read[_CREST_LEVEL] = _extremum(curve, grid, top, -1.0)
    read[_START] = _crossing(curve, grid[: spike + 1], level[: spike + 1], equilibrium_potential)
    if np.isnan(read[_START]):
        read[_START] = 0.0
    rise = read[_CREST_LEVEL] - read[_PLATEAU]
    if resolved and rise > 0 and parameters[GROWTH] > 0 and parameters.size >= COUNT:
        # The last of the rise may lie beyond the record.
        tail = np.geomspace(max(grid[top], span * 1e-6), 30 * span, 2 * size)
        read[_DONE] = _crossing(curve, tail, curve(tail), read[_CREST_LEVEL] - SMOOTHING_DONE * rise)
    return read


def _extremum(curve: Callable[[Array], Array], grid: Array, at: int, sign: float) -> tuple[float, float]:
    """Return place and height of an extremum near a grid point, by a parabola on a finer grid."""
    fine = np.linspace(grid[max(at - 1, 0)], grid[min(at + 1, grid.size - 1)], _FINE)
    level = sign * curve(fine)
    k = int(np.argmin(level))
    if k in (0, _FINE - 1):
        return float(fine[k]), sign * float(level[k])
    down, up = level[k - 1] - level[k], level[k + 1] - level[k]
    shift = 0.5 * (down - up) / (down + up) if down + up > 0 else 0.0
    return float(fine[k] + shift * (fine[1] - fine[0])), sign * float(level[k] - 0.25 * (down - up) * shift)


def _crossing(curve: Callable[[Array], Array], grid: Array, level: Array, target: float) -> float:
    """Return where the curve first falls through a level, NaN if it does not."""
    below = np.flatnonzero(level <= target)
    if not below.size or below[0] == 0:
        return np.nan
    fine = np.linspace(grid[below[0] - 1], grid[below[0]], _FINE)
    height = curve(fine)
    j = max(int(np.argmax(height <= target)), 1)
    share = (height[j - 1] - target) / (height[j - 1] - height[j])
    return float(fine[j - 1] + share * (fine[1] - fine[0]))
