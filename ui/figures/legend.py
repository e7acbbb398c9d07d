"""The legend of axes: above them in as many columns as fit, or inside where there is room."""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties

from ui.figures.sheet import Sheet
from ui.figures.style import FigureStyle

_LEFT_OF_AXES = 5.0  # letters; the numbers and the label of y
_BESIDE_WORD = 3.1  # letters; line or symbol, and the gaps


def add_legend(sheet: Sheet, axes: Axes, title: str, width: float) -> None:
    """Give axes their legend, with a title over it; a single line needs none, nor does what a legend said before.

    Parameters
    ----------
    width : float
        The room from the left edge of the frame, in points.
    """
    _, labels = axes.get_legend_handles_labels()
    if sheet.style.legend == "none" or len(labels) < 2 or sheet.explained.issuperset(labels):
        labels = []
    sheet.explained.update(labels)
    if not labels and not title:
        return
    if _width(sheet, title, "bold") > width - _LEFT_OF_AXES * sheet.style.font_size:
        title = title.replace(": ", "\n", 1)
    options = _legend_options(sheet, labels, title, width)
    sheet.draw(axes, "legend", **(options if labels else {**options, "handles": []}))


def add_inner_legend(sheet: Sheet, axes: Axes) -> None:
    """Give a lower panel a legend in its axes, for what the legend above does not say."""
    _, labels = axes.get_legend_handles_labels()
    if sheet.style.legend == "none" or len(labels) < 2 or sheet.explained.issuperset(labels):
        return
    sheet.explained.update(labels)
    sheet.draw(axes, "legend", **{**_plain_options(sheet.style), "borderaxespad": 0.6}, loc="best")


def _legend_options(sheet: Sheet, labels: list[str], title: str, width: float) -> dict[str, Any]:
    """What ``Axes.legend`` is told."""
    style = sheet.style
    options = {**_plain_options(style), "title": title or None}
    if style.legend == "inside":
        return {**options, "loc": "best", "borderaxespad": 0.6}
    columns = _legend_columns([_width(sheet, label) for label in labels], width, style.font_size)
    return {**options, "loc": "lower left", "bbox_to_anchor": (0.0, 1.0), "ncols": columns}


def _plain_options(style: FigureStyle) -> dict[str, Any]:
    return {
        "frameon": False,
        "fontsize": style.font_size,
        "title_fontproperties": {"size": style.font_size, "weight": "bold"},
        "alignment": "left",
        "borderaxespad": 0.2,
        "borderpad": 0.1,
        "handlelength": 1.7,
        "handletextpad": 0.4,
        "columnspacing": 1.0,
        "labelspacing": 0.25,
    }


def _legend_columns(widths: list[float], room: float, size: float) -> int:
    """The most columns that fit into a room; all but the size of the letters in points."""
    room -= _LEFT_OF_AXES * size
    for columns in range(len(widths), 1, -1):
        rows = -(-len(widths) // columns)
        heads = range(0, len(widths), rows)
        needed = sum(max(widths[head : head + rows]) for head in heads) + (_BESIDE_WORD * columns - 1.0) * size
        if len(heads) == columns and needed <= room:
            return columns
    return 1


def _width(sheet: Sheet, label: str, weight: str = "normal") -> float:
    """Width of a label in points."""
    properties = FontProperties(family=list(sheet.style.families), size=sheet.style.font_size, weight=weight)
    is_math = label.replace(r"\$", "").count("$") >= 2
    width, _, _ = sheet.renderer.get_text_width_height_descent(label, properties, is_math)
    return float(width) * 72 / sheet.figure.dpi
