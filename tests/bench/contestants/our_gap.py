"""The longest time in which our window hears nothing, in s: a heartbeat of 5 ms while something large goes on.

Argument: `fitting` (60 platings), `drawing` (50 curves of a million points one after the other), `saving` (those 50).
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
from PyQt6.QtCore import QTimer
from PyQt6.QtWidgets import QApplication
from serving import serve

from fitting.synthetic import chronopotentiogram
from models.curve import Curve, Receipt, Segment, Source
from models.readers import FileContent
from ui.application import made_application
from ui.main_window import MainWindow
from ui.warm_up import warm

MANY, POINTS = 50, 1_000_000


class Heart:
    """Beats every 5 ms and remembers the longest pause."""

    def __init__(self) -> None:
        self.longest, self._last = 0.0, time.perf_counter()
        self._timer = QTimer()
        self._timer.setInterval(5)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self) -> None:
        now = time.perf_counter()
        self.longest, self._last = max(self.longest, now - self._last), now

    def stop(self) -> float:
        """The longest pause."""
        self._beat()
        self._timer.stop()
        return self.longest


def content(name: str, columns: dict[str, np.ndarray], edges: list[int]) -> FileContent:
    """A file that was read."""
    segments = tuple(Segment(a, b, "plating", -1.96e-4) for a, b in pairwise(edges))
    digest = (name * 64)[:64]
    source = Source(f"{name}.csv", digest, 1, "plain_table")
    curve = Curve(name, "chronopotentiometry", columns, segments, source, Receipt(), {"electrolyte": name[:2]}, 1.96e-5)
    return FileContent(f"{name}.csv", digest, "plain_table", (curve,), curve.receipt)


def long_curve(number: int) -> FileContent:
    """A million points."""
    time_ = np.linspace(0.0, 3600.0, POINTS)
    potential = -0.05 - 0.05 * np.exp(-time_ / 600) + 1e-4 * np.random.default_rng(number).normal(size=POINTS)
    columns = {"time": time_, "potential": potential, "current": np.full(POINTS, -1.96e-4)}
    return content(f"{number:02d} long", columns, [0, POINTS])


def until(application: QApplication, holds: Callable[[], bool], least: float = 0.3) -> None:
    """Let the window live until something holds, and a little longer."""
    began = time.perf_counter()
    while not holds() or time.perf_counter() - began < least:
        application.processEvents()
        time.sleep(0.0005)


def main() -> None:
    """Open the window; at every line do the job and answer with the longest pause."""
    what = sys.argv[1]
    application = made_application()
    window = MainWindow()
    window.resize(1440, 900)
    window.show()
    warm()  # as the program does while the window is on the screen already
    until(application, lambda: True, 1.0)
    document = window.document
    jobs = {"fitting": _fitting, "drawing": _drawing, "saving": _saving}
    serve(jobs[what](application, window, document))


def _fitting(application, window, document) -> Callable[[], float]:
    turn = [0]

    def job() -> float:
        turn[0] += 1
        made = [chronopotentiogram(seed=100 * turn[0] + number).columns for number in range(60)]
        size = len(made[0]["time"])
        columns = {name: np.concatenate([each[name] for each in made]) for name in made[0]}
        columns["time"] = np.concatenate([each["time"] + 1200.0 * number for number, each in enumerate(made)])
        heart = Heart()
        document.add_files([content(f"{turn[0]:02d} fits", columns, [size * number for number in range(61)])])
        until(application, lambda: not document.background.busy, 1.0)
        return heart.stop()

    return job


def _drawing(application, window, document) -> Callable[[], float]:
    document.add_files([long_curve(number) for number in range(MANY)])
    document.shelf.cancel_fits()
    until(application, lambda: not document.background.busy)

    def job() -> float:
        heart = Heart()
        for analysis in window.electrocrystallization.table.analyses:
            window.electrocrystallization.show_analysis(analysis)
            until(application, lambda: True, 0.25)
        return heart.stop()

    return job


def _saving(application, window, document) -> Callable[[], float]:
    document.add_files([long_curve(number) for number in range(MANY)])
    document.shelf.cancel_fits()
    until(application, lambda: not document.background.busy)
    folder = Path(tempfile.mkdtemp(prefix="anodescope-gap-"))
    turn = [0]

    def job() -> float:
        turn[0] += 1
        heart = Heart()
        project = window.projects.project
        project.save_as(folder / f"{turn[0]}.anode")
        until(application, lambda: not project.is_saving and not project.is_modified, 1.0)
        return heart.stop()

    return job


if __name__ == "__main__":
    main()
