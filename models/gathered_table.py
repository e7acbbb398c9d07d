"""Electrolytes × quantities as a table to look at, to copy, and to say in it which electrolytes form a series."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PyQt6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from models.curve_edits import put_in_series
from models.document import Document
from models.gathered import Cell, Column, Gathered, heading
from models.number_text import interval_text, value_text

SERIES = 1  # the column that a person fills


class GatheredTable(QAbstractTableModel):
    """One row per electrolyte: its name, its series, and a number with its error per quantity that is shown."""

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._table = Gathered((), (), {})
        self._columns: tuple[Column, ...] = ()

    def show(self, table: Gathered, columns: Sequence[Column]) -> None:
        """Show other numbers; where rows and columns stay, so does what a person types into one."""
        stays = table.electrolytes == self._table.electrolytes and tuple(columns) == self._columns
        if not stays:
            self.beginResetModel()
        self._table, self._columns = table, tuple(columns)
        if not stays:
            self.endResetModel()
        elif table.electrolytes:
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))

    def cell(self, index: QModelIndex) -> Cell | None:
        """What stands behind a number."""
        section = index.column() - 2
        return self._table.cells[self._columns[section]][index.row()] if section >= 0 else None

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._table.electrolytes)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else 2 + len(self._columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Vertical:
            return str(section + 1)
        if section < 2:
            return (self.tr("Electrolyte"), self.tr("Series"))[section]
        return heading(self._columns[section - 2], self._columns)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, section = index.row(), index.column()
        if section < 2:
            names = (self._table.electrolytes, self._table.series)[section]
            return names[row] if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole) else None
        column = self._columns[section - 2]
        cell = self._table.cells[column][row]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.DisplayRole:
            return "—" if cell is None else value_text(cell.estimate, column.quantity)
        if role == Qt.ItemDataRole.ToolTipRole and cell is not None:
            return self._said_of(cell, column)
        return None

    def _said_of(self, cell: Cell, column: Column) -> str:
        interval = self.tr("95 %: {interval}").format(interval=interval_text(cell.estimate, column.quantity))
        return "\n".join([interval, *(result.title for result in cell.results)])

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == SERIES else flags

    def setData(self, index: QModelIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Count an electrolyte to a series."""
        if role != Qt.ItemDataRole.EditRole or index.column() != SERIES:
            return False
        put_in_series(self._document, index.row(), str(value))
        return True
