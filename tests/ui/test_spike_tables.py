"""Walking doubtful curves first, picking blind, comparing two pickers and all rules."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from models.spike_table import DOUBTFUL
from tests.curves import plating_curve, rest_curve
from tests.ui.conftest import OpenWindow, settled
from tests.ui.test_electrocrystallization import drag
from ui.electrocrystallization import ElectrocrystallizationTab
from ui.main_window import MainWindow

LEFT = Qt.MouseButton.LeftButton


def opened(open_window: OpenWindow, count: int = 3) -> tuple[MainWindow, ElectrocrystallizationTab]:
    window = open_window(*(plating_curve(f"cell {seed}", seed=seed) for seed in range(1, count + 1)), rest_curve())
    return window, window.electrocrystallization


def go_blind(tab: ElectrocrystallizationTab, picker: str) -> None:
    tables = tab.tables
    tables.picker.setFocus()
    tables.picker.selectAll()
    QTest.keyClicks(tables.picker, picker)
    if not tables.blind.isChecked():
        QTest.mouseClick(tables.blind, LEFT, pos=tables.blind.rect().center() / 3)
    else:
        QTest.keyClick(tables.picker, Qt.Key.Key_Return)
    assert tab.is_blind


def names(tab: ElectrocrystallizationTab) -> list[str]:
    return [tab.table.index(row, 0).data() for row in range(tab.table.rowCount())]


def test_doubtful_readings_are_walked_first(open_window: OpenWindow, qtbot: QtBot) -> None:
    window, tab = opened(open_window)
    doubtful = tab.table.analyses[2]
    window.document.edit(doubtful, doubtful.state.with_settings({"spike_mark": 400.0}), "x")
    settled(qtbot, window)
    QTest.mouseClick(tab.tables.doubtful, LEFT, pos=tab.tables.doubtful.rect().center() / 3)
    assert tab.table.order == DOUBTFUL
    assert tab.table.analyses[0] is doubtful
    assert tab.analysis is doubtful
    row = [tab.table.index(0, column).data() for column in range(5)]
    assert row[4] in ("look", "doubtful")


def shown_words(window: MainWindow) -> str:
    """The title and every word that is to be read in the window."""
    labels = [label.text() for label in window.findChildren(QLabel) if label.isVisible()]
    tree = window.data_panel.tree
    rows = [tree.model().index(0, 0).data()] if tree.isVisible() else []
    return " ".join((window.windowTitle(), *labels, *rows))


def test_a_blind_picker_sees_no_names(open_window: OpenWindow) -> None:
    window, tab = opened(open_window)
    window.projects.project.title = "LiTFSI.anode"
    window.projects.show_name()
    window.say("Open: LiTFSI.anode")
    assert "LiTFSI" in window.windowTitle() and window.data_panel.tree.isVisible()
    go_blind(tab, "Ann")
    words = shown_words(window)
    assert "LiTFSI" not in words and "cell" not in words and not window.data_panel.tree.isVisible()
    assert window.status.currentMessage() == ""
    window.projects.show_name()  # as after every save
    assert "LiTFSI" not in window.windowTitle()
    assert names(tab) == ["Curve 1", "Curve 2", "Curve 3"]
    assert "cell" not in tab.view.title.text()
    assert not tab.panel.kept.isVisible()
    QTest.mouseClick(tab.tables.blind, LEFT, pos=tab.tables.blind.rect().center() / 3)
    assert "LiTFSI" in window.windowTitle() and window.data_panel.tree.isVisible()
    assert sorted(names(tab)) == ["cell 1", "cell 2", "cell 3"]
    assert "cell" in tab.view.title.text()


def test_two_blind_pickers_leave_the_curve_as_it_was_and_are_compared(open_window: OpenWindow, qtbot: QtBot) -> None:
    window, tab = opened(open_window)
    before = {analysis.state.key: analysis.state.given for analysis in tab.table.analyses}
    for picker, way in (("Ann", 0), ("Ben", 30)):
        go_blind(tab, picker)
        tab.show_analysis(tab.table.analyses[0])
        for _ in range(3):
            if way:
                drag(tab, "spike", way)
                settled(qtbot, window)
            tab.table_view.setFocus()
            QTest.keyClick(tab.table_view, Qt.Key.Key_Return)
            settled(qtbot, window)
    assert {analysis.state.key: analysis.state.given for analysis in tab.table.analyses} == before
    QTest.mouseClick(tab.tables.blind, LEFT, pos=tab.tables.blind.rect().center() / 3)
    tab.tables.setCurrentIndex(3)
    assert "3 judged by both: spike 3, only one 0, none 0" in tab.tables.agreement_words.text()
    assert "median |Δt|" in tab.tables.agreement_words.text()
    assert tab.tables.picks.rowCount() == 3


def test_a_blind_absent_is_a_pick(open_window: OpenWindow) -> None:
    _, tab = opened(open_window, 1)
    go_blind(tab, "Ann")
    QTest.mouseClick(tab.picker.absent, LEFT)
    assert tab.analysis is not None
    assert [dict(fit.given).get("judgement") for fit in tab.analysis.state.kept] == ["absent"]
    assert tab.analysis.state.given == ()


def test_all_rules_stand_side_by_side_and_one_is_taken(open_window: OpenWindow, qtbot: QtBot) -> None:
    window, tab = opened(open_window, 1)
    tab.tables.setCurrentIndex(1)
    qtbot.waitUntil(lambda: tab.tables.rules.rowCount() >= 4)
    tab.tables.rules_view.setCurrentIndex(tab.tables.rules.index(3, 0))
    tab.tables.rules_view.setFocus()
    QTest.keyClick(tab.tables.rules_view, Qt.Key.Key_Return)
    assert tab.analysis is not None
    assert tab.analysis.state.settings["rule"] == tab.tables.rules.rows[3].rule
    settled(qtbot, window)


def test_what_another_hand_would_give_stands_beside_this_pick(open_window: OpenWindow, qtbot: QtBot) -> None:
    _, tab = opened(open_window, 1)
    tab.tables.setCurrentIndex(2)
    qtbot.waitUntil(lambda: tab.tables.hands.rowCount() > 3)
    assert "three samples" in tab.tables.hand_words.text()
    assert "…" in tab.tables.hands.index(0, 2).data()
