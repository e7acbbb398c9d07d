"""Fits of the rivals to one polarization curve, and their profiles (PHYSICS 2.2, 7)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from fitting.charge_transfer.polarization_models import (
    ALPHA,
    COUNT,
    DROP,
    INVERSE,
    LOG_CURRENT,
    SHIFT,
    SINE,
    Known,
    Problem,
    RateLaw,
)
from fitting.charge_transfer.polarization_noise import estimated_noise, first_guess, mains_wave
from fitting.charge_transfer.polarization_record import PolarizationRecord
from fitting.confidence import correlation_time, profile_interval, runs_probability, student_quantile
from fitting.drift import drift_under
from fitting.least_squares import LeastSquaresFit, polished_fit
from fitting.mains import unseen_hum

Array = npt.NDArray[np.float64]

_BEND = 3.0  # standard deviations at which the loss bends
_DROPS = (0.0, 0.15, 0.4, 0.7, 0.9)  # shares of the largest possible drop, to start from
_STRUCTURED = 1e-3  # probability of the runs of the residuals' signs
_MISFIT = 1e-8  # the same, where the law is not the curve's
_FEW = 60  # points below which the noise is always read off the better of two flexible laws
_FLEXIBLE = RateLaw(chidsey=False, alpha=True, energy=True, resistance=True)
_FLEXIBLE_CHIDSEY = RateLaw(chidsey=True, alpha=False, energy=True, resistance=True)
_WAVE_PASS, _PASSES = 2, 5  # when a wave is looked for, and after how many passes the noise stands
_ROUNDING = 1e-4  # of the noise's variance: a curve without noise has no likelihood
_SHIFTS = 17  # frequencies of a wave to start from
_CHIDSEY_SHIFT = 4.3  # L of Marcus' law less that of Chidsey's on the same curve: 0.11 eV


@dataclass(frozen=True, eq=False)
class RivalFit:
    """One rival at its best.

    Parameters
    ----------
    law : RateLaw
    fit : LeastSquaresFit
        Of the nine parameters; see `polarization_models`.
    cost : float
        Twice the robust objective: the sum of squares where no point lies far off.
    free : int
        How many parameters were fitted.
    points : int
    colour : float
        Inflation of variances by the colour of the residuals, 1 for white ones.
    drift : (9, 9) array or None
        What slow drift of the current adds to the covariance.
    walk : (n,) array or None
        The drift to be expected in the residuals.
    """

    law: RateLaw
    fit: LeastSquaresFit
    cost: float
    free: int
    points: int
    colour: float
    drift: Array | None = None
    walk: Array | None = None

    @property
    def values(self) -> Array:
        """The nine parameters."""
        return self.fit.values

    @property
    def quantile(self) -> float:
        """Student's t of 95 %."""
        return student_quantile(self.points - self.free)

    @property
    def variance(self) -> float:
        """Of the weighted residuals, inflated by their colour."""
        return self.colour * self.cost / max(self.points - self.free, 1)

    @property
    def misfits(self) -> bool:
        """Whether the residuals are so little random that the law cannot be the curve's."""
        rows = self.fit.residual[: self.points]
        return runs_probability(rows if self.walk is None else rows - self.walk) < _MISFIT

    def error(self, place: int) -> float:
        """Return the standard error of a parameter, 0 for one that is held or at a bound."""
        residual = max(float(np.sum(np.clip(self.fit.residual, -6, 6) ** 2)), 1e-300)
        widened = self.colour * max(1.0, _ROUNDING * self.points / residual)
        own = float(self.fit.standard_errors[place] * np.sqrt(widened))
        return own if self.drift is None else float(np.hypot(own, np.sqrt(max(self.drift[place, place], 0.0))))

    def inflation(self, place: int) -> float:
        """Return by how much drift raises the variance of a parameter."""
        own = float(self.fit.covariance[place, place]) * self.colour
        return 1.0 if self.drift is None or own <= 0 else 1 + float(self.drift[place, place]) / own


def fit_rival(problem: Problem, law: RateLaw, further_starts: Iterable[Array] = ()) -> RivalFit:
    """Return the best fit of a rate law to a curve, from linear estimates and any further starts."""
    lower, upper = problem.bounds(law)
    return _best_fit(problem, law, [*_linear_starts(problem, law), *further_starts], lower, upper)


def _best_fit(problem: Problem, law: RateLaw, starts: list[Array], lower: Array, upper: Array) -> RivalFit:
    fits = [
        polished_fit(
            lambda values: problem.residual(law, values),
            lambda values: problem.jacobian(law, values),
            np.clip(start, lower, upper),
            lower,
            upper,
            scale=_BEND,
            iterations=40,
        )
        for start in starts
    ]
    fit = min(fits, key=lambda one: _cost(one.residual))
    points = problem.record.current.size
    rows = fit.residual[:points]
    colour = float(correlation_time(rows)) if runs_probability(rows) < _STRUCTURED else 1.0
    cost = max(_cost(fit.residual), _ROUNDING * points)
    return RivalFit(law, fit, cost, int((upper > lower).sum()), points, colour)


def _cost(rows: Array) -> float:
    return 2 * _BEND**2 * float(np.sum(np.sqrt(1 + (rows / _BEND) ** 2) - 1))


def _linear_starts(problem: Problem, law: RateLaw) -> list[Array]:
    """Return starts from ln(j_red) + H/2 = ln i0 + (1/2 - a) H - H^2/4L, at one or several series resistances."""
    record, (lower, upper) = problem.record, problem.bounds(law)
    side = np.abs(record.potential - record.rest)
    large = np.abs(record.current) > 0.3 * problem.scale
    largest = float(np.median(side[large] / np.abs(record.current[large])))
    drops = [share * largest * problem.scale for share in _DROPS] if upper[DROP] > lower[DROP] else [lower[DROP]]
    if problem.known.resistance is not None:
        given = problem.known.resistance * problem.scale
        drops = [given, *drops] if law.resistance else [given]
    found = [_linear_start(problem, law, drop) for drop in drops]
    found.sort(key=lambda one: one[0])
    starts = [start for _, start in found[:2]]
    return starts if problem.wave is None else [_with_wave(problem, law, start) for start in starts]


def _with_wave(problem: Problem, law: RateLaw, start: Array) -> Array:
    """Return a start with the amplitudes and the frequency at which a wave and the law's slopes fit best together."""
    lower, upper = problem.bounds(law)
    free = upper > lower
    free[SHIFT] = False
    best = (np.inf, start)
    for shift in np.linspace(lower[SHIFT], upper[SHIFT], _SHIFTS):
        moved = start.copy()
        moved[SHIFT] = shift
        rows, columns = problem.residual(law, moved), problem.jacobian(law, moved)[:, free]
        weight = 1 / np.sqrt(1 + (rows / (_BEND * max(float(np.median(np.abs(rows))), 1.0))) ** 2)
        solution = np.linalg.lstsq(columns * weight[:, None], -rows * weight, rcond=1e-8)[0]
        left = float(np.sum((weight * (rows + columns @ solution)) ** 2))
        if left < best[0]:
            moved[free] += solution
            best = (left, moved)
    return best[1]


def _linear_start(problem: Problem, law: RateLaw, drop: float) -> tuple[float, Array]:
    record = problem.record
    H = (record.potential - record.rest - drop * record.current / problem.scale) / problem.thermal
    start = np.zeros(COUNT)
    start[ALPHA], start[DROP], start[LOG_CURRENT] = 0.5, drop, np.log(problem.scale)
    clear = (np.abs(H) > 0.3) & (record.current * H > 0)
    if clear.sum() < 3:
        return np.inf, start
    H, size = H[clear], np.abs(record.current[clear])
    ordinate = np.log(size) - np.abs(H) / 2 - np.log(-np.expm1(-np.abs(H)))
    weight = size / problem.noise.deviation(size)
    columns = [np.ones_like(H)] + ([H] if law.alpha else []) + ([-0.25 * H * H] if law.energy else [])
    matrix = np.stack(columns, axis=1) * weight[:, None]
    solution = np.linalg.lstsq(matrix, ordinate * weight, rcond=None)[0]
    if law.energy and solution[-1] < 0:
        kept = np.linalg.lstsq(matrix[:, :-1], ordinate * weight, rcond=None)[0]
        solution = np.append(kept, 0.0)
    start[LOG_CURRENT] = solution[0]
    if law.alpha:
        start[ALPHA] = 0.5 - solution[1]
    if law.energy:
        inverse = float(solution[-1])
        start[INVERSE] = 1 / max(1 / inverse - _CHIDSEY_SHIFT, 1.0) if law.chidsey and inverse > 0 else inverse
    short = (record.current.size - H.size) * 9.0  # a resistance that leaves no overpotential is no start
    return float(np.sum((matrix @ solution - ordinate * weight) ** 2)) + short, start


def prepared_problem(record: PolarizationRecord, thermal: float, known: Known) -> Problem:
    """Return the problem with its noise, and its mains wave if there is one, read off a flexible fit."""
    problem = Problem(record, thermal, first_guess(record.current), known)
    points, starts = record.current.size, list[Array]()
    flexible = [replace(law, resistance=known.resistance is None) for law in (_FLEXIBLE, _FLEXIBLE_CHIDSEY)]
    for step in range(_PASSES):
        laws = flexible if points < _FEW or step == _WAVE_PASS else flexible[:1]
        best = min((fit_rival(problem, law, starts) for law in laws), key=lambda one: one.cost)
        remainder, current = problem.remainder(best.law, best.values)
        noise = estimated_noise(remainder, current, best.free)
        if step == _WAVE_PASS:
            free = best.fit.jacobian[:points, :SINE][:, ~best.fit.at_bound[:SINE]]
            wave = mains_wave(best.fit.residual[:points], free, record.place, record.step, noise, current)
            problem = replace(problem, wave=wave)
        problem = replace(problem, noise=noise, seen={})
        if step >= _WAVE_PASS and problem.wave is None:
            break
        if step > _WAVE_PASS and best.misfits:  # the wave stood for a fault of every law
            problem, best = replace(problem, wave=None), fit_rival(replace(problem, wave=None, seen={}), best.law)
        starts = [best.values]
    return problem


def profiled(problem: Problem, rival: RivalFit, place: int) -> tuple[float, float]:
    """Return the 95 % profile-likelihood interval of one parameter; an end at a bound is that bound."""
    return profile_path(problem, rival, place)[0]


def profile_path(problem: Problem, rival: RivalFit, place: int) -> tuple[tuple[float, float], Array]:
    """Return the interval of `profiled`, and the profile as it was walked.

    Returns
    -------
    (float, float), (n, 2) array
        The interval; values of the parameter, ascending, with the excess of the objective in units of the variance,
        which reaches ``rival.quantile ** 2`` at the ends of the interval.
    """
    interval, walked = profile_walk(problem, rival, place)
    variance = rival.variance * rival.inflation(place)
    rises = {value: max((held.cost - rival.cost) / variance, 0.0) for value, held in walked.items()}
    return interval, np.array(sorted(rises.items()))


def profile_walk(problem: Problem, rival: RivalFit, place: int) -> tuple[tuple[float, float], dict[float, RivalFit]]:
    """Return the interval of `profiled`, and the fits with the parameter held that were made to find it."""
    lower, upper = problem.bounds(rival.law)
    variance = rival.variance * rival.inflation(place)
    best = float(rival.values[place])
    walked = {best: rival}

    def excess(value: float) -> float:
        walked[value] = held_fit(problem, rival, place, value)
        return (walked[value].cost - rival.cost) / variance

    column, others, _ = _apart(rival, place, lower, upper)
    left = float(np.linalg.norm(column - others @ np.linalg.lstsq(others, column, rcond=None)[0]))
    error = min(float(np.sqrt(variance)) / max(left, 1e-12), 0.25 * float(upper[place] - lower[place]))
    return profile_interval(excess, best, error, lower[place], upper[place], rival.quantile**2), walked


def held_fit(problem: Problem, rival: RivalFit, place: int, value: float) -> RivalFit:
    """Return the best fit of a rival's law with one parameter held, from the rival's own best."""
    lower, upper = problem.bounds(rival.law)
    column, others, free = _apart(rival, place, lower, upper)
    start = rival.values.copy()
    start[free] -= np.linalg.lstsq(others, column, rcond=None)[0] * (value - start[place])
    start[place] = lower[place] = upper[place] = value
    return _best_fit(problem, rival.law, [start], lower, upper)


def _apart(rival: RivalFit, place: int, lower: Array, upper: Array) -> tuple[Array, Array, npt.NDArray[np.bool_]]:
    """Return the slopes by one parameter, those by the others that are free, and which these are."""
    free = upper > lower
    free[place] = False
    return rival.fit.jacobian[:, place], rival.fit.jacobian[:, free], free


def with_drift(problem: Problem, rival: RivalFit) -> RivalFit:
    """Return a fit whose errors have in them slow drift that its residuals show, or slow hum that they may hide."""
    rows, slopes = rival.fit.residual[: rival.points], rival.fit.jacobian[: rival.points]
    free, place = ~rival.fit.at_bound, problem.record.place
    known = rival.fit.jacobian[rival.points :]
    drift = drift_under(place, rows, np.ones(rows.size), slopes, free, known)
    if drift is not None:
        return replace(rival, drift=drift.covariance, walk=drift.path, colour=1.0)
    if problem.wave is not None or problem.record.step is None:
        return rival
    current = problem.evaluated(rival.law, rival.values)[0]
    deviation = problem.noise.deviation(current)
    hum = unseen_hum(-rows, slopes[:, free], place * problem.record.step, deviation, known[:, free])
    if hum is None:
        return rival
    added = np.zeros_like(rival.fit.covariance)
    added[np.ix_(free, free)] = hum - rival.fit.covariance[np.ix_(free, free)]
    return replace(rival, drift=added) if np.diag(added).max() > 0 else rival
