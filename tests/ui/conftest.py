from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from models.background import anything_runs
from models.curve import Curve
from tests.curves import content_of
from tests.ui.canvas_hand import SAMPLES, plating
from ui.curve_canvas import CurveCanvas, Mark, Panel, Trace
from ui.main_window import MainWindow

OpenWindow = Callable[..., MainWindow]


@pytest.fixture(autouse=True)
def own_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Sessions and backups of this test, and of no other."""
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("ANODESCOPE_HOME", str(folder))
    return folder


@pytest.fixture
def open_window(qtbot: QtBot) -> OpenWindow:
    """A factory of windows that show curves; every curve is analysed and drawn when it returns.

    It holds them until they are closed: one that nobody holds would be collected, with its journal still open.
    """
    held = []

    def opened(*curves: Curve) -> MainWindow:
        window = MainWindow()
        held.append(window)
        qtbot.addWidget(window, before_close_func=lambda each: closed(qtbot, each))
        window.resize(1360, 860)
        window.show()
        with qtbot.waitActive(window):
            window.activateWindow()
        if curves:
            window.document.add_files([content_of(curve) for curve in curves])
            settled(qtbot, window)
        return window

    return opened


def closed(qtbot: QtBot, window: MainWindow) -> None:
    """Close a window and wait for the save that may come before."""
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=20_000)


def settled(qtbot: QtBot, window: MainWindow) -> None:
    """Wait until nothing is read or computed any more and the picture is drawn."""
    qtbot.waitUntil(lambda: not window.document.background.busy and not anything_runs(), timeout=30_000)
    canvas = window.electrocrystallization.canvas
    canvas.settle()
    qtbot.wait(10)


@pytest.fixture
def make_canvas(qtbot):
    def make(x=SAMPLES, y=None, x_scale="linear", marks=True):
        canvas = CurveCanvas()
        qtbot.addWidget(canvas)
        canvas.resize(800, 500)
        data = Trace(np.asarray(x, float), plating(x) if y is None else np.asarray(y, float), "#333333")
        panels = [Panel("curve", "E / V", (data,), height_share=3), Panel("residual", "ΔE / mV", y_follows=True)]
        canvas.set_panels(panels, "t / s", x_scale)
        canvas.set_window(200.0, 600.0, (0.0, 1000.0), 6, "The fit needs 6 points.")
        if marks:
            canvas.set_marks(
                [
                    Mark("spike", "spike", "v", 100.0, float(plating(100.0))),
                    Mark("plateau", "plateau", "s", 800.0, float(plating(800.0)), confirmed=True),
                ]
            )
        canvas.show()
        qtbot.waitExposed(canvas)
        canvas.setFocus()
        canvas.activateWindow()
        QApplication.processEvents()
        return canvas

    return make


@pytest.fixture
def canvas(make_canvas):
    return make_canvas()
