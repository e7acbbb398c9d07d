"""The figures kept in a project as a list: shown by name, renamed in place."""

from __future__ import annotations

from typing import Any

from PyQt6.QtCore import QAbstractListModel, QModelIndex, QObject, Qt

from models.document import Document
from models.figure.kept import rename_figure
from models.figure.model import KeptFigure
from models.figure.source import shown_candidates

_FLAGS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable


class KeptFigures(QAbstractListModel):
    """One row per figure; follows the document."""

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._figures = document.figures
        document.figures_changed.connect(self._follow)

    def figure(self, row: int) -> KeptFigure:
        """The figure in a row."""
        return self._figures[row]

    def row_of(self, identity: str) -> int:
        """The row of the figure of that identity; -1 where it is not kept."""
        return next((row for row, each in enumerate(self._figures) if each.identity == identity), -1)

    def missing(self, row: int) -> int:
        """How many of a figure's curves are not in the document any more."""
        model = self._figures[row].model
        return len(model.shown) - len(shown_candidates(self._document, model))

    def _follow(self) -> None:
        self.beginResetModel()
        self._figures = self._document.figures
        self.endResetModel()

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._figures)

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        return _FLAGS if index.isValid() else Qt.ItemFlag.NoItemFlags

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        model = self._figures[index.row()].model
        if role == Qt.ItemDataRole.EditRole:
            return model.title
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        said = self.tr("{count} curves") if len(model.shown) != 1 else self.tr("1 curve")
        parts = [model.title, said.format(count=len(model.shown)), model.journal]
        missing = self.missing(index.row())
        if missing:
            parts.append(self.tr("{count} not in the project any more").format(count=missing))
        return " · ".join(parts)

    def setData(self, index: QModelIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or not str(value).strip():
            return False
        rename_figure(self._document, self._figures[index.row()].identity, str(value))
        return True
