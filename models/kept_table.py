"""Kept fits beside the present one: every quantity, the window, and how the models compare."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PyQt6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from fitting.messages import Message
from fitting.quantity import Quantity
from models.fit_window import WINDOW_NAMES
from models.number_text import number_text, unit_text, value_text
from models.result import Result
from models.step import Method
from models.translation import message_in_words, name_in_words

Found = Result | Message | None  # a fit, the reason why there is none, or not yet computed


class KeptTable(QAbstractTableModel):
    """Rows are quantities, columns the present fit and the kept ones; without kept fits it is empty."""

    def __init__(self, method: Method, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._method = method
        self._columns: tuple[tuple[str, Found], ...] = ()
        self._rows: tuple[Quantity | None, ...] = ()

    def show(self, columns: Sequence[tuple[str, Found]]) -> None:
        """Show other fits, each with its name; the first is the present one, with which the others are compared."""
        self.beginResetModel()
        self._columns = tuple(columns) if len(columns) > 1 else ()
        results = [found for _, found in self._columns if isinstance(found, Result)]
        known = [
            quantity
            for quantity in self._method.quantities
            if quantity.name not in WINDOW_NAMES
            and any(quantity.name in result.outcome.quantities for result in results)
        ]
        window = [each for each in self._method.settings if each.name in WINDOW_NAMES]
        compared = [None] if any(self._difference(result) for result in results) else []
        self._rows = (*known, *window, *compared) if self._columns else ()
        self.endResetModel()

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal:
            return self._columns[section][0] if role == Qt.ItemDataRole.DisplayRole else None
        quantity = self._rows[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.tr("AICc minus that of the present fit") if quantity is None else name_in_words(quantity.name)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if quantity is None:
            return "ΔAICc"
        unit = unit_text(quantity.display_unit)
        symbol = quantity.symbol or name_in_words(quantity.name)
        return f"{symbol} / {unit}" if unit else symbol

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        found = self._columns[index.column()][1]
        if role == Qt.ItemDataRole.ToolTipRole and isinstance(found, Message):
            return message_in_words(found)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if not isinstance(found, Result):
            return "…" if found is None else "—"
        quantity = self._rows[index.row()]
        if quantity is None:
            return self._difference(found) or ("0" if index.column() == 0 else "—")
        if quantity.name in WINDOW_NAMES:
            value = found.recipe[quantity.name].value
            chosen = found.outcome.quantities.get(quantity.name)
            value = value if value is not None or chosen is None else chosen.value
            return self.tr("whole") if value is None else number_text(quantity.to_display(float(value)), 5)
        estimate = found.outcome.quantities.get(quantity.name)
        return "—" if estimate is None else value_text(estimate, quantity)

    def _difference(self, found: Result) -> str:
        """AICc against the present fit, where both have one and fit the same points."""
        present = self._columns[0][1]
        if not isinstance(present, Result) or found is present:
            return ""
        own, other = _score(found), _score(present)
        if own is None or other is None or _window(found) != _window(present):
            return ""
        return number_text(own - other, 3)


def _window(result: Result) -> list[float | str | None]:
    return [result.recipe[name].value for name in WINDOW_NAMES if name in result.recipe]


def _score(result: Result) -> float | None:
    """AICc of the best model; None where no models compete."""
    return min((score.aicc for score in result.outcome.model_comparison), default=None)
