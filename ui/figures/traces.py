"""One trace in axes: a curve, points with error bars, a level, a mark."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from fitting.outcome import Trace
from models.figure.content import DrawnPanel
from models.panels import displayed
from models.translation import spelled
from ui.figures.colours import DASHES, MARK_SYMBOLS, SYMBOLS, ColourSet
from ui.figures.decimation import decimated
from ui.figures.sheet import Sheet
from ui.figures.typeset import escaped, is_chinese, unit_typeset

PIXELS = 800  # columns of a curve in print; each has three times the resolution in `decimated`
_LINES: Mapping[str, Any] = MappingProxyType({"fit": (0, (4, 1.5)), "level": (0, (1, 2))})
_RIVAL_LINES: tuple[Any, ...] = ((0, (1, 1)), (0, (3, 1, 1, 1)), (0, (6, 1.5)), (0, (3, 1, 1, 1, 1, 1)), (0, (2, 2)))
_MANY = 80  # points of one set; more of them are small and without a white edge, or they hide one another


def draw_trace(sheet: Sheet, axes: Axes, panel: DrawnPanel, trace: Trace, number: int) -> None:
    """Draw one trace.

    Parameters
    ----------
    number : int
        How many sets of points, or how many rival lines, stand in these axes already: each has a look of its own.
    """
    if trace.kind in ("points", "mark"):
        _draw_points(sheet, axes, panel, trace, number)
    else:
        _draw_line(sheet, axes, panel, trace, number)


def label_of(sheet: Sheet, trace: Trace) -> str | None:
    """What the legend calls a trace; None keeps it out."""
    if not trace.label:
        return None
    if getattr(trace, "is_name", False):
        return escaped(trace.label)
    word = sheet.translate(spelled(trace.label))
    return word if is_chinese(word) else unit_typeset(word, sheet.style.signs)


def _draw_line(sheet: Sheet, axes: Axes, panel: DrawnPanel, trace: Trace, number: int) -> None:
    style, series = sheet.style, getattr(trace, "series", None)
    colours = {
        "data": style.colours.data,
        "fit": style.colours.fit,
        "classic": style.colours.series[_rival(style.colours, number)],
        "level": style.colours.muted,
    }
    colour, dashes = colours.get(trace.kind, style.colours.data), _LINES.get(trace.kind, "-")
    if trace.kind == "classic":
        dashes = _RIVAL_LINES[number % len(_RIVAL_LINES)]
    if series is not None:
        colour = style.colours.series[series % len(style.colours.series)]
        dashes = DASHES[series % len(DASHES)]
    x, y = decimated(
        displayed(trace.x, panel.x), displayed(trace.y, panel.y), PIXELS, _limits(axes, panel), panel.x.scale
    )
    width = 0.5 if panel.is_residual and trace.kind == "data" else 1.0
    sheet.draw(
        axes,
        "plot",
        x,
        y,
        color=colour,
        linewidth=style.axis_width if trace.kind == "level" else max(width * style.line_width, style.axis_width),
        linestyle=dashes,
        label=label_of(sheet, trace),
        zorder={"fit": 4, "level": 1}.get(trace.kind, 2),
        source=(panel, trace),
    )


def _rival(colours: ColourSet, number: int) -> int:
    """The place of a colour for a line beside the chosen one, never that one's."""
    free = [place for place, colour in enumerate(colours.series) if colour != colours.fit]
    return free[number % len(free)]


def _limits(axes: Axes, panel: DrawnPanel) -> tuple[float, float] | None:
    return None if panel.x_limits is None else axes.get_xlim()


def _draw_points(sheet: Sheet, axes: Axes, panel: DrawnPanel, trace: Trace, number: int) -> None:
    style = sheet.style
    colour, symbol = _look(sheet, trace, number)
    is_mark = trace.kind == "mark"
    x, y = displayed(trace.x, panel.x), displayed(trace.y, panel.y)
    if trace.error is not None:
        error = np.abs(displayed(trace.y + trace.error, panel.y) - y)
        sheet.draw(axes, "errorbar", x, y, error, fmt="none", ecolor=colour, elinewidth=style.axis_width, capsize=1.5,
                   capthick=style.axis_width, zorder=3, source=(panel, trace))  # fmt: skip
    hollow, are_many = getattr(trace, "hollow", False), len(x) > _MANY
    sheet.draw(
        axes,
        "plot",
        x,
        y,
        linestyle="none",
        marker=symbol,
        markersize=round((0.5 if are_many else 1.0) * style.marker_size, 2),
        markerfacecolor=style.background if hollow else colour,
        markeredgecolor=colour if hollow or are_many else style.background,
        markeredgewidth=max(0.8, style.axis_width) if hollow else style.axis_width,
        label=label_of(sheet, trace),
        clip_on=not is_mark,
        zorder=5 if is_mark else 3.5,
        source=(panel, trace),
    )


def _look(sheet: Sheet, trace: Trace, number: int) -> tuple[str, str]:
    """Colour and symbol of points: a sign's own, else those of the series, else of their number."""
    colours, sign, series = sheet.style.colours, getattr(trace, "sign", ""), getattr(trace, "series", None)
    symbol = MARK_SYMBOLS[sign] if sign else SYMBOLS[(number if series is None else series) % len(SYMBOLS)]
    if series is not None:
        symbol = "x" if trace.kind == "mark" and not sign else symbol
        return colours.series[series % len(colours.series)], symbol
    if sign:
        return colours.marks[list(MARK_SYMBOLS).index(sign)], symbol
    if trace.kind == "points" and number == 0:
        return colours.data, symbol
    return colours.series[(number + 1) % len(colours.series)], symbol
