"""What an outcome tabulates (cycles, rests, windows, models) as a table to look at and to copy."""

from __future__ import annotations

import re
from typing import Any

from PyQt6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from fitting.outcome import Cell, Outcome
from models.number_text import number_text
from models.translation import choice_in_words, name_in_words

_DECLARED = re.compile(r"[a-z]+(_[a-z0-9]+)*")  # a quantity, a verdict, a model
_NAMES = ("electrolyte", "series", "curve", "group", "name", "file")  # columns of a person's own words


class OutcomeTable(QAbstractTableModel):
    """The columns of `Outcome.table`, or the model contest where there is no table."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._columns: dict[str, tuple[Cell, ...]] = {}

    def show(self, outcome: Outcome | None) -> None:
        """Show another outcome, or nothing."""
        self.beginResetModel()
        self._columns = {} if outcome is None else columns_of(outcome)
        self.endResetModel()

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else max(map(len, self._columns.values()), default=0)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return (
            str(section + 1) if orientation == Qt.Orientation.Vertical else name_in_words(list(self._columns)[section])
        )

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        heading, column = list(self._columns.items())[index.column()]
        value = column[index.row()]
        if role == Qt.ItemDataRole.TextAlignmentRole and not isinstance(value, str):
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return _text(value, heading) if role == Qt.ItemDataRole.DisplayRole else None


def columns_of(outcome: Outcome) -> dict[str, tuple[Cell, ...]]:
    """The table of an outcome, or its model contest."""
    if outcome.table:
        return dict(outcome.table)
    scores = outcome.model_comparison
    if not scores:
        return {}
    return {
        "model": tuple(choice_in_words(score.model) for score in scores),
        "AICc": tuple(score.aicc for score in scores),
        "weight": tuple(score.weight for score in scores),
    }


def _text(value: Cell, heading: str) -> str:
    if value is None:
        return "—"
    if isinstance(value, str):
        return name_in_words(value) if _DECLARED.fullmatch(value) and heading not in _NAMES else value
    return number_text(value, 5)
