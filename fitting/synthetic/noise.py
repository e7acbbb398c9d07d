"""Simulated curves carry their truth, and are recorded as an instrument would record them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fitting.messages import FitError

Array = npt.NDArray[np.float64]

NOISE_KINDS = ("clean", "white", "typical", "hard")


@dataclass(frozen=True, eq=False)
class SyntheticCurve:
    """A simulated curve and what it was made from.

    Parameters
    ----------
    columns : mapping of str to (n,) float array
        SI columns, named as those of instrument files: ``time`` / s from the first sample, ``potential`` / V against
        Li/Li+, ``current`` / A.
    truth : mapping of str to float
        The quantities of the noise-free curve, SI, named as in CONTRACT; those that do not exist are absent.
    """

    columns: Mapping[str, Array]
    truth: Mapping[str, float]


def noisy(time: Array, signal: Array, noise: str, level: float, seed: int) -> tuple[Array, Array]:
    """Return times and a signal as an instrument would record them.

    Parameters
    ----------
    time, signal : (n,) array
        s, V or A.
    noise : str
        ``clean`` | ``white`` | ``typical`` | ``hard``: white noise; with mains of 1.5 times the level and a wandering
        grid frequency; also quantised to the level, 1 % glitches of 17 to 130 levels, 3 % missing points and a
        slow drift.
    level : float
        Standard deviation of the white part, in the unit of the signal.
    seed : int
        Of the random numbers.

    Raises
    ------
    FitError
        For an unknown kind of noise.
    """
    if noise not in NOISE_KINDS:
        raise FitError("UNKNOWN_NOISE", "Noise is one of clean, white, typical and hard.")
    random = np.random.default_rng(seed)
    signal = np.array(signal, dtype=np.float64)
    if noise == "clean":
        return time, signal
    signal += random.normal(0.0, level, time.size)
    if noise == "white":
        return time, signal
    frequency = random.choice([50.0, 60.0]) + random.uniform(-0.03, 0.03)
    signal += 1.5 * level * np.sin(2 * np.pi * frequency * time + random.uniform(0, 2 * np.pi))
    if noise == "typical":
        return time, signal
    steps = np.sqrt(np.diff(time, prepend=time[0]) / max(float(time[-1] - time[0]), 1e-9))
    signal += 3 * level * np.cumsum(random.normal(0.0, 1.0, time.size) * steps)
    hit = random.random(time.size) < 0.01
    signal[hit] += random.choice([-1.0, 1.0], int(hit.sum())) * level * random.uniform(17.0, 130.0, int(hit.sum()))
    signal = np.round(signal / level) * level
    kept = random.random(time.size) >= 0.03
    kept[[0, -1]] = True
    return time[kept], signal[kept]
