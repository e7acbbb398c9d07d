"""What was done, and what was opened: both are seen, and both are ways back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from pytestqt.qtbot import QtBot

from models.curve_edits import rename_curve
from models.language import CHINESE, ENGLISH, install_translations
from models.settings import store
from tests.curves import plating_curve
from tests.ui.conftest import OpenWindow, settled
from tests.ui.test_main_window import drop, plating_file, wait_loaded
from ui.main_window import MainWindow
from ui.recent import MOST, RecentMenu, recent_paths, remember_recent


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    store().clear()
    yield
    store().clear()


def show_history(window: MainWindow) -> None:
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(window, Qt.Key.Key_H, both)


def lines(window: MainWindow) -> list[str]:
    model = window.history.view.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_the_history_lists_what_was_done_and_arrows_walk_in_it(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(plating_curve())
    rename_curve(window.document, window.document.series[0].curves[0].curve, "better name")
    show_history(window)
    assert lines(window) == ["As it was opened", "Add curves", "Rename curve"]
    assert window.history.view.hasFocus()
    QTest.keyClick(window.history.view, Qt.Key.Key_Up)
    assert window.document.series[0].curves[0].name == plating_curve().name
    QTest.keyClick(window.history.view, Qt.Key.Key_Down)
    assert window.document.series[0].curves[0].name == "better name"
    settled(qtbot, window)
    show_history(window)
    assert not window.history.isVisible()


def test_what_was_done_before_is_named_in_the_new_language(open_window: OpenWindow, qtbot: QtBot, qapp: object) -> None:
    window = open_window(plating_curve())
    translations = install_translations(CHINESE)
    settled(qtbot, window)
    assert lines(window) == ["打开时的样子", "添加曲线"]
    assert window.actions_by_name["undo"].text() == "撤销 添加曲线"
    translations.speak(ENGLISH)
    settled(qtbot, window)
    assert lines(window) == ["As it was opened", "Add curves"]
    qapp.removeTranslator(translations)
    translations.setParent(None)


def test_what_was_dropped_is_offered_again(open_window: OpenWindow, qtbot: QtBot, tmp_path: Path) -> None:
    path, gone = plating_file(tmp_path, "cell.csv"), plating_file(tmp_path, "gone.csv")
    window = open_window()
    drop(window, gone)
    drop(window, path)
    wait_loaded(qtbot, window)
    gone.unlink()
    menu = window.findChild(RecentMenu)
    menu.fill()
    first, second, *_ = menu.actions()
    assert (first.text(), first.toolTip(), first.isEnabled()) == ("&1 cell.csv", str(path), True)
    assert (second.text(), second.isEnabled()) == ("&2 gone.csv", False)
    window.document.undo_stack.undo()
    first.trigger()
    wait_loaded(qtbot, window)
    assert "cell" in [curve.name for each in window.document.series for curve in each.curves]


def test_the_list_of_what_was_opened_is_short_and_can_be_forgotten(qtbot: QtBot, tmp_path: Path) -> None:
    remember_recent(tmp_path / f"{number}.csv" for number in range(20))
    remember_recent([tmp_path / "5.csv"])
    assert recent_paths()[0] == tmp_path / "5.csv"
    assert len(recent_paths()) == MOST == len(set(recent_paths()))
    menu = RecentMenu(lambda path: None)
    qtbot.addWidget(menu)
    menu.fill()
    menu.actions()[-1].trigger()
    menu.fill()
    assert recent_paths() == []
    assert [action.isEnabled() for action in menu.actions()] == [False]
