"""What stands where the curves will be: the three ways to start."""

from __future__ import annotations

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget


class StartPage(QWidget):
    """Says what may be dropped, and asks for it otherwise; imports nothing that computes."""

    open_files = pyqtSignal()
    open_sample = pyqtSignal()
    tour = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        words = QLabel(
            self.tr(
                "Drop instrument files or folders anywhere in this window.\n\n"
                "Files of potentiostats and cyclers, Excel workbooks and tables open; they are never changed."
            )
        )
        words.setWordWrap(True)
        layout.addStretch(1)
        layout.addWidget(words)
        for text, signal in (
            (self.tr("Open files …"), self.open_files),
            (self.tr("Open the sample"), self.open_sample),
            (self.tr("60-second tour"), self.tour),
        ):
            button = QPushButton(text)
            button.clicked.connect(signal)
            layout.addWidget(button)
        layout.addStretch(2)
