"""Editing an input: a list for words, a line for numbers."""

from __future__ import annotations

from PyQt6.QtCore import QAbstractItemModel, QModelIndex, QObject, Qt
from PyQt6.QtWidgets import QComboBox, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from models.parameter_table import ParameterTable
from models.translation import choice_in_words


class ChoiceDelegate(QStyledItemDelegate):
    """Shows a combo box where the setting allows only certain words."""

    def __init__(self, table: ParameterTable, parent: QObject) -> None:
        super().__init__(parent)
        self._table = table

    def createEditor(self, parent: QWidget | None, option: QStyleOptionViewItem, index: QModelIndex) -> QWidget | None:
        choices = self._table.choices(index.row())
        if not choices:
            editor = super().createEditor(parent, option, index)
        else:
            editor = QComboBox(parent)
            for choice in choices:
                editor.addItem(choice_in_words(choice), choice)
            editor.activated.connect(lambda _: self._take(editor))
        if editor is not None:
            editor.setAccessibleName(index.siblingAtColumn(0).data())
        return editor

    def _take(self, editor: QWidget) -> None:
        self.commitData.emit(editor)
        self.closeEditor.emit(editor)

    def setEditorData(self, editor: QWidget | None, index: QModelIndex) -> None:
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(editor.findData(index.data(Qt.ItemDataRole.EditRole)))
        else:
            super().setEditorData(editor, index)

    def setModelData(self, editor: QWidget | None, model: QAbstractItemModel | None, index: QModelIndex) -> None:
        if isinstance(editor, QComboBox) and model is not None:
            model.setData(index, editor.currentData())
        else:
            super().setModelData(editor, model, index)
