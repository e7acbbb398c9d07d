from __future__ import annotations

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.curves import plating_curve
from tests.ui.conftest import OpenWindow
from ui.command_palette import CommandPalette, closeness
from ui.main_window import MainWindow


def opened(window: MainWindow) -> CommandPalette:
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(window, Qt.Key.Key_P, both)
    return window.findChild(CommandPalette)


def first(palette: CommandPalette) -> str:
    return palette.view.currentIndex().siblingAtColumn(0).data()


@pytest.mark.parametrize(
    ("letters", "better", "worse"),
    [("rep", "Report", "Open the sample"), ("of", "Open folder", "Light or dark"), ("und", "Undo", "Round about")],
)
def test_letters_that_begin_words_fit_better(letters: str, better: str, worse: str) -> None:
    assert closeness(letters, better) > closeness(letters, worse)


def test_letters_that_are_not_there_do_not_fit() -> None:
    assert closeness("xyz", "Report") == 0.0


def test_it_shows_all_there_is_to_do_with_its_key(open_window: OpenWindow) -> None:
    window = open_window()
    palette = opened(window)
    assert palette.closest.rowCount() == len(window.actions_by_name)
    assert palette.closest.index(0, 0).data() == "Open files"
    assert palette.closest.index(0, 1).data() == "Ctrl+O"


def test_a_few_letters_and_enter_do_it(open_window: OpenWindow) -> None:
    window = open_window()
    palette = opened(window)
    QTest.keyClicks(palette.line, "self-corr")
    assert first(palette) == "Self-corrosion"
    QTest.keyClick(palette.line, Qt.Key.Key_Return)
    assert window.tabs.currentIndex() == 3
    assert not palette.isVisible()


def test_it_understands_chinese_while_it_speaks_english(open_window: OpenWindow) -> None:
    palette = opened(open_window())
    palette.line.setText("自腐蚀")
    assert first(palette) == "Self-corrosion"


def test_arrows_walk_while_one_types(open_window: OpenWindow) -> None:
    palette = opened(open_window())
    QTest.keyClick(palette.line, Qt.Key.Key_Down)
    assert palette.view.currentIndex().row() == 1
    assert palette.focusWidget() is palette.line


def test_what_cannot_be_done_now_is_not_done(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(plating_curve())
    palette = opened(window)
    QTest.keyClicks(palette.line, "redo")
    QTest.keyClick(palette.line, Qt.Key.Key_Return)
    assert len(window.document.series) == 1
    QTest.keyClick(palette, Qt.Key.Key_Escape)
    assert not palette.isVisible()
