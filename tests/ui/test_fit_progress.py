from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from pytestqt.qtbot import QtBot

from models.analysis import Analysis
from models.shelf import FIT_CANCELLED
from tests.curves import content_of, plating_curve
from tests.ui.conftest import OpenWindow, settled


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Fits wait until it is set."""
    gate, computed = threading.Event(), Analysis.computed

    def slow(self: Analysis, *arguments: object) -> object:
        gate.wait(60)
        return computed(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(Analysis, "computed", slow)
    yield gate
    gate.set()


def test_long_fits_show_how_many_are_left_and_can_be_cancelled(
    open_window: OpenWindow, qtbot: QtBot, gate: threading.Event
) -> None:
    window = open_window()
    window.document.add_files([content_of(plating_curve(platings=3))])
    bar, button = window.fit_progress.progress, window.fit_progress.cancel_button
    qtbot.waitUntil(bar.isVisible)
    assert bar.maximum() == 3
    assert bar.value() == 0
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not bar.isVisible()
    analyses = window.electrocrystallization.table.analyses
    assert [analysis.problem for analysis in analyses] == [FIT_CANCELLED] * 3
    assert "cancelled" in window.electrocrystallization.panel.said.text()
    gate.set()
    QTest.keyClick(window, Qt.Key.Key_F5)
    settled(qtbot, window)
    assert all(analysis.result is not None for analysis in analyses)
    assert not bar.isVisible()


def test_an_answer_after_cancelling_is_not_taken(open_window: OpenWindow, qtbot: QtBot, gate: threading.Event) -> None:
    window = open_window()
    window.document.add_files([content_of(plating_curve())])
    (analysis,) = window.electrocrystallization.table.analyses
    window.document.shelf.cancel_fits()
    gate.set()
    settled(qtbot, window)
    assert analysis.result is None


def test_the_fit_in_view_waits_for_no_files_after_a_look_at_another_tab(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(plating_curve())
    home = window.tabs.currentIndex()
    window.show_tab(0)
    settled(qtbot, window)
    window.show_tab(home)
    (analysis,) = window.electrocrystallization.table.analyses
    background = window.document.background
    background.hold()  # as long as files are read
    window.document.edit(analysis, analysis.state.with_settings({"window_end": 50.0}), "")
    assert analysis.current_result() is None
    qtbot.waitUntil(lambda: analysis.current_result() is not None, timeout=20_000)
    background.release()
    settled(qtbot, window)
