"""A project comes back as it was left: after saving, after a crash, without a name, in a second window."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PyQt6.QtCore import QCoreApplication

from fitting.messages import Message
from models.curve_edits import move_curves, note_curve, remove_curves, rename_curve
from models.project.reading import open_project
from models.result import Failure
from models.steps import step_named
from tests.curves import content_of, plating_curve, rest_curve
from tests.project_hand import Window, described, wait_until

STEP = step_named("electrocrystallization")
assert STEP is not None

OpenWindow = Callable[[], Window]


@pytest.fixture
def window(qapp: QCoreApplication, tmp_path: Path) -> Iterator[OpenWindow]:
    made: list[Window] = []

    def opened() -> Window:
        made.append(Window(tmp_path / "home"))
        return made[-1]

    yield opened
    for each in made:
        each.project.close()
        each.document.close()


def worked(window: Window) -> Window:
    """Somebody worked in it."""
    document = window.document
    curves = (plating_curve("a", 2), plating_curve("b", seed=5), rest_curve())
    document.add_files([content_of(curve) for curve in curves])
    first = document.analyses(STEP)[0]
    document.edit(first, first.state.with_settings({"judgement": "absent", "area": 0.1 + 0.2}), "Judge")
    document.edit(first, first.state.with_kept(), "Keep")
    rename_curve(document, first.subject[0].curve.identity, "cell 张 7 µ")
    note_curve(document, first.subject[0].curve.identity, "bubble at 40 s\n= 2")
    move_curves(document, [document.series[0].curves[1].curve], "6 M")
    remove_curves(document, [rest_curve().identity])
    document.undo_stack.undo()
    document.undo_stack.undo()
    document._add_failures([Failure("x.mpr", Message("TRUNCATED", "It ends at {row}.", {"row": 3}))])
    return window


def test_everything_comes_back(window: OpenWindow, tmp_path: Path) -> None:
    path = tmp_path / "时间 Zelle µ 😀.anode"
    one = worked(window())
    one.project.layout = lambda: {"tab": 2}
    one.save(path)
    before = described(one.project.content())
    assert not one.project.is_modified
    one.close()
    two = window().open(path)
    assert described(two.project.content()) == before
    assert two.layouts == [{"tab": 2}]
    assert [command.text() for command in map(two.document.undo_stack.command, range(2))] == ["Add curves", "Judge"]
    for name, column in plating_curve("b", seed=5).columns.items():
        assert two.document.curve(plating_curve("b", seed=5).identity).columns[name].tobytes() == column.tobytes()


def test_the_undo_history_of_the_session_comes_back(window: OpenWindow, tmp_path: Path) -> None:
    one = worked(window())
    states = []
    stack = one.document.undo_stack
    index = stack.index()
    for place in range(stack.count() + 1):
        stack.setIndex(place)
        states.append(described(one.project.content(), with_edits=False))
    stack.setIndex(index)
    one.save(tmp_path / "a.anode")
    one.close()
    two = window().open(tmp_path / "a.anode")
    stack = two.document.undo_stack
    assert stack.index() == index
    for place in (*range(stack.count() + 1), 0):
        stack.setIndex(place)
        assert described(two.project.content(), with_edits=False) == states[place]


def test_after_a_crash_the_edits_since_the_save_come_back_and_can_be_undone(window: OpenWindow, tmp_path: Path) -> None:
    path = tmp_path / "a.anode"
    one = worked(window())
    one.save(path)
    first = one.document.analyses(STEP)[0]
    saved = described(one.project.content(), with_edits=False)
    one.document.edit(first, first.state.with_settings({"temperature": 310.0}), "Temperature")
    one.document.add_files([content_of(plating_curve("c", seed=9))])
    before = described(one.project.content())
    one.crash()
    two = window().open(path)
    assert described(two.project.content()) == before
    (back,) = two.recovered
    assert back.edits == 2
    assert two.project.is_modified
    for _ in range(2):
        two.document.undo_stack.undo()
    assert described(two.project.content(), with_edits=False) == saved


def test_work_without_a_name_survives_a_crash_and_a_second_one(window: OpenWindow) -> None:
    one = worked(window())
    before = described(one.project.content())
    one.crash()
    two = window().recover()
    assert described(two.project.content()) == before
    rename_curve(two.document, plating_curve("b", seed=5).identity, "other")
    before = described(two.project.content())
    two.crash()
    three = window().recover()
    assert described(three.project.content()) == before


def test_closing_without_a_name_keeps_the_session_and_offers_it(window: OpenWindow) -> None:
    one = worked(window())
    before = described(one.project.content())
    one.close()
    two = window()
    (session,) = two.project.sessions()
    assert session.is_closed
    two.recover()
    assert described(two.project.content()) == before


def test_closing_with_a_name_saves_and_leaves_nothing_behind(window: OpenWindow, tmp_path: Path) -> None:
    path = tmp_path / "a.anode"
    one = worked(window())
    one.save(path)
    rename_curve(one.document, plating_curve("b", seed=5).identity, "other")
    before = described(one.project.content())
    one.close()
    assert list((tmp_path / "home" / "sessions").iterdir()) == []
    assert sorted(os.listdir(tmp_path)) == ["a.anode", "home"]
    two = window().open(path)
    assert described(two.project.content()) == before
    assert two.recovered == []


def test_a_second_window_works_on_a_copy_and_says_who_holds_the_project(window: OpenWindow, tmp_path: Path) -> None:
    path = tmp_path / "a.anode"
    one = worked(window())
    one.save(path)
    two = window().open(path)
    assert two.news == ["PROJECT_HELD"]
    assert two.project.path is None
    assert described(two.project.content(), False)["series"] == described(one.project.content(), False)["series"]
    rename_curve(two.document, plating_curve("b", seed=5).identity, "mine")
    before = described(two.project.content(), with_edits=False)
    two.crash()
    three = window().recover()
    assert described(three.project.content(), with_edits=False) == before
    one.close()
    assert window().open(path).news == []


def test_a_file_that_another_computer_changed_is_not_replaced_unasked(window: OpenWindow, tmp_path: Path) -> None:
    path = tmp_path / "a.anode"
    one = worked(window())
    one.save(path)
    other = path.read_bytes() + b"\0" * 10
    path.write_bytes(other)
    rename_curve(one.document, plating_curve("b", seed=5).identity, "mine")
    one.save()
    assert one.project.trouble is not None
    assert one.project.trouble.code == "CHANGED_ELSEWHERE"
    assert path.read_bytes() == other
    one.project.take_over()
    wait_until(lambda: not one.project.is_saving)
    assert one.project.trouble is None
    assert open_project(path).content.series == one.document.series
    assert any(each.read_bytes() == other for each in one.project.backups_folder.iterdir())


def test_edits_made_while_saving_are_not_taken_for_saved(window: OpenWindow, tmp_path: Path) -> None:
    one = worked(window())
    one.project.save_as(tmp_path / "a.anode")
    rename_curve(one.document, plating_curve("b", seed=5).identity, "meanwhile")
    wait_until(lambda: not one.project.is_saving)
    assert one.project.is_modified
    before = described(one.project.content())
    one.crash()
    assert described(window().open(tmp_path / "a.anode").project.content()) == before


def test_the_last_numbers_are_shown_at_once_and_computed_again_to_the_same(window: OpenWindow, tmp_path: Path) -> None:
    one = worked(window())
    wait_until(lambda: not one.document.background.busy)
    numbers = {key: result.as_json() for key, result in one.project.content().results.items()}
    assert len(numbers) == 3
    one.save(tmp_path / "a.anode")
    one.close()
    two = window()
    shown: list[dict] = []
    two.project.entered.connect(lambda _: shown.append({each.state.key: each.result for each in two.document.shelf}))
    two.open(tmp_path / "a.anode")
    assert {key: result.as_json() for key, result in shown[0].items()} == numbers
    wait_until(lambda: not two.document.background.busy)
    assert {key: result.as_json() for key, result in two.project.content().results.items()} == numbers


def test_going_back_is_an_edit_like_any_other(window: OpenWindow, tmp_path: Path) -> None:
    one = worked(window())
    one.save(tmp_path / "a.anode")
    saved = described(one.project.content(), with_edits=False)
    first = one.document.analyses(STEP)[0]
    one.document.edit(first, first.state.with_settings({"temperature": 310.0}), "Temperature")
    rename_curve(one.document, plating_curve("b", seed=5).identity, "other")
    now = described(one.project.content(), with_edits=False)
    one.project.revert()
    assert described(one.project.content(), with_edits=False) == saved
    one.document.undo_stack.undo()
    assert described(one.project.content(), with_edits=False) == now


def test_a_project_saved_under_another_name_is_another_project(window: OpenWindow, tmp_path: Path) -> None:
    one = worked(window())
    one.save(tmp_path / "a.anode")
    rename_curve(one.document, plating_curve("b", seed=5).identity, "second")
    one.save(tmp_path / "b.anode")
    first, second = open_project(tmp_path / "a.anode"), open_project(tmp_path / "b.anode")
    assert first.content.project != second.content.project
    assert "second" not in str(first.content.series)
    assert "second" in str(second.content.series)
    assert window().open(tmp_path / "a.anode").news == []


def test_a_journal_of_another_project_is_never_replayed(window: OpenWindow, tmp_path: Path) -> None:
    one, two = worked(window()), window()
    two.document.add_files([content_of(plating_curve("z", seed=3))])
    one.save(tmp_path / "a.anode")
    two.save(tmp_path / "b.anode")
    rename_curve(one.document, plating_curve("b", seed=5).identity, "mine")
    one.crash()
    two.close()
    (tmp_path / "a.anode").write_bytes((tmp_path / "b.anode").read_bytes())
    three = window().open(tmp_path / "a.anode")
    assert three.recovered == []
    assert len(three.project.sessions()) == 1


def test_a_drive_that_goes_away_costs_nothing_and_is_saved_to_when_it_is_back(
    window: OpenWindow, tmp_path: Path
) -> None:
    drive = tmp_path / "drive"
    drive.mkdir()
    one = worked(window())
    one.save(drive / "a.anode")
    drive.rename(tmp_path / "away")
    rename_curve(one.document, plating_curve("b", seed=5).identity, "meanwhile")
    one.save()
    assert one.project.trouble is not None
    assert one.project.trouble.code == "PROJECT_GONE"
    assert one.project.is_durable(20.0)
    (tmp_path / "away").rename(drive)
    one.project.save_when_due()
    wait_until(lambda: not one.project.is_saving)
    assert one.project.trouble is None
    assert open_project(drive / "a.anode").content.series == one.document.series


def test_edits_on_a_version_that_another_computer_replaced_are_done_again_on_a_copy(
    window: OpenWindow, tmp_path: Path
) -> None:
    path = tmp_path / "a.anode"
    one = worked(window())
    one.save(path)
    start = path.read_bytes()
    rename_curve(one.document, plating_curve("b", seed=5).identity, "undone")
    one.document.undo_stack.undo()
    rename_curve(one.document, plating_curve("b", seed=5).identity, "mine")
    one.crash()
    elsewhere = Window(tmp_path / "other computer").open(path)
    note_curve(elsewhere.document, plating_curve("a", 2).identity, "theirs")
    elsewhere.save()
    elsewhere.close()
    assert path.read_bytes() != start
    two = window().open(path)
    assert two.news == ["OTHER_VERSION"]
    assert "mine" not in str(two.document.series)
    two.news.clear()
    two.project.recover(two.project.sessions()[0])
    wait_until(lambda: bool(two.news))
    assert two.news == ["SESSION_REAPPLIED"]
    assert two.project.path is None
    assert "mine" in str(two.document.series)
    assert "undone" not in str(two.document.series)


def test_the_files_of_one_drop_are_one_step_and_all_of_them_come_back(window: OpenWindow) -> None:
    one = window()
    gesture = object()
    for name in "abc":
        one.document.add_files([content_of(rest_curve(name))], gesture)
        assert one.project.is_durable(20.0)
    before = described(one.project.content())
    one.crash()
    two = window().recover()
    assert described(two.project.content()) == before
    assert [entry.name for entry in two.document.series[0].curves] == ["a", "b", "c"]
    assert two.document.undo_stack.count() == 1
    two.document.undo_stack.undo()
    assert two.document.series == ()
