"""Whether words of a figure are cut off or cover one another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from ui.figures.sheet import Sheet

_DENSE = 400  # points of a line that is looked at
_DOLLAR = re.compile(r"(?<!\\)\$")
_SLACK = 0.6  # pt; the box of a text is larger than its ink


def words_of(sheet: Sheet) -> list[Text]:
    """Every text that is printed; numbers of ticks beyond the limits of their axes are made, but not drawn."""
    found = list(sheet.figure.texts)
    for axes in sheet.all_axes():
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            hair = 1e-9 * (high - low)
            ticks = [tick for tick in axis.get_major_ticks() if low - hair <= tick.get_loc() <= high + hair]
            found += [axis.label, axis.get_offset_text(), *(tick.label1 for tick in ticks)]
        legend = axes.get_legend()
        found += list(axes.texts)
        found += [] if legend is None else [legend.get_title(), *legend.get_texts()]
    return [text for text in found if text.get_visible() and text.get_text().strip()]


def in_words(text: Text) -> str:
    """A text as a person reads it, without the signs of mathtext."""
    found = text.get_text()
    if _DOLLAR.search(found):
        found = re.sub(r"\\math[a-z]+|(?<!\\)[${}^_]", "", found)
    return found.replace("\\$", "$").replace("\n", " ")


def outside(sheet: Sheet, texts: Sequence[Text]) -> str:
    """The first text that reaches over the edge of the figure, empty where none does."""
    page, slack = sheet.figure.bbox, _SLACK * sheet.figure.dpi / 72
    for text in texts:
        box = text.get_window_extent(sheet.renderer)
        if min(box.x0, box.y0) < -slack or box.x1 > page.x1 + slack or box.y1 > page.y1 + slack:
            return in_words(text)
    return ""


def overlapping(sheet: Sheet, texts: Sequence[Text]) -> tuple[str, str] | None:
    """The first two texts that cover one another."""
    slack = _SLACK * sheet.figure.dpi / 72
    boxes = [_shrunk(text.get_window_extent(sheet.renderer), slack) for text in texts]
    for place, (text, box) in enumerate(zip(texts, boxes, strict=True)):
        for other in range(place):
            if _overlap(box, boxes[other]):
                return in_words(texts[other]), in_words(text)
    return None


def covered_by_legend(sheet: Sheet) -> bool:
    """Whether a legend inside its axes covers a part of a curve."""
    for axes in sheet.all_axes():
        legend = axes.get_legend()
        if legend is None:
            continue
        box = Bbox.intersection(legend.get_window_extent(sheet.renderer), axes.get_window_extent())
        if box is None:
            continue
        for line in axes.lines:
            inside = line.get_transform().transform(np.column_stack([_dense(each) for each in line.get_data()]))
            if box.count_contains(inside[np.isfinite(inside).all(axis=1)]):
                return True
    return False


def _dense(values: Any) -> npt.NDArray[np.float64]:
    """A line of few points with points between them."""
    known = np.asarray(values, dtype=np.float64)
    if not 1 < len(known) < _DENSE:
        return known
    return np.interp(np.linspace(0, len(known) - 1, _DENSE), np.arange(len(known)), known)


def _shrunk(box: Bbox, slack: float) -> Bbox:
    return Bbox.from_extents(box.x0 + slack, box.y0 + slack, box.x1 - slack, box.y1 - slack)


def _overlap(first: Bbox, second: Bbox) -> bool:
    return bool(first.x0 < second.x1 and second.x0 < first.x1 and first.y0 < second.y1 and second.y0 < first.y1)
