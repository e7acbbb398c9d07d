"""The figure at its true size on this screen, or larger; in colour, in grey, or as people see it who lack a cone."""

from __future__ import annotations

from PyQt6.QtCore import QEvent, QObject, Qt, pyqtSignal
from PyQt6.QtGui import QImage, QPixmap, QWheelEvent
from PyQt6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from ui.figures.colours import VISIONS, Pixels

ZOOMS = (50, 75, 100, 150, 200, 300, 400, 600)  # %
FIT = 0
_MARGIN = 24  # px about a figure that is fitted into the room


class Preview(QWidget):
    """Shows pixels; asks for others when zoom, view or screen change."""

    wanted = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picture = QLabel()
        self.picture.setAccessibleName(self.tr("Preview of the figure"))
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.paper = QScrollArea()
        self.paper.setWidget(self.picture)
        self.paper.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.paper.setBackgroundRole(self.backgroundRole())
        self.paper.setMinimumSize(420, 340)
        self.paper.setAccessibleName(self.tr("Preview at true size"))
        viewport = self.paper.viewport()
        assert viewport is not None
        viewport.installEventFilter(self)
        self.size_text = QLabel()
        self.zoom = QComboBox()
        self.zoom.setAccessibleName(self.tr("Zoom"))
        self.zoom.addItem(self.tr("Fit"), FIT)
        for percent in ZOOMS:
            self.zoom.addItem(
                self.tr("True size") if percent == 100 else self.tr("{percent} %").format(percent=percent), percent
            )
        self.zoom.setCurrentIndex(self.zoom.findData(100))
        self.vision = QComboBox()
        self.vision.setAccessibleName(self.tr("Seen as"))
        words = (self.tr("In colour"), self.tr("Without red cones"), self.tr("Without green cones"),
                 self.tr("Without blue cones"), self.tr("In grey"))  # fmt: skip
        for vision, word in zip(VISIONS, words, strict=True):
            self.vision.addItem(word, vision)
        for box in (self.zoom, self.vision):
            box.currentIndexChanged.connect(self.wanted)
        bar = QHBoxLayout()
        bar.addWidget(self.size_text, 1)
        bar.addWidget(self.vision)
        bar.addWidget(self.zoom)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(bar)
        layout.addWidget(self.paper, 1)

    def dots_per_inch(self, width_mm: float, height_mm: float) -> float:
        """How fine the figure is to be rendered for the zoom that is chosen."""
        dots = self.screen_dots()
        if self.zoom.currentData() == FIT:
            viewport = self.paper.viewport()
            assert viewport is not None
            room = (viewport.width() - _MARGIN, viewport.height() - _MARGIN)
            dots = max(10.0, min(25.4 * room[0] / width_mm, 25.4 * room[1] / height_mm))
        else:
            dots *= self.zoom.currentData() / 100
        return dots * self.devicePixelRatioF()

    def screen_dots(self) -> float:
        """Logical pixels per inch of this screen, where it tells something that can be true."""
        screen = self.screen()
        dots = screen.physicalDotsPerInch() if screen is not None else 96.0
        return dots if 50.0 <= dots <= 400.0 else 96.0

    def show_pixels(self, pixels: Pixels, width_mm: float, height_mm: float) -> None:
        """Show a rendered figure."""
        height, width, _ = pixels.shape
        image = QImage(pixels.tobytes(), width, height, 4 * width, QImage.Format.Format_RGBA8888)
        pixmap = QPixmap.fromImage(image)
        pixmap.setDevicePixelRatio(self.devicePixelRatioF())
        self.picture.setPixmap(pixmap)
        self.picture.resize(pixmap.deviceIndependentSize().toSize())
        self.size_text.setText(self.tr("{width:.2f} × {height:.2f} mm").format(width=width_mm, height=height_mm))

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        if isinstance(event, QWheelEvent) and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._step(1 if event.angleDelta().y() > 0 else -1)
            return True
        if event is not None and event.type() == QEvent.Type.Resize and self.zoom.currentData() == FIT:
            self.wanted.emit()
        return super().eventFilter(watched, event)

    def _step(self, by: int) -> None:
        place = self.zoom.currentIndex() if self.zoom.currentData() != FIT else self.zoom.findData(100)
        self.zoom.setCurrentIndex(min(max(place + by, 1), self.zoom.count() - 1))
