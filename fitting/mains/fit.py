"""A fit with lines of the mains as its nuisance, in a record at any times, regular or not (PHYSICS 7)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from fitting.least_squares import LeastSquaresFit, fit_least_squares
from fitting.mains.lines import line_frequency

Array = npt.NDArray[np.float64]
Model = Callable[[Array], Array]

_MOST_LINES = 2
_ROBUST = 4.0  # standard deviations


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
) -> LeastSquaresFit:
    """Return a robust fit whose residuals have no line of the mains left.

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
    count, lines = lower.size, list[float]()
    reach = 2 * float(np.abs(data[: time.size]).max())

    def record(values: Array) -> Array:
        result = np.array(model(values[:count]), dtype=np.float64)
        for number, frequency in enumerate(lines):
            result[: time.size] += wave(values[count + 3 * number :], frequency, time)
        return result

    def fitted(starts: Sequence[Array]) -> LeastSquaresFit:
        free = [-reach, -reach, -2.0] * len(lines), [reach, reach, 2.0] * len(lines)
        low, high = (np.concatenate([bound, wide]) for bound, wide in zip((lower, upper), free, strict=True))
        step = 1e-5 * np.concatenate([sizes, [reach, reach, 1.0] * len(lines)])

        def slopes(values: Array) -> Array:
            return _differences(record, values, step) / noise[:, None]

        return fit_least_squares(lambda v: (record(v) - data) / noise, starts, low, high, slopes, scale=_ROBUST)

    fit = fitted(starts)
    while len(lines) < _MOST_LINES:
        left = (fit.residual * noise)[: time.size]
        frequency = line_frequency(time, left)
        if frequency is None:
            break
        lines.append(frequency)
        waves = np.stack([wave(np.array(one), frequency, time) for one in ([1.0, 0, 0], [0, 1.0, 0])], axis=1)
        size = np.linalg.lstsq(waves, -left, rcond=None)[0]
        fit = fitted([np.concatenate([fit.values, size, [0.0]])])
    return fit


def _differences(function: Model, values: Array, step: Array) -> Array:
    pairs = [(function(values + one), function(values - one)) for one in np.diag(step)]
    return np.stack([(above - below) / (2 * h) for (above, below), h in zip(pairs, step, strict=True)], axis=1)
