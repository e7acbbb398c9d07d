"""What the pages of all methods have in common: one analysis at a time, the table of all, the panel beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QShowEvent
from PyQt6.QtWidgets import QHBoxLayout, QScrollArea, QSplitter, QStackedWidget, QWidget

from fitting.messages import DataProblem, Message
from models.analysis import Analysis, AnalysisState
from models.analysis_table import AnalysisTable, said_about
from models.curve import Curve
from models.document import Document
from models.electrolyte import curve_identities
from models.fit_window import WINDOW_NAMES
from models.result import Result
from models.step import Method, Step
from models.translation import message_text, name_in_words, verdict_in_words
from ui.analysis_table_view import AnalysisTableView
from ui.curve_canvas import CurveCanvas
from ui.empty_page import EmptyPage
from ui.fit_panel import FitPanel
from ui.plain_view import PlainView

SKETCH = "sketch"  # what is looked at while a large file is read
LEFT_SHARE, RIGHT_WIDTH, LEAST_PANEL = 600, 490, 300


class CurveWidget(QWidget):
    """What shows the curve of a page, with the canvas that it is dragged on."""

    canvas: CurveCanvas

    def show_all(self) -> None:
        """Show all data."""
        raise NotImplementedError


class AnalysisPage(QWidget):
    """Shows one analysis of a method; every gesture on it is one undoable edit of its state.

    Parameters
    ----------
    table : AnalysisTable
        All analyses of the method.
    view : CurveWidget
        What shows the curve.
    panel : FitPanel
    """

    analysis_shown = pyqtSignal(object)
    tells_names = True  # whether the data panel may show which curve it is

    def __init__(
        self,
        document: Document,
        step: Step,
        method: Method,
        table: AnalysisTable,
        view: CurveWidget,
        panel: FitPanel,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._step = step
        self.method = method
        self._analysis: Analysis | None = None
        self._looked_at = ""  # the curve that is shown though it is not analysed here
        self.table = table
        self.table_view = AnalysisTableView(table, self.tr("All curves of this method"), self)
        self.view = view
        self.canvas = view.canvas
        self.panel = panel
        self.plain_view = PlainView()
        self.empty_page = EmptyPage(document, step, method)
        self._lay_out_page()
        self._connect_page()

    # building

    def _lay_out_page(self) -> None:
        scroll = QScrollArea()
        scroll.setWidget(self.panel)
        scroll.setWidgetResizable(True)
        scroll.setMinimumWidth(LEAST_PANEL)
        left = QSplitter(Qt.Orientation.Vertical)
        left.addWidget(self._made_upper())
        left.addWidget(self._made_lower())
        left.setStretchFactor(0, 4)
        left.setStretchFactor(1, 1)
        whole = QSplitter(Qt.Orientation.Horizontal)
        whole.addWidget(left)
        whole.addWidget(scroll)
        whole.setStretchFactor(0, 1)
        whole.setSizes([LEFT_SHARE, RIGHT_WIDTH])
        self._stack = QStackedWidget()
        for page in (self.empty_page, whole, self.plain_view):
            self._stack.addWidget(page)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)

    def _made_upper(self) -> QWidget:
        """What stands above the table: the curve."""
        return self.view

    def _made_lower(self) -> QWidget:
        """What stands below the curve."""
        return self.table_view

    def _connect_page(self) -> None:
        self.table.modelReset.connect(self._follow_document)
        self.table_view.analysis_chosen.connect(self.show_analysis)
        self.table_view.confirm_requested.connect(self.confirm)
        self.canvas.confirm_requested.connect(self.confirm)
        self.panel.for_all_requested.connect(self._take_inputs_for_all)

    def showEvent(self, event: QShowEvent | None) -> None:
        super().showEvent(event)
        self.table.follow()
        self._document.shelf.prefer(self._analysis)

    # which analysis is shown

    @property
    def analysis(self) -> Analysis | None:
        """What is shown."""
        return self._analysis

    def _follow_document(self) -> None:
        analyses = self.table.analyses
        looking = self._stack.currentWidget() is self.plain_view
        if not looking or self._looked_at not in (SKETCH, *curve_identities(self._document.series)):
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
        self._looked_at = curve
        self._stack.setCurrentWidget(self.plain_view)

    def show_sketch(self, curve: Curve) -> None:
        """Show some points of a large file while it is read, unless an analysis is in view."""
        if self._analysis is None:
            self.plain_view.show_sketch(curve)
            self._looked_at = SKETCH
            self._stack.setCurrentWidget(self.plain_view)

    def end_sketch(self) -> None:
        """The file is read, or will not be."""
        if self._looked_at == SKETCH:
            self._looked_at = ""
            self._stack.setCurrentIndex(1 if self.table.analyses else 0)

    def show_curves(self, curves: Sequence[str]) -> None:
        """Show several curves over each other, in their colours of the data panel."""
        places = {curve: place for place, curve in enumerate(curve_identities(self._document.series))}
        self.plain_view.show_curves({places[curve]: self._document.curve(curve) for curve in curves})
        self._looked_at = curves[0]
        self._stack.setCurrentWidget(self.plain_view)

    def show_analysis(self, analysis: Analysis | None) -> None:
        """Show another analysis."""
        if analysis is not None:
            self._stack.setCurrentIndex(1)
        if analysis is self._analysis:
            return
        if self._analysis is not None:
            self._analysis.changed.disconnect(self._state_changed)
            self._analysis.resulted.disconnect(self._result_arrived)
        self._analysis = analysis
        if self.isVisible():  # what another tab shows is looked at by nobody
            self._document.shelf.prefer(analysis)
        self._begin(analysis)
        self.panel.show_analysis(analysis)
        if analysis is None:
            return
        analysis.changed.connect(self._state_changed)
        analysis.resulted.connect(self._result_arrived)
        self._result_arrived()
        self.table_view.choose(analysis)
        if self.tells_names:
            self.analysis_shown.emit(analysis)

    def _begin(self, analysis: Analysis | None) -> None:
        """Another analysis is about to be shown."""

    def _state_changed(self) -> None:
        """The state was edited; its result is not there yet."""

    def _result_arrived(self) -> None:
        analysis = self._analysis
        if analysis is not None:
            self._show_result(analysis)
            self._show_numbers(analysis.result, self._said(analysis))

    def _show_result(self, analysis: Analysis) -> None:
        """Draw the result of an analysis, or its curve where there is none."""
        raise NotImplementedError

    def _said(self, analysis: Analysis) -> tuple[Message, ...]:
        """What stands beside the numbers of an analysis."""
        return said_about(analysis)

    def _show_numbers(self, result: Result | None, said: tuple[Message, ...]) -> None:
        self.panel.show_result(result, self._verdict(result), said, is_error=result is None and bool(said))

    def _verdict(self, result: Result | None) -> str:
        verdicts = {} if result is None else result.outcome.verdicts
        return " · ".join(f"{name_in_words(name)}: {verdict_in_words(word)}" for name, word in verdicts.items())

    # edits

    def _edit(self, state: AnalysisState, text: str) -> None:
        assert self._analysis is not None
        self._document.edit(self._analysis, state, text)

    @property
    def panes(self) -> tuple[QWidget, ...]:
        """Where F6 stops."""
        return (self.canvas, self.panel.input_view, self.table_view)

    def show_all(self) -> None:
        """Show all data."""
        self.view.show_all()

    def finish_gesture(self) -> None:
        """End what is still going on: a drag and a note become their edits before anything else happens."""
        self.canvas.finish_gesture()
        self.panel.note.take()

    def confirm(self) -> None:
        """A person agrees with what is shown; the next one comes."""
        self.finish_gesture()
        if self._analysis is not None:
            self._edit(replace(self._analysis.state, confirmed=True), self._confirm_words())
            self.table_view.step_on()

    def _confirm_words(self) -> str:
        return self.tr("Confirm")

    def keep(self) -> None:
        """Keep the present fit under the next letter."""
        self.finish_gesture()
        self.panel.kept.keep_present()

    def _take_inputs_for_all(self) -> None:
        """Give the inputs of this analysis, but for its window and what is its own, to others, as one undo step."""
        if self._analysis is None:
            return
        settings = self._analysis.state.settings
        inputs = {name: settings.get(name) for name in self._shared_inputs()}
        states = {analysis: analysis.state.with_settings(inputs) for analysis in self._others()}
        self._document.edit_all(states, self._for_all_words())

    def _shared_inputs(self) -> list[str]:
        return [each.name for each in self.method.settings if each.name not in WINDOW_NAMES and not each.own]

    def _for_all_words(self) -> str:
        return self.tr("Same inputs for all curves")

    def _others(self) -> tuple[Analysis, ...]:
        return self.table.analyses
