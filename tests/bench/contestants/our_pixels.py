"""What share of the inked pixels differs from drawing every point: a curve of 200,000 points, sampled unevenly.

Arguments: the share of the points that lie in the first 3 % of the time, 0 for even sampling; `settled` or `moving`.
"""

from __future__ import annotations

import sys
from contextlib import nullcontext
from unittest.mock import patch

import numpy as np
from PyQt6.QtGui import QImage
from PyQt6.QtWidgets import QApplication
from serving import serve

from ui.curve_canvas import CurveCanvas, Panel, Trace, line, settled

POINTS = 200_000


def main() -> None:
    """Draw a picture twice, as it is and with every point."""
    share, settles = float(sys.argv[1]), sys.argv[2] == "settled"
    application = QApplication([])
    random = np.random.default_rng(0)
    early = int(share * POINTS)
    later = np.linspace(30.0 if early else 0.0, 1000.0, POINTS - early)
    x = np.concatenate([np.linspace(0.0, 30.0, early, endpoint=False), later])
    y = np.sin(x / 60) + 0.05 * random.normal(size=POINTS)
    y[:: POINTS // 37] += random.choice([-0.8, 0.8], size=y[:: POINTS // 37].size)
    canvas = CurveCanvas()
    canvas.resize(1200, 800)
    width = 1.2 if settles else 0.75  # points: a moving line is a hair of one pixel where it is dense
    canvas.set_panels([Panel("curve", "E / V", (Trace(x, y, "#000000", width=width),))], "t / s")
    canvas.show()
    application.processEvents()

    def picture(every_point: bool) -> np.ndarray:
        whole = (
            patch.object(settled, "decimated", lambda x, y, *_: (x, y))
            if settles
            else patch.object(line, "DENSE", 10**9)
        )
        with whole if every_point else nullcontext():
            canvas.view_moved()
            if settles:
                canvas.settle()
            return _ink(canvas.grab().toImage())

    def differing() -> float:
        ours, every = picture(False), picture(True)
        if settles:
            return float(np.count_nonzero(np.abs(ours - every) > 85) / np.count_nonzero(every < 170))
        ours, every = ours < 170, every < 170
        far = np.count_nonzero(ours & ~_grown(every)) + np.count_nonzero(every & ~_grown(ours))
        return float(far / np.count_nonzero(every))

    serve(differing)


def _grown(ink: np.ndarray) -> np.ndarray:
    """The ink and every pixel beside it: a moving line may be one pixel off."""
    padded = np.pad(ink, 1)
    high, wide = ink.shape
    return np.logical_or.reduce([padded[i : i + high, j : j + wide] for i in range(3) for j in range(3)])


def _ink(image: QImage) -> np.ndarray:
    """The grey of every pixel."""
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    bits = grey.constBits()
    bits.setsize(grey.sizeInBytes())
    return np.frombuffer(bits, np.uint8).reshape(grey.height(), grey.bytesPerLine())[:, : grey.width()].astype(int)


if __name__ == "__main__":
    main()
