"""Our canvas pushed by the middle button: seconds per frame. Argument: number of points."""

from __future__ import annotations

import sys
import time

import numpy as np
from PyQt6.QtCore import QEvent, QPoint, QPointF, Qt
from PyQt6.QtGui import QMouseEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication
from serving import percentile, serve

from ui.curve_canvas import CurveCanvas, Panel, Trace

FRAMES = 100


def main() -> None:
    """Show a noisy curve; at every line push it to and fro."""
    points = int(float(sys.argv[1]))
    application = QApplication([])
    canvas = CurveCanvas()
    canvas.resize(1200, 800)
    x = np.linspace(0.0, 1000.0, points)
    y = np.sin(x / 40) + 0.1 * np.random.default_rng(0).normal(size=points)
    canvas.set_panels([Panel("curve", "E / V", (Trace(x, y, "#333333"),))], "t / s")
    canvas.show()
    QTest.qWaitForWindowExposed(canvas)
    canvas.settle()

    def pan() -> float:
        start = QPoint(600, 400)
        QTest.mousePress(canvas, Qt.MouseButton.MiddleButton, pos=start)
        times = []
        for number in range(FRAMES):
            point = QPoint(start.x() + 4 * min(number, FRAMES - number), start.y())
            event = QMouseEvent(
                QEvent.Type.MouseMove, QPointF(point), QPointF(canvas.mapToGlobal(point)),
                Qt.MouseButton.NoButton, Qt.MouseButton.MiddleButton, Qt.KeyboardModifier.NoModifier,
            )  # fmt: skip
            began = time.perf_counter()
            QApplication.sendEvent(canvas, event)
            canvas.repaint()
            times.append(time.perf_counter() - began)
        QTest.mouseRelease(canvas, Qt.MouseButton.MiddleButton, pos=start)
        application.processEvents()
        return percentile(times, 0.5)

    serve(pan)


if __name__ == "__main__":
    main()
