"""Fits that run or wait, with Cancel, in the status bar; what is done at once shows nothing."""

from __future__ import annotations

from PyQt6.QtCore import QObject, QTimer
from PyQt6.QtWidgets import QProgressBar, QPushButton, QStatusBar

from models.document import Document

PATIENCE = 300  # ms until a person wants to see that something happens
PAUSE = 100  # ms between two looks at how many are left: hundreds begin and end within a second


def move(bar: QProgressBar, done: int, most: int) -> None:
    """Say how much is done; a bar would have the whole window painted at once, for every file of a folder."""
    bar.setUpdatesEnabled(False)
    bar.setRange(0, most)
    bar.setValue(done)
    bar.setUpdatesEnabled(True)


class FitProgress(QObject):
    """Counts the fits of one burst, an import or an edit of many, from its first to its last."""

    def __init__(self, document: Document, status: QStatusBar) -> None:
        super().__init__(status)
        self._most = self._left = 0
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE)
        self._patience.timeout.connect(lambda: self._set_visible(True))
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self._show)
        self.progress = QProgressBar()
        self.progress.setMaximumWidth(220)
        self.cancel_button = QPushButton()
        self.cancel_button.clicked.connect(document.shelf.cancel_fits)
        for widget in (self.progress, self.cancel_button):
            status.addPermanentWidget(widget)
            widget.hide()
        document.fits_changed.connect(self._count)

    def _count(self, left: int) -> None:
        if left == 0:
            self._most = 0
            self._patience.stop()
            self._pause.stop()
            self._set_visible(False)
            return
        if self._most == 0:
            self._patience.start()
        self._most, self._left = max(self._most, left), left
        if self.progress.isVisible() and not self._pause.isActive():
            self._pause.start()

    def _show(self) -> None:
        move(self.progress, self._most - self._left, self._most)
        self.progress.setFormat(self.tr("Fitting: {count} left").format(count=self._left))

    def _set_visible(self, visible: bool) -> None:
        self._show()
        self.progress.setAccessibleName(self.tr("Fits done"))
        self.cancel_button.setText(self.tr("Cancel fits"))
        self.progress.setVisible(visible)
        self.cancel_button.setVisible(visible)
