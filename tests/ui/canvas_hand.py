"""A hand on the canvas: real mouse events, and an ear for what it says."""

from __future__ import annotations

import numpy as np
from PyQt6.QtCore import QPoint, QPointF, Qt
from PyQt6.QtGui import QWheelEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication

LEFT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton
CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
SAMPLES = np.arange(0.0, 1001.0, 5.0)


def plating(time):
    return -0.05 - 0.1 * np.exp(-time / 200)


class Heard:
    """Everything that a canvas said, in order."""

    def __init__(self, canvas):
        self.said = []
        canvas.gesture_started.connect(lambda name: self.said.append(("started", name)))
        canvas.gesture_finished.connect(lambda name: self.said.append(("finished", name)))
        canvas.gesture_cancelled.connect(lambda name: self.said.append(("cancelled", name)))
        canvas.window_changed.connect(lambda start, end: self.said.append(("window", start, end)))
        canvas.mark_changed.connect(lambda name, x: self.said.append(("mark", name, x)))

    def kinds(self):
        return [entry[0] for entry in self.said]


def move(canvas, point, buttons=LEFT, modifiers=Qt.KeyboardModifier.NoModifier):
    """A mouse move with buttons and modifiers, which QTest.mouseMove cannot give."""
    from PyQt6.QtCore import QEvent
    from PyQt6.QtGui import QMouseEvent

    event = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(point),
        QPointF(canvas.mapToGlobal(point)),
        Qt.MouseButton.NoButton,
        buttons,
        modifiers,
    )
    QApplication.sendEvent(canvas, event)


def press_at(canvas, name):
    point = canvas.handle_position(name).toPoint()
    QTest.mousePress(canvas, LEFT, pos=point)
    return point


def drag(canvas, start, by, steps=5, modifiers=Qt.KeyboardModifier.NoModifier, button=LEFT):
    QTest.mousePress(canvas, button, pos=start)
    for step in range(1, steps + 1):
        move(canvas, start + by * step / steps, button, modifiers)
    QTest.mouseRelease(canvas, button, pos=start + by)


def wheel(canvas, point, notches, modifiers=Qt.KeyboardModifier.NoModifier):
    QApplication.sendEvent(
        canvas,
        QWheelEvent(
            QPointF(point), QPointF(canvas.mapToGlobal(point)), QPoint(), QPoint(0, 120 * notches),
            Qt.MouseButton.NoButton, modifiers, Qt.ScrollPhase.NoScrollPhase, False,
        ),
    )  # fmt: skip


def window(canvas):
    return canvas.handles.window.start, canvas.handles.window.end


def body(canvas):
    rect = canvas.view.rects["curve"]
    return QPoint(round(canvas.view.x_axis().position(400.0)), round(rect.top() + 40))
