"""The panels of any result: data, fit, readings and levels over the axes that the outcome names. No Qt in here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis as MatplotlibAxis
from matplotlib.figure import Figure
from matplotlib.ticker import AutoMinorLocator, LogLocator, MaxNLocator, NullFormatter

from fitting.outcome import Axis, Panel, Trace
from models.panels import axis_unit, displayed
from models.translation import spelled
from ui.figures.decimation import decimated
from ui.figures.legend import add_legend
from ui.figures.style import LIGHT_COLOURS, FigureStyle, with_settings
from ui.figures.typeset import symbol_typeset, unit_typeset

Translate = Callable[[str], str]

PIXELS = 800
_ROOM = 60  # letters of all words that stand level under an axis
SYMBOLS = "oDsv^P"  # nothing by colour alone: one for each set of points
DASHES: Mapping[str, Any] = MappingProxyType({"fit": (0, (4, 1.5)), "classic": (0, (1, 1)), "level": (0, (1, 2))})


def draw_panels(figure: Figure, panels: tuple[Panel, ...], style: FigureStyle, translate: Translate) -> None:
    """Fill a figure with panels that share x, the first the largest.

    Parameters
    ----------
    translate : callable
        Gives the labels of traces in the reader's language.
    """
    with with_settings(style):
        shares = [3.4, *[1.0] * (len(panels) - 1)]
        column = figure.subplots(len(panels), 1, sharex=True, height_ratios=shares, squeeze=False)[:, 0]
        for place, (axes, panel) in enumerate(zip(column, panels, strict=True)):
            draw_panel(axes, panel, style, translate)
            if place < len(panels) - 1:
                axes.set_xlabel("")
                axes.tick_params(labelbottom=False)
        add_legend(column[0], style, "")
        figure.align_ylabels(list(column))


def draw_panel(axes: Axes, panel: Panel, style: FigureStyle, translate: Translate) -> None:
    """Draw one panel in empty axes."""
    style.dress(axes)
    axes.set_xscale(panel.x.scale)
    axes.set_yscale(panel.y.scale)
    points = 0
    for trace in panel.traces:
        _draw_trace(axes, panel, trace, style, translate, points)
        points += trace.kind in ("points", "mark")
    for matplotlib_axis, axis in ((axes.xaxis, panel.x), (axes.yaxis, panel.y)):
        if axis.categories:
            _write_words(matplotlib_axis, axis.categories)
        elif axis.scale == "log":
            matplotlib_axis.set_major_locator(LogLocator(numticks=8))
            matplotlib_axis.set_minor_formatter(NullFormatter())
        else:
            matplotlib_axis.set_major_locator(MaxNLocator(6, steps=(1, 2, 2.5, 5, 10)))
            matplotlib_axis.set_minor_locator(AutoMinorLocator(2))
    axes.set_xlabel(_label(panel.x, style))
    axes.set_ylabel(_label(panel.y, style))


def _write_words(matplotlib_axis: MatplotlibAxis, words: tuple[str, ...]) -> None:
    """Words in place of numbers; many or long ones lean, so that they do not run into each other."""
    places = range(1, len(words) + 1)
    leaning: dict[str, Any] = (
        {"rotation": 20, "ha": "right", "rotation_mode": "anchor"} if sum(map(len, words)) > _ROOM else {}
    )
    matplotlib_axis.set_ticks(list(places), labels=list(words), **leaning)
    matplotlib_axis.set_tick_params(which="minor", length=0)
    matplotlib_axis.set_view_interval(0.5, len(words) + 0.5, ignore=True)


def _label(axis: Axis, style: FigureStyle) -> str:
    symbol, unit = symbol_typeset(axis.symbol), unit_typeset(axis_unit(axis))
    return style.axis_label(symbol, unit) if unit else symbol


def _draw_trace(axes: Axes, panel: Panel, trace: Trace, style: FigureStyle, translate: Translate, number: int) -> None:
    x, y = displayed(trace.x, panel.x), displayed(trace.y, panel.y)
    label = unit_typeset(translate(spelled(trace.label))) if trace.label else None
    if trace.kind in ("points", "mark"):
        colour = style.data_colour if trace.kind == "points" and number == 0 else LIGHT_COLOURS[number % 6]
        look: dict[str, Any] = {
            "marker": SYMBOLS[number % len(SYMBOLS)],
            "linestyle": "none",
            "markersize": style.marker_size,
            "color": colour,
            "markeredgecolor": style.background,
            "markeredgewidth": style.axis_width,
            "label": label,
            "zorder": 5 if trace.kind == "mark" else 3,
        }
        if trace.error is None:
            axes.plot(x, y, **look)
        else:
            error = np.abs(displayed(trace.y + trace.error, panel.y) - y)
            axes.errorbar(x, y, error, elinewidth=style.axis_width, capsize=1.5, ecolor=colour, **look)
        return
    colours = {"data": style.data_colour, "fit": style.fit_colour, "classic": LIGHT_COLOURS[1], "level": style.muted}
    x, y = decimated(x, y, PIXELS, None, panel.x.scale)
    axes.plot(x, y, color=colours.get(trace.kind, style.data_colour), linewidth=style.line_width,
              linestyle=DASHES.get(trace.kind, "-"), label=label, zorder=4 if trace.kind == "fit" else 2)  # fmt: skip
