"""matplotlib's full redraw of empty axes in a Qt window: seconds per frame."""

from __future__ import annotations

import time

from matplotlib.backends.backend_qtagg import FigureCanvasQTAgg
from matplotlib.figure import Figure
from PyQt6.QtWidgets import QApplication
from serving import percentile, serve

FRAMES = 12


def main() -> None:
    """Show empty axes; at every line move their limits."""
    application = QApplication([])
    figure = Figure()
    axes = figure.add_subplot()
    canvas = FigureCanvasQTAgg(figure)
    canvas.resize(1200, 800)
    canvas.show()
    application.processEvents()

    def pan() -> float:
        times = []
        for number in range(FRAMES):
            shift = 4.0 * min(number, FRAMES - number)
            began = time.perf_counter()
            axes.set_xlim(-shift, 1000.0 - shift)
            canvas.draw()
            canvas.repaint()
            times.append(time.perf_counter() - began)
        return percentile(times, 0.5)

    serve(pan)


if __name__ == "__main__":
    main()
