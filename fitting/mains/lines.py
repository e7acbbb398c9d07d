"""Lines of the mains in a record, where they were sampled to: at aliases of a regular one, or as they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

MAINS = (50.0, 60.0)  # Hz
WANDER = 0.05  # Hz; how far a grid strays, and a clock with it
_OFF_GRID, _GAPS = 0.05, 3  # of a step; steps per sample
_CLIP, _LEAST_CLIP = 5.0, 6.0  # standard deviations; glitches are no line
_RARE = 8.0  # log of how rarely white noise has such a line
_FREQUENCIES = 50  # a line among so many independent ones needs no more gain than it is told
_WIDE = 20_000  # frequencies looked at, at the most


@dataclass(frozen=True)
class Needed:
    """What a line must gain to be believed.

    Parameters
    ----------
    gain, slow_gain : float
        Of chi-square, over its mean per sample: by a line among many, and by one of fewer than `slow` cycles.
    slow : float
        Cycles in the record.
    usual : float
        Amplitude of each part in units of the noise, one standard deviation: a wave that the curve itself can make
        gains nothing.
    """

    gain: float
    slow_gain: float
    slow: float
    usual: float


def regular_step(time: Array) -> float | None:
    """Return the step / s of a record that is regular but for missing samples; None for others."""
    step = float(np.median(np.diff(time)))
    index = (time - time[0]) / step
    regular = np.abs(index - np.round(index)).max() <= _OFF_GRID and index[-1] <= _GAPS * time.size
    return step if regular else None


def strongest_line(
    time: Array, rows: Array, slopes: Array, noise: Array, needed: Needed, fewest_cycles: float = 0.0
) -> Array | None:
    """Return sine, cosine and frequency / Hz of an aliased mains line that a fit has left out; None without one.

    Of all frequencies within the grid's wander of an alias of 50 or 60 Hz the one that lowers the chi-square most, all
    parameters of the fit left free.

    Parameters
    ----------
    time, noise : (n,) array
        s, regular but for missing points (other records give None); in the unit of the record.
    rows, slopes : (n,), (n, p) array
        Recorded less model, and the slopes of the model, over the noise.
    needed : Needed
    fewest_cycles : float
        In the record.
    """
    step = regular_step(time)
    if step is None:
        return None
    place = np.round((time - time[0]) / step).astype(int)
    size = 4 * (int(place[-1]) + 1)
    frequency = np.fft.rfftfreq(size, step)[:-1]
    alias = np.array([_alias(mains, step) for mains in MAINS])
    near = (np.abs(frequency[:, None] - alias) < WANDER).any(axis=1)
    near &= (frequency > 0) & (frequency * time[-1] >= fewest_cycles)
    if not near.any():
        return None
    k = np.flatnonzero(near)
    clipped = np.clip(rows, -_LEAST_CLIP, _LEAST_CLIP)
    known = np.linalg.qr(slopes / np.maximum(np.linalg.norm(slopes, axis=0), 1e-300))[0]
    sampled = np.zeros((size, known.shape[1] + 2))
    sampled[place] = np.column_stack([known, clipped, 1 / noise]) / noise[:, None]
    waves = np.fft.rfft(sampled, axis=0)
    turn = np.exp(-2j * np.pi * frequency[k] * time[0])  # samples lie at time[0] + place * step
    held, wave = waves[k, :-2] * turn[:, None], waves[k, -2] * turn
    folded = waves[np.minimum(2 * k, size - 2 * k), -1]
    double = np.where(2 * k <= size // 2, folded, folded.conj()) * turn**2
    pull = np.stack([-wave.imag, wave.real], axis=1)
    part = np.stack([-held.imag, held.real], axis=1)
    total = float(np.sum(1 / noise**2))
    own = 0.5 * np.stack([total - double.real, -double.imag, -double.imag, total + double.real], axis=1)
    prior = np.eye(2) / (needed.usual * float(np.median(noise))) ** 2
    normal = own.reshape(-1, 2, 2) - part @ part.transpose(0, 2, 1) + prior
    amplitudes = np.linalg.solve(normal, pull[:, :, None])[:, :, 0]
    gain = np.sum(amplitudes * pull, axis=1)
    slow = frequency[k] * time[-1] < needed.slow
    rare = needed.gain + 2 * float(np.log(max(k.size / 4 / _FREQUENCIES, 1.0)))
    excess = gain - np.where(slow, needed.slow_gain, rare) * float(np.mean(clipped**2))
    top = int(np.argmax(excess))
    return np.append(amplitudes[top], frequency[k[top]]) if excess[top] > 0 else None


def apparent_frequency(frequency: float, time: Array) -> float:
    """Return the frequency / Hz at which a wave shows in a record: its alias where the sampling is regular.

    Parameters
    ----------
    frequency : float
        Hz.
    time : (n,) array
        s.
    """
    return _alias(frequency, regular_step(time))


def _alias(frequency: float, step: float | None) -> float:
    return frequency if step is None else abs(frequency - round(frequency * step) / step)


def line_frequency(time: Array, residual: Array, fewest_cycles: float = 0.0) -> float | None:
    """Return the frequency of the mains that stands out of residuals / Hz, None if there is none.

    |sum r e^(i w t)|^2 / (n s^2) is exponentially distributed for white noise.

    Parameters
    ----------
    time, residual : (n,) array
    fewest_cycles : float
        Of the wave that shows in the record.
    """
    spread = 1.4826 * float(np.median(np.abs(residual - np.median(residual))))
    if not spread > 0 or time.size < 20:
        return None
    clipped = np.clip(residual, -_CLIP * spread, _CLIP * spread)
    clipped = clipped - clipped.mean()
    span = float(time[-1] - time[0])
    count = int(np.clip(8 * WANDER * span, 5, _WIDE // len(MAINS)))
    offsets = np.linspace(-WANDER, WANDER, count)
    best, found = 0.0, None
    step = regular_step(time)
    turn = np.exp(2j * np.pi * (offsets[1] - offsets[0]) * time)
    for mains in MAINS:
        each = clipped * np.exp(2j * np.pi * (mains + offsets[0]) * time)
        for offset in offsets:
            power = abs(each.sum()) ** 2
            frequency = mains + float(offset)
            if power > best and _alias(frequency, step) * span >= fewest_cycles:
                best, found = power, frequency
            each = each * turn
    strength = best / float(clipped @ clipped)
    return found if strength > _RARE + np.log(len(MAINS) * count) else None
