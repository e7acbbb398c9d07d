"""The teaching pane, driven with keys and mouse."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from models.analysis import Analysis
from tests.ui.conftest import OpenWindow
from ui.copied_table import table_text
from ui.main_window import MainWindow
from ui.teaching_window import TeachingWindow


def opened(qtbot: QtBot, window: MainWindow, experiment: str = "planar_step") -> TeachingWindow:
    QTest.keyClick(window, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    (teaching,) = window.findChildren(TeachingWindow)
    with qtbot.waitExposed(teaching):
        teaching.show()
    teaching.tab.choice.setCurrentIndex(teaching.tab.choice.findData(experiment))
    computed(qtbot, teaching)
    return teaching


def computed(qtbot: QtBot, teaching: TeachingWindow) -> Analysis:
    analysis = teaching.tab.page.analysis
    assert analysis is not None
    qtbot.waitUntil(lambda: analysis.current_result() is not None, timeout=20_000)
    return analysis


def press(teaching: TeachingWindow, text: str) -> None:
    button = next(each for each in teaching.findChildren(QToolButton) if each.text().replace("&", "") == text)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_an_experiment_is_simulated_analysed_and_repeated_with_other_noise(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    teaching = opened(qtbot, open_window())
    first = computed(qtbot, teaching)
    assert first.result is not None
    before = first.result.outcome.table["found"]
    press(teaching, "Other noise")
    assert first.state.settings["seed"] == 1.0
    again = computed(qtbot, teaching).result
    assert again is not None
    assert again.outcome.table["truth"] == first.result.outcome.table["truth"]
    assert again.outcome.table["found"] != before
    QTest.keyClick(teaching, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert not first.state.settings
    QTest.keyClick(teaching, Qt.Key.Key_Escape)
    assert not teaching.isVisible()


def test_many_repeats_show_the_coverage(qtbot: QtBot, open_window: OpenWindow) -> None:
    teaching = opened(qtbot, open_window())
    press(teaching, "Repeat 100 times")
    analysis = computed(qtbot, teaching)
    assert analysis.result is not None
    assert analysis.result.outcome.table["count"] == (100.0,)
    assert "coverage" in table_text(teaching.tab.page.outcome_view)


def test_the_curve_is_put_into_the_project_and_what_is_tried_is_not(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window()
    teaching = opened(qtbot, window)
    press(teaching, "Put into the project")
    assert [each.curves[0].name for each in window.document.series] == ["Cottrell transient"]
    assert teaching.document.series == ()
    window.undo()
    window.undo()
    assert window.document.series == ()
