"""The symbols of marks, as matplotlib names them."""

from __future__ import annotations

import math

from PyQt6.QtCore import QPointF, QRectF
from PyQt6.QtGui import QPainterPath, QPolygonF

_CORNERS = {
    "^": ((0.0, -1.0), (1.0, 0.8), (-1.0, 0.8)),
    "v": ((0.0, 1.0), (1.0, -0.8), (-1.0, -0.8)),
    "<": ((-1.0, 0.0), (0.8, -1.0), (0.8, 1.0)),
    ">": ((1.0, 0.0), (-0.8, -1.0), (-0.8, 1.0)),
    "s": ((-0.85, -0.85), (0.85, -0.85), (0.85, 0.85), (-0.85, 0.85)),
    "D": ((0.0, -1.1), (1.1, 0.0), (0.0, 1.1), (-1.1, 0.0)),
    "*": tuple(
        (math.sin(k * math.pi / 5) * (0.5 if k % 2 else 1.2), -math.cos(k * math.pi / 5) * (0.5 if k % 2 else 1.2))
        for k in range(10)
    ),
}


def symbol_path(symbol: str, size: float) -> QPainterPath:
    """A symbol about the origin; `size` is half its width. What has no corners is a circle."""
    path = QPainterPath()
    corners = _CORNERS.get(symbol)
    if corners is None:
        path.addEllipse(QRectF(-size * 0.9, -size * 0.9, 1.8 * size, 1.8 * size))
        return path
    path.addPolygon(QPolygonF([QPointF(x * size, y * size) for x, y in corners]))
    path.closeSubpath()
    return path
