from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from models.curve import Curve
from tests.curves import content_of
from ui.main_window import MainWindow

OpenWindow = Callable[..., MainWindow]


@pytest.fixture
def open_window(qtbot: QtBot) -> Iterator[OpenWindow]:
    """A factory of windows that show curves; every curve is analysed and drawn when it returns."""
    windows: list[MainWindow] = []

    def opened(*curves: Curve) -> MainWindow:
        window = MainWindow()
        windows.append(window)
        qtbot.addWidget(window)
        window.resize(1360, 860)
        window.show()
        with qtbot.waitActive(window):
            window.activateWindow()
        if curves:
            window.document.add_files([content_of(curve) for curve in curves])
            settled(qtbot, window)
        return window

    yield opened
    for window in windows:
        window.document.undo_stack.setClean()  # or it asks whether to close without a report
        window.close()


def settled(qtbot: QtBot, window: MainWindow) -> None:
    """Wait until nothing is read or computed any more and the picture is drawn."""
    qtbot.waitUntil(lambda: not window.document.background.busy, timeout=30_000)
    canvas = window.electrocrystallization.canvas
    canvas.settle()
    qtbot.wait(10)
