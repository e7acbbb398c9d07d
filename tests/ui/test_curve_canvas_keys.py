"""The canvas, its keys, its view and what it paints."""

from __future__ import annotations

import numpy as np
import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtTest import QTest

from tests.ui.canvas_hand import (
    CTRL,
    LEFT,
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
from ui.curve_canvas import DARK, WINDOW, WINDOW_END, WINDOW_START, CurveCanvas, Mark, Panel, Trace
from ui.curve_canvas.axis import Axis, ticks
from ui.curve_canvas.furniture import Furniture
from ui.curve_canvas.line import Line


def test_brackets_walk_the_handles_round_and_round(canvas):
    chosen = []
    canvas.handle_selected.connect(chosen.append)
    for _ in range(5):
        QTest.keyClick(canvas, Qt.Key.Key_BracketRight)
    QTest.keyClick(canvas, Qt.Key.Key_BracketLeft)
    assert chosen == [WINDOW_START, WINDOW_END, "spike", "plateau", WINDOW_START, "plateau"]


def test_arrows_move_the_selected_handle_by_pixels_and_samples(canvas):
    canvas.select_handle(WINDOW_START)
    pixel = canvas.view.x_axis().position(200.0)
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert canvas.view.x_axis().position(window(canvas)[0]) == pytest.approx(pixel + 1)
    QTest.keyClick(canvas, Qt.Key.Key_Right, SHIFT)
    assert canvas.view.x_axis().position(window(canvas)[0]) == pytest.approx(pixel + 11)
    QTest.keyClick(canvas, Qt.Key.Key_Left, CTRL)
    assert window(canvas)[0] in SAMPLES


def test_an_arrow_takes_a_mark_to_another_sample_even_where_they_are_far_apart(make_canvas):
    canvas = make_canvas(x=np.arange(0.0, 1001.0, 100.0))
    canvas.select_handle("spike")
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert canvas.handles.mark("spike").x == 200.0


def test_home_and_end_take_an_edge_to_the_ends_of_the_segment(canvas):
    canvas.select_handle(WINDOW_START)
    QTest.keyClick(canvas, Qt.Key.Key_Home)
    canvas.select_handle(WINDOW_END)
    QTest.keyClick(canvas, Qt.Key.Key_End)
    assert window(canvas) == (0.0, 1000.0)


def test_a_burst_of_keys_is_one_gesture(canvas, qtbot):
    heard = Heard(canvas)
    canvas.select_handle(WINDOW_END)
    with qtbot.waitSignal(canvas.gesture_finished, timeout=5000):
        for _ in range(4):
            QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert heard.kinds() == ["started", "window", "window", "window", "window", "finished"]


def test_choosing_another_handle_ends_a_burst(canvas):
    heard = Heard(canvas)
    canvas.select_handle(WINDOW_END)
    QTest.keyClick(canvas, Qt.Key.Key_Left)
    QTest.keyClick(canvas, Qt.Key.Key_BracketRight)
    assert heard.said[-1] == ("finished", WINDOW_END)


def test_escape_takes_a_burst_back(canvas):
    heard = Heard(canvas)
    canvas.select_handle("spike")
    for _ in range(3):
        QTest.keyClick(canvas, Qt.Key.Key_Right, CTRL)
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert canvas.handles.mark("spike").x == 100.0
    assert heard.said[-2:] == [("mark", "spike", 100.0), ("cancelled", "spike")]


def test_enter_asks_to_confirm(canvas, qtbot):
    with qtbot.waitSignal(canvas.confirm_requested, timeout=1000):
        QTest.keyClick(canvas, Qt.Key.Key_Return)


def test_the_status_names_the_selected_handle_with_its_value(canvas):
    canvas.select_handle("spike")
    assert canvas.status_text == "spike, 100 s, guessed"
    assert canvas.accessibleDescription() == canvas.status_text


def test_the_same_curve_with_another_fit_keeps_the_view(canvas):
    wheel(canvas, body(canvas), 3)
    limits = canvas.view.x_limits
    canvas.set_panels(canvas.view.panels, "t / s", keep_view=True)
    assert canvas.view.x_limits == limits
    canvas.set_panels(canvas.view.panels, "t / s")
    assert canvas.view.x_limits != limits


def test_a_following_panel_goes_with_its_live_data_until_it_is_zoomed(canvas):
    x = np.array([200.0, 400.0])
    canvas.set_live_traces("residual", [Trace(x, np.array([-40.0, 40.0]), "#333333")])
    assert canvas.y_limits("residual")[1] > 40.0
    wheel(canvas, canvas.view.rects["residual"].center().toPoint(), 1, SHIFT)
    limits = canvas.y_limits("residual")
    canvas.set_live_traces("residual", [Trace(x, np.array([-400.0, 400.0]), "#333333")])
    assert canvas.y_limits("residual") == limits


def test_a_log_axis_shows_decades_and_leaves_out_what_is_not_positive(make_canvas):
    canvas = make_canvas(x=np.concatenate(([0.0], np.geomspace(1e-3, 1000.0, 50))), x_scale="log")
    low, high = canvas.view.x_limits
    assert 0 < low < 1e-3
    assert high > 1000.0
    canvas.settle()
    canvas.grab()


def test_an_edge_at_zero_can_be_taken_on_a_log_axis(make_canvas):
    canvas = make_canvas(x=np.concatenate(([0.0], np.geomspace(1e-3, 1000.0, 50))), x_scale="log", marks=False)
    canvas.set_window(0.0, 600.0, (0.0, 1000.0), 6)
    drag(canvas, canvas.handle_position(WINDOW_START).toPoint(), QPoint(100, 0))
    assert window(canvas)[0] > 1e-3


def test_the_window_survives_a_change_of_the_scale(canvas):
    canvas.set_x_scale("log")
    assert window(canvas) == (200.0, 600.0)
    canvas.set_x_scale("linear")
    assert window(canvas) == (200.0, 600.0)


@pytest.mark.parametrize("x_scale", ["linear", "log"])
@pytest.mark.parametrize(
    ("x", "y"),
    [
        ([], []),
        ([1.0], [0.1]),
        ([0.0], [0.1]),
        ([1.0, 2.0, 3.0], [0.1, 0.1, 0.1]),
        ([1.0, 2.0, 3.0], [np.nan, np.nan, np.nan]),
        ([1.0, 2.0, 3.0], [0.1, np.nan, 0.3]),
        ([1.0, 2.0, 3.0], [0.1, np.inf, 0.3]),
        ([3.0, 1.0, 2.0], [0.1, 0.2, 0.3]),
        ([1e9, 1e9 + 1e-3], [0.0, 1e-9]),
    ],
)
def test_odd_curves_are_painted_without_a_complaint(make_canvas, x, y, x_scale):
    canvas = make_canvas(x=x, y=y, x_scale=x_scale)
    canvas.grab()
    canvas.settle()
    canvas.grab()
    drag(canvas, QPoint(400, 100), QPoint(30, 0))
    wheel(canvas, QPoint(400, 100), -40)
    wheel(canvas, QPoint(400, 100), 200)
    canvas.grab()


def test_without_panels_the_canvas_stays_calm(qtbot):
    canvas = CurveCanvas()
    qtbot.addWidget(canvas)
    canvas.show()
    qtbot.waitExposed(canvas)
    drag(canvas, QPoint(50, 50), QPoint(30, 0))
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    canvas.grab()


def test_the_settled_picture_comes_after_a_pause(canvas, qtbot):
    wheel(canvas, body(canvas), 1)
    assert not canvas._still.is_settled
    qtbot.waitUntil(lambda: canvas._still.is_settled, timeout=5000)


def test_a_gesture_is_not_interrupted_by_the_settled_picture(canvas, qtbot):
    point = press_at(canvas, WINDOW_END)
    move(canvas, point - QPoint(40, 0))
    wheel(canvas, body(canvas), 1)
    canvas.set_theme(DARK)
    qtbot.wait(300)
    assert not canvas._still.is_settled
    QTest.mouseRelease(canvas, LEFT, pos=point - QPoint(40, 0))
    qtbot.waitUntil(lambda: canvas._still.is_settled, timeout=5000)


def test_what_stays_is_painted_once_while_handles_move(canvas, monkeypatch):
    canvas.set_theme(DARK)
    painted = []
    paint = Furniture.paint
    monkeypatch.setattr(Furniture, "paint", lambda *given: (painted.append(True), paint(*given)))
    pictures = [canvas.grab().toImage() for _ in range(4)]
    assert len(painted) == 2  # straight to the screen, then once more to be kept
    assert all(each == pictures[0] for each in pictures)
    wheel(canvas, body(canvas), 1)
    assert canvas.grab().toImage() != pictures[0]


def test_what_follows_a_drag_stays_on_its_curve_when_wider_labels_move_the_panel(make_canvas):
    canvas = make_canvas(marks=False)
    canvas.settle()
    canvas.set_live_traces("curve", [Trace(SAMPLES, plating(SAMPLES), "#ff0000")])
    canvas.view.zoom_y("curve", canvas.view.rects["curve"].center().y(), 1e-4)
    canvas.view_moved()
    left = canvas.view.rects["curve"].left()
    for _ in range(3):  # the third time the live line lies in a picture of its own
        canvas.grab()
    canvas.settle()
    assert canvas.view.rects["curve"].left() > left
    settled = canvas.grab().toImage()
    canvas._layer.forget()
    assert settled == canvas.grab().toImage()


def test_a_panel_may_draw_itself_with_matplotlib(make_canvas):
    canvas = make_canvas()
    drawn = []
    x, y = SAMPLES, plating(SAMPLES)
    panel = Panel("curve", "E / V", (Trace(x, y, "#333333"),), draw=lambda axes, scale: drawn.append(scale))
    canvas.set_panels([panel], "t / s", "log")
    canvas.settle()
    assert drawn == ["log"]


def test_another_theme_changes_the_ground(canvas):
    canvas.set_theme(DARK)
    canvas.settle()
    assert canvas.grab().toImage().pixelColor(2, 2).name() == DARK.background


def test_labels_of_marks_do_not_touch_and_stay_in_the_plot(canvas):
    canvas.set_marks([Mark(f"m{k}", f"mark {k}", "o", 100.0 + 5 * k, float(plating(100.0 + 5 * k))) for k in range(5)])
    canvas.grab()
    boxes = list(canvas.overlay.label_boxes.values())
    assert len(boxes) == 5
    assert not any(a.intersects(b) for i, a in enumerate(boxes) for b in boxes[:i])
    assert all(canvas.view.rects["curve"].contains(box) for box in boxes)


def test_a_lost_handle_is_no_longer_selected(canvas):
    canvas.select_handle("spike")
    canvas.set_marks([])
    assert canvas.selected_handle == ""


@pytest.mark.parametrize("uneven", [False, True])
def test_columns_keep_the_extremes_of_every_pixel(uneven):
    rng = np.random.default_rng(3)
    x = np.sort(rng.uniform(0, 1000, 50_000) ** (2 if uneven else 1))
    y = rng.normal(0, 1, len(x))
    axis = Axis(float(x[0]), float(x[-1]), "linear", 0.0, 500.0)
    spans = Line(Trace(x, y, "#333333")).spans(axis, Axis(0.0, 1.0, "linear", 1.0, 0.0), 500)
    column = np.clip(np.floor(axis.position(x)), 0, 499).astype(int)
    assert spans.top.min() == pytest.approx(1.0 - y.max())
    assert spans.bottom.max() == pytest.approx(1.0 - y.min())
    assert len(spans.x) == len(np.unique(column))
    assert len(spans.bridges) == np.count_nonzero(np.diff(np.unique(column)) > 1)


def test_ticks_read_as_people_write_them():
    labels = [tick.label for tick in ticks(Axis(-0.12, 0.11, "linear", 0.0, 400.0), 90.0)]
    assert labels == ["−0.1", "0.0", "0.1"]
    decades = [tick.label for tick in ticks(Axis(1e-3, 2e3, "log", 0.0, 800.0), 90.0) if tick.label]
    assert decades == ["0.001", "0.01", "0.1", "1", "10", "100", "1000"]
    assert WINDOW not in decades
