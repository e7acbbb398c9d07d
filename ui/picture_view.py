"""A picture that matplotlib draws, at the size of its widget: for what nobody drags on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PyQt6.QtCore import QEvent, QTimer
from PyQt6.QtGui import QImage, QPainter, QPaintEvent, QResizeEvent
from PyQt6.QtWidgets import QSizePolicy, QWidget

from ui.theme import is_dark

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from ui.figures.style import FigureStyle

Draw = Callable[["Figure", "FigureStyle"], None]

SETTLING = 60  # ms without another size before it is drawn anew
DPI = 96.0  # logical pixels per inch
SMALLEST = 80  # px: below, there is no room for axes


class PictureView(QWidget):
    """Draws with the code of paper figures, in the colours of the window."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._draw: Draw | None = None
        self._image: QImage | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SETTLING)
        self._timer.timeout.connect(self.render_now)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(240, 160)
        self.setAccessibleName(self.tr("Picture"))

    def show_drawing(self, draw: Draw | None) -> None:
        """Show another picture: ``draw(figure, style)`` fills an empty figure; None shows nothing."""
        self._draw = draw
        self._image = None
        self.update()
        if self.isVisible():
            self._timer.start()

    @property
    def image(self) -> QImage | None:
        """What is shown, once it is drawn."""
        return self._image

    def render_now(self) -> None:
        """Draw the picture at the present size."""
        from ui.figures.export import MM_PER_INCH, fresh_figure
        from ui.figures.style import screen_style, with_settings

        self._image = None
        width, height, ratio = self.width(), self.height(), self.devicePixelRatioF()
        draw = self._draw
        if draw is not None and min(width, height) >= SMALLEST:
            style = screen_style(is_dark())
            size = [length / DPI * MM_PER_INCH for length in (width, height)]
            with with_settings(style):
                figure = fresh_figure(lambda empty: draw(empty, style), size[0], size[1], style)
                self._image = _rendered(figure, DPI * ratio)
            self._image.setDevicePixelRatio(ratio)
        self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().base())
        if self._image is not None:
            painter.drawImage(0, 0, self._image)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self._timer.start()

    def changeEvent(self, event: QEvent | None) -> None:
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.PaletteChange:
            self._timer.start()

    def event(self, event: QEvent | None) -> bool:
        if event is not None and event.type() in (QEvent.Type.Show, QEvent.Type.DevicePixelRatioChange):
            self._timer.start()
        return super().event(event)


def _rendered(figure: Figure, dpi: float) -> QImage:
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    figure.set_dpi(dpi)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    width, height = canvas.get_width_height()
    return QImage(canvas.buffer_rgba(), width, height, 4 * width, QImage.Format.Format_RGBA8888).copy()
