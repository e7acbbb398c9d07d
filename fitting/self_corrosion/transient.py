"""A stripping transient made fit for reading: in order, without glitches, its noise known (PHYSICS 4)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fitting.electrocrystallization.record import second_difference
from fitting.messages import FitError, Message

Array = npt.NDArray[np.float64]

FEWEST_POINTS = 20
_MAD = 1.4826  # of a normal distribution
_HAMPEL_HALF_WIDTH, _HAMPEL_LIMIT = 5, 4.5  # samples; scaled MADs of the window
_RESOLUTION = 1e-5  # of the largest current
_SURE = 6.0  # noise deviations; a glitch exceeds them too


@dataclass(frozen=True, eq=False)
class Transient:
    """One current transient, cleaned.

    Parameters
    ----------
    time, current : (n,) array
        s since the step, A.
    noise : float
        Standard deviation of a sample / A.
    interval : float
        Median sampling step / s.
    regular : bool
        Whether all samples lie on a grid of that step: only then does mains hum alias to one slow wave.
    warnings : tuple of Message
    """

    time: Array
    current: Array
    noise: float
    interval: float
    regular: bool
    warnings: tuple[Message, ...] = ()

    @property
    def duration(self) -> float:
        """Time from the first to the last sample / s."""
        return float(self.time[-1])


def transient(
    time: npt.ArrayLike, current: npt.ArrayLike, window: tuple[float | None, float | None] = (None, None)
) -> Transient:
    """Return a recorded i-t curve, cleaned.

    Parameters
    ----------
    time, current : (n,) array
        s on any clock, A.
    window : (float or None, float or None)
        Times to use / s from the first sample.

    Raises
    ------
    FitError
        ``LENGTHS_DIFFER``, ``TOO_FEW_POINTS``, ``TIME_NOT_INCREASING``.
    """
    t = np.asarray(time, dtype=np.float64).ravel()
    i = np.asarray(current, dtype=np.float64).ravel()
    if t.size != i.size:
        raise FitError("LENGTHS_DIFFER", "Time and current differ in length: choose columns of one curve.")
    finite = np.isfinite(t) & np.isfinite(i)
    t, i = t[finite], i[finite]
    if t.size:
        t = t - t[0]
        used = (t >= (-np.inf if window[0] is None else window[0])) & (
            t <= (np.inf if window[1] is None else window[1])
        )
        _in_order(t)
        t, i = t[used], i[used]
    unique, group = np.unique(t, return_inverse=True)
    if unique.size < FEWEST_POINTS:
        text = "Only {count} samples are in the range; a charge needs {needed}: choose a wider range."
        raise FitError("TOO_FEW_POINTS", text, float(unique.size), count=unique.size, needed=FEWEST_POINTS)
    i = np.bincount(group, i) / np.bincount(group)
    t = unique - unique[0]
    noise = _noise(t, i)
    glitch = _hampel(i, noise)
    warnings = []
    if glitch.any():
        count = int(glitch.sum())
        warnings.append(Message("GLITCHES", "{count} outlying samples were left out.", {"count": count}, float(count)))
        t, i = t[~glitch], i[~glitch]
        noise = _noise(t, i)
    interval = float(np.median(np.diff(t)))
    steps = t / interval
    regular = bool(np.mean(np.abs(steps - np.round(steps)) < 0.05) > 0.95)
    return Transient(t, i, noise, interval, regular, tuple(warnings))


def _in_order(time: Array) -> None:
    backward = int(np.sum(np.diff(time) < 0))
    if backward > 0.01 * time.size or float(time[-1]) <= float(time[0]):
        text = "The time runs backwards {count} times: choose one stripping step of the file."
        raise FitError("TIME_NOT_INCREASING", text, float(backward), count=backward)


def _noise(time: Array, current: Array) -> float:
    """Return sigma = 1.4826 MAD(second difference): slow signals and waves do not count."""
    inner = _MAD * float(np.median(np.abs(second_difference(time, current))))
    return max(inner, _RESOLUTION * float(np.max(np.abs(current))), 1e-18)


def _hampel(current: Array, noise: float) -> npt.NDArray[np.bool_]:
    """Return which samples lie 4.5 MADs off the median of their eleven, and 6 sigma: half a window from the ends on."""
    width = 2 * _HAMPEL_HALF_WIDTH + 1
    windows = np.lib.stride_tricks.sliding_window_view(current, width)
    middle = np.median(windows, axis=1)
    spread = _MAD * np.median(np.abs(windows - middle[:, None]), axis=1)
    inner = current[_HAMPEL_HALF_WIDTH:-_HAMPEL_HALF_WIDTH]
    found = np.zeros(current.size, dtype=np.bool_)
    found[_HAMPEL_HALF_WIDTH:-_HAMPEL_HALF_WIDTH] = np.abs(inner - middle) > np.maximum(
        _HAMPEL_LIMIT * spread, _SURE * noise
    )
    return found
