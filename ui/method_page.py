"""One method of a step as a person works with it: its picture, inputs, results, and the table of what it can use."""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter

import numpy as np
from PyQt6.QtCore import QCoreApplication, Qt, pyqtSignal
from PyQt6.QtGui import QAction, QGuiApplication, QKeySequence, QShowEvent
from PyQt6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QTableView,
    QTabWidget,
    QWidget,
)

from fitting.messages import DataProblem, FitError, Message
from fitting.outcome import Outcome
from models.analysis import Analysis, AnalysisState
from models.analysis_table import AnalysisTable, said_about
from models.background import Task
from models.curve import Curve
from models.document import Document
from models.outcome_table import OutcomeTable
from models.panels import shown_value, si_value
from models.result import Result
from models.step import Method, Step, series_result
from models.subject import subject_title
from models.translation import message_text, name_in_words, verdict_in_words
from ui.analysis_table_view import AnalysisTableView
from ui.fit_panel import FitPanel
from ui.panels_view import LEAST_POINTS, PanelsView
from ui.plain_view import PlainView

LONGEST_LIVE_FIT = 0.03  # s; a fit that takes longer waits until the hand lets go
WINDOW_NAMES = ("window_start", "window_end")


class MethodPage(QWidget):
    """Works only once it is shown: a method that nobody opens costs nothing."""

    analysis_shown = pyqtSignal(object)

    def __init__(self, document: Document, step: Step, method: Method, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._step = step
        self.method = method
        self._analysis: Analysis | None = None
        self._fresh = True
        self._series: Task | None = None
        self._window: tuple[float, float] | None = None  # while it is dragged
        self._live_cost = 0.0
        self.table = AnalysisTable(document, step, method, self)
        self.table_view = AnalysisTableView(self.table, self.tr("All curves of this method"), self)
        self.outcome_table = OutcomeTable(self)
        self.outcome_view = self._made_outcome_view()
        self.view = PanelsView()
        self.canvas = self.view.canvas
        inputs = tuple(setting.name for setting in method.settings)
        for_all = "" if method.calculates else self.tr("Same inputs for all curves of this method")
        self.panel = FitPanel(document, inputs, method.quantities, self._sentence(), for_all, has_window=False)
        self.plain_view = PlainView()
        self.together = QPushButton(self.tr("All curves &together"), self)
        self.together.setCheckable(True)
        self.together.setToolTip(self.tr("What the curves of this method say as a series"))
        self.together.setVisible(method.together is not None)
        self._lay_out()
        self._connect()

    def _sentence(self) -> str:
        return QCoreApplication.translate("Method", self.method.sentence)

    def _made_outcome_view(self) -> QTableView:
        view = QTableView()
        view.setModel(self.outcome_table)
        view.setAccessibleName(self.tr("Table"))
        view.setTabKeyNavigation(False)
        view.setAlternatingRowColors(True)
        view.setShowGrid(False)
        copy = QAction(self.tr("Copy table"), view)
        copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        copy.triggered.connect(self.copy_table)
        view.addAction(copy)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        return view

    def _lay_out(self) -> None:
        scroll = QScrollArea()
        scroll.setWidget(self.panel)
        scroll.setWidgetResizable(True)
        scroll.setMinimumWidth(300)
        self.tables = QTabWidget()
        self.tables.setDocumentMode(True)
        if self.method.calculates:
            self.table_view.hide()
        else:
            self.tables.addTab(self.table_view, self.tr("Curves"))
        self.tables.addTab(self.outcome_view, self.tr("Table"))
        if self.method.together is not None:
            self.tables.setCornerWidget(self.together)
        left = QSplitter(Qt.Orientation.Vertical)
        left.addWidget(self.view)
        left.addWidget(self.tables)
        left.setStretchFactor(0, 3)
        left.setStretchFactor(1, 1)
        whole = QSplitter(Qt.Orientation.Horizontal)
        whole.addWidget(left)
        whole.addWidget(scroll)
        whole.setStretchFactor(0, 1)
        whole.setSizes([600, 490])
        needs = QLabel(f"{self._sentence()}\n\n{QCoreApplication.translate('Step', self._step.needs)}")
        needs.setAlignment(Qt.AlignmentFlag.AlignCenter)
        needs.setWordWrap(True)
        needs.setMargin(48)
        self._stack = QStackedWidget()
        for page in (needs, whole, self.plain_view):
            self._stack.addWidget(page)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)

    def _connect(self) -> None:
        self.table.modelReset.connect(self._follow_document)
        self.table.dataChanged.connect(self._show_series)
        self.together.toggled.connect(self._result_arrived)
        self.table_view.analysis_chosen.connect(self.show_analysis)
        self.table_view.confirm_requested.connect(self.confirm)
        self.panel.for_all_requested.connect(self._take_inputs_for_all)
        self.canvas.window_changed.connect(self._window_dragged)
        self.canvas.gesture_finished.connect(self._gesture_finished)
        self.canvas.gesture_cancelled.connect(self._gesture_cancelled)
        self.canvas.confirm_requested.connect(self.confirm)
        self.view.choice.activated.connect(self._show_window)

    def showEvent(self, event: QShowEvent | None) -> None:
        super().showEvent(event)
        self.table.follow()

    # which analysis is shown

    @property
    def analysis(self) -> Analysis | None:
        """What is shown."""
        return self._analysis

    def _follow_document(self) -> None:
        analyses = self.table.analyses
        if self._stack.currentWidget() is not self.plain_view:
            self._stack.setCurrentIndex(1 if analyses else 0)
        if self._analysis not in analyses:
            self.show_analysis(analyses[0] if analyses else None)
        elif self._analysis is not None:
            self.table_view.choose(self._analysis)
            self._result_arrived()

    def show_curve(self, curve: str, segment: int | None) -> None:
        """Show the analysis of a curve, or the curve alone with the reason why there is none."""
        for analysis in self.table.analyses:
            if any(part.key[0] == curve and segment in (None, part.segment) for part in analysis.subject):
                self.show_analysis(analysis)
                return
        if self.method.calculates:
            return
        found = self._document.curve(curve)
        try:
            self.method.subjects([found], {})
            reason = self.tr("This curve is analysed here only together with others.")
        except DataProblem as problem:
            reason = message_text(problem.message)
        self.plain_view.show_curve(found, reason)
        self._stack.setCurrentWidget(self.plain_view)

    def show_analysis(self, analysis: Analysis | None) -> None:
        """Show another analysis."""
        if analysis is not None:
            self._stack.setCurrentIndex(1)
        if analysis is self._analysis:
            return
        self.together.setChecked(False)
        if self._analysis is not None:
            self._analysis.changed.disconnect(self._state_changed)
            self._analysis.resulted.disconnect(self._result_arrived)
        self._analysis = analysis
        self._fresh = True
        self._live_cost = 0.0
        self.panel.show_analysis(analysis)
        if analysis is None:
            return
        analysis.changed.connect(self._state_changed)
        analysis.resulted.connect(self._result_arrived)
        self._result_arrived()
        self.table_view.choose(analysis)
        self.analysis_shown.emit(analysis)

    def _state_changed(self) -> None:
        self._show_window()

    def _result_arrived(self) -> None:
        analysis = self._analysis
        if analysis is None:
            return
        if self.together.isChecked():
            self._show_series()
            return
        curve = analysis.subject[0].curve if analysis.subject else None
        self._show_outcome(analysis.result, subject_title(analysis.subject), said_about(analysis), curve)
        self._fresh = self._fresh and analysis.result is None
        self._show_window()

    def _show_outcome(
        self, result: Result | None, title: str, said: tuple[Message, ...], curve: Curve | None = None
    ) -> None:
        outcome = Outcome() if result is None else result.outcome
        self.view.show_outcome(outcome, title, keep_view=not self._fresh, curve=curve)
        self._show_numbers(result, said)
        self.panel.show_found(result)
        self.outcome_table.show(outcome)

    # what the curves say together

    def _show_series(self) -> None:
        if not self.together.isChecked():
            return
        if self._series is not None:
            self._series.cancel()
        results = [analysis.result for analysis in self.table.analyses if analysis.result is not None]
        self._fresh = True
        self.canvas.set_window(None)
        self._series = self._document.background.run(
            lambda task: series_result(self.method, results), self._series_arrived, self._series_failed
        )

    def _series_arrived(self, result: Result | None) -> None:
        if result is None:
            self._series_failed(FitError("ONE_CURVE", "One curve is no series; load others and give each its inputs."))
            return
        count = len({part.key for part in result.subject})
        self._show_outcome(result, self.tr("All together: {count}").format(count=count), result.outcome.warnings)

    def _series_failed(self, problem: DataProblem) -> None:
        self._show_outcome(None, self.tr("All together"), (problem.message,))

    def _show_numbers(self, result: Result | None, said: tuple[Message, ...]) -> None:
        verdicts = {} if result is None else result.outcome.verdicts
        text = " · ".join(f"{name_in_words(name)}: {verdict_in_words(word)}" for name, word in verdicts.items())
        self.panel.show_result(result, text, said, is_error=result is None and bool(said))

    # the fit window: a draft on the canvas while it is dragged, one edit when it is let go

    def _show_window(self) -> None:
        limits = self._window_limits()
        if limits is None or self._analysis is None or self.together.isChecked():
            self.canvas.set_window(None)
            return
        axis, settings = self.view.panels[0].x, self._analysis.state.settings
        used = self._analysis.result.outcome.quantities if self._analysis.result is not None else {}
        start, end = limits
        for place, name in enumerate(WINDOW_NAMES):
            found = settings.get(name, used[name].value if name in used else None)
            if found is not None:
                shown = min(max(shown_value(float(found), axis), limits[0]), limits[1])
                start, end = (shown, end) if place == 0 else (start, shown)
        reason = self.tr("The fit needs at least {count} points.").format(count=LEAST_POINTS)
        self.canvas.set_window(start, end, limits, LEAST_POINTS, reason)

    def _window_limits(self) -> tuple[float, float] | None:
        """The ends of the data as shown, where the method's window is one of the first view's x."""
        panels, settings = self.view.panels, {setting.name: setting for setting in self.method.settings}
        window = settings.get(WINDOW_NAMES[0])
        if not panels or window is None or window.unit != panels[0].x.unit or self.view.choice.currentIndex() != 0:
            return None
        measured = [trace.x for trace in panels[0].traces if trace.kind in ("data", "points")]
        finite = [x[np.isfinite(x)] for x in measured]
        ends = [(x.min(), x.max()) for x in finite if len(x)]
        if not ends:
            return None
        low, high = min(end[0] for end in ends), max(end[1] for end in ends)
        return shown_value(float(low), panels[0].x), shown_value(float(high), panels[0].x)

    def _window_dragged(self, start: float, end: float) -> None:
        self._window = (start, end)
        draft = self._with_window(self._window)
        if draft is None or self._analysis is None or self._live_cost > LONGEST_LIVE_FIT:
            return
        began = perf_counter()
        try:
            result = self._analysis.computed(draft, "live")
        except DataProblem as problem:
            self.panel.show_result(None, "", (problem.message,), is_error=True)
        else:
            self._show_numbers(result, result.outcome.warnings)
        self._live_cost = perf_counter() - began

    def _gesture_finished(self, what: str) -> None:
        window, self._window = self._window, None
        state = None if window is None else self._with_window(window)
        if state is not None:
            self._edit(state, self.tr("Move window"))
            self._result_arrived()

    def _with_window(self, window: tuple[float, float]) -> AnalysisState | None:
        limits = self._window_limits()
        if limits is None or self._analysis is None:
            return None
        axis = self.view.panels[0].x
        hair = 1e-9 * (limits[1] - limits[0])  # an edge that lies on the end of the data is no window
        inside = (window[0] > limits[0] + hair, window[1] < limits[1] - hair)
        changes = {
            name: si_value(end, axis) if is_inside else None
            for name, end, is_inside in zip(WINDOW_NAMES, window, inside, strict=True)
        }
        return self._analysis.state.with_settings(changes)

    def _gesture_cancelled(self, what: str) -> None:
        self._window = None
        self._result_arrived()

    @property
    def panes(self) -> tuple[QWidget, ...]:
        """Where F6 stops."""
        return (self.canvas, self.panel.input_view, self.table_view)

    def show_all(self) -> None:
        """Show all data."""
        self.view.show_all()

    def finish_gesture(self) -> None:
        """End a drag that is still going on: it becomes its edit before anything else happens."""
        self.canvas.finish_gesture()

    # edits

    def _edit(self, state: AnalysisState, text: str) -> None:
        assert self._analysis is not None
        self._document.edit(self._analysis, state, text)

    def confirm(self) -> None:
        """A person agrees with what is shown; the next one comes."""
        self.finish_gesture()
        if self._analysis is not None:
            self._edit(replace(self._analysis.state, confirmed=True), self.tr("Confirm"))
            self.table_view.step_on()

    def back_to_automatic(self) -> None:
        """Take back every input that was given."""
        self.finish_gesture()
        if self._analysis is not None:
            cleared: dict[str, float | str | None] = dict.fromkeys(self._analysis.state.settings)
            self._edit(replace(self._analysis.state.with_settings(cleared), confirmed=False), self.tr("Automatic"))

    def _take_inputs_for_all(self) -> None:
        """Give the inputs of this analysis, but for its window and what is its own, to all, as one undo step."""
        if self._analysis is None:
            return
        settings = self._analysis.state.settings
        shared = [each.name for each in self.method.settings if each.name not in WINDOW_NAMES and not each.own]
        inputs = {name: settings.get(name) for name in shared}
        states = {analysis: analysis.state.with_settings(inputs) for analysis in self.table.analyses}
        self._document.edit_all(states, self.tr("Same inputs for all curves"))

    def copy_table(self) -> None:
        """The table as tab-separated text in the clipboard."""
        clipboard = QGuiApplication.clipboard()
        assert clipboard is not None
        clipboard.setText(self.outcome_table.as_text())
