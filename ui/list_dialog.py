"""A list to choose one line from: points of time, backups, earlier sessions."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PyQt6.QtCore import QStringListModel
from PyQt6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QListView, QVBoxLayout, QWidget

from ui.copied_table import make_copyable


class ListDialog(QDialog):
    """Says what the list is, shows it, and hands on the number of the line that was chosen.

    Parameters
    ----------
    choose : str
        What the button says; nothing can be chosen without.
    """

    def __init__(self, title: str, words: str, lines: Sequence[str], choose: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        sentence = QLabel(words)
        sentence.setWordWrap(True)
        self.list = QListView()
        self.list.setAccessibleName(title)
        self.list.setModel(QStringListModel(list(lines), self))
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        make_copyable(self.list)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.buttons.rejected.connect(self.reject)
        if choose:
            button = self.buttons.addButton(choose, QDialogButtonBox.ButtonRole.AcceptRole)
            assert button is not None
            button.setEnabled(bool(lines))
            self.buttons.accepted.connect(self.accept)
            self.list.activated.connect(self.accept)
        layout = QVBoxLayout(self)
        for widget in (sentence, self.list, self.buttons):
            layout.addWidget(widget)
        self.resize(560, 380)
        model = self.list.model()
        if model is not None and lines:
            self.list.setCurrentIndex(model.index(0, 0))

    def ask(self, chosen: Callable[[int], object]) -> ListDialog:
        """Show it; `chosen` gets the number of the line."""
        self.accepted.connect(lambda: chosen(self.list.currentIndex().row()))
        self.finished.connect(self.deleteLater)
        self.open()
        return self
