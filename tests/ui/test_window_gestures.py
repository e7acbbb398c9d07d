"""The fit window of a page by mouse and keys: what ends it, what it survives."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtTest import QTest
from pytestqt.qtbot import QtBot

from models.document import Document
from tests.curves import content_of, plating_curve
from tests.ui.canvas_hand import drag, move
from tests.ui.line_method import LINE, STEP
from tests.ui.test_window_page import drag_end, given
from ui.curve_canvas.scene import WINDOW_END, WINDOW_START
from ui.method_page import MethodPage

LEFT = Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def document(qtbot: QtBot) -> Iterable[Document]:
    made = Document()
    made.add_files([content_of(plating_curve("a")), content_of(plating_curve("b", seed=2))])
    yield made
    made.close()


@pytest.fixture
def page(qtbot: QtBot, document: Document) -> MethodPage:
    made = MethodPage(document, STEP, LINE)
    qtbot.addWidget(made)
    made.resize(1300, 900)
    with qtbot.waitExposed(made):
        made.show()
    qtbot.waitUntil(lambda: all(analysis.result for analysis in made.table.analyses))
    made.canvas.settle()
    made.canvas.setFocus()
    return made


def exact(qtbot: QtBot, page: MethodPage) -> None:
    qtbot.waitUntil(lambda: page.analysis is not None and page.analysis.current_result() is not None)


def test_the_exact_fit_comes_when_the_hand_lets_go(qtbot: QtBot, page: MethodPage) -> None:
    drag_end(page, -150)
    exact(qtbot, page)
    assert page.analysis is not None
    assert page.analysis.result is not None
    assert page.analysis.result.outcome.quantities["slope"].rule == "full"


def test_a_double_click_takes_the_whole_segment(qtbot: QtBot, page: MethodPage) -> None:
    drag_end(page, -200)
    exact(qtbot, page)
    rect = page.canvas.view.rects["0"]
    QTest.mouseDClick(page.canvas, LEFT, pos=QPoint(round(rect.left()) + 40, round(rect.top()) + 30))
    assert given(page) == {}


def test_a_burst_of_keys_is_one_undo_step(qtbot: QtBot, page: MethodPage, document: Document) -> None:
    before = document.undo_stack.count()
    for key in (Qt.Key.Key_BracketRight, Qt.Key.Key_BracketRight, *[Qt.Key.Key_Left] * 5):
        QTest.keyClick(page.canvas, key)
    page.canvas.finish_gesture()
    assert document.undo_stack.count() == before + 1
    assert page.canvas.selected_handle == WINDOW_END
    assert "window_end" in given(page)


def test_home_and_end_send_an_edge_to_the_end_of_the_data(page: MethodPage) -> None:
    drag_end(page, -200)
    page.canvas.select_handle(WINDOW_END)
    QTest.keyClick(page.canvas, Qt.Key.Key_End)
    page.canvas.finish_gesture()
    assert given(page) == {}


def test_an_edge_stops_where_too_few_points_would_be_left(page: MethodPage) -> None:
    point = page.canvas.handle_position(WINDOW_END)
    start = page.canvas.handle_position(WINDOW_START)
    assert point is not None
    assert start is not None
    QTest.mousePress(page.canvas, LEFT, pos=point.toPoint())
    move(page.canvas, start.toPoint() - QPoint(30, 0))
    assert page.canvas.handles.blocked == WINDOW_END
    window = page.canvas.handles.window
    assert window is not None
    assert "at least 5 points" in window.reason
    assert window.end > window.start
    QTest.keyClick(page.canvas, Qt.Key.Key_Escape)
    QTest.mouseRelease(page.canvas, LEFT, pos=start.toPoint())
    assert given(page) == {}


def test_the_body_moves_both_edges(qtbot: QtBot, page: MethodPage) -> None:
    drag_end(page, -300)
    exact(qtbot, page)
    window = page.canvas.handles.window
    assert window is not None
    wide = window.end - window.start
    rect = page.canvas.view.rects["0"]
    drag(page.canvas, QPoint(round(rect.left()) + 120, round(rect.top()) + 30), QPoint(80, 0))
    window = page.canvas.handles.window
    assert window is not None
    assert window.end - window.start == pytest.approx(wide, rel=1e-6)
    assert set(given(page)) == {"window_start", "window_end"}


def test_ctrl_snaps_an_edge_to_a_sample(page: MethodPage) -> None:
    point = page.canvas.handle_position(WINDOW_END)
    assert point is not None
    drag(page.canvas, point.toPoint(), QPoint(-137, 0), modifiers=CTRL)
    assert page.analysis is not None
    time = page.analysis.subject[0].columns["time"]
    assert min(abs(time - time[0] - float(given(page)["window_end"]))) < 1e-6


def test_a_window_is_its_curves_own_and_comes_back_with_it(qtbot: QtBot, page: MethodPage) -> None:
    drag_end(page, -200)
    exact(qtbot, page)
    before = page.canvas.handles.window
    page.show_analysis(page.table.analyses[1])
    assert page.canvas.handles.window != before
    page.show_analysis(page.table.analyses[0])
    assert page.canvas.handles.window == before


def test_empty_ground_cannot_be_dragged(page: MethodPage, document: Document) -> None:
    drag_end(page, -400)
    before, limits = document.undo_stack.count(), page.canvas.view.x_limits
    rect = page.canvas.view.rects["0"]
    drag(page.canvas, QPoint(round(rect.right()) - 20, round(rect.top()) + 30), QPoint(-60, 0))
    assert document.undo_stack.count() == before
    assert page.canvas.view.x_limits == limits


def test_a_window_that_the_picture_does_not_show_is_still_typed(qtbot: QtBot, page: MethodPage) -> None:
    page.view.choice.setFocus()
    QTest.keyClick(page.view.choice, Qt.Key.Key_Down)
    assert page.view.panels[0].title == "peaks"
    assert page.canvas.handles.window is None
    page.panel.end.setFocus()
    page.panel.end.selectAll()
    QTest.keyClicks(page.panel.end, "4")
    QTest.keyClick(page.panel.end, Qt.Key.Key_Return)
    assert given(page) == {"window_end": pytest.approx(240.0)}
    assert page.panel.end.value() == pytest.approx(4.0)
