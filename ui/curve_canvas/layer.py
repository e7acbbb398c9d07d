"""Lines that stay while a hand moves what lies over them: painted once, then laid down as a picture."""

from __future__ import annotations

from collections.abc import Mapping

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtGui import QPainter, QPixmap

from ui.curve_canvas.furniture import paint_lines
from ui.curve_canvas.line import Line
from ui.curve_canvas.view import View

Lines = Mapping[str, list[Line]]


class Layer:
    """The picture of the lines of all panels, until there are others or the view moves."""

    def __init__(self) -> None:
        self._picture = QPixmap()
        self._of: dict[str, list[Line]] | None = None

    def forget(self) -> None:
        """The view is another one."""
        self._of = None

    def paint(self, painter: QPainter, view: View, lines: Lines, size: QSize, ratio: float) -> None:
        """Lay the lines down, painting them anew where they are others."""
        if self._of != lines or self._picture.size() != size * ratio:
            self._picture = QPixmap(size * ratio)
            self._picture.setDevicePixelRatio(ratio)
            self._picture.fill(Qt.GlobalColor.transparent)
            fresh = QPainter(self._picture)
            paint_panels(fresh, view, lines, ratio)
            fresh.end()
            self._of = dict(lines)
        painter.drawPixmap(0, 0, self._picture)


def paint_panels(painter: QPainter, view: View, lines: Lines, ratio: float) -> None:
    """Paint the lines of every panel that has a place."""
    for name in view.rects.keys() & lines.keys():
        paint_lines(painter, view, name, lines[name], ratio)
