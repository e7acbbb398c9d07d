"""Our spike picker: a hand drags a mark of a plating curve while fit, residual, spin boxes and table follow.

The answer is the time per move until painted. Argument: number of points.
"""

from __future__ import annotations

import hashlib
import sys
import time

import numpy as np
from our_drag import drag
from PyQt6.QtWidgets import QApplication
from serving import serve

from fitting.synthetic import chronopotentiogram
from models.curve import Curve, Receipt, Segment, Source
from models.readers import FileContent
from ui.main_window import MainWindow
from ui.theme import apply_theme


def plating(points: int) -> Curve:
    """A plating of so many points."""
    made = chronopotentiogram(duration=900.0, sampling_interval=900.0 / points, noise="white")
    length = len(made.columns["time"])
    digest = hashlib.sha256(f"plating {points}".encode()).hexdigest()
    source = Source("plating.csv", digest, 24 * length, "plain_table")
    segments = (Segment(0, length, "plating", float(np.median(made.columns["current"]))),)
    return Curve("plating", "chronopotentiometry", made.columns, segments, source, Receipt(), electrode_area=1.96e-5)


def main() -> None:
    """Open the window, wait for the reading, then drag at every line."""
    application = QApplication([])
    apply_theme(False)
    window = MainWindow()
    window.resize(1440, 900)
    window.show()
    curve = plating(int(float(sys.argv[1])))
    window.document.add_files([FileContent("plating.csv", curve.source.sha256, "plain_table", (curve,), curve.receipt)])
    page = window.page
    while page.analysis is None or page.analysis.current_result() is None or window.document.background.busy:
        application.processEvents()
        time.sleep(0.005)
    canvas = page.canvas
    assert canvas is not None
    canvas.settle()
    application.processEvents()
    serve(lambda: drag(application, canvas, "median"))


if __name__ == "__main__":
    main()
