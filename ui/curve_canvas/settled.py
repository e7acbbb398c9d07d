"""The settled picture of the curves, drawn by matplotlib as in a figure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import QRectF, QSize
from PyQt6.QtGui import QImage

from models.decimation import decimated
from ui.curve_canvas.scene import Panel
from ui.curve_canvas.theme import CanvasTheme
from ui.curve_canvas.view import View

if TYPE_CHECKING:
    from matplotlib.axes import Axes

DPI = 96.0  # logical pixels per inch, as Qt's pens assume


def drawn(view: View, size: QSize, ratio: float, theme: CanvasTheme) -> QImage:
    """Everything inside the axes on a transparent image of `ratio` device pixels per pixel."""
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    width, height = max(1, round(size.width() * ratio)), max(1, round(size.height() * ratio))
    with matplotlib.rc_context(_settings(theme)):
        figure = Figure(figsize=(width / (DPI * ratio), height / (DPI * ratio)), dpi=DPI * ratio, facecolor="none")
        canvas = FigureCanvasAgg(figure)
        for panel in view.panels:
            _draw_panel(figure.add_axes(_place(view.rects[panel.name], size)), panel, view, ratio)
        canvas.draw()
    image = QImage(canvas.buffer_rgba(), width, height, 4 * width, QImage.Format.Format_RGBA8888).copy()
    image.setDevicePixelRatio(ratio)
    return image


def _place(rect: QRectF, size: QSize) -> tuple[float, float, float, float]:
    """A rectangle of the widget as a fraction of the figure, which counts upwards."""
    wide, high = size.width(), size.height()
    return rect.left() / wide, 1.0 - rect.bottom() / high, rect.width() / wide, rect.height() / high


def _draw_panel(axes: Axes, panel: Panel, view: View, ratio: float) -> None:
    if panel.draw is not None:
        panel.draw(axes, view.x_scale)
    else:
        _draw_traces(axes, panel, view, int(view.rects[panel.name].width() * ratio))
    # The frame, the grid and all letters around the axes are Qt's, in the settled picture as while it moves.
    axes.set_axis_off()
    axes.set_title("")
    axes.set(xscale=view.x_scale, yscale=panel.y_scale, xlim=view.x_limits, ylim=view.y_limits[panel.name])


def _draw_traces(axes: Axes, panel: Panel, view: View, columns: int) -> None:
    for trace in panel.traces:
        x, y = decimated(trace.x, trace.y, columns, view.x_limits, view.x_scale)
        line = "" if trace.marker else ("--" if trace.dashed else "-")
        symbol = "o" if trace.marker else ""
        axes.plot(x, y, color=trace.colour, linewidth=trace.width, linestyle=line, marker=symbol, markersize=3.5)


def _settings(theme: CanvasTheme) -> Any:
    return {
        "axes.facecolor": "none",
        "text.color": theme.text,
        "axes.labelcolor": theme.text,
        "axes.edgecolor": theme.frame,
        "legend.facecolor": theme.background,
        "legend.edgecolor": theme.frame,
        "path.simplify": True,
    }
