"""Rows of the data panel whose import noted something carry a mark: a triangle where it flagged, else a circle."""

from __future__ import annotations

from PyQt6.QtCore import QModelIndex, QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QPainter, QPalette, QPen, QPolygonF
from PyQt6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from models.curve_tree import FLAGGED, NOTED_ROLE

SIZE = 14.0
ROOM = 20


class NotedDelegate(QStyledItemDelegate):
    """Paints the mark at the right end of the row, in the colour of its text."""

    def paint(self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        noted = index.data(NOTED_ROLE)
        if painter is None or not noted:
            super().paint(painter, option, index)
            return
        item = QStyleOptionViewItem(option)
        item.rect = option.rect.adjusted(0, 0, -ROOM, 0)
        place = option.rect.adjusted(option.rect.width() - ROOM, 0, 0, 0)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(place, option.palette.highlight())
        super().paint(painter, item, index)
        role = QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Text
        paint_mark(painter, QRectF(place).center(), noted == FLAGGED, option.palette.color(role))


def paint_mark(painter: QPainter, centre: QPointF, is_flag: bool, colour: QColor) -> None:
    """A triangle with an exclamation mark, or a circle with an i."""
    half = SIZE / 2 - 0.5
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour, 1.3))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if is_flag:
        top, left = centre + QPointF(0, -half), centre + QPointF(-half, half - 1)
        painter.drawPolygon(QPolygonF([top, left, centre + QPointF(half, half - 1)]))
        stroke, dot = (-2.0, 1.6), 3.8
    else:
        painter.drawEllipse(centre, half, half)
        stroke, dot = (-0.6, 3.4), -3.0
    painter.drawLine(centre + QPointF(0, stroke[0]), centre + QPointF(0, stroke[1]))
    painter.setPen(QPen(colour, 1.8, cap=Qt.PenCapStyle.RoundCap))
    painter.drawPoint(centre + QPointF(0, dot))
    painter.restore()
