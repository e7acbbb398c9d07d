"""The undo history, to look at and to go back in: a list beside the data, each line a step, the present one chosen."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QUndoStack
from PyQt6.QtWidgets import QDockWidget, QMainWindow, QUndoView

from models.language import said_again
from ui.copied_table import make_copyable


class HistoryDock(QDockWidget):
    """Hidden until it is asked for; arrows walk through the steps, as a click does."""

    def __init__(self, stack: QUndoStack, window: QMainWindow) -> None:
        super().__init__(window)
        self._stack = stack
        self.setObjectName("history")
        self.view = QUndoView(stack)
        make_copyable(self.view)
        self.setWidget(self.view)
        self.setFeatures(
            QDockWidget.DockWidgetFeature.DockWidgetMovable | QDockWidget.DockWidgetFeature.DockWidgetClosable
        )
        self.say_all()
        window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, self)
        self.hide()

    def say_all(self) -> None:
        """Name everything in the language that is spoken now, the steps that were done before too."""
        self.setWindowTitle(self.tr("History"))
        self.view.setAccessibleName(self.tr("History"))
        self.view.setEmptyLabel(self.tr("As it was opened"))
        for place in range(self._stack.count()):
            command = self._stack.command(place)
            if command is not None:
                command.setText(said_again(command.text()))

    def show_or_hide(self) -> None:
        """Show it with the keyboard in it, or put it away."""
        self.setVisible(not self.isVisible())
        if self.isVisible():
            self.view.setFocus(Qt.FocusReason.ShortcutFocusReason)
