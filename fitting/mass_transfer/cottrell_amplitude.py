"""The amplitude of k / sqrt(t) in a window, with what hum and a hidden tail may do to it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fitting.confidence import correlation_time
from fitting.mains import alias_frequencies, mains_posterior, regular_step, waves_at
from fitting.mass_transfer.hidden_tail import tail_posterior
from fitting.mass_transfer.transient_record import Transient, log_binned

Array = npt.NDArray[np.float64]

_ROWS = 2000  # that are fitted
_CYCLES = 100.0  # of hum in the window; faster ones average out
_DECADE = 10.0
_CLIP, _ROBUST_ROUNDS = 4.0, 4  # standard deviations; glitches do not count for more


def amplitude(
    record: Transient, inside: npt.NDArray[np.bool_], constant: bool, departs: bool
) -> tuple[float, float, float, int]:
    """Return i sqrt(t) over a window by least squares, its standard error, a constant, and the number of samples.

    Hum that the sampling has made slow is averaged over, and so is what an early departure may have left. The error has
    in it how far the thirds of the window differ by more than noise makes them: a trend that the test has let pass.
    """
    time, current = record.time[inside], record.current[inside]
    t, i, noise = log_binned(time, current, record.noise, _ROWS)
    rows = np.stack([1 / np.sqrt(t), np.ones_like(t)], axis=1)[:, : 1 + constant] / noise[:, None]
    step = regular_step(time)
    span = float(t[-1] - t[0])
    frequencies = np.empty(0) if step is None else alias_frequencies(span, step, _CYCLES)
    share = np.gradient(t) if t.size < time.size else np.zeros(t.size)  # of time in a bin, over which a wave is a mean
    waves = waves_at(frequencies, t) * (np.sinc(frequencies[:, None] * share) * record.noise / noise)[:, None, :]
    plain, tail = np.linalg.lstsq(rows, i / noise, rcond=None)[0], np.zeros(t.size)
    answer = plain
    for _ in range(_ROBUST_ROUNDS):
        left = i / noise - rows @ answer - tail
        sigma = max(1.0, 1.4826 * float(np.median(np.abs(left))))
        left = np.clip(left, -_CLIP * sigma, _CLIP * sigma)
        if departs:
            found = tail_posterior(left + tail, rows, sigma, (frequencies, waves), t, record.noise / noise)
            move, variance, tail, wave = found.move, found.variance, found.tail, found.wave
        else:
            posterior = mains_posterior(left, rows, sigma, frequencies, waves)
            move = np.array([posterior.functional(axis)[0] for axis in np.eye(1 + constant)])
            variance, wave = posterior.functional(np.eye(1 + constant)[0])[1], posterior.wave(t)
        answer = answer + move
    if departs and t[-1] < _DECADE * t[0]:
        variance += float(answer[0] - plain[0]) ** 2  # the tail's form decides here, and nobody knows it
    left = i / noise - rows @ answer - tail - wave * record.noise / noise
    coloured = correlation_time(left)
    error = float(
        np.hypot(np.sqrt(variance * coloured), _trend(t, left * noise, rows[:, 0] ** 2, sigma * np.sqrt(coloured)))
    )
    return float(answer[0]), error, float(answer[1]) if constant else 0.0, int(t.size)


def _trend(t: Array, left: Array, weight: Array, sigma: float) -> float:
    """Return by how much means of i sqrt(t) over thirds of the window differ, less what noise makes of them."""
    share = np.minimum((3 * np.log(t / t[0]) / np.log(t[-1] / t[0])).astype(int), 2)
    size = np.maximum(np.bincount(share, weight, 3), 1e-300)
    thirds = np.bincount(share, weight * left * np.sqrt(t), 3) / size
    chance = float(np.mean(sigma**2 / size))
    return float(np.sqrt(max(float(np.var(thirds)) - chance, 0.0)))
