"""The curves that a figure can show: a tick for each that it does, and the name that the legend gives it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PyQt6.QtCore import QAbstractListModel, QModelIndex, QObject, Qt, pyqtSignal

from models.figure.model import Shown
from models.figure.source import Candidate
from models.subject import subject_title

_FLAGS = (
    Qt.ItemFlag.ItemIsEnabled
    | Qt.ItemFlag.ItemIsSelectable
    | Qt.ItemFlag.ItemIsUserCheckable
    | Qt.ItemFlag.ItemIsEditable
)


class CurvesModel(QAbstractListModel):
    """One row per analysis of the figure's method."""

    chosen_changed = pyqtSignal()

    def __init__(self, found: Sequence[Candidate], shown: Sequence[Shown], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._candidates = list(found)
        self._names = {each.subject: each.name for each in shown}
        wanted = {each.subject for each in shown}
        self._ticked = [each.shown.subject in wanted for each in found]

    @property
    def shown(self) -> tuple[Shown, ...]:
        """The analyses that are ticked, with the names given to them."""
        return tuple(
            replace(each.shown, name=self._names.get(each.shown.subject, ""))
            for each, ticked in zip(self._candidates, self._ticked, strict=True)
            if ticked
        )

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """The ticked analyses themselves."""
        found = {each.shown.subject: each for each in self._candidates}
        return tuple(replace(found[each.subject], shown=each) for each in self.shown)

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._candidates)

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        return _FLAGS if index.isValid() else Qt.ItemFlag.NoItemFlags

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._candidates):
            return None
        candidate = self._candidates[index.row()]
        name = self._names.get(candidate.shown.subject, "")
        if role == Qt.ItemDataRole.EditRole:
            return name or subject_title(candidate.subject)
        if role == Qt.ItemDataRole.DisplayRole:
            return name or f"{subject_title(candidate.subject)} · {candidate.electrolyte}"
        if role == Qt.ItemDataRole.CheckStateRole:
            return Qt.CheckState.Checked if self._ticked[index.row()] else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.tr("Double-click to give it another name in the legend")
        return None

    def setData(self, index: QModelIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if not index.isValid():
            return False
        subject = self._candidates[index.row()].shown.subject
        if role == Qt.ItemDataRole.CheckStateRole:
            self._ticked[index.row()] = Qt.CheckState(value) == Qt.CheckState.Checked
        elif role == Qt.ItemDataRole.EditRole:
            name = str(value).strip()
            self._names[subject] = "" if name == subject_title(self._candidates[index.row()].subject) else name
        else:
            return False
        self.dataChanged.emit(index, index)
        self.chosen_changed.emit()
        return True
