"""The native chart of a result's panels: editable in Excel, drawn from numbers that stand in the same sheet."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from openpyxl.chart import Reference, ScatterChart, Series
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties

from fitting.outcome import Panel, Trace
from models.decimation import COLUMNS_PER_PIXEL, decimated
from models.panels import Array, axis_text, displayed, label_in_words
from models.report.cells import HEAD_RIGHT, Book, widths
from models.report.chart import CHART_HEIGHT, CHART_WIDTH, MOST_POINTS, letters

_LINES = {"data": ("4D5360", "solid"), "fit": ("F05000", "dash"), "classic": ("5000F0", "sysDot")}
_LEVEL = ("69707D", "sysDot")
_SYMBOLS = ("circle", "diamond", "square", "triangle")
_COLOURS = ("4D5360", "700000", "5000F0", "00A388")


def write_panel_chart(book: Book, sheet: Any, panel: Panel, anchor: str, first_column: int) -> None:
    """Write the numbers of a panel's traces from a column on, and a chart of them."""
    chart = _empty_chart(panel)
    column, points = first_column, 0
    for trace in panel.traces:
        x, y = displayed(trace.x, panel.x), displayed(trace.y, panel.y)
        x, y = decimated(x, y, MOST_POINTS // (4 * COLUMNS_PER_PIXEL) - 6, None, panel.x.scale)
        label = label_in_words(trace.label or trace.kind)
        last = _write_numbers(book, sheet, panel, label, (x, y), column)
        chart.series.append(_series(sheet, trace, label, column, last, points))
        points += trace.kind in ("points", "mark")
        column += 2
    widths(sheet, [12.0] * (column - first_column), first_column)
    sheet.add_chart(chart, anchor)


def _write_numbers(book: Book, sheet: Any, panel: Panel, label: str, numbers: tuple[Array, Array], column: int) -> int:
    book.put(sheet, 2, column, label, HEAD_RIGHT)
    book.put(sheet, 2, column + 1, "", HEAD_RIGHT)
    book.row(sheet, 3, (axis_text(panel.x), axis_text(panel.y)), HEAD_RIGHT, column)
    for offset, values in enumerate(numbers):
        book.put_numbers(sheet, 4, column + offset, values)
    return 3 + len(numbers[0])


def _series(sheet: Any, trace: Trace, label: str, column: int, last: int, number: int) -> Any:
    x = Reference(sheet, min_col=column, min_row=4, max_row=last)
    y = Reference(sheet, min_col=column + 1, min_row=4, max_row=last)
    series = Series(y, x, title=label)
    series.smooth = False
    if trace.kind in ("points", "mark"):
        series.marker.symbol, series.marker.size = _SYMBOLS[number % 4], 7
        series.marker.graphicalProperties = GraphicalProperties(solidFill=_COLOURS[number % 4])
        series.graphicalProperties = GraphicalProperties(ln=LineProperties(noFill=True))
        return series
    colour, dash = _LINES.get(trace.kind, _LEVEL)
    series.marker.symbol = "none"
    series.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=colour, w=15_875, prstDash=dash))
    return series


def _empty_chart(panel: Panel) -> Any:
    chart = ScatterChart()
    chart.style, chart.scatterStyle = 2, "lineMarker"
    chart.width, chart.height = CHART_WIDTH, CHART_HEIGHT
    chart.legend.position = "t"
    for axis, which in ((chart.x_axis, panel.x), (chart.y_axis, panel.y)):
        axis.title = axis_text(which)
        axis.delete = False
        axis.majorGridlines = None
        axis.majorTickMark, axis.tickLblPos, axis.crosses = "in", "low", "min"
        axis.title.overlay = False
        axis.txPr = letters(900)
        axis.number_format = "General"
        axis.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill="000000", w=9_525))
        if which.scale == "log":
            axis.scaling.logBase = 10
            axis.number_format = "0.E+00"
            values = [displayed(getattr(trace, "x" if which is panel.x else "y"), which) for trace in panel.traces]
            positive = np.concatenate([each[each > 0] for each in values]) if values else np.empty(0)
            if len(positive):
                axis.scaling.min = 10.0 ** math.floor(math.log10(positive.min()))
                axis.scaling.max = 10.0 ** math.ceil(math.log10(positive.max()))
    return chart
