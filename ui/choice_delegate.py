"""Editing an input: a list for words, a line for numbers."""

from __future__ import annotations

from PyQt6.QtCore import QAbstractItemModel, QModelIndex, QObject
from PyQt6.QtWidgets import QComboBox, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from models.parameter_table import ParameterTable


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
            editor.addItems(choices)
            editor.activated.connect(lambda _: self.commitData.emit(editor))
        if editor is not None:
            editor.setAccessibleName(index.siblingAtColumn(0).data())
        return editor

    def setEditorData(self, editor: QWidget | None, index: QModelIndex) -> None:
        if isinstance(editor, QComboBox):
            editor.setCurrentText(index.data())
        else:
            super().setEditorData(editor, index)

    def setModelData(self, editor: QWidget | None, model: QAbstractItemModel | None, index: QModelIndex) -> None:
        if isinstance(editor, QComboBox) and model is not None:
            model.setData(index, editor.currentText())
        else:
            super().setModelData(editor, model, index)
