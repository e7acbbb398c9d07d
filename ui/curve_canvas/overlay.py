"""What lies over the curves: the fit window, the marks with their labels, the box of a zoom."""

from __future__ import annotations

from dataclasses import dataclass, field

from PyQt6.QtCore import QLineF, QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from ui.curve_canvas.handles import Handles
from ui.curve_canvas.labels import Label, placed
from ui.curve_canvas.line import Line
from ui.curve_canvas.scene import WINDOW, WINDOW_END, WINDOW_START, Mark
from ui.curve_canvas.symbols import symbol_path
from ui.curve_canvas.targets import edge_pixel, mark_point
from ui.curve_canvas.theme import CanvasTheme
from ui.curve_canvas.view import View

SHADE = 28  # of 255, how strongly the window is shaded
GRIP = (9.0, 30.0)  # px
BESIDE = 5.0  # px between a symbol and its label: the focus ring fits in
GRIP_HEIGHT = 0.72  # of the panel from its top, where plating curves leave room
RING = 2.0  # px
SYMBOL = 6.5  # px, half the size


@dataclass
class Overlay:
    """Paints the handles of a canvas.

    Parameters
    ----------
    selected, hovered : str
        Names of handles; the ring of the selected one shows while the canvas has the focus.
    held : str
        The handle that is being moved.
    pointed : str
        The handle that something beside the canvas is about.
    pointed_range : (float, float) or None
        A stretch of x that something beside the canvas is about.
    """

    theme: CanvasTheme
    font: QFont
    selected: str = ""
    hovered: str = ""
    held: str = ""
    pointed: str = ""
    pointed_range: tuple[float, float] | None = None
    focused: bool = False
    box: QRectF | None = None
    curve: Line | None = None
    label_boxes: dict[str, QRectF] = field(default_factory=dict)
    _placed_for: object = None  # labels are placed again only when a mark or the view has moved

    def paint(self, painter: QPainter, view: View, handles: Handles, readouts: dict[str, str]) -> None:
        """Paint all; `readouts` are the values shown at the edges while they move."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setFont(self.font)
        if handles.window is not None:
            self._paint_window(painter, view, handles, readouts)
        ends = self.pointed_range
        if self.pointed == WINDOW and handles.window is not None and ends is None:
            ends = (handles.window.start, handles.window.end)
        if ends is not None:
            self._paint_range(painter, view, ends)
        self._paint_marks(painter, view, handles)
        if self.box is not None:
            painter.setPen(QPen(QColor(self.theme.focus), 1, Qt.PenStyle.DashLine))
            painter.setBrush(_faint(self.theme.focus))
            painter.drawRect(self.box.normalized())

    def _paint_window(self, painter: QPainter, view: View, handles: Handles, readouts: dict[str, str]) -> None:
        window = handles.window
        assert window is not None
        axis = view.x_axis()
        left = min(max(axis.pinned(window.start), axis.start), axis.end)
        right = min(max(axis.pinned(window.end), axis.start), axis.end)
        strength = SHADE + 14 if WINDOW in (self.hovered, self.held) else SHADE
        for rect in view.rects.values():
            painter.fillRect(QRectF(left, rect.top(), right - left, rect.height()), _faint(self.theme.window, strength))
        for name in (WINDOW_START, WINDOW_END):
            self._paint_edge(painter, view, name, handles)
        self._write_readouts(painter, view, handles, readouts)

    def _paint_range(self, painter: QPainter, view: View, ends: tuple[float, float]) -> None:
        """A bracket along the top: the stretch of x that a number came from."""
        axis, first = view.x_axis(), next(iter(view.rects.values()))
        left, right = (min(max(axis.pinned(end), axis.start), axis.end) for end in ends)
        painter.setPen(QPen(QColor(self.theme.focus), 3))
        y = first.top() + 3
        painter.drawLine(QLineF(left, y, right, y))
        for x in (left, right):
            painter.drawLine(QLineF(x, y, x, y + 10))

    def _paint_edge(self, painter: QPainter, view: View, name: str, handles: Handles) -> None:
        pixel = edge_pixel(view, handles.value(name))
        first = next(iter(view.rects.values()))
        colour = QColor(self.theme.error if handles.blocked in (name, WINDOW) else self.theme.window)
        if pixel is None:
            outside = view.x_axis().pinned(handles.value(name)) > first.center().x()
            self._point_outside(painter, first, outside, colour)
            return
        active = name in (self.hovered, self.held)
        blocked = handles.blocked in (name, WINDOW)
        pen = QPen(colour, 2.5 if active else 1.5, Qt.PenStyle.DashLine if blocked else Qt.PenStyle.SolidLine)
        painter.setPen(pen)
        for rect in view.rects.values():
            painter.drawLine(QLineF(pixel, rect.top(), pixel, rect.bottom()))
        grip = QRectF(pixel - GRIP[0] / 2, first.top() + GRIP_HEIGHT * first.height() - GRIP[1] / 2, *GRIP)
        if self.focused and self.selected == name:
            self._ring(painter, grip.adjusted(-4, -4, 4, 4))
        painter.setPen(QPen(colour, 1.5))
        painter.setBrush(colour if active else QColor(self.theme.background))
        painter.drawRoundedRect(grip, 3, 3)
        painter.setPen(QPen(QColor(self.theme.background) if active else colour, 1))
        for shift in (-1.5, 1.5):
            painter.drawLine(QLineF(pixel + shift, grip.top() + 8, pixel + shift, grip.bottom() - 8))

    def _point_outside(self, painter: QPainter, rect: QRectF, to_right: bool, colour: QColor) -> None:
        """An arrow at the border says that an edge lies beyond it."""
        tip, way = (rect.right() - 3, -1) if to_right else (rect.left() + 3, 1)
        y = rect.center().y()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        back = tip + way * 7
        painter.drawPolygon(QPolygonF([QPointF(tip, y), QPointF(back, y - 6), QPointF(back, y + 6)]))

    def _write_readouts(self, painter: QPainter, view: View, handles: Handles, readouts: dict[str, str]) -> None:
        """The values of the edges in flight, side by side where they meet, and why an edge stops."""
        first = next(iter(view.rects.values()))
        metrics = QFontMetricsF(self.font)
        top = first.top() + 5
        taken = QRectF()
        for name, text in readouts.items():
            pixel = edge_pixel(view, handles.value(name))
            if pixel is None:
                continue
            wide = metrics.horizontalAdvance(text) + 12
            left = pixel - wide - 6 if name == WINDOW_START else pixel + 6
            left = min(max(left, first.left() + 3), first.right() - wide - 3)
            box = QRectF(left, top, wide, metrics.height() + 4)
            if box.intersects(taken):
                box.moveTop(taken.bottom() + 3)
            self._write_in_box(painter, box, text, self.theme.text, self.theme.window)
            taken = box
        window = handles.window
        if handles.blocked and window is not None and window.reason:
            wide = min(metrics.horizontalAdvance(window.reason) + 16, first.width() - 8)
            pixel = view.x_axis().pinned(handles.value(handles.blocked))
            left = min(max(pixel + 8, first.left() + 4), first.right() - wide - 4)
            lines = max(1, -(-int(metrics.horizontalAdvance(window.reason) + 16) // max(1, int(wide))))
            box = QRectF(left, max(top, taken.bottom() + 4), wide, lines * metrics.height() + 6)
            self._write_in_box(painter, box, window.reason, self.theme.error, self.theme.error)

    def _write_in_box(self, painter: QPainter, box: QRectF, text: str, colour: str, border: str) -> None:
        painter.setPen(QPen(QColor(border), 1))
        painter.setBrush(QColor(self.theme.background))
        painter.drawRoundedRect(box, 3, 3)
        painter.setPen(QColor(colour))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, text)

    def _paint_marks(self, painter: QPainter, view: View, handles: Handles) -> None:
        shown = [(mark, point) for mark in handles.marks if (point := mark_point(view, mark)) is not None]
        self._place_labels(view, shown)
        for mark, point in shown:
            self._lead(painter, point, self.label_boxes[mark.name])
        for mark, point in shown:
            self._paint_symbol(painter, mark, point)
        for mark, _ in shown:
            self._write_label(painter, mark, _label(view, mark))

    def _place_labels(self, view: View, shown: list[tuple[Mark, QPointF]]) -> None:
        metrics = QFontMetricsF(self.font)
        labels = [
            Label(mark.name, point, metrics.horizontalAdvance(_label(view, mark)) + 8, metrics.height() + 2)
            for mark, point in shown
        ]
        name, rect = next(iter(view.rects.items()))
        key = (labels, QRectF(rect), view.x_limits, view.y_limits[name], view.x_scale, self.curve)
        if key == self._placed_for:
            return
        self._placed_for = key
        x_axis, y_axis, curve = view.x_axis(), view.y_axis(name), self.curve

        def covers(boxes: list[QRectF]) -> list[bool]:
            return [False] * len(boxes) if curve is None else curve.covered(x_axis, y_axis, boxes)

        self.label_boxes = placed(labels, rect.adjusted(3, 3, -3, -3), SYMBOL + BESIDE, covers)

    def _lead(self, painter: QPainter, point: QPointF, box: QRectF) -> None:
        """A thin line from a mark to a label that could not stand beside it."""
        near = QPointF(min(max(point.x(), box.left()), box.right()), min(max(point.y(), box.top()), box.bottom()))
        line = QLineF(point, near)
        if line.length() > 2.5 * SYMBOL:
            painter.setPen(QPen(QColor(self.theme.dim_text), 1))
            painter.drawLine(line)

    def _paint_symbol(self, painter: QPainter, mark: Mark, point: QPointF) -> None:
        large = mark.name in (self.hovered, self.held, self.pointed)
        path: QPainterPath = symbol_path(mark.symbol, SYMBOL + (1.5 if large else 0))
        painter.save()
        painter.translate(point)
        if (self.focused and self.selected == mark.name) or self.pointed == mark.name:
            self._ring(painter, QRectF(-11, -11, 22, 22))
        painter.setPen(QPen(QColor(self.theme.background), 5, join=Qt.PenJoinStyle.RoundJoin))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)  # a halo sets the symbol off from the curve
        painter.setPen(QPen(QColor(self.theme.text), 1.8, join=Qt.PenJoinStyle.RoundJoin))
        painter.setBrush(QColor(self.theme.text if mark.confirmed else self.theme.background))
        painter.drawPath(path)
        painter.restore()

    def _write_label(self, painter: QPainter, mark: Mark, text: str) -> None:
        box = self.label_boxes[mark.name]
        active = mark.name in (self.hovered, self.held)
        background = QColor(self.theme.background)
        background.setAlpha(225)
        painter.setPen(QPen(QColor(self.theme.focus), 1) if active else Qt.PenStyle.NoPen)
        painter.setBrush(background)
        painter.drawRoundedRect(box, 3, 3)
        painter.setPen(QColor(self.theme.text))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _ring(self, painter: QPainter, rect: QRectF) -> None:
        painter.setPen(QPen(QColor(self.theme.focus), RING))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect, 5, 5)


def _label(view: View, mark: Mark) -> str:
    """The label, with an arrow where a log axis cannot show the place of the mark."""
    return f"◂ {mark.label}" if view.x_scale == "log" and mark.x <= 0 else mark.label


def _faint(colour: str, strength: int = SHADE) -> QColor:
    shade = QColor(colour)
    shade.setAlpha(strength)
    return shade
