"""Reading a file again: its curves change places with those before, by one undo step."""

from __future__ import annotations

from dataclasses import replace

from fitting.messages import Message
from models.curve import Curve, Source
from models.curve_edits import rename_curve
from models.document import Document
from models.result import Failure
from models.steps import step_named
from tests.curves import content_of, plating_curve, rest_curve

STEP = step_named("electrocrystallization")
assert STEP is not None


def shifted(curve: Curve, offset: float = 0.005) -> Curve:
    return replace(curve, columns={**curve.columns, "potential": curve.columns["potential"] + offset})


def test_the_curves_of_a_file_read_again_take_the_places_of_those_before(document: Document) -> None:
    first, second = plating_curve("a"), plating_curve("b")
    document.add_files([content_of(first), content_of(second)])
    rename_curve(document, first.identity, "my name")
    before = document.curve(first.identity)
    document.import_file(content_of(shifted(first)))
    assert [entry.name for each in document.series for entry in each.curves] == ["my name", "b"]
    assert document.curve(first.identity).columns["potential"][0] == first.columns["potential"][0] + 0.005
    assert document.curve(first.identity).name == "my name"
    document.undo_stack.undo()
    assert document.curve(first.identity) is before
    document.undo_stack.redo()
    assert document.curve(first.identity).columns["potential"][0] == first.columns["potential"][0] + 0.005


def test_a_file_that_was_not_used_leaves_that_list_and_undo_puts_it_back(document: Document) -> None:
    curve = plating_curve()
    failure = Failure(curve.source.file, Message("MISSING_UNIT", "It has no unit."))
    document.failures.append(failure)
    document.import_file(content_of(curve))
    assert document.failures == []
    assert len(document.series) == 1
    document.undo_stack.undo()
    assert document.failures == [failure]
    assert document.series == ()


def test_settings_hold_for_a_stretch_that_is_the_same_in_time(document: Document) -> None:
    curve = plating_curve()
    document.add_files([content_of(curve)])
    analysis = document.analyses(STEP)[0]
    document.edit(analysis, analysis.state.with_settings({"area": 5e-5}), "area")
    document.import_file(content_of(shifted(curve)))
    new = document.analyses(STEP)[0]
    assert new is not analysis
    assert new.state.settings == {"area": 5e-5}
    document.undo_stack.undo()
    assert document.analyses(STEP) == (analysis,)
    document.undo_stack.redo()
    assert document.analyses(STEP) == (new,)


def test_settings_do_not_hold_where_the_clock_has_changed(document: Document) -> None:
    curve = plating_curve()
    document.add_files([content_of(curve)])
    analysis = document.analyses(STEP)[0]
    document.edit(analysis, analysis.state.with_settings({"spike_mark": 3.0}), "spike")
    document.import_file(content_of(replace(curve, columns={**curve.columns, "time": 60 * curve.columns["time"]})))
    assert document.analyses(STEP)[0].state.settings == {}
    document.undo_stack.undo()
    assert document.analyses(STEP)[0].state.settings == {"spike_mark": 3.0}


def test_a_curve_that_no_longer_comes_is_gone_until_undo(document: Document) -> None:
    first = plating_curve("a")
    second = replace(rest_curve("b"), source=replace(first.source, index=1))
    document.add_files([content_of(first, second)])
    document.import_file(content_of(shifted(first)))
    assert [entry.name for each in document.series for entry in each.curves] == ["a"]
    document.undo_stack.undo()
    assert sorted(entry.name for each in document.series for entry in each.curves) == ["a", "b"]


def test_a_file_that_changed_on_disk_takes_the_place_of_the_curve_that_was_meant(document: Document) -> None:
    old, other = plating_curve("a"), plating_curve("b")
    document.add_files([content_of(old), content_of(other)])
    new = replace(plating_curve("a", seed=5), source=Source(old.source.file, "f" * 64, 10, "plain_table"))
    document.import_file(content_of(new), [old.identity])
    assert [entry.curve for each in document.series for entry in each.curves] == [new.identity, other.identity]
    document.undo_stack.undo()
    assert [entry.curve for each in document.series for entry in each.curves] == [old.identity, other.identity]
