"""Help that fits in a dialog: the keys."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PyQt6.QtCore import QCoreApplication, QSize, Qt
from PyQt6.QtGui import QAction, QKeySequence
from PyQt6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QScrollArea, QVBoxLayout, QWidget

from ui.actions import plain_text
from ui.once import open_and_forget

COLUMNS = 2
_CHANGING = ("undo", "redo")  # their text says what would be undone

Line = tuple[str, str]  # a key, and what it does


def _words(text: str) -> str:
    return QCoreApplication.translate("Help", text)


def show_keys(window: QWidget, actions: Iterable[QAction]) -> None:
    """Show what the keys do."""
    open_and_forget(KeysDialog([*_keys_of(actions), *_keys_of_curves()], window))


class KeysDialog(QDialog):
    """All keys in two columns; they scroll where the screen is too small."""

    def __init__(self, lines: Sequence[Line], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_words("Keys"))
        screen = self.screen()
        room = QSize(800, 600) if screen is None else screen.availableSize() * 0.8
        self.text = QLabel(_table(lines, COLUMNS))
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.text.setMargin(6)
        paper = QScrollArea()
        paper.setWidget(self.text)
        paper.setAccessibleName(self.windowTitle())
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(paper)
        layout.addWidget(buttons)
        if self.text.sizeHint().width() + 50 > room.width():
            self.text.setText(_table(lines, 1))
            self.text.setWordWrap(True)
            paper.setWidgetResizable(True)
        self.text.adjustSize()
        size = self.text.sizeHint()
        self.resize(min(size.width() + 50, room.width()), min(size.height() + 70, room.height()))


def _keys_of(actions: Iterable[QAction]) -> list[Line]:
    lines = []
    for action in actions:
        key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        text = action.iconText() if action.objectName() in _CHANGING else plain_text(action)
        lines += [(key, text)] if key else []
    return lines


def _keys_of_curves() -> list[Line]:
    return [
        (_words("[ and ]"), _words("choose a handle on the curve")),
        ("← →", _words("move it by a pixel, with Shift by ten, with Ctrl by a sample")),
        (_words("Home, End"), _words("put it at the start or end of the step")),
        (_words("Enter"), _words("confirm and go on; Esc takes a drag back")),
        (_words("Wheel"), _words("zoom time, with Shift potential; middle button pans; Z and drag zooms a box")),
    ]


def _table(lines: Sequence[Line], count: int) -> str:
    """The lines in columns, one after the other from top to bottom."""
    height = -(-len(lines) // count)
    columns = [lines[first : first + height] for first in range(0, len(lines), height)]
    cells = [
        "".join(f"<tr><td><b>{key}</b>&nbsp;&nbsp;</td><td>{text}</td></tr>" for key, text in column)
        for column in columns
    ]
    tables = "".join(f'<td style="padding-right: 24px"><table>{rows}</table></td>' for rows in cells)
    return f"<table><tr>{tables}</tr></table>"
