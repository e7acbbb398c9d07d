"""Kept fits: several answers to one curve side by side, to look at together and to go back to."""

from __future__ import annotations

from dataclasses import replace

from PyQt6.QtCore import QModelIndex, Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QFrame,
    QGroupBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from fitting.messages import DataProblem
from models.analysis import Analysis, AnalysisState, KeptFit
from models.background import Task
from models.document import Document
from models.kept_table import Found, KeptTable
from models.result import Result
from models.step import Method
from ui.copied_table import make_copyable
from ui.style import row_height

MOST_REMEMBERED = 200  # results of kept fits, of all analyses


class KeptFits(QGroupBox):
    """Keeps the present fit under the next letter, shows all side by side, takes one back."""

    changed = pyqtSignal()  # which results are overlaid
    pointed = pyqtSignal(object)  # KeptFit whose window is to be shown, or None

    def __init__(self, document: Document, method: Method, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTitle(self.tr("Kept fits"))
        self._document = document
        self._analysis: Analysis | None = None
        self._found: dict[AnalysisState, Found] = {}
        self._tasks: dict[AnalysisState, Task] = {}
        self.table = KeptTable(method, self)
        self.view = self._made_view()
        self.keep = QPushButton(self.tr("&Keep this fit"))
        self.keep.setToolTip(self.tr("Keep the present inputs and window under a letter (Ctrl+Return)"))
        self.take_back = QPushButton(self.tr("Take back"))
        self.take_back.setToolTip(self.tr("Make the chosen fit's inputs and window the present ones"))
        self.remove = QPushButton(self.tr("Forget"))
        self.remove.setToolTip(self.tr("Forget the chosen fit"))
        self.overlay = QCheckBox(self.tr("Show on the curve"))
        self.overlay.setChecked(True)
        self.words = QLabel(self.tr("Keep a fit to compare it with others of this curve."))
        self.words.setWordWrap(True)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        for button in (self.keep, self.take_back, self.remove):
            buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.addWidget(self.words)
        layout.addWidget(self.view)
        layout.addWidget(self.overlay)
        layout.addLayout(buttons)

    def _connect(self) -> None:
        self.keep.clicked.connect(self.keep_present)
        self.take_back.clicked.connect(self._take_back_chosen)
        self.remove.clicked.connect(self._forget_chosen)
        self.overlay.toggled.connect(lambda _: self.changed.emit())
        chosen = self.view.selectionModel()
        assert chosen is not None
        chosen.currentColumnChanged.connect(self._column_chosen)

    def _made_view(self) -> QTableView:
        view = QTableView()
        view.setModel(self.table)
        view.setAccessibleName(self.tr("Kept fits side by side"))
        view.setTabKeyNavigation(False)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectColumns)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setAlternatingRowColors(True)
        view.setShowGrid(False)
        view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        rows, columns = view.verticalHeader(), view.horizontalHeader()
        assert rows is not None and columns is not None
        rows.setDefaultSectionSize(row_height(view))
        columns.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        make_copyable(view)
        return view

    # what is shown

    def show_analysis(self, analysis: Analysis | None) -> None:
        """Show the kept fits of another analysis."""
        for signal in () if self._analysis is None else (self._analysis.changed, self._analysis.resulted):
            signal.disconnect(self._follow)
        self._analysis = analysis
        here = self._document.curves
        self._found = {
            state: found for state, found in self._found.items() if all(curve in here for curve, _ in state.subject)
        }
        for signal in () if analysis is None else (analysis.changed, analysis.resulted):
            signal.connect(self._follow)
        for task in self._tasks.values():
            task.cancel()
        self._tasks.clear()
        self._follow()

    @property
    def overlays(self) -> list[tuple[str, Result]]:
        """The kept fits that lie over the curve, with their letters."""
        if not self.overlay.isChecked():
            return []
        return [(fit.name, found) for fit, found in self._all() if isinstance(found, Result)]

    def result_of(self, fit: KeptFit) -> Result | None:
        """What a kept fit gave, if it is known."""
        found = self._found.get(self._state_of(fit))
        return found if isinstance(found, Result) else None

    def _all(self) -> list[tuple[KeptFit, Found]]:
        if self._analysis is None:
            return []
        return [(fit, self._found.get(self._state_of(fit))) for fit in self._analysis.state.kept]

    def _state_of(self, fit: KeptFit) -> AnalysisState:
        """What stands for a kept fit among the results: its settings on this subject alone."""
        assert self._analysis is not None
        state = self._analysis.state
        return AnalysisState(state.step, state.method, state.subject, fit.given)

    def _follow(self) -> None:
        analysis = self._analysis
        present = None if analysis is None else analysis.current_result()
        if analysis is not None and present is not None:
            self._remember(self._state_of(KeptFit("", analysis.state.given)), present)
        for fit, found in self._all():
            if found is None:
                self._compute(self._state_of(fit))
        self._show(present)

    def _show(self, present: Result | None) -> None:
        kept = self._all()
        column = self.view.currentIndex().column()
        self.table.show([(self.tr("now"), present), *((fit.name, found) for fit, found in kept)])
        if 0 < column < self.table.columnCount():
            self.view.setCurrentIndex(self.table.index(0, column))
        for widget in (self.view, self.overlay, self.take_back, self.remove):
            widget.setVisible(bool(kept))
        self.words.setVisible(not kept)
        header = self.view.horizontalHeader()
        rows = self.view.verticalHeader()
        assert header is not None and rows is not None
        height = header.sizeHint().height() + self.table.rowCount() * rows.defaultSectionSize() + 4
        self.view.setFixedHeight(height + header.height() // 2)
        self._enable()
        self.changed.emit()

    def _compute(self, state: AnalysisState) -> None:
        analysis = self._analysis
        if analysis is None or state in self._tasks:
            return

        def computed(task: Task) -> tuple[AnalysisState, Found]:
            try:
                return state, analysis.computed(state)
            except DataProblem as problem:
                return state, problem.message

        self._tasks[state] = self._document.background.run(computed, self._arrived, self._crashed)

    def _crashed(self, problem: DataProblem) -> None:
        """A mistake of the program, which is reported elsewhere: the others are shown all the same."""

    def _arrived(self, answer: tuple[AnalysisState, Found]) -> None:
        state, found = answer
        self._tasks.pop(state, None)
        self._remember(state, found)
        self._show(None if self._analysis is None else self._analysis.current_result())

    def _remember(self, state: AnalysisState, found: Found) -> None:
        self._found.pop(state, None)
        self._found[state] = found
        while len(self._found) > MOST_REMEMBERED:
            del self._found[next(iter(self._found))]

    # what a person does

    def keep_present(self) -> None:
        """Keep the present settings under the next free letter."""
        if self._analysis is not None:
            self._document.edit(self._analysis, self._analysis.state.with_kept(), self.tr("Keep fit"))

    def _chosen(self) -> KeptFit | None:
        column = self.view.currentIndex().column() - 1
        kept = () if self._analysis is None else self._analysis.state.kept
        return kept[column] if 0 <= column < len(kept) else None

    def _take_back_chosen(self) -> None:
        fit = self._chosen()
        if fit is not None and self._analysis is not None:
            state = replace(self._analysis.state, given=fit.given, confirmed=False)
            self._document.edit(self._analysis, state, self.tr("Take back fit {name}").format(name=fit.name))

    def _forget_chosen(self) -> None:
        fit = self._chosen()
        if fit is not None and self._analysis is not None:
            state = self._analysis.state.without_kept(fit.name)
            self._document.edit(self._analysis, state, self.tr("Forget fit {name}").format(name=fit.name))

    def _column_chosen(self, current: QModelIndex, previous: QModelIndex) -> None:
        self._enable()
        self.pointed.emit(self._chosen())

    def _enable(self) -> None:
        for button in (self.take_back, self.remove):
            button.setEnabled(self._chosen() is not None)
