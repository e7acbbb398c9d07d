"""One method of a step as a person works with it: its picture, inputs, results, and the table of what it can use."""

from __future__ import annotations

from dataclasses import replace

from PyQt6.QtCore import QCoreApplication
from PyQt6.QtGui import QShowEvent
from PyQt6.QtWidgets import QPushButton, QTableView, QTabWidget, QWidget

from fitting.messages import DataProblem, FitError, Message
from fitting.outcome import Outcome, Panel
from models.analysis import Analysis
from models.analysis_table import AnalysisTable, said_about
from models.background import Task
from models.contest_table import ContestTable
from models.curve import Curve
from models.curve_use import CurveUseTable
from models.document import Document
from models.fit_window import WINDOW_NAMES, FitAxis, bare_panel, fit_axis
from models.outcome_table import OutcomeTable
from models.result import Result
from models.step import Method, Step, series_result
from models.subject import subject_title
from ui.contest_view import ContestView
from ui.copied_table import make_copyable
from ui.curve_use_view import CurveUseView
from ui.fit_panel import FitPanel
from ui.panels_view import PanelsView
from ui.window_page import WindowPage

MOST_MEASURED = 200  # rows whose widths are looked at


class MethodPage(WindowPage):
    """Works only once it is shown: a method that nobody opens costs nothing."""

    view: PanelsView

    def __init__(
        self,
        document: Document,
        step: Step,
        method: Method,
        parent: QWidget | None = None,
        inputs: tuple[str, ...] | None = None,
    ) -> None:
        self._fresh = True
        self._bare: Panel | None = None
        self._series: Task | None = None
        if inputs is None:
            inputs = tuple(setting.name for setting in method.settings if setting.name not in WINDOW_NAMES)
        words = QCoreApplication.translate("MethodPage", "Same inputs for all curves of this method")
        panel = FitPanel(document, method, inputs, "" if method.calculates else words)
        table = AnalysisTable(document, step, method)
        super().__init__(document, step, method, table, PanelsView(), panel, parent)
        self._connect()

    def _made_lower(self) -> QWidget:
        self.table.setParent(self)
        self.outcome_table = OutcomeTable(self)
        self.outcome_view = self._made_outcome_view()
        self.contest = ContestTable(self.method, self)
        self.contest_view = ContestView(self.contest, self)
        self.uses = CurveUseTable(self._document, self._step, self.method, self)
        self.uses_view = CurveUseView(self.uses, self)
        self.together = QPushButton(self.tr("All curves &together"), self)
        self.together.setCheckable(True)
        self.together.setToolTip(self.tr("What the curves of this method say as a series"))
        self.together.setVisible(self.method.together is not None)
        self.tables = QTabWidget()
        self.tables.setDocumentMode(True)
        if self.method.calculates:
            self.table_view.hide()
        else:
            self.tables.addTab(self.table_view, self.tr("Curves"))
        self.tables.addTab(self.contest_view, self.tr("Models"))
        self.tables.addTab(self.outcome_view, self.tr("Table"))
        if self.method.calculates:
            self.uses_view.hide()
        else:
            self.tables.addTab(self.uses_view, self.tr("What is missing"))
        if self.method.together is not None:
            self.tables.setCornerWidget(self.together)
        return self.tables

    def _made_outcome_view(self) -> QTableView:
        view = QTableView()
        view.setModel(self.outcome_table)
        view.setAccessibleName(self.tr("Table"))
        view.setTabKeyNavigation(False)
        view.setAlternatingRowColors(True)
        view.setShowGrid(False)
        make_copyable(view)
        return view

    def _connect(self) -> None:
        self.table.dataChanged.connect(self._show_series)
        self.together.toggled.connect(self._result_arrived)
        self.view.choice.activated.connect(self._follow_view)
        self.tables.currentChanged.connect(self._follow_uses)
        self.table.dataChanged.connect(self._follow_uses)
        self.table.modelReset.connect(self._follow_uses)
        self.contest_view.model_chosen.connect(self.view.emphasize)
        self.uses_view.curve_chosen.connect(lambda curve: self.show_curve(curve, None))

    def _follow_uses(self) -> None:
        if self.tables.currentWidget() is self.uses_view and self.isVisible():
            self.uses.refresh()

    def showEvent(self, event: QShowEvent | None) -> None:
        super().showEvent(event)
        self._follow_uses()

    # which analysis is shown

    def _begin(self, analysis: Analysis | None) -> None:
        self.together.setChecked(False)
        self._fresh = True
        super()._begin(analysis)

    def _result_arrived(self) -> None:
        if self.together.isChecked():
            self._show_series()
        else:
            super()._result_arrived()

    def _show_result(self, analysis: Analysis) -> None:
        curve = analysis.subject[0].curve if analysis.subject else None
        self._bare = bare_panel(self.method, analysis.subject) if analysis.result is None else None
        self._draw_outcome(analysis.result, subject_title(analysis.subject), curve)
        self._fresh = self._fresh and analysis.result is None

    def _draw_outcome(self, result: Result | None, title: str, curve: Curve | None = None) -> None:
        outcome = Outcome() if result is None else result.outcome
        bare = None if result is not None or curve is None else self._bare
        shown = outcome if bare is None else Outcome(panels=(bare,))
        self.view.show_outcome(shown, title, keep_view=not self._fresh, curve=curve)
        self.panel.show_found(result)
        self.outcome_table.show(outcome)
        if self.outcome_table.rowCount() <= MOST_MEASURED:
            self.outcome_view.resizeColumnsToContents()
        self.contest.show(outcome)
        self.tables.setTabVisible(self.tables.indexOf(self.contest_view), bool(outcome.model_comparison))

    def _said(self, analysis: Analysis) -> tuple[Message, ...]:
        said = said_about(analysis)
        if self.method.guesses and analysis.result is not None and not analysis.state.confirmed:
            return (Message("GUESSED", self.method.guesses), *said)
        return said

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
        self._show_together(result, self.tr("All together: {count}").format(count=count), result.outcome.warnings)

    def _series_failed(self, problem: DataProblem) -> None:
        self._show_together(None, self.tr("All together"), (problem.message,))

    def _show_together(self, result: Result | None, title: str, said: tuple[Message, ...]) -> None:
        self._draw_outcome(result, title)
        self._show_numbers(result, said)
        self._axis = None
        self._show_window()
        self.sensitivity.show_result(None, None, None, "")

    # the fit window

    def _found_axis(self) -> FitAxis | None:
        panels, analysis = self.view.panels, self._analysis
        if analysis is None or not panels or self.together.isChecked():
            return None
        return fit_axis(self.method, analysis.result or analysis.bare_result(), panels[0])

    def _follow_view(self) -> None:
        self._take_axis()
        self._show_window()
        self._ask_windows()

    # edits

    def back_to_automatic(self) -> None:
        """Take back every input that was given."""
        self.finish_gesture()
        if self._analysis is not None:
            cleared: dict[str, float | str | None] = dict.fromkeys(self._analysis.state.settings)
            self._edit(replace(self._analysis.state.with_settings(cleared), confirmed=False), self.tr("Automatic"))
