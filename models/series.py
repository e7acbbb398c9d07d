"""The curve behind a result, as every picture of it shows it: time from the start of the segment."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from fitting.extremes import reach
from fitting.remembered import Memory
from models.readers.questions import named_reference
from models.result import Result

Array = npt.NDArray[np.float64]

EARLY = 0.1  # a spike within this share of the record is squeezed on a linear axis
BEFORE = 5.0  # a log axis starts at this part of the time at which plating starts
MARGIN = 0.06  # of the height


def time_series(result: Result, column: str = "potential") -> tuple[Array, Array]:
    """Return the time in s from the start of the segment, and a column in SI; NaN where the file has none."""
    columns = result.subject[0].columns
    length = max((len(values) for values in columns.values()), default=0)
    time, values = columns.get("time"), columns.get(column)
    missing = np.full(length if time is None or values is None else 0, np.nan)
    return missing if time is None else _TIMES.of(
        lambda: _from_start(time), time
    ), missing if values is None else values


_TIMES = Memory[Array](8)  # of the few that are looked at in turn: a long one is large


def _from_start(time: Array) -> Array:
    finite = np.isfinite(time)
    if not finite.any():
        return time
    shifted: Array = time - time[int(np.argmax(finite))]
    shifted.flags.writeable = False
    return shifted


def reference(result: Result) -> str:
    """Return what the potentials are against: as file or person say, else lithium; nothing where that cannot be."""
    named = named_reference(result.subject[0].curve) if result.subject else ""
    if named:
        return named
    foreign = any(warning.code == "NOT_VERSUS_LITHIUM" for warning in result.outcome.warnings)
    return "" if foreign else "Li/Li⁺"


def suggested_scale(result: Result) -> str:
    """Return the time axis that shows what the analysis found: ``log`` where the spike is early, else ``linear``."""
    spike = result.outcome.quantities.get("spike_time")
    last = reach(time_series(result)[0])[1]
    if spike is None or spike.value is None or not last > 0:
        return "linear"
    return "log" if 0 < spike.value < EARLY * last else "linear"


def equilibrium_potential(result: Result) -> float:
    """Return the equilibrium potential in V that the analysis used."""
    entry = result.recipe.get("equilibrium_potential")
    return float(entry.value) if entry is not None and isinstance(entry.value, (int, float)) else 0.0


def suggested_spike(result: Result) -> float:
    """Return where a spike may be that no rule found: the largest candidate, else the knee of the fall."""
    equilibrium = equilibrium_potential(result)
    found = [one for one in getattr(result.outcome, "candidates", ()) if one.potential < equilibrium]
    if found:
        return float(max(found, key=lambda one: one.prominence).time)
    time, potential = time_series(result)
    below = np.flatnonzero(np.isfinite(time) & (time > 0) & (potential < equilibrium))
    return float(time[below[_knee(np.log(time[below]), potential[below])]]) if len(below) else 0.0


def _knee(x: Array, y: Array) -> int:
    """The point farthest below the chord from the first to the last: where a fall ends and a plateau begins."""
    if x[-1] <= x[0]:
        return 0
    chord = y[0] + (y[-1] - y[0]) * (x - x[0]) / (x[-1] - x[0])
    return int(np.argmax(chord - y))


def shown_time(result: Result, x_scale: str = "linear") -> tuple[float, float]:
    """Return the time limits in s of a picture: the whole segment; on a log axis from shortly before plating."""
    time, potential = time_series(result)
    positive = time[np.isfinite(time) & (time > 0)]
    last = float(positive.max()) if len(positive) else 1.0
    if x_scale == "linear":
        return 0.0, last
    plating = time[(potential < equilibrium_potential(result)) & (time > 0)]
    first = float(positive.min()) if len(positive) else last / 10
    first = max(first, float(plating.min()) / BEFORE) if len(plating) else first
    return first, (last if last > first else 10 * first)


def line_word(result: Result) -> str:
    """Return what the line through the data is: a fitted model, or a smoothing where no model describes them."""
    structured = any(warning.code == "STRUCTURED_RESIDUAL" for warning in result.outcome.warnings)
    return "smoothing" if structured or result.outcome.verdicts.get("spike") != "present" else "fit"


def potential_limits(result: Result) -> tuple[float, float] | None:
    """Return the potential limits in V of a picture: everything from the equilibrium potential down.

    The fall from open circuit, often volts, would hide a spike of some mV. A curve that never plates is shown whole;
    None where there is nothing to show.
    """
    _, potential = time_series(result)
    equilibrium = equilibrium_potential(result)
    plates = potential < equilibrium
    first = int(np.argmax(plates)) if plates.size else 0
    low, high = reach(potential[first:])
    if np.isnan(low):
        return None
    if plates.any():
        low, high = min(low, equilibrium), max(high, equilibrium)
    margin = MARGIN * (high - low) or 0.01
    return low - margin, high + margin


def marked_points(result: Result) -> Mapping[str, tuple[float, float]]:
    """Return time / s and recorded potential / V of the marks onset, spike, crest and plateau, where there are any."""
    marks = getattr(result.outcome, "marks", None)
    time, potential = time_series(result)
    points: dict[str, tuple[float, float]] = {}
    if marks is None:
        return points
    usable = np.flatnonzero(np.isfinite(time) & np.isfinite(potential))
    if len(usable) == 0:
        return points
    for mark in ("onset", "spike", "crest", "plateau"):
        moment = getattr(marks, mark)
        if moment is not None:
            nearest = usable[int(np.argmin(np.abs(time[usable] - moment)))]
            points[mark] = (float(moment), float(potential[nearest]))
    return points
