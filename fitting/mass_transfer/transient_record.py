"""A current after a potential step as the fits want it: elapsed times, one sign, noise."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fitting.messages import FitError

Array = npt.NDArray[np.float64]

_FEWEST = 12
_EARLY_SHARE = 0.02  # of the record: a first time stamp later than this is the clock's, not the step's
_EARLY_STEPS = 2.0  # sampling steps, likewise
_OTHER_SIGN = 0.2  # of the samples


@dataclass(frozen=True, eq=False)
class Transient:
    """Current against time since the step.

    Parameters
    ----------
    time : (n,) array
        s since the step, increasing, above zero.
    current : (n,) array
        Magnitude / A; its noise may reach below zero.
    sign : float
        -1 for plating.
    noise : float
        Standard deviation of one sample against its neighbours / A.
    zero : float
        When the potential stepped, on the clock of the record / s.
    """

    time: Array
    current: Array
    sign: float
    noise: float
    zero: float = 0.0


def transient(
    time: npt.ArrayLike,
    current: npt.ArrayLike,
    window: tuple[float | None, float | None] = (None, None),
    step_time: float | None = None,
) -> Transient:
    """Return the samples after a potential step.

    Parameters
    ----------
    time, current : (n,) array
        s, A.
    window : (float or None, float or None)
        Of the time since the step / s.
    step_time : float, optional
        When the potential stepped, on the clock of `time`; otherwise zero of the clock where the record begins there,
        else its first sample.

    Raises
    ------
    FitError
        ``TOO_FEW_POINTS``, ``CURRENT_CHANGES_SIGN``, ``NO_CURRENT``.
    """
    clock, signal = (np.asarray(one, dtype=np.float64).ravel() for one in (time, current))
    good = np.isfinite(clock) & np.isfinite(signal)
    clock, signal = clock[good], signal[good]
    order = np.argsort(clock, kind="stable")
    clock, signal = clock[order], signal[order]
    if clock.size > 1 and step_time is None:
        early = max(_EARLY_SHARE * (clock[-1] - clock[0]), _EARLY_STEPS * (clock[1] - clock[0]))
        step_time = 0.0 if 0 <= clock[0] <= early else float(clock[0])
    elapsed = clock - (step_time or 0.0)
    start, end = (default if one is None else one for one, default in zip(window, (0.0, np.inf), strict=True))
    inside = (elapsed > 0) & (elapsed >= start) & (elapsed <= end) & (np.diff(elapsed, prepend=-np.inf) > 0)
    elapsed, signal = elapsed[inside], signal[inside]
    if elapsed.size < _FEWEST:
        raise FitError(
            "TOO_FEW_POINTS",
            "Only {count} samples after the potential step; it takes at least {least}. Widen the window.",
            elapsed.size,
            count=elapsed.size,
            least=_FEWEST,
        )
    sign = float(np.sign(np.median(signal)))
    if sign == 0:
        raise FitError("NO_CURRENT", "No current flows after the step: choose the segment of the polarization.")
    noise = sample_noise(signal)
    if np.mean(sign * signal < -3 * noise) > _OTHER_SIGN:
        raise FitError(
            "CURRENT_CHANGES_SIGN",
            "The current changes its sign, so this is no relaxation after one potential step; choose a window of one "
            "step.",
        )
    return Transient(elapsed, sign * signal, sign, noise, step_time or 0.0)


def sample_noise(signal: Array) -> float:
    """Return the standard deviation of samples against the line through their neighbours; never zero."""
    bend = signal[1:-1] - 0.5 * (signal[:-2] + signal[2:])
    spread = 1.4826 * float(np.median(np.abs(bend))) / np.sqrt(1.5)
    return max(float(spread), 1e-6 * float(np.median(np.abs(signal))), 1e-300)


def log_binned(time: Array, current: Array, noise: float, most: int) -> tuple[Array, Array, Array]:
    """Return (time, current, noise) as means over bins of equal width in ln t, at most so many.

    Parameters
    ----------
    time, current : (n,) array
    noise : float
        Of one sample.
    most : int
    """
    if time.size <= most:
        return time, current, np.full(time.size, noise)
    place = np.log(time / time[0]) / np.log(time[-1] / time[0])
    _, group, count = np.unique(np.floor(place * (most - 1)).astype(int), return_inverse=True, return_counts=True)
    t, i = (np.bincount(group, one) / count for one in (time, current))
    return t, i, noise / np.sqrt(count)
