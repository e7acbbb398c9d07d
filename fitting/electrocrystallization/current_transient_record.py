"""A current transient made ready for its fit: signs, window, where its maximum lies (PHYSICS 3.1, 3.4)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fitting.messages import FitError

Array = npt.NDArray[np.float64]

FEWEST_POINTS = 20
_SMOOTHED_SHARE = 40  # of the record in one running mean
_CLEAR = 5.0  # standard deviations by which the current must rise to its maximum, and fall from it
_SMALLEST_RISE = 0.03  # of the maximum


@dataclass(frozen=True, eq=False)
class TransientRecord:
    """Samples of a transient.

    Parameters
    ----------
    time, current : (n,) array
        s since the potential step, above zero; |j| / A/m^2, plating positive.
    noise : float
        Standard deviation / A/m^2, from neighbouring samples.
    peak_time, peak_current : float
        Of the smoothed maximum.
    """

    time: Array
    current: Array
    noise: float
    peak_time: float
    peak_current: float


def transient_record(time: Array, current_density: Array, window: tuple[float | None, float | None]) -> TransientRecord:
    """Return the record of a transient of nucleation.

    Parameters
    ----------
    time, current_density : (n,) array
        s since the step; A/m^2, negative while plating.
    window : (float or None, float or None)
        Times to use / s.

    Raises
    ------
    FitError
        ``LENGTHS_DIFFER``, ``TIME_NOT_INCREASING``, ``TOO_FEW_POINTS``, ``NOT_PLATING``, ``NO_RISE``, ``NO_MAXIMUM``.
    """
    t, j = np.asarray(time, dtype=np.float64), np.asarray(current_density, dtype=np.float64)
    if t.shape != j.shape or t.ndim != 1:
        raise FitError("LENGTHS_DIFFER", "Time and current must be columns of the same length.")
    start, end = window
    used = np.isfinite(t) & np.isfinite(j) & (t > 0)
    used &= (t >= (0.0 if start is None else start)) & (t <= (np.inf if end is None else end))
    t, j = t[used], -j[used]
    if np.any(np.diff(t) <= 0):
        raise FitError("TIME_NOT_INCREASING", "The times of the transient do not increase: remove repeated rows.")
    if t.size < FEWEST_POINTS:
        raise FitError(
            "TOO_FEW_POINTS",
            "Only {count} samples lie after the potential step and within the window; a transient needs {least}.",
            t.size,
            count=t.size,
            least=FEWEST_POINTS,
        )
    if np.median(j) < 0:
        raise FitError(
            "NOT_PLATING",
            "The current is positive, which is stripping; plating has a negative current: check the sign of the file.",
        )
    second = j[1:-1] - 0.5 * (j[2:] + j[:-2])
    noise = float(1.4826 * np.median(np.abs(second - np.median(second))) / np.sqrt(1.5))
    noise = max(noise, 1e-6 * float(np.abs(j).max()), 1e-300)
    place, height = _maximum(j, noise)
    return TransientRecord(t, j, noise, float(t[place]), height)


def _maximum(current: Array, noise: float) -> tuple[int, float]:
    """Return index and height of the smoothed maximum: where the current has risen most, whatever it fell from."""
    width = max(current.size // _SMOOTHED_SHARE, 1) | 1
    padded = np.pad(current, width // 2, mode="edge")
    smooth = np.convolve(padded, np.full(width, 1 / width), mode="valid")
    before = np.minimum.accumulate(np.minimum(smooth, current[0] if width == 1 else np.median(current[:2])))
    rise = smooth - before
    top = int(np.argmax(rise))
    height = float(smooth[top])
    sigma = noise / np.sqrt(width)
    if rise[top] < max(_CLEAR * sigma, _SMALLEST_RISE * height):
        raise FitError(
            "NO_RISE",
            "The current only falls after the potential step: no nucleation shows in it. If lithium was there before, "
            "take the Cottrell method; else record the first instants faster.",
            float(rise[top]),
        )
    fall = height - float(smooth[top:].min())
    if fall < max(_CLEAR * sigma, 0.3 * _SMALLEST_RISE * height):
        raise FitError(
            "NO_MAXIMUM",
            "The current still rises when the record (or the window) ends: without the maximum neither diffusion "
            "coefficient nor nuclei can be told. Record longer.",
            fall,
        )
    return top, height
