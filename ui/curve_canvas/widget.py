"""The widget on which every tab shows its curves, and people drag on them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PyQt6 import sip
from PyQt6.QtCore import QEvent, QPointF, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)  # fmt: skip
from PyQt6.QtWidgets import QSizePolicy, QToolTip, QWidget

from models.background import anything_runs
from ui.curve_canvas.axis import Limits
from ui.curve_canvas.furniture import Furniture
from ui.curve_canvas.gestures import Gestures
from ui.curve_canvas.handles import Handles
from ui.curve_canvas.layer import Layer, StillPicture
from ui.curve_canvas.line import Line
from ui.curve_canvas.overlay import Overlay
from ui.curve_canvas.scene import WINDOW, WINDOW_END, WINDOW_START, FitWindow, Mark, Panel, Trace
from ui.curve_canvas.settled import drawn
from ui.curve_canvas.targets import handle_point
from ui.curve_canvas.theme import CanvasTheme
from ui.curve_canvas.view import View
from ui.figures.one_at_a_time import DRAWING
from ui.warm_up import is_warming

SETTLING = 120  # ms without a movement before matplotlib draws


class CurveCanvas(QWidget):
    """Stacked curves that share x, with a fit window and marks to drag.

    matplotlib draws the settled picture; while the view moves, Qt paints the curves from a block index, so that a frame
    costs the same for any number of points. Handles are always painted by Qt, over the picture.
    Gestures: `gesture_started`, then `window_changed` or `mark_changed` at every move, then `gesture_finished`; or
    the value from before and `gesture_cancelled`. Their argument is ``window_start``, ``window_end``, ``window`` or a
    mark's name.
    """

    window_changed = pyqtSignal(float, float)
    mark_changed = pyqtSignal(str, float)
    gesture_started = pyqtSignal(str)
    gesture_finished = pyqtSignal(str)
    gesture_cancelled = pyqtSignal(str)
    confirm_requested = pyqtSignal()
    handle_selected = pyqtSignal(str)
    view_changed = pyqtSignal()
    tool_changed = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = View()
        self.handles = Handles()
        self._theme = CanvasTheme.of(self.palette())
        self._themed = False  # whether the caller chose the theme
        self.overlay = Overlay(self._theme, self.font())
        self._furniture = Furniture(self._theme, self.font())
        self._lines: dict[str, list[Line]] = {}
        self.live: dict[str, list[Line]] = {}  # what Qt paints over each panel, the settled picture too
        self._layer = Layer()
        self._still = StillPicture(self._furniture)
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(SETTLING)
        self._settling.timeout.connect(self.settle)
        self._gestures = Gestures(self)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(240, 160)
        self.setAccessibleName(self.tr("Curve"))

    # what is shown

    def set_panels(
        self, panels: Sequence[Panel], x_label: str, x_scale: str = "linear", keep_view: bool = False
    ) -> None:
        """Show other curves, all data in view; `keep_view` for the same curves with another fit."""
        self._gestures.settle()
        keep_view = keep_view and x_scale == self.view.x_scale
        self._furniture.x_label = x_label
        self.view.x_scale = x_scale
        self.live = {name: lines for name, lines in self.live.items() if keep_view}
        self.view.set_panels(tuple(panels), keep_view)
        self._lines = {panel.name: [Line(trace) for trace in panel.traces] for panel in panels}
        first = self._lines[panels[0].name][0] if panels and panels[0].traces else None
        self.handles.set_samples(first)
        self.overlay.curve = first
        self._lay_out()
        if self._furniture.fit_left(self.view):
            self._lay_out()
        self._follow(only_grow=False)
        self._moved()

    def set_x_scale(self, x_scale: str) -> None:
        """Linear or log x, all data in view; window and marks stay where they are."""
        if x_scale != self.view.x_scale:
            self.view.x_scale = x_scale
            self.reset_view()

    def set_window(
        self, start: float | None, end: float | None = None, limits: Limits = (0.0, 1.0), minimum_points: int = 2,
        reason: str = "",
    ) -> None:  # fmt: skip
        """Show another fit window, or none.

        Parameters
        ----------
        start, end : float or None
            The edges; no start means no window, no end the end of the segment.
        limits : (float, float)
            The segment: neither edge leaves it.
        minimum_points : int
            An edge stops where fewer samples would be left, and shows the reason.
        """
        lower, upper = limits
        end = upper if end is None else end
        window = None if start is None else FitWindow(start, end, lower, upper, minimum_points, reason)
        self.handles.window = window
        self._forget_lost_handle()
        self.update()

    def set_marks(self, marks: Sequence[Mark]) -> None:
        """Show other marks."""
        self.handles.marks = tuple(marks)
        self._forget_lost_handle()
        self.update()

    def set_live_traces(self, panel: str, traces: Sequence[Trace]) -> None:
        """Lines that Qt paints over a panel until they are replaced: whatever follows a drag, like the fit."""
        self.live[panel] = [Line(trace) for trace in traces]
        self._follow(only_grow=bool(self._gestures.running))
        self.update()

    def set_snap_positions(self, positions: Sequence[float]) -> None:
        """Boundaries of steps and cycles, which catch an edge nearby."""
        self.handles.boundaries = np.asarray(positions, np.float64)

    def set_theme(self, theme: CanvasTheme | None) -> None:
        """Use these colours; None follows the palette."""
        self._themed = theme is not None
        self._theme = theme or CanvasTheme.of(self.palette())
        self.overlay.theme = self._furniture.theme = self._theme
        self._moved()

    @property
    def theme(self) -> CanvasTheme:
        """The colours in use."""
        return self._theme

    def set_tool(self, tool: str) -> None:
        """``select``, ``pan`` or ``zoom`` (a box, after which Select is back)."""
        if tool != self._gestures.tool:
            self._gestures.tool = tool
            self._gestures.show_cursor(None)
            self.tool_changed.emit(tool)

    # the view

    def reset_view(self) -> None:
        """Show all data."""
        self.view.reset()
        self._follow(only_grow=False)
        self.view_moved()

    def y_limits(self, panel: str) -> Limits:
        """What y of a panel shows."""
        return self.view.y_limits[panel]

    def view_moved(self) -> None:
        """The limits are others now: Qt paints until things settle, then matplotlib does."""
        self._moved()
        self.view_changed.emit()

    def settle(self) -> None:
        """Let matplotlib draw the picture, once no thread of ours competes with it; until then Qt's own lines stay."""
        self._settling.stop()
        if not self.isVisible() and not self.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide):
            return
        is_busy = is_warming() or anything_runs() or bool(self._gestures.running)
        if is_busy or not DRAWING.acquire(blocking=False):
            self._settling.start()
            return
        try:
            self._draw_settled()
        finally:
            DRAWING.release()

    def _draw_settled(self) -> None:
        if self.view.ready and self._furniture.fit_left(self.view):
            self._lay_out()
            self._layer.forget()
        ratio = self.devicePixelRatioF()
        image = drawn(self.view, self.size(), ratio, self._theme) if self.view.ready else None
        if not sip.isdeleted(self):  # a window that nobody holds may go while matplotlib draws
            self._still.settle(self.view, image, self.size(), ratio)
            self.update()

    # handles

    @property
    def selected_handle(self) -> str:
        """The handle that keys move, or an empty string."""
        return self.overlay.selected

    def select_handle(self, name: str) -> None:
        """Choose the handle that keys move."""
        if name == self.overlay.selected:
            return
        self._gestures.end_burst()
        self.overlay.selected = name
        self.setAccessibleDescription(self.status_text)
        self.handle_selected.emit(name)
        self.update()

    def point_out(self, name: str, ends: Limits | None = None) -> None:
        """Show what something beside the canvas is about: a handle, the window, a stretch of x, or nothing."""
        self.overlay.pointed, self.overlay.pointed_range = name, ends
        self.update()

    def finish_gesture(self) -> None:
        """End a drag or a burst of keys that is still going on, as a release or a pause would."""
        self._gestures.settle()

    @property
    def status_text(self) -> str:
        """The selected handle and its value in words."""
        name = self.overlay.selected
        if name not in self.handles.names:
            return self.tr("No handle selected; [ and ] choose one")
        mark = self.handles.mark(name)
        value = self._value_text(self.handles.value(name))
        if mark is None:
            return (self.tr("Window start, {0}") if name == WINDOW_START else self.tr("Window end, {0}")).format(value)
        state = self.tr("confirmed") if mark.confirmed else self.tr("guessed")
        return f"{mark.label}, {value}, {state}"

    def handle_position(self, name: str) -> QPointF | None:
        """Where a handle is on the widget; None where the view does not show it."""
        return handle_point(self.view, self.handles, name) if self.view.ready else None

    def _value_text(self, value: float) -> str:
        unit = self._furniture.x_label.rpartition(" / ")[2] if " / " in self._furniture.x_label else ""
        return f"{value:.5g} {unit}".strip()

    def _forget_lost_handle(self) -> None:
        if self.overlay.selected and self.overlay.selected not in self.handles.names:
            self.select_handle("")

    def _readouts(self) -> dict[str, str]:
        """The edges that are moving, with their values."""
        held = self.overlay.held or self._gestures.running
        names = {WINDOW: (WINDOW_START, WINDOW_END), WINDOW_START: (WINDOW_START,), WINDOW_END: (WINDOW_END,)}
        return {name: self._value_text(self.handles.value(name)) for name in names.get(held, ())}

    # painting

    def _follow(self, only_grow: bool) -> None:
        """Panels whose y limits follow their data."""
        live = {name: [line.trace for line in lines] for name, lines in self.live.items()}
        moved = [self.view.follow(panel, live.get(panel.name, ()), only_grow) for panel in self.view.panels]
        if any(moved):
            self._moved()

    def _lay_out(self) -> None:
        self.view.lay_out(self._furniture.area(self.view, self.width(), self.height()))

    def _moved(self) -> None:
        self._still.forget()
        self._layer.forget()
        self._settling.start()
        self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint the settled picture or, while things move, the curves; then the handles."""
        ratio = self.devicePixelRatioF()
        if not self._still.fits(ratio):
            self._moved()
        painter = QPainter(self)
        moves = self._still.paint(painter, self.view, self._lines, self.size(), ratio)
        if self.view.ready:
            self._layer.paint(painter, self.view, self.live, self.size(), ratio, once=moves)
            self.overlay.paint(painter, self.view, self.handles, self._readouts())
        painter.end()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Lay the panels out again."""
        self._lay_out()
        self._moved()

    # events

    def event(self, event: QEvent | None) -> bool:
        """Claim our keys before shortcuts of the window do; show what a mark means."""
        assert event is not None
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            if self._gestures.wants(event):
                event.accept()
                return True
        elif isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            mark = self.handles.mark(self.overlay.hovered)
            QToolTip.showText(event.globalPos(), mark.tooltip if mark is not None else "", self)
            return True
        return super().event(event)

    def changeEvent(self, event: QEvent | None) -> None:
        """Follow palette and font."""
        if event is not None and event.type() == QEvent.Type.PaletteChange and not self._themed:
            self.set_theme(None)
        elif event is not None and event.type() == QEvent.Type.FontChange:
            self.overlay.font = self._furniture.font = self.font()
            self._lay_out()
            self._moved()
        super().changeEvent(event)

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        """Begin a gesture."""
        assert event is not None
        self._gestures.press(event)
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        """Continue a gesture."""
        assert event is not None
        self._gestures.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        """End a gesture."""
        assert event is not None
        self._gestures.release(event)
        self._after_gesture()

    def mouseDoubleClickEvent(self, event: QMouseEvent | None) -> None:
        """Give the window the whole segment."""
        assert event is not None
        self._gestures.double_click(event)
        self._after_gesture()

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        """Zoom."""
        assert event is not None
        self._gestures.wheel(event)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Move the selected handle, choose another, confirm, cancel."""
        assert event is not None
        if not self._gestures.key_press(event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent | None) -> None:
        """Space and Z only count while they are held."""
        assert event is not None
        self._gestures.key_release(event)
        super().keyReleaseEvent(event)

    def focusInEvent(self, event: QFocusEvent | None) -> None:
        """Show the ring."""
        self.overlay.focused = True
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent | None) -> None:
        """Hide the ring and end a burst of keys."""
        self.overlay.focused = False
        self._gestures.lose_focus()
        super().focusOutEvent(event)

    def leaveEvent(self, event: QEvent | None) -> None:
        """Nothing is under the mouse any more."""
        self._gestures.leave()
        super().leaveEvent(event)

    def _after_gesture(self) -> None:
        self.setAccessibleDescription(self.status_text)
        self._follow(only_grow=False)
