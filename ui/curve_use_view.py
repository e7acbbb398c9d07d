"""The list of loaded curves with what a method makes of each."""

from __future__ import annotations

from PyQt6.QtCore import QModelIndex, Qt, pyqtSignal
from PyQt6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from models.curve_use import CurveUseTable
from ui.copied_table import make_copyable

NAME_LETTERS = 32


class CurveUseView(QTableView):
    """Rows as high as their sentence."""

    curve_chosen = pyqtSignal(str)

    def __init__(self, model: CurveUseTable, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.setModel(model)
        self.setAccessibleName(self.tr("Which curves can be used here"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(True)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        rows, columns = self.verticalHeader(), self.horizontalHeader()
        assert rows is not None and columns is not None
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        columns.setStretchLastSection(True)
        columns.resizeSection(0, NAME_LETTERS * self.fontMetrics().averageCharWidth())
        self.activated.connect(self._choose)
        make_copyable(self)

    def _choose(self, index: QModelIndex) -> None:
        self.curve_chosen.emit(self._model.rows[index.row()].curve)
