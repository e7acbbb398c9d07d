"""While numbers follow a hand their columns keep their widths; afterwards they fit."""

from __future__ import annotations

from PyQt6.QtGui import QStandardItem, QStandardItemModel
from PyQt6.QtWidgets import QTableView
from pytestqt.qtbot import QtBot

from ui.steady_columns import CALM, SteadyColumns


def test_a_burst_of_numbers_moves_the_columns_at_its_first_and_after_its_last(qtbot: QtBot) -> None:
    model = QStandardItemModel(1, 2)
    model.setItem(0, 1, QStandardItem("1"))
    view = QTableView()
    qtbot.addWidget(view)
    view.setModel(model)
    SteadyColumns(view)
    widths = [view.columnWidth(1)]
    for text in ("a long number", "a much, much, much longer number"):
        model.item(0, 1).setText(text)
        widths.append(view.columnWidth(1))
    assert widths[0] < widths[1] == widths[2]
    qtbot.waitUntil(lambda: view.columnWidth(1) > widths[2], timeout=20 * CALM)
