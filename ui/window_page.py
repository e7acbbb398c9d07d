"""A page with a fit window: it follows the hand, is fitted exactly when let go, and shows how much it matters."""

from __future__ import annotations

from PyQt6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from fitting.messages import Message
from models.analysis import Analysis, AnalysisState, KeptFit
from models.analysis_table import AnalysisTable
from models.document import Document
from models.fit_window import WINDOW_NAMES, FitAxis, step_boundaries
from models.panels import shown_value
from models.result import Result
from models.step import Method, Step
from ui.analysis_page import AnalysisPage, CurveWidget
from ui.curve_canvas import WINDOW, Panel
from ui.fit_panel import FitPanel
from ui.live_fit import LiveFit
from ui.sensitivity_bar import SensitivityBar
from ui.throttle import Throttle


class FittedCurve(CurveWidget):
    """A curve with fit, residual and strip, over which other fits can be laid."""

    def show_live(self, result: Result) -> None:
        """Lay fit and residual of a draft over the data."""
        raise NotImplementedError

    def set_strip(self, strip: Panel | None) -> None:
        """Give the strip its room, or take it."""
        raise NotImplementedError

    def set_overlays(self, overlays: list[tuple[str, Result]]) -> None:
        """Lay kept fits over the data, each with its name."""
        raise NotImplementedError


class WindowPage(AnalysisPage):
    """Adds to a page the window, its live fit, the sensitivity strip and map, and the kept fits over the curve."""

    view: FittedCurve

    def __init__(
        self,
        document: Document,
        step: Step,
        method: Method,
        table: AnalysisTable,
        view: FittedCurve,
        panel: FitPanel,
        parent: QWidget | None = None,
    ) -> None:
        self._draft: AnalysisState | None = None  # while something is dragged
        self._axis: FitAxis | None = None
        self.sensitivity = SensitivityBar(document, method)
        super().__init__(document, step, method, table, view, panel, parent)
        self.live = LiveFit(document.live, self)
        self.numbers = Throttle(self)
        self._connect_window()

    def _made_upper(self) -> QWidget:
        self.picture = QStackedWidget()
        self.picture.addWidget(self.view)
        self.picture.addWidget(self.sensitivity.map)
        upper = QWidget()
        column = QVBoxLayout(upper)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.picture, 1)
        column.addWidget(self.sensitivity)
        return upper

    def _connect_window(self) -> None:
        canvas, panel = self.canvas, self.panel
        canvas.window_changed.connect(self._window_dragged)
        canvas.gesture_finished.connect(self._gesture_finished)
        canvas.gesture_cancelled.connect(self._gesture_cancelled)
        panel.whole_requested.connect(self._take_whole)
        panel.start_edited.connect(lambda value: self._window_typed(0, value))
        panel.end_edited.connect(lambda value: self._window_typed(1, value))
        panel.result_chosen.connect(self._result_chosen)
        panel.kept.changed.connect(self._show_overlays)
        panel.kept.pointed.connect(self._point_at_kept)
        self.live.answered.connect(self._live_answered)
        self.live.refused.connect(self._live_refused)
        self.sensitivity.changed.connect(self._show_strip)
        self.sensitivity.map_toggled.connect(self._show_map)
        self.sensitivity.map.window_chosen.connect(self._window_from_map)

    def _begin(self, analysis: Analysis | None) -> None:
        self._draft = None
        self.canvas.point_out("")
        self.live.follow(analysis)
        self.numbers.drop()
        if analysis is None:
            self.sensitivity.show_result(None, None, None, "")

    def _state_changed(self) -> None:
        self._show_window()

    def _result_arrived(self) -> None:
        if self._draft is None:
            super()._result_arrived()
            self._take_axis()
            self._show_window()
            self._ask_windows()

    # the fit window: a draft while it is dragged, one edit when it is let go

    def _found_axis(self) -> FitAxis | None:
        """What the window is cut from, where the picture shows that."""
        raise NotImplementedError

    def _take_axis(self) -> None:
        """The picture is of something else now."""
        self._axis = self._found_axis()

    def _show_window(self) -> None:
        """Show the window of the present state on canvas and panel."""
        axis, analysis = self._axis, self._analysis
        if axis is None or analysis is None:
            self.canvas.set_window(None)
            given = {} if analysis is None else analysis.state.settings
            self.panel.show_window([given.get(name) for name in WINDOW_NAMES])
            return
        window = axis.window(analysis.result or analysis.bare_result(), analysis.state.settings)
        shown = axis.shown(*window)
        count = self.least_points
        reason = self.tr("The fit needs at least {count} points.").format(count=count)
        self.canvas.set_window(*shown, axis.shown_limits, count, reason)
        self.canvas.set_snap_positions([shown_value(x, axis.axis) for x in self._boundaries(axis)])
        self.panel.show_window(window)

    def _boundaries(self, axis: FitAxis) -> list[float]:
        """Where an edge that comes near is caught, SI: where the steps of the record change."""
        analysis = self._analysis
        return [] if analysis is None else step_boundaries(analysis.subject, axis)

    @property
    def least_points(self) -> int:
        """How many samples a window must leave."""
        return 5

    def _drafted(self) -> AnalysisState:
        assert self._analysis is not None
        return self._draft or self._analysis.state

    def _window_dragged(self, start: float, end: float) -> None:
        axis = self._axis
        if axis is None or self._analysis is None:
            return
        self._preview(self._drafted().with_settings(axis.settings_of_shown(start, end)))
        window = axis.si(start, end)
        self.numbers.call("window", lambda: self.panel.show_window(window))

    def _preview(self, draft: AnalysisState) -> None:
        if self._draft is None:
            self.sensitivity.runner.stop()  # other windows would take their time from the hand
        self._draft = draft
        self.live.ask(draft)

    def _live_answered(self, result: Result) -> None:
        if self._draft is None:
            return
        self.view.show_live(result)
        self.numbers.call("numbers", lambda: self._show_numbers(result, result.outcome.warnings))

    def _live_refused(self, message: Message) -> None:
        if self._draft is not None:
            self.numbers.call("numbers", lambda: self._show_numbers(None, (message,)))

    def _gesture_finished(self, what: str) -> None:
        draft, self._draft = self._draft, None
        self._end_live()
        if draft is None or self._analysis is None:
            return
        if draft == self._analysis.state:
            self._result_arrived()
        else:
            self._edit(draft, self._gesture_words(what))

    def _gesture_words(self, what: str) -> str:
        """What the gesture of a handle is called in the undo history."""
        return self.tr("Move window")

    def _gesture_cancelled(self, what: str) -> None:
        self._draft = None
        self._end_live()
        self._result_arrived()

    def _end_live(self) -> None:
        self.live.drop()
        self.numbers.drop()

    def _window_typed(self, place: int, value: float) -> None:
        if self._analysis is None:
            return
        axis = self._axis
        limits = (float("-inf"), float("inf")) if axis is None else axis.limits
        state = self._analysis.state.settings
        window = None if axis is None else axis.window(self._analysis.result or self._analysis.bare_result(), state)
        other = limits[1 - place] if window is None else window[1 - place]
        in_order = value < other if place == 0 else value > other
        if not in_order:
            self.panel.refuse(self.tr("The fit window must start before it ends."))
            self._show_window()
            return
        inside = limits[0] < value < limits[1]
        changes = {WINDOW_NAMES[place]: value if inside else None}
        self._edit(self._analysis.state.with_settings(changes), self.tr("Change window"))

    def _take_whole(self) -> None:
        if self._analysis is not None:
            self._edit(self._analysis.state.with_settings(dict.fromkeys(WINDOW_NAMES)), self.tr("Whole step"))

    def _window_from_map(self, start: float, end: float) -> None:
        axis = self._axis
        if axis is not None and self._analysis is not None:
            state = self._analysis.state.with_settings(axis.settings(start, end))
            self._edit(state, self.tr("Window from the map"))

    # what is beside the numbers

    def _result_chosen(self, quantity: str) -> None:
        self.canvas.point_out(self._handle_of(quantity))
        self._ask_windows()

    def _handle_of(self, quantity: str) -> str:
        """The handle that a result came from."""
        return WINDOW

    def _ask_windows(self) -> None:
        """Let the strip be about what is shown now."""
        analysis = self._analysis
        result = None if analysis is None else analysis.current_result()
        axis = None if result is None else self._axis
        self.sensitivity.show_result(analysis, result, axis, self.panel.chosen_result)

    def _show_strip(self) -> None:
        if self._draft is not None:  # other panels would end the drag; a strip comes with the exact fit
            return
        self.view.set_strip(self.sensitivity.strip_panel())
        self.sensitivity.refresh(self.canvas)

    def _show_map(self, shown: bool) -> None:
        self.picture.setCurrentIndex(1 if shown else 0)

    def _show_overlays(self) -> None:
        self.view.set_overlays(self.panel.kept.overlays)

    def _point_at_kept(self, fit: KeptFit | None) -> None:
        axis = self._axis
        if fit is None or axis is None or self._analysis is None:
            self.canvas.point_out("")
            return
        result = self.panel.kept.result_of(fit) or self._analysis.bare_result()
        self.canvas.point_out("", axis.shown(*axis.window(result, dict(fit.given))))
