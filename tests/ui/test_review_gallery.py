"""Figures from the window: the page's figure, the review's figures with one click, the clipboard."""

from __future__ import annotations

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from models.document import Document
from models.figure.review_figures import review_figures
from tests.curves import plating_curve, rest_curve
from tests.figure_project import project
from tests.ui.conftest import OpenWindow
from ui.figure_dialog import FigureDialog
from ui.figure_dialog import dialog as dialog_module
from ui.main_window import MainWindow
from ui.review_gallery import ReviewGallery


@pytest.fixture(autouse=True)
def nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dialog_module, "remembered", lambda name: "")


def the_dialog(qtbot: QtBot, window: MainWindow) -> FigureDialog:
    qtbot.waitUntil(lambda: bool(window.findChildren(FigureDialog)))
    (dialog,) = window.findChildren(FigureDialog)
    qtbot.waitUntil(lambda: dialog.checks.rowCount() > 0 or bool(dialog.message.text()), timeout=30_000)
    return dialog


def test_the_figure_of_the_page_shows_its_curve_and_offers_the_others(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(plating_curve("cell A"), plating_curve("cell B", seed=2))
    window.actions_by_name["figure"].trigger()
    dialog = the_dialog(qtbot, window)
    assert dialog.windowTitle().startswith("Figure: cell")
    assert dialog.curves.rowCount() == 2 and len(dialog.model.shown) == 1
    dialog.reject()


def test_without_a_curve_there_is_one_sentence(open_window: OpenWindow) -> None:
    window = open_window(rest_curve())
    for name in ("figure", "copy_figure"):
        window.actions_by_name[name].trigger()
        assert window.status.currentMessage().startswith("There is no curve to")


def test_copy_figure_needs_no_dialog(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(plating_curve("cell A"))
    window.actions_by_name["copy_figure"].trigger()
    qtbot.waitUntil(
        lambda: window.status.currentMessage() == "The figure of cell A is in the clipboard.", timeout=30_000
    )
    clipboard = QGuiApplication.clipboard()
    assert clipboard is not None and not clipboard.image().isNull()
    clipboard.clear()


def test_a_figure_of_the_review_is_one_click(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(plating_curve("A", electrolyte="one"), plating_curve("B", seed=2, electrolyte="two"))
    window.actions_by_name["review_figures"].trigger()
    (gallery,) = window.findChildren(ReviewGallery)
    assert {number: button.isEnabled() for number, button in gallery.buttons.items()} == {
        3: False,
        5: True,
        7: False,
        8: False,
    }
    assert "sweeps of current against potential" in gallery.buttons[3].description()
    qtbot.mouseClick(gallery.buttons[5], Qt.MouseButton.LeftButton)
    dialog = the_dialog(qtbot, window)
    assert dialog.windowTitle() == "Figure: Fig 5"
    assert dialog.message.text() == "" and len(dialog.model.shown) == 2
    dialog.reject()


@pytest.fixture
def document(qapp: object) -> Document:
    return project()


def test_every_button_of_a_whole_project_works(document: Document, qtbot: QtBot) -> None:
    gallery = ReviewGallery(review_figures(document))
    gallery.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(gallery)
    gallery.show()
    for number, button in gallery.buttons.items():
        assert button.isEnabled(), number
        with qtbot.waitSignal(gallery.chosen) as chosen:
            button.click()
        assert chosen.args[0].title == f"Fig {number}"
    document.close()
