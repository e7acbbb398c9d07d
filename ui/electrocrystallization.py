"""The electrocrystallization tab: the curve with its marks and window, and what they give."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from PyQt6.QtCore import QCoreApplication, Qt, pyqtSignal
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QSplitter, QStackedWidget, QWidget

from fitting.electrocrystallization import NucleationSpike
from fitting.messages import DataProblem
from models.analysis import Analysis, AnalysisState
from models.analysis_table import said_about
from models.document import Document
from models.electrocrystallization import MARKS, QUANTITIES
from models.electrolyte import curve_identities
from models.result import Result
from models.series import suggested_spike
from models.spike_table import SpikeTable, verdicts_text
from models.step import Step
from models.translation import message_text
from ui.analysis_table_view import AnalysisTableView
from ui.curve_view import CurveView
from ui.fit_panel import FitPanel
from ui.nucleation_spike_picker import SpikePicker
from ui.plain_view import PlainView

INPUTS = ("current", "area", "equilibrium_potential", "temperature", "interfacial_tension", "rule")
UNPLACED = {f"{mark}_mark": None for mark in MARKS}


class ElectrocrystallizationTab(QWidget):
    """Shows one plating step at a time; every gesture on it is one undoable edit of its analysis."""

    analysis_shown = pyqtSignal(object)

    def __init__(self, document: Document, step: Step, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._step = step
        self._analysis: Analysis | None = None
        self._draft: AnalysisState | None = None
        self._looked_at = ""  # the curve that is shown though it is not analysed here
        self.view = CurveView(self)
        self.canvas = self.view.canvas
        self.picker = SpikePicker()
        words = self.tr("Same inputs for all platings of this curve")
        self.panel = FitPanel(document, INPUTS, QUANTITIES, self._equation(), words)
        self.panel.insert_group(self.picker)
        self.table = SpikeTable(document, step, self)
        self.table_view = AnalysisTableView(self.table, self.tr("All plating steps"))
        self.plain_view = PlainView()
        self._lay_out()
        self._connect()
        self._follow_document()

    def _equation(self) -> str:
        return self.tr(
            "Eq 7: r_c = −2σM / (nFρη) with η = E_sp − E_pl. An index to order by, not a size that was seen. "
            "Induction period τ_n: from the equilibrium potential to the spike. Self-smoothing time τ_ss: from the "
            "spike until 95 % of the overpotential's growth after the crest is done."
        )

    def _lay_out(self) -> None:
        scroll = QScrollArea()
        scroll.setWidget(self.panel)
        scroll.setWidgetResizable(True)
        scroll.setMinimumWidth(300)
        left = QSplitter(Qt.Orientation.Vertical)
        left.addWidget(self.view)
        left.addWidget(self.table_view)
        left.setStretchFactor(0, 3)
        left.setStretchFactor(1, 1)
        whole = QSplitter(Qt.Orientation.Horizontal)
        whole.addWidget(left)
        whole.addWidget(scroll)
        whole.setStretchFactor(0, 1)
        whole.setSizes([600, 490])
        empty = QLabel(QCoreApplication.translate("Step", self._step.needs))
        empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        empty.setWordWrap(True)
        self._stack = QStackedWidget()
        self._stack.addWidget(empty)
        self._stack.addWidget(whole)
        self._stack.addWidget(self.plain_view)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)

    def _connect(self) -> None:
        canvas, panel, picker = self.canvas, self.panel, self.picker
        canvas.window_changed.connect(self._window_dragged)
        canvas.mark_changed.connect(self._mark_dragged)
        canvas.gesture_finished.connect(self._gesture_finished)
        canvas.gesture_cancelled.connect(self._gesture_cancelled)
        canvas.confirm_requested.connect(self.confirm)
        panel.whole_requested.connect(self._take_whole_step)
        panel.for_all_requested.connect(self._take_inputs_for_all)
        panel.start_edited.connect(self._start_typed)
        panel.end_edited.connect(self._end_typed)
        picker.mark_edited.connect(self._mark_typed)
        picker.confirm_requested.connect(self.confirm)
        picker.absent_requested.connect(self.judge_absent)
        picker.place_requested.connect(self.place_spike)
        picker.automatic_requested.connect(self.back_to_automatic)
        self.table_view.analysis_chosen.connect(self.show_analysis)
        self.table_view.confirm_requested.connect(self.confirm)
        self.table.modelReset.connect(self._follow_document)

    # which plating step is shown

    @property
    def analysis(self) -> Analysis | None:
        """The plating step that is shown."""
        return self._analysis

    def _follow_document(self) -> None:
        analyses = self.table.analyses
        looking = self._stack.currentWidget() is self.plain_view
        if not looking or self._looked_at not in curve_identities(self._document.series):
            self._stack.setCurrentIndex(1 if analyses else 0)
        if self._analysis not in analyses:
            self.show_analysis(analyses[0] if analyses else None)
        elif self._analysis is not None:
            self.table_view.choose(self._analysis)
            self.view.show_title()

    def show_newest(self, known: Collection[Analysis]) -> None:
        """Show the first plating step that was not known before, if there is one."""
        for analysis in self.table.analyses:
            if analysis not in known:
                self.show_analysis(analysis)
                return

    def show_curve(self, curve: str, segment: int | None) -> None:
        """Show a curve's plating step, its first one where none is named."""
        for analysis in self.table.analyses:
            if any(part.curve.identity == curve and segment in (None, part.segment) for part in analysis.subject):
                self.show_analysis(analysis)
                return
        try:
            self._step.methods[0].subjects([self._document.curve(curve)], {})
        except DataProblem as problem:
            self.plain_view.show_curve(self._document.curve(curve), message_text(problem.message))
            self._stack.setCurrentWidget(self.plain_view)
            self._looked_at = curve

    def show_analysis(self, analysis: Analysis | None) -> None:
        """Show a plating step."""
        if analysis is not None:
            self._stack.setCurrentIndex(1)
        if analysis is self._analysis:
            return
        if self._analysis is not None:
            self._analysis.changed.disconnect(self._state_changed)
            self._analysis.resulted.disconnect(self._result_arrived)
        self._analysis = analysis
        self._draft = None
        self.panel.show_analysis(analysis)
        if analysis is None:
            return
        analysis.changed.connect(self._state_changed)
        analysis.resulted.connect(self._result_arrived)
        self.view.show_curve(analysis)
        self._result_arrived()
        self.table_view.choose(analysis)
        self.analysis_shown.emit(analysis)

    # showing states and results

    def _state_changed(self) -> None:
        self._show_controls()

    def _result_arrived(self) -> None:
        analysis = self._analysis
        if analysis is None or self._draft is not None:
            return
        self.view.show_result(analysis.result)
        self._show_numbers(analysis.result, analysis.problem is not None)
        self._show_controls()

    def _show_numbers(self, result: Result | None, is_error: bool) -> None:
        assert self._analysis is not None
        verdict = "" if result is None else verdicts_text(result)
        self.panel.show_result(result, verdict, said_about(self._analysis), is_error)

    def _show_controls(self) -> None:
        analysis = self._analysis
        if analysis is None:
            return
        marks = analysis.result.outcome.marks if analysis.result is not None else None  # type: ignore[attr-defined]
        self.picker.show_marks(marks, analysis)
        self.view.show_marks(marks, analysis)
        self.panel.show_window(*self.view.show_window(analysis.state))

    # gestures on the canvas: a draft while they last, one edit when they end

    def _window_dragged(self, start: float, end: float) -> None:
        self._preview(self._with_window(self._drafted(), start, end))
        self.panel.show_window(start, end)

    def _mark_dragged(self, mark: str, time: float) -> None:
        self._preview(self._drafted().with_settings({f"{mark}_mark": time, "judgement": None}))
        self.picker.boxes[mark].show_time(time)

    def _drafted(self) -> AnalysisState:
        assert self._analysis is not None
        return self._draft or self._analysis.state

    def _with_window(self, state: AnalysisState, start: float, end: float) -> AnalysisState:
        first, last = self.view.limits
        hair = 1e-9 * (last - first)  # an edge that lies on the end of the step is no window
        return state.with_settings(
            {
                "window_start": start if start > first + hair else None,
                "window_end": end if end < last - hair else None,
            }
        )

    def _preview(self, draft: AnalysisState) -> None:
        assert self._analysis is not None
        self._draft = draft
        try:
            result = self._analysis.computed(draft, "live")
        except DataProblem as problem:
            self.view.show_fit(None)
            self.panel.show_result(None, "", (problem.message,), is_error=True)
            return
        self.view.show_fit(result)
        self.panel.show_result(result, verdicts_text(result), result.outcome.warnings)
        assert isinstance(result.outcome, NucleationSpike)
        self.picker.show_marks(result.outcome.marks, self._analysis)

    def _gesture_finished(self, what: str) -> None:
        draft, self._draft = self._draft, None
        if draft is None or self._analysis is None:
            return
        moved_mark = self.picker.names.get(what)
        text = self.tr("Move {mark}").format(mark=moved_mark) if moved_mark else self.tr("Move window")
        self._edit(draft, text)
        self._result_arrived()

    def _gesture_cancelled(self, what: str) -> None:
        self._draft = None
        self._result_arrived()

    @property
    def panes(self) -> tuple[QWidget, ...]:
        """Where F6 stops."""
        return (self.canvas, self.panel.input_view, self.table_view)

    def show_all(self) -> None:
        """Show all data."""
        self.view.show_all()

    def finish_gesture(self) -> None:
        """End a drag or a burst of keys that is still going on: it becomes its edit before anything else happens."""
        self.canvas.finish_gesture()

    # what is typed or clicked: one edit each

    def _edit(self, state: AnalysisState, text: str) -> None:
        assert self._analysis is not None
        self._document.edit(self._analysis, state, text)

    def _start_typed(self, start: float) -> None:
        self._window_typed("window_start", start, start > self.view.limits[0], start < self.view.window_ends[1])

    def _end_typed(self, end: float) -> None:
        self._window_typed("window_end", end, end < self.view.limits[1], end > self.view.window_ends[0])

    def _window_typed(self, name: str, time: float, is_inside: bool, is_in_order: bool) -> None:
        if self._analysis is None:
            return
        if not is_in_order:
            self.panel.refuse(self.tr("The fit window must start before it ends."))
            self._show_controls()
            return
        self._edit(self._analysis.state.with_settings({name: time if is_inside else None}), self.tr("Change window"))

    def _take_whole_step(self) -> None:
        if self._analysis is not None:
            state = self._analysis.state.with_settings({"window_start": None, "window_end": None})
            self._edit(state, self.tr("Whole step"))

    def _take_inputs_for_all(self) -> None:
        """Give the inputs of this plating to all platings of its curve, as one undo step."""
        if self._analysis is None:
            return
        inputs = {name: self._analysis.state.settings.get(name) for name in INPUTS}
        curve = self._analysis.subject[0].curve
        states = {
            analysis: analysis.state.with_settings(inputs)
            for analysis in self.table.analyses
            if analysis.subject[0].curve is curve
        }
        self._document.edit_all(states, self.tr("Same inputs for all platings"))

    def _mark_typed(self, mark: str, time: float) -> None:
        if self._analysis is not None:
            state = self._analysis.state.with_settings({f"{mark}_mark": time, "judgement": None})
            self._edit(state, self.tr("Place {mark}").format(mark=self.picker.names[mark]))

    def confirm(self) -> None:
        """The marks are right: confirm them and go on to the next plating step."""
        self.finish_gesture()
        if self._analysis is not None:
            self._edit(replace(self._analysis.state, confirmed=True), self.tr("Confirm spike"))
            self.table_view.step_on()

    def judge_absent(self) -> None:
        """This curve has no spike; a valid answer."""
        self.finish_gesture()
        if self._analysis is not None:
            state = self._analysis.state.with_settings({**UNPLACED, "judgement": "absent"})
            self._edit(replace(state, confirmed=True), self.tr("Judge: no spike"))

    def place_spike(self) -> None:
        """Put a spike mark where a person may see one that the rule does not; to be dragged from there."""
        self.finish_gesture()
        if self._analysis is not None:
            time = suggested_spike(self._analysis.current_result() or self._analysis.bare_result())
            state = self._analysis.state.with_settings({"spike_mark": time, "judgement": None})
            self._edit(state, self.tr("Place spike"))

    def back_to_automatic(self) -> None:
        """Take back everything that was placed or judged by hand."""
        self.finish_gesture()
        if self._analysis is not None:
            state = self._analysis.state.with_settings({**UNPLACED, "judgement": None})
            self._edit(replace(state, confirmed=False), self.tr("Automatic marks"))
