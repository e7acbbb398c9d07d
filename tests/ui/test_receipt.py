"""The receipt of a curve: what its import did, and whether the file is still the one that was read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtTest import QAbstractItemModelTester, QTest
from PyQt6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from models.curve import Curve, Receipt
from models.curve_tree import ASSUMED, FLAGGED, NOTED_ROLE
from models.document import Document
from models.readers import read_file
from models.readers.remarks import technique_judged
from models.receipt_table import VALUE, ReceiptTable
from tests.curves import plating_curve
from tests.receipts import note
from tests.ui.conftest import OpenWindow
from ui.receipt_dialog import ReceiptDialog

AGAINST_LITHIUM = {"reference_electrode": "Li/Li+"}  # so that nothing is asked
RECEIPT = Receipt(
    "gb18030", "comma", ".", ("时间 / s -> time / s", "electrode area 0.196 cm², from the file"), ("note",), 812,
    (5, 99), (note("time goes back 1 times (row 40)"),), (technique_judged("cycling"),),
)  # fmt: skip


@pytest.fixture
def document(qtbot: QtBot) -> Iterator[Document]:
    made = Document()
    yield made
    made.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "cell µ.csv"
    path.write_text("time / s,potential / V\n" + "".join(f"{each},0.{each}\n" for each in range(1, 20)), "utf-8")
    return path


def opened(qtbot: QtBot, document: Document, curve: Curve) -> ReceiptDialog:
    dialog = ReceiptDialog(document, curve)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def verdict_after_click(qtbot: QtBot, document: Document, dialog: ReceiptDialog) -> str:
    qtbot.mouseClick(dialog.verify, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.verify.isEnabled() and not document.background.busy)
    return dialog.verdict.text()


def test_every_part_of_a_receipt_has_its_row(qapp: QApplication) -> None:
    table = ReceiptTable(replace(plating_curve(), receipt=RECEIPT, sign_convention="flipped"))
    tester = QAbstractItemModelTester(table, QAbstractItemModelTester.FailureReportingMode.Fatal)
    rows = dict(line.split("\t", 1) for line in table.as_text().splitlines())
    assert rows["Encoding"] == "gb18030"
    assert rows["Columns taken"] == "时间 / s → time / s"
    assert rows["Columns skipped"] == "note"
    assert rows["Rows read"] == "812"
    assert rows["Rows skipped"] == "2 (line 5, 99)"
    assert rows["Flagged"] == "time goes back 1 times (row 40)"
    assert rows["Electrode area"] == "electrode area 0.196 cm², from the file"
    assert rows["Assumed"].startswith("technique judged")
    assert "turned round" in rows["Sign of the current"]
    assert len(rows["SHA-256"]) == 64
    tester.deleteLater()


def test_the_key_shows_the_receipt_of_the_current_curve(open_window: OpenWindow, qtbot: QtBot) -> None:
    curve = plating_curve()
    window = open_window(curve)
    panel = window.data_panel
    panel.tree.setFocus()
    panel.tree.setCurrentIndex(panel.model.index_of(curve.identity))
    QTest.keyClick(panel.tree, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    dialog = window.findChild(ReceiptDialog)
    assert dialog is not None
    assert dialog.isVisible()
    assert curve.source.sha256 in dialog.table.as_text()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_without_a_curve_the_key_says_what_to_choose(open_window: OpenWindow) -> None:
    window = open_window()
    QTest.keyClick(window, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    assert "Choose a curve" in window.status.currentMessage()


def test_the_menu_of_the_tree_offers_receipt_and_import(open_window: OpenWindow) -> None:
    window = open_window(plating_curve())
    assert [action.objectName() for action in window.data_panel.tree.actions()][:2] == ["receipt", "import_again"]


def test_an_unchanged_file_is_said_to_be_unchanged(qtbot: QtBot, document: Document, file: Path) -> None:
    dialog = opened(qtbot, document, read_file(file).curves[0])
    assert verdict_after_click(qtbot, document, dialog).startswith("Unchanged")
    assert "Unchanged" in dialog.table.as_text()


def test_a_changed_file_is_said_to_be_changed(qtbot: QtBot, document: Document, file: Path) -> None:
    dialog = opened(qtbot, document, read_file(file).curves[0])
    file.write_bytes(file.read_bytes().replace(b"0.19", b"0.18"))
    assert verdict_after_click(qtbot, document, dialog).startswith("Changed")


def test_a_file_that_is_gone_is_said_to_be_gone(qtbot: QtBot, document: Document, file: Path) -> None:
    dialog = opened(qtbot, document, read_file(file).curves[0])
    file.unlink()
    assert verdict_after_click(qtbot, document, dialog).startswith("Gone")


def test_closing_during_the_comparison_leaves_nothing_running(qtbot: QtBot, document: Document, file: Path) -> None:
    with file.open("ab") as stream:
        stream.truncate(64 * 1024 * 1024)
    curve = replace(plating_curve(), source=replace(plating_curve().source, file=str(file)))
    dialog = opened(qtbot, document, curve)
    dialog.compare()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not document.background.busy)
    assert dialog.verdict.text() == "Comparing …"


def test_selected_rows_copy_as_text(qtbot: QtBot, document: Document) -> None:
    dialog = opened(qtbot, document, replace(plating_curve(), receipt=RECEIPT))
    with qtbot.waitActive(dialog):
        dialog.activateWindow()
    dialog.view.setFocus()
    dialog.view.selectRow(1)
    qtbot.keyClick(dialog.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    clipboard = QGuiApplication.clipboard()
    assert clipboard is not None
    assert clipboard.text() == f"SHA-256\t{plating_curve().source.sha256}"
    qtbot.mouseClick(dialog.copy, Qt.MouseButton.LeftButton)
    assert clipboard.text().count("\n") == dialog.table.rowCount() - 1


def test_a_name_that_goes_on_is_written_once(qapp: QApplication) -> None:
    receipt = replace(RECEIPT, flags=(note("one"), note("two")))
    table = ReceiptTable(replace(plating_curve(), receipt=receipt))
    row = next(row for row in range(table.rowCount()) if table.index(row, VALUE).data() == "two")
    assert table.index(row, 0).data() == ""
    assert table.as_text([row]) == "Flagged\ttwo"


@pytest.mark.parametrize(
    ("receipt", "mark"),
    [
        (Receipt(), ()),
        (Receipt(assumptions=(note("a"),)), (ASSUMED,)),
        (Receipt(assumptions=(note("a"),), flags=(note("f"),)), (FLAGGED,)),
    ],
)
def test_curves_whose_import_noted_something_carry_a_mark(
    open_window: OpenWindow, receipt: Receipt, mark: tuple[str, ...]
) -> None:
    curve = replace(plating_curve(), receipt=receipt, metadata=AGAINST_LITHIUM)
    window = open_window(curve)
    index = window.data_panel.model.index_of(curve.identity)
    assert index.data(NOTED_ROLE) == mark
    assert ("Ctrl+I" in index.data(Qt.ItemDataRole.ToolTipRole)) is bool(mark)
    assert ("assumed" in index.data(Qt.ItemDataRole.AccessibleTextRole)) is bool(mark)


def test_the_mark_is_painted_as_a_shape(open_window: OpenWindow) -> None:
    pictures = []
    for receipt in (Receipt(), Receipt(assumptions=(note("a"),)), Receipt(flags=(note("f"),))):
        curve = replace(plating_curve(), receipt=receipt, metadata=AGAINST_LITHIUM)
        tree = open_window(curve).data_panel.tree
        model = tree.model()
        assert model is not None
        row = tree.visualRect(model.index(0, 0, model.index(0, 0)))
        viewport = tree.viewport()
        assert viewport is not None
        pictures.append(viewport.grab(row.adjusted(row.width() - 20, 0, 0, 0)).toImage())
    assert pictures[0] != pictures[1]
    assert pictures[1] != pictures[2]


def test_every_button_of_the_receipt_has_a_name(qtbot: QtBot, document: Document) -> None:
    dialog = opened(qtbot, document, plating_curve())
    assert all(button.accessibleName() or button.text() for button in dialog.findChildren(QPushButton))
    assert dialog.view.accessibleName()
