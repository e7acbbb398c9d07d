"""Help that fits in a box: the keys."""

from __future__ import annotations

from collections.abc import Iterable

from PyQt6.QtCore import QCoreApplication
from PyQt6.QtGui import QAction, QKeySequence
from PyQt6.QtWidgets import QMessageBox, QWidget


def _words(text: str) -> str:
    return QCoreApplication.translate("Help", text)


def show_keys(window: QWidget, actions: Iterable[QAction]) -> None:
    """Show what the keys do."""
    lines = [
        (
            action.shortcut().toString(QKeySequence.SequenceFormat.NativeText),
            action.text().replace("&", "").rstrip(" …"),
        )
        for action in actions
        if not action.shortcut().isEmpty()
    ]
    lines += [
        (_words("[ and ]"), _words("choose a handle on the curve")),
        ("← →", _words("move it by a pixel, with Shift by ten, with Ctrl by a sample")),
        (_words("Home, End"), _words("put it at the start or end of the step")),
        (_words("Enter"), _words("confirm and go on; Esc takes a drag back")),
        (_words("Wheel"), _words("zoom time, with Shift potential; middle button pans; Z and drag zooms a box")),
    ]
    rows = "".join(f"<tr><td><b>{key}</b>&nbsp;&nbsp;</td><td>{text}</td></tr>" for key, text in lines)
    QMessageBox(QMessageBox.Icon.NoIcon, _words("Keys"), f"<table>{rows}</table>", parent=window).open()
