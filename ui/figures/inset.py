"""The enlarged part of a curve, in the emptiest corner of its axes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from matplotlib.axes import Axes

from fitting.outcome import Trace
from models.figure.content import DrawnPanel
from models.panels import displayed
from ui.figures.axes_ticks import scale_axes, tick_axes
from ui.figures.sheet import Sheet
from ui.figures.traces import draw_trace

WIDTH, HEIGHT = 0.42, 0.4  # of the axes
_LEFT, _RIGHT, _LOW, _HIGH = 0.2, 0.52, 0.17, 0.54  # room for the numbers at the inset's axes
_SMALLER = 1.0  # pt
_ROOM = 0.08
_ACROSS = 400  # places at which the curves are looked at


def draw_inset(sheet: Sheet, axes: Axes, panel: DrawnPanel) -> None:
    """Draw the range `panel.inset` enlarged, and where it comes from."""
    assert panel.inset is not None
    shown = (_within(trace, panel.inset) for trace in panel.traces if trace.kind != "classic")
    traces = tuple(replace(trace, label="") for trace in shown if len(trace.x))
    part = replace(panel, x_limits=panel.inset, y_limits=_heights(panel), traces=traces)
    inset: Axes = sheet.draw(axes, "inset_axes", (*_corner(axes, panel), WIDTH, HEIGHT), zorder=6)
    sheet.style.dress(inset)
    sheet.draw(inset, "tick_params", labelsize=sheet.style.font_size - _SMALLER, pad=0.3 * sheet.style.font_size)
    scale_axes(inset, part)
    for number, trace in enumerate(part.traces):
        draw_trace(sheet, inset, part, trace, number)
    tick_axes(inset, part, sheet.style, most=3)
    (left, right), (low, high) = inset.get_xlim(), inset.get_ylim()
    sheet.draw(axes, "indicate_inset", (left, low, right - left, high - low), edgecolor=sheet.style.colours.muted,
               linewidth=sheet.style.axis_width, alpha=1.0, zorder=5.5)  # fmt: skip
    sheet.insets.append(inset)


def _within(trace: Trace, limits: tuple[float, float]) -> Trace:
    """A mark outside the inset would be drawn beside it: marks are not clipped."""
    if trace.kind != "mark":
        return trace
    inside = (trace.x >= limits[0]) & (trace.x <= limits[1])
    return replace(trace, x=trace.x[inside], y=trace.y[inside])


def _heights(panel: DrawnPanel) -> tuple[float, float] | None:
    """The least and greatest of what the inset shows, with some room."""
    assert panel.inset is not None
    low, high = panel.inset
    shown = [
        trace.y[(trace.x >= low) & (trace.x <= high) & np.isfinite(trace.y)]
        for trace in panel.traces
        if trace.kind in ("data", "mark")
    ]
    values = np.concatenate([*shown, np.empty(0)])
    if panel.y_limits is not None:
        values = values[(values >= panel.y_limits[0]) & (values <= panel.y_limits[1])]
    if not len(values):
        return panel.y_limits
    room = _ROOM * float(np.ptp(values)) or 1e-3
    low, high = float(values.min()) - room, float(values.max()) + room
    return (low, high) if panel.y_limits is None else (max(low, panel.y_limits[0]), min(high, panel.y_limits[1]))


def _corner(axes: Axes, panel: DrawnPanel) -> tuple[float, float]:
    """Lower left of the inset, in the corner that the fewest stretches of the curves cross."""
    corners = [(x, y) for y in (_LOW, _HIGH) for x in (_RIGHT, _LEFT)]
    curves = [_on_axes(axes, panel, trace) for trace in panel.traces if trace.kind in ("data", "fit")]
    if not curves:
        return corners[0]
    x = np.concatenate([curve[0] for curve in curves])
    y = np.concatenate([curve[1] for curve in curves])
    crossed = [
        int(np.count_nonzero((x > left - 0.16) & (x < left + WIDTH) & (y > low - 0.14) & (y < low + HEIGHT + 0.02)))
        for left, low in corners
    ]
    return corners[int(np.argmin(crossed))]


def _on_axes(axes: Axes, panel: DrawnPanel, trace: Trace) -> tuple[np.ndarray, np.ndarray]:
    """A curve at even distances across the axes, as shares of their width and height."""
    left, right = axes.get_xlim()
    low, high = axes.get_ylim()
    across = np.linspace(0.0, 1.0, _ACROSS)
    usable = np.isfinite(trace.x) & np.isfinite(trace.y)
    x, y = displayed(trace.x[usable], panel.x), displayed(trace.y[usable], panel.y)
    order = np.argsort(x, kind="stable")
    if not len(order):
        return np.empty(0), np.empty(0)
    level = np.interp(left + across * (right - left), x[order], y[order], left=np.nan, right=np.nan)
    return across, (level - low) / (high - low)
