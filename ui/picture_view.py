"""A picture that matplotlib draws, at the size of its widget: for what nobody drags on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QEvent, QTimer
from PyQt6.QtGui import QImage, QPainter, QPaintEvent, QResizeEvent
from PyQt6.QtWidgets import QSizePolicy, QWidget

from ui.theme import is_dark

if TYPE_CHECKING:
    from models.figure.content import FigureContent

SETTLING = 60  # ms without another size before it is drawn anew
DPI = 96.0  # logical pixels per inch
MM_PER_INCH = 25.4
SMALLEST = 80  # px: below, there is no room for axes


class PictureView(QWidget):
    """Draws with the code of paper figures, in the colours of the window."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content: FigureContent | None = None
        self._image: QImage | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SETTLING)
        self._timer.timeout.connect(self.render_now)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(240, 160)
        self.setAccessibleName(self.tr("Picture"))

    def show_content(self, content: FigureContent | None) -> None:
        """Show another picture; None shows nothing."""
        self._content = content
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
        from ui.figure_words import figure_words
        from ui.figures.export import figure_pixels
        from ui.figures.render import rendered_sheet
        from ui.figures.style import screen_style

        self._image = None
        width, height, ratio = self.width(), self.height(), self.devicePixelRatioF()
        if self._content is not None and min(width, height) >= SMALLEST:
            style = screen_style(is_dark(), *(length / DPI * MM_PER_INCH for length in (width, height)))
            sheet = rendered_sheet(self._content, style, figure_words(""))
            pixels = figure_pixels(sheet.figure, sheet.style, DPI * ratio)
            tall, wide, _ = pixels.shape
            image = QImage(pixels.tobytes(), wide, tall, 4 * wide, QImage.Format.Format_RGBA8888)
            self._image = image.copy()
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
