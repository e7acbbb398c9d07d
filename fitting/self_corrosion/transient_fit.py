"""Exponentials, a baseline and aliased mains fitted together to a stripping transient (PHYSICS 4, 7)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import numpy.typing as npt

from fitting.confidence import runs_probability
from fitting.drift import drift_under
from fitting.least_squares import fit_least_squares
from fitting.mains import MainsPosterior, alias_frequencies, mains_posterior, waves_at

Array = npt.NDArray[np.float64]

_MOST_EXPONENTIALS = 3
_GRID = 14  # time constants tried before the first fit
_SLOWEST = 0.4  # of the record; a slower decay is a baseline that drifts,
_SLOWEST_OF_CUT, _STILL_FALLING = 3.0, 6.0  # unless the current still falls by so many deviations of the noise
_ROUNDS = 3  # of time constants and mains in turn
_RELUCTANCE = 3.0  # log odds against one exponential more: a slow wave looks like one
_NEAR = 0.3
_AT_BOUND = 0.95
_APART = 2.0  # ratio of neighbouring time constants, at the least
_FEWEST_SAMPLES = 12
_MOST_ROWS = 4000
_KEPT_ROWS = 1000  # at the start of a long record, where the current is steep
_UNLIKELY = 1e-3
_ROUNDING = 1e-3  # of the noise that was expected: less is none
_LARGEST_DRIFT = 0.01  # of the current: what wanders by more is no drift but a transient of another form
_BLOCK = 16  # samples; block means show what single samples hide
_EXPECTED_SPREAD = 1.35  # of block means in white noise, with the parameters fitted


@dataclass(frozen=True, eq=False)
class TransientFit:
    """i = sum a_k e^(-x/tau_k) + i_b + wave, over the samples from `start` on, x the time since `start`.

    Parameters
    ----------
    start : float
        s
    time_constants, amplitudes : (m,) array
        tau_k / s, a_k / A; the fastest first.
    baseline : float
        i_b / A.
    posterior : MainsPosterior
        Of the corrections to [ln tau_1 .. ln tau_m, a_1 .. a_m, i_b] about these values, all mains averaged.
    noise : float
        Of a sample, from the residual / A.
    structured : bool
        Whether the residual is not noise.
    drift : (2 m + 1, 2 m + 1) array or None
        What slow drift of the current adds to the covariance of the parameters, where that explains the residual.
    """

    start: float
    time_constants: Array
    amplitudes: Array
    baseline: float
    posterior: MainsPosterior
    noise: float
    structured: bool
    drift: Array | None = None

    def signal(self, time: Array) -> Array:
        """Return the exponentials / A."""
        result: Array = np.exp(-(time[:, None] - self.start) / self.time_constants) @ self.amplitudes
        return result

    def nuisance(self, time: Array) -> Array:
        """Return baseline and wave / A."""
        result: Array = self.baseline + self.posterior.wave(time - self.start)
        return result


def fit_transient(
    time: Array,
    current: Array,
    noise: float,
    interval: float,
    regular: bool,
    start: float = 0.0,
    known_baseline: tuple[float, float] | None = None,
) -> TransientFit:
    """Return the fit with as many exponentials as the evidence asks for.

    Parameters
    ----------
    time, current : (n,) array
        s since the step, A.
    noise, interval : float
        A, s: of a sample.
    regular : bool
        Whether mains may alias.
    start : float
        Samples before it are not fitted / s.
    known_baseline : (float, float), optional
        i_b of a blank and its standard error / A.
    """
    kept = time >= start
    t, y, weight = _blocks(time[kept] - start, current[kept])
    frequencies = alias_frequencies(float(time[-1]), interval) if regular else np.empty(0)
    quarters = [float(np.mean(part)) for part in np.array_split(current[kept], 4)]
    slowest = _SLOWEST_OF_CUT if quarters[2] - quarters[3] > _STILL_FALLING * noise else _SLOWEST
    rows = _Rows(t, y, weight, known_baseline, noise, frequencies, waves_at(frequencies, t) * weight, slowest)
    found, evidence = rows.fitted(np.empty(0)), -np.inf
    for count in range(_MOST_EXPONENTIALS + 1):
        if count and t.size < _FEWEST_SAMPLES * count:
            break
        # One exponential more shall not take the wave; nor may a wave that stood for it stay
        waves = [found.posterior.wave(t)] if count > 1 else []
        rivals = [rows.settled(count, interval, wave) for wave in (*waves, np.zeros(t.size))]
        fit = max(rivals, key=lambda one: one.posterior.log_evidence)
        if start > 0 and count and not _is_tail(fit, slowest * float(t[-1] - t[0])):
            break
        own = fit.posterior.log_evidence - 0.5 * (2 * count + 1) * np.log(t.size) - _RELUCTANCE * max(count - 1, 0)
        if own > evidence and np.all(fit.time_constants[1:] > _APART * fit.time_constants[:-1]):
            found, evidence = fit, own
        elif count > 1:
            break
    if not found.structured:
        found = replace(rows, noise=max(found.noise, _ROUNDING * noise)).fitted(found.time_constants)
    return replace(found, start=start)


def _is_tail(fit: TransientFit, slowest: float) -> bool:
    """Return whether exponentials are the end of a transient, and not what a slow hum leaves beside its baseline."""
    return bool(fit.amplitudes.min() > 0 and fit.time_constants.max() < _AT_BOUND * slowest)


def with_drift(fit: TransientFit, time: Array, current: Array) -> TransientFit:
    """Return a fit of all samples with drift in its covariance, where a random walk makes noise of its residual."""
    decays = np.exp(-(time[:, None] - fit.start) / fit.time_constants)
    moved = fit.amplitudes * decays * (time[:, None] - fit.start) / fit.time_constants
    slopes = np.concatenate([moved, decays, np.ones((time.size, 1))], axis=1) / fit.noise
    left = (current - fit.signal(time) - fit.nuisance(time)) / fit.noise
    drift = drift_under(time, left, np.ones(time.size), slopes, np.ones(slopes.shape[1], dtype=np.bool_))
    if drift is None or drift.deviation * fit.noise > _LARGEST_DRIFT * float(np.max(current)):
        return fit
    if _structured(left - drift.path, 1.0):
        return fit
    return replace(fit, structured=False, drift=drift.covariance)


def _blocks(time: Array, current: Array) -> tuple[Array, Array, Array]:
    """Return the samples, late ones of a long record averaged in blocks, and the root of their counts."""
    if time.size <= _MOST_ROWS:
        return time, current, np.ones(time.size)
    size = int(np.ceil((time.size - _KEPT_ROWS) / (_MOST_ROWS - _KEPT_ROWS)))
    group = np.maximum(np.arange(time.size) - _KEPT_ROWS, -1) // size
    group = np.where(group < 0, np.arange(time.size), _KEPT_ROWS + group)
    count = np.bincount(group).astype(np.float64)
    return np.bincount(group, time) / count, np.bincount(group, current) / count, np.sqrt(count)


@dataclass(frozen=True, eq=False)
class _Rows:
    """The weighted rows of a fit."""

    time: Array
    current: Array
    weight: Array
    known_baseline: tuple[float, float] | None
    noise: float
    frequencies: Array
    waves: Array
    slowest: float

    def settled(self, count: int, interval: float, wave: Array) -> TransientFit:
        """Return the fit of some exponentials, time constants and mains in turn, from a wave."""
        for _ in range(_ROUNDS if self.frequencies.size else 1):
            fit = self.fitted(self.time_constants(count, interval, wave))
            wave = fit.posterior.wave(self.time)
        return fit

    def time_constants(self, count: int, interval: float, wave: Array) -> Array:
        """Return the time constants that leave the least, the linear parameters being eliminated."""
        if count == 0:
            return np.empty(0)
        span = float(self.time[-1] - self.time[0])
        lower, upper = np.log(0.4 * interval), np.log(self.slowest * span)
        target = self._target(self.current - wave)

        def residual(logarithms: Array) -> Array:
            design = self._design(np.exp(logarithms))
            answer = np.linalg.lstsq(design, target, rcond=1e-12)[0]
            result: Array = (target - design @ answer) / self.noise
            return result

        grid = np.linspace(lower + 0.2, upper - 0.2, _GRID)
        apart = [np.array(one) for one in combinations(grid, count)]
        cost = self._grid_cost(grid, count, target)
        start = apart[int(np.argmin(cost))]
        fit = fit_least_squares(
            residual, [start], np.full(count, lower), np.full(count, upper), loss="linear", evaluations=40
        )
        return np.sort(np.exp(fit.values))

    def _grid_cost(self, grid: Array, count: int, target: Array) -> list[float]:
        """Return what every combination of grid points leaves, by normal equations: good enough for a start."""
        whole = self._design(np.exp(grid))
        size = np.linalg.norm(whole, axis=0)
        whole = whole / size
        gram, along = whole.T @ whole, whole.T @ target
        cost = []
        for chosen in combinations(range(grid.size), count):
            take = [*chosen, grid.size]
            part = gram[np.ix_(take, take)] + 1e-10 * np.eye(count + 1)
            cost.append(-float(along[take] @ np.linalg.solve(part, along[take])))
        return cost

    def fitted(self, constants: Array) -> TransientFit:
        """Return the fit for some time constants, with the mains averaged and the noise taken from the residual."""
        count = constants.size
        design, target = self._design(constants), self._target(self.current)
        answer = np.linalg.lstsq(design, target, rcond=1e-12)[0]
        slopes = design
        if count:
            decays = design[:, :count] * self._padded(self.time)[:, None] / constants * answer[:count]
            slopes = np.concatenate([decays, design], axis=1)
        left = target - design @ answer
        held = np.zeros((count, slopes.shape[1]))  # a correction of ln tau stays where the exponential is near a line
        np.fill_diagonal(held, self.noise / _NEAR)
        rows = np.concatenate([slopes, held])
        waves = np.zeros((self.frequencies.size, 2, rows.shape[0]))
        waves[:, :, : self.time.size] = self.waves
        left = np.append(left, np.zeros(count))
        posterior = mains_posterior(left, rows, self.noise, self.frequencies, waves)
        remainder = left[: self.time.size] - self.weight * posterior.wave(self.time)
        remainder = remainder - slopes[: self.time.size] @ self._mean(posterior)
        freedom = max(self.time.size - slopes.shape[1], 1)
        noise = float(np.sqrt(np.sum(np.clip(remainder, -6 * self.noise, 6 * self.noise) ** 2) / freedom))
        structured = _structured(remainder, self.noise)
        constants = np.asarray(constants, dtype=np.float64)
        amplitudes = np.asarray(answer[:count], dtype=np.float64)
        return TransientFit(0.0, constants, amplitudes, float(answer[count]), posterior, noise, structured)

    @staticmethod
    def _mean(posterior: MainsPosterior) -> Array:
        axes = np.eye(posterior.step.size)
        return np.array([posterior.functional(axis)[0] for axis in axes])

    def _design(self, constants: Array) -> Array:
        rows = np.concatenate([np.exp(-self.time[:, None] / constants), np.ones((self.time.size, 1))], axis=1)
        rows = rows * self.weight[:, None]
        if self.known_baseline is not None:
            extra = np.zeros((1, constants.size + 1))
            extra[0, -1] = self.noise / self.known_baseline[1]
            rows = np.concatenate([rows, extra])
        return rows

    def _target(self, current: Array) -> Array:
        rows = self.weight * current
        if self.known_baseline is None:
            return rows
        value, error = self.known_baseline
        return np.append(rows, value * self.noise / error)

    def _padded(self, values: Array) -> Array:
        return values if self.known_baseline is None else np.append(values, 0.0)


def _structured(residual: Array, noise: float) -> bool:
    """Return whether a residual is not white: blocks that wander, or too few runs of one sign."""
    blocks = residual[: residual.size // _BLOCK * _BLOCK].reshape(-1, _BLOCK).mean(axis=1) * np.sqrt(_BLOCK) / noise
    wandering = False
    if blocks.size >= 6:
        limit = 1 + 4.5 * np.sqrt(2 / blocks.size)
        wandering = float(np.mean(np.clip(blocks**2, 0, 25))) > limit
    large = float(np.median(np.abs(residual))) > 0.5 * 0.6745 * noise
    return wandering or (large and runs_probability(residual) < _UNLIKELY)
