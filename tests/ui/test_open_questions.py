"""What a file leaves open is a mark in the data panel, one click from its answer; nothing is asked in between."""

from __future__ import annotations

from pathlib import Path

import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from models.curve import Curve
from models.curve_tree import ASKED, NOTED_ROLE
from models.electrolyte import curve_identities
from models.readers import read_file
from models.readers.questions import open_questions
from tests.instruments.writers import chi_cv
from tests.ui.conftest import OpenWindow, settled
from tests.ui.test_import_dialog import choose, imported, looked
from tests.ui.test_main_window import drop
from ui.import_dialog import ImportDialog
from ui.main_window import MainWindow
from ui.receipt_dialog import ReceiptDialog


@pytest.fixture
def window(open_window: OpenWindow, qtbot: QtBot, tmp_path: Path) -> MainWindow:
    """Three voltammograms of CHI, whose sign no file says."""
    made = open_window()
    for number in range(3):
        (tmp_path / f"cv {number}.txt").write_bytes(chi_cv(scan_rate=0.1 + 0.1 * number))
    drop(made, *sorted(tmp_path.glob("*.txt")))
    settled(qtbot, made)
    return made


def curves(window: MainWindow) -> list[Curve]:
    return [window.document.curve(each) for each in curve_identities(window.document.series)]


def click_mark(window: MainWindow, row: int, mark: str) -> None:
    tree = window.data_panel.tree
    index = window.data_panel.model.index_of(curves(window)[row].identity)
    tree.scrollTo(index)
    place, marks = tree.visualRect(index), index.data(NOTED_ROLE)
    right = place.left() + place.width() - 10 - 20 * (len(marks) - 1 - marks.index(mark))
    viewport = tree.viewport()
    assert viewport is not None
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=QPoint(right, place.center().y()))


def dialog_of(window: MainWindow, qtbot: QtBot) -> ImportDialog:
    dialog = next(each for each in window.findChildren(ImportDialog) if each.isVisible())
    with qtbot.waitActive(dialog):
        dialog.activateWindow()
    looked(qtbot, dialog)
    return dialog


def test_loading_asks_nothing_but_marks_what_is_to_be_answered(window: MainWindow) -> None:
    assert window.findChildren(ImportDialog) == []
    for curve in curves(window):
        index = window.data_panel.model.index_of(curve.identity)
        assert ASKED in index.data(NOTED_ROLE)
        assert "the sign of the current" in index.data(Qt.ItemDataRole.AccessibleTextRole)
        assert "To answer" in index.data(Qt.ItemDataRole.ToolTipRole)


def test_a_click_on_the_mark_leads_to_the_question_with_its_guess(window: MainWindow, qtbot: QtBot) -> None:
    click_mark(window, 1, ASKED)
    dialog = dialog_of(window, qtbot)
    assert dialog.draft.path.name == "cv 1.txt"
    assert dialog.form.sign.hasFocus() or QApplication.focusWidget() is dialog.form.sign
    assert "guess" in dialog.form.sign.currentText()
    assert dialog.form.reference.currentText() == "not stated"  # a voltammogram tells no reference electrode
    choose(dialog.form.sign, "flip")
    looked(qtbot, dialog)
    edit = dialog.form.reference.lineEdit()
    assert edit is not None
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, "Ag/AgCl, 3 M")
    QTest.keyClick(edit, Qt.Key.Key_Tab)
    looked(qtbot, dialog)
    imported(qtbot, dialog)
    asked, answered, _ = curves(window)
    assert open_questions(answered) == () and open_questions(asked) == ("sign", "reference")
    assert answered.sign_convention == "flipped"
    assert answered.metadata["reference_electrode"] == "Ag/AgCl, 3 M"
    assert ASKED not in window.data_panel.model.index_of(answered.identity).data(NOTED_ROLE)


def test_enter_on_the_row_leads_there_too(window: MainWindow, qtbot: QtBot) -> None:
    tree = window.data_panel.tree
    tree.setCurrentIndex(window.data_panel.model.index_of(curves(window)[2].identity))
    QTest.keyClick(tree, Qt.Key.Key_Return)
    dialog = dialog_of(window, qtbot)
    assert dialog.draft.path.name == "cv 2.txt"
    dialog.reject()


def test_one_answer_may_serve_all_files_of_the_kind_by_one_undo_step_each_way(window: MainWindow, qtbot: QtBot) -> None:
    click_mark(window, 0, ASKED)
    dialog = dialog_of(window, qtbot)
    assert dialog.others.isVisible() and "2" in dialog.others.text()
    QTest.mouseClick(dialog.take_guesses, Qt.MouseButton.LeftButton)
    looked(qtbot, dialog)
    dialog.others.setChecked(True)
    imported(qtbot, dialog)
    qtbot.waitUntil(lambda: not window.document.background.busy)
    assert [open_questions(curve) for curve in curves(window)] == [("reference",)] * 3
    assert [curve.receipt.choices for curve in curves(window)] == [{"sign": "as_recorded"}] * 3
    window.document.undo_stack.undo()
    assert [len(open_questions(curve)) for curve in curves(window)] == [1, 2, 2]


def test_a_flag_leads_to_the_receipt(open_window: OpenWindow, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "cut.csv"
    path.write_text("time / s,potential / V\n1,0.5\n2,0.6\n2,0.7\n3,0.8\n")
    window = open_window()
    drop(window, path)
    settled(qtbot, window)
    click_mark(window, 0, "flagged")
    (receipt,) = window.findChildren(ReceiptDialog)
    receipt.reject()


def test_the_sign_of_any_other_table_is_to_be_answered_too(tmp_path: Path) -> None:
    path = tmp_path / "rig.txt"
    path.write_text("E(V)|I(mA)\n" + "".join(f"{-0.001 * row:.3f}|{-0.2 - 0.01 * row:.3f}\n" for row in range(40)))
    (curve,) = read_file(path).curves
    assert curve.source.reader == "delimited_text" and "sign" in open_questions(curve)
    assert curve.sign_convention == "not_stated"
