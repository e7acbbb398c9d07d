from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QGuiApplication, QStandardItem, QStandardItemModel
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QTableView
from pytestqt.qtbot import QtBot

from ui.copied_table import make_copyable


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
