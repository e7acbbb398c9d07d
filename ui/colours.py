"""Text that says less than the rest, and text that says that something is wrong, in the colours of the palette."""

from __future__ import annotations

from PyQt6.QtGui import QPalette
from PyQt6.QtWidgets import QLabel


def dimmed(label: QLabel) -> QLabel:
    """The label in the colour of placeholders, which is as legible as the contrast of text asks for."""
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    return label
