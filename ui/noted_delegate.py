"""Rows of the data panel whose import left something carry a mark, which is a button.

A question mark where the file leaves something open that a person is to answer, a triangle where something is flagged,
else a circle with an i.
"""

from __future__ import annotations

from functools import cache

from PyQt6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QPointF, QRect, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QFont, QIcon, QMouseEvent, QPainter, QPalette, QPen, QPixmap, QPolygonF
from PyQt6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from models.curve_tree import ASKED, FLAGGED, LINE_ROLE, NOTED_ROLE, PLACE_ROLE
from ui.curve_canvas.symbols import symbol_path
from ui.curve_canvas.theme import CanvasTheme, curve_look

SIZE = 14.0
ROOM = 24
SWATCH = 14
LEAST_LINE = 40  # px


class NotedDelegate(QStyledItemDelegate):
    """Paints the mark at the right end of the row, in the colour of its text."""

    mark_clicked = pyqtSignal(QModelIndex, str)

    def initStyleOption(self, option: QStyleOptionViewItem | None, index: QModelIndex) -> None:
        """A curve has a swatch: its colour and marker where several are drawn together."""
        super().initStyleOption(option, index)
        place = index.data(PLACE_ROLE)
        if option is not None and place is not None:
            option.icon = swatch(place, CanvasTheme.of(option.palette))
            option.decorationSize = QSize(SWATCH, SWATCH)
            option.features |= QStyleOptionViewItem.ViewItemFeature.HasDecoration

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
            self._paint_line(painter, option, index)
            return
        item = QStyleOptionViewItem(option)
        item.rect = option.rect.adjusted(0, 0, -ROOM * len(places), 0)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(option.rect.adjusted(item.rect.width(), 0, 0, 0), option.palette.highlight())
        super().paint(painter, item, index)
        self._paint_line(painter, item, index)
        text = option.palette.color(QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Text)
        for mark, place in places:
            if mark == ASKED:
                accent = text if selected else option.palette.color(QPalette.ColorRole.Link)
                paint_question(painter, QRectF(place).center(), accent)
            else:
                paint_mark(painter, QRectF(place).center(), mark == FLAGGED, text)

    def _paint_line(self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        """What the curve is, in dim letters where its name leaves room."""
        line, view = index.data(LINE_ROLE), option.widget
        style = None if view is None else view.style()
        if painter is None or style is None or not line:
            return
        item = QStyleOptionViewItem(option)
        self.initStyleOption(item, index)
        place = style.subElementRect(QStyle.SubElement.SE_ItemViewItemText, item, view)
        metrics = item.fontMetrics
        place.setLeft(place.left() + metrics.horizontalAdvance(item.text) + 14)
        if place.width() < LEAST_LINE:
            return
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        role = QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.PlaceholderText
        painter.save()
        painter.setPen(option.palette.color(role))
        shown = metrics.elidedText(line, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, shown)
        painter.restore()


@cache
def swatch(place: int, theme: CanvasTheme) -> QIcon:
    """Colour and marker of the curve with that number among all."""
    pixmap = QPixmap(4 * SWATCH, 4 * SWATCH)  # sharp up to four times
    pixmap.fill(Qt.GlobalColor.transparent)
    colour, symbol = curve_look(place, theme)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(2 * SWATCH, 2 * SWATCH)
    painter.fillPath(symbol_path(symbol, 1.3 * SWATCH), QColor(colour))
    painter.end()
    return QIcon(pixmap)


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
