"""Where the panels lie on the widget and which part of the data they show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PyQt6.QtCore import QPointF, QRectF

from ui.curve_canvas.axis import Axis, Limits, data_limits
from ui.curve_canvas.scene import Panel, Trace

X_MARGIN = 0.015
Y_MARGIN = 0.08
GAP = 14  # px between panels: two tick labels that meet there do not touch
SMALLEST = 24  # px, height of a panel
SMALLEST_BOX = 5  # px, a box that is drawn by accident


@dataclass(frozen=True)
class Shown:
    """The limits of all panels at one moment."""

    x: Limits
    y: dict[str, Limits]


class View:
    """Limits and rectangles of stacked panels that share x."""

    def __init__(self) -> None:
        self.panels: tuple[Panel, ...] = ()
        self.x_scale = "linear"
        self.x_limits: Limits = (0.0, 1.0)
        self.y_limits: dict[str, Limits] = {}
        self.rects: dict[str, QRectF] = {}
        self._zoomed: set[str] = set()  # panels whose y limits the user chose

    def set_panels(self, panels: tuple[Panel, ...], keep: bool) -> None:
        """Other panels; limits of panels that were there before may be kept."""
        before = self.y_limits if keep else {}
        self.panels = panels
        if not before:
            self.reset()
            return
        self.y_limits = {panel.name: before.get(panel.name) or self._y_data(panel, ()) for panel in panels}
        self._zoomed &= {panel.name for panel in panels}

    def reset(self) -> None:
        """Show all data."""
        traces = [trace for panel in self.panels for trace in panel.traces]
        self.x_limits = data_limits((trace.x for trace in traces), self.x_scale, X_MARGIN)
        self.y_limits = {panel.name: self._y_data(panel, ()) for panel in self.panels}
        self._zoomed = set()

    def follow(self, panel: Panel, live: Sequence[Trace], only_grow: bool) -> bool:
        """Let the y limits of a following panel go with its data; whether they moved."""
        if not panel.y_follows or panel.name in self._zoomed:
            return False
        limits = self._y_data(panel, live)
        if only_grow:
            low, high = self.y_limits[panel.name]
            tight = data_limits((trace.y for trace in (*panel.traces, *live)), panel.y_scale, 0.0)
            limits = limits if tight[0] < low or tight[1] > high else (low, high)
        moved = limits != self.y_limits.get(panel.name)
        self.y_limits[panel.name] = limits
        return moved

    def lay_out(self, area: QRectF) -> None:
        """Share the area among the panels, on whole pixels."""
        shares = sum(panel.height_share for panel in self.panels) or 1.0
        room = area.height() - GAP * max(0, len(self.panels) - 1)
        self.rects = {}
        top = area.top()
        for panel in self.panels:
            height = max(float(SMALLEST), round(room * panel.height_share / shares))
            self.rects[panel.name] = QRectF(area.left(), top, area.width(), height)
            top += height + GAP

    @property
    def ready(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.rects)

    def x_axis(self) -> Axis:
        """The shared x axis in pixels of the widget."""
        rect = next(iter(self.rects.values()))
        return Axis(*self.x_limits, self.x_scale, rect.left(), rect.right())

    def y_axis(self, name: str) -> Axis:
        """The y axis of a panel, upwards."""
        rect = self.rects[name]
        scale = next(panel.y_scale for panel in self.panels if panel.name == name)
        return Axis(*self.y_limits[name], scale, rect.bottom(), rect.top())

    def panel_at(self, point: QPointF) -> str | None:
        """The panel under a point."""
        return next((name for name, rect in self.rects.items() if rect.contains(point)), None)

    def shown(self) -> Shown:
        """The limits now, to come back to."""
        return Shown(self.x_limits, dict(self.y_limits))

    def show(self, shown: Shown) -> None:
        """Go back to earlier limits."""
        self.x_limits, self.y_limits = shown.x, dict(shown.y)

    def zoom_x(self, pixel: float, factor: float) -> None:
        """Zoom x about a pixel."""
        self.x_limits = self.x_axis().zoomed(pixel, factor)

    def zoom_y(self, name: str, pixel: float, factor: float) -> None:
        """Zoom y of one panel about a pixel."""
        self.set_y(name, self.y_axis(name).zoomed(pixel, factor))

    def set_y(self, name: str, limits: Limits) -> None:
        """The user's own y limits."""
        self.y_limits[name] = limits
        self._zoomed.add(name)

    def pan(self, origin: Shown, name: str, by: QPointF) -> None:
        """Push the picture by some pixels from where it was."""
        self.x_limits = self.x_axis().with_limits(origin.x).moved(by.x())
        if by.y():
            self.set_y(name, self.y_axis(name).with_limits(origin.y[name]).moved(by.y()))

    def zoom_to(self, name: str, box: QRectF) -> bool:
        """Show what a box on a panel holds; a box too small to be meant does nothing."""
        box = box.normalized().intersected(self.rects[name])
        if box.width() < SMALLEST_BOX or box.height() < SMALLEST_BOX:
            return False
        x, y = self.x_axis(), self.y_axis(name)
        self.x_limits = (x.value(box.left()), x.value(box.right()))
        self.set_y(name, (y.value(box.bottom()), y.value(box.top())))
        return True

    def _y_data(self, panel: Panel, live: Sequence[Trace]) -> Limits:
        if panel.y_shown is not None:
            return panel.y_shown
        return data_limits((trace.y for trace in (*panel.traces, *live)), panel.y_scale, Y_MARGIN)
