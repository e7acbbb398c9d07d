"""The model of a nucleation spike fitted to a record; whether it describes it to the noise (PHYSICS 3.3, steps 4-5)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from fitting.confidence import block_bootstrap_covariance, correlation_time, runs_probability
from fitting.drift import drift_under
from fitting.electrocrystallization.coarse import FEWEST_BEFORE_SPIKE
from fitting.electrocrystallization.fitted_model import STRUCTURED, Data, RelaxationFit, fitted, misses_spike
from fitting.electrocrystallization.mains import CLEARLY_BETTER, with_mains
from fitting.electrocrystallization.record import Record
from fitting.electrocrystallization.relaxation_model import (
    AMPLITUDE,
    CHARGING,
    COUNT,
    GROWTH,
    GROWTH_TIME,
    RelaxationModel,
    unit_biexponential,
)
from fitting.electrocrystallization.smoothing import binned

Array = npt.NDArray[np.float64]
Lattice = tuple[tuple[float, ...], tuple[float, ...], tuple[float, ...]]

MOST_POINTS, FIT_BINS, ROUGH_BINS = 12_000, 300, 256
_POOR = 3.0  # of the noise's variance
_SAME_MINIMUM = 0.1  # of AICc
_MOST_STARTS, _FEW_STARTS = 10, 3  # over random curves ten always found the lowest minimum; three for a drag
_COARSE = ((0.03, 0.15, 0.5), (0.25, 0.8), (0.04, 0.15, 0.4))  # charging and rise over spike, growth over record
_DENSE = ((0.03, 0.06, 0.1, 0.2, 0.5), (0.25, 0.45, 0.8), (0.04, 0.15, 0.4, 0.8))
_LARGEST_DRIFT = 1.5e-3  # V; what wanders by more is no drift but a curve of another form


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
    rough, found = _lowest(model, bins, data, starts)
    coarse = int(np.sum(data[0] <= spike_time - record.onset)) < FEWEST_BEFORE_SPIKE
    poor = found.fit.chi_square > _POOR * found.residual.size  # runs of the many early samples may hide a late misfit
    if found.structured or coarse or poor:  # perhaps only a side minimum: with few samples the cost has several
        lattice = _DENSE if poor else _COARSE
        again = _starts(*bins, 0.8 * max(spike_time - record.onset, float(bins[0][1]) + 1e-9), lattice)
        if sand_time is not None:
            again = [np.append(start, 0.03) for start in again]
        found = min(found, _lowest(model, bins, data, again)[1], key=lambda one: one.score)
    found = with_mains(found, data)
    if sand_time is None and _grows(found):
        found = _after_contest(found, rough.fit.values, bins, data)
    return _with_intervals(found, data)


def _lowest(model: RelaxationModel, bins: Data, data: Data, starts: list[Array]) -> tuple[RelaxationFit, RelaxationFit]:
    """Return the best fit from several starts to the bins, and the better of the two best carried on to all samples."""
    rough = sorted((fitted(model, *bins, [start]) for start in starts), key=lambda one: one.score)
    distinct = [rough[0]]
    distinct += [one for one in rough[1:] if one.score > rough[0].score + _SAME_MINIMUM][:1]
    found = [fitted(model, *data, [one.fit.values]) for one in distinct]
    return rough[0], min(found, key=lambda one: one.score)


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
        warm = fitted(model, *bins, [start])
        if not warm.structured:
            return warm
    starts = _starts(*bins, max(spike_time - record.onset, float(bins[0][1]) + 1e-9), most=_FEW_STARTS)
    rivals = [fitted(model, *bins, [np.append(one, [0.03] * (model.size - COUNT))]) for one in starts]
    return min(rivals, key=lambda one: one.score, default=None)


def _data(record: Record, largest: int) -> Data:
    t, e, noise = binned(record, largest)
    return t - record.onset, e, noise


def _starts(
    x: Array, e: Array, noise: Array, spike: float, lattice: Lattice = _COARSE, most: int = _MOST_STARTS
) -> list[Array]:
    """Return the best of a lattice of time constants that differ, linear parameters solved for."""
    thin = np.unique(np.linspace(0, x.size - 1, min(x.size, 160)).astype(int))
    near = np.flatnonzero(x < 8 * spike)
    near = near[:: max(near.size // 120, 1)]
    take = np.unique(np.concatenate([thin, near]))
    xs, es, ws = x[take], e[take], 1 / noise[take]
    span = float(x[-1])
    rivals: list[tuple[float, Array]] = []
    for charging in lattice[0]:
        q = np.exp(-xs / (charging * spike))
        for rise in lattice[1]:
            for decay in (one for one in (0.6, 1.5, 4.0) if one > rise):  # the other way round it is the same curve
                logs = np.log(rise * spike), np.log(decay * spike)
                spikes = unit_biexponential(xs, *logs, slopes=False)[0]
                for growth in lattice[2]:
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
        if len(distinct) == most:
            break
    return distinct


def _grows(found: RelaxationFit) -> bool:
    values = found.fit.values
    return bool(found.model.growth and values[2] > 0.5e-3)


def _after_contest(found: RelaxationFit, base: Array, bins: Data, data: Data) -> RelaxationFit:
    """Return the winner of self-smoothing, depletion, and both, each with what mains it needs.

    Both together are tried only where self-smoothing alone does not describe the curve.
    """
    rivals = {"relaxation": found, "depletion": _depleted(base, bins, data, False)}
    if found.structured and rivals["depletion"].structured:
        both = _depleted(base, bins, data, True)
        if 0.005 < both.fit.values[COUNT] < 0.15 and not both.structured:
            rivals["both"] = both
    scores = {name: rival.score for name, rival in rivals.items()}
    chosen = "depletion" if scores["depletion"] < scores["relaxation"] else "relaxation"
    if scores.get("both", np.inf) < scores[chosen] - CLEARLY_BETTER:
        chosen = "both"
    return replace(rivals[chosen], scores=tuple(scores.items()))


def _depleted(base: Array, bins: Data, data: Data, growth: bool) -> RelaxationFit:
    span = float(bins[0][-1])
    starts = [np.concatenate([base, [0.03, np.log(factor * span)]]) for factor in (1.2, 3.0)]
    if not growth:
        for start in starts:
            start[GROWTH], start[GROWTH_TIME] = 0.0, np.log(span)
    model = RelaxationModel(depletion=True, growth=growth)
    rough = fitted(model, *bins, starts, evaluations=40)
    return with_mains(fitted(model, *data, [rough.fit.values]), data)


def _with_intervals(found: RelaxationFit, data: Data) -> RelaxationFit:
    """Return the fit with the covariance that its residuals ask for: white, resampled, or white and drift."""
    _, e, noise = data
    slopes = found.fit.jacobian * noise[:, None]
    drift = drift_under(found.elapsed, found.residual, noise, slopes, ~found.fit.at_bound)
    if drift is not None:
        structured = found.structured
        if structured and drift.deviation < _LARGEST_DRIFT:
            # A model of the wrong form misses the spike; drift has hardly begun there.
            early = found.residual[found.elapsed <= 0.1 * found.elapsed[-1]]
            pieces = (early, found.residual - drift.path)
            structured = min(runs_probability(piece) for piece in pieces) < STRUCTURED
            # A walk can follow a spike of a few samples too.
            left = (found.residual / noise, pieces[1] / noise)
            structured |= any(misses_spike(found.elapsed, e, rows, found.fit.values) for rows in left)
        total = found.covariance + drift.covariance
        return replace(found, covariance=total, drift_covariance=drift.covariance, structured=structured)
    if found.hum is not None or correlation_time(found.fit.residual) <= 1:
        return found
    return replace(
        found, covariance=block_bootstrap_covariance(found.fit.jacobian, found.fit.residual), method="bootstrap"
    )
