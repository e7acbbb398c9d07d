"""The window speaks another language at once, and nothing else about it changes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

from fitting.messages import Message
from models.language import CHINESE, ENGLISH, Translations, install_translations
from models.settings import LANGUAGE, SYSTEM, chosen_language
from models.translation import message_in_words
from tests.curves import content_of, plating_curve
from tests.ui.conftest import OpenWindow, settled
from tests.ui.test_main_window import plating_file
from ui.curve_canvas import CurveCanvas
from ui.curve_canvas.axis import Limits
from ui.main_window import MainWindow
from ui.sensitivity_strip import STRIP

HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture
def translations(qapp: object) -> Iterator[Translations]:
    translator = install_translations(ENGLISH)
    yield translator
    translator.speak(ENGLISH)
    LANGUAGE.keep(SYSTEM)
    qapp.removeTranslator(translator)
    translator.setParent(None)


def switched(qtbot: QtBot, window: MainWindow, translations: Translations, language: str) -> None:
    translations.speak(language)
    settled(qtbot, window)


def chosen_view(canvas: CurveCanvas) -> tuple[Limits, dict[str, Limits]]:
    """What a person chose to see: the strip below follows what it finds, whenever it does."""
    shown = canvas.view.shown()
    return shown.x, {name: limits for name, limits in shown.y.items() if name != STRIP}


def menu_texts(window: MainWindow) -> list[str]:
    return [action.text() for action in window.menuBar().actions()]


def test_menus_tabs_tables_and_tips_are_translated(
    open_window: OpenWindow, qtbot: QtBot, translations: Translations
) -> None:
    window = open_window(plating_curve())
    switched(qtbot, window, translations, CHINESE)
    assert menu_texts(window)[0] == "文件(&F)"
    assert window.tabs.tabText(2) == "3 电结晶"
    assert window.actions_by_name["open"].toolTip().startswith("打开文件")
    assert window.dock.windowTitle() == "数据"
    table = window.electrocrystallization.table
    assert table.headings()[1:4] == ("判定", "尖峰", "平台")
    assert table.index(0, 2).data() == "有"
    switched(qtbot, window, translations, ENGLISH)
    assert menu_texts(window)[0] == "&File"
    assert window.electrocrystallization.table.index(0, 2).data() == "present"


def test_document_selection_and_view_stay(open_window: OpenWindow, qtbot: QtBot, translations: Translations) -> None:
    window = open_window(plating_curve(platings=3))
    page = window.electrocrystallization
    page.show_analysis(page.table.analyses[2])
    settled(qtbot, window)
    page.canvas.view.x_limits = (3.0, 30.0)
    page.canvas.view_moved()
    analysis, document, index = page.analysis, window.document, window.document.undo_stack.index()
    shown, dock = chosen_view(page.canvas), window.dock.width()
    switched(qtbot, window, translations, CHINESE)
    assert window.electrocrystallization is not page
    assert window.document is document and document.undo_stack.index() == index
    assert window.electrocrystallization.analysis is analysis
    assert chosen_view(window.electrocrystallization.canvas) == shown
    assert window.data_panel.tree.currentIndex().isValid()
    assert window.dock.width() == dock


def test_the_method_of_every_tab_stays(open_window: OpenWindow, qtbot: QtBot, translations: Translations) -> None:
    window = open_window()
    QTest.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    tab = window.step_tabs["charge_transfer"]
    tab.choice.setCurrentIndex(tab.choice.findData("marcus_calculator"))
    switched(qtbot, window, translations, CHINESE)
    assert window.tabs.currentIndex() == 1
    assert window.page.method.name == "marcus_calculator"
    assert window.step_tabs["charge_transfer"].choice.currentText() == "Marcus 计算器"


def test_keys_menus_and_undo_still_work(open_window: OpenWindow, qtbot: QtBot, translations: Translations) -> None:
    window = open_window(plating_curve())
    switched(qtbot, window, translations, CHINESE)
    assert window.actions_by_name["undo"].isEnabled()
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.document.series == ()
    assert not window.actions_by_name["undo"].isEnabled()
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    settled(qtbot, window)
    assert len(window.electrocrystallization.table.analyses) == 1


def test_its_key_switches_the_language_and_remembers_it(
    open_window: OpenWindow, qtbot: QtBot, translations: Translations
) -> None:
    window = open_window(plating_curve())
    QTest.keyClick(window, Qt.Key.Key_F8)
    settled(qtbot, window)
    assert menu_texts(window)[0] == "文件(&F)"
    assert chosen_language() == CHINESE
    QTest.keyClick(window, Qt.Key.Key_F8)
    settled(qtbot, window)
    assert menu_texts(window)[0] == "&File"


def test_files_on_their_way_are_read_first(
    open_window: OpenWindow, qtbot: QtBot, translations: Translations, tmp_path: Path
) -> None:
    window = open_window()
    window.open_paths([plating_file(tmp_path)])
    translations.speak(CHINESE)
    assert menu_texts(window)[0] == "&File"
    qtbot.waitUntil(lambda: not window.loading.busy, timeout=30_000)
    settled(qtbot, window)
    assert menu_texts(window)[0] == "文件(&F)"
    assert len(window.electrocrystallization.table.analyses) == 1


def test_an_electrolyte_that_no_file_states_is_called_so_in_every_language(
    open_window: OpenWindow, qtbot: QtBot, translations: Translations
) -> None:
    window = open_window(plating_curve(electrolyte=""))
    assert window.data_panel.model.index(0, 0).data() == "Electrolyte not stated"
    switched(qtbot, window, translations, CHINESE)
    assert window.data_panel.model.index(0, 0).data() == "未说明电解液"
    window.document.add_files([content_of(plating_curve("other", seed=2, electrolyte=""))])
    assert len(window.document.series) == 1
    settled(qtbot, window)


def test_qt_s_own_buttons_are_translated(qapp: object, translations: Translations) -> None:
    from PyQt6.QtWidgets import QDialogButtonBox

    translations.speak(CHINESE)
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    assert HAN.search(box.button(QDialogButtonBox.StandardButton.Cancel).text())
    box.deleteLater()


def test_no_english_is_left_on_any_tab(open_window: OpenWindow, qtbot: QtBot, translations: Translations) -> None:
    window = open_window(plating_curve())
    switched(qtbot, window, translations, CHINESE)
    left = []
    for tab in window.step_tabs.values():
        for index in range(tab.choice.count()):
            tab.choice.setCurrentIndex(index)
            widgets = [*tab.page.findChildren(QLabel), *tab.page.findChildren(QAbstractButton)]
            texts = {widget.text() for widget in widgets} | {tab.choice.itemText(index)}
            left += [text for text in texts if re.search(r"[a-z]{4,} [a-z]{3,}", text) and not HAN.search(text)]
    assert left == []


def test_a_setting_of_one_word_that_is_to_be_given_is_named_in_the_language_spoken(translations: Translations) -> None:
    message = Message("MISSING_SETTING", "Give {names}.", {"names": "area, diffusion_coefficient"})
    assert message_in_words(message) == "Give area, diffusion coefficient."
    translations.speak(CHINESE)
    assert message_in_words(message) == "请给出 面积, 扩散系数。"
