from __future__ import annotations

from collections.abc import Iterable

import pytest
from pytestqt.qtbot import QtBot

from models.analysis import Analysis
from models.document import Document
from models.spike_doubt import NO_READING, doubt, doubt_in_words
from models.spike_pickers import PickTable, compared, pick_of, pickers, with_pick
from models.spike_rules import HANDS, HandTable, RuleTable, hand_states, rule_readings
from models.steps import step_named
from tests.curves import content_of, plating_curve


@pytest.fixture
def analyses(qtbot: QtBot) -> Iterable[tuple[Analysis, ...]]:
    document = Document()
    document.add_files([content_of(plating_curve(name, seed=seed)) for seed, name in enumerate("abc", start=1)])
    step = step_named("electrocrystallization")
    assert step is not None
    found = document.analyses(step)
    qtbot.waitUntil(lambda: all(analysis.result for analysis in found))
    yield found
    document.close()


def pick(analysis: Analysis, picker: str, time: float | None) -> None:
    settings = {"judgement": "absent"} if time is None else {"spike_mark": time}
    marked = with_pick(analysis.state.with_settings(settings), analysis.result, picker)
    analysis.swap(with_pick(analysis.state, analysis.result, picker).without_kept(f"✎ {picker}"))
    analysis.swap(analysis.state.__class__(**{**vars(analysis.state), "kept": marked.kept}))


def test_a_pick_keeps_all_marks_under_a_name(analyses: tuple[Analysis, ...]) -> None:
    state = with_pick(analyses[0].state, analyses[0].result, "Ann")
    (kept,) = state.kept
    assert {"onset_mark", "spike_mark", "plateau_mark"} <= set(dict(kept.given))
    again = with_pick(state.with_settings({"spike_mark": 9.0}), analyses[0].result, "Ann")
    assert [dict(fit.given)["spike_mark"] for fit in again.kept] == [9.0], "a second thought replaces the first"


def test_two_people_are_compared_on_the_curves_that_both_judged(analyses: tuple[Analysis, ...]) -> None:
    pick(analyses[0], "Ann", 8.0)
    pick(analyses[0], "Ben", 10.0)
    pick(analyses[1], "Ann", 8.0)
    pick(analyses[1], "Ben", None)
    pick(analyses[2], "Ann", 8.0)
    assert pickers(analyses) == ["Ann", "Ben"]
    found = compared(analyses, "Ann", "Ben")
    assert (found.agreement.both, found.agreement.first_only, found.agreement.count) == (1, 1, 2)
    assert found.time_difference == pytest.approx(2.0)
    assert found.potential_difference is not None
    assert 0 < found.potential_difference < 0.05
    assert pick_of(analyses[2], "Ben") is None


def test_where_they_differ_most_comes_first(analyses: tuple[Analysis, ...]) -> None:
    for analysis, second in zip(analyses, (8.5, None, 12.0), strict=True):
        pick(analysis, "Ann", 8.0)
        pick(analysis, "Ben", second)
    table = PickTable()
    table.show([(analysis, analysis.subject[0].title) for analysis in analyses], "Ann", "Ben")
    shown = [[table.index(row, column).data() for column in range(4)] for row in range(table.rowCount())]
    assert shown == [["b", "8 s", "no spike", "—"], ["c", "8 s", "12 s", "4"], ["a", "8 s", "8.5 s", "0.5"]]


def test_every_rule_is_read_without_the_marks_of_a_person(analyses: tuple[Analysis, ...]) -> None:
    placed = analyses[0].state.with_settings({"spike_mark": 300.0})
    readings = list(rule_readings(analyses[0], placed))
    assert len({reading.rule for reading in readings}) == len(readings) >= 4
    times = [reading.result.outcome.quantities["spike_time"].value for reading in readings if reading.result]
    assert all(time is not None and 4 < time < 12 for time in times)
    table = RuleTable()
    table.show(readings, "spike_minimum")
    assert [table.index(row, 0).data().endswith("(in force)") for row in range(table.rowCount())].count(True) == 1


def test_other_hands_are_the_same_every_time_and_scatter_as_told(analyses: tuple[Analysis, ...]) -> None:
    result = analyses[0].result
    assert result is not None
    states = hand_states(result, analyses[0].state, 0.5)
    assert states == hand_states(result, analyses[0].state, 0.5)
    assert len(states) == HANDS
    there = result.outcome.quantities["spike_time"].value
    assert there is not None
    moved = [float(state.settings["spike_mark"]) - there for state in states]
    assert 0.2 < (sum(each**2 for each in moved) / HANDS) ** 0.5 < 1.0


def test_the_table_of_hands_shows_a_range_beside_the_interval(analyses: tuple[Analysis, ...]) -> None:
    table = HandTable()
    table.show(analyses[0].result, [{"spike_time": 8.0}, {"spike_time": 9.0}])
    assert table.rowCount() == 1
    assert table.index(0, 2).data() == "8 … 9"
    assert table.index(0, 3).data() == "0.71"


def test_no_reading_is_the_most_doubtful_and_a_clear_spike_is_not(analyses: tuple[Analysis, ...]) -> None:
    assert doubt(None) == NO_READING
    assert doubt(analyses[0].result) < 0.5
    assert doubt_in_words(analyses[0]) == "clear"
