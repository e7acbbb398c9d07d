"""Where the handles are on the widget, and which one is under a point."""

from __future__ import annotations

import math

from PyQt6.QtCore import QPointF, QRectF

from ui.curve_canvas.handles import Handles
from ui.curve_canvas.scene import WINDOW, WINDOW_END, WINDOW_START, Mark
from ui.curve_canvas.view import View

RADIUS = 8.0  # px, how near the mouse must be


def mark_point(view: View, mark: Mark) -> QPointF | None:
    """Pixel of a mark on the first panel; None where the view does not show it."""
    if not view.ready or not (math.isfinite(mark.x) and math.isfinite(mark.y)):
        return None
    name, rect = next(iter(view.rects.items()))
    point = QPointF(view.x_axis().pinned(mark.x), view.y_axis(name).position(mark.y))
    return point if rect.adjusted(-1, -1, 1, 1).contains(point) else None


def edge_pixel(view: View, value: float) -> float | None:
    """Pixel of an edge of the window; None where the view does not show it."""
    axis = view.x_axis()
    pixel = axis.pinned(value)
    return pixel if axis.start - 1 <= pixel <= axis.end + 1 else None


def handle_point(view: View, handles: Handles, name: str) -> QPointF | None:
    """Where a handle is on the widget; None where the view does not show it."""
    mark = handles.mark(name)
    if mark is not None:
        return mark_point(view, mark)
    pixel = edge_pixel(view, handles.value(name))
    return None if pixel is None else QPointF(pixel, next(iter(view.rects.values())).center().y())


def handle_at(view: View, handles: Handles, labels: dict[str, QRectF], point: QPointF, selected: str) -> str:
    """The handle under a point: the nearest mark or edge, else a mark's label, else the window's body."""
    if not view.ready:
        return ""
    reachable = [
        (distance, name != selected, name)
        for name in handles.names
        if (distance := _distance(view, handles, name, point)) <= RADIUS
    ]
    if reachable:
        return min(reachable)[2]
    written = next((name for name, box in labels.items() if box.contains(point)), "")
    if written:
        return written
    window = handles.window
    if window is None or view.panel_at(point) is None:
        return ""
    axis = view.x_axis()
    return WINDOW if axis.pinned(window.start) < point.x() < axis.pinned(window.end) else ""


def _distance(view: View, handles: Handles, name: str, point: QPointF) -> float:
    if name in (WINDOW_START, WINDOW_END):
        pixel = edge_pixel(view, handles.value(name))
        inside = any(rect.top() <= point.y() <= rect.bottom() for rect in view.rects.values())
        return abs(point.x() - pixel) if pixel is not None and inside else math.inf
    mark = handles.mark(name)
    spot = None if mark is None else mark_point(view, mark)
    return math.inf if spot is None else math.hypot(point.x() - spot.x(), point.y() - spot.y())
