"""What a pressed mouse button does until it is released. One at a time."""

from __future__ import annotations

from typing import Protocol

from PyQt6.QtCore import QPointF, QRectF, Qt

from ui.curve_canvas.handles import Handles
from ui.curve_canvas.scene import WINDOW, WINDOW_END, WINDOW_START
from ui.curve_canvas.view import View

SNAP = 6.0  # px, how near a boundary catches an edge
STIRRING = 2.0  # px, how far the mouse must go before a press is a drag

Modifiers = Qt.KeyboardModifier


class Drag(Protocol):
    """From press to release."""

    name: str  # the handle, or "" where only the view moves

    def move(self, point: QPointF, modifiers: Modifiers) -> bool:
        """Follow the mouse; whether something moved."""
        ...

    def finish(self) -> bool:
        """End it; whether something moved."""
        ...

    def cancel(self) -> None:
        """Put everything back."""
        ...


class HandleDrag:
    """Moves an edge, the whole window or a mark."""

    def __init__(self, view: View, handles: Handles, name: str, press: QPointF) -> None:
        self.name = name
        self._view, self._handles = view, handles
        self._press = press
        self._held = handles.held()
        self._stirred = False
        axis = view.x_axis()
        self._origin = axis.pinned(handles.value(name))
        self._end = axis.pinned(handles.value(WINDOW_END)) if name == WINDOW else self._origin

    def move(self, point: QPointF, modifiers: Modifiers) -> bool:
        """Follow the mouse; whether the handle moved."""
        by = point.x() - self._press.x()
        self._stirred = self._stirred or abs(by) >= STIRRING
        if not self._stirred:
            return False
        return self._move_body(by, modifiers) if self.name == WINDOW else self._move_one(by, modifiers)

    def finish(self) -> bool:
        """Leave the handle where it is."""
        self._handles.blocked = ""
        return False

    def cancel(self) -> None:
        """Put the handle back."""
        self._handles.restore(self._held)

    def _move_one(self, by: float, modifiers: Modifiers) -> bool:
        pixel = self._origin + by
        x = self._view.x_axis().value(pixel)
        if self.name in (WINDOW_START, WINDOW_END):
            x = self._caught(pixel, x, modifiers)
        return self._handles.place(self.name, x)

    def _move_body(self, by: float, modifiers: Modifiers) -> bool:
        axis, window = self._view.x_axis(), self._held[0]
        assert window is not None
        low, high = axis.pinned(window.lower), axis.pinned(window.upper)
        by = min(max(by, low - self._origin), high - self._end)
        start_pixel, end_pixel = self._origin + by, self._end + by
        start, end = axis.value(start_pixel), axis.value(end_pixel)
        caught = self._caught(start_pixel, start, modifiers)
        if caught == start:
            caught = self._caught(end_pixel, end, modifiers)
            shift = 0.0 if caught == end else axis.pinned(caught) - end_pixel
            end = caught
            start = axis.value(start_pixel + shift) if shift else start
        else:
            shift = axis.pinned(caught) - start_pixel
            start, end = caught, axis.value(end_pixel + shift)
        if axis.scale == "log" and window.start <= 0 and start_pixel + shift <= low:
            start = window.start
        return self._handles.place_body(start, end)

    def _caught(self, pixel: float, x: float, modifiers: Modifiers) -> float:
        """Where an edge is drawn to: samples with Ctrl, else boundaries nearby unless Alt is held."""
        if modifiers & Modifiers.ControlModifier:
            return self._handles.nearest_sample(x)
        if modifiers & Modifiers.AltModifier:
            return x
        axis = self._view.x_axis()
        near = [(abs(axis.pinned(float(boundary)) - pixel), float(boundary)) for boundary in self._handles.boundaries]
        distance, boundary = min(near, default=(SNAP + 1, x))
        return boundary if distance <= SNAP else x


class PanDrag:
    """Pushes the picture."""

    name = ""

    def __init__(self, view: View, panel: str, press: QPointF) -> None:
        self._view, self._panel, self._press = view, panel, press
        self._origin = view.shown()

    def move(self, point: QPointF, modifiers: Modifiers) -> bool:
        """Push the picture along with the mouse."""
        by = point - self._press
        if modifiers & Modifiers.ShiftModifier:
            by = QPointF(0.0, by.y()) if abs(by.y()) > abs(by.x()) else QPointF(by.x(), 0.0)
        self._view.pan(self._origin, self._panel, by)
        return True

    def finish(self) -> bool:
        """Leave the picture where it is."""
        return False

    def cancel(self) -> None:
        """Put the picture back."""
        self._view.show(self._origin)


class BoxDrag:
    """Draws a box and shows what is in it."""

    name = ""

    def __init__(self, view: View, panel: str, press: QPointF) -> None:
        self._view, self._panel = view, panel
        self.box = QRectF(press, press)

    def move(self, point: QPointF, modifiers: Modifiers) -> bool:
        """Pull the corner of the box."""
        rect = self._view.rects[self._panel]
        x = min(max(point.x(), rect.left()), rect.right())
        y = min(max(point.y(), rect.top()), rect.bottom())
        self.box = QRectF(self.box.topLeft(), QPointF(x, y))
        return False

    def finish(self) -> bool:
        """Show what is in the box."""
        return self._view.zoom_to(self._panel, self.box)

    def cancel(self) -> None:
        """Forget the box."""
