"""Our real window: a hand drags the fit window of a polarization curve; the answer is the time per move until painted.

Arguments: number of points, `p95` or `median`.
"""

from __future__ import annotations

import hashlib
import sys
import time

import numpy as np
from PyQt6.QtCore import QEvent, QPoint, QPointF, Qt
from PyQt6.QtGui import QMouseEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication
from serving import percentile, serve

from fitting.marcus_hush import marcus_hush_chidsey_current
from models.curve import Curve, Receipt, Segment, Source
from models.readers import FileContent
from models.steps import step_named
from ui.main_window import MainWindow
from ui.theme import apply_theme

MOVES = 120


def sweep(points: int) -> Curve:
    """A noisy Marcus–Hush–Chidsey sweep through equilibrium."""
    potential = np.linspace(-0.3, 0.3, points)
    few = np.linspace(-0.3, 0.3, 2001)
    current = 1e-6 * np.interp(potential, few, marcus_hush_chidsey_current(few, 10.0, 0.4))
    random = np.random.default_rng(0)
    current += (0.01 * np.abs(current) + 1e-9) * random.normal(size=points)
    columns = {"time": np.arange(points) * 1e-3, "potential": potential, "current": current}
    digest = hashlib.sha256(str(points).encode()).hexdigest()
    source = Source("sweep.csv", digest, 24 * points, "plain_table")
    return Curve(
        "sweep", "linear_sweep", columns, (Segment(0, points, "sweep"),), source, Receipt(), electrode_area=1e-7
    )


def main() -> None:
    """Open the window, wait for the fit, then drag at every line."""
    points, answer = int(float(sys.argv[1])), sys.argv[2]
    application = QApplication([])
    apply_theme(False)
    window = MainWindow()
    window.resize(1200, 800)
    window.show()
    curve = sweep(points)
    window.document.add_files([FileContent("sweep.csv", curve.source.sha256, "plain_table", (curve,), curve.receipt)])
    step = step_named("charge_transfer")
    assert step is not None
    window.tabs.setCurrentIndex(1)
    page = window.page
    while page.analysis is None or page.analysis.current_result() is None or window.document.background.busy:
        application.processEvents()
        time.sleep(0.005)
    canvas = page.canvas
    assert canvas is not None
    canvas.settle()
    application.processEvents()
    serve(lambda: drag(application, canvas, answer))


def drag(application: QApplication, canvas, answer: str) -> float:
    """Drag the right edge to and fro; return the time of a move in s."""
    start = canvas.handle_position("window_end").toPoint()
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=start)
    times = []
    for number in range(MOVES):
        shift = 3 * min(number, MOVES - number)
        point = QPoint(start.x() - shift - 1, start.y())
        event = QMouseEvent(
            QEvent.Type.MouseMove, QPointF(point), QPointF(canvas.mapToGlobal(point)),
            Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
        )  # fmt: skip
        began = time.perf_counter()
        QApplication.sendEvent(canvas, event)
        application.processEvents()
        times.append(time.perf_counter() - began)
    QTest.keyClick(canvas, Qt.Key.Key_Escape)  # as it was
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=start)
    application.processEvents()
    return percentile(times, 0.95 if answer == "p95" else 0.5)


if __name__ == "__main__":
    main()
