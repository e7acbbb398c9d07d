"""The import dialog from the data panel: for a file that was not used, and for a curve that is there."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from pytestqt.qtbot import QtBot

from models.curve_tree import CURVE_ROLE, FAILURE_ROLE
from tests.ui.conftest import OpenWindow, settled
from tests.ui.import_hand import chinese_table, choose, imported, looked
from tests.ui.test_main_window import drop, plating_file
from ui.import_dialog import ImportDialog


@pytest.mark.parametrize("by_mouse", [False, True])
def test_a_dropped_file_that_needs_a_person_opens_the_dialog_from_its_row(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path, by_mouse: bool
) -> None:
    window, chinese = open_window(), chinese_table(tmp_path)
    drop(window, chinese)
    settled(qtbot, window)
    model, tree = window.data_panel.model, window.data_panel.tree
    row = model.index(0, 0, model.index(model.rowCount() - 1, 0))
    assert Path(row.data(FAILURE_ROLE).file) == chinese
    tree.setFocus()
    tree.setCurrentIndex(row)
    if by_mouse:
        place = tree.visualRect(row).center()
        QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=place)
        QTest.mouseDClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=place)
    else:
        QTest.keyClick(tree, Qt.Key.Key_Return)
    dialog = window.findChild(ImportDialog)
    assert dialog is not None
    looked(qtbot, dialog)
    qtbot.mouseClick(dialog.take_guesses, Qt.MouseButton.LeftButton)
    looked(qtbot, dialog)
    imported(qtbot, dialog)
    assert window.document.failures == []
    assert [entry.name for entry in window.document.series[0].curves] == ["电池 1"]
    assert "Ctrl+I" in window.status.currentMessage()


def test_a_loaded_curve_is_imported_again_in_its_place(open_window: OpenWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window()
    drop(window, plating_file(tmp_path))
    settled(qtbot, window)
    panel = window.data_panel
    index = panel.model.index(0, 0, panel.model.index(0, 0))
    identity = index.data(CURVE_ROLE)
    before = window.document.curve(identity)
    panel.tree.setCurrentIndex(index)
    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(panel.tree, Qt.Key.Key_I, modifiers)
    dialog = window.findChild(ImportDialog)
    assert dialog is not None
    looked(qtbot, dialog)
    choose(dialog.form.sign, "flip")
    looked(qtbot, dialog)
    imported(qtbot, dialog)
    after = window.document.curve(identity)
    assert np.array_equal(after.columns["current"], -before.columns["current"])
    window.document.undo_stack.undo()
    assert window.document.curve(identity) is before
