"""The help has the same pages in both languages, and F1 opens the one of the tab."""

from __future__ import annotations

import re

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from pytestqt.qtbot import QtBot

from models.language import CHINESE, ENGLISH, install_translations
from tests.curves import plating_curve
from tests.ui.conftest import OpenWindow
from ui.help_dialogs import KeysDialog
from ui.help_window import PAGES, HelpWindow, help_text


@pytest.mark.parametrize("page", PAGES)
def test_a_page_says_the_same_in_both_languages(page: str) -> None:
    english, chinese = help_text(page, ENGLISH), help_text(page, CHINESE)
    for pattern in (r"^# ", r"^## ", r"^\* ", r"^\|", r"^\d\. "):
        assert len(re.findall(pattern, english, re.M)) == len(re.findall(pattern, chinese, re.M)), pattern
    assert set(re.findall(r"\b\d{4}\)", english)) == set(re.findall(r"\b\d{4}\)", chinese))


@pytest.mark.parametrize("page", [page for page in PAGES if page not in ("start", "files")])
def test_a_step_says_when_not_to_trust_it_and_where_it_is_from(page: str) -> None:
    text = help_text(page, ENGLISH)
    assert "## When not to trust the number" in text
    assert re.search(r"^## Sources?$", text, re.M)


def test_f1_opens_the_page_of_the_tab(open_window: OpenWindow) -> None:
    window = open_window()
    QTest.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(window, Qt.Key.Key_F1)
    assert window.help.page == "charge_transfer"
    assert "Allen–Hickling" in window.help.browser.toPlainText()
    window.help.close()


def test_another_page_is_chosen_by_keys(qtbot: QtBot) -> None:
    help_window = HelpWindow()
    qtbot.addWidget(help_window)
    help_window.show_page("mass_transfer")
    QTest.keyClick(help_window.list, Qt.Key.Key_Down)
    assert help_window.page == "charge_transfer"


def test_the_page_follows_the_language(qtbot: QtBot, qapp: object) -> None:
    from models.settings import LANGUAGE, SYSTEM

    help_window = HelpWindow()
    qtbot.addWidget(help_window)
    help_window.show_page("self_corrosion")
    LANGUAGE.keep(CHINESE)
    translations = install_translations(CHINESE)
    qtbot.waitUntil(lambda: help_window.windowTitle() == "帮助")
    assert help_window.page == "self_corrosion"
    assert "剩余电量" in help_window.browser.toPlainText()
    LANGUAGE.keep(SYSTEM)
    translations.speak(ENGLISH)
    qapp.removeTranslator(translations)
    translations.setParent(None)


def test_a_question_mark_shows_the_keys(open_window: OpenWindow) -> None:
    window = open_window()
    window.data_panel.tree.setFocus()
    QTest.keyClick(window.data_panel.tree, "?")
    box = window.findChild(KeysDialog)
    assert "Ctrl+Shift+P" in box.text.text()
    assert box.height() <= window.screen().availableSize().height()
    box.close()


def test_the_keys_say_undo_whatever_would_be_undone(open_window: OpenWindow) -> None:
    window = open_window(plating_curve())
    assert window.actions_by_name["undo"].text() == "Undo Add curves"
    window.actions_by_name["keys"].trigger()
    box = window.findChild(KeysDialog)
    assert "<td>Undo</td>" in box.text.text()
    box.close()
