"""A figure is kept from its dialog, and found again in the list of the project's figures."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from models.curve_edits import remove_curves
from tests.curves import plating_curve
from tests.ui.conftest import OpenWindow
from ui.figure_dialog import FigureDialog
from ui.main_window import MainWindow


def figure_dialog(window: MainWindow, qtbot: QtBot) -> FigureDialog:
    """The figure dialog that is open, once it shows its picture."""
    dialog = next(each for each in window.findChildren(FigureDialog) if each.isVisible())
    qtbot.waitUntil(lambda: not dialog._later.isActive() and not dialog._background.busy, timeout=30_000)
    return dialog


def test_a_figure_is_kept_opened_again_renamed_and_deleted(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(plating_curve())
    document = window.document
    window.actions_by_name["figure"].trigger()
    dialog = figure_dialog(window, qtbot)
    dialog.form.ticks["inset"].click()
    dialog.keep.click()
    dialog.form.ticks["letters"].click()
    dialog.keep.click()  # the same figure, changed
    assert [(each.model.inset, each.model.letters) for each in document.figures] == [(True, False)]
    assert "is kept in the project" in dialog.message.text()
    dialog.reject()

    listed = window.figures.show_kept()
    QTest.keyClick(listed.list, Qt.Key.Key_F2)
    editor = next(each for each in listed.list.findChildren(QLineEdit) if each.isVisible())
    editor.selectAll()
    QTest.keyClicks(editor, "Fig 5")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: [each.model.title for each in document.figures] == ["Fig 5"])
    listed.open_again.click()
    again = figure_dialog(window, qtbot)
    assert again.windowTitle() == "Figure: Fig 5"
    assert again.model.inset and not again.model.letters
    again.form.ticks["inset"].click()
    again.keep.click()
    assert [each.model.inset for each in document.figures] == [False]
    again.reject()

    listed = window.figures.show_kept()
    with qtbot.waitActive(listed):
        listed.activateWindow()
    QTest.keyClick(listed.list, Qt.Key.Key_Delete)
    assert document.figures == ()
    assert not listed.open_again.isEnabled() and not listed.delete.isEnabled()
    listed.reject()
    document.undo_stack.undo()
    assert [each.model.title for each in document.figures] == ["Fig 5"]


def test_a_figure_whose_curves_are_gone_says_so(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(plating_curve())
    window.actions_by_name["figure"].trigger()
    dialog = figure_dialog(window, qtbot)
    dialog.keep.click()
    dialog.reject()
    remove_curves(window.document, [plating_curve().identity])
    said: list[str] = []
    window.figures.said.connect(said.append)
    window.figures.show_kept().open_again.click()
    assert len(said) == 1 and "undo brings removed curves back" in said[0]
