"""The window of a cell's cycles, dragged over the charges of its half cycles."""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from fitting.synthetic.cycling import cycling_series
from tests.models.test_cyclic_stability import record_file
from tests.ui.canvas_hand import drag
from tests.ui.conftest import OpenWindow, settled
from ui.curve_canvas import WINDOW_START


def test_cycles_are_left_out_by_dragging_the_window_over_their_charges(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window = open_window()
    window.document.add_files([record_file(tmp_path, "cell", cycling_series(cycles=12, seed=1))])
    window.tabs.setCurrentIndex(4)
    page = window.page
    settled(qtbot, window)
    qtbot.waitUntil(lambda: page.analysis is not None and page.analysis.current_result() is not None)
    assert len(page.analysis.result.outcome.table["cycle"]) == 12
    choice = page.view.choice
    choice.setCurrentIndex(choice.findText("charges on the clock"))
    choice.activated.emit(choice.currentIndex())
    canvas, count = page.canvas, window.document.undo_stack.count()
    qtbot.waitUntil(lambda: canvas.handles.window is not None)
    points = [len(trace.x) for trace in page.view.panels[0].traces]
    start = canvas.handle_position(WINDOW_START)
    drag(canvas, start.toPoint(), QPoint(canvas.width() // 3, 0))
    qtbot.waitUntil(lambda: page.analysis.current_result() is not None, timeout=20_000)
    settled(qtbot, window)
    left = len(page.analysis.result.outcome.table["cycle"])
    assert 4 <= left <= 10
    assert window.document.undo_stack.count() == count + 1
    assert [len(trace.x) for trace in page.view.panels[0].traces] == points, "what is left out stays in view"
    window.undo()
    settled(qtbot, window)
    assert len(page.analysis.result.outcome.table["cycle"]) == 12
