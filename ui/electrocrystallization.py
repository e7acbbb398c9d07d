"""The electrocrystallization tab: the curve with its marks and window, and what they give."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from PyQt6.QtCore import QCoreApplication, pyqtSignal
from PyQt6.QtWidgets import QWidget

from fitting.electrocrystallization import NucleationSpike
from models.analysis import Analysis, AnalysisKey, AnalysisState
from models.document import Document
from models.electrocrystallization import MARKS, NUCLEATION_SPIKE
from models.fit_window import FitAxis, fit_axis
from models.result import Result
from models.series import suggested_spike
from models.spike_pickers import with_pick
from models.spike_table import DOUBTFUL, SHUFFLED, TREE, SpikeTable, verdicts_text
from models.step import Step
from ui.curve_canvas import WINDOW
from ui.curve_view import CurveView
from ui.fit_panel import FitPanel
from ui.nucleation_spike_picker import SpikePicker
from ui.spike_tables import SpikeTables
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

    names_told = pyqtSignal(bool)  # whether the window may say which curve is which

    view: CurveView
    table: SpikeTable

    def __init__(self, document: Document, step: Step, parent: QWidget | None = None) -> None:
        self.picker = SpikePicker()
        self._given: dict[AnalysisKey, AnalysisState] = {}  # before a person picked blind
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

    def _made_lower(self) -> QWidget:
        self.tables = SpikeTables(self._document, self.table, self.table_view)
        return self.tables

    def _connect(self) -> None:
        picker = self.picker
        self.tables.rule_chosen.connect(self._take_rule)
        self.tables.analysis_chosen.connect(self.show_analysis)
        self.tables.order_changed.connect(self._arrange)
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
            if self.is_blind:
                self._given.setdefault(analysis.state.key, analysis.state)
            self.view.call(self.table.title(analysis) if self.is_blind else "")
        self.view.show_curve(analysis)
        self.tables.show_analysis(analysis)

    def _show_result(self, analysis: Analysis) -> None:
        self.view.show_result(analysis.result)
        self._show_marks(analysis)
        self.tables.show_analysis(analysis)

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

    # several pickers

    @property
    def is_blind(self) -> bool:
        """Whether names are hidden and marks are kept under a person's name."""
        return self.table.order == SHUFFLED

    def _arrange(self) -> None:
        """Walk as the boxes say; who is blind sees no name and no fit of others."""
        picker = self.tables.picker.text().strip()
        blind = self.tables.blind.isChecked() and bool(picker)
        if self.tables.blind.isChecked() and not picker:
            self.tables.picker.setFocus()
        order = SHUFFLED if blind else DOUBTFUL if self.tables.doubtful.isChecked() else TREE
        if (order, picker if blind else "") == (self.table.order, self.table.picker):
            return
        self.finish_gesture()
        self._given.clear()
        self.tells_names = not blind
        self.names_told.emit(not blind)
        for hidden in (self.panel.kept, self.panel.note):
            hidden.setVisible(not blind)
        self.table.arrange(order, picker)
        if order != TREE and self.table.analyses:
            self.show_analysis(self.table.analyses[0])
        if self._analysis is not None:
            self.view.call(self.table.title(self._analysis) if blind else "")
            self._given.setdefault(self._analysis.state.key, self._analysis.state)
        self._show_overlays()

    def _show_overlays(self) -> None:
        self.view.set_overlays([] if self.is_blind else self.panel.kept.overlays)

    def _keep_pick(self, absent: bool) -> None:
        """Keep the marks as this person's, and leave the curve as the person before found it."""
        analysis = self._analysis
        if analysis is None:
            return
        said = analysis.state.with_settings({"judgement": "absent"}) if absent else analysis.state
        kept = with_pick(said, analysis.result, self.table.picker).kept
        before = self._given.get(analysis.state.key, analysis.state)
        state = replace(analysis.state, given=before.given, confirmed=before.confirmed, kept=kept)
        self._edit(state, self.tr("Pick of {name}").format(name=self.table.picker))
        self.table_view.step_on()

    def _take_rule(self, rule: str) -> None:
        if self._analysis is not None:
            self._edit(self._analysis.state.with_settings({"rule": rule}), self.tr("Change rule"))

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

    def confirm(self) -> None:
        """The marks are right: confirm them, or keep them as a person's, and go on."""
        self.finish_gesture()
        if self.is_blind:
            self._keep_pick(absent=False)
        else:
            super().confirm()

    def _confirm_words(self) -> str:
        return self.tr("Confirm spike")

    def judge_absent(self) -> None:
        """This curve has no spike; a valid answer."""
        self.finish_gesture()
        if self.is_blind:
            self._keep_pick(absent=True)
        elif self._analysis is not None:
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
