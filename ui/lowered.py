"""Text with the indices of its symbols lowered, painted by Qt: axes, headings, labels."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QFont, QFontMetricsF, QPainter

from models.symbols import Piece

SIZE = 0.75  # of an index, in that of its symbol
DROP = 0.22  # of the height of the letters


def small(font: QFont) -> QFont:
    """The font of an index."""
    made = QFont(font)
    if font.pixelSize() > 0:
        made.setPixelSize(max(1, round(SIZE * font.pixelSize())))
    else:
        made.setPointSizeF(SIZE * font.pointSizeF())
    return made


def width(font: QFont, parts: Sequence[Piece]) -> float:
    """How wide it is."""
    fonts = QFontMetricsF(font), QFontMetricsF(small(font))
    return sum(fonts[is_index].horizontalAdvance(text) for text, is_index in parts)


def paint_lowered(painter: QPainter, box: QRectF, alignment: Qt.AlignmentFlag, parts: Sequence[Piece]) -> None:
    """Paint it in one line."""
    font = painter.font()
    fonts = font, small(font)
    metrics = QFontMetricsF(font)
    spare = box.width() - width(font, parts)
    left = box.left()
    if alignment & Qt.AlignmentFlag.AlignHCenter:
        left += spare / 2
    elif alignment & Qt.AlignmentFlag.AlignRight:
        left += spare
    top = box.top()
    if alignment & Qt.AlignmentFlag.AlignVCenter:
        top += (box.height() - metrics.height()) / 2
    elif alignment & Qt.AlignmentFlag.AlignBottom:
        top += box.height() - metrics.height()
    for text, is_index in parts:
        painter.setFont(fonts[is_index])
        painter.drawText(QPointF(left, top + metrics.ascent() + is_index * DROP * metrics.ascent()), text)
        left += QFontMetricsF(fonts[is_index]).horizontalAdvance(text)
    painter.setFont(font)
