"""Indices of symbols stand lower wherever Qt paints them, and in no name of a file."""

from __future__ import annotations

import numpy as np
import pytest
from PyQt6.QtCore import QRect, Qt
from PyQt6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPalette
from PyQt6.QtWidgets import QApplication

from models.symbols import symbol_pieces
from ui.lowered import width
from ui.style import Style


def ink(text: str) -> tuple[float, int]:
    """How wide the style paints a text, and how many rows below the line of the letters it reaches."""
    image = QImage(400, 60, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    metrics = QFontMetricsF(painter.font())
    flags = (Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop).value
    Style().drawItemText(painter, QRect(0, 0, 400, 60), flags, QPalette(), True, text, QPalette.ColorRole.Text)
    painter.end()
    bits = image.constBits()
    assert bits is not None
    pixels = np.frombuffer(bits.asarray(image.sizeInBytes()), np.uint8).reshape(60, 400, 4)
    dark = pixels[:, :, 1] < 200
    columns, rows = np.flatnonzero(dark.any(axis=0)), np.flatnonzero(dark.any(axis=1))
    return float(columns[-1] - columns[0]), int(rows[-1]) - int(metrics.ascent())


@pytest.mark.usefixtures("qapp")
def test_the_style_lowers_the_index_of_a_symbol_and_of_nothing_else() -> None:
    font = QApplication.font()
    wide, deep = ink("E_eq")
    assert wide == pytest.approx(width(font, symbol_pieces("E_eq")), abs=3)
    assert ink("R_ct")[1] > ink("Rct")[1]
    assert deep > ink("Eeq")[1]
    assert ink("file_ct.csv")[0] > ink("filect.csv")[0]
