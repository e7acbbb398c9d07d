"""What a person chooses of a comparison: which methods take part, which quantities are compared, which are outcomes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PyQt6.QtCore import QAbstractListModel, QAbstractTableModel, QCoreApplication, QModelIndex, QObject, Qt

from models.collection import Collection
from models.gathered import Column, heading
from models.step import Method, Step

QUANTITY, OUTCOME = 1, 2  # the columns with check boxes
OUTCOMES = ("average_coulombic_efficiency", "stabilized_cycles")
MAIN = {"nucleation_spike": "nucleation_overpotential"}  # of other methods the first quantity


class MethodChoices(QAbstractListModel):
    """The methods that can use curves of the project, to be ticked."""

    def __init__(self, collection: Collection, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._collection = collection
        self._rows: tuple[tuple[Step, Method, int], ...] = ()

    def follow(self) -> None:
        """Show the methods of the curves that are here now."""
        rows = self._collection.candidates()
        if rows != self._rows:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()
        elif rows:
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        step, method, count = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            title = QCoreApplication.translate("Method", method.title)
            return self.tr("{method} (curves: {count})").format(method=title, count=count)
        if role == Qt.ItemDataRole.ToolTipRole:
            return QCoreApplication.translate("Step", step.title)
        if role == Qt.ItemDataRole.CheckStateRole:
            return _ticked(self._collection.takes_part(step, method))
        return None

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsUserCheckable if index.isValid() else flags

    def setData(self, index: QModelIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Tick a method, or take the tick away."""
        if role != Qt.ItemDataRole.CheckStateRole:
            return False
        step, method, _ = self._rows[index.row()]
        self._collection.let_take_part(step, method, Qt.CheckState(value) == Qt.CheckState.Checked)
        self.dataChanged.emit(index, index)
        return True


class ColumnChoices(QAbstractTableModel):
    """The quantities that the project knows: ticked as what is compared, or as an outcome that it is compared with."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Column, ...] = ()
        self._chosen: dict[tuple[str, str, str], int] = {}

    def show(self, columns: Sequence[Column]) -> None:
        """Show other quantities; what was ticked by name stays ticked."""
        if tuple(columns) != self._rows:
            self.beginResetModel()
            self._rows = tuple(columns)
            self.endResetModel()

    def chosen(self, kind: int) -> tuple[Column, ...]:
        """What is ticked as `QUANTITY` or as `OUTCOME`."""
        return tuple(column for column in self._rows if self._kind(column) == kind)

    def _kind(self, column: Column) -> int:
        """As ticked; else outcomes of cycling, and the main quantity of every other method."""
        if column.key in self._chosen:
            return self._chosen[column.key]
        if column.step == "cyclic_stability":
            return OUTCOME if column.quantity.name in OUTCOMES else 0
        own = [each for each in self._rows if each.key[:2] == column.key[:2]]
        main = next((each for each in own if each.quantity.name == MAIN.get(column.method)), own[0])
        return QUANTITY if column is main else 0

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else 3

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole or orientation == Qt.Orientation.Vertical:
            return None
        return (self.tr("Quantity"), self.tr("Compared"), self.tr("Outcome"))[section]

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        column = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole and index.column() == 0:
            return heading(column, self._rows)
        if role == Qt.ItemDataRole.CheckStateRole and index.column() > 0:
            return _ticked(self._kind(column) == index.column())
        return None

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsUserCheckable if index.column() > 0 else flags

    def setData(self, index: QModelIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Tick a quantity as one of the two, or as neither."""
        if role != Qt.ItemDataRole.CheckStateRole or index.column() == 0:
            return False
        ticked = Qt.CheckState(value) == Qt.CheckState.Checked
        self._chosen[self._rows[index.row()].key] = index.column() if ticked else 0
        row = index.row()
        self.dataChanged.emit(self.index(row, 0), self.index(row, 2))
        return True


def _ticked(is_ticked: bool) -> Qt.CheckState:
    return Qt.CheckState.Checked if is_ticked else Qt.CheckState.Unchecked
