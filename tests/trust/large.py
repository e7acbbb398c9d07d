"""A large project is saved while the window lives on, and a long session comes back soon."""

from __future__ import annotations

import hashlib
import os
import shutil
import statistics
import tempfile
import time
from functools import cache
from pathlib import Path

import numpy as np
from PyQt6.QtCore import QTimer

from models.curve import Curve, Receipt, Segment, Source
from models.curve_edits import rename_curve
from models.readers import FileContent
from tests.project_hand import Window, wait_until
from tests.trust import forks
from tests.trust.rows import Row
from tests.trust.work import METHOD, STEP, small_curve

POINTS = 1_000_000
SIZE = 233e6  # bytes
BEAT = 5  # ms
EDITS = 10_000


def long_curve(number: int) -> Curve:
    """A record of a million points with noise, as large in the file as one can be."""
    dice = np.random.default_rng(number)
    time_column = np.arange(POINTS) * 0.01
    columns = {
        "time": time_column,
        "potential": -0.1 + 0.01 * np.sin(time_column / 100) + dice.normal(0, 1e-4, POINTS),
        "current": -1e-4 + dice.normal(0, 1e-8, POINTS),
    }
    source = Source(f"long{number}.mpr", hashlib.sha256(b"%d" % number).hexdigest(), 8 * POINTS, "biologic_mpr")
    return Curve(f"long {number}", "open_circuit", columns, (Segment(0, POINTS, "rest"),), source, Receipt())


def _content(curve: Curve) -> FileContent:
    return FileContent(curve.source.file, curve.source.sha256, curve.source.reader, (curve,), curve.receipt)


class _Heart:
    """Beats as often as it can; the longest pause between two beats is how long the window stood still."""

    def __init__(self) -> None:
        self.pauses: list[float] = []
        self._last = time.perf_counter()
        self._timer = QTimer()
        self._timer.setInterval(BEAT)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self) -> None:
        now = time.perf_counter()
        self.pauses.append(now - self._last)
        self._last = now

    def stop(self) -> float:
        """The longest pause / s."""
        self._timer.stop()
        return max(self.pauses)


def save_large(rounds: int) -> dict[str, float]:
    """Save a project of 233 MB a few times after a small edit, each time beside a plain copy of the file."""
    with tempfile.TemporaryDirectory(prefix="anodescope-large-") as name:
        folder = Path(name)
        path = folder / "large.anode"
        window = Window(folder / "home")
        first = long_curve(0)
        window.document.add_files([_content(first)])
        window.save(path)
        while path.stat().st_size < SIZE:
            missing = int((SIZE - path.stat().st_size) / path.stat().st_size * len(window.document.curves)) + 1
            known = len(window.document.curves)
            window.document.add_files([_content(long_curve(known + number)) for number in range(missing)])
            wait_until(lambda: window.project.is_durable(0.5), 120.0)
            window.save()
        ratios, gaps = [], []
        for number in range(rounds):
            began = time.perf_counter()
            shutil.copyfile(path, folder / "copy.anode")
            with open(folder / "copy.anode", "rb+") as stream:
                os.fsync(stream.fileno())
            copied = time.perf_counter() - began
            rename_curve(window.document, first.identity, f"name {number}")
            heart = _Heart()
            began = time.perf_counter()
            window.save()
            saved = time.perf_counter() - began
            gaps.append(heart.stop())
            ratios.append(saved / copied)
            print(f"save {saved:.2f} s, copy {copied:.2f} s, longest pause {1e3 * gaps[-1]:.0f} ms", flush=True)
        print(f"{path.stat().st_size / 1e6:.0f} MB", flush=True)
        window.close()
        return {"ratio": statistics.median(ratios), "gap": 1e3 * max(gaps)}


@cache
def _saved(rounds: int) -> dict[str, float]:
    found: dict[str, float] = forks.answer(lambda: save_large(rounds))
    return found


def leave_long_session(home: Path, edits: int) -> bool:
    """A session of so many edits that breaks down."""
    assert STEP is not None and METHOD is not None
    window = Window(home)
    document = window.document
    document.add_files([_content(small_curve(number)) for number in range(20)])
    (calculator,) = document.analyses(STEP, METHOD)
    for number in range(edits - 1):
        if number % 3:
            given = {"transfer_coefficient": 0.2 + 0.5 * number / edits}
            document.edit(calculator, calculator.state.with_settings(given), "Set")
        else:
            rename_curve(document, small_curve(number % 20).identity, f"name {number}")
    wait_until(lambda: window.project.is_durable(0.1), 120.0)
    window.crash()
    return True


def recover_long_session(edits: int) -> float:
    """How long it takes until the window shows what a session of so many edits held / s."""
    with tempfile.TemporaryDirectory(prefix="anodescope-long-") as name:
        home = Path(name) / "home"
        forks.answer(lambda: leave_long_session(home, edits))

        def recover() -> float:
            window = Window(home)
            began = time.perf_counter()
            window.recover()
            seconds = time.perf_counter() - began
            assert window.document.undo_stack.count() == edits
            return seconds

        seconds: float = forks.answer(recover)
        return seconds


ROWS = (
    Row("save_233_mb", "times a plain copy", 3, 5, lambda count: _saved(count)["ratio"]),
    Row("window_gap_while_saving", "ms", 100, 5, lambda count: _saved(count)["gap"]),
    Row("recover_10000_edits", "s", 3, EDITS, recover_long_session),
)
