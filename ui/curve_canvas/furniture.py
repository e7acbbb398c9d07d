"""Frame, grid, ticks and letters of the panels, and the curves while the view moves: all painted by Qt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from PyQt6.QtCore import QLineF, QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from models.symbols import symbol_pieces
from ui.curve_canvas.axis import Axis, Tick, ticks
from ui.curve_canvas.line import Line
from ui.curve_canvas.scene import Panel
from ui.curve_canvas.strokes import stroke, stroke_spans
from ui.curve_canvas.theme import CanvasTheme
from ui.curve_canvas.view import View
from ui.lowered import paint_lowered, width

X_SPACING = 90.0  # px between labelled ticks
Y_SPACING = 42.0
MAJOR, MINOR = 5.0, 3.0  # px, length of ticks
PAD = 5.0  # px between ticks, labels and axis label
EDGE = 10.0  # px, empty border of the widget
STEP = 8.0  # px; the left margin grows in steps so that the plot does not jitter


@dataclass
class Furniture:
    """What stands around and behind the curves."""

    theme: CanvasTheme
    font: QFont
    x_label: str = ""
    _left: float = field(default=0.0, init=False)

    def area(self, view: View, width: float, height: float) -> QRectF:
        """The room for the panels, with the same left edge for all of them."""
        metrics = QFontMetricsF(self.font)
        bottom = PAD + metrics.height() + (PAD + metrics.height() if self.x_label else 0.0) + EDGE / 2
        top, right = EDGE, EDGE + metrics.averageCharWidth() * 2
        self._left = self._left or 64.0
        return QRectF(self._left, top, max(40.0, width - self._left - right), max(40.0, round(height - top - bottom)))

    def fit_left(self, view: View) -> bool:
        """Make room for the widest label of all y axes; whether that moved the panels."""
        metrics = QFontMetricsF(self.font)
        widest = 0.0
        for name in view.rects:
            for tick in ticks(view.y_axis(name), Y_SPACING):
                widest = max(widest, metrics.horizontalAdvance(tick.label))
        left = EDGE / 2 + metrics.height() + PAD + widest + PAD
        left = STEP * -(-left // STEP)
        moved = left != self._left
        self._left = left
        return moved

    def paint(self, painter: QPainter, view: View) -> None:
        """Paint everything but the curves."""
        painter.setFont(self.font)
        names = list(view.rects)
        for panel in view.panels:
            self._paint_panel(painter, view, panel.name, panel.y_label, panel.name == names[-1])
            self._paint_levels(painter, view, panel)
        if self.x_label and names:
            rect = view.rects[names[-1]]
            metrics = QFontMetricsF(self.font)
            top = rect.bottom() + PAD + metrics.height() + PAD
            painter.setPen(QColor(self.theme.text))
            box = QRectF(rect.left(), top, rect.width(), metrics.height())
            paint_lowered(painter, box, Qt.AlignmentFlag.AlignCenter, symbol_pieces(self.x_label))

    def _paint_panel(self, painter: QPainter, view: View, name: str, y_label: str, lowest: bool) -> None:
        rect, x_axis, y_axis = view.rects[name], view.x_axis(), view.y_axis(name)
        x_ticks, y_ticks = ticks(x_axis, X_SPACING), ticks(y_axis, Y_SPACING)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        self._paint_grid(painter, rect, x_axis, x_ticks, y_axis, y_ticks)
        painter.setPen(QPen(QColor(self.theme.frame), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(rect)
        for line in (*_x_marks(rect, x_axis, x_ticks), *_y_marks(rect, y_axis, y_ticks)):
            painter.drawLine(line)
        painter.setPen(QColor(self.theme.dim_text))
        if lowest:
            self._write_x(painter, rect, x_axis, x_ticks)
        self._write_y(painter, rect, y_axis, y_ticks)
        self._write_y_label(painter, rect, y_label)

    def _paint_grid(
        self, painter: QPainter, rect: QRectF, x_axis: Axis, x_ticks: list[Tick], y_axis: Axis, y_ticks: list[Tick]
    ) -> None:
        painter.setPen(QPen(QColor(self.theme.grid), 1))
        for tick in x_ticks:
            if tick.label:
                x = round(x_axis.position(tick.value))
                painter.drawLine(QLineF(x, rect.top(), x, rect.bottom()))
        for tick in y_ticks:
            if tick.label:
                y = round(y_axis.position(tick.value))
                painter.drawLine(QLineF(rect.left(), y, rect.right(), y))

    def _paint_levels(self, painter: QPainter, view: View, panel: Panel) -> None:
        rect, axis = view.rects[panel.name], view.y_axis(panel.name)
        painter.setPen(QPen(QColor(self.theme.dim_text), 1, Qt.PenStyle.DashLine))
        for level in panel.levels:
            if axis.lower < level < axis.upper:
                y = round(axis.position(level))
                painter.drawLine(QLineF(rect.left(), y, rect.right(), y))

    def _write_x(self, painter: QPainter, rect: QRectF, axis: Axis, found: list[Tick]) -> None:
        metrics = QFontMetricsF(self.font)
        free_from = -1e9
        for tick in found:
            wide = metrics.horizontalAdvance(tick.label)
            left = axis.position(tick.value) - wide / 2
            if tick.label and left >= free_from:
                painter.drawText(QPointF(left, rect.bottom() + PAD + metrics.ascent()), tick.label)
                free_from = left + wide + metrics.averageCharWidth()

    def _write_y(self, painter: QPainter, rect: QRectF, axis: Axis, found: list[Tick]) -> None:
        metrics = QFontMetricsF(self.font)
        free_below = 1e9
        for tick in found:
            middle = axis.position(tick.value)
            if tick.label and middle + metrics.ascent() / 2 <= free_below:
                left = rect.left() - PAD - metrics.horizontalAdvance(tick.label)
                painter.drawText(QPointF(left, middle + metrics.capHeight() / 2), tick.label)
                free_below = middle - metrics.ascent() / 2

    def _write_y_label(self, painter: QPainter, rect: QRectF, label: str) -> None:
        metrics = QFontMetricsF(self.font)
        painter.save()
        painter.setPen(QColor(self.theme.text))
        painter.translate(EDGE / 2, rect.center().y())
        painter.rotate(-90)
        room = rect.height() + 2 * EDGE
        parts = symbol_pieces(label)
        if width(self.font, parts) > room:
            parts = [(metrics.elidedText(label, Qt.TextElideMode.ElideRight, room), False)]
        paint_lowered(painter, QRectF(-room / 2, 0, room, metrics.height()), Qt.AlignmentFlag.AlignCenter, parts)
        painter.restore()


def _x_marks(rect: QRectF, axis: Axis, found: list[Tick]) -> Iterable[QLineF]:
    for tick in found:
        x = round(axis.position(tick.value))
        yield QLineF(x, rect.bottom(), x, rect.bottom() - (MAJOR if tick.label else MINOR))


def _y_marks(rect: QRectF, axis: Axis, found: list[Tick]) -> Iterable[QLineF]:
    for tick in found:
        y = round(axis.position(tick.value))
        yield QLineF(rect.left(), y, rect.left() + (MAJOR if tick.label else MINOR), y)


def paint_lines(painter: QPainter, view: View, name: str, lines: Iterable[Line], ratio: float) -> None:
    """Paint curves inside a panel, decimated for its device pixels."""
    rect = view.rects[name]
    x_axis, y_axis = view.x_axis(), view.y_axis(name)
    painter.save()
    painter.setClipRect(rect)
    for line in lines:
        spans = None if line.trace.marker else line.spans(x_axis, y_axis, int(rect.width() * ratio))
        if spans is None:
            stroke(painter, line.trace, line.pixels(x_axis, y_axis))
        else:
            stroke_spans(painter, line.trace, spans)
    painter.restore()
