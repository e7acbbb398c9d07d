"""The undo stack as frozen edits: what was pushed, undone and redone, told as operations for the journal."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import QObject, pyqtSignal

from models.document import Document
from models.edit import Edit, Swap
from models.project.content import Go, NotUsed, Push


class History(QObject):
    """Follows the undo stack of a document."""

    happened = pyqtSignal(object)  # Operation

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._is_following = True
        self.edits: list[Edit] = []
        self.index = 0
        document.undo_stack.indexChanged.connect(self._follow)
        document.failures_noted.connect(self._note_failures)

    def stop(self) -> None:
        """Until `follow`, what happens to the stack is nobody's edit."""
        self._is_following = False

    def begin(self, edits: Sequence[Edit], index: int) -> None:
        """From now on this is the history; `follow` comes when the stack holds it."""
        self.stop()
        self.edits, self.index = list(edits), index

    def follow(self) -> None:
        """From now on what happens to the stack is told."""
        self._is_following = True

    def _follow(self, index: int) -> None:
        if not self._is_following:
            return
        command = self._document.undo_stack.command(index - 1) if index else None
        before, self.index = self.index, index
        if isinstance(command, Swap) and not self._knows(index - 1, command.edit):
            self.edits[index - 1 :] = [command.edit]
            self.happened.emit(Push(index - 1, command.edit))
        elif index != before:
            self.happened.emit(Go(index))

    def _knows(self, place: int, edit: Edit) -> bool:
        return place < len(self.edits) and self.edits[place].uuid == edit.uuid

    def _note_failures(self) -> None:
        if self._is_following:
            self.happened.emit(NotUsed(tuple(self._document.failures)))
