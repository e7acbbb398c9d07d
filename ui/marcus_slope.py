"""The slope window of the Marcus calculator: dragged on the picture, it reads α again from the curve that lent it."""

from __future__ import annotations

from dataclasses import replace

from PyQt6.QtCore import QObject, pyqtSignal

from fitting.messages import DataProblem
from fitting.outcome import Outcome
from models.analysis import Analysis, AnalysisState
from models.document import Document
from models.fit_window import FitAxis, fit_axis
from models.marcus_sources import slope_settings, slopes_by_window
from models.result import Result
from ui.curve_canvas import CurveCanvas
from ui.live_fit import LiveFit


class SlopeWindow(QObject):
    """The window of a Tafel or Allen–Hickling line on the axis E − E⁰, which is the line's overpotential.

    It begins where the fit that lent the slope has its own, and is then the calculator's: that fit stays as it is.
    """

    slope_moved = pyqtSignal(object)  # Settings, while it is dragged
    slope_taken = pyqtSignal(object)  # Settings, once it is let go

    def __init__(self, document: Document, canvas: CurveCanvas, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._canvas = canvas
        self._source: Analysis | None = None
        self._draft: AnalysisState | None = None
        self._state: AnalysisState | None = None  # of the window as it was let go last
        self._result: Result | None = None
        self._live = LiveFit(document.live, self)
        self._live.answered.connect(self._answered)
        canvas.window_changed.connect(self._dragged)
        canvas.gesture_finished.connect(self._finished)
        canvas.gesture_cancelled.connect(self._cancelled)

    @property
    def is_dragged(self) -> bool:
        """Whether the hand is on it."""
        return self._draft is not None

    def follow(self, source: Analysis | None) -> None:
        """Be the window of another fit; one that has no window has no slope to move."""
        result = None if source is None else source.current_result()
        self._source = source if result is not None and slopes_by_window(result) is not None else None
        self._state = None if self._source is None else self._source.state
        self._result = None if self._source is None else result
        self._live.follow(self._source)

    def _axis(self) -> FitAxis | None:
        if self._source is None or self._result is None:
            return None
        return fit_axis(self._source.method, self._result)

    def show(self) -> None:
        """Show the window where the line was read."""
        axis = self._axis()
        if axis is None or self._result is None or self._state is None:
            self._canvas.set_window(None)
            return
        window = axis.shown(*axis.window(self._result, self._state.settings))
        self._canvas.set_window(*window, axis.shown_limits, 5, self.tr("The fit needs at least 5 points."))

    def with_slopes(self, outcome: Outcome) -> Outcome:
        """The picture of the calculator with the slopes of all windows under it."""
        slopes = None if self._result is None else slopes_by_window(self._result)
        if slopes is None or not outcome.panels:
            return outcome
        first, *others = outcome.panels
        return replace(outcome, panels=(replace(first, traces=(slopes, *first.traces)), *others))

    def _dragged(self, start: float, end: float) -> None:
        axis = self._axis()
        if axis is not None and self._state is not None:
            self._draft = self._state.with_settings(axis.settings_of_shown(start, end))
            self._live.ask(self._draft)

    def _answered(self, result: Result) -> None:
        if self._draft is not None:
            self.slope_moved.emit(slope_settings(result))

    def _finished(self, what: str) -> None:
        """Read the line exactly."""
        source, draft, self._draft = self._source, self._draft, None
        self._live.drop()
        if source is not None and draft is not None:
            self._state = draft
            self._document.background.run(lambda task: source.computed(draft), self._read, self._unread)

    def _read(self, result: Result) -> None:
        self._result = result
        self.slope_taken.emit(slope_settings(result))

    def _unread(self, problem: DataProblem) -> None:
        self.show()

    def _cancelled(self, what: str) -> None:
        self._draft = None
        self._live.drop()
        self.show()
