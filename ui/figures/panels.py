"""The frames of a figure: panels that share x, with their traces, legend and inset. No Qt in here."""

from __future__ import annotations

from collections import Counter

from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb

from models.figure.content import MAIN_SHARE, DrawnPanel, FigureContent, Frame
from models.panels import shown_value
from ui.figures.axes_ticks import scale_axes, tick_axes
from ui.figures.axis_labels import axis_label, residual_axis
from ui.figures.inset import draw_inset
from ui.figures.legend import add_inner_legend, add_legend
from ui.figures.sheet import Sheet
from ui.figures.traces import draw_trace
from ui.figures.typeset import escaped

_SECOND_SHARE = 2.4  # of a panel below another that is no residual
_PLACE = (0.2, 0.2, 0.7, 0.6)  # until the layout knows how much room the labels need


def draw_content(sheet: Sheet, content: FigureContent) -> None:
    """Fill an empty figure; `ui.figures.layout` gives the axes their places."""
    sheet.columns, _ = content.grid(sheet.style.width_mm)
    width = 72 / 25.4 * sheet.style.width_mm / sheet.columns
    for frame in content.frames:
        draw_frame(sheet, frame, width)


def draw_frame(sheet: Sheet, frame: Frame, width: float) -> None:
    """Draw panels that share x, the first the largest.

    Parameters
    ----------
    width : float
        The room of the frame, in points.
    """
    column: list[Axes] = []
    for place, panel in enumerate(frame):
        axes = sheet.figure.add_axes(_PLACE, label=f"{len(sheet.frames)}-{place}", sharex=column[0] if column else None)
        column.append(axes)
        draw_panel(sheet, axes, panel)
        axes.set_ylabel(_y_label(sheet, panel))
        if place < len(frame) - 1:
            axes.tick_params(labelbottom=False)
        else:
            axes.set_xlabel(axis_label(panel.x, sheet.style, sheet.translate))
    shares = [_share(place, panel) for place, panel in enumerate(frame)]
    heading = sheet.translate(frame[0].heading) if frame[0].heading else ""
    title = ": ".join(part for part in (escaped(frame[0].name), heading) if part)
    add_legend(sheet, column[0], title, width)
    for axes, panel in list(zip(column, frame, strict=True))[1:]:
        if not panel.is_residual:
            add_inner_legend(sheet, axes)
    if frame[0].inset is not None:
        draw_inset(sheet, column[0], frame[0])
    sheet.frames.append(column)
    sheet.shares.append(tuple(shares))


def _share(place: int, panel: DrawnPanel) -> float:
    if place == 0:
        return MAIN_SHARE
    return 1.0 if panel.is_residual else _SECOND_SHARE


def _y_label(sheet: Sheet, panel: DrawnPanel) -> str:
    axis = residual_axis(panel.y) if panel.is_residual else panel.y
    return axis_label(axis, sheet.style, sheet.translate, panel.against)


def draw_panel(sheet: Sheet, axes: Axes, panel: DrawnPanel) -> None:
    """Draw one panel in empty axes, without its labels."""
    sheet.style.dress(axes)
    scale_axes(axes, panel)
    if panel.is_residual:
        _draw_band(sheet, axes, panel)
    drawn: Counter[bool] = Counter()
    for trace in panel.traces:
        is_set = trace.kind in ("points", "mark")
        if len(trace.x):
            draw_trace(sheet, axes, panel, trace, drawn[is_set])
        drawn[is_set] += is_set or trace.kind == "classic"
    if panel.x.symbol == "Z′":
        axes.set_aspect("equal", adjustable="datalim")
    tick_axes(axes, panel, sheet.style)


def _draw_band(sheet: Sheet, axes: Axes, panel: DrawnPanel) -> None:
    """Zero, and one standard deviation of the noise on both sides of it; solid colours, as EPS knows no others."""
    style = sheet.style
    sheet.draw(axes, "axhline", 0.0, color=style.colours.muted, linewidth=style.axis_width, zorder=1.5)
    if panel.band is None or panel.y_limits is None:
        return
    half = shown_value(panel.band, panel.y)
    paper, ink = to_rgb(style.background), to_rgb(style.colours.fit)
    pale = to_hex((0.8 * paper[0] + 0.2 * ink[0], 0.8 * paper[1] + 0.2 * ink[1], 0.8 * paper[2] + 0.2 * ink[2]))
    sheet.draw(axes, "axhspan", -half, half, color=pale, linewidth=0, zorder=1)
    for side in (-half, half):
        sheet.draw(axes, "axhline", side, color=style.colours.fit, linewidth=style.axis_width, zorder=3)
    sheet.draw(axes, "annotate", "±σ", (1.01, 0.5), xycoords="axes fraction", ha="left", va="center")
