"""Scharifker-Mostany fitted to a record, with background current and mains as nuisances (PHYSICS 3.1, 7)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from fitting.confidence import correlation_time, runs_probability
from fitting.drift import drift_under
from fitting.electrocrystallization.current_transient_model import mostany_slopes, peak_parameters
from fitting.electrocrystallization.current_transient_record import TransientRecord
from fitting.least_squares import LeastSquaresFit, fit_least_squares
from fitting.mains import alias_frequencies, mains_posterior, waves_at

Array = npt.NDArray[np.float64]

BACKGROUNDS = ("none", "offset", "offset_exponential")
SLOWEST, FASTEST = 1e-3, 1e4  # A t_m: beyond these the limits of the equation are reached
_STARTS = (0.1, 1.0, 10.0, 100.0)  # A t_m
_CLEARLY_BETTER = 16.0  # of AICc, for a background that nobody asked for: it costs D ten times its precision
_STRUCTURED = 1e-3  # probability of the runs
_FAST_CYCLES = 30.0  # a wave of more cycles is read off the periodogram, a slower one is averaged over
_MOST_LINES = 3
_GLITCH, _FEWEST_GOOD = 8.0, 0.95  # standard deviations; share of the samples that may not be glitches
_LINE_PEAK = 20.0  # times the median power: white noise of a thousand points hardly reaches it
_RATIOS = (0.0, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0, 1000.0)  # of relative to constant variance at the maximum
_NO_WAVE = 0.99  # probability above which there is no slow wave
_NEEDED = 6.0  # of twice the log likelihood, for a noise that grows with the current


@dataclass(frozen=True)
class TransientModel:
    """|j| = Mostany(ln D, ln N0, ln A) [+ offset [+ amplitude exp(-t/tau)]], the parameters in this order, tau as ln.

    Parameters
    ----------
    concentration : float
        mol/m^3.
    background : str
        One of `BACKGROUNDS`.
    """

    concentration: float
    background: str = "none"

    @property
    def size(self) -> int:
        """How many parameters."""
        return {"none": 3, "offset": 4, "offset_exponential": 6}[self.background]

    def slopes(self, values: Array, time: Array) -> tuple[Array, Array]:
        """Return |j| / A/m^2 and its derivatives, (n,) and (n, p)."""
        current, slopes = mostany_slopes(time, values, self.concentration)
        if self.background == "none":
            return current, slopes
        columns = [slopes, np.ones((time.size, 1))]
        current = current + values[3]
        if self.background == "offset_exponential":
            decay = np.exp(-time / np.exp(values[5]))
            current = current + values[4] * decay
            columns.append(np.stack([decay, values[4] * decay * time / np.exp(values[5])], axis=1))
        return current, np.concatenate(columns, axis=1)

    def current(self, values: Array, time: Array) -> Array:
        """Return |j| / A/m^2."""
        return self.slopes(values, time)[0]


@dataclass(frozen=True, eq=False)
class TransientFit:
    """A fitted transient.

    Parameters
    ----------
    model : TransientModel
    record : TransientRecord
        Its current without what mains was taken off.
    fit : LeastSquaresFit
    noise : (n,) array
        Standard deviation of each sample, up to a factor / A/m^2.
    covariance : (p, p) array
    inflation : (p,) array
        By which coloured residuals, drift or unseen mains raise the variance of each parameter.
    structured : bool
        The residuals are not noise.
    mains : tuple of float
        Frequencies of the lines taken off / Hz.
    lower, upper : (p,) array
        Bounds.
    """

    model: TransientModel
    record: TransientRecord
    fit: LeastSquaresFit
    noise: Array
    covariance: Array
    inflation: Array
    structured: bool
    mains: tuple[float, ...]
    lower: Array
    upper: Array

    @property
    def residual(self) -> Array:
        """Recorded minus fitted |j| / A/m^2."""
        result: Array = -self.fit.residual * self.noise
        return result

    @property
    def variance(self) -> float:
        """s^2 of the weighted residuals."""
        return float(np.sum(np.clip(self.fit.residual, -6, 6) ** 2)) / max(self.fit.degrees_of_freedom, 1)

    @property
    def score(self) -> float:
        """AICc, the variance counted."""
        n, k = self.fit.residual.size, self.model.size + 1
        penalty = 2 * k + 2 * k * (k + 1) / max(n - k - 1, 1)
        return n * float(np.log(self.variance)) + penalty


def fit_transient(record: TransientRecord, concentration: float, background: str = "automatic") -> TransientFit:
    """Return the fit of a transient, with the background asked for or the least one that describes the record.

    Parameters
    ----------
    record : TransientRecord
    concentration : float
        mol/m^3.
    background : str
        ``automatic`` or one of `BACKGROUNDS`.
    """
    wanted = BACKGROUNDS if background == "automatic" else (background,)
    scale = max(float(np.abs(record.current).max()) * 1e-4, record.noise)
    noise = np.full(record.time.size, scale)
    found: TransientFit | None = None
    for name in wanted:
        if found is not None and _promise(found, name) < _CLEARLY_BETTER:
            continue
        rival = _fitted(TransientModel(concentration, name), record, noise, None)
        rival = _with_slow_mains(_with_lines(_without_glitches(rival)))
        if found is not None and rival.fit.at_bound.any():
            continue  # a decay as long as the record is none
        # Samples that wander together count once.
        needed = _CLEARLY_BETTER * correlation_time(rival.fit.residual)
        if found is None or rival.score / rival.record.time.size * found.record.time.size < found.score - needed:
            found = rival
    assert found is not None
    weights = _deviations(found)
    if weights is not None:
        again = _fitted(found.model, found.record, weights, found.fit.values)
        found = _with_slow_mains(replace(again, mains=found.mains))
    return _with_covariance(found)


def _promise(found: TransientFit, background: str) -> float:
    """Return by how much a further background would lower the weighted squares, to first order, over the variance."""
    t = found.record.time
    columns = [np.ones((t.size, 1))]
    if background == "offset_exponential":
        columns.append(np.exp(-t[:, None] / np.geomspace(2 * t[0], 0.3 * t[-1], 6)))
    design = np.concatenate([found.fit.jacobian, np.concatenate(columns, axis=1) / found.noise[:, None]], axis=1)
    length = np.linalg.norm(design, axis=0)
    design = design[:, np.isfinite(length) & (length > 0)]  # a parameter at its bound moves nothing
    basis = np.linalg.qr(design / np.linalg.norm(design, axis=0))[0]
    return float(np.sum((basis.T @ found.fit.residual) ** 2)) / found.variance


def held_excess(found: TransientFit, index: int) -> Callable[[float], float]:
    """Return excess(x) of `profile_interval`: the rise of the weighted squares with one parameter held at x.

    Parameters
    ----------
    found : TransientFit
    index : int
        Of the parameter.
    """
    best = found.fit.chi_square
    warm = found.fit.values
    scale = found.variance * float(found.inflation[index])
    known: dict[float, float] = {}

    def excess(x: float) -> float:
        nonlocal warm
        if x in known:
            return known[x]
        lower, upper = found.lower.copy(), found.upper.copy()
        lower[index], upper[index] = x - 1e-12, x + 1e-12
        start = np.clip(warm, lower, upper)
        held = _least(found.model, found.record, found.noise, [start], lower, upper)
        warm = held.values
        known[x] = max(held.chi_square - best, 0.0) / scale
        return known[x]

    return excess


def _fitted(model: TransientModel, record: TransientRecord, noise: Array, start: Array | None) -> TransientFit:
    lower, upper = _bounds(model, record)
    starts = [start] if start is not None else _starts(model, record)
    fit = _least(model, record, noise, starts, lower, upper)
    structured = runs_probability(fit.residual) < _STRUCTURED
    return TransientFit(model, record, fit, noise, fit.covariance, np.ones(model.size), structured, (), lower, upper)


def _least(
    model: TransientModel, record: TransientRecord, noise: Array, starts: list[Array], lower: Array, upper: Array
) -> LeastSquaresFit:
    def residual(values: Array) -> Array:
        result: Array = (model.current(values, record.time) - record.current) / noise
        return result

    def jacobian(values: Array) -> Array:
        result: Array = model.slopes(values, record.time)[1] / noise[:, None]
        return result

    return fit_least_squares(residual, starts, lower, upper, jacobian, evaluations=100)


def _starts(model: TransientModel, record: TransientRecord) -> list[Array]:
    offset = 0.0 if model.background == "none" else max(0.5 * float(np.min(record.current)), 0.0)
    starts = []
    for product in _STARTS:
        peak = max(record.peak_current - offset, 0.1 * record.peak_current)
        values = peak_parameters(record.peak_time, peak, product, model.concentration)
        if model.background != "none":
            values = np.append(values, offset)
        if model.background == "offset_exponential":
            first = float(record.current[0]) - offset
            values = np.append(values, [max(first, 0.1 * peak), np.log(0.1 * record.peak_time)])
        starts.append(values)
    return starts


def _bounds(model: TransientModel, record: TransientRecord) -> tuple[Array, Array]:
    centre = peak_parameters(record.peak_time, record.peak_current, 1.0, model.concentration)
    lower, upper = centre - 12.0, centre + 12.0
    lower[2], upper[2] = np.log(SLOWEST / record.peak_time), np.log(FASTEST / record.peak_time)
    largest = float(np.abs(record.current).max())
    if model.background != "none":
        lower, upper = np.append(lower, -largest), np.append(upper, largest)
    if model.background == "offset_exponential":
        shortest = 0.1 * min(float(record.time[0]), float(np.min(np.diff(record.time))))
        lower = np.append(lower, [0.0, np.log(shortest)])
        upper = np.append(upper, [1e3 * largest, np.log(record.time[-1])])
    return lower, upper


def _without_glitches(found: TransientFit) -> TransientFit:
    """Return the fit of the record without single samples far off the curve."""
    good = np.abs(found.residual) < _GLITCH * found.record.noise
    if good.all() or good.mean() < _FEWEST_GOOD:
        return found
    record = replace(found.record, time=found.record.time[good], current=found.record.current[good])
    return _fitted(found.model, record, found.noise[good], found.fit.values)


def _with_lines(found: TransientFit) -> TransientFit:
    """Return the fit of the record without fast waves of the mains, which no parameter can take for its own."""
    lines: list[float] = []
    while len(lines) < _MOST_LINES:
        t, limit = found.record.time, 6 * found.record.noise
        frequency = _fast_line(t, np.clip(found.residual, -limit, limit))
        if frequency is None:
            break
        lines.append(frequency)
        record = replace(found.record, current=found.record.current - _wave(t, found.residual, frequency))
        found = _fitted(found.model, record, found.noise, found.fit.values)
    return replace(found, mains=tuple(lines))


def _fast_line(time: Array, rest: Array) -> float | None:
    """Return the frequency / Hz of a line far above chance in regular samples; None if there is none."""
    span, step = float(time[-1] - time[0]), float(np.median(np.diff(time)))
    place = (time - time[0]) / step
    if np.abs(place - np.round(place)).max() > 0.05 or place[-1] > 3 * time.size:
        return None
    regular = np.zeros(round(float(place[-1])) + 1)
    regular[np.round(place).astype(int)] = rest - rest.mean()
    power = np.abs(np.fft.rfft(regular, 4 * regular.size)) ** 2
    frequency = np.fft.rfftfreq(4 * regular.size, step)
    fast = frequency * span > _FAST_CYCLES
    if not fast.any():
        return None
    top = int(np.argmax(np.where(fast, power, 0.0)))
    if power[top] < _LINE_PEAK * float(np.median(power[fast])):
        return None
    fine = frequency[top] + np.linspace(-0.3, 0.3, 25) / span
    left = [float(np.sum((rest - _wave(time, rest, float(one))) ** 2)) for one in fine]
    return float(fine[int(np.argmin(left))])


def _wave(time: Array, rest: Array, frequency: float) -> Array:
    phase = 2 * np.pi * frequency * time
    design = np.stack([np.sin(phase), np.cos(phase)], axis=1)
    result: Array = design @ np.linalg.lstsq(design, rest, rcond=1e-6)[0]
    return result


def _deviations(found: TransientFit) -> Array | None:
    """Return the noise of each sample where it clearly grows with the current; None where it is constant."""
    squares = np.clip(found.fit.residual, -5 * found.variance**0.5, 5 * found.variance**0.5) ** 2
    share = (found.model.current(found.fit.values, found.record.time) / found.record.peak_current) ** 2
    scores = []
    for ratio in _RATIOS:
        shape = 1 + ratio * share
        scores.append(squares.size * float(np.log(np.mean(squares / shape))) + float(np.log(shape).sum()))
    best = int(np.argmin(scores))
    if scores[0] - scores[best] < _NEEDED:
        return None
    shape = np.sqrt((1 + _RATIOS[best] * share) / (1 + _RATIOS[best]))
    result: Array = found.noise * shape
    return result


def _with_covariance(found: TransientFit) -> TransientFit:
    """Return the fit with its covariance raised by drift or coloured noise."""
    t = found.record.time
    drift = drift_under(t - t[0], found.fit.residual, np.ones(t.size), found.fit.jacobian, ~found.fit.at_bound)
    if drift is None:
        waved = bool(found.inflation.max() > 1)
        covariance = found.covariance if waved else found.covariance * correlation_time(found.fit.residual)
    else:
        covariance = found.covariance + drift.covariance
    return replace(found, covariance=covariance, inflation=_ratio(covariance, found.fit.covariance))


def _ratio(covariance: Array, plain: Array) -> Array:
    """Return by how much each variance is larger, at least 1."""
    own = np.diag(plain)
    result: Array = np.maximum(np.diag(covariance) / np.where(own > 0, own, np.inf), 1.0)
    return result


def _with_slow_mains(found: TransientFit) -> TransientFit:
    """Return the fit with aliases of the mains too slow for the periodogram averaged over, where there may be any."""
    t = found.record.time
    step = float(np.median(np.diff(t)))
    if np.abs(np.diff(t) / step - np.round(np.diff(t) / step)).max() > 0.05 or found.fit.at_bound.any():
        return found
    frequencies = alias_frequencies(float(t[-1] - t[0]), step)
    frequencies = frequencies[frequencies * float(t[-1] - t[0]) <= _FAST_CYCLES]
    if not frequencies.size:
        return found
    raw = found.record
    for _ in range(2):
        found, no_wave, frequency = _slow_mains(found, raw, frequencies)
        if no_wave > _NO_WAVE:
            return found
    return found if no_wave > 0.01 else replace(found, mains=(*found.mains, frequency))


def _slow_mains(found: TransientFit, raw: TransientRecord, frequencies: Array) -> tuple[TransientFit, float, float]:
    """Return the fit without the wave to be expected, how likely there is none, and its likeliest frequency.

    The covariance knows how little is known of the wave.
    """
    t, noise = raw.time, found.noise
    usual = float(np.median(noise))
    current, slopes = found.model.slopes(found.fit.values, t)
    sigma = found.variance**0.5
    rest = np.clip((raw.current - current) / noise, -6 * sigma, 6 * sigma)
    waves = waves_at(frequencies, t) * (usual / noise)
    posterior = mains_posterior(rest, slopes / noise[:, None], sigma, frequencies, waves)
    frequency = float(frequencies[int(np.argmax(posterior.weights.sum(axis=1)))])
    if posterior.no_wave > _NO_WAVE:
        return found, posterior.no_wave, frequency
    unit = np.eye(found.model.size)
    own = np.array([posterior.functional(row)[1] for row in unit])
    covariance = np.diag(own)
    for i in range(own.size):
        for k in range(i):
            both = posterior.functional(unit[i] + unit[k])[1]
            covariance[i, k] = covariance[k, i] = 0.5 * (both - own[i] - own[k])
    record = replace(raw, current=raw.current - usual * posterior.wave(t))
    again = _fitted(found.model, record, noise, found.fit.values)
    inflation = _ratio(covariance, again.fit.covariance)
    again = replace(again, covariance=covariance, inflation=inflation, mains=found.mains)
    return again, posterior.no_wave, frequency
