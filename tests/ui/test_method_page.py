"""The page of a method, with a method made for the test."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtTest import QTest
from pytestqt.qtbot import QtBot

from fitting.outcome import Outcome
from models.document import Document
from models.outcome_table import OutcomeTable
from tests.curves import content_of, plating_curve, rest_curve
from tests.translators import speaking
from tests.ui.canvas_hand import move
from tests.ui.line_method import STEP
from ui.copied_table import table_text
from ui.curve_canvas.scene import WINDOW_END
from ui.method_page import MethodPage
from ui.step_tab import StepTab


@pytest.fixture
def tab(qtbot: QtBot, document: Document) -> StepTab:
    document.add_files([content_of(plating_curve("a")), content_of(plating_curve("b", seed=2))])
    document.add_files([content_of(rest_curve())])
    made = StepTab(document, STEP)
    qtbot.addWidget(made)
    made.resize(1200, 800)
    return made


@pytest.fixture
def document(qtbot: QtBot) -> Iterable[Document]:
    made = Document()
    yield made
    made.close()


def shown(qtbot: QtBot, tab: StepTab) -> MethodPage:
    page = tab.page
    assert isinstance(page, MethodPage)
    with qtbot.waitExposed(tab):
        tab.show()
    qtbot.waitUntil(lambda: all(analysis.result for analysis in page.table.analyses))
    page.canvas.settle()
    return page


def drag_end(page: MethodPage, by: int) -> QPoint:
    page.canvas.select_handle(WINDOW_END)
    point = page.canvas.handle_position(WINDOW_END)
    assert point is not None
    start = point.toPoint()
    QTest.mousePress(page.canvas, Qt.MouseButton.LeftButton, pos=start)
    for part in (1, 2):
        move(page.canvas, start + QPoint(by * part // 2, 0))
    return start + QPoint(by, 0)


def test_nothing_is_analysed_before_the_page_is_shown(qtbot: QtBot, tab: StepTab, document: Document) -> None:
    assert document.worked_on() == ()
    page = shown(qtbot, tab)
    assert [page.table.index(row, 0).data() for row in range(page.table.rowCount())] == ["a", "b"]


def test_a_result_shows_numbers_verdict_warning_table_and_legend(qtbot: QtBot, tab: StepTab) -> None:
    page = shown(qtbot, tab)
    assert page.panel.results.index(0, 1).data() not in ("", "—")
    assert page.panel.verdict.text() == "trend: not decided"
    assert "The window is short." in page.panel.said.text()
    assert table_text(page.outcome_view).splitlines() == ["cycle\tkind", "1\ta", "2\t—"]
    assert "data" in page.view.legend.text()


def test_the_other_view_is_one_choice_away(qtbot: QtBot, tab: StepTab) -> None:
    page = shown(qtbot, tab)
    assert [page.view.choice.itemText(place) for place in range(page.view.choice.count())] == ["curve", "peaks"]
    page.view.choice.setCurrentIndex(1)
    page.view.choice.activated.emit(1)
    assert page.canvas.handles.window is None, "the window belongs to the curve"
    assert page.view.panels[0].title == "peaks"


def test_a_drag_of_the_window_is_one_undo_step_in_si(qtbot: QtBot, tab: StepTab, document: Document) -> None:
    page = shown(qtbot, tab)
    before = document.undo_stack.count()
    first = page.panel.results.index(0, 1).data()
    end = drag_end(page, -200)
    qtbot.waitUntil(lambda: page.panel.results.index(0, 1).data() != first)
    assert document.undo_stack.count() == before
    QTest.mouseRelease(page.canvas, Qt.MouseButton.LeftButton, pos=end)
    assert document.undo_stack.count() == before + 1
    assert page.analysis is not None
    assert 60 < float(page.analysis.state.settings["window_end"]) < 600, "seconds, though the axis shows minutes"
    document.undo_stack.undo()
    assert page.analysis.state.given == ()


def test_escape_takes_a_drag_back(qtbot: QtBot, tab: StepTab, document: Document) -> None:
    page = shown(qtbot, tab)
    before = document.undo_stack.count()
    page.canvas.setFocus()
    drag_end(page, -150)
    QTest.keyClick(page.canvas, Qt.Key.Key_Escape)
    assert document.undo_stack.count() == before
    assert page.canvas.handles.window is not None
    assert page.canvas.handles.window.end == pytest.approx(10.0)


def test_enter_confirms_and_goes_on(qtbot: QtBot, tab: StepTab) -> None:
    page = shown(qtbot, tab)
    first = page.analysis
    QTest.keyClick(page.table_view, Qt.Key.Key_Return)
    assert first is not None
    assert first.state.confirmed
    assert page.analysis is page.table.analyses[1]


def test_inputs_are_given_to_all_curves_as_one_undo_step(qtbot: QtBot, tab: StepTab, document: Document) -> None:
    page = shown(qtbot, tab)
    page.panel.parameters.setData(page.panel.parameters.index(0, 1), "3")
    page.panel.parameters.setData(page.panel.parameters.index(1, 1), "60")
    before = document.undo_stack.count()
    page.panel.for_all_requested.emit()
    assert document.undo_stack.count() == before + 1
    given = [analysis.state.settings for analysis in page.table.analyses]
    assert given == [{"factor": 3.0, "rest": 60.0}, {"factor": 3.0}], "a rest time is the curve's own"


def test_a_calculator_needs_no_curve(qtbot: QtBot, tab: StepTab) -> None:
    tab.choice.setCurrentIndex(1)
    page = shown(qtbot, tab)
    page.panel.parameters.setData(page.panel.parameters.index(0, 1), "4")
    qtbot.waitUntil(lambda: page.panel.results.index(0, 1).data() == "8")


def test_a_curve_that_the_method_cannot_use_is_shown_with_the_reason(
    qtbot: QtBot, tab: StepTab, document: Document
) -> None:
    page = shown(qtbot, tab)
    page.show_curve(document.series[-1].curves[-1].curve, None)
    assert page.plain_view.isVisible()
    assert "no current" in page.plain_view.reason.text()


def test_the_curves_together_are_one_button_away(qtbot: QtBot, tab: StepTab) -> None:
    page = shown(qtbot, tab)
    assert page.together.isVisible()
    QTest.mouseClick(page.together, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "All together: 2" in page.view.title.text())
    assert page.panel.results.index(1, 1).data() == "2"
    assert page.canvas.handles.window is None
    QTest.mouseClick(page.together, Qt.MouseButton.LeftButton)
    assert "a" in page.view.title.text()
    assert page.canvas.handles.window is not None


def test_a_window_that_the_method_chose_is_shown(qtbot: QtBot, tab: StepTab) -> None:
    page = shown(qtbot, tab)
    page.panel.parameters.setData(page.panel.parameters.index(2, 1), "first_half")
    qtbot.waitUntil(lambda: page.canvas.handles.window is not None and page.canvas.handles.window.end < 6.0)
    assert page.analysis is not None
    assert "window_end" not in page.analysis.state.settings


def test_a_page_without_a_picture_shows_the_curve_or_says_what_to_do(qtbot: QtBot, tab: StepTab) -> None:
    page = shown(qtbot, tab)
    page.panel.parameters.setData(page.panel.parameters.index(2, 1), "refused")
    qtbot.waitUntil(lambda: "is refused" in page.panel.said.text())
    assert page.canvas.isVisible()
    assert "window start" in page.panel.said.text(), "names are words"
    tab.choice.setCurrentIndex(1)
    calculator = shown(qtbot, tab)
    assert not calculator.canvas.isVisible()
    assert calculator.view.hint.isVisible()


def test_words_of_ours_in_a_table_are_translated_and_names_are_not(qtbot: QtBot) -> None:
    table = OutcomeTable()
    table.show(Outcome(table={"electrolyte": ("stable",), "label": ("stable",), "holds": ("yes",)}))
    with speaking({"stable": "稳定", "yes": "是"}):
        assert [table.index(0, column).data() for column in range(3)] == ["stable", "稳定", "是"]
