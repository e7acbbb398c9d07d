"""The results of one analysis as a table: quantity, value with its error, unit, interval, rule."""

from __future__ import annotations

from typing import Any

from PyQt6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from fitting.messages import Message
from fitting.outcome import Estimate
from fitting.quantity import Quantity
from models.number_text import interval_text, unit_text, value_text
from models.result import Result
from models.translation import choice_in_words, message_in_words, name_in_words, quantity_sentence
from models.warning_places import concerned

NAME, VALUE, UNIT, INTERVAL, RULE = range(5)


class ResultTable(QAbstractTableModel):
    """Rows are the method's quantities; one that could not be determined shows a dash, never a number."""

    def __init__(self, quantities: tuple[Quantity, ...], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._quantities = quantities
        self._result: Result | None = None
        self._said: dict[str, list[Message]] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """The quantities of the rows."""
        return tuple(quantity.name for quantity in self._quantities)

    @property
    def first_known(self) -> str:
        """The first quantity with a value, the first one at all where none has; nothing without rows."""
        for quantity in self._quantities:
            estimate = self._estimate(quantity)
            if estimate is not None and estimate.value is not None:
                return quantity.name
        return self._quantities[0].name if self._quantities else ""

    def show(self, result: Result | None, said: tuple[Message, ...] = ()) -> None:
        """Show another result; the rows stay, so that nothing jumps while a window is dragged.

        Parameters
        ----------
        said : tuple of Message
            Warnings: each marks the rows that it concerns.
        """
        self._result = result
        self._said = {}
        for message in said:
            for name in concerned(message.code):
                self._said.setdefault(name, []).append(message)
        self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._quantities)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else 5

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole or orientation != Qt.Orientation.Horizontal:
            return None
        return (
            self.tr("Result"),
            self.tr("Value"),
            self.tr("Unit"),
            self.tr("95 % interval"),
            self.tr("Rule"),
        )[section]

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        quantity = self._quantities[index.row()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tool_tip(quantity)
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() in (VALUE, INTERVAL):
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        estimate = self._estimate(quantity)
        if index.column() == NAME:
            name = name_in_words(quantity.name)
            return f"{name} ▲" if quantity.name in self._said and self._estimate(quantity) is not None else name
        if index.column() == UNIT:
            return unit_text(
                quantity.display_unit if estimate is None else quantity.in_unit(estimate.unit).display_unit
            )
        if estimate is None:
            return "—" if index.column() == VALUE else ""
        return {
            VALUE: value_text(estimate, quantity, with_error=False),
            INTERVAL: interval_text(estimate, quantity),
            RULE: choice_in_words(estimate.rule),
        }[index.column()]

    def _estimate(self, quantity: Quantity) -> Estimate | None:
        return None if self._result is None else self._result.outcome.quantities.get(quantity.name)

    def _tool_tip(self, quantity: Quantity) -> str:
        lines = [quantity_sentence(quantity)]
        estimate = self._estimate(quantity)
        if estimate is None:
            return lines[0]
        lines += [f"▲ {message_in_words(message)}" for message in self._said.get(quantity.name, ())]
        if not estimate.interval_method:
            return "\n".join(lines)
        lines += [f"{quantity.symbol} = {value_text(estimate, quantity)} {unit_text(quantity.display_unit)}"]
        if estimate.rule:
            lines.append(self.tr("Rule: {rule}").format(rule=choice_in_words(estimate.rule)))
        lines.append(self.tr("Interval by: {method}").format(method=choice_in_words(estimate.interval_method)))
        return "\n".join(lines)
