"""A window whose pictures are each painted in one piece."""

from __future__ import annotations

from PyQt6.QtCore import QEvent
from PyQt6.QtWidgets import QMainWindow


class WholePictureWindow(QMainWindow):
    """Holds the interpreter while one event is dealt with, the painting of all that is in it above all.

    Qt asks our models and delegates hundreds of times for one picture. Without this method between Qt's loop and
    those questions each of them would have to wait until a thread that computes lets go of the interpreter.
    """

    def event(self, event: QEvent | None) -> bool:
        return super().event(event)
