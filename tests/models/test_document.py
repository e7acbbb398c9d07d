from __future__ import annotations

import json
import random
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PyQt6.QtCore import QCoreApplication

from models.analysis import Analysis, AnalysisState
from models.curve_edits import (
    move_curves,
    note_curve,
    note_electrolyte,
    remove_curves,
    rename_curve,
    rename_electrolyte,
)
from models.document import Document
from models.readers import FileContent
from models.shelf import FIT_CANCELLED
from models.steps import step_named
from tests.curves import content_of, plating_curve, rest_curve

STEP = step_named("electrocrystallization")
assert STEP is not None


def wait_until(holds: Callable[[], bool], seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "waited too long"
        QCoreApplication.processEvents()  # tests only: no widget waits here
        time.sleep(0.002)


def first_analysis(document: Document, platings: int = 1) -> Analysis:
    document.add_files([content_of(plating_curve(platings=platings))])
    assert STEP is not None
    return document.analyses(STEP)[0]


def test_curves_stand_under_the_electrolyte_that_the_file_states(document: Document) -> None:
    document.add_files([content_of(plating_curve("a")), content_of(plating_curve("b", electrolyte="6 M"))])
    assert [(each.name, [entry.name for entry in each.curves]) for each in document.series] == [
        ("1 M LiTFSI", ["a"]),
        ("6 M", ["b"]),
    ]


def test_the_same_file_twice_is_one_curve(document: Document) -> None:
    assert document.add_files([content_of(plating_curve())]) == 1
    assert document.add_files([content_of(plating_curve())]) == 0
    assert document.undo_stack.count() == 1


def test_a_curve_that_comes_costs_those_before_it_nothing(document: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        document.add_files([content_of(plating_curve(f"cell {number}", platings=3))])
    assert STEP is not None and len(document.analyses(STEP)) == 15
    taken: list[Analysis] = []
    monkeypatch.setattr(Analysis, "take_curve", lambda analysis, curve: taken.append(analysis))
    document.add_files([content_of(plating_curve("one more"))])
    assert taken == []


def test_only_plating_steps_are_analysed(document: Document) -> None:
    assert STEP is not None
    document.add_files([content_of(plating_curve(platings=3)), content_of(rest_curve())])
    assert [analysis.subject[0].segment for analysis in document.analyses(STEP)] == [0, 1, 2]


def test_the_result_arrives_from_the_background(document: Document) -> None:
    analysis = first_analysis(document)
    wait_until(lambda: analysis.result is not None)
    assert analysis.result is not None
    assert analysis.result.outcome.verdicts["spike"] == "present"


def test_an_edit_that_changes_nothing_pushes_nothing(document: Document) -> None:
    analysis = first_analysis(document)
    before = document.undo_stack.count()
    document.edit(analysis, analysis.state.with_settings({"window_end": None}), "nothing")
    assert document.undo_stack.count() == before


def test_an_answer_for_a_state_that_has_moved_on_is_dropped(document: Document) -> None:
    analysis = first_analysis(document)
    wait_until(lambda: analysis.result is not None)
    old = analysis.state
    result = analysis.computed(old)
    document.edit(analysis, old.with_settings({"window_end": 300.0}), "window")
    wait_until(lambda: analysis.result is not None and analysis.result.recipe["window_end"].value == 300.0)
    analysis.accept(old, result, None)
    assert analysis.result is not None
    assert analysis.result.recipe["window_end"].value == 300.0


def test_a_thousand_random_edits_undo_to_the_start_and_redo_to_the_end(document: Document) -> None:
    analysis = first_analysis(document)
    start = analysis.state
    dice = random.Random(7)
    edits = 0
    for _ in range(1000):
        name = dice.choice(["window_start", "window_end", "spike_mark", "crest_mark"])
        value = dice.choice([None, round(dice.uniform(1.0, 500.0), 3)])
        before = document.undo_stack.count()
        document.edit(analysis, analysis.state.with_settings({name: value}), "edit")
        edits += document.undo_stack.count() - before
    end = analysis.state
    assert edits > 500
    for _ in range(edits):
        document.undo_stack.undo()
    assert analysis.state == start
    for _ in range(edits):
        document.undo_stack.redo()
    assert analysis.state == end


def test_a_state_goes_through_json_unchanged(document: Document) -> None:
    state = first_analysis(document).state.with_settings({"spike_mark": 0.1 + 0.2, "judgement": "present"})
    assert AnalysisState.from_json(json.loads(json.dumps(state.as_json()))) == state


def test_removing_and_undoing_brings_the_curve_and_its_judgement_back(document: Document) -> None:
    analysis = first_analysis(document)
    document.edit(analysis, analysis.state.with_settings({"judgement": "absent"}), "judge")
    remove_curves(document, [analysis.subject[0].curve.identity])
    assert STEP is not None
    assert document.analyses(STEP) == ()
    document.undo_stack.undo()
    assert document.analyses(STEP) == (analysis,)
    assert analysis.state.settings == {"judgement": "absent"}


def test_renaming_is_undoable_and_reaches_the_result(document: Document) -> None:
    analysis = first_analysis(document)
    wait_until(lambda: analysis.result is not None)
    rename_curve(document, analysis.subject[0].curve.identity, "cell 7")
    assert analysis.result is not None
    assert analysis.result.title == "cell 7"
    document.undo_stack.undo()
    assert analysis.result.title == "cell A"


def test_two_electrolytes_given_one_name_become_one(document: Document) -> None:
    document.add_files([content_of(plating_curve("a")), content_of(plating_curve("b", electrolyte="6 M"))])
    rename_electrolyte(document, 1, "1 M LiTFSI")
    assert [entry.name for each in document.series for entry in each.curves] == ["a", "b"]
    assert len(document.series) == 1


def test_curves_move_to_another_electrolyte_and_back(document: Document) -> None:
    document.add_files([content_of(plating_curve("a")), content_of(plating_curve("b", electrolyte="6 M"))])
    before = document.series
    move_curves(document, [before[1].curves[0].curve], "1 M LiTFSI")
    assert [(each.name, len(each.curves)) for each in document.series] == [("1 M LiTFSI", 2)]
    document.undo_stack.undo()
    assert document.series == before


def test_a_note_on_a_curve_survives_renaming_and_is_undone(document: Document) -> None:
    document.add_files([content_of(plating_curve("a"))])
    (entry,) = document.series[0].curves
    note_curve(document, entry.curve, "bubble at 40 s")
    note_electrolyte(document, 0, "dried over sieve")
    rename_curve(document, entry.curve, "b")
    rename_electrolyte(document, 0, "6 M")
    assert document.series[0].curves[0].note == "bubble at 40 s"
    assert document.series[0].note == "dried over sieve"
    for _ in range(4):
        document.undo_stack.undo()
    assert document.series[0].curves[0] == entry


def test_several_fits_of_one_curve_are_kept_under_letters(document: Document) -> None:
    analysis = first_analysis(document)
    document.edit(analysis, analysis.state.with_kept(), "Keep")
    document.edit(analysis, analysis.state.with_settings({"window_end": 100.0}), "Window")
    document.edit(analysis, analysis.state.with_kept(), "Keep")
    assert [(fit.name, dict(fit.given)) for fit in analysis.state.kept] == [("A", {}), ("B", {"window_end": 100.0})]
    assert analysis.state.with_kept() is analysis.state
    assert analysis.state.without_kept("A").with_settings({"window_end": 90.0}).with_kept().kept[1].name == "A"
    assert AnalysisState.from_json(json.loads(json.dumps(analysis.state.as_json()))) == analysis.state
    document.undo_stack.undo()
    assert [fit.name for fit in analysis.state.kept] == ["A"]


def test_a_cancelled_fit_says_so_until_it_is_fitted_again(document: Document) -> None:
    analysis = first_analysis(document)
    counts: list[int] = []
    document.fits_changed.connect(counts.append)
    document.shelf.cancel_fits()
    assert analysis.result is None
    assert analysis.problem is FIT_CANCELLED
    assert counts == [0]
    document.shelf.resume_fits()
    wait_until(lambda: analysis.result is not None)
    assert analysis.problem is None
    assert counts == [0, 1, 0]


class Slow:
    """An importer that has read all its files and is not over yet."""

    def __init__(self, contents: list[FileContent]) -> None:
        self._contents = contents
        self.gate = threading.Event()

    def read(self, *asked: object) -> Iterator[FileContent]:
        yield from self._contents
        self.gate.wait(30)

    def holds(self, *asked: object) -> bool:
        return True

    def close(self) -> None:
        self.gate.set()


def test_what_was_read_but_not_shown_when_a_load_was_cancelled_does_not_come_after_all(document: Document) -> None:
    document.importer.close()
    slow = Slow([content_of(plating_curve(name=name)) for name in "abc"])
    document.importer = slow  # type: ignore[assignment]
    ended: list[object] = []
    task = document.load([Path(name) for name in "abc"], ended=ended.append)
    wait_until(lambda: bool(document.series))
    shown = document.series
    task.cancel()
    document.undo_stack.undo()
    slow.gate.set()
    wait_until(lambda: bool(ended))
    assert document.series == ()
    document.undo_stack.redo()
    assert document.series == shown
