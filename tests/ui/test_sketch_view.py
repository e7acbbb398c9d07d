"""While a large file is being read its sketch is in view; it makes way for what was read."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from models import document as document_module
from models.readers import sketch as sketches
from tests.ui.conftest import OpenWindow, settled
from tests.ui.test_main_window import drop, plating_file
from ui.plain_view import PlainView


def test_a_sketch_comes_before_the_curve_and_goes_with_it(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sketches, "LARGE", 1)
    window = open_window()
    view = window.electrocrystallization.plain_view
    shown: list[str] = []
    window.document.sketched.connect(lambda curve: shown.append(view.reason.text()))
    drop(window, plating_file(tmp_path))
    settled(qtbot, window)
    assert [text.startswith("A sketch of") for text in shown] == [True]
    assert window.electrocrystallization.analysis is not None and not view.isVisible()


def test_a_sketch_of_a_file_that_is_not_read_goes_too(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sketches, "LARGE", 1)
    window = open_window()
    drop(window, plating_file(tmp_path))
    view: PlainView = window.electrocrystallization.plain_view
    qtbot.waitUntil(view.isVisible)
    window.loading.cancel()
    assert not view.isVisible()


def test_the_end_of_a_loading_makes_no_page_that_nobody_opened(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window = open_window()
    without = {name for name, tab in window.step_tabs.items() if not tab.has_page}
    drop(window, plating_file(tmp_path))
    settled(qtbot, window)
    assert without and not any(window.step_tabs[name].has_page for name in without)


def test_a_mistake_in_a_sketch_is_reported_and_costs_no_curve(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def mistaken(*_: object) -> None:
        raise ZeroDivisionError("of a sketch")

    monkeypatch.setattr(document_module, "sketch", mistaken)
    window = open_window()
    with qtbot.captureExceptions() as raised:
        drop(window, plating_file(tmp_path))
        settled(qtbot, window)
    assert [kind for kind, *_ in raised] == [ZeroDivisionError]
    assert len(window.document.curves) == 1 and window.electrocrystallization.analysis is not None
