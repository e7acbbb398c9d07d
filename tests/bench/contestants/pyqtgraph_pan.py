"""pyqtgraph with peak downsampling and clipping, pushed along x: seconds per frame. Argument: number of points."""

from __future__ import annotations

import sys
import time

import numpy as np
import pyqtgraph
from PyQt6.QtWidgets import QApplication
from serving import percentile, serve

FRAMES = 12


def main() -> None:
    """Show a noisy curve; at every line push it to and fro."""
    points = int(float(sys.argv[1]))
    application = QApplication([])
    x = np.linspace(0.0, 1000.0, points)
    y = np.sin(x / 40) + 0.1 * np.random.default_rng(0).normal(size=points)
    plot = pyqtgraph.PlotWidget()
    plot.resize(1200, 800)
    data = plot.plot(x, y, pen="k")
    data.setDownsampling(auto=True, method="peak")
    data.setClipToView(True)
    plot.show()
    application.processEvents()

    def pan() -> float:
        times = []
        for number in range(FRAMES):
            shift = 4.0 * min(number, FRAMES - number)
            began = time.perf_counter()
            plot.setXRange(-shift, 1000.0 - shift, padding=0)
            plot.viewport().repaint()
            application.processEvents()
            times.append(time.perf_counter() - began)
        return percentile(times, 0.5)

    serve(pan)


if __name__ == "__main__":
    main()
