"""A small drawing of the curve that a method asks for."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from PyQt6.QtCore import QPointF, QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PyQt6.QtWidgets import QWidget

from ui.curve_canvas import CanvasTheme

Array = npt.NDArray[np.float64]
SIZE = QSize(220, 140)
MARGIN = 26.0  # px


def _spike(x: Array) -> Array:
    return np.asarray(-0.35 - 0.55 * np.exp(-8 * x) * (1 - np.exp(-60 * x)) + 0.35 * np.exp(-90 * x) - 0.08 * x)


def _transition(x: Array) -> Array:
    return np.asarray(-0.25 + 0.16 * np.log(np.maximum(1 - np.sqrt(x / 0.86), 0.006)) - 0.3 * (x > 0.86))


def _decay(x: Array) -> Array:
    return np.asarray(1 / np.sqrt(x + 0.012))


def _sweep(x: Array) -> Array:
    return np.asarray(np.sinh(5.5 * (x - 0.5)))


def _bump(x: Array) -> Array:
    return np.asarray((1 - np.exp(-18 * x**2)) / np.sqrt(x + 0.03) + 2.2 * np.exp(-60 * x))


def _stripping(x: Array) -> Array:
    return np.asarray(np.exp(-5 * x))


def _cycles(x: Array) -> Array:
    return np.asarray(0.98 - 0.35 * np.exp(-12 * x) - 0.6 * np.maximum(x - 0.85, 0) * 5)


def _cloud(x: Array) -> Array:
    return np.asarray(x + 0.22 * np.sin(37 * x))


# method -> shape, axis labels, whether it is points
_SHAPES: dict[str, tuple[Callable[[Array], Array], str, str, bool]] = {
    "sand": (_transition, "t", "E", False),
    "microdisk_transient": (_decay, "t", "I", False),
    "cottrell": (_decay, "t", "I", False),
    "bruce_vincent": (_decay, "t", "I", False),
    "polarization": (_sweep, "E", "I", False),
    "tafel": (_sweep, "E", "I", False),
    "allen_hickling": (_sweep, "E", "I", False),
    "kinetics_series": (_sweep, "E", "I", False),
    "nucleation_spike": (_spike, "t", "E", False),
    "current_transient": (_bump, "t", "I", False),
    "stripping": (_stripping, "t", "I", False),
    "coulombic_efficiency": (_cycles, "n", "CE", True),
    "reservoir": (_cycles, "n", "CE", True),
    "current_dependence": (_cloud, "j", "CE", True),
    "ranking": (_cloud, "t₊, D, …", "CE", True),
}
DRAWN = frozenset(_SHAPES)


class Thumbnail(QWidget):
    """Shows the shape of a curve over its axes; nothing for a method that needs none."""

    def __init__(self, method: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shape = _SHAPES.get(method)
        self.setFixedSize(SIZE)
        if self._shape is None:
            self.hide()
        self.setAccessibleName(self.tr("The shape of the curve that is needed"))

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint axes, labels and the curve."""
        if self._shape is None:
            return
        function, x_label, y_label, is_points = self._shape
        theme, painter = CanvasTheme.of(self.palette()), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(MARGIN, 8, self.width() - MARGIN - 8, self.height() - MARGIN - 8)
        painter.fillRect(area, QColor(theme.background))
        painter.setPen(QPen(QColor(theme.frame), 1))
        painter.drawRect(area)
        x = np.linspace(0.0, 1.0, 14 if is_points else 240)
        y = function(x)
        y = (y - y.min()) / (np.ptp(y) or 1.0)
        left, wide, low, high = area.left() + 6, area.width() - 12, area.bottom() - 8, area.height() - 16
        points = [QPointF(left + a * wide, low - b * high) for a, b in zip(x, y, strict=True)]
        colour = QColor(theme.curves[0] if theme.dark else theme.curves[5])
        if is_points:
            painter.setBrush(colour)
            painter.setPen(Qt.PenStyle.NoPen)
            for point in points:
                painter.drawEllipse(point, 3, 3)
        else:
            painter.setPen(QPen(colour, 2))
            painter.drawPolyline(QPolygonF(points))
        painter.setPen(QColor(theme.text))
        under = QRectF(area.left(), area.bottom() + 2, area.width(), MARGIN - 2)
        painter.drawText(under, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, x_label)
        beside = QRectF(0, area.top(), MARGIN - 4, area.height())
        painter.drawText(beside, Qt.AlignmentFlag.AlignCenter, y_label)
        painter.end()
