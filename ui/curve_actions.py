"""What the Edit menu offers about curves and electrolytes: a note, another electrolyte; all without the mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from models.curve_edits import move_curves, note_curve, note_electrolyte
from models.document import Document
from ui.once import open_and_forget

if TYPE_CHECKING:
    from ui.main_window import MainWindow


class CurveActions(QObject):
    """Asks, and tells the document; every answer is one undo step."""

    said = pyqtSignal(str)

    def __init__(self, document: Document, window: MainWindow) -> None:
        super().__init__(window)
        self._document = document
        self._window = window

    def write_note(self) -> None:
        """Write about the current curve, or about the electrolyte if its row is current."""
        panel = self._window.data_panel
        curve, electrolyte = panel.current_curve, panel.current_electrolyte
        if electrolyte is None:
            self.said.emit(self.tr("Choose a curve or an electrolyte in the data panel."))
            return
        branch = self._document.series[electrolyte]
        entry = next((entry for entry in branch.curves if entry.curve == curve), None)
        name, note = (branch.name, branch.note) if entry is None else (entry.name, entry.note)
        dialog = NoteDialog(name, note, self._window)

        def keep() -> None:
            if entry is None:
                note_electrolyte(self._document, electrolyte, dialog.text)
            else:
                note_curve(self._document, entry.curve, dialog.text)

        dialog.accepted.connect(keep)
        open_and_forget(dialog)

    def move(self) -> None:
        """Put the selected curves under another electrolyte, which may be new."""
        curves = self._window.data_panel.selected_curves
        if not curves:
            self.said.emit(self.tr("Choose curves in the data panel."))
            return
        dialog = MoveDialog([each.name for each in self._document.series], len(curves), self._window)
        dialog.accepted.connect(lambda: move_curves(self._document, curves, dialog.choice.currentText()))
        open_and_forget(dialog)


class NoteDialog(QDialog):
    """A few lines about a curve or an electrolyte; they stand in its tool tip and in the report."""

    def __init__(self, name: str, note: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Note on {name}").format(name=name))
        self.edit = QPlainTextEdit(note)
        self.edit.setAccessibleName(self.windowTitle())
        self.edit.setTabChangesFocus(True)
        layout = QVBoxLayout(self)
        layout.addWidget(QLabel(self.tr("It stands in the tool tip and in the report.")))
        layout.addWidget(self.edit)
        layout.addWidget(_buttons(self))
        self.resize(420, 260)

    @property
    def text(self) -> str:
        """What was written."""
        return self.edit.toPlainText().strip()


class MoveDialog(QDialog):
    """Which electrolyte: one that is there, or a new name."""

    def __init__(self, names: list[str], count: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Move curves"))
        self.choice = QComboBox()
        self.choice.setEditable(True)
        self.choice.addItems(names)
        label = QLabel(self.tr("&Electrolyte for {count} curves").format(count=count))
        label.setBuddy(self.choice)
        layout = QVBoxLayout(self)
        for widget in (label, self.choice, _buttons(self)):
            layout.addWidget(widget)
        self.resize(420, self.sizeHint().height())


def _buttons(dialog: QDialog) -> QDialogButtonBox:
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
    buttons.accepted.connect(dialog.accept)
    buttons.rejected.connect(dialog.reject)
    return buttons
