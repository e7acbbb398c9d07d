"""What stays while a hand moves what lies over it: painted once, then laid down as a picture."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PyQt6.QtCore import QPoint, QRect, QSize, Qt
from PyQt6.QtGui import QColor, QImage, QPainter, QPixmap

from ui.curve_canvas.furniture import Furniture, paint_lines
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

    def paint(
        self, painter: QPainter, view: View, lines: Lines, size: QSize, ratio: float, *, once: bool = False
    ) -> None:
        """Lay the lines down, painting them anew where they are others; `once` keeps nothing."""
        if once:
            paint_panels(painter, view, lines, ratio)
            return
        if self._of != lines or self._picture.size() != size * ratio:
            self._picture = QPixmap(size * ratio)
            self._picture.setDevicePixelRatio(ratio)
            self._picture.fill(Qt.GlobalColor.transparent)
            fresh = QPainter(self._picture)
            paint_panels(fresh, view, lines, ratio)
            fresh.end()
            self._of = dict(lines)
        painter.drawPixmap(0, 0, self._picture)


class StillPicture:
    """Furniture and curves: as matplotlib settled them or, until then, as Qt paints them.

    A view that moves is painted straight to the screen; one that is painted again without having moved is kept.
    """

    def __init__(self, furniture: Furniture) -> None:
        self._furniture = furniture
        self._picture: QPixmap | None = None
        self._is_settled = False
        self._was_painted = False  # since the view moved

    def forget(self) -> None:
        """The view is another one."""
        self._picture, self._is_settled, self._was_painted = None, False, False

    @property
    def is_settled(self) -> bool:
        """Whether the curves are matplotlib's."""
        return self._is_settled

    def fits(self, ratio: float) -> bool:
        """Whether what is kept, if anything, is as fine as the screen."""
        return self._picture is None or self._picture.devicePixelRatio() == ratio

    def settle(self, view: View, image: QImage | None, size: QSize, ratio: float) -> None:
        """Keep matplotlib's curves."""
        self._keep(size, ratio, lambda painter: self._paint(painter, view, image, {}, size, ratio))
        self._is_settled = True

    def paint(self, painter: QPainter, view: View, lines: Lines, size: QSize, ratio: float) -> bool:
        """Lay the picture down; return whether the view moves."""
        if self._picture is None and self._was_painted:
            self._keep(size, ratio, lambda kept: self._paint(kept, view, None, lines, size, ratio))
        self._was_painted = True
        if self._picture is None:
            self._paint(painter, view, None, lines, size, ratio)
            return True
        painter.drawPixmap(0, 0, self._picture)
        return False

    def _keep(self, size: QSize, ratio: float, paint: Callable[[QPainter], None]) -> None:
        picture = QPixmap(QSize(round(size.width() * ratio), round(size.height() * ratio)))
        picture.setDevicePixelRatio(ratio)
        painter = QPainter(picture)
        paint(painter)
        painter.end()
        self._picture = picture

    def _paint(
        self, painter: QPainter, view: View, image: QImage | None, lines: Lines, size: QSize, ratio: float
    ) -> None:
        painter.fillRect(QRect(QPoint(0, 0), size), QColor(self._furniture.theme.background))
        if view.ready:
            self._furniture.paint(painter, view)
            paint_panels(painter, view, lines, ratio)
        if image is not None:
            painter.drawImage(0, 0, image)


def paint_panels(painter: QPainter, view: View, lines: Lines, ratio: float) -> None:
    """Paint the lines of every panel that has a place."""
    for name in view.rects.keys() & lines.keys():
        paint_lines(painter, view, name, lines[name], ratio)
