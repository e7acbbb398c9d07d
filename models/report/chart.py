"""The native chart of a curve: editable in Excel, drawn from numbers that stand in the same sheet."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from openpyxl.chart import Reference, ScatterChart, Series
from openpyxl.chart.layout import Layout, ManualLayout
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties
from PyQt6.QtCore import QCoreApplication

from models.decimation import COLUMNS_PER_PIXEL, decimated
from models.report.cells import FAINT, HEAD_RIGHT, Book, widths
from models.result import Result
from models.series import (
    equilibrium_potential,
    line_word,
    marked_points,
    potential_limits,
    reference,
    shown_time,
    suggested_scale,
    time_series,
)

Array = npt.NDArray[np.float64]

MOST_POINTS = 20_000
CHART_WIDTH, CHART_HEIGHT = 17.5, 10.5  # cm

_DATA, _FIT, _EQUILIBRIUM = "4D5360", "F05000", "69707D"
_MARKS = {
    "onset": ("triangle", "5000F0"),
    "spike": ("circle", "700000"),
    "crest": ("diamond", "00A388"),
    "plateau": ("square", "BE70E6"),
}


@dataclass(frozen=True)
class _Block:
    """Two neighbouring columns of numbers with a heading over each."""

    label: str
    x: Array
    y: Array


def write_chart(book: Book, sheet: Any, result: Result, anchor: str, first_column: int) -> bool:
    """Write the numbers of the curve from a column on, and a chart of them; False where there is nothing to draw."""
    scale = suggested_scale(result)
    limits, heights = shown_time(result, scale), potential_limits(result)
    blocks = _blocks(result, scale, limits)
    if heights is None or len(blocks["data"].x) == 0:
        return False
    chart = _empty_chart(scale, limits, heights)
    against = reference(result)
    chart.y_axis.title = f"E / V vs. {against}" if against else "E / V"
    column = first_column
    for name, block in blocks.items():
        last = _write_block(book, sheet, block, column)
        chart.series.append(_series(sheet, name, block.label, column, last))
        column += 2
    note = QCoreApplication.translate(
        "Report", "Numbers of the chart: at most {count} of {all} recorded samples, each as recorded; #N/A is a gap."
    )
    book.put(sheet, 1, first_column, note.format(count=MOST_POINTS, all=len(time_series(result)[0])), FAINT)
    widths(sheet, [12.0] * (column - first_column), first_column)
    sheet.add_chart(chart, anchor)
    return True


def measured_blocks(result: Result) -> list[tuple[Array, Array]]:
    """The pairs of columns that the chart's sheet holds."""
    scale = suggested_scale(result)
    return [(block.x, block.y) for block in _blocks(result, scale, shown_time(result, scale)).values()]


def _blocks(result: Result, scale: str, limits: tuple[float, float]) -> dict[str, _Block]:
    words = _series_words()
    blocks = {"data": _Block(words["data"], *_few(*time_series(result), scale))}
    fit_time, fit_potential = (getattr(result.outcome, name, None) for name in ("fit_time", "fit_potential"))
    if fit_time is not None and fit_potential is not None:
        blocks["fit"] = _Block(words[line_word(result)], *_few(fit_time, fit_potential, scale))
    level = np.full(2, equilibrium_potential(result))
    blocks["equilibrium"] = _Block(words["equilibrium"], np.array(limits), level)
    for mark, (moment, potential) in marked_points(result).items():
        if scale == "linear" or moment > 0:
            blocks[mark] = _Block(words[mark], np.array([moment]), np.array([potential]))
    return blocks


def _few(x: Array, y: Array, scale: str) -> tuple[Array, Array]:
    timed = np.isfinite(x)
    return decimated(x[timed], y[timed], MOST_POINTS // (4 * COLUMNS_PER_PIXEL) - 6, None, scale)


def _series_words() -> dict[str, str]:
    return {
        "data": QCoreApplication.translate("Report", "data"),
        "fit": QCoreApplication.translate("Report", "fit"),
        "smoothing": QCoreApplication.translate("Report", "smoothing"),
        "equilibrium": QCoreApplication.translate("Report", "equilibrium"),
        "onset": QCoreApplication.translate("Report", "onset"),
        "spike": QCoreApplication.translate("Report", "spike"),
        "crest": QCoreApplication.translate("Report", "crest"),
        "plateau": QCoreApplication.translate("Report", "plateau"),
    }


def _write_block(book: Book, sheet: Any, block: _Block, column: int) -> int:
    """Write from row 2 on: what it is, the headings, the numbers; return the last row."""
    book.put(sheet, 2, column, block.label, HEAD_RIGHT)
    book.put(sheet, 2, column + 1, "", HEAD_RIGHT)
    book.row(sheet, 3, ("t / s", "E / V"), HEAD_RIGHT, column)
    book.put_numbers(sheet, 4, column, block.x)
    return book.put_numbers(sheet, 4, column + 1, block.y)


def _series(sheet: Any, name: str, label: str, column: int, last: int) -> Any:
    x = Reference(sheet, min_col=column, min_row=4, max_row=last)
    y = Reference(sheet, min_col=column + 1, min_row=4, max_row=last)
    series = Series(y, x, title=label)
    series.smooth = False
    if name in _MARKS:
        symbol, colour = _MARKS[name]
        series.marker.symbol, series.marker.size = symbol, 8
        series.marker.graphicalProperties = GraphicalProperties(solidFill=colour)
        series.marker.graphicalProperties.line.solidFill = "FFFFFF"
        series.graphicalProperties = GraphicalProperties(ln=LineProperties(noFill=True))
        return series
    series.marker.symbol = "none"
    colour, width, dash = {
        "data": (_DATA, 15_875, "solid"),
        "fit": (_FIT, 19_050, "dash"),
        "equilibrium": (_EQUILIBRIUM, 9_525, "sysDot"),
    }[name]
    series.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=colour, w=width, prstDash=dash))
    return series


def _empty_chart(scale: str, limits: tuple[float, float], heights: tuple[float, float]) -> Any:
    chart = ScatterChart()
    chart.style = 2
    chart.scatterStyle = "lineMarker"
    chart.width, chart.height = CHART_WIDTH, CHART_HEIGHT
    chart.legend.position = "t"
    chart.x_axis.title, chart.y_axis.title = "t / s", "E / V"
    for axis in (chart.x_axis, chart.y_axis):
        axis.delete = False
        axis.majorGridlines = None
        axis.majorTickMark, axis.minorTickMark = "in", "in"
        axis.tickLblPos = "low"
        axis.crosses = "min"
        axis.title.overlay = False
        axis.txPr = letters(900)
        axis.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill="000000", w=9_525))
    if scale == "log":
        chart.x_axis.scaling.logBase = 10
        chart.x_axis.scaling.min = 10.0 ** math.floor(math.log10(limits[0]))
        chart.x_axis.scaling.max = 10.0 ** math.ceil(math.log10(limits[1]))
        chart.x_axis.number_format = "0.E+00"
    else:
        chart.x_axis.scaling.min = 0.0
        chart.x_axis.number_format = "General"
    step = _step(heights[1] - heights[0])
    chart.y_axis.majorUnit = step
    chart.y_axis.scaling.min = round(math.floor(heights[0] / step) * step, 12)
    chart.y_axis.scaling.max = round(math.ceil(heights[1] / step) * step, 12)
    chart.y_axis.number_format = f"0.{'0' * max(0, -math.floor(math.log10(step)))}"
    chart.layout = Layout(manualLayout=ManualLayout(xMode="edge", yMode="edge", x=0.1, y=0.14, w=0.86, h=0.68))
    return chart


def letters(size: int) -> Any:
    """Return the look of a chart's numbers, in hundredths of a point."""
    look = ParagraphProperties(defRPr=CharacterProperties(sz=size, solidFill="000000"))
    return RichText(p=[Paragraph(pPr=look, endParaRPr=CharacterProperties(sz=size))])


def _step(span: float) -> float:
    """A round distance between ticks, for five or so of them."""
    raw = span / 5
    power = 10.0 ** math.floor(math.log10(raw))
    return next(factor * power for factor in (1.0, 2.0, 5.0, 10.0) if factor * power >= raw * 0.999)
