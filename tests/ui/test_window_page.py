"""Window, live fit, strip, map, kept fits and note of a page, with a method made for the test."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtTest import QTest
from pytestqt.qtbot import QtBot

from fitting.synthetic import GENERATORS
from models.background import anything_runs
from models.document import Document
from models.sensitivity import END, START, map_windows
from models.teaching import take_simulated
from tests.curves import content_of, plating_curve, rest_curve
from tests.models.test_cyclic_stability import table_file
from tests.ui.canvas_hand import drag, move
from tests.ui.conftest import OpenWindow
from tests.ui.line_method import LINE, STEP
from ui.curve_canvas.scene import WINDOW, WINDOW_END
from ui.main_window import MainWindow
from ui.method_page import MethodPage
from ui.sensitivity_strip import STRIP
from ui.theme import apply_theme

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def document(qtbot: QtBot) -> Iterable[Document]:
    made = Document()
    made.add_files([content_of(plating_curve("a")), content_of(plating_curve("b", seed=2)), content_of(rest_curve())])
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
    return made


def asked(qtbot: QtBot, page: MethodPage) -> None:
    """Wait until all other windows have been asked."""
    qtbot.waitUntil(lambda: not page.sensitivity.runner.busy and bool(page.sensitivity.runner.strip()), timeout=20_000)


def mapped(qtbot: QtBot, page: MethodPage) -> None:
    """Wait until the map is whole."""
    bar = page.sensitivity
    whole = len(map_windows(bar.runner.axis)) if bar.runner.axis is not None else -1
    qtbot.waitUntil(lambda: len(bar.map.places) == whole, timeout=20_000)


def drag_end(page: MethodPage, by: int) -> None:
    point = page.canvas.handle_position(WINDOW_END)
    assert point is not None
    drag(page.canvas, point.toPoint(), QPoint(by, 0))


def given(page: MethodPage) -> dict[str, float | str]:
    assert page.analysis is not None
    return page.analysis.state.settings


# the strip and the map


def test_the_strip_shows_the_chosen_result_over_the_place_of_both_edges(qtbot: QtBot, page: MethodPage) -> None:
    asked(qtbot, page)
    moved = [reading.moved for reading in page.sensitivity.runner.strip()]
    assert moved.count(START) >= 5
    assert moved.count(END) >= 5
    assert page.canvas.view.panels[-1].name == STRIP
    assert page.canvas.view.panels[-1].y_label == "s / mV s⁻¹"
    qtbot.waitUntil(lambda: "windows agree on" in page.sensitivity.words.text())


def test_the_strip_can_be_put_away(qtbot: QtBot, page: MethodPage) -> None:
    QTest.mouseClick(page.sensitivity.strip, LEFT, pos=QPoint(8, page.sensitivity.strip.height() // 2))
    qtbot.waitUntil(lambda: all(panel.name != STRIP for panel in page.canvas.view.panels))


def test_a_state_that_was_asked_before_is_remembered(qtbot: QtBot, page: MethodPage, document: Document) -> None:
    asked(qtbot, page)
    first = list(page.sensitivity.runner.strip())
    drag_end(page, -150)
    qtbot.waitUntil(lambda: page.analysis is not None and page.analysis.current_result() is not None)
    asked(qtbot, page)
    assert page.sensitivity.runner.strip() != first
    document.undo_stack.undo()
    qtbot.waitUntil(lambda: page.sensitivity.runner.strip() == first)


def test_the_map_is_one_click_away_and_gives_its_window(qtbot: QtBot, page: MethodPage, document: Document) -> None:
    QTest.mouseClick(page.sensitivity.map_button, LEFT)
    assert page.picture.currentWidget() is page.sensitivity.map
    mapped(qtbot, page)
    before = document.undo_stack.count()
    place = page.sensitivity.map.places[3]
    QTest.mouseClick(page.sensitivity.map, LEFT, pos=page.sensitivity.map.cell(place).center().toPoint())
    assert document.undo_stack.count() == before + 1
    assert "window_end" in given(page) or "window_start" in given(page)
    assert "min: " in page.sensitivity.map.words_of(place)


def test_the_map_is_walked_by_keys(qtbot: QtBot, page: MethodPage) -> None:
    QTest.mouseClick(page.sensitivity.map_button, LEFT)
    mapped(qtbot, page)
    page.sensitivity.map.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Return):
        QTest.keyClick(page.sensitivity.map, key)
    assert "window_start" in given(page)


def test_the_copied_table_holds_what_the_windows_gave(qtbot: QtBot, page: MethodPage) -> None:
    asked(qtbot, page)
    lines = page.sensitivity.as_text().splitlines()
    assert lines[0].split("\t")[:3] == ["window start / min", "window end / min", "slope / mV s⁻¹"]
    assert len(lines) == 1 + len(page.sensitivity.runner.strip())


# the window


def test_the_window_can_be_typed_in_the_unit_that_people_use(qtbot: QtBot, page: MethodPage) -> None:
    page.panel.end.setFocus()
    page.panel.end.selectAll()
    QTest.keyClicks(page.panel.end, "5")
    QTest.keyClick(page.panel.end, Qt.Key.Key_Return)
    assert given(page) == {"window_end": pytest.approx(300.0)}


def test_the_fit_on_the_canvas_follows_the_hand(qtbot: QtBot, page: MethodPage) -> None:
    before = page.canvas.live["0"][0].x[-1]
    point = page.canvas.handle_position(WINDOW_END)
    assert point is not None
    QTest.mousePress(page.canvas, LEFT, pos=point.toPoint())
    move(page.canvas, point.toPoint() - QPoint(200, 0))
    qtbot.waitUntil(lambda: page.canvas.live["0"][0].x[-1] < before - 1.0)
    QTest.keyClick(page.canvas, Qt.Key.Key_Escape)
    assert page.canvas.live["0"][0].x[-1] == before
    QTest.mouseRelease(page.canvas, LEFT, pos=point.toPoint() - QPoint(200, 0))
    assert given(page) == {}


def test_view_limits_stay_through_drag_and_refit(qtbot: QtBot, page: MethodPage) -> None:
    limits = page.canvas.view.x_limits, page.canvas.y_limits("0")
    drag_end(page, -200)
    qtbot.waitUntil(lambda: page.analysis is not None and page.analysis.current_result() is not None)
    asked(qtbot, page)
    assert (page.canvas.view.x_limits, page.canvas.y_limits("0")) == limits


def test_a_window_that_gives_no_fit_can_still_be_moved(qtbot: QtBot, page: MethodPage) -> None:
    page.panel.parameters.setData(page.panel.parameters.index(2, 1), "refused")
    qtbot.waitUntil(lambda: page.analysis is not None and page.analysis.problem is not None)
    drag_end(page, -150)
    assert "window_end" in given(page)


def test_a_result_that_is_clicked_shows_the_window_it_came_from(qtbot: QtBot, page: MethodPage) -> None:
    view = page.panel.result_view
    QTest.mouseClick(view.viewport(), LEFT, pos=view.visualRect(page.panel.results.index(0, 0)).center())
    assert page.canvas.overlay.pointed == WINDOW


# kept fits and the note


def test_kept_fits_stand_side_by_side_and_are_taken_back(qtbot: QtBot, page: MethodPage, document: Document) -> None:
    QTest.mouseClick(page.panel.kept.keep, LEFT)
    drag_end(page, -200)
    kept = page.panel.kept
    qtbot.waitUntil(lambda: kept.table.columnCount() == 2 and kept.table.index(0, 0).data() not in ("…", "—"))
    assert kept.table.index(0, 0).data() != kept.table.index(0, 1).data()
    assert [name for name, _ in kept.overlays] == ["A"]
    assert len(page.canvas.live["0"]) == 2, "the kept fit lies over the curve"
    cell = kept.view.visualRect(kept.table.index(0, 1)).center()
    QTest.mouseClick(kept.view.viewport(), LEFT, pos=cell)
    assert page.canvas.overlay.pointed_range is not None
    QTest.mouseClick(kept.take_back, LEFT)
    assert given(page) == {}
    document.undo_stack.undo()
    assert "window_end" in given(page)


def test_a_kept_fit_can_be_forgotten(qtbot: QtBot, page: MethodPage) -> None:
    page.keep()
    kept = page.panel.kept
    cell = kept.view.visualRect(kept.table.index(0, 1)).center()
    QTest.mouseClick(kept.view.viewport(), LEFT, pos=cell)
    QTest.mouseClick(kept.remove, LEFT)
    assert page.analysis is not None
    assert page.analysis.state.kept == ()
    assert not kept.view.isVisible()


def test_kept_fits_of_another_curve_are_its_own(qtbot: QtBot, page: MethodPage) -> None:
    page.keep()
    page.show_analysis(page.table.analyses[1])
    assert page.panel.kept.overlays == []
    page.show_analysis(page.table.analyses[0])
    assert [name for name, _ in page.panel.kept.overlays] == ["A"]


def test_a_note_is_one_edit_when_the_writer_leaves(qtbot: QtBot, page: MethodPage, document: Document) -> None:
    before = document.undo_stack.count()
    page.panel.note.text.setFocus()
    QTest.keyClicks(page.panel.note.text, "leaky cell")
    assert document.undo_stack.count() == before
    page.canvas.setFocus()
    assert document.undo_stack.count() == before + 1
    assert page.analysis is not None
    assert page.analysis.state.note == "leaky cell"
    document.undo_stack.undo()
    assert page.panel.note.text.toPlainText() == ""


# what each curve lacks


def test_every_loaded_curve_says_whether_it_can_be_used(qtbot: QtBot, page: MethodPage) -> None:
    page.tables.setCurrentWidget(page.uses_view)
    assert [(row.name, row.use) for row in page.uses.rows] == [("a", "used"), ("b", "used"), ("rest", "cannot")]
    assert "no current" in page.uses.rows[2].sentence


def test_a_page_without_a_usable_curve_says_what_is_missing(qtbot: QtBot) -> None:
    document = Document()
    document.add_files([content_of(rest_curve())])
    page = MethodPage(document, STEP, LINE)
    qtbot.addWidget(page)
    with qtbot.waitExposed(page):
        page.show()
    assert page.empty_page.isVisible()
    assert "no current" in page.empty_page.uses.rows[0].sentence
    with qtbot.waitSignal(page.empty_page.wanted) as wanted:
        QTest.mouseClick(page.empty_page.buttons[0], LEFT)
    assert wanted.args == ["open"]
    document.close()


def test_drafts_that_come_while_one_is_fitted_are_dropped_but_the_last(qtbot: QtBot, document: Document) -> None:
    from ui.live_fit import LiveFit

    (analysis, _) = document.analyses(STEP, LINE)
    live = LiveFit(document.live)
    ends: list[float] = []
    live.answered.connect(lambda result: ends.append(result.recipe["window_end"].value))
    live.follow(analysis)
    for end in np.linspace(100.0, 500.0, 30):
        live.ask(analysis.state.with_settings({"window_end": float(end)}))
    qtbot.waitUntil(lambda: bool(ends) and ends[-1] == 500.0)
    assert len(ends) < 30


def test_what_is_only_guessed_is_said_until_it_is_confirmed(qtbot: QtBot, document: Document) -> None:
    from dataclasses import replace

    guessing = replace(LINE, guesses="Taken for a line.")
    page = MethodPage(document, STEP, guessing)
    qtbot.addWidget(page)
    with qtbot.waitExposed(page):
        page.show()
    qtbot.waitUntil(lambda: all(analysis.result for analysis in page.table.analyses))
    assert "Taken for a line." in page.panel.said.text()
    page.tables.setCurrentWidget(page.uses_view)
    assert page.uses.rows[0].sentence == "Taken for a line."
    first = page.analysis
    page.confirm()
    page.show_analysis(first)
    assert "Taken for a line." not in page.panel.said.text()


def shown_efficiencies(window: MainWindow, qtbot: QtBot) -> MethodPage:
    tab = window.step_tabs["cyclic_stability"]
    window.tabs.setCurrentWidget(tab)
    tab.choice.setCurrentIndex(tab.choice.findData("coulombic_efficiency"))
    page = tab.page
    qtbot.waitUntil(lambda: page.analysis is not None and page.analysis.current_result() is not None, timeout=30_000)
    assert isinstance(page, MethodPage)
    return page


def test_where_no_picture_has_the_window_on_its_axis_there_is_no_strip(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window = open_window()
    cycles = {"cycle": range(1, 31), "charge capacity / mAh": [0.98] * 30, "discharge capacity / mAh": [1.0] * 30}
    window.document.add_files([table_file(tmp_path, "cell", cycles)])
    page = shown_efficiencies(window, qtbot)
    qtbot.waitUntil(lambda: not page.sensitivity.isVisible())


def test_the_strip_is_below_the_view_that_has_the_window_on_its_axis(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window()
    generator = next(each for each in GENERATORS if each.name == "cycling")
    take_simulated(window.document, generator, {})
    page = shown_efficiencies(window, qtbot)
    choice = page.view.choice
    assert page.sensitivity.strip_panel() is None
    assert choice.findText("stable cycles by rule") >= 0
    choice.setCurrentIndex(choice.findText("charges on the clock"))
    choice.activated.emit(choice.currentIndex())
    qtbot.waitUntil(lambda: page.sensitivity.strip_panel() is not None)
    assert page.sensitivity.isVisible()


def test_the_strip_has_the_colours_of_another_theme(open_window: OpenWindow, qtbot: QtBot) -> None:
    apply_theme(False)
    canvas = open_window(plating_curve()).electrocrystallization.canvas

    def colours() -> set[str]:
        return {line.trace.colour for line in canvas.live.get(STRIP, ()) if not line.trace.dashed}

    qtbot.waitUntil(lambda: bool(colours()) and not anything_runs(), timeout=20_000)
    qtbot.wait(300)  # nothing more comes by itself
    before = colours()
    try:
        apply_theme(True)
        qtbot.waitUntil(lambda: bool(colours()) and not colours() & before, timeout=5_000)
    finally:
        apply_theme(False)
