"""The list of checks beside the preview."""

from __future__ import annotations

from typing import Any

from PyQt6.QtCore import QAbstractListModel, QModelIndex, QObject, Qt

from models.translation import message_text
from ui.figures.checks import Check

_SIGNS = {True: "✓", False: "✗", None: "–"}


class ChecksModel(QAbstractListModel):
    """What was looked at, what fails first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._checks: tuple[Check, ...] = ()

    @property
    def checks(self) -> tuple[Check, ...]:
        """As they are shown."""
        return self._checks

    def show(self, checks: tuple[Check, ...]) -> None:
        """Take the checks of another figure."""
        if len(checks) != len(self._checks):
            self.beginResetModel()
            self._checks = checks
            self.endResetModel()
            return
        self._checks = checks
        if checks:
            self.dataChanged.emit(self.index(0), self.index(len(checks) - 1))

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._checks)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._checks):
            return None
        check = self._checks[index.row()]
        text = message_text(check.message)
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{_SIGNS[check.holds]}  {text}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            words = {True: self.tr("holds"), False: self.tr("fails"), None: self.tr("not asked for")}
            return f"{words[check.holds]}: {text}"
        return None
