"""The model of a nucleation spike fitted to a record; whether it describes it to the noise (PHYSICS 3.3, steps 4-5)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from fitting.confidence import block_bootstrap_covariance, correlation_time, runs_probability
from fitting.drift import drift_under
from fitting.electrocrystallization.record import Record
from fitting.electrocrystallization.relaxation_model import (
    AMPLITUDE,
    CHARGING,
    COUNT,
    DECAY,
    GROWTH,
    GROWTH_TIME,
    RISE,
    RelaxationModel,
    unit_biexponential,
)
from fitting.electrocrystallization.smoothing import binned
from fitting.least_squares import LeastSquaresFit, fit_least_squares, polished_fit

Array = npt.NDArray[np.float64]
Data = tuple[Array, Array, Array]  # time since current on / s, potential / V, noise / V

MOST_POINTS, FIT_BINS, ROUGH_BINS = 12_000, 300, 256
_STRUCTURED = 1e-3  # probability of the runs
_MAINS_PEAK = 16.0  # times the median power
_MAINS = (50.0, 60.0)  # Hz
_MAINS_WANDER = 0.08  # Hz
_MOST_LINES = 3
_FEWEST_CYCLES = 1.5  # of mains in the record, as long as the model alone might describe it
_CLEARLY_BETTER = 6.0  # of AICc
FEWEST_BEFORE_SPIKE = 8  # samples; with fewer the cost has side minima
_LARGEST_DRIFT = 1.5e-3  # V; what wanders by more is no drift but a curve of another form


@dataclass(frozen=True, eq=False)
class RelaxationFit:
    """A fitted model.

    Parameters
    ----------
    model : RelaxationModel
    fit : LeastSquaresFit
    covariance : (p, p) array
        By residual block bootstrap where the residuals are coloured, else s^2 (J'J)^-1.
    method : str
        ``covariance`` | ``bootstrap``.
    elapsed, residual : (n,) array
        s since current on; recorded minus model / V.
    structured : bool
        The residuals are not noise.
    scores : tuple of (str, float)
        AICc of the rivals: relaxation, depletion, both.
    drift_covariance : (p, p) array or None
        The part of the covariance that slow drift makes.
    """

    model: RelaxationModel
    fit: LeastSquaresFit
    covariance: Array
    method: str
    elapsed: Array
    residual: Array
    structured: bool
    scores: tuple[tuple[str, float], ...] = ()
    drift_covariance: Array | None = None

    @property
    def sand_time(self) -> float:
        """Transition time of the depletion term / s."""
        return float(np.exp(self.fit.values[COUNT + 1])) if self.model.sand_time is None else self.model.sand_time

    @property
    def score(self) -> float:
        """AICc, the variance counted as a parameter."""
        count, parameters = self.residual.size, self.model.size - (0 if self.model.growth else 2) + 1
        chi_square = float(np.sum(np.clip(self.fit.residual, -6, 6) ** 2))
        penalty = 2 * parameters + 2 * parameters * (parameters + 1) / max(count - parameters - 1, 1)
        return count * float(np.log(max(chi_square, 1e-300) / count)) + penalty


def fit_relaxation(
    record: Record, spike_time: float, end: float, sand_time: float | None = None
) -> RelaxationFit | None:
    """Return the fit of the spike model to a record; None if there are too few points.

    Starts, rivals and most iterations use bin means, the last iterations all samples. Where the overpotential grows,
    depletion alone and both together compete with self-smoothing by AICc.

    Parameters
    ----------
    record : Record
    spike_time, end : float
        s from the first sample; what comes after `end` is left out.
    sand_time : float, optional
        Known tau_S / s.
    """
    used = record.time <= end
    if int(used.sum()) < 3 * COUNT:
        return None
    record = replace(record, time=record.time[used], potential=record.potential[used], noise=record.noise[used])
    model = RelaxationModel(depletion=sand_time is not None, sand_time=sand_time)
    bins = _data(record, FIT_BINS)
    starts = _starts(*bins, max(spike_time - record.onset, float(bins[0][1]) + 1e-9))
    if not starts:
        return None
    if sand_time is not None:
        starts = [np.append(start, 0.03) for start in starts]
    data = _data(record, MOST_POINTS)
    rough = _fitted(model, *bins, starts)
    found = _fitted(model, *data, [rough.fit.values])
    coarse = int(np.sum(data[0] <= spike_time - record.onset)) < FEWEST_BEFORE_SPIKE
    if found.structured or coarse:  # perhaps only a side minimum
        again = _starts(*bins, 0.8 * max(spike_time - record.onset, float(bins[0][1]) + 1e-9))
        if sand_time is not None:
            again = [np.append(start, 0.03) for start in again]
        rivals = [found, *(_fitted(model, *data, [start]) for start in (*starts, *again))]
        found = min(rivals, key=lambda one: one.score)
    found = _with_mains(found, data, _FEWEST_CYCLES)
    if sand_time is None and _grows(found):
        found = _after_contest(found, rough.fit.values, bins, data)
    if found.structured:
        found = _with_mains(found, data, 0.6)
    return _with_intervals(found, data[2])


def rough_relaxation(
    record: Record, spike_time: float, end: float, sand_time: float | None, start: Array | None
) -> RelaxationFit | None:
    """Return a fit to 256 bins, from `start` where one is known: for a drag. Parameters as `fit_relaxation`."""
    used = record.time <= end
    if int(used.sum()) < 3 * COUNT:
        return None
    record = replace(record, time=record.time[used], potential=record.potential[used], noise=record.noise[used])
    bins = _data(record, ROUGH_BINS)
    model = RelaxationModel(depletion=sand_time is not None, sand_time=sand_time)
    if start is not None and start.size == model.size:
        warm = _fitted(model, *bins, [start])
        if not warm.structured:
            return warm
    starts = _starts(*bins, max(spike_time - record.onset, float(bins[0][1]) + 1e-9))
    rivals = [_fitted(model, *bins, [np.append(one, [0.03] * (model.size - COUNT))]) for one in starts]
    return min(rivals, key=lambda one: one.score, default=None)


def _data(record: Record, largest: int) -> Data:
    t, e, noise = binned(record, largest)
    return t - record.onset, e, noise


def _starts(x: Array, e: Array, noise: Array, spike: float) -> list[Array]:
    """Return the three best of a lattice of time constants, linear parameters solved for."""
    thin = np.unique(np.linspace(0, x.size - 1, min(x.size, 160)).astype(int))
    near = np.flatnonzero(x < 8 * spike)
    near = near[:: max(near.size // 120, 1)]
    take = np.unique(np.concatenate([thin, near]))
    xs, es, ws = x[take], e[take], 1 / noise[take]
    span = float(x[-1])
    rivals: list[tuple[float, Array]] = []
    for charging in (0.03, 0.15, 0.5):
        q = np.exp(-xs / (charging * spike))
        for rise in (0.25, 0.8):
            for decay in (0.6, 1.5, 4.0):
                logs = np.log(rise * spike), np.log(decay * spike)
                spikes = unit_biexponential(xs, *logs, slopes=False)[0]
                for growth in (0.04, 0.15, 0.4):
                    g = np.exp(-xs / (growth * span))
                    design = np.stack([q, 1 - q, (1 - q) * g, -spikes], axis=1) * ws[:, None]
                    normal = design.T @ design
                    normal[np.diag_indices(4)] *= 1 + 1e-9
                    linear = np.linalg.solve(normal, design.T @ (ws * es))
                    cost = float(np.sum(np.abs(ws * es - design @ linear)))
                    logarithms = [np.log(charging * spike), np.log(growth * span), *logs]
                    if linear[AMPLITUDE] > 0:
                        rivals.append((cost, np.concatenate([linear, logarithms])))
    rivals.sort(key=lambda one: one[0])
    distinct: list[Array] = []
    for _, values in rivals:
        if all(np.abs(values[CHARGING:] - other[CHARGING:]).max() > 0.5 for other in distinct):
            distinct.append(values)
        if len(distinct) == 3:
            break
    return distinct


def _fitted(
    model: RelaxationModel, x: Array, e: Array, noise: Array, starts: list[Array], evaluations: int = 60
) -> RelaxationFit:
    low, high = _bounds(model, x, starts)

    def residual_of(values: Array) -> Array:
        result: Array = (model.potential(values, x) - e) / noise
        return result

    def jacobian_of(values: Array) -> Array:
        result: Array = model.jacobian(values, x) / noise[:, None]
        return result

    if len(starts) == 1:
        fit = polished_fit(residual_of, jacobian_of, starts[0], low, high)
    else:
        fit = fit_least_squares(residual_of, starts, low, high, jacobian_of, evaluations=evaluations)
    residual = e - model.potential(fit.values, x)
    structured = runs_probability(residual) < _STRUCTURED
    return RelaxationFit(model, fit, fit.covariance, "covariance", x, residual, structured)


def _bounds(model: RelaxationModel, x: Array, starts: list[Array]) -> tuple[Array, Array]:
    span = float(x[-1])
    shortest = np.log(max(float(np.min(np.diff(x))) * 0.02, span * 1e-9))
    low, high = np.full(model.size, -5.0), np.full(model.size, 5.0)
    low[AMPLITUDE] = 0.0
    low[CHARGING:COUNT], high[CHARGING:COUNT] = shortest, np.log(3 * span)
    low[GROWTH_TIME] = np.log(span * 0.01)
    high[[RISE, DECAY]] = np.log(span)
    if not model.growth:
        low[GROWTH], high[GROWTH] = -1e-12, 1e-12
        low[GROWTH_TIME], high[GROWTH_TIME] = np.log(span) - 1e-12, np.log(span) + 1e-12
    at = COUNT
    if model.depletion:
        low[at], high[at] = 0.0, 0.2
        at += 1
        if model.sand_time is None:
            low[at], high[at] = np.log(1.002 * span), np.log(50 * span)
            at += 1
    for line in range(at, model.size, 3):
        frequency = float(starts[0][line + 2])
        low[line + 2], high[line + 2] = max(frequency - 1 / span, 0.0), frequency + 1 / span
    return low, high


def _with_mains(found: RelaxationFit, data: Data, fewest_cycles: float) -> RelaxationFit:
    """Return the fit with lines at aliases of the mains, as many as stand out of the residual's periodogram."""
    while found.model.mains < _MOST_LINES:
        frequency = alias_frequency(found.elapsed, found.residual, fewest_cycles)
        if frequency is None:
            break
        model = replace(found.model, mains=found.model.mains + 1)
        angle = 2 * np.pi * frequency * found.elapsed
        design = np.stack([np.sin(angle), np.cos(angle)], axis=1)
        amplitudes = np.linalg.lstsq(design, found.residual, rcond=None)[0]
        start = np.concatenate([found.fit.values, amplitudes, [frequency]])
        better = _fitted(model, *data, [start])
        if better.score > found.score - _CLEARLY_BETTER:
            break
        found = better
    return found


def alias_frequency(x: Array, residual: Array, fewest_cycles: float = 2.5) -> float | None:
    """Return the frequency of an aliased mains line in residuals / Hz, None if there is none.

    The peak of the periodogram must be 16 times its median and lie within the grid's wander of an alias of 50 or 60 Hz.

    Parameters
    ----------
    x, residual : (n,) array
        s, regular but for missing points; V.
    fewest_cycles : float
        In the record; slower waves cannot be told from the curve itself.
    """
    step = float(np.median(np.diff(x)))
    index = (x - x[0]) / step
    if np.abs(index - np.round(index)).max() > 0.05 or index[-1] > 3 * x.size:
        return None
    regular = np.zeros(round(float(index[-1])) + 1)
    regular[np.round(index).astype(int)] = residual - residual.mean()
    padded = 4 * regular.size
    power = np.abs(np.fft.rfft(regular, padded)) ** 2
    frequency = np.fft.rfftfreq(padded, step)
    rate = 1 / step
    alias = np.array([abs(mains - rate * round(mains / rate)) for mains in _MAINS])
    near = (np.abs(frequency[:, None] - alias) < _MAINS_WANDER).any(axis=1)
    near &= frequency > fewest_cycles / (regular.size * step)
    if not near.any():
        return None
    top = int(np.argmax(np.where(near, power, 0.0)))
    return float(frequency[top]) if power[top] > _MAINS_PEAK * float(np.median(power)) else None


def _grows(found: RelaxationFit) -> bool:
    values = found.fit.values
    return bool(found.model.growth and values[2] > 0.5e-3)


def _after_contest(found: RelaxationFit, base: Array, bins: Data, data: Data) -> RelaxationFit:
    """Return the winner of self-smoothing, depletion, and both, each with what mains it needs.

    Both together are tried only where self-smoothing alone does not describe the curve.
    """
    rivals = {"relaxation": found, "depletion": _depleted(base, bins, data, False)}
    if found.structured:
        found = rivals["relaxation"] = _with_mains(found, data, 0.6)
    if found.structured and rivals["depletion"].structured:
        both = _depleted(base, bins, data, True)
        if 0.005 < both.fit.values[COUNT] < 0.15 and not both.structured:
            rivals["both"] = both
    scores = {name: rival.score for name, rival in rivals.items()}
    chosen = "depletion" if scores["depletion"] < scores["relaxation"] else "relaxation"
    if scores.get("both", np.inf) < scores[chosen] - _CLEARLY_BETTER:
        chosen = "both"
    return replace(rivals[chosen], scores=tuple(scores.items()))


def _depleted(base: Array, bins: Data, data: Data, growth: bool) -> RelaxationFit:
    span = float(bins[0][-1])
    starts = [np.concatenate([base, [0.03, np.log(factor * span)]]) for factor in (1.2, 3.0)]
    if not growth:
        for start in starts:
            start[GROWTH], start[GROWTH_TIME] = 0.0, np.log(span)
    model = RelaxationModel(depletion=True, growth=growth)
    rough = _fitted(model, *bins, starts, evaluations=40)
    return _with_mains(_fitted(model, *data, [rough.fit.values]), data, _FEWEST_CYCLES)


def _with_intervals(found: RelaxationFit, noise: Array) -> RelaxationFit:
    """Return the fit with the covariance that its residuals ask for: white, resampled, or white and drift."""
    rows = found.fit.residual
    slopes = found.fit.jacobian * noise[:, None]
    drift = drift_under(found.elapsed, found.residual, noise, slopes, ~found.fit.at_bound)
    if drift is not None:
        structured = found.structured
        if structured and drift.deviation < _LARGEST_DRIFT:
            # A model of the wrong form misses the spike; drift has hardly begun there.
            early = found.residual[found.elapsed <= 0.1 * found.elapsed[-1]]
            pieces = (early, found.residual - drift.path)
            structured = min(runs_probability(piece) for piece in pieces) < _STRUCTURED
        total = found.covariance + drift.covariance
        return replace(found, covariance=total, drift_covariance=drift.covariance, structured=structured)
    if correlation_time(rows) <= 1:
        return found
    return replace(found, covariance=block_bootstrap_covariance(found.fit.jacobian, rows), method="bootstrap")
