"""Rows of the data panel whose import left something carry a mark, which is a button.

A question mark where the file leaves something open that a person is to answer, a triangle where something is flagged,
else a circle with an i.
"""

from __future__ import annotations

from PyQt6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QPointF, QRect, QRectF, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QFont, QMouseEvent, QPainter, QPalette, QPen, QPolygonF
from PyQt6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from models.curve_tree import ASKED, FLAGGED, NOTED_ROLE

SIZE = 14.0
ROOM = 20


class NotedDelegate(QStyledItemDelegate):
    """Paints the mark at the right end of the row, in the colour of its text."""

    mark_clicked = pyqtSignal(QModelIndex, str)

    def editorEvent(
        self,
        event: QEvent | None,
        model: QAbstractItemModel | None,
        option: QStyleOptionViewItem,
        index: QModelIndex,
    ) -> bool:
        """A click on a mark is no click on the row."""
        if isinstance(event, QMouseEvent) and event.button() == Qt.MouseButton.LeftButton:
            at = event.position().toPoint()
            mark = next((mark for mark, place in _places(option.rect, index) if place.contains(at)), None)
            if mark is not None:
                if event.type() == QEvent.Type.MouseButtonRelease:
                    self.mark_clicked.emit(index, mark)
                return True
        return super().editorEvent(event, model, option, index)

    def paint(self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        places = _places(option.rect, index)
        if painter is None or not places:
            super().paint(painter, option, index)
            return
        item = QStyleOptionViewItem(option)
        item.rect = option.rect.adjusted(0, 0, -ROOM * len(places), 0)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(option.rect.adjusted(item.rect.width(), 0, 0, 0), option.palette.highlight())
        super().paint(painter, item, index)
        text = option.palette.color(QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Text)
        for mark, place in places:
            if mark == ASKED:
                accent = text if selected else option.palette.color(QPalette.ColorRole.Link)
                paint_question(painter, QRectF(place).center(), accent)
            else:
                paint_mark(painter, QRectF(place).center(), mark == FLAGGED, text)


def _places(row: QRect, index: QModelIndex) -> list[tuple[str, QRect]]:
    """The marks of a row and where they stand, side by side at its right end."""
    marks = index.data(NOTED_ROLE) or ()
    left = row.left() + row.width() - ROOM * len(marks)
    return [(mark, QRect(left + ROOM * at, row.top(), ROOM, row.height())) for at, mark in enumerate(marks)]


def paint_question(painter: QPainter, centre: QPointF, colour: QColor) -> None:
    """A question mark in a circle."""
    half = SIZE / 2 - 0.5
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour, 1.3))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(centre, half, half)
    font = QFont(painter.font())
    font.setPixelSize(11)
    font.setBold(True)
    painter.setFont(font)
    painter.drawText(
        QRectF(centre.x() - half, centre.y() - half, 2 * half, 2 * half), Qt.AlignmentFlag.AlignCenter, "?"
    )
    painter.restore()


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
