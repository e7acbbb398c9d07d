"""The fit window of a method over the curve that it cuts: the axis it is read on, its ends, and how it is set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from fitting.electrocrystallization import NucleationSpike
from fitting.outcome import Axis, Panel, Trace
from models.panels import shown_value, si_value
from models.result import Result
from models.series import time_series
from models.step import Method
from models.subject import Subject

Array = npt.NDArray[np.float64]
Window = tuple[float, float]  # SI

WINDOW_NAMES = ("window_start", "window_end")
HAIR = 1e-9  # of the curve: an edge this near to the end of the data is no window
_SECONDS = Axis("t", "s", "s")
_BARE = {
    "potential": Axis("E", "V", "mV"),
    "current": Axis("I", "A", "mA"),
    "current_density": Axis("j", "A/m^2", "mA/cm^2"),
}


@dataclass(frozen=True, eq=False)
class FitAxis:
    """What a window is cut from.

    Parameters
    ----------
    axis : Axis
        The x axis of the picture; the method's window is in its SI unit.
    samples : (n,) array
        x of the measured points, SI, ascending, at least two different ones.
    is_chosen : bool
        Whether the method chooses a window where none is set; else it takes all data.
    """

    axis: Axis
    samples: Array
    is_chosen: bool = False

    @property
    def limits(self) -> Window:
        """The ends of the data."""
        return float(self.samples[0]), float(self.samples[-1])

    @property
    def shown_limits(self) -> Window:
        """The ends of the data in the unit of the picture."""
        return self.shown(*self.limits)

    def shown(self, start: float, end: float) -> Window:
        """A window in the unit of the picture."""
        return shown_value(start, self.axis), shown_value(end, self.axis)

    def si(self, start: float, end: float) -> Window:
        """A window of the picture in SI."""
        return si_value(start, self.axis), si_value(end, self.axis)

    def window(self, result: Result, given: Mapping[str, float | str]) -> Window:
        """The window as a person set it, else as the method chose it, else all data; inside the data."""
        low, high = self.limits
        ends = []
        for name, end in zip(WINDOW_NAMES, (low, high), strict=True):
            chosen = result.outcome.quantities.get(name)
            found = given.get(name, None if chosen is None else chosen.value)
            ends.append(end if found is None else min(max(float(found), low), high))
        return ends[0], ends[1]

    def settings(self, start: float, end: float) -> dict[str, float | None]:
        """The settings that say this window; an edge at the end of the data says nothing, unless that would choose."""
        low, high = self.limits
        hair = HAIR * (high - low)
        if self.is_chosen:
            return {WINDOW_NAMES[0]: max(start, low), WINDOW_NAMES[1]: min(end, high)}
        inside = (start > low + hair, end < high - hair)
        return {
            name: value if is_inside else None
            for name, value, is_inside in zip(WINDOW_NAMES, (start, end), inside, strict=True)
        }

    def settings_of_shown(self, start: float, end: float) -> dict[str, float | None]:
        """The settings that say a window in the unit of the picture."""
        return self.settings(*self.si(start, end))


def fit_axis(method: Method, result: Result, panel: Panel | None = None) -> FitAxis | None:
    """The axis that the window of a method is on, None where it has none or its picture is over something else.

    Parameters
    ----------
    panel : Panel, optional
        The panel that is looked at; else the first one of the outcome that is over the window's quantity.
    """
    setting = next((each for each in method.settings if each.name == WINDOW_NAMES[0]), None)
    if setting is None:
        return None
    if isinstance(result.outcome, NucleationSpike):
        return _over(_SECONDS, [time_series(result)[0]], is_chosen=False)
    is_chosen = any(quantity.name in WINDOW_NAMES for quantity in method.quantities)
    panels = result.outcome.panels if panel is None else (panel,)
    for each in panels:
        if each.x.unit == setting.unit:
            return _over(each.x, [trace.x for trace in each.traces if trace.kind in ("data", "points")], is_chosen)
    return None


def _over(axis: Axis, measured: list[Array], is_chosen: bool) -> FitAxis | None:
    samples = np.concatenate([np.asarray(x, np.float64) for x in measured]) if measured else np.empty(0)
    samples = samples[np.isfinite(samples)]
    if not np.all(samples[1:] >= samples[:-1]):
        samples = np.sort(samples)
    return FitAxis(axis, samples, is_chosen) if len(samples) and samples[-1] > samples[0] else None


def bare_panel(method: Method, subject: Subject) -> Panel | None:
    """The segment that a method works on, over what its window is on: to look at and to cut while there is no result.

    None where the window is over something that only a result has, like an overpotential, or the subject is no single
    segment.
    """
    setting = next((each for each in method.settings if each.name == WINDOW_NAMES[0]), None)
    if setting is None or len(subject) != 1:
        return None
    columns = subject[0].columns
    current = next((name for name in ("current", "current_density") if name in columns), None)
    if setting.unit == "s" and "time" in columns:
        time = columns["time"]
        finite = time[np.isfinite(time)]
        of_current = current is not None and subject[0].curve.technique == "chronoamperometry"
        y = current if of_current or "potential" not in columns else "potential"
        if y is None or not len(finite):
            return None
        return Panel(_SECONDS, _BARE[y], (Trace("data", time - finite[0], columns[y]),))
    if setting.unit == "V" and setting.symbol.startswith("E") and current is not None:
        axis = replace(_BARE[current], symbol=f"|{_BARE[current].symbol}|", scale="log")
        measured = Trace("data", columns["potential"], np.abs(columns[current]), "points")
        return Panel(_BARE["potential"], axis, (measured,))
    return None


def step_boundaries(subject: Subject, axis: FitAxis) -> list[float]:
    """Where the steps of a record begin inside the data, on a time axis that starts with the subject."""
    if axis.axis.unit != "s" or not subject:
        return []
    part = subject[0]
    time = part.curve.columns.get("time")
    mine = part.columns.get("time")
    if time is None or mine is None or not len(mine) or not np.isfinite(mine[0]):
        return []
    low, high = axis.limits
    begins = (float(time[segment.start] - mine[0]) for segment in part.curve.segments if segment.start < len(time))
    return [begin for begin in begins if low < begin < high]
