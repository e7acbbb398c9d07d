from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QGuiApplication, QStandardItem, QStandardItemModel
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QTableView, QTreeView
from pytestqt.qtbot import QtBot

from ui.copied_table import COPIED_HIDDEN, make_copyable, table_text


def test_a_table_is_copied_as_it_is_shown(qtbot: QtBot) -> None:
    view = QTableView()
    qtbot.addWidget(view)
    model = QStandardItemModel(1, 3, view)
    model.setHorizontalHeaderLabels(["Curve", "hidden", "E / mV"])
    for column, text in enumerate(("a\tb", "x", "−3")):
        model.setItem(0, column, QStandardItem(text))
    view.setModel(model)
    view.setColumnHidden(1, True)
    make_copyable(view)
    with qtbot.waitExposed(view):
        view.show()
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    clipboard = QGuiApplication.clipboard()
    assert clipboard is not None
    assert clipboard.text() == "Curve\tE / mV\na b\t−3"
    model.setVerticalHeaderLabels(["ΔAICc"])
    assert table_text(view) == "\tCurve\tE / mV\nΔAICc\ta b\t−3"
    view.setProperty(COPIED_HIDDEN, True)
    assert table_text(view).splitlines()[0] == "\tCurve\thidden\tE / mV"


def test_a_tree_is_copied_with_its_levels_and_without_hidden_rows(qtbot: QtBot) -> None:
    view = QTreeView()
    qtbot.addWidget(view)
    model = QStandardItemModel(view)
    for name in ("1 M", "6 M"):
        branch = QStandardItem(name)
        branch.appendRow(QStandardItem("cell"))
        model.appendRow(branch)
    view.setModel(model)
    view.setRowHidden(0, model.index(0, 0), True)
    assert table_text(view) == "1 M\n6 M\n\tcell"
