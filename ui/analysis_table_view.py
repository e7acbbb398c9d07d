"""The table of a method's analyses as a person walks through it."""

from __future__ import annotations

from PyQt6.QtCore import QModelIndex, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from models.analysis import Analysis
from models.analysis_table import AnalysisTable
from ui.copied_table import make_copyable
from ui.style import row_height


class AnalysisTableView(QTableView):
    """All analyses of a method: ↑ and ↓ walk, Enter confirms and goes on."""

    analysis_chosen = pyqtSignal(object)
    confirm_requested = pyqtSignal()

    def __init__(self, model: AnalysisTable, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = model
        self.setModel(model)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # the number of the plating stands at the end
        rows, columns = self.verticalHeader(), self.horizontalHeader()
        assert rows is not None and columns is not None
        rows.setDefaultSectionSize(row_height(self))
        columns.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        columns.setStretchLastSection(True)
        letter = self.fontMetrics().averageCharWidth()
        for column, letters in enumerate(_widths(model)):
            heading = str(model.headerData(column, Qt.Orientation.Horizontal))
            columns.resizeSection(column, max(letters * letter, self.fontMetrics().horizontalAdvance(heading) + 16))
        columns.setHighlightSections(False)
        make_copyable(self)

    def choose(self, analysis: Analysis | None) -> None:
        """Make the row of an analysis the current one, without reporting it."""
        row = self._rows.row_of(analysis)
        if row >= 0 and row != self.currentIndex().row():
            blocked = self.blockSignals(True)
            self.setCurrentIndex(self._rows.index(row, 0))
            self.blockSignals(blocked)

    def step_on(self) -> None:
        """Go to the next row, if there is one."""
        below = self.currentIndex().row() + 1
        if below < self._rows.rowCount():
            self.setCurrentIndex(self._rows.index(below, 0))

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        super().currentChanged(current, previous)
        if current.isValid() and not self.signalsBlocked():
            self.analysis_chosen.emit(self._rows.analyses[current.row()])

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        assert event is not None
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.confirm_requested.emit()
        else:
            super().keyPressEvent(event)


def _widths(model: AnalysisTable) -> list[int]:
    """Letters per column: the curve's name, judgement and verdicts, numbers, warnings.

    Measuring the contents of hundreds of rows at every change would stall the window.
    """
    words = model.columnCount() - len(model.shown_quantities()) - 1
    return [30, 13, *[20] * (words - 2), *[14] * len(model.shown_quantities()), 9]
