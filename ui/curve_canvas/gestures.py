"""Mouse and keys on a canvas: which gesture they begin, continue and end. Never two at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QPointF, Qt, QTimer
from PyQt6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent

from ui.curve_canvas.drags import BoxDrag, Drag, HandleDrag, PanDrag
from ui.curve_canvas.key_moves import MOVES, PAUSE, Key, Modifiers, move_by_key, next_handle
from ui.curve_canvas.scene import WINDOW, WINDOW_END, WINDOW_START
from ui.curve_canvas.targets import handle_at

if TYPE_CHECKING:
    from ui.curve_canvas.widget import CurveCanvas

SELECT, PAN, ZOOM = "select", "pan", "zoom"
NOTCH = 1.2  # how much one notch of the wheel zooms

Button = Qt.MouseButton
Shape = Qt.CursorShape


class Gestures:
    """The one place that knows whether something is being moved."""

    def __init__(self, canvas: CurveCanvas) -> None:
        self._canvas = canvas
        self._view, self._handles, self._overlay = canvas.view, canvas.handles, canvas.overlay
        self.tool = SELECT
        self.drag: Drag | None = None
        self.running = ""  # the handle whose gesture was announced and not yet ended
        self._down: set[int] = set()  # Space and Z while they are held
        self._burst_held = self._handles.held()
        self._by_keys = False
        self._pause = QTimer(canvas)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self.end_burst)

    # mouse

    def press(self, event: QMouseEvent) -> None:
        """Begin what the button, the tool and the place ask for."""
        if self.drag is not None or not self._view.ready:
            return
        self.end_burst()
        point, button = event.position(), event.button()
        panel = self._view.panel_at(point)
        drawing = self._drawing_tool() if button == Button.LeftButton else PAN
        if button == Button.MiddleButton or (button == Button.LeftButton and drawing):
            if panel is not None:
                self.drag = BoxDrag(self._view, panel, point) if drawing == ZOOM else PanDrag(self._view, panel, point)
        elif button == Button.LeftButton:
            name = self._under(point)
            if name:
                self._canvas.select_handle(WINDOW_START if name == WINDOW else name)
                self.drag = HandleDrag(self._view, self._handles, name, point)
                self._overlay.held = name
        self.show_cursor(point)

    def move(self, event: QMouseEvent) -> None:
        """Go on with the drag, or show what could be dragged."""
        point = event.position()
        if self.drag is None:
            hovered = self._under(point) if not self._drawing_tool() else ""
            if hovered != self._overlay.hovered:
                self._overlay.hovered = hovered
                self._canvas.update()
            self.show_cursor(point)
            return
        if event.buttons() == Button.NoButton:  # the release went elsewhere
            self.release(event)
            return
        moved = self.drag.move(point, event.modifiers())
        if isinstance(self.drag, BoxDrag):
            self._overlay.box = self.drag.box
        elif moved:
            self._tell(self.drag.name)
        self._canvas.update()

    def release(self, event: QMouseEvent) -> None:
        """End the drag."""
        if self.drag is None:
            return
        drag, self.drag = self.drag, None
        self._overlay.held, self._overlay.box = "", None
        if drag.finish():
            self._tell("")
        if isinstance(drag, BoxDrag) and self.tool == ZOOM:
            self._canvas.set_tool(SELECT)
        self._end()
        self.show_cursor(event.position())
        self._canvas.update()

    def double_click(self, event: QMouseEvent) -> None:
        """Give the window the whole segment."""
        window = self._handles.window
        if event.button() != Button.LeftButton or window is None or self._drawing_tool():
            return
        if self._view.panel_at(event.position()) is None or self._handles.mark(self._under(event.position())):
            return
        self.end_burst()
        if self._handles.place_body(window.lower, window.upper):
            self._tell(WINDOW)
            self._end()
            self._canvas.update()

    def wheel(self, event: QWheelEvent) -> None:
        """Zoom x at the cursor, y with Shift."""
        event.accept()
        panel = self._view.panel_at(event.position())
        turned = event.angleDelta().y() or event.angleDelta().x()
        if panel is None or not turned or self.drag is not None:
            return
        factor = NOTCH ** (-turned / 120.0)
        if event.modifiers() & Modifiers.ShiftModifier:
            self._view.zoom_y(panel, event.position().y(), factor)
        else:
            self._view.zoom_x(event.position().x(), factor)
        self._tell("")

    def leave(self) -> None:
        """The mouse is gone."""
        if self._overlay.hovered:
            self._overlay.hovered = ""
            self._canvas.update()

    def cancel(self) -> bool:
        """Put back what is being moved; whether there was anything."""
        drag, self.drag = self.drag, None
        if drag is not None:
            self._overlay.held, self._overlay.box = "", None
            drag.cancel()
            if not drag.name:
                self._tell("")
        elif self.running:
            self._handles.restore(self._burst_held)
        name, self.running, self._by_keys = self.running, "", False
        self._pause.stop()
        if name:
            self._say_value(name)
            self._canvas.gesture_cancelled.emit(name)
        self._canvas.update()
        return drag is not None or bool(name)

    # keys

    def wants(self, event: QKeyEvent) -> bool:
        """Whether a key is for the canvas even where the window has a shortcut on it."""
        key = event.key()
        if key == Key.Key_Escape:
            return self.drag is not None or bool(self.running) or self.tool != SELECT
        if event.modifiers() & (Modifiers.AltModifier | Modifiers.MetaModifier):
            return False
        if key in MOVES:
            return bool(self._overlay.selected)
        plain = not event.modifiers() & Modifiers.ControlModifier
        return plain and key in (Key.Key_BracketLeft, Key.Key_BracketRight, Key.Key_Space, Key.Key_Z)

    def key_press(self, event: QKeyEvent) -> bool:
        """Do what a key says; whether it was for the canvas."""
        key, modifiers = event.key(), event.modifiers()
        if key == Key.Key_Escape:
            return self._escape()
        if key in (Key.Key_Space, Key.Key_Z) and not modifiers & Modifiers.ControlModifier:
            self._down.add(key)
            self.show_cursor(None)
            return True
        if self.drag is not None:
            return True
        if key in (Key.Key_BracketLeft, Key.Key_BracketRight):
            way = 1 if key == Key.Key_BracketRight else -1
            self._canvas.select_handle(next_handle(self._handles.names, self._overlay.selected, way))
            return True
        if key == Key.Key_Home and (modifiers & Modifiers.ControlModifier or not self._overlay.selected):
            self._canvas.reset_view()
            return True
        if key in MOVES and self._overlay.selected in self._handles.names and self._view.ready:
            self._move_by_key(key, modifiers)
            return True
        if key in (Key.Key_Return, Key.Key_Enter) and not modifiers & Modifiers.ControlModifier:
            self.end_burst()
            self._canvas.confirm_requested.emit()
            return True
        return False

    def key_release(self, event: QKeyEvent) -> None:
        """Space or Z is up again."""
        if not event.isAutoRepeat():
            self._down.discard(event.key())
            self.show_cursor(None)

    def lose_focus(self) -> None:
        """Keys belong to something else now."""
        self._down.clear()
        self.end_burst()

    def end_burst(self) -> None:
        """A pause, another handle or another focus ends a burst of keys."""
        self._pause.stop()
        if self.running and self._by_keys:
            self._handles.blocked = ""
            self._end()
            self._canvas.update()

    def settle(self) -> None:
        """End whatever runs, because other things are about to be shown."""
        self.drag = None
        self._overlay.held, self._overlay.box = "", None
        self._handles.blocked = ""
        self._pause.stop()
        self._end()

    def show_cursor(self, point: QPointF | None) -> None:
        """The shape that says what a press would do."""
        drawing, over = self._drawing_tool(), self._overlay.hovered
        if point is not None and self.drag is None and not drawing:
            over = self._overlay.hovered = self._under(point)
        if isinstance(self.drag, PanDrag):
            shape = Shape.ClosedHandCursor
        elif self.drag is None and drawing:
            shape = Shape.OpenHandCursor if drawing == PAN else Shape.CrossCursor
        elif over == WINDOW or self._overlay.held == WINDOW:
            shape = Shape.SizeAllCursor
        elif over in (WINDOW_START, WINDOW_END):
            shape = Shape.SplitHCursor
        else:
            shape = Shape.SizeHorCursor if over else Shape.ArrowCursor
        self._canvas.setCursor(shape)

    def _escape(self) -> bool:
        if self.cancel():
            return True
        if self.tool != SELECT:
            self._canvas.set_tool(SELECT)
            return True
        return False

    def _move_by_key(self, key: int, modifiers: Modifiers) -> None:
        name = self._overlay.selected
        held = self._handles.held()
        if move_by_key(self._view, self._handles, name, key, modifiers):
            if not self.running:
                self._burst_held, self._by_keys = held, True
            self._tell(name)
        self._pause.start()
        self._canvas.update()

    def _under(self, point: QPointF) -> str:
        return handle_at(self._view, self._handles, self._overlay.label_boxes, point, self._overlay.selected)

    def _drawing_tool(self) -> str:
        """Pan or zoom where they are on, by tool or by held key; empty for Select."""
        if Key.Key_Space in self._down:
            return PAN
        if Key.Key_Z in self._down:
            return ZOOM
        return "" if self.tool == SELECT else self.tool

    def _tell(self, name: str) -> None:
        """Say that something moved: a handle, or the view."""
        if not name:
            self._canvas.view_moved()
            return
        if not self.running:
            self.running = name
            self._canvas.gesture_started.emit(name)
        self._say_value(name)

    def _say_value(self, name: str) -> None:
        window = self._handles.window
        if name not in (WINDOW, WINDOW_START, WINDOW_END):
            self._canvas.mark_changed.emit(name, self._handles.value(name))
        elif window is not None:
            self._canvas.window_changed.emit(window.start, window.end)

    def _end(self) -> None:
        name, self.running, self._by_keys = self.running, "", False
        if name:
            self._canvas.gesture_finished.emit(name)
