from __future__ import annotations

import numpy as np
import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QComboBox, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from fitting.electrocrystallization import NucleationSpike
from models.analysis import Analysis
from tests.curves import plating_curve
from tests.ui.conftest import OpenWindow, settled
from ui.curve_canvas import WINDOW_END, WINDOW_START
from ui.electrocrystallization import ElectrocrystallizationTab
from ui.main_window import MainWindow

LEFT = Qt.MouseButton.LeftButton


def shown(window: MainWindow) -> Analysis:
    analysis = window.electrocrystallization.analysis
    assert analysis is not None
    return analysis


def spike_of(window: MainWindow) -> NucleationSpike:
    result = shown(window).result
    assert result is not None
    assert isinstance(result.outcome, NucleationSpike)
    return result.outcome


def whole_step(tab: ElectrocrystallizationTab) -> float:
    assert tab.canvas.handles.window is not None
    return tab.canvas.handles.window.upper


def press_handle(tab: ElectrocrystallizationTab, name: str) -> QPoint:
    place = tab.canvas.handle_position(name)
    assert place is not None
    QTest.mousePress(tab.canvas, LEFT, pos=place.toPoint())
    return place.toPoint()


def drag(tab: ElectrocrystallizationTab, name: str, by: int) -> None:
    start = press_handle(tab, name)
    for step in range(1, 11):
        QTest.mouseMove(tab.canvas, start + QPoint(by * step // 10, 0))
    QTest.mouseRelease(tab.canvas, LEFT, pos=start + QPoint(by, 0))


def test_an_empty_tab_says_what_it_needs(open_window: OpenWindow) -> None:
    window = open_window()
    assert window.electrocrystallization.analysis is None
    labels = window.electrocrystallization.findChildren(QLabel)
    assert [label.text() for label in labels if label.isVisible() and "E–t curve" in label.text()]


def test_a_loaded_curve_is_read_and_its_marks_are_guesses(open_window: OpenWindow) -> None:
    window = open_window(plating_curve())
    assert spike_of(window).verdicts["spike"] == "present"
    marks = {mark.name: mark.confirmed for mark in window.electrocrystallization.canvas.handles.marks}
    assert marks["spike"] is False


def test_dragging_an_edge_with_the_mouse_is_one_undo_step(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(plating_curve())
    tab, stack = window.electrocrystallization, window.document.undo_stack
    before = stack.count()
    drag(tab, WINDOW_END, -150)
    settled(qtbot, window)
    assert stack.count() == before + 1
    end = shown(window).state.settings["window_end"]
    assert isinstance(end, float)
    assert 0 < end < 600
    assert tab.panel.end.value() == pytest.approx(end, abs=1e-3)
    stack.undo()
    settled(qtbot, window)
    assert "window_end" not in shown(window).state.settings
    assert tab.panel.end.value() == pytest.approx(whole_step(tab), abs=1e-3)


def test_the_numbers_follow_the_hand_while_an_edge_is_dragged(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(plating_curve())
    tab = window.electrocrystallization
    table = tab.panel.results
    before = [table.index(row, 1).data() for row in range(table.rowCount())]
    start = press_handle(tab, WINDOW_END)
    QTest.mouseMove(tab.canvas, start - QPoint(250, 0))
    qtbot.waitUntil(lambda: [table.index(row, 1).data() for row in range(table.rowCount())] != before)
    assert window.document.undo_stack.count() == 1, "nothing is pushed before the mouse is released"
    QTest.mouseRelease(tab.canvas, LEFT, pos=start - QPoint(250, 0))


def test_escape_takes_a_drag_back(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(plating_curve())
    tab = window.electrocrystallization
    before = window.document.undo_stack.count()
    tab.canvas.setFocus()
    start = press_handle(tab, WINDOW_END)
    QTest.mouseMove(tab.canvas, start - QPoint(200, 0))
    QTest.keyClick(tab.canvas, Qt.Key.Key_Escape)
    QTest.mouseRelease(tab.canvas, LEFT, pos=start - QPoint(200, 0))
    settled(qtbot, window)
    assert window.document.undo_stack.count() == before
    assert shown(window).state.given == ()
    assert tab.panel.end.value() == pytest.approx(whole_step(tab), abs=1e-3)


def test_dragging_a_mark_places_it_on_a_sample_and_logs_what_the_rule_said(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = open_window(plating_curve())
    tab = window.electrocrystallization
    automatic = spike_of(window).marks.spike
    drag(tab, "spike", 40)
    settled(qtbot, window)
    placed = shown(window).state.settings["spike_mark"]
    time = shown(window).subject[0].curve.columns["time"]
    assert np.min(np.abs(time - time[0] - placed)) < 1e-9
    assert placed != automatic
    assert spike_of(window).automatic_marks.spike == pytest.approx(automatic)
    assert "PICKED" in [warning.code for warning in spike_of(window).warnings]
    filled = {mark.name: mark.confirmed for mark in tab.canvas.handles.marks}
    assert filled["spike"] is True
    assert filled["onset"] is False


def test_no_spike_is_a_valid_answer_that_can_be_undone(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(plating_curve())
    tab = window.electrocrystallization
    QTest.mouseClick(tab.picker.absent, LEFT)
    settled(qtbot, window)
    assert spike_of(window).verdicts["spike"] == "absent"
    assert tab.table.index(0, 2).data() == "absent"
    window.document.undo_stack.undo()
    settled(qtbot, window)
    assert spike_of(window).verdicts["spike"] == "present"


def test_automatic_takes_back_what_was_placed_by_hand(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(plating_curve())
    tab = window.electrocrystallization
    automatic = spike_of(window).marks
    drag(tab, "spike", 40)
    QTest.mouseClick(tab.picker.absent, LEFT)
    QTest.mouseClick(tab.picker.automatic, LEFT)
    settled(qtbot, window)
    assert shown(window).state.given == ()
    assert spike_of(window).marks == automatic


def test_enter_confirms_and_goes_on_to_the_next_plating(open_window: OpenWindow) -> None:
    window = open_window(plating_curve(platings=3))
    tab = window.electrocrystallization
    first = shown(window)
    tab.table_view.setFocus()
    QTest.keyClick(tab.table_view, Qt.Key.Key_Return)
    assert first.state.confirmed
    assert shown(window).subject[0].segment == 1
    QTest.keyClick(tab.table_view, Qt.Key.Key_Down)
    assert shown(window).subject[0].segment == 2
    assert not shown(window).state.confirmed
    tab.canvas.setFocus()
    QTest.keyClick(tab.canvas, Qt.Key.Key_Return)
    assert shown(window).state.confirmed


def test_a_mark_is_moved_by_keys_alone(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(plating_curve())
    tab = window.electrocrystallization
    tab.canvas.setFocus()
    while tab.canvas.selected_handle != "spike":
        QTest.keyClick(tab.canvas, Qt.Key.Key_BracketRight)
    for _ in range(3):
        QTest.keyClick(tab.canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    tab.table_view.setFocus()
    settled(qtbot, window)
    assert "spike_mark" in shown(window).state.settings
    assert window.document.undo_stack.count() == 2, "a burst of keys is one step"


def test_a_time_typed_into_a_box_moves_the_window(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(plating_curve())
    box = window.electrocrystallization.panel.start
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, "2.5")
    QTest.keyClick(box, Qt.Key.Key_Return)
    settled(qtbot, window)
    assert shown(window).state.settings["window_start"] == 2.5
    assert window.electrocrystallization.canvas.handles.value(WINDOW_START) == 2.5


def test_a_window_with_too_few_points_says_so_beside_the_numbers(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(plating_curve())
    tab = window.electrocrystallization
    window.document.edit(shown(window), shown(window).state.with_settings({"window_end": 2.0}), "window")
    settled(qtbot, window)
    assert shown(window).result is None
    assert tab.panel.said.isVisible()
    assert "points" in tab.panel.said.text() or "samples" in tab.panel.said.text()
    table = tab.panel.results
    assert {table.index(row, 1).data() for row in range(table.rowCount())} == {"—"}


def test_the_view_stays_where_it_is_when_a_new_fit_arrives(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(plating_curve())
    tab = window.electrocrystallization
    tab.canvas.view.zoom_x(300.0, 0.5)
    tab.canvas.view_moved()
    limits = tab.canvas.view.x_limits
    drag(tab, "spike", 12)
    settled(qtbot, window)
    assert tab.canvas.view.x_limits == limits


def test_every_control_of_the_tab_has_a_name_to_be_read_aloud(open_window: OpenWindow) -> None:
    tab = open_window(plating_curve()).electrocrystallization
    focusable = [
        child
        for child in tab.findChildren(type(tab).__mro__[1])
        if child.focusPolicy() & Qt.FocusPolicy.TabFocus and child.isVisible() and not child.focusProxy()
    ]
    nameless = [
        type(child).__name__
        for child in focusable
        if not (child.accessibleName() or (isinstance(child, QPushButton) and child.text()))
        and type(child).__name__ not in ("QLineEdit", "QScrollArea", "QComboBox", "QWidget")
    ]
    assert nameless == []


@pytest.mark.parametrize("text", ["2.5", "2,5"])
def test_a_decimal_comma_and_a_decimal_point_mean_the_same(open_window: OpenWindow, qtbot: QtBot, text: str) -> None:
    window = open_window(plating_curve())
    box = window.electrocrystallization.panel.start
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, text)
    QTest.keyClick(box, Qt.Key.Key_Return)
    settled(qtbot, window)
    assert shown(window).state.settings == {"window_start": 2.5}, "and only the edge that was typed"


def test_a_window_that_ends_before_it_starts_is_refused_with_the_reason(open_window: OpenWindow) -> None:
    window = open_window(plating_curve())
    panel = window.electrocrystallization.panel
    panel.start.setFocus()
    panel.start.selectAll()
    QTest.keyClicks(panel.start, "9999")
    QTest.keyClick(panel.start, Qt.Key.Key_Return)
    assert shown(window).state.given == ()
    assert panel.refusal.isVisible()
    assert panel.start.value() == 0.0


def test_confirming_right_after_a_key_move_keeps_the_move(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(plating_curve())
    tab = window.electrocrystallization
    tab.canvas.setFocus()
    while tab.canvas.selected_handle != "spike":
        QTest.keyClick(tab.canvas, Qt.Key.Key_BracketRight)
    for _ in range(5):
        QTest.keyClick(tab.canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(tab.canvas, Qt.Key.Key_Return)
    settled(qtbot, window)
    assert "spike_mark" in shown(window).state.settings
    assert shown(window).state.confirmed


def test_undo_during_a_drag_takes_the_drag_back_and_nothing_else(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(plating_curve())
    tab = window.electrocrystallization
    window.document.edit(shown(window), shown(window).state.with_settings({"temperature": 310.0}), "edit")
    settled(qtbot, window)
    start = press_handle(tab, "spike")
    QTest.mouseMove(tab.canvas, start + QPoint(30, 0))
    window.actions_by_name["undo"].trigger()
    QTest.mouseRelease(tab.canvas, LEFT, pos=start + QPoint(30, 0))
    settled(qtbot, window)
    assert shown(window).state.settings == {"temperature": 310.0}


def test_a_change_after_confirming_has_to_be_confirmed_anew(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(plating_curve())
    tab = window.electrocrystallization
    tab.confirm()
    assert shown(window).state.confirmed
    drag(tab, WINDOW_END, -100)
    settled(qtbot, window)
    assert not shown(window).state.confirmed


def test_a_spike_can_be_placed_where_the_rule_finds_none(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(plating_curve())
    tab = window.electrocrystallization
    QTest.mouseClick(tab.picker.absent, LEFT)
    settled(qtbot, window)
    assert "spike" not in tab.canvas.handles.names
    QTest.mouseClick(tab.picker.place, LEFT)
    settled(qtbot, window)
    assert spike_of(window).verdicts["spike"] == "present"
    assert tab.canvas.handle_position("spike") is not None


def test_enter_in_a_box_that_was_not_changed_places_nothing(open_window: OpenWindow) -> None:
    window = open_window(plating_curve())
    box = window.electrocrystallization.picker.boxes["spike"]
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert shown(window).state.given == ()


def test_another_rule_is_chosen_from_its_list(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(plating_curve())
    tab = window.electrocrystallization
    view, model = tab.panel.input_view, tab.panel.parameters
    row = next(row for row in range(model.rowCount()) if model.index(row, 0).data() == "rule")
    assert model.index(row, 1).data() == "spike minimum"
    view.setCurrentIndex(model.index(row, 1))
    (box,) = view.findChildren(QComboBox)
    box.setCurrentIndex(box.findText("smoothed minimum"))
    box.activated.emit(box.currentIndex())
    settled(qtbot, window)
    assert shown(window).state.settings == {"rule": "smoothed_minimum"}
    assert spike_of(window).quantities["spike_potential"].rule
