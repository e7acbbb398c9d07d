"""The window map: every start and end of the fit window, coloured by what it gives; the plateau is framed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PyQt6.QtCore import QEvent, QPointF, QRectF, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QHelpEvent, QKeyEvent, QLinearGradient, QMouseEvent, QPainter, QPaintEvent, QPen
from PyQt6.QtWidgets import QSizePolicy, QToolTip, QWidget

from fitting.quantity import Quantity
from models.fit_window import FitAxis, Window
from models.number_text import printed_number, unit_text
from models.panels import axis_text, axis_unit, shown_value
from models.sensitivity import Reading, plateau
from models.symbols import symbol_pieces
from ui.curve_canvas import CanvasTheme
from ui.lowered import paint_lowered

# from dark blue to yellow, its lightness rising evenly: read alike by colour-blind eyes and in grey
STOPS = ("#00224e", "#35456c", "#666970", "#948e77", "#c8b866", "#fee838")
LEFT, RIGHT, TOP, BOTTOM = 76, 96, 12, 48  # px around the cells
NOTHING = 1e-4  # of the axis: what lies nearer to zero is written as zero
BAR = 14  # px, width of the scale
Key = Qt.Key


class WindowMap(QWidget):
    """Shows readings as cells; a click or Enter takes the window of a cell."""

    window_chosen = pyqtSignal(float, float)  # SI

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._axis: FitAxis | None = None
        self._quantity: Quantity | None = None
        self._readings: dict[tuple[int, int], Reading] = {}
        self._starts: list[float] = []
        self._ends: list[float] = []
        self._window: Window = (0.0, 0.0)
        self._plateau: frozenset[Window] = frozenset()
        self._cursor: tuple[int, int] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Window map"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(240, 160)
        self.setMouseTracking(True)

    def show_readings(self, found: Sequence[Reading], quantity: Quantity, axis: FitAxis, window: Window) -> None:
        """Show other readings; `window` is the present one."""
        known = [reading for reading in found if quantity.name in reading.values]
        self._axis, self._quantity, self._window = axis, quantity, window
        self._starts = sorted({reading.window[0] for reading in known})
        self._ends = sorted({reading.window[1] for reading in known})
        self._readings = {
            (self._starts.index(reading.window[0]), self._ends.index(reading.window[1])): reading for reading in known
        }
        level = plateau(known, quantity.name)
        self._plateau = frozenset() if level is None else level.windows
        if self._cursor not in self._readings:
            self._cursor = None
        self.update()

    @property
    def places(self) -> list[tuple[int, int]]:
        """The cells: number of the start, number of the end."""
        return list(self._readings)

    # geometry

    def _area(self) -> QRectF:
        return QRectF(LEFT, TOP, max(40, self.width() - LEFT - RIGHT), max(40, self.height() - TOP - BOTTOM))

    def cell(self, place: tuple[int, int]) -> QRectF:
        """Where a cell is on the widget: starts to the right, ends upwards."""
        area = self._area()
        wide, high = area.width() / len(self._starts), area.height() / len(self._ends)
        return QRectF(area.left() + place[0] * wide, area.bottom() - (place[1] + 1) * high, wide, high)

    def _at(self, point: QPointF) -> tuple[int, int] | None:
        return next((place for place in self._readings if self.cell(place).contains(point)), None)

    def _present(self) -> tuple[int, int] | None:
        """The cell that is nearest to the present window."""
        if not self._readings:
            return None
        span = (self._ends[-1] - self._starts[0]) or 1.0

        def distance(place: tuple[int, int]) -> float:
            start, end = self._readings[place].window
            return abs(start - self._window[0]) / span + abs(end - self._window[1]) / span

        return min(self._readings, key=distance)

    # painting

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint cells, frame of the plateau, present window, scale and letters."""
        painter = QPainter(self)
        theme = CanvasTheme.of(self.palette())
        painter.fillRect(self.rect(), QColor(theme.background))
        painter.setPen(QColor(theme.text))
        if not self._readings or self._quantity is None:
            painter.drawText(QRectF(self.rect()), Qt.AlignmentFlag.AlignCenter, self.tr("No window gives this result."))
            painter.end()
            return
        low, high = self._range()
        for place, reading in self._readings.items():
            painter.fillRect(self.cell(place).adjusted(0.5, 0.5, -0.5, -0.5), self._colour(reading, low, high))
        self._frame_plateau(painter, theme)
        self._ring(painter, self._present(), QColor(theme.error), 2.5)
        if self.hasFocus():
            self._ring(painter, self._cursor, QColor(theme.focus), 2.0)
        self._write_axes(painter, theme)
        self._paint_scale(painter, theme, low, high)
        painter.end()

    def _range(self) -> tuple[float, float]:
        """What the colours span: the middle nine tenths, so that one wild window does not grey all others."""
        values = [self._value(reading) for reading in self._readings.values()]
        low, high = (float(end) for end in np.quantile(values, (0.05, 0.95)))
        return (low, high) if high > low else (low - 0.5 * abs(low) - 1e-12, low + 0.5 * abs(low) + 1e-12)

    def _value(self, reading: Reading) -> float:
        assert self._quantity is not None
        return self._quantity.to_display(reading.values[self._quantity.name])

    def _colour(self, reading: Reading, low: float, high: float) -> QColor:
        share = min(max((self._value(reading) - low) / (high - low), 0.0), 1.0) * (len(STOPS) - 1)
        place = min(int(share), len(STOPS) - 2)
        first, second, part = QColor(STOPS[place]), QColor(STOPS[place + 1]), share - place
        return QColor(
            round(first.red() + part * (second.red() - first.red())),
            round(first.green() + part * (second.green() - first.green())),
            round(first.blue() + part * (second.blue() - first.blue())),
        )

    def _frame_plateau(self, painter: QPainter, theme: CanvasTheme) -> None:
        inside = {place for place, reading in self._readings.items() if reading.window in self._plateau}
        for colour, width in ((theme.background, 5.0), (theme.text, 2.0)):
            painter.setPen(QPen(QColor(colour), width))
            for place in inside:
                box = self.cell(place)
                for step, corners in (
                    ((-1, 0), (box.topLeft(), box.bottomLeft())),
                    ((1, 0), (box.topRight(), box.bottomRight())),
                    ((0, 1), (box.topLeft(), box.topRight())),
                    ((0, -1), (box.bottomLeft(), box.bottomRight())),
                ):
                    if (place[0] + step[0], place[1] + step[1]) not in inside:
                        painter.drawLine(*corners)

    def _ring(self, painter: QPainter, place: tuple[int, int] | None, colour: QColor, width: float) -> None:
        if place is not None:
            painter.setPen(QPen(colour, width))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            box = self.cell(place)
            radius = min(box.width(), box.height()) / 2 - 3
            painter.drawEllipse(box.center(), radius, radius)

    def _write_axes(self, painter: QPainter, theme: CanvasTheme) -> None:
        assert self._axis is not None
        area, metrics = self._area(), painter.fontMetrics()
        painter.setPen(QColor(theme.dim_text))
        free = -1e9
        for number, start in enumerate(self._starts):
            text, box = self._number(start), self.cell((number, 0))
            wide = metrics.horizontalAdvance(text)
            if box.center().x() - wide / 2 > free:
                painter.drawText(QPointF(box.center().x() - wide / 2, area.bottom() + 4 + metrics.ascent()), text)
                free = box.center().x() + wide / 2 + 8
        for number, end in enumerate(self._ends):
            box = self.cell((0, number))
            if box.height() >= metrics.height() or number % 2 == 0:
                right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                text_box = QRectF(22, box.center().y() - 10, LEFT - 28, 20)
                painter.drawText(text_box, right, self._number(end))
        painter.setPen(QColor(theme.text))
        symbol = axis_text(self._axis.axis)
        under = QRectF(area.left(), area.bottom() + 6 + metrics.height(), area.width(), metrics.height() + 4)
        words = self.tr("window start, {axis}").format(axis=symbol)
        paint_lowered(painter, under, Qt.AlignmentFlag.AlignCenter, symbol_pieces(words))
        painter.save()
        painter.translate(QPointF(4, area.center().y()))
        painter.rotate(-90)
        words = self.tr("window end, {axis}").format(axis=symbol)
        beside = QRectF(-area.height() / 2, 0, area.height(), 20)
        paint_lowered(painter, beside, Qt.AlignmentFlag.AlignCenter, symbol_pieces(words))
        painter.restore()

    def _paint_scale(self, painter: QPainter, theme: CanvasTheme, low: float, high: float) -> None:
        assert self._quantity is not None
        area, metrics = self._area(), painter.fontMetrics()
        bar = QRectF(area.right() + 14, area.top() + metrics.height() + 6, BAR, area.height() - metrics.height() - 6)
        gradient = QLinearGradient(bar.bottomLeft(), bar.topLeft())
        for number, stop in enumerate(STOPS):
            gradient.setColorAt(number / (len(STOPS) - 1), QColor(stop))
        painter.fillRect(bar, gradient)
        painter.setPen(QColor(theme.text))
        unit = unit_text(self._quantity.display_unit)
        symbol = self._quantity.symbol or self._quantity.name.replace("_", " ")
        over = QRectF(bar.left() - 4, area.top(), area.width(), metrics.height())
        parts = symbol_pieces(f"{symbol} / {unit}" if unit else symbol)
        paint_lowered(painter, over, Qt.AlignmentFlag.AlignLeft, parts)
        middle, top = (low + high) / 2, bar.top() + metrics.ascent()
        for value, y in ((high, top), (middle, bar.center().y()), (low, bar.bottom())):
            painter.drawText(QPointF(bar.right() + 5, y), printed_number(value, 3))

    def _number(self, x: float) -> str:
        """A place on the axis, as exactly as the map can tell places apart."""
        assert self._axis is not None
        low, high = self._axis.shown_limits
        shown = shown_value(x, self._axis.axis)
        return printed_number(shown, 3) if abs(shown) > NOTHING * (high - low) else "0"

    # events

    def words_of(self, place: tuple[int, int]) -> str:
        """A cell in words: its window and what it gives."""
        assert self._quantity is not None and self._axis is not None
        reading = self._readings[place]
        start, end = (self._number(edge) for edge in reading.window)
        unit = axis_unit(self._axis.axis)
        value = f"{printed_number(self._value(reading))} {unit_text(self._quantity.display_unit)}".strip()
        words = self.tr("{start} … {end} {unit}: {value}")
        return words.format(start=start, end=end, unit=unit, value=value)

    def event(self, event: QEvent | None) -> bool:
        """Say what a cell holds."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            place = self._at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), "" if place is None else self.words_of(place), self)
            return True
        return super().event(event)

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        """Take the window of a cell."""
        assert event is not None
        place = self._at(event.position()) if event.button() == Qt.MouseButton.LeftButton else None
        if place is not None:
            self._cursor = place
            self.window_chosen.emit(*self._readings[place].window)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Arrows walk the cells, Enter takes one."""
        assert event is not None
        steps = {Key.Key_Left: (-1, 0), Key.Key_Right: (1, 0), Key.Key_Up: (0, 1), Key.Key_Down: (0, -1)}
        here = self._cursor or self._present()
        if event.key() in steps and here is not None:
            step = steps[Key(event.key())]
            there = (here[0] + step[0], here[1] + step[1])
            self._cursor = there if self._cursor is not None and there in self._readings else here
            self.setAccessibleDescription(self.words_of(self._cursor))
            self.update()
        elif event.key() in (Key.Key_Return, Key.Key_Enter) and self._cursor is not None:
            self.window_chosen.emit(*self._readings[self._cursor].window)
        else:
            super().keyPressEvent(event)
