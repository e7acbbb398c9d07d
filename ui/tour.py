"""The 60-second tour: a few hints beside what they are about. Nothing is locked meanwhile, nothing moves by itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PyQt6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt
from PyQt6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.style import paint_ring

if TYPE_CHECKING:
    from ui.main_window import MainWindow

WIDTH = 330  # px
GAP = 12


class _Ring(QWidget):
    """A ring round what a hint is about; the mouse goes through it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        paint_ring(painter, self.rect(), self.palette())
        painter.end()


class Tour(QFrame):
    """One hint at a time, with Back, Next and End; arrows and Esc do the same."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.place = 0
        self._ring = _Ring(window)
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.count = QLabel()
        self.back = QPushButton(self.tr("&Back"))
        self.next = QPushButton(self.tr("&Next"))
        self.end = QPushButton(self.tr("End the tour"))
        self.back.clicked.connect(lambda: self.show_hint(self.place - 1))
        self.next.clicked.connect(lambda: self.show_hint(self.place + 1))
        self.end.clicked.connect(self.finish)
        self.setAutoFillBackground(True)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAccessibleName(self.tr("Tour"))
        self._lay_out()
        window.installEventFilter(self)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self.count)
        buttons.addStretch(1)
        for button in (self.end, self.back, self.next):
            buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 12)
        layout.addWidget(self.words)
        layout.addLayout(buttons)

    def hints(self) -> tuple[tuple[Callable[[], QWidget | None], str], ...]:
        """What is pointed at, and what is said of it."""
        window = self._window
        page = window.electrocrystallization
        return (
            (lambda: window.data_panel, self.tr(
                "Your curves, by electrolyte. Drop files anywhere in the window; a mark at the right says what the "
                "import noted. A check box sets a curve aside."
            )),
            (lambda: window.tabs.tabBar(), self.tr(
                "One tab per elementary step, Alt+1 to Alt+6. Each says which of your curves it can use, and what is "
                "missing."
            )),
            (lambda: page.canvas, self.tr(
                "Drag an edge of the fit window, or a mark: fit and numbers follow the hand. Hollow marks are guesses. "
                "The wheel zooms, the middle button pans."
            )),
            (lambda: page.panel, self.tr(
                "Results with their intervals and the warnings that belong to them. Below, the inputs: type what a "
                "file does not say."
            )),
            (lambda: page.table_view, self.tr(
                "All curves of this method. ↑ ↓ walk through them, Enter confirms and goes on: fifty in a minute."
            )),
            (lambda: window.tool_bar, self.tr(
                "Undo takes anything back. The report is an Excel workbook, the figure fits the journal. "
                "Ctrl+Shift+P finds every command, F1 explains the step."
            )),
        )  # fmt: skip

    def show_hint(self, place: int) -> None:
        """Show the hint of that number; after the last the tour is over."""
        hints = self.hints()
        if place >= len(hints):
            self.finish()
            return
        self.place = max(0, place)
        target, text = hints[self.place]
        self.words.setText(text)
        self.count.setText(f"{self.place + 1} / {len(hints)}")
        self.back.setEnabled(self.place > 0)
        self.next.setText(self.tr("&Done") if self.place == len(hints) - 1 else self.tr("&Next"))
        self._stand_beside(target())
        self.show()
        self.raise_()
        self.next.setFocus(Qt.FocusReason.OtherFocusReason)

    def _stand_beside(self, target: QWidget | None) -> None:
        """Beside the target where there is room, else over its lower end; never beyond the window."""
        window = self._window.rect()
        self.setFixedWidth(min(WIDTH, window.width() - 2 * GAP))
        self.adjustSize()
        self._ring.setVisible(target is not None and target.isVisible())
        if target is None or not target.isVisible():
            self.move(window.center() - self.rect().center())
            return
        around = QRect(target.mapTo(self._window, QPoint(0, 0)), target.size()).intersected(window)
        self._ring.setGeometry(around.adjusted(-2, -2, 2, 2).intersected(window))
        self._ring.raise_()
        self.move(placed(self.size(), around, window))

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Stay beside the target when the window changes its size."""
        if event is not None and event.type() == QEvent.Type.Resize and self.isVisible():
            self._stand_beside(self.hints()[self.place][0]())
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Arrows go back and on, Esc ends."""
        assert event is not None
        moves = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}
        if event.key() == Qt.Key.Key_Escape:
            self.finish()
        elif event.key() in moves:
            self.show_hint(self.place + moves[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def finish(self) -> None:
        """End the tour."""
        self._window.removeEventFilter(self)
        for widget in (self._ring, self):
            widget.hide()
            widget.deleteLater()


def placed(size: QSize, around: QRect, window: QRect) -> QPoint:
    """Where a card of that size stands best: right, below, left or above of a place, within the window."""
    choices = (
        QPoint(around.right() + GAP, around.top() + GAP),
        QPoint(around.left() + GAP, around.bottom() + GAP),
        QPoint(around.left() - GAP - size.width(), around.top() + GAP),
        QPoint(around.left() + GAP, around.top() - GAP - size.height()),
    )
    inside = (point for point in choices if window.contains(QRect(point, size)))
    fallback = QPoint(
        min(max(around.center().x() - size.width() // 2, GAP), window.right() - size.width() - GAP),
        min(max(around.bottom() - size.height() - GAP, GAP), window.bottom() - size.height() - GAP),
    )
    return next(inside, fallback)


def start_tour(window: MainWindow) -> Tour:
    """Begin, on the sample if nothing is open."""
    if not window.document.series:
        window.files.open_sample()
    window.show_tab(list(window.step_tabs).index("electrocrystallization"))
    tour = Tour(window)
    tour.show_hint(0)
    return tour
