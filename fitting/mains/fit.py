"""A fit with lines of the mains as its nuisance, in a record at any times, regular or not (PHYSICS 7)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from fitting.least_squares import LeastSquaresFit, fit_least_squares
from fitting.mains.lines import MAINS, WANDER, apparent_frequency, line_frequency
from fitting.messages import Message

Array = npt.NDArray[np.float64]
Model = Callable[[Array], Array]

_MOST_LINES = 2
_ROBUST = 4.0  # standard deviations
_FEWEST_CYCLES = 1.5  # in the record: what is slower is drift to a fit, and left to the interval
_USUAL = 3.0  # of the noise, each part of a line: or slow ones would grow against each other and the curve


def wave(values: Array, frequency: float, time: Array) -> Array:
    """Return a sin + b cos of a line near a frequency.

    Parameters
    ----------
    values : (3,) array
        a, b, and the cycles by which the line runs ahead of `frequency` over the record.
    frequency : float
        Hz.
    time : (n,) array
        s.
    """
    angle = 2 * np.pi * (frequency + values[2] / float(time[-1] - time[0])) * time
    result: Array = values[0] * np.sin(angle) + values[1] * np.cos(angle)
    return result


def fitted_with_mains(
    model: Model,
    data: Array,
    noise: Array,
    time: Array,
    starts: Sequence[Array],
    lower: Array,
    upper: Array,
    sizes: Array,
) -> tuple[LeastSquaresFit, tuple[float, ...]]:
    """Return a robust fit whose residuals have no line of the mains left, and where the lines show / Hz.

    The amplitudes of the lines are held near what is usual.

    Parameters
    ----------
    model : callable
        (p,) -> (n,): a record in time, possibly followed by other data.
    data, noise : (n,) array
    time : (m,) array
        s, of the record, m <= n.
    starts : sequence of (p,) array
    lower, upper : (p,) array
        Bounds; each line adds three parameters behind those of the model, in the fit that is returned.
    sizes : (p,) array
        Natural sizes of the parameters, for differences: 1 of a logarithm.
    """
    problem, lines = _Problem(model, data, noise, time, lower, upper, sizes), list[float]()
    fit = problem.fitted(starts, lines)
    while len(lines) < _MOST_LINES:
        left = (fit.residual * noise)[: time.size]
        frequency = line_frequency(time, left, _FEWEST_CYCLES)
        if frequency is None:
            break
        lines.append(frequency)
        waves = np.stack([wave(np.array(one), frequency, time) for one in ([1.0, 0, 0], [0, 1.0, 0])], axis=1)
        size = np.linalg.lstsq(waves, -left, rcond=None)[0]
        fit = problem.fitted([np.concatenate([fit.values, size, [0.0]])], lines)
    ahead = fit.values[lower.size + 2 :: 3] / float(time[-1] - time[0])
    return fit, tuple(apparent_frequency(float(one), time) for one in np.array(lines) + ahead)


@dataclass(frozen=True, eq=False)
class _Problem:
    """What is fitted; parameters as in `fitted_with_mains`."""

    model: Model
    data: Array
    noise: Array
    time: Array
    lower: Array
    upper: Array
    sizes: Array

    def record(self, values: Array, lines: Sequence[float]) -> Array:
        """Return the model with its lines."""
        count, rows = self.lower.size, self.time.size
        result = np.array(self.model(values[:count]), dtype=np.float64)
        for number, frequency in enumerate(lines):
            result[:rows] += wave(values[count + 3 * number :], frequency, self.time)
        return result

    def fitted(self, starts: Sequence[Array], lines: Sequence[float]) -> LeastSquaresFit:
        """Return the fit with lines near some frequencies / Hz."""
        reach = 2 * float(np.abs(self.data[: self.time.size]).max())
        usual = _USUAL * float(np.median(self.noise[: self.time.size]))
        low = np.concatenate([self.lower, [-reach, -reach, -2.0] * len(lines)])
        high = np.concatenate([self.upper, [reach, reach, 2.0] * len(lines)])
        step = 1e-5 * np.concatenate([self.sizes, [reach, reach, 1.0] * len(lines)])
        hum = [self.lower.size + 3 * line + part for line in range(len(lines)) for part in (0, 1)]
        prior = np.eye(low.size)[hum] / usual

        def residual(values: Array) -> Array:
            return np.append((self.record(values, lines) - self.data) / self.noise, values[hum] / usual)

        def slopes(values: Array) -> Array:
            own = _differences(lambda one: self.record(one, lines), values, step)
            return np.concatenate([own / self.noise[:, None], prior])

        fit = fit_least_squares(residual, starts, low, high, slopes, scale=_ROBUST)
        rows = self.data.size
        return replace(fit, residual=fit.residual[:rows], jacobian=fit.jacobian[:rows])


def mains_removed(frequency: float) -> Message:
    """Return what is to be said of a line that was fitted.

    Parameters
    ----------
    frequency : float
        Where it shows / Hz.
    """
    text = "Mains hum aliased to {frequency:.4g} Hz was fitted and removed."
    if any(abs(frequency - mains) < 2 * WANDER for mains in MAINS):
        text = "Mains hum of {frequency:.4g} Hz was fitted and removed."
    return Message("MAINS_ALIAS", text, {"frequency": frequency}, frequency)


def _differences(function: Model, values: Array, step: Array) -> Array:
    pairs = [(function(values + one), function(values - one)) for one in np.diag(step)]
    return np.stack([(above - below) / (2 * h) for (above, below), h in zip(pairs, step, strict=True)], axis=1)
