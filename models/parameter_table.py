"""The inputs of an analysis as a table: name, value in the display unit, unit, where it came from."""

from __future__ import annotations

from typing import Any

from PyQt6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, pyqtSignal

from fitting.messages import DataProblem
from fitting.quantity import Quantity
from models.analysis import Analysis
from models.document import Document
from models.number_text import number_text, unit_text
from models.recipe import setting_value
from models.result import RecipeEntry
from models.translation import choice_in_words, name_in_words, origin_in_words, quantity_sentence

NAME, VALUE, UNIT, ORIGIN = range(4)


class ParameterTable(QAbstractTableModel):
    """Editing a cell is an undoable edit of the analysis; an empty cell goes back to automatic."""

    refused = pyqtSignal(object)  # Message: why a value was not taken

    def __init__(self, document: Document, names: tuple[str, ...], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._names = names
        self._analysis: Analysis | None = None
        self._rows: tuple[tuple[Quantity, RecipeEntry], ...] = ()

    def show(self, analysis: Analysis | None) -> None:
        """Show the settings of another analysis."""
        if self._analysis is not None:
            self._analysis.changed.disconnect(self._rebuild)
        self._analysis = analysis
        if analysis is not None:
            analysis.changed.connect(self._rebuild)
        self._rebuild()

    def _rebuild(self) -> None:
        self.beginResetModel()
        self._rows = ()
        if self._analysis is not None:
            analysis = self._analysis
            recipe = analysis.recipe()
            self._rows = tuple((analysis.method.setting(name), recipe[name]) for name in self._names)
        self.endResetModel()

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else 4

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole or orientation != Qt.Orientation.Horizontal:
            return None
        return (self.tr("Input"), self.tr("Value"), self.tr("Unit"), self.tr("From"))[section]

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == VALUE else flags

    def choices(self, row: int) -> tuple[str, ...]:
        """The words that a row allows, if it takes words."""
        return self._rows[row][0].choices

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        quantity, entry = self._rows[index.row()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return quantity_sentence(quantity)
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == VALUE:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return None
        value = _entry_text(quantity, entry)
        texts = (
            name_in_words(quantity.name),
            choice_in_words(value) if quantity.choices and role == Qt.ItemDataRole.DisplayRole else value,
            unit_text(quantity.display_unit),
            self._origin_text(entry),
        )
        return texts[index.column()]

    def setData(self, index: QModelIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or index.column() != VALUE or self._analysis is None:
            return False
        quantity, entry = self._rows[index.row()]
        text = str(value).strip()
        if text == _entry_text(quantity, entry):
            return False
        try:
            number = setting_value(quantity, _with_unit(quantity, text)) if text else None
        except DataProblem as problem:
            self.refused.emit(problem.message)
            return False
        state = self._analysis.state.with_settings({quantity.name: number})
        self._document.edit(self._analysis, state, self.tr("Change {name}").format(name=name_in_words(quantity.name)))
        return True

    def _origin_text(self, entry: RecipeEntry) -> str:
        if entry.value is None:
            return self.tr("not stated")
        return origin_in_words(entry.origin)


def _with_unit(quantity: Quantity, text: str) -> str:
    """A bare number typed into the cell is in the unit that stands beside it."""
    bare = text.replace("−", "-")
    try:
        float(bare)
    except ValueError:
        return bare
    return bare if quantity.choices else f"{bare} {quantity.display_unit}"


def _entry_text(quantity: Quantity, entry: RecipeEntry) -> str:
    if entry.value is None:
        return ""
    if isinstance(entry.value, str):
        return entry.value
    return number_text(quantity.to_display(entry.value), 6)
