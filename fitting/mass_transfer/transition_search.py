"""Whether a plating curve has a transition, where, and the classic readings of it (PHYSICS 1.3)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fitting.electrocrystallization.record import Record
from fitting.messages import FitError

Array = npt.NDArray[np.float64]

_STARTS = (0.0, 0.005, 0.01, 0.02, 0.04, 0.08, 0.15, 0.25, 0.35, 0.45)  # of the record
_LEAST_FALL = 0.06  # V, more than two RT/F
_ACCELERATION = 4.0  # of the fall over what it was on the plateau
_KEPT_FALL = 0.6  # of the fall, which must not be regained


@dataclass(frozen=True)
class Sighting:
    """A transition seen in a curve; times in s from current on.

    Parameters
    ----------
    start : float
        From which on the curve only falls towards the transition.
    tangent, steepest : float
        The classic readings.
    resolution : float
        Half the width of the lines whose slopes were compared.
    plateau, bottom : float
        Potential before and after / V.
    """

    start: float
    tangent: float
    steepest: float
    resolution: float
    plateau: float
    bottom: float


def sighted_transition(record: Record, equilibrium_potential: float) -> Sighting:
    """Return where a curve falls off its plateau for good.

    After a start that is moved on until spike and charging are left behind, the fall must be steepest well inside, at
    least four times as steep as on the plateau, of more than 60 mV, from below the equilibrium potential, and for good.

    Parameters
    ----------
    record : Record
    equilibrium_potential : float
        V.

    Raises
    ------
    FitError
        ``NO_TRANSITION_FOUND``.
    """
    t, e = record.elapsed, record.potential
    half = max(2, t.size // 250)
    slope = local_slope(t, e, half)
    for share in _STARTS:
        found = _from(t, e, slope, share * t[-1], half, record.typical_noise, equilibrium_potential)
        if found is not None:
            return found
    raise no_transition()


def no_transition() -> FitError:
    """Return the error of a curve without a transition."""
    return FitError(
        "NO_TRANSITION_FOUND",
        "The potential never falls off its plateau, so no Sand time can be read: record longer, use a larger current "
        "density, or choose a range that ends after the transition.",
    )


def local_slope(t: Array, e: Array, half: int) -> Array:
    """Return the slope of a straight line through each sample and `half` neighbours on each side, fewer at the ends."""
    index = np.arange(t.size)
    low, high = np.maximum(index - half, 0), np.minimum(index + half + 1, t.size)
    t0, e0 = t - t.mean(), e - e.mean()
    sums = [np.concatenate([[0.0], np.cumsum(one)]) for one in (t0, e0, t0 * t0, t0 * e0)]
    st, se, stt, ste = (one[high] - one[low] for one in sums)
    count = high - low
    spread = np.maximum(stt - st**2 / count, 1e-300)
    result: Array = (ste - st * se / count) / spread
    return result


def _from(
    t: Array, e: Array, slope: Array, start: float, half: int, noise: float, equilibrium: float
) -> Sighting | None:
    """Return the transition of a curve that is taken from `start` on, None if it shows none."""
    first = max(int(np.searchsorted(t, start)), half)
    if t.size - first < 12:
        return None
    steepest = first + int(np.argmin(slope[first:]))
    at = float(t[steepest])
    if at < max(1.6 * start, 1e-12) or steepest - first < 8:
        return None
    plateau = (t >= max(0.3 * at, start)) & (t <= 0.7 * at)
    if int(plateau.sum()) < 4:
        return None
    line = np.polyfit(t[plateau] - at, e[plateau], 1)
    level = float(np.median(e[plateau]))
    after = e[steepest:]
    bottom = float(np.min(after[: max(after.size, 1)]))
    fall = level - bottom
    usual = abs(float(line[0]))
    steep = -float(slope[steepest])
    if fall < max(_LEAST_FALL, 20 * noise) or steep < _ACCELERATION * usual or level > equilibrium:
        return None
    kept = level - float(np.median(after[after.size // 2 :]))
    before = e[first:steepest]
    if kept < _KEPT_FALL * fall or float(np.min(before[: max(before.size * 3 // 4, 1)])) < level - 0.5 * fall:
        return None
    crossing = at + (float(line[1]) - float(e[steepest])) / (-steep - float(line[0]))
    width = float(t[min(steepest + half, t.size - 1)] - t[max(steepest - half, 0)]) / 2
    return Sighting(start, crossing, at, width, level, bottom)
