"""Painting lines of very many points quickly."""

from __future__ import annotations

from typing import Any

import numpy as np
from PyQt6 import sip
from PyQt6.QtCore import QLineF, QPointF, Qt
from PyQt6.QtGui import QColor, QPainter, QPen, QPolygonF

from ui.curve_canvas.line import Piece, Spans
from ui.curve_canvas.scene import Array, Trace

POINT = 96.0 / 72.0  # logical pixels in a point
MARKER = 3.5  # points
JAGGED = 6.0  # times as long as it is wide, from which a line is painted piece by piece
MANY = 1200  # segments from which smooth edges cost too much
DASHES = [3.7, 1.6]  # matplotlib's
_ORIGIN = QPointF()


def stroke(painter: QPainter, trace: Trace, pieces: list[Piece]) -> None:
    """Paint the pieces of a trace.

    Qt strokes a wide line as one outline; where that crosses itself thousands of times a frame takes a second. A jagged
    line is therefore painted as separate segments, which looks the same.
    """
    pen = QPen(QColor(trace.colour), trace.width * POINT)
    for x, y in pieces:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, trace.marker or len(x) < MANY)
        if trace.marker:
            painter.setPen(QPen(QColor(trace.colour), MARKER * POINT, cap=Qt.PenCapStyle.RoundCap))
            painter.drawPoints(_polygon(x, y))
        elif not _is_jagged(x, y):
            pen.setDashPattern(DASHES) if trace.dashed else pen.setStyle(Qt.PenStyle.SolidLine)
            painter.setPen(pen)
            painter.drawPolyline(_polygon(x, y))
        else:
            pen.setStyle(Qt.PenStyle.SolidLine)
            painter.setPen(pen)
            painter.drawLines(_segments(x, y))


def stroke_spans(painter: QPainter, trace: Trace, spans: Spans) -> None:
    """Paint a dense line: a hair of one device pixel in every column, as high as a wide pen would make it."""
    half = 0.5 * trace.width * POINT
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(QPen(QColor(trace.colour), 0))
    painter.drawLines(_lines(spans.x, spans.top - half, spans.x, spans.bottom + half))
    stroke(painter, trace, spans.bridges)


def _is_jagged(x: Array, y: Array) -> bool:
    width = float(np.ptp(x)) + float(np.ptp(y)) + 1.0 if len(x) else 1.0
    return len(x) > 2 and float(np.abs(np.diff(y)).sum()) > JAGGED * width


def _polygon(x: Array, y: Array) -> QPolygonF:
    polygon = QPolygonF()
    polygon.fill(_ORIGIN, len(x))
    memory: Any = polygon.data()
    memory.setsize(len(x) * 16)
    points = np.frombuffer(memory, np.float64).reshape(-1, 2)
    points[:, 0], points[:, 1] = x, y
    return polygon


def _segments(x: Array, y: Array) -> Any:
    """Lines from each point to the next."""
    return _lines(x[:-1], y[:-1], x[1:], y[1:])


def _lines(*ends: Array) -> Any:
    """Lines from (x, y) to (x, y), as Qt takes them without a Python object for each."""
    make: Any = sip.array  # the stubs do not know its arguments
    lines = make(QLineF, len(ends[0]))
    memory: Any = sip.voidptr(lines, len(ends[0]) * 32)
    np.frombuffer(memory, np.float64).reshape(-1, 4)[:] = np.stack(ends, axis=1)
    return lines
