"""Files on their way into the document: one call after the other, with progress and Cancel in the status bar."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtWidgets import QProgressBar, QPushButton, QStatusBar

from models.background import Task
from models.document import Document
from models.electrolyte import curve_identities
from models.readers.questions import open_questions
from ui.fit_progress import move


class Loading(QObject):
    """Reads what is dropped or opened; a second drop waits for the first and throws nothing away."""

    said = pyqtSignal(str)
    ended = pyqtSignal()  # nothing is being read any more

    def __init__(self, document: Document, status: QStatusBar) -> None:
        super().__init__(status)
        self._document = document
        self._task: Task | None = None
        self._waiting: list[Sequence[Path]] = []
        self.progress = QProgressBar()
        self.progress.setMaximumWidth(220)
        self.cancel_button = QPushButton()
        self.cancel_button.clicked.connect(self.cancel)
        for widget in (self.progress, self.cancel_button):
            status.addPermanentWidget(widget)
            widget.hide()

    @property
    def busy(self) -> bool:
        """Whether files are being read or wait for it."""
        return self._task is not None

    def open(self, paths: Sequence[Path]) -> None:
        """Read files and folders in the background, after those that came before."""
        if not paths:
            return
        self._waiting.append(paths)
        if self._task is None:
            self._next()

    def cancel(self) -> None:
        """Stop reading; what has been read stays."""
        self._waiting.clear()
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            self._ended()

    def _next(self) -> None:
        self._task = self._document.load(self._waiting.pop(0), self._show_progress, ended=self._finished)
        self.progress.setAccessibleName(self.tr("Progress"))
        self.cancel_button.setText(self.tr("Cancel"))
        self.cancel_button.show()

    def _finished(self, task: Task) -> None:
        if task is not self._task:
            return
        self._task = None
        if self._waiting:
            self._next()
        else:
            self._ended()

    def _show_progress(self, done: int, total: int, what: str) -> None:
        move(self.progress, done, total)
        self.progress.show()
        if what:
            self.said.emit(self.tr("Reading {name}").format(name=what))

    def _ended(self) -> None:
        self.progress.hide()
        self.cancel_button.hide()
        curves = sum(len(electrolyte.curves) for electrolyte in self._document.series)
        text = self.tr("Open curves: {count}").format(count=curves)
        asked = sum(
            bool(open_questions(self._document.curve(each))) for each in curve_identities(self._document.series)
        )
        if asked:
            text += " · " + self.tr("to answer: {count}, the question marks say what").format(count=asked)
        failed = len(self._document.failures)
        if failed:
            text += " · " + self.tr("files not used: {count}, the data panel says why").format(count=failed)
        self.said.emit(text)
        self.ended.emit()
