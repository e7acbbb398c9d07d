"""Our real window with many curves: how long an act takes, in s, or what it holds in memory, in bytes.

Arguments: what is done, how many curves, how many points each.
`add`: the curves come into the window until it is idle. `turn`: from one curve's picture to the next.
`save`: the project is written. `memory`: what the process holds once every curve was looked at.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from our_gap import content, until
from serving import serve

from models.readers import FileContent
from ui.application import made_application
from ui.environment import give_large_blocks_back
from ui.main_window import MainWindow
from ui.warm_up import warm

TURNS = 20


def plating(number: int, points: int) -> FileContent:
    """One plating with noise of its own."""
    time_ = np.linspace(0.0, 3600.0, points)
    potential = -0.05 - 0.05 * np.exp(-time_ / 600) + 1e-4 * np.random.default_rng(number).normal(size=points)
    columns = {"time": time_, "potential": potential, "current": np.full(points, -1.96e-4)}
    return content(f"{number:07d} plating", columns, [0, points])


class Hand:
    """A window, and what is done with it."""

    def __init__(self, count: int, points: int) -> None:
        self._application = made_application()
        give_large_blocks_back()  # as the program does while it warms up
        self._window = MainWindow()
        self._window.resize(1440, 900)
        self._window.show()
        warm()
        self._window.furnish()
        self._count, self._points, self._made = count, points, 0
        self._folder = Path(tempfile.mkdtemp(prefix="anodescope-bench-"))
        until(self._application, lambda: True)

    def add(self) -> float:
        """Into an empty document."""
        document = self._window.document
        document.undo_stack.setIndex(0)
        self._idle()
        files = self._next()
        began = time.perf_counter()
        document.add_files(files)
        document.shelf.cancel_fits()
        self._idle()
        return time.perf_counter() - began

    def turn(self) -> float:
        """The curves stay; twenty of them are shown."""
        if not self._made:
            self.add()
        page = self._window.electrocrystallization
        analyses = page.table.analyses
        began = time.perf_counter()
        for number in range(TURNS):
            page.show_analysis(analyses[number * len(analyses) // TURNS])
            self._application.processEvents()
        return (time.perf_counter() - began) / TURNS

    def save(self) -> float:
        """Under a new name each time, so that everything is written."""
        if not self._made:
            self.add()
        self._made += 1
        project = self._window.projects.project
        began = time.perf_counter()
        project.save_as(self._folder / f"{self._made}.anode")
        while project.is_saving or project.is_modified:
            self._application.processEvents()
            time.sleep(0.001)
        return time.perf_counter() - began

    def memory(self) -> float:
        """With every curve looked at, and nothing under way."""
        if not self._made:
            self.add()
        page = self._window.electrocrystallization
        for analysis in page.table.analyses:
            page.show_analysis(analysis)
            until(self._application, lambda: not self._window.document.background.busy, 0.1)
        status = Path("/proc/self/status").read_text()
        return 1024.0 * int(status.partition("VmRSS:")[2].split()[0])

    def _next(self) -> list[FileContent]:
        first, self._made = self._made, self._made + self._count
        return [plating(number, self._points) for number in range(first, self._made)]

    def _idle(self) -> None:
        self._application.processEvents()
        while self._window.document.background.busy:
            self._application.processEvents()
            time.sleep(0.0005)
        self._application.processEvents()


def main() -> None:
    """Open the window and answer."""
    act, count, points = sys.argv[1], int(sys.argv[2]), int(float(sys.argv[3]))
    hand = Hand(count, points)
    acts: dict[str, Callable[[], float]] = {
        "add": hand.add, "turn": hand.turn, "save": hand.save, "memory": hand.memory,
    }  # fmt: skip
    serve(acts[act])


if __name__ == "__main__":
    main()
