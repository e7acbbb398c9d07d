"""Lines of the mains in a record at any times, regular (then aliased) or not, as a nuisance of a fit (PHYSICS 7)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from fitting.least_squares import LeastSquaresFit, fit_least_squares

Array = npt.NDArray[np.float64]
Model = Callable[[Array], Array]

_MAINS = (50.0, 60.0)  # Hz
_WANDER = 0.06  # Hz
_CLIP = 5.0  # standard deviations; glitches are no line
_RARE = 8.0  # log of how rarely white noise has such a line
_WIDE = 20_000  # frequencies looked at, at the most
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


def line_frequency(time: Array, residual: Array) -> float | None:
    """Return the frequency of the mains that stands out of residuals / Hz, None if there is none.

    |sum r e^(i w t)|^2 / (n s^2) is exponentially distributed for white noise.

    Parameters
    ----------
    time, residual : (n,) array
    """
    spread = 1.4826 * float(np.median(np.abs(residual - np.median(residual))))
    if not spread > 0 or time.size < 20:
        return None
    clipped = np.clip(residual, -_CLIP * spread, _CLIP * spread)
    clipped = clipped - clipped.mean()
    span = float(time[-1] - time[0])
    count = int(np.clip(8 * _WANDER * span, 5, _WIDE // len(_MAINS)))
    offsets = np.linspace(-_WANDER, _WANDER, count)
    best, found = 0.0, None
    turn = np.exp(2j * np.pi * (offsets[1] - offsets[0]) * time)
    for mains in _MAINS:
        each = clipped * np.exp(2j * np.pi * (mains + offsets[0]) * time)
        for offset in offsets:
            power = abs(each.sum()) ** 2
            if power > best:
                best, found = power, mains + float(offset)
            each = each * turn
    strength = best / float(clipped @ clipped)
    return found if strength > _RARE + np.log(len(_MAINS) * count) else None


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
