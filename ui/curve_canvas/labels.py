"""Places for the labels of marks: near them, inside the plot, never on one another."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from PyQt6.QtCore import QPointF, QRectF

ROWS = 7  # how many rows away a label may be moved


@dataclass(frozen=True)
class Label:
    """A label that wants a place beside a point."""

    name: str
    point: QPointF
    width: float
    height: float


def placed(
    labels: Sequence[Label], area: QRectF, symbol: float, covers: Callable[[list[QRectF]], Sequence[bool]]
) -> dict[str, QRectF]:
    """A box for every label.

    Parameters
    ----------
    symbol : float
        Half the size of the symbols, which stay free too.
    covers : callable
        Which of some boxes would hide a part of the curve; such places are only taken when there is no other.
    """
    symbols = {
        label.name: QRectF(label.point.x() - symbol, label.point.y() - symbol, 2 * symbol, 2 * symbol)
        for label in labels
    }
    boxes: dict[str, QRectF] = {}
    for label in sorted(labels, key=lambda label: (label.point.x(), label.point.y())):
        boxes[label.name] = _best(label, area, symbol, [*symbols.values(), *boxes.values()], covers)
    return boxes


def _best(
    label: Label,
    area: QRectF,
    symbol: float,
    others: list[QRectF],
    covers: Callable[[list[QRectF]], Sequence[bool]],
) -> QRectF:
    places = [_inside(place, area) for place in _places(label, symbol)]
    free = [place for place in places if not any(place.intersects(other) for other in others)]
    if not free:
        return places[0]
    return next((place for place, hides in zip(free, covers(free), strict=True) if not hides), free[0])


def _places(label: Label, symbol: float) -> Iterator[QRectF]:
    """Places in order of liking: right, above, left, below, then ever farther rows."""
    x, y, wide, high = label.point.x(), label.point.y(), label.width, label.height
    right, left, middle = x + symbol + 3, x - symbol - 3 - wide, x - wide / 2
    yield QRectF(right, y - high / 2, wide, high)
    yield QRectF(middle, y - symbol - 3 - high, wide, high)
    yield QRectF(left, y - high / 2, wide, high)
    yield QRectF(middle, y + symbol + 3, wide, high)
    for row in range(1, ROWS):
        for way in (-1, 1):
            top = y - high / 2 + way * row * (high + 2)
            yield QRectF(right + 8, top, wide, high)
            yield QRectF(left - 8, top, wide, high)


def _inside(box: QRectF, area: QRectF) -> QRectF:
    left = max(min(box.left(), area.right() - box.width()), area.left())
    top = max(min(box.top(), area.bottom() - box.height()), area.top())
    return QRectF(left, top, box.width(), box.height())
