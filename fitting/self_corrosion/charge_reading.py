"""A stripping transient read: its charge by parts, each with a standard error (PHYSICS 4)."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from fitting.confidence import correlation_time
from fitting.self_corrosion.transient import Transient
from fitting.self_corrosion.transient_fit import TransientFit, fit_transient, with_drift

Array = npt.NDArray[np.float64]
Pair = tuple[float, float]

_SHARES = (0.02, 0.1, 0.4)  # of the largest current: below them the model may hold where it does not from the start
_FEWEST = 40  # samples
_SMOOTHED, _PARTS = 5, 50  # samples that are averaged at the least; into how many parts of the record
_SEEN, _UNSEEN = 6.0, 4.0  # by how many deviations of a sample, and of their mean, a deposit shows
_SETTLED = 0.7  # of the record: a tail that begins later is too short to show a drift
_OUTLYING, _LONELY, _MOST_OUTLIERS = 6.0, 4.0, 4  # noise deviations from a fit; times what the samples beside it do
_OVER_WITHIN = 5.0  # samples; a decay as fast is the double layer's,
_SMALL = 0.2  # if it is no more of the charge than this: little is left after a long rest,
_FAR = 0.1  # and far from the next


class ChargeReading:
    """The charge of one transient: trapezoid up to a sample, exponentials from there on.

    Parameters
    ----------
    record : Transient
    known_baseline : (float, float), optional
        Baseline of a blank and its standard error / A.
    """

    def __init__(self, record: Transient, known_baseline: Pair | None = None) -> None:
        self.record, self.fit = _described(record, known_baseline)
        record = self.record
        first = int(np.searchsorted(record.time, self.fit.start))
        self._split = record.time.size - 1 if self.fit.structured else first
        self._colour = 1.0
        if self.fit.structured:
            time = record.time[first:]
            left = record.current[first:] - self.fit.signal(time) - self.fit.nuisance(time)
            self._colour = float(np.sqrt(correlation_time(left)))

    @cached_property
    def total(self) -> Pair:
        """Charge from the step to the end of time, and its standard error / C."""
        return self._charge(np.ones(self.fit.time_constants.size))

    @cached_property
    def total_without_double_layer(self) -> Pair:
        """The same without the exponential that is the double layer's / C."""
        kept = np.ones(self.fit.time_constants.size)
        if self.double_layer is not None:
            kept[0] = 0.0
        return self._charge(kept)

    @property
    def double_layer(self) -> Pair | None:
        """Charge of a first exponential that is over within a few samples / C; None where there is none."""
        constants, amplitudes = self.fit.time_constants, self.fit.amplitudes
        if self._split > 0 or constants.size < 2 or amplitudes[0] <= 0:
            return None
        if constants[0] > min(_OVER_WITHIN * self.record.interval, _FAR * constants[1]):
            return None
        kept = np.zeros(constants.size)
        kept[0] = 1.0
        charge = self._charge(kept)
        return charge if charge[0] < _SMALL * self.total[0] else None

    @property
    def tail(self) -> Pair:
        """Charge beyond the record, and its standard error / C."""
        return self._value(*self._area(self.record.duration, np.ones(self.fit.time_constants.size)))

    @property
    def baseline(self) -> Pair:
        """Baseline and its standard error / A."""
        return self._value(self.fit.baseline, self._gradient(baseline=1.0))

    @property
    def initial_current(self) -> Pair:
        """Current at the step without baseline, mains and double layer, and its standard error / A."""
        if self._split > 0:
            first = self.record.time[:3]
            level = self.record.current[:3] - self.fit.nuisance(first)
            return float(np.median(level)), self.fit.noise
        kept = np.ones(self.fit.time_constants.size)
        if self.double_layer is not None:
            kept[0] = 0.0
        return self._value(float(kept @ self.fit.amplitudes), self._gradient(amplitudes=kept))

    @property
    def end_current(self) -> float:
        """Current of the deposit at the end of the record / A."""
        if self.fit.structured:
            last = slice(-max(self.record.time.size // 50, 3), None)
            level = self.record.current[last] - self.fit.nuisance(self.record.time[last])
            return float(np.median(level))
        return float(self.fit.signal(self.record.time[-1:])[0])

    def signal(self, time: Array) -> Array:
        """Return the current of the deposit at sample times / A: the model where it holds, else the samples."""
        result = self.fit.signal(time)
        early = slice(0, self._split + 1 if self._split else 0)
        result[early] = self.record.current[early] - self.fit.nuisance(time[early])
        return result

    def _charge(self, kept: Array) -> Pair:
        """Return trapezoid and area of the exponentials that are kept (1 or 0)."""
        fit, split = self.fit, self._split
        time, current = self.record.time[: split + 1], self.record.current[: split + 1]
        area, gradient = self._area(float(time[-1]) if split else 0.0, kept)
        if split == 0:
            return self._value(area, gradient)
        weight = np.zeros(time.size)
        weight[1:] += 0.5 * np.diff(time)
        weight[:-1] += 0.5 * np.diff(time)
        gradient[-1] -= weight.sum()
        phase = 2 * np.pi * fit.posterior.frequencies[:, None] * (time - fit.start)
        wave = -np.stack([np.cos(phase) @ weight, np.sin(phase) @ weight], axis=1)
        trapezoid = float(weight @ (current - fit.baseline))
        value, error = self._value(area + trapezoid, gradient, wave)
        samples = self._colour * fit.noise * np.linalg.norm(weight)
        drift = 0.5 * fit.noise * fit.start  # a baseline seen at the end only may have come there by a sample's noise
        return value, float(np.sqrt(error**2 + samples**2 + drift**2))

    def _area(self, start: float, kept: Array) -> tuple[float, Array]:
        """Return the area of exponentials from a time on, and its gradient in the parameters of the fit."""
        constants = self.fit.time_constants
        since = start - self.fit.start
        unit = kept * constants * np.exp(-since / constants)
        whole = unit * self.fit.amplitudes
        return float(whole.sum()), np.concatenate([whole * (1 + since / constants), unit, [0.0]])

    def _gradient(self, amplitudes: Array | None = None, baseline: float = 0.0) -> Array:
        count = self.fit.time_constants.size
        middle = np.zeros(count) if amplitudes is None else amplitudes
        return np.concatenate([np.zeros(count), middle, [baseline]])

    def _value(self, value: float, gradient: Array, wave: Array | None = None) -> Pair:
        shift, variance = self.fit.posterior.functional(gradient, wave)
        error = self._colour * float(np.sqrt(max(variance, 0.0)))
        if self.fit.drift is not None:
            error = float(np.hypot(error, np.sqrt(max(float(gradient @ self.fit.drift @ gradient), 0.0))))
        return value + shift, error


def _lonely_outlier(record: Transient, fit: TransientFit) -> int | None:
    """Return the sample that lies farthest off a fit, if it does so alone; the window of Hampel's misses the ends."""
    away = np.abs(record.current - fit.signal(record.time) - fit.nuisance(record.time))
    worst = int(np.argmax(away))
    beside = np.delete(away[max(worst - 4, 0) : worst + 5], min(worst, 4))
    lonely = away[worst] > max(_OUTLYING * record.noise, _LONELY * float(np.median(beside)))
    return worst if lonely else None


def _described(record: Transient, known_baseline: Pair | None) -> tuple[Transient, TransientFit]:
    """Return the fit from the earliest time on from which it describes the samples, and the samples without outliers.

    A transient that is no sum of exponentials from the start (a plateau, then a fall) is one from some time on.
    """

    def fit(start: float) -> TransientFit:
        return fit_transient(
            record.time, record.current, record.noise, record.interval, record.regular, start, known_baseline
        )

    found = fit(0.0)
    for _ in range(_MOST_OUTLIERS):
        lonely = _lonely_outlier(record, found)
        if lonely is None:
            break
        record = replace(record, time=np.delete(record.time, lonely), current=np.delete(record.current, lonely))
        found = fit(0.0)
    trials = _tails(record)
    if not found.time_constants.size and not trials:
        return record, fit(0.5 * record.duration)  # no deposit to see: the second half is the baseline of the first
    if found.time_constants.size:
        wandering = with_drift(found, record.time, record.current)
        # A walk makes noise of a wrong form as well, but where that has ended nothing wanders
        if found.structured and trials and trials[0] < _SETTLED * record.duration:
            end = fit(trials[0])
            if not end.structured:
                return record, end
        if not wandering.structured:
            return record, wandering
    latest = None
    for start in trials:
        trial = fit(start)
        if not trial.structured:
            return record, trial
        latest = latest or trial
    return record, latest or found  # no model from the start: its baseline would be that of another form


def _tails(record: Transient) -> list[float]:
    """Return from when on the current stays below shares of its largest / s, the latest first; none without a deposit.

    What is left must be enough for a fit, and a share as small as the noise is none.
    """
    size = min(max(_SMOOTHED, record.time.size // _PARTS), record.time.size)
    smooth = np.convolve(record.current, np.ones(size) / size, mode="same")
    above = smooth - float(np.median(record.current[-max(record.time.size // 10, 3) :]))
    largest, least = float(above.max()), _UNSEEN * record.noise / float(np.sqrt(size))
    if largest < _SEEN * record.noise * float(np.sqrt(_SMOOTHED / size)):
        return []
    starts = [float(record.time[np.flatnonzero(above > max(share * largest, least))[-1]]) for share in _SHARES]
    return [start for start in starts if int(np.sum(record.time >= start)) >= _FEWEST]
