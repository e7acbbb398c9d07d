"""The Marcus calculator as a person uses it."""

from __future__ import annotations

import numpy as np
import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtTest import QTest
from pytestqt.qtbot import QtBot

from fitting.synthetic import polarization_curve
from models.curve import Curve, Receipt, Segment, Source
from models.marcus_sources import marcus_sources
from models.steps import step_named
from tests.curves import content_of
from tests.ui.canvas_hand import drag
from tests.ui.conftest import OpenWindow
from ui.curve_canvas import WINDOW_END
from ui.marcus_calculator import ALPHA, ENERGY, ERROR, POTENTIAL, MarcusPage
from ui.number_box import NumberBox

LEFT = Qt.MouseButton.LeftButton


def sweep() -> Curve:
    columns = polarization_curve(law="marcus_hush", seed=1).columns
    count = len(columns["potential"])
    source = Source("sweep.mpt", "5" * 64, 1000, "eclab_text")
    kept = {name: np.asarray(columns[name]) for name in ("time", "potential", "current")}
    return Curve(
        "sweep", "linear_sweep", kept, (Segment(0, count, "sweep"),), source, Receipt(), electrode_area=4.9e-10
    )


@pytest.fixture
def page(qtbot: QtBot, open_window: OpenWindow) -> MarcusPage:
    window = open_window()
    tab = window.step_tabs["charge_transfer"]
    window.tabs.setCurrentWidget(tab)
    tab.choice.setCurrentIndex(tab.choice.findData("marcus_calculator"))
    made = tab.page
    assert isinstance(made, MarcusPage)
    qtbot.waitUntil(lambda: made.analysis is not None)
    return made


def type_into(box: NumberBox, text: str) -> None:
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, text)
    QTest.keyClick(box, Qt.Key.Key_Return)


def given(page: MarcusPage) -> dict[str, float | str]:
    assert page.analysis is not None
    return page.analysis.state.settings


def answered(qtbot: QtBot, page: MarcusPage, words: str) -> None:
    qtbot.waitUntil(lambda: words in page.inputs.answer.text())


def test_alpha_and_potential_give_lambda_in_both_units_and_conventions(qtbot: QtBot, page: MarcusPage) -> None:
    type_into(page.inputs.boxes[ALPHA], "0.4")
    type_into(page.inputs.boxes[POTENTIAL], "-80")
    answered(qtbot, page, "λ = 0.4 eV = 38.59 kJ mol⁻¹")
    assert "λ = 0.2 eV" in page.inputs.answer.text()
    assert "factor 2" in page.inputs.answer.text()


def test_a_standard_error_is_carried_along(qtbot: QtBot, page: MarcusPage) -> None:
    type_into(page.inputs.boxes[ALPHA], "0.4")
    type_into(page.inputs.boxes[POTENTIAL], "-80")
    type_into(page.inputs.boxes[ALPHA + ERROR], "0.01")
    answered(qtbot, page, "λ = 0.400 ± 0.040 eV")


def test_near_one_half_there_is_a_bound_and_no_number(qtbot: QtBot, page: MarcusPage) -> None:
    type_into(page.inputs.boxes[ALPHA], "0.48")
    type_into(page.inputs.boxes[POTENTIAL], "-80")
    type_into(page.inputs.boxes[ALPHA + ERROR], "0.02")
    answered(qtbot, page, "λ >")
    assert "λ =" not in page.inputs.answer.text()


def test_another_unknown_takes_what_was_found(qtbot: QtBot, page: MarcusPage) -> None:
    type_into(page.inputs.boxes[ALPHA], "0.4")
    type_into(page.inputs.boxes[POTENTIAL], "-80")
    answered(qtbot, page, "0.4 eV")
    QTest.mouseClick(page.inputs.asked[ALPHA], LEFT, pos=page.inputs.asked[ALPHA].rect().center() / 4)
    assert set(given(page)) == {POTENTIAL, ENERGY}
    answered(qtbot, page, "α = 0.4")
    assert not page.inputs.boxes[ALPHA].isEnabled()


def test_kilojoules_are_one_choice_away(qtbot: QtBot, page: MarcusPage) -> None:
    QTest.mouseClick(page.inputs.asked[ALPHA], LEFT, pos=page.inputs.asked[ALPHA].rect().center() / 4)
    page.inputs.units.setFocus()
    QTest.keyClick(page.inputs.units, Qt.Key.Key_Down)
    type_into(page.inputs.boxes[ENERGY], "38.594")
    assert given(page)[ENERGY] == pytest.approx(0.4, rel=1e-4)


def test_a_tafel_line_lends_its_alpha_with_the_middle_of_its_window(qtbot: QtBot, page: MarcusPage) -> None:
    step = step_named("charge_transfer")
    assert step is not None
    document = page._document
    document.add_files([content_of(sweep())])
    (analysis,) = document.analyses(step, step.method("tafel"))
    qtbot.waitUntil(lambda: analysis.current_result() is not None)
    menu = page.inputs.source.menu()
    assert menu is not None
    menu.aboutToShow.emit()
    (title,) = (source.title for source in marcus_sources(document) if source.analysis is analysis)
    (action,) = (action for action in menu.actions() if action.text() == title)
    action.trigger()
    assert analysis.result is not None
    found = analysis.result.outcome.quantities
    assert given(page)[ALPHA] == found["transfer_coefficient"].value
    assert given(page)[POTENTIAL] == found["window_middle"].value
    qtbot.waitUntil(lambda: "eV" in page.inputs.answer.text())


def test_the_slope_window_is_dragged_on_the_picture(qtbot: QtBot, page: MarcusPage) -> None:
    step = step_named("charge_transfer")
    assert step is not None
    document = page._document
    document.add_files([content_of(sweep())])
    (analysis,) = document.analyses(step, step.method("tafel"))
    qtbot.waitUntil(lambda: analysis.current_result() is not None)
    (source,) = (source for source in marcus_sources(document) if source.analysis is analysis)
    page.inputs.source_wanted.emit(source)
    qtbot.waitUntil(lambda: page.canvas.handles.window is not None and page.view.panels != ())
    page.canvas.settle()
    before, count = given(page)[ALPHA], document.undo_stack.count()
    point = page.canvas.handle_position(WINDOW_END)
    assert point is not None
    drag(page.canvas, point.toPoint(), QPoint(60, 0))
    qtbot.waitUntil(lambda: given(page)[ALPHA] != before)
    assert document.undo_stack.count() == count + 1, "one gesture is one undo step"
    assert float(given(page)[ALPHA]) > float(before), "nearer to equilibrium Marcus' slope is nearer to one half"
    assert float(given(page)[POTENTIAL]) < 0
    assert analysis.state.given == (), "the fit that lent the slope stays as it is"
