"""The canvas, driven by real mouse and key events."""

from __future__ import annotations

import numpy as np
import pytest
from PyQt6.QtCore import QPoint, QPointF, Qt
from PyQt6.QtGui import QWheelEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication

from ui.curve_canvas import DARK, PAN, WINDOW, WINDOW_END, WINDOW_START, ZOOM, CurveCanvas, Mark, Panel, Trace
from ui.curve_canvas.axis import Axis, ticks
from ui.curve_canvas.line import Line

LEFT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton
CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
SAMPLES = np.arange(0.0, 1001.0, 5.0)


def plating(time):
    return -0.05 - 0.1 * np.exp(-time / 200)


class Heard:
    """Everything that a canvas said, in order."""

    def __init__(self, canvas):
        self.said = []
        canvas.gesture_started.connect(lambda name: self.said.append(("started", name)))
        canvas.gesture_finished.connect(lambda name: self.said.append(("finished", name)))
        canvas.gesture_cancelled.connect(lambda name: self.said.append(("cancelled", name)))
        canvas.window_changed.connect(lambda start, end: self.said.append(("window", start, end)))
        canvas.mark_changed.connect(lambda name, x: self.said.append(("mark", name, x)))

    def kinds(self):
        return [entry[0] for entry in self.said]


@pytest.fixture
def make_canvas(qtbot):
    def make(x=SAMPLES, y=None, x_scale="linear", marks=True):
        canvas = CurveCanvas()
        qtbot.addWidget(canvas)
        canvas.resize(800, 500)
        data = Trace(np.asarray(x, float), plating(x) if y is None else np.asarray(y, float), "#333333")
        panels = [Panel("curve", "E / V", (data,), height_share=3), Panel("residual", "ΔE / mV", y_follows=True)]
        canvas.set_panels(panels, "t / s", x_scale)
        canvas.set_window(200.0, 600.0, (0.0, 1000.0), 6, "The fit needs 6 points.")
        if marks:
            canvas.set_marks(
                [
                    Mark("spike", "spike", "v", 100.0, float(plating(100.0))),
                    Mark("plateau", "plateau", "s", 800.0, float(plating(800.0)), confirmed=True),
                ]
            )
        canvas.show()
        qtbot.waitExposed(canvas)
        canvas.setFocus()
        canvas.activateWindow()
        QApplication.processEvents()
        return canvas

    return make


@pytest.fixture
def canvas(make_canvas):
    return make_canvas()


def move(canvas, point, buttons=LEFT, modifiers=Qt.KeyboardModifier.NoModifier):
    """A mouse move with buttons and modifiers, which QTest.mouseMove cannot give."""
    from PyQt6.QtCore import QEvent
    from PyQt6.QtGui import QMouseEvent

    event = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(point),
        QPointF(canvas.mapToGlobal(point)),
        Qt.MouseButton.NoButton,
        buttons,
        modifiers,
    )
    QApplication.sendEvent(canvas, event)


def press_at(canvas, name):
    point = canvas.handle_position(name).toPoint()
    QTest.mousePress(canvas, LEFT, pos=point)
    return point


def drag(canvas, start, by, steps=5, modifiers=Qt.KeyboardModifier.NoModifier, button=LEFT):
    QTest.mousePress(canvas, button, pos=start)
    for step in range(1, steps + 1):
        move(canvas, start + by * step / steps, button, modifiers)
    QTest.mouseRelease(canvas, button, pos=start + by)


def wheel(canvas, point, notches, modifiers=Qt.KeyboardModifier.NoModifier):
    QApplication.sendEvent(
        canvas,
        QWheelEvent(
            QPointF(point), QPointF(canvas.mapToGlobal(point)), QPoint(), QPoint(0, 120 * notches),
            Qt.MouseButton.NoButton, modifiers, Qt.ScrollPhase.NoScrollPhase, False,
        ),
    )  # fmt: skip


def window(canvas):
    return canvas.handles.window.start, canvas.handles.window.end


def body(canvas):
    rect = canvas.view.rects["curve"]
    return QPoint(round(canvas.view.x_axis().position(400.0)), round(rect.top() + 40))


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
    assert canvas._picture is None
    qtbot.waitUntil(lambda: canvas._picture is not None, timeout=5000)


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
    [(px, py)] = Line(Trace(x, y, "#333333")).pixels(axis, Axis(0.0, 1.0, "linear", 0.0, 1.0), 500)
    column = np.clip(np.floor(axis.position(x)), 0, 499).astype(int)
    assert len(px) <= 2000
    assert py.max() == y.max()
    assert py.min() == y.min()
    assert len(px) == 4 * len(np.unique(column))


def test_ticks_read_as_people_write_them():
    labels = [tick.label for tick in ticks(Axis(-0.12, 0.11, "linear", 0.0, 400.0), 90.0)]
    assert labels == ["−0.1", "0.0", "0.1"]
    decades = [tick.label for tick in ticks(Axis(1e-3, 2e3, "log", 0.0, 800.0), 90.0) if tick.label]
    assert decades == ["0.001", "0.01", "0.1", "1", "10", "100", "1000"]
    assert WINDOW not in decades
