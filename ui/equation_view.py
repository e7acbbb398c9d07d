"""The equations that a method stands on, set as in print, each with its number in the review."""

from __future__ import annotations

from PyQt6.QtCore import QCoreApplication, QPointF, QRectF, QSize, Qt, QTimer
from PyQt6.QtGui import QPainter, QPainterPath, QPaintEvent, QPalette, QTransform
from PyQt6.QtWidgets import QSizePolicy, QWidget

from models.step import Equation
from ui.figures.one_at_a_time import DRAWING

BETWEEN = 10  # px between equations
AGAIN = 100  # ms until the next try where matplotlib is at work elsewhere
_POINTS = 100.0  # size at which outlines are made
_CURVES = {3: 2, 4: 3}  # matplotlib's code of a curve: how many points it takes


class EquationView(QWidget):
    """Equations below each other: the formula to the left, its source to the right."""

    def __init__(self, equations: tuple[Equation, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._equations = equations
        self._outlines: list[QPainterPath] = []
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(AGAIN)
        self._again.timeout.connect(self.update)
        self.setAccessibleName(self.tr("Equations"))
        self.setAccessibleDescription("; ".join(self._spoken(equation) for equation in equations))
        self.setToolTip(self.accessibleDescription())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if not equations:
            self.hide()

    def _spoken(self, equation: Equation) -> str:
        return f"{equation.text} ({self._source(equation)})" if equation.source else equation.text

    def _source(self, equation: Equation) -> str:
        return QCoreApplication.translate("Equation", equation.source)

    @property
    def _scale(self) -> float:
        return 1.15 * self.fontMetrics().height() / _POINTS

    def sizeHint(self) -> QSize:
        """As high as its equations."""
        metrics = self.fontMetrics()
        row = round(2.2 * metrics.height()) + BETWEEN
        heights = [round(outline.boundingRect().height() * self._scale) + BETWEEN for outline in self._outlines]
        return QSize(200, sum(heights) if heights else row * len(self._equations))

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint the outlines in the colour of the text; a formula that is too wide is made smaller."""
        if not self._outlines and not self._take_outlines():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top, metrics = 0.0, painter.fontMetrics()
        for equation, outline in zip(self._equations, self._outlines, strict=True):
            source = f"({self._source(equation)})" if equation.source else ""
            room = self.width() - metrics.horizontalAdvance(source) - 16
            box = outline.boundingRect()
            scale = min(self._scale, max(room, 60) / box.width())
            shape = QTransform.fromTranslate(0.0, top).scale(scale, scale).translate(-box.left(), -box.top())
            height = box.height() * self._scale
            painter.fillPath(shape.map(outline), self.palette().color(QPalette.ColorRole.WindowText))
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(0.0, top, self.width() - 2.0, height), right, source)
            top += height + BETWEEN
        painter.end()

    def _take_outlines(self) -> bool:
        if not DRAWING.acquire(blocking=False):  # its fonts serve one thread at a time
            self._again.start()
            return False
        try:
            self._outlines = [formula_outline(equation.text) for equation in self._equations]
        finally:
            DRAWING.release()
        self.updateGeometry()
        return True


def formula_outline(text: str) -> QPainterPath:
    """The outline of a formula in mathtext, y downwards, at a size of 100 points."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextToPath

    vertices, codes = TextToPath().get_text_path(FontProperties(size=_POINTS), f"${text}$", ismath=True)
    points = [QPointF(float(x), -float(y)) for x, y in vertices]
    path, place = QPainterPath(), 0
    path.setFillRule(Qt.FillRule.WindingFill)
    while place < len(points):
        code = int(codes[place])
        if code == 1:
            path.moveTo(points[place])
        elif code == 2:
            path.lineTo(points[place])
        elif code == 3:
            path.quadTo(points[place], points[place + 1])
        elif code == 4:
            path.cubicTo(points[place], points[place + 1], points[place + 2])
        else:
            path.closeSubpath()
        place += _CURVES.get(code, 1)
    return path
