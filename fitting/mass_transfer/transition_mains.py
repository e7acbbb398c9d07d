"""Mains hum under a transition: a wave at the alias of 50 or 60 Hz that the model cannot absorb (PHYSICS 7)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

_MAINS = (50.0, 60.0)  # Hz
_WANDER = 0.06  # Hz
USUAL_HUM = 1.5  # of the noise, its usual amplitude: what bounds waves of less than a cycle
FEWEST_CYCLES = 0.1  # in the record
_GAIN, _SLOW_GAIN = 18.0, 12.0  # of chi-square: two amplitudes and a frequency among many, or among few
SLOW = 2.0  # cycles
_FINENESS = 10  # frequencies per cycle in the record


def strongest_line(
    time: Array, rows: Array, noise: Array, jacobian: Array, fewest_cycles: float = FEWEST_CYCLES
) -> tuple[float, float, float] | None:
    """Return amplitudes of sine and cosine / V and the frequency / Hz of the line that would gain most, or None.

    What the model's own parameters can absorb of a line is taken out of it first.

    Parameters
    ----------
    time : (n,) array
        s, regular but for missing points; other records give None.
    rows : (n,) array
        Residual over noise, recorded minus model.
    noise : (n,) array
        V.
    jacobian : (n, p) array
        Of the model over noise, free parameters only.
    fewest_cycles : float
        In the record.
    """
    frequencies = _near_aliases(time, fewest_cycles)
    if not frequencies.size:
        return None
    size = np.linalg.norm(jacobian, axis=0)
    space = np.linalg.qr(jacobian / np.where(size > 0, size, 1.0))[0]
    clipped = np.clip(rows, -6, 6)
    usual = USUAL_HUM * float(np.median(noise))
    slow = SLOW / float(time[-1] - time[0])
    best, line = 0.0, None
    for frequency in frequencies:
        angle = 2 * np.pi * frequency * time
        wave = np.stack([np.sin(angle), np.cos(angle)], axis=1) / noise[:, None]
        beyond = wave - space @ (space.T @ wave)
        normal = beyond.T @ beyond + np.eye(2) / usual**2
        pull = beyond.T @ clipped
        amplitude = np.linalg.solve(normal, pull)
        gain = float(pull @ amplitude) - (_SLOW_GAIN if frequency < slow else _GAIN)
        if gain > best:
            best, line = gain, (float(amplitude[0]), float(amplitude[1]), float(frequency))
    return line


def _near_aliases(time: Array, fewest_cycles: float) -> Array:
    step = float(np.median(np.diff(time)))
    index = (time - time[0]) / step
    if np.abs(index - np.round(index)).max() > 0.05 or index[-1] > 3 * time.size:
        return np.array([])
    span, rate = float(time[-1] - time[0]), 1 / step
    spacing = 1 / (_FINENESS * span)
    found = []
    for mains in _MAINS:
        alias = abs(mains - rate * round(mains / rate))
        found.append(np.arange(alias - _WANDER, alias + _WANDER, spacing))
    grid = np.unique(np.round(np.abs(np.concatenate(found)) / spacing)) * spacing
    result: Array = grid[(grid >= fewest_cycles / span) & (grid <= 0.5 * rate)]
    return result[:: max(result.size // 1500, 1)]
