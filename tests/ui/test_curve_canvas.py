"""The canvas, driven by real mouse and key events."""

from __future__ import annotations

import threading

import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtTest import QTest

from models.background import Background
from tests.ui.canvas_hand import (
    ALT,
    CTRL,
    LEFT,
    MIDDLE,
    SAMPLES,
    SHIFT,
    Heard,
    body,
    drag,
    move,
    plating,
    press_at,
    wheel,
    window,
)
from ui.curve_canvas import PAN, WINDOW_END, WINDOW_START, ZOOM


def test_dragging_an_edge_says_every_move_between_one_start_and_one_finish(canvas):
    heard = Heard(canvas)
    drag(canvas, canvas.handle_position(WINDOW_START).toPoint(), QPoint(50, 0))
    assert heard.said[0] == ("started", WINDOW_START)
    assert heard.said[-1] == ("finished", WINDOW_START)
    assert heard.kinds()[1:-1] == ["window"] * 5
    assert window(canvas)[0] > 220.0
    assert window(canvas)[1] == 600.0


def test_a_press_without_a_move_is_no_gesture(canvas):
    heard = Heard(canvas)
    QTest.mouseClick(canvas, LEFT, pos=canvas.handle_position(WINDOW_END).toPoint())
    assert heard.said == []


def test_escape_during_a_drag_puts_the_edge_back(canvas):
    heard = Heard(canvas)
    point = press_at(canvas, WINDOW_END)
    move(canvas, point + QPoint(60, 0))
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    QTest.mouseRelease(canvas, LEFT, pos=point + QPoint(60, 0))
    assert window(canvas) == (200.0, 600.0)
    assert heard.said[-2:] == [("window", 200.0, 600.0), ("cancelled", WINDOW_END)]
    assert "finished" not in heard.kinds()


def test_near_an_edge_the_edge_is_taken_and_not_the_body(canvas):
    drag(canvas, canvas.handle_position(WINDOW_START).toPoint() + QPoint(5, 0), QPoint(30, 0))
    assert window(canvas)[0] > 200.0
    assert window(canvas)[1] == 600.0


def test_dragging_the_body_keeps_the_width(canvas):
    drag(canvas, body(canvas), QPoint(40, 0))
    start, end = window(canvas)
    assert start > 200.0
    assert end - start == pytest.approx(400.0)


def test_the_body_stops_at_the_end_of_the_segment(canvas):
    drag(canvas, body(canvas), QPoint(700, 0))
    assert window(canvas) == pytest.approx((600.0, 1000.0))


def test_a_mark_nearer_than_the_edge_wins(canvas):
    canvas.set_window(105.0, 600.0, (0.0, 1000.0), 6)
    heard = Heard(canvas)
    drag(canvas, canvas.handle_position("spike").toPoint(), QPoint(30, 0))
    assert heard.said[0] == ("started", "spike")


def test_a_mark_moves_from_sample_to_sample_along_the_curve(canvas):
    drag(canvas, canvas.handle_position("spike").toPoint(), QPoint(37, 0))
    mark = canvas.handles.mark("spike")
    assert mark.x in SAMPLES
    assert mark.x > 100.0
    assert mark.y == pytest.approx(plating(mark.x))


def test_dragging_on_empty_ground_does_nothing(canvas):
    heard, limits = Heard(canvas), canvas.view.x_limits
    drag(canvas, QPoint(round(canvas.view.x_axis().position(900.0)), 50), QPoint(-50, 10))
    assert heard.said == []
    assert canvas.view.x_limits == limits


def test_an_edge_stops_where_too_few_points_are_left(canvas):
    point = press_at(canvas, WINDOW_START)
    move(canvas, point + QPoint(600, 0))
    assert window(canvas) == (575.0, 600.0)
    assert canvas.handles.blocked == WINDOW_START
    canvas.grab()
    QTest.mouseRelease(canvas, LEFT, pos=point + QPoint(600, 0))
    assert canvas.handles.blocked == ""


def test_control_draws_an_edge_to_samples(canvas):
    drag(canvas, canvas.handle_position(WINDOW_START).toPoint(), QPoint(33, 0), modifiers=CTRL)
    assert window(canvas)[0] in SAMPLES


def test_a_boundary_nearby_catches_an_edge_unless_alt_is_held(canvas):
    canvas.set_snap_positions([250.3])
    start = canvas.handle_position(WINDOW_START).toPoint()
    by = QPoint(round(canvas.view.x_axis().position(250.3)) - start.x() + 3, 0)
    drag(canvas, start, by, modifiers=ALT)
    assert window(canvas)[0] != 250.3
    canvas.set_window(200.0, 600.0, (0.0, 1000.0), 6)
    drag(canvas, start, by)
    assert window(canvas)[0] == 250.3


def test_a_double_click_gives_the_window_the_whole_segment(canvas):
    heard = Heard(canvas)
    QTest.mouseDClick(canvas, LEFT, pos=body(canvas))
    assert window(canvas) == (0.0, 1000.0)
    assert heard.kinds() == ["started", "window", "finished"]


def test_the_wheel_zooms_x_about_the_cursor(canvas):
    point = body(canvas)
    before, y = canvas.view.x_axis().value(point.x()), canvas.y_limits("curve")
    wheel(canvas, point, 2)
    assert canvas.view.x_axis().value(point.x()) == pytest.approx(before)
    assert canvas.view.x_limits[1] - canvas.view.x_limits[0] < 800.0
    assert canvas.y_limits("curve") == y


def test_the_wheel_with_shift_zooms_y(canvas):
    x, y = canvas.view.x_limits, canvas.y_limits("curve")
    wheel(canvas, body(canvas), 1, SHIFT)
    assert canvas.view.x_limits == x
    assert canvas.y_limits("curve")[1] - canvas.y_limits("curve")[0] < y[1] - y[0]


def test_zooming_and_panning_leave_the_window_alone(canvas):
    heard = Heard(canvas)
    wheel(canvas, body(canvas), 3)
    drag(canvas, body(canvas), QPoint(50, 20), button=MIDDLE)
    assert window(canvas) == (200.0, 600.0)
    assert heard.said == []


def test_the_middle_button_pans(canvas):
    limits = canvas.view.x_limits
    drag(canvas, body(canvas), QPoint(50, 0), button=MIDDLE)
    assert canvas.view.x_limits[0] < limits[0]


def test_space_and_drag_pans_even_over_an_edge(canvas):
    limits = canvas.view.x_limits
    QTest.keyPress(canvas, Qt.Key.Key_Space)
    drag(canvas, canvas.handle_position(WINDOW_START).toPoint(), QPoint(50, 0))
    QTest.keyRelease(canvas, Qt.Key.Key_Space)
    assert window(canvas) == (200.0, 600.0)
    assert canvas.view.x_limits != limits


def test_z_and_drag_shows_what_is_in_the_box(canvas):
    axis = canvas.view.x_axis()
    QTest.keyPress(canvas, Qt.Key.Key_Z)
    drag(canvas, QPoint(300, 60), QPoint(100, 100))
    QTest.keyRelease(canvas, Qt.Key.Key_Z)
    assert canvas.view.x_limits == pytest.approx((axis.value(300), axis.value(400)))


def test_the_zoom_tool_goes_back_to_select_by_itself(canvas):
    tools = []
    canvas.tool_changed.connect(tools.append)
    canvas.set_tool(ZOOM)
    drag(canvas, QPoint(300, 60), QPoint(100, 100))
    assert tools == ["zoom", "select"]


def test_the_pan_tool_never_moves_a_handle(canvas):
    canvas.set_tool(PAN)
    drag(canvas, canvas.handle_position(WINDOW_START).toPoint(), QPoint(50, 0))
    assert window(canvas) == (200.0, 600.0)


def test_the_wheel_is_dead_while_an_edge_is_dragged(canvas):
    limits = canvas.view.x_limits
    point = press_at(canvas, WINDOW_START)
    move(canvas, point + QPoint(20, 0))
    wheel(canvas, point, 1)
    assert canvas.view.x_limits == limits
    QTest.mouseRelease(canvas, LEFT, pos=point)


def test_matplotlib_draws_when_no_thread_computes_any_more(canvas, qtbot, monkeypatch):
    drawn = []
    monkeypatch.setattr(canvas, "_draw_settled", lambda: drawn.append(True))
    background, gate = Background(), threading.Event()
    background.run(lambda task: gate.wait(60), lambda answer: None, lambda problem: None)
    wheel(canvas, canvas.rect().center(), 1)
    canvas.settle()
    qtbot.wait(300)
    assert not drawn
    gate.set()
    qtbot.waitUntil(lambda: bool(drawn), timeout=20_000)
    background.close()
