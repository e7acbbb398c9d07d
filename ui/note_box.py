"""What a person wrote about an analysis."""

from __future__ import annotations

from dataclasses import replace

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtGui import QFocusEvent
from PyQt6.QtWidgets import QGroupBox, QPlainTextEdit, QVBoxLayout, QWidget

from models.analysis import Analysis
from models.document import Document

LINES = 3


class NoteBox(QGroupBox):
    """A note, taken as one edit when the person is done with it."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTitle(self.tr("Note"))
        self._document = document
        self._analysis: Analysis | None = None
        self._shown = ""
        self.text = _Text()
        self.text.setAccessibleName(self.tr("Note on this analysis"))
        self.text.setPlaceholderText(self.tr("What you want to remember of this analysis"))
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(LINES * self.fontMetrics().lineSpacing() + 14)
        self.text.left.connect(self.take)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.addWidget(self.text)

    def show_analysis(self, analysis: Analysis | None) -> None:
        """Show the note of another analysis; what was typed on the one before is taken first."""
        self.take()
        if self._analysis is not None:
            self._analysis.changed.disconnect(self._show)
        self._analysis = analysis
        if analysis is not None:
            analysis.changed.connect(self._show)
        self._show()

    def take(self) -> None:
        """Make what stands there the note of the analysis."""
        if self._analysis is not None:
            state = replace(self._analysis.state, note=self.text.toPlainText().strip())
            self._document.edit(self._analysis, state, self.tr("Note"))

    def _show(self) -> None:
        note = "" if self._analysis is None else self._analysis.state.note
        if note != self._shown:  # else what is being typed stays
            self._shown = note
            if note != self.text.toPlainText().strip():
                self.text.setPlainText(note)


class _Text(QPlainTextEdit):
    """Says when it has lost the focus."""

    left = pyqtSignal()

    def focusOutEvent(self, event: QFocusEvent | None) -> None:
        super().focusOutEvent(event)
        self.left.emit()
