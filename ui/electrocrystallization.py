"""The electrocrystallization tab: the curve with its marks and window, and what they give."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from PyQt6.QtCore import QCoreApplication
from PyQt6.QtWidgets import QWidget

from fitting.electrocrystallization import NucleationSpike
from models.analysis import Analysis
from models.document import Document
from models.electrocrystallization import MARKS, NUCLEATION_SPIKE
from models.fit_window import FitAxis, fit_axis
from models.result import Result
from models.series import suggested_spike
from models.spike_table import SpikeTable, verdicts_text
from models.step import Step
from ui.curve_canvas import WINDOW
from ui.curve_view import CurveView
from ui.fit_panel import FitPanel
from ui.nucleation_spike_picker import SpikePicker
from ui.window_page import WindowPage

INPUTS = ("current", "area", "equilibrium_potential", "temperature", "interfacial_tension", "rule")
UNPLACED: Mapping[str, None] = {f"{mark}_mark": None for mark in MARKS}
# the mark that a result was read at; the others come from the window
READ_AT = {
    "spike_time": "spike", "spike_potential": "spike", "nucleation_overpotential": "spike",
    "spike_overpotential": "spike", "critical_radius": "spike", "induction_period": "onset",
    "crest_time": "crest", "crest_potential": "crest", "self_smoothing_rise": "crest",
    "plateau_potential": "plateau", "self_smoothing_time": "plateau",
}  # fmt: skip


class ElectrocrystallizationTab(WindowPage):
    """Shows one plating step at a time; every gesture on it is one undoable edit of its analysis."""

    view: CurveView

    def __init__(self, document: Document, step: Step, parent: QWidget | None = None) -> None:
        self.picker = SpikePicker()
        words = QCoreApplication.translate("ElectrocrystallizationTab", "Same inputs for all platings of this curve")
        panel = FitPanel(document, NUCLEATION_SPIKE, INPUTS, words)
        panel.insert_group(self.picker)
        table = SpikeTable(document, step)
        super().__init__(document, step, NUCLEATION_SPIKE, table, CurveView(), panel, parent)
        table.setParent(self)
        self.table_view.setAccessibleName(self.tr("All plating steps"))
        panel.sentence.setText(self._definitions())
        self._connect()
        self._follow_document()

    def _definitions(self) -> str:
        return self.tr(
            "The critical radius is an index to order by, not a size that was seen. Induction period τ_n: from the "
            "equilibrium potential to the spike. Self-smoothing time τ_ss: from the spike until 95 % of the "
            "overpotential's growth after the crest is done."
        )

    def _connect(self) -> None:
        picker = self.picker
        self.canvas.mark_changed.connect(self._mark_dragged)
        picker.mark_edited.connect(self._mark_typed)
        picker.confirm_requested.connect(self.confirm)
        picker.absent_requested.connect(self.judge_absent)
        picker.place_requested.connect(self.place_spike)
        picker.automatic_requested.connect(self.back_to_automatic)

    # which plating step is shown

    def show_newest(self, known: Collection[Analysis]) -> None:
        """Show the first plating step that was not known before, if there is one."""
        for analysis in self.table.analyses:
            if analysis not in known:
                self.show_analysis(analysis)
                return

    def _begin(self, analysis: Analysis | None) -> None:
        super()._begin(analysis)
        if analysis is not None:
            self.view.show_curve(analysis)

    def _show_result(self, analysis: Analysis) -> None:
        self.view.show_result(analysis.result)
        self._show_marks(analysis)

    def _verdict(self, result: Result | None) -> str:
        return "" if result is None else verdicts_text(result)

    def _state_changed(self) -> None:
        super()._state_changed()
        if self._analysis is not None and self._analysis.current_result() is not None:
            self._show_marks(self._analysis)  # else they come with the result

    def _show_marks(self, analysis: Analysis) -> None:
        outcome = None if analysis.result is None else analysis.result.outcome
        marks = outcome.marks if isinstance(outcome, NucleationSpike) else None
        self.picker.show_marks(marks, analysis)
        self.view.show_marks(marks, analysis)

    # window and marks

    @property
    def least_points(self) -> int:
        return 20

    def _found_axis(self) -> FitAxis | None:
        analysis = self._analysis
        return None if analysis is None else fit_axis(self.method, analysis.result or analysis.bare_result())

    def _boundaries(self, axis: FitAxis) -> list[float]:
        """The marks: a window that begins at the onset or ends at the plateau is one pull away."""
        return [*super()._boundaries(axis), *(mark.x for mark in self.canvas.handles.marks)]

    def _handle_of(self, quantity: str) -> str:
        mark = READ_AT.get(quantity, "")
        return mark if mark in self.canvas.handles.names else WINDOW

    def _mark_dragged(self, mark: str, time: float) -> None:
        self._preview(self._drafted().with_settings({f"{mark}_mark": time, "judgement": None}))
        self.numbers.call(mark, lambda: self.picker.boxes[mark].show_number(time))

    def _live_answered(self, result: Result) -> None:
        super()._live_answered(result)
        analysis, outcome = self._analysis, result.outcome
        if self._draft is not None and analysis is not None and isinstance(outcome, NucleationSpike):
            marks = outcome.marks
            self.numbers.call("marks", lambda: self.picker.show_marks(marks, analysis))

    def _gesture_words(self, what: str) -> str:
        moved = self.picker.names.get(what)
        return self.tr("Move {mark}").format(mark=moved) if moved else super()._gesture_words(what)

    # what is typed or clicked: one edit each

    def _shared_inputs(self) -> list[str]:
        return list(INPUTS)

    def _for_all_words(self) -> str:
        return self.tr("Same inputs for all platings")

    def _others(self) -> tuple[Analysis, ...]:
        """The platings of the same curve."""
        assert self._analysis is not None
        mine = self._analysis.subject[0].curve
        return tuple(analysis for analysis in self.table.analyses if analysis.subject[0].curve is mine)

    def _mark_typed(self, mark: str, time: float) -> None:
        if self._analysis is not None:
            state = self._analysis.state.with_settings({f"{mark}_mark": time, "judgement": None})
            self._edit(state, self.tr("Place {mark}").format(mark=self.picker.names[mark]))

    def _confirm_words(self) -> str:
        return self.tr("Confirm spike")

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
