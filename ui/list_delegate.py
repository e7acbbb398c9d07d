"""Cells that are chosen from a list: they look like one, and it opens as soon as they are edited."""

from __future__ import annotations

from PyQt6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QSize, Qt, QTimer
from PyQt6.QtGui import QPainter
from PyQt6.QtWidgets import QComboBox, QStyle, QStyledItemDelegate, QStyleOptionComboBox, QStyleOptionViewItem, QWidget

from models.import_tables import CHOICES_ROLE

CHOSEN = "chosen"  # a property of the box: an entry was picked, be it the one that stood there


class ListDelegate(QStyledItemDelegate):
    """A combo box for every cell that offers choices."""

    def createEditor(self, parent: QWidget | None, option: QStyleOptionViewItem, index: QModelIndex) -> QWidget | None:
        box = QComboBox(parent)
        for text, data in index.data(CHOICES_ROLE):
            box.addItem(text, data)
        box.setAccessibleName(index.data(Qt.ItemDataRole.AccessibleTextRole))
        box.activated.connect(lambda _: self._chosen(box))
        QTimer.singleShot(0, box.showPopup)
        return box

    def _chosen(self, box: QComboBox) -> None:
        box.setProperty(CHOSEN, True)
        self.commitData.emit(box)
        self.closeEditor.emit(box)

    def setEditorData(self, editor: QWidget | None, index: QModelIndex) -> None:
        assert isinstance(editor, QComboBox)
        editor.setCurrentIndex(editor.findData(index.data(Qt.ItemDataRole.EditRole)))

    def setModelData(self, editor: QWidget | None, model: QAbstractItemModel | None, index: QModelIndex) -> None:
        assert isinstance(editor, QComboBox)
        changed = editor.currentData() != index.data(Qt.ItemDataRole.EditRole)
        if model is not None and (changed or editor.property(CHOSEN)):  # picking what was guessed says so
            model.setData(index, editor.currentData())

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        hint = super().sizeHint(option, index)
        return QSize(hint.width() + 28, max(hint.height() + 4, 26)) if _is_list(index) else hint

    def paint(self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        style = None if option.widget is None else option.widget.style()
        if painter is None or style is None or not _is_list(index):
            super().paint(painter, option, index)
            return
        item = QStyleOptionViewItem(option)
        self.initStyleOption(item, index)
        box = QStyleOptionComboBox()
        box.rect = option.rect.adjusted(1, 1, -1, -1)
        box.palette, box.fontMetrics, box.direction = item.palette, item.fontMetrics, item.direction
        box.currentText = item.text
        box.state = item.state & ~QStyle.StateFlag.State_Selected & ~QStyle.StateFlag.State_MouseOver
        painter.save()
        style.drawPrimitive(QStyle.PrimitiveElement.PE_PanelItemViewItem, item, painter, option.widget)
        style.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, box, painter, None)
        painter.setFont(item.font)
        style.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, box, painter, None)
        painter.restore()

    def eventFilter(self, watched: object, event: QEvent | None) -> bool:
        """Let the list stay open; Enter and Esc still end the editing."""
        if event is not None and event.type() == QEvent.Type.FocusOut and isinstance(watched, QComboBox):
            view = watched.view()
            if view is not None and view.isVisible():
                return False
        return super().eventFilter(watched, event)  # type: ignore[arg-type]


def _is_list(index: QModelIndex) -> bool:
    return bool(index.flags() & Qt.ItemFlag.ItemIsEditable)
