"""How long the window cannot answer while it loads: the longest pause of a timer that beats every 5 ms."""

from __future__ import annotations

import os
import tempfile
from functools import cache, partial
from pathlib import Path
from time import perf_counter

from tests.bench import recordings
from tests.bench.contest import Contestant
from tests.bench.rows import Figure
from tests.instruments import writers

BEAT = 5  # ms
LONGEST = 180.0  # s


@cache
def _folder() -> Path:
    """Two hundred files of several instruments, one of them large."""
    folder = Path(tempfile.mkdtemp(prefix="anodescope-gap-"))
    for number in range(60):
        (folder / f"cv {number}.txt").write_bytes(writers.chi_cv(scan_rate=0.1 + 0.01 * number))
        (folder / f"cp {number}.txt").write_bytes(writers.chi_cp(segments=3 + number % 5))
        steps = [0.1 * row for row in range(2000)]
        potential = [-0.1 - 1e-5 * row - 1e-6 * number for row in range(2000)]
        columns = {"time/s": steps, "Ewe/V": potential, "I/mA": [-0.196] * 2000}
        (folder / f"plating {number}.mpr").write_bytes(writers.mpr(columns))
    recordings.eclab(folder / "long.mpt", 300_000)
    return folder


@cache
def measured(folder: Path) -> dict[str, float]:
    """The longest gap between two beats, the second longest, and when the first curve came, all in s."""
    from PyQt6.QtCore import Qt, QTimer
    from PyQt6.QtWidgets import QApplication

    from ui.application import made_application
    from ui.main_window import MainWindow
    from ui.warm_up import warm

    warm()  # as the program does while the window is on the screen already
    os.environ.setdefault("ANODESCOPE_HOME", tempfile.mkdtemp())
    app = QApplication.instance() or made_application()
    window = MainWindow()
    window.resize(1360, 860)
    window.show()
    window.furnish()
    beats: list[float] = []
    timer = QTimer(timerType=Qt.TimerType.PreciseTimer)
    timer.setInterval(BEAT)
    timer.timeout.connect(lambda: beats.append(perf_counter()))
    for _ in range(50):
        app.processEvents()
    first: list[float] = []
    window.document.series_changed.connect(lambda: first.append(perf_counter()))
    timer.start()
    began = perf_counter()
    window.loading.open([folder])
    while (window.loading.busy or window.document.background.busy) and perf_counter() - began < LONGEST:
        app.processEvents()
    ended = perf_counter()
    timer.stop()
    gaps = sorted(later - sooner for sooner, later in zip([began, *beats], [*beats, ended], strict=True))
    window.document.undo_stack.setClean()
    window.close()
    return {
        "longest": gaps[-1],
        "second": gaps[-2],
        "first": first[0] - began if first else LONGEST,
        "all": ended - began,
    }


def _real() -> Path:
    named = os.environ.get("ANODESCOPE_DATA", Path(__file__).resolve().parents[3] / "shared" / "data")
    return Path(named) if Path(named).is_dir() else _folder()


def _while(what: str) -> float:
    """The longest pause while a window of its own is busy."""
    busy = Contestant("our_gap", what)
    try:
        return busy.run()
    finally:
        busy.close()


ROWS = (
    *(Figure(f"ui_gap_{what}", "s", 0.1, partial(_while, what)) for what in ("fitting", "drawing", "saving")),
    Figure("ui_gap_loading", "s", 0.1, lambda: measured(_folder())["longest"]),
    Figure("ui_gap_loading_real", "s", 0.1, lambda: measured(_real())["longest"]),
    Figure("first_curve_of_a_folder", "s", 1.0, lambda: measured(_folder())["first"]),
    Figure("whole_data_folder", "s", 60.0, lambda: measured(_real())["all"]),
)
