"""How the chosen result depends on the window's ends: computed behind the hand, shown under the residual."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from time import perf_counter

import numpy as np
from PyQt6.QtCore import QObject, QTimer, pyqtSignal

from fitting.messages import DataProblem
from fitting.outcome import Outcome
from fitting.quantity import Quantity
from models.analysis import Analysis, AnalysisState
from models.background import Background, Task
from models.fit_window import FitAxis, Window
from models.number_text import unit_text
from models.panels import shown_value
from models.sensitivity import (
    BOTH,
    END,
    START,
    Given,
    Reading,
    map_windows,
    readings,
    strip_windows,
    windows_per_edge,
)
from models.translation import spelled
from ui.curve_canvas import CanvasTheme, Panel, Trace

STRIP = "sensitivity"
IDLE = 300  # ms after the last change until other windows are asked: whoever walks through curves waits for nothing
MOST_REMEMBERED = 60  # states whose readings are kept

Key = tuple[AnalysisState, str]


class Sensitivity(QObject):
    """Runs a method over other windows in the background and remembers what came out, per state."""

    changed = pyqtSignal()

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._analysis: Analysis | None = None
        self._axis: FitAxis | None = None
        self._window: Window = (0.0, 0.0)
        self._wanted: list[str] = []
        self._found: dict[Key, list[Reading]] = {}
        self._whole: set[Key] = set()  # those that are finished
        self._task: Task | None = None
        self._running: Key | None = None
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(IDLE)
        self._idle.timeout.connect(self._start)

    # what there is to know

    def strip(self) -> list[Reading]:
        """What is known of windows with one edge moved."""
        return self._found.get(self._key(START), []) if self._analysis is not None else []

    def map(self) -> list[Reading]:
        """What is known of windows all over the curve."""
        return self._found.get(self._key(BOTH), []) if self._analysis is not None else []

    @property
    def busy(self) -> bool:
        """Whether windows are still being asked, or are about to be."""
        return self._task is not None or self._idle.isActive()

    @property
    def axis(self) -> FitAxis | None:
        """What the windows are cut from."""
        return self._axis

    def _key(self, kind: str) -> Key:
        assert self._analysis is not None
        state = self._analysis.state
        given = state.given
        if kind == BOTH:  # a map is the same for every window
            given = state.with_settings({"window_start": None, "window_end": None}).given
        return AnalysisState(state.step, state.method, state.subject, given), kind

    # asking

    def follow(self, analysis: Analysis | None, axis: FitAxis | None, window: Window, wanted: list[str]) -> None:
        """Ask about another state: `wanted` names ``start`` for the strip, ``both`` for the map."""
        if analysis is None or axis is None:
            wanted = []
        self._analysis, self._axis, self._window, self._wanted = analysis, axis, window, wanted
        if self._running is not None and self._running not in [self._key(kind) for kind in wanted]:
            self.stop()
        if self._task is None and self._next() is not None:
            self._idle.start()
        self.changed.emit()

    def stop(self) -> None:
        """Ask no more; what is known stays."""
        self._idle.stop()
        if self._task is not None:
            self._task.cancel()
        self._task = self._running = None

    def _next(self) -> str | None:
        if self._analysis is None:
            return None
        return next((kind for kind in self._wanted if self._key(kind) not in self._whole), None)

    def _start(self) -> None:
        kind, analysis, axis = self._next(), self._analysis, self._axis
        if kind is None or analysis is None or axis is None:
            self.changed.emit()
            return
        key, state, window = self._key(kind), analysis.state, self._window
        self._running = key
        self._found.pop(key, None)
        self._found[key] = []
        while len(self._found) > MOST_REMEMBERED:
            oldest = next(iter(self._found))
            del self._found[oldest]
            self._whole.discard(oldest)

        def ask(task: Task) -> None:
            def outcome(changes: Given) -> Outcome:
                task.check()
                return analysis.computed(state.with_settings(changes), "live").outcome

            began = perf_counter()
            first = next(readings(axis, [(window, BOTH)], outcome), None)
            cost = perf_counter() - began
            count = windows_per_edge(cost)
            asked = map_windows(axis) if kind == BOTH else strip_windows(axis, window, count)
            if first is not None or kind == BOTH:
                for reading in readings(axis, asked, outcome):
                    task.deliver(reading)

        self._task = self._background.run(ask, self._done, self._failed, self._take)
        self.changed.emit()

    def _take(self, reading: object) -> None:
        if self._running is not None and isinstance(reading, Reading):
            self._found[self._running].append(reading)
            self.changed.emit()

    def _done(self, _: None) -> None:
        if self._running is not None:
            self._whole.add(self._running)
        self._task = self._running = None
        self._start()

    def _failed(self, problem: DataProblem) -> None:
        self._task = self._running = None
        self.changed.emit()


# the picture


def strip_panel(quantity: Quantity | None) -> Panel:
    """The empty strip of a quantity."""
    if quantity is None:
        return Panel(STRIP, "", y_follows=True)
    unit = unit_text(quantity.display_unit)
    symbol = quantity.symbol or spelled(quantity.name)
    return Panel(STRIP, f"{symbol} / {unit}" if unit else symbol, y_follows=True)


def strip_traces(
    found: Iterable[Reading], quantity: Quantity, axis: FitAxis, present: float | None, theme: CanvasTheme
) -> tuple[Trace, ...]:
    """The answers against the place of the edge that was moved: the start solid, the end dashed; the present grey."""
    traces: list[Trace] = []
    if present is not None:
        ends = np.array([shown_value(end, axis.axis) for end in axis.limits])
        traces.append(Trace(ends, np.full(2, quantity.to_display(present)), theme.dim_text, width=0.8, dashed=True))
    for moved, colour, dashed in ((START, _colour(theme, 0), False), (END, _colour(theme, 1), True)):
        points = sorted(_points(found, moved, quantity, axis))
        if points:
            x, y = np.array(points).T
            traces.append(Trace(x, y, colour, width=1.2, dashed=dashed))
            traces.append(Trace(x, y, colour, marker=True))
    return tuple(traces)


def strip_legend(theme: CanvasTheme, start: str, end: str) -> str:
    """The words of the strip's two lines, with their strokes."""
    return (
        f'<span style="color:{_colour(theme, 0)}">━</span>&nbsp;{start}&nbsp; '
        f'<span style="color:{_colour(theme, 1)}">┅</span>&nbsp;{end}'
    )


def _colour(theme: CanvasTheme, place: int) -> str:
    return theme.curves[(1, 2)[place]] if theme.dark else theme.curves[(1, 4)[place]]


def _points(found: Iterable[Reading], moved: str, quantity: Quantity, axis: FitAxis) -> Iterator[tuple[float, float]]:
    for reading in found:
        if reading.moved == moved and quantity.name in reading.values:
            yield shown_value(reading.place, axis.axis), quantity.to_display(reading.values[quantity.name])
