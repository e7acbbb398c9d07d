"""Where the axes of a figure stand: aligned in rows and columns, with just the room that their labels need."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from string import ascii_lowercase

from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase

from ui.figures.sheet import Sheet

_MOST_ROUNDS = 6  # ticks depend on sizes, sizes on the room that the ticks need; mostly three are enough
_FINE = 1  # decimals of a point; closer nobody looks
_LEAST = 12.0  # pt; axes are never smaller
_LEAST_LETTERS = 3.6  # of the height of a panel: three numbers stand over one another
_POINTS_PER_INCH = 72.0


@dataclass
class _Room:
    """What the labels of a frame take beyond its axes, in points."""

    numbers: float  # left of the axes, up to the label of y
    label: float
    right: float
    bottom: float
    top: float
    between: tuple[float, ...]


def lay_out(sheet: Sheet) -> None:
    """Give all axes their places and, where there are several frames, their letters."""
    renderer = sheet.renderer
    corners: list[tuple[float, float]] = []
    before: list[_Room] = []
    for _ in range(_MOST_ROUNDS):
        rooms = [_room(frame, renderer, sheet) for frame in sheet.frames]
        corners = _place(sheet, rooms)
        broken = [_break_labels(frame, renderer) for frame in sheet.frames]
        if rooms == before and not any(broken):
            break
        before = rooms
    for column in range(sheet.columns):
        _align_labels(sheet, [axes for frame in sheet.frames[column :: sheet.columns] for axes in frame])
    if _has_letters(sheet):
        _letter(sheet, corners)


def _points(sheet: Sheet, pixels: float) -> float:
    return float(pixels) * _POINTS_PER_INCH / sheet.figure.dpi


def _room(frame: list[Axes], renderer: RendererBase, sheet: Sheet) -> _Room:
    around = [_around(axes, renderer, sheet) for axes in frame]
    least = 0.35 * sheet.style.font_size  # between panels of one frame, so that their numbers do not touch
    between = tuple(max(upper.bottom + lower.top, least) for upper, lower in pairwise(around))
    numbers, label, right = (
        max(getattr(each, side) for each in around) for side in ("numbers", "label", "right")
    )  # fmt: skip
    return _Room(numbers, label, right, around[-1].bottom, around[0].top, between)


def _around(axes: Axes, renderer: RendererBase, sheet: Sheet) -> _Room:
    """What the labels of one pair of axes take; labels of y are aligned with others later, so they count apart."""
    axes.apply_aspect()
    legend, label = axes.get_legend(), axes.yaxis.label
    if legend is not None:  # may reach over the axes to the right without making them narrower
        legend.set_in_layout(False)
    inner, outer = axes.get_window_extent(), axes.get_tightbbox(renderer, for_layout_only=True)
    assert outer is not None
    top = outer.y1 if legend is None else max(outer.y1, legend.get_window_extent(renderer).y1)
    box = label.get_window_extent(renderer)
    has_label = bool(label.get_text())
    wide = box.width if has_label else 0.0
    numbers = max(inner.x0 - (box.x1 if has_label else outer.x0), inner.x0 - outer.x0 - wide)  # words may lean out
    ends = (numbers, wide, outer.x1 - inner.x1, inner.y0 - outer.y0, top - inner.y1)
    numbers, wide, right, bottom, above = (max(0.0, round(_points(sheet, float(each)), _FINE)) for each in ends)
    return _Room(numbers, wide, right, bottom, above, ())


def _place(sheet: Sheet, rooms: list[_Room]) -> list[tuple[float, float]]:
    """Place all axes; return the upper left corner of every frame with its labels, in shares of the figure."""
    width, height = (float(each) * _POINTS_PER_INCH for each in sheet.figure.get_size_inches())
    pad, gap = sheet.style.font_size / 3, sheet.style.font_size
    columns = sheet.columns
    rows = -(-len(rooms) // columns)
    letter = 1.15 * sheet.style.letter_size if _has_letters(sheet) else 0.0
    lefts = [
        max(room.numbers for room in rooms[column::columns]) + max(room.label for room in rooms[column::columns])
        for column in range(columns)
    ]
    rights = [max(room.right for room in rooms[column::columns]) for column in range(columns)]
    rows_of = [rooms[row * columns : (row + 1) * columns] for row in range(rows)]
    tops = [max(letter, *(room.top for room in row)) for row in rows_of]
    bottoms = [max(room.bottom for room in row) for row in rows_of]
    wide = (width - 2 * pad - gap * (columns - 1) - sum(lefts) - sum(rights)) / columns
    high = (height - 2 * pad - gap * (rows - 1) - sum(tops) - sum(bottoms)) / rows
    wide, high = max(wide, _LEAST), max(high, _LEAST)
    corners = []
    for number, (frame, shares, room) in enumerate(zip(sheet.frames, sheet.shares, rooms, strict=True)):
        row, column = divmod(number, columns)
        left = pad + sum(lefts[: column + 1]) + sum(rights[:column]) + column * (wide + gap)
        top = height - pad - sum(tops[: row + 1]) - sum(bottoms[:row]) - row * (high + gap)
        corners.append(((left - lefts[column]) / width, (top + tops[row]) / height))
        heights = _heights(max(high - sum(room.between), _LEAST), shares, _LEAST_LETTERS * sheet.style.font_size)
        for place, (axes, tall) in enumerate(zip(frame, heights, strict=True)):
            axes.set_position((left / width, (top - tall) / height, wide / width, tall / height))
            top -= tall + (room.between[place] if place < len(room.between) else 0.0)
    return corners


def _heights(free: float, shares: tuple[float, ...], least: float) -> list[float]:
    """Heights of the panels of a frame; the small ones are high enough for their numbers, where there is room."""
    least = min(least, free / len(shares))
    heights = [max(free * share / sum(shares), least) for share in shares]
    heights[0] = free - sum(heights[1:])
    return heights


def _break_labels(frame: list[Axes], renderer: RendererBase) -> bool:
    """Set a label of y that is longer than its panel in two lines; whether there was one."""
    broken = False
    for axes in frame:
        label = axes.yaxis.label
        text = label.get_text()
        if "\n" not in text and label.get_window_extent(renderer).height > axes.get_window_extent().height:
            mark = next((mark for mark in (" (", " vs. ", " / ") if mark in text), "")
            if mark:
                label.set_text(text.replace(mark, "\n" + mark.lstrip(), 1))
                broken = True
    return broken


def _align_labels(sheet: Sheet, axes: list[Axes]) -> None:
    """Put the labels of y of panels that stand over one another at one distance from the axes."""
    if len(axes) < 2:
        return
    for each in axes:
        each.get_tightbbox(sheet.renderer)  # puts the labels where the present ticks want them
    left = min(float(each.yaxis.label.get_position()[0]) for each in axes)
    for each in axes:
        inner = each.get_window_extent()
        place = sheet.label_places[each] = float((left - inner.x0) / inner.width)
        each.yaxis.set_label_coords(place, 0.5)


def _has_letters(sheet: Sheet) -> bool:
    return bool(sheet.style.letters) and len(sheet.frames) > 1


def _letter(sheet: Sheet, corners: list[tuple[float, float]]) -> None:
    style = sheet.style
    for letter, corner in zip(ascii_lowercase, corners, strict=False):
        text = style.letters.replace("a", letter).replace("A", letter.upper())
        sheet.draw(
            sheet.figure, "text", *corner, text, ha="left", va="top", fontsize=style.letter_size, fontweight="bold"
        )
