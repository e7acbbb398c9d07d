"""Figures as data: their state survives JSON, results become panels, curves lie over one another under their names."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from fitting.electrocrystallization import SpikeMarks
from fitting.messages import DataProblem
from fitting.outcome import Axis, Outcome, Panel, Trace
from fitting.self_corrosion.corrosion_laws import LAWS
from models.curve_edits import rename_electrolyte
from models.document import Document
from models.figure.model import FigureModel, Shown, remembered_choices, with_choices
from models.figure.pictures import Drawable, figure_content
from models.figure.review_figures import ReviewFigure, review_figures
from models.figure.source import candidates, drawables, legend_names, shown_candidates
from models.result import Result
from models.steps import step_named
from tests.figure_project import ELECTROLYTES, RESTS, candidates_of, project
from tests.plating_results import plating_result

X = np.linspace(0.0, 10.0, 20)
SHOWN = Shown("electrocrystallization", "nucleation_spike", (("abc-0", 1),), "mine")


def nothing() -> None:
    """No one cancels."""


def measured(symbol: str = "i", unit: str = "A", display: str = "mA", size: float = 1e-3) -> Result:
    panels = (
        Panel(
            Axis("t", "s", "s"),
            Axis(symbol, unit, display),
            (Trace("data", X, size * X), Trace("fit", X, size * X, "fit"), Trace("baseline", X, 0 * X, "level")),
            "curve",
        ),
        Panel(Axis("t", "s", "s"), Axis(symbol, unit, display), (Trace("residual", X, 0 * X, "points"),)),
    )
    return replace(plating_result(), step="self_corrosion", method="stripping", outcome=Outcome(panels=panels))


@pytest.fixture
def document(qapp: object) -> Iterator[Document]:
    made = project()
    yield made
    made.close()


def test_a_figure_s_state_goes_through_json_unchanged() -> None:
    model = FigureModel(
        "Fig 5", (SHOWN,), True, (0, 2), True, "apart", 3, "ACS", "double", 120.0, 60.5, "log", False, False, False,
        True, False, "inside", "zh_CN", "words", "parentheses", False, "grey", "tiff", 900.0,
    )  # fmt: skip
    assert FigureModel.from_json(json.loads(json.dumps(model.as_json()))) == model
    assert FigureModel.from_json(json.loads(json.dumps(FigureModel().as_json()))) == FigureModel()


def test_what_another_version_wrote_is_left_out_and_not_believed() -> None:
    entry = FigureModel().as_json() | {"legend": "sideways", "columns": "two", "marks": 1, "sparkle": True, "dpi": None}
    assert FigureModel.from_json(entry) == FigureModel()


def test_a_new_figure_looks_as_the_last_one_but_shows_its_own() -> None:
    last = FigureModel("one", (SHOWN,), journal="ACS", colours="grey", residual=False, height_mm=40.0)
    new = with_choices(FigureModel("two"), json.loads(json.dumps(remembered_choices(last))))
    assert (new.title, new.shown, new.residual, new.height_mm) == ("two", (), True, None)
    assert (new.journal, new.colours) == ("ACS", "grey")


def test_a_plating_step_becomes_a_curve_over_its_residual() -> None:
    content = figure_content([Drawable(plating_result(), "S03")], FigureModel())
    ((curve, residual),) = content.frames
    assert [trace.label for trace in curve.traces] == [
        "data",
        "fit",
        "equilibrium",
        "onset",
        "spike",
        "crest",
        "plateau",
    ]
    assert curve.against == "Li/Li⁺" and residual.is_residual and residual.band == 5e-4
    assert curve.x_limits == residual.x_limits


def test_marks_are_hollow_until_a_person_sets_or_confirms_them() -> None:
    marks = SpikeMarks(12.0, 40.0, 180.0, 2000.0)
    result = plating_result(automatic_marks=replace(marks, spike=44.0), marks=marks)

    def hollow(confirmed: bool) -> dict[str, bool]:
        ((curve, _),) = figure_content([Drawable(replace(result, confirmed=confirmed), "")], FigureModel()).frames
        return {trace.sign: trace.hollow for trace in curve.traces if trace.sign}

    assert hollow(False) == {"onset": True, "spike": False, "crest": True, "plateau": True}
    assert not any(hollow(True).values())


@pytest.mark.parametrize(
    ("changes", "gone"),
    [
        ({"residual": False}, "residual"),
        ({"fit": False}, "fit"),
        ({"marks": False}, "spike"),
    ],
)
def test_what_is_not_wanted_is_not_shown(changes: dict[str, bool], gone: str) -> None:
    def words(model: FigureModel) -> set[str]:
        content = figure_content([Drawable(plating_result(), "")], model)
        return {trace.label for frame in content.frames for panel in frame for trace in panel.traces}

    assert words(FigureModel()) - words(FigureModel(**changes)) >= {gone}


def test_an_inset_shows_the_spike_of_a_linear_axis() -> None:
    def inset(**changes: object) -> object:
        model = replace(FigureModel(inset=True, x_scale="linear"), **changes)
        return figure_content([Drawable(plating_result(), "")], model).frames[0][0].inset

    assert inset() == (0.0, 200.0)
    assert inset(x_scale="log") is None
    assert inset(inset=False) is None


def test_curves_lie_over_one_another_under_their_names() -> None:
    small = measured("i", "A", "mA", 1e-3)
    content = figure_content(
        [Drawable(small, "first"), Drawable(measured("i", "A", "A", 2.0), "$second$")], FigureModel()
    )
    ((panel,),) = content.frames
    assert [(trace.label, getattr(trace, "series", None)) for trace in panel.traces] == [("first", 0), ("$second$", 1)]
    assert panel.y.display_unit == "A"


def test_overlaid_platings_share_limits_and_one_equilibrium() -> None:
    late = plating_result("late", marks=SpikeMarks(None, 900.0, None, None))
    model = FigureModel(x_scale="linear", inset=True)
    content = figure_content([Drawable(plating_result(), "a"), Drawable(late, "b")], model)
    ((panel,),) = content.frames
    assert [trace.label for trace in panel.traces] == ["a", "b", "equilibrium", "spike", ""]
    assert panel.x_limits == (0.0, 3600.0)
    assert panel.inset == (0.0, 200.0)


def test_results_of_different_axes_do_not_lie_over_one_another() -> None:
    both = [Drawable(measured(), "a"), Drawable(measured("j", "A/m^2", "mA/cm^2"), "b")]
    with pytest.raises(DataProblem, match="different axes"):
        figure_content(both, FigureModel())
    apart = figure_content(both, FigureModel(arrangement="apart", columns=2))
    assert [frame[0].name for frame in apart.frames] == ["a", "b"]
    assert apart.grid(85.0) == (2, 1)


def test_a_panel_per_electrolyte_holds_its_curves() -> None:
    three = [Drawable(measured(), name, group=group) for name, group in (("1", "A"), ("2", "B"), ("3", "A"))]
    content = figure_content(three, FigureModel(arrangement="by_electrolyte"))
    assert [(frame[0].name, [trace.label for trace in frame[0].traces]) for frame in content.frames] == [
        ("A", ["1", "3"]),
        ("B", ["2"]),
    ]


def test_nothing_to_draw_is_one_sentence() -> None:
    with pytest.raises(DataProblem, match="nothing to draw"):
        figure_content([], FigureModel())


def test_the_legend_tells_curves_apart_by_what_differs(document: Document) -> None:
    strippings = candidates_of(document, "self_corrosion", "stripping")
    results = [each.computed() for each in strippings]
    rests = [f"{rest:g} h" for rest in RESTS]
    assert legend_names(strippings[:4], results[:4]) == rests
    assert legend_names(strippings, results)[5] == f"{ELECTROLYTES[1]}, {rests[1]}"
    assert legend_names(strippings, results, by_electrolyte=True) == [*rests, *rests]
    platings = candidates_of(document, "electrocrystallization", "nucleation_spike")
    found = [each.computed() for each in platings]
    assert legend_names(platings, found) == list(ELECTROLYTES)
    named = replace(platings[0], shown=replace(platings[0].shown, name="mine"))
    assert legend_names([named, platings[1]], found) == ["mine", ELECTROLYTES[1]]


def test_a_renamed_electrolyte_has_its_new_name_in_the_figure(document: Document) -> None:
    rename_electrolyte(document, 0, "ours")
    model = by_number(document)[5].model
    assert model is not None
    names = [each.name for each in drawables(shown_candidates(document, model), model, nothing)]
    assert names == ["ours", ELECTROLYTES[1]]


def by_number(document: Document) -> dict[int, ReviewFigure]:
    return {figure.number: figure for figure in review_figures(document)}


def test_every_figure_of_the_review_is_made_from_a_project(document: Document) -> None:
    frames = {}
    for number, figure in by_number(document).items():
        assert figure.model is not None and figure.missing is None
        found = drawables(shown_candidates(document, figure.model), figure.model, nothing)
        frames[number] = figure_content(found, figure.model).frames
    assert [[panel.y.symbol for panel in frame] for frame in frames[3]] == [["j⁰"], ["α"]]
    assert [trace.label for trace in frames[3][0][0].traces if trace.label] == list(ELECTROLYTES)
    assert [trace.label for trace in frames[5][0][0].traces][:2] == list(ELECTROLYTES)
    assert [frame[0].name for frame in frames[7]] == list(ELECTROLYTES)
    assert [trace.label for trace in frames[7][0][0].traces] == [f"{rest:g} h" for rest in RESTS]
    ((rests,),) = frames[8]
    assert rests.x.symbol == "t_rest"
    assert [trace.kind for trace in rests.traces] == ["points", "fit", "points", "fit"]
    assert [trace.label for trace in rests.traces[::2]] == list(ELECTROLYTES)
    assert {trace.label for trace in rests.traces[1::2]} <= {law.replace("_", " ") for law in LAWS}


def test_a_figure_of_the_review_says_what_it_needs(qapp: object) -> None:
    empty = project("platings")
    found = by_number(empty)
    assert found[5].model is not None
    for number, words in ((3, "sweeps"), (7, "after rest"), (8, "known rests")):
        missing = found[number].missing
        assert found[number].model is None and missing is not None
        assert words in missing.text and " 0 can be used" in missing.text
    empty.close()


def test_what_a_figure_shows_is_found_again_and_gone_curves_are_left_out(document: Document) -> None:
    model = by_number(document)[7].model
    assert model is not None
    again = FigureModel.from_json(json.loads(json.dumps(model.as_json())))
    assert [each.shown for each in shown_candidates(document, again)] == list(model.shown)
    gone = replace(model, shown=(*model.shown, SHOWN, replace(model.shown[0], method="no_such"), replace(
        model.shown[0], subject=((model.shown[0].subject[0][0], 99),))))  # fmt: skip
    assert [each.shown for each in shown_candidates(document, gone)] == list(model.shown)


def test_a_result_that_is_there_is_not_computed_again(document: Document, qtbot: QtBot) -> None:
    step = step_named("electrocrystallization")
    assert step is not None
    method = step.methods[0]
    analyses = document.analyses(step, method)
    qtbot.waitUntil(lambda: all(analysis.result is not None for analysis in analyses), timeout=30_000)
    assert [each.result for each in candidates(document, step, method)] == [analysis.result for analysis in analyses]
