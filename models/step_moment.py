"""When the potential stepped, as far as the rows around the step tell: between two samples, or where a clock begins."""

from __future__ import annotations

import numpy as np

from models.curve import Array
from models.subject import Part

_STEP = 5e-3  # V
_CLEAR = 10.0  # times the usual change from row to row
_AROUND = 10  # rows that show the interval of sampling
_AGREEING = 0.1  # of the shorter interval
_NEAR = 2.0  # intervals of sampling


def step_moment(part: Part) -> float | None:
    """The moment of the step / s on the clock of the curve; None where no row before it tells.

    A rest that would have its next row where the polarization would have one before its first ends there. Otherwise
    the last row before the step is its moment, if the instrument goes on without a gap: the first row after it lies
    within two intervals of sampling.
    """
    leading = _rows_before(part)
    start = leading + (0 if part.segment is None else part.curve.segments[part.segment].start)
    if start == 0 or part.columns["time"].size < leading + 2:
        return None
    clock = part.curve.columns["time"]
    before, after = clock[max(0, start - _AROUND) : start], part.columns["time"][leading : leading + _AROUND]
    last, first = float(before[-1]), float(after[0])
    resting, sampling = _last_interval(before), float(after[1] - first)
    if not (0 < first - last < np.inf and sampling > 0):
        return None
    meeting = first - sampling
    if resting > 0 and last < meeting and abs(last + resting - meeting) <= _AGREEING * min(resting, sampling):
        return meeting
    return last if first - last <= _NEAR * sampling else None


def first_moment(part: Part) -> float:
    """The time of the first row after the step / s on the clock of the curve."""
    return float(part.columns["time"][_rows_before(part)])


def _last_interval(clock: Array) -> float:
    """The interval of sampling of the last rows of a rest; nothing where the clock does not run on in them."""
    steps = np.diff(clock)
    steady = steps.size and bool(np.all(np.abs(steps - steps[-1]) <= _AGREEING * np.abs(steps[-1])))
    return float(steps[-1]) if steady else 0.0


def _rows_before(part: Part) -> int:
    """How many of the first rows of a part still lie before the step: at another potential, else without current."""
    columns = part.columns
    half = columns["time"].size // 2
    potential = columns.get("potential")
    if potential is None or not np.isfinite(potential).any():
        flowing = (columns["current"] if "current" in columns else columns["current_density"]) != 0.0
        leading = int(np.argmax(flowing))
        return leading if leading < half else 0
    steps = np.abs(np.diff(potential))
    jumps = np.flatnonzero(steps[:half] > max(_STEP, _CLEAR * float(np.nanmedian(steps))))
    if not jumps.size:
        return 0
    leading = int(jumps[-1]) + 1
    level = float(np.nanmedian(potential[leading : leading + _AROUND]))
    return leading if np.all(np.abs(potential[:leading] - level) > _STEP) else 0
