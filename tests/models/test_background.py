from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from fitting.messages import DataProblem
from models.arrivals import Arrivals
from models.background import Background, Task, anything_runs
from models.import_child import COURTESY
from models.readers import FileContent
from models.result import Failure
from tests.curves import content_of, plating_curve


class Bench:
    """A background whose functions wait until they are let go, and what it did with them."""

    def __init__(self) -> None:
        self.background = Background()
        self.begun: list[str] = []
        self.ended: list[str] = []
        self._gates: dict[str, threading.Event] = {}

    def run(self, name: str, *, patient: bool) -> Task:
        gate = self._gates[name] = threading.Event()

        def function(task: Task) -> str:
            self.begun.append(name)
            gate.wait(60)
            return name

        return self.background.run(function, self.ended.append, _fail, patient=patient)

    def let_go(self, name: str) -> None:
        self._gates[name].set()

    def close(self) -> None:
        for gate in self._gates.values():
            gate.set()
        self.background.close()


def _fail(problem: DataProblem) -> None:
    raise problem


@pytest.fixture
def bench(qapp: object) -> object:
    made = Bench()
    yield made
    made.close()


def _until(qtbot: QtBot, holds: Callable[[], bool]) -> None:
    qtbot.waitUntil(holds, timeout=20_000)


def test_patient_runs_go_one_after_the_other(bench: Bench, qtbot: QtBot) -> None:
    for name in "abc":
        bench.run(name, patient=True)
    _until(qtbot, lambda: bench.begun == ["a"])
    bench.let_go("b")
    qtbot.wait(50)
    assert bench.begun == ["a"]
    bench.let_go("a")
    _until(qtbot, lambda: bench.begun == ["a", "b", "c"])
    bench.let_go("c")
    _until(qtbot, lambda: bench.ended == ["a", "b", "c"])
    assert not bench.background.busy


def test_other_runs_do_not_wait_for_patient_ones(bench: Bench, qtbot: QtBot) -> None:
    bench.run("patient", patient=True)
    _until(qtbot, lambda: bench.begun == ["patient"])
    bench.run("at once", patient=False)
    _until(qtbot, lambda: bench.begun == ["patient", "at once"])


def test_patient_runs_wait_while_they_are_held_but_for_one_that_is_hurried(bench: Bench, qtbot: QtBot) -> None:
    bench.background.hold()
    first, second = (bench.run(name, patient=True) for name in ("first", "second"))
    qtbot.wait(50)
    assert bench.begun == []
    bench.background.hurry(second)
    _until(qtbot, lambda: bench.begun == ["second"])
    bench.let_go("second")
    _until(qtbot, lambda: bench.ended == ["second"])
    assert bench.begun == ["second"]
    bench.background.release()
    _until(qtbot, lambda: bench.begun == ["second", "first"])
    bench.background.hurry(first)  # it goes already
    bench.let_go("first")
    _until(qtbot, lambda: bench.ended == ["second", "first"])


def test_a_patient_run_that_nobody_wants_any_more_holds_up_nobody(bench: Bench, qtbot: QtBot) -> None:
    bench.background.hold()
    bench.run("unwanted", patient=True).cancel()
    bench.run("wanted", patient=True)
    bench.background.release()
    _until(qtbot, lambda: bench.begun == ["wanted"])
    bench.let_go("wanted")
    _until(qtbot, lambda: not bench.background.busy)
    assert bench.ended == ["wanted"]


def test_it_is_known_whether_anything_runs(bench: Bench, qtbot: QtBot) -> None:
    assert not anything_runs()
    bench.run("a", patient=True)
    assert anything_runs()
    bench.let_go("a")
    _until(qtbot, lambda: not bench.background.busy)
    assert not anything_runs()
    bench.run("b", patient=True)
    bench.let_go("b")
    bench.background.close()
    assert not anything_runs()


def test_what_is_asked_of_a_closed_background_is_not_waited_for(bench: Bench, qtbot: QtBot) -> None:
    bench.background.close()
    task = bench.run("late", patient=True)
    qtbot.wait(50)
    assert task.cancelled and not bench.begun
    assert not bench.background.busy and not anything_runs()


def test_what_arrives_is_handed_on_contents_first_and_the_end_comes_last(bench: Bench, qtbot: QtBot) -> None:
    seen: list[str] = []
    contents = [content_of(plating_curve(name=name)) for name in ("a", "b")]
    failures = [Failure.of(f"{name}.txt", DataProblem("EMPTY", "There is nothing in it.")) for name in ("c", "d")]

    def add_contents(some: list[FileContent]) -> None:
        seen.append(f"{len(some)} contents")

    def add_failures(some: list[Failure]) -> None:
        seen.append(f"{len(some)} failures")

    arrivals = Arrivals(bench.background, add_contents, add_failures)
    arrivals.take(contents[0])
    assert seen == ["1 contents"]  # the first at once
    arrivals.take(failures[0])
    arrivals.take(contents[1])
    arrivals.take(failures[1])
    assert seen == ["1 contents"]
    arrivals.end(lambda: seen.append("over"))
    assert seen == ["1 contents", "1 contents"]  # in a turn of its own
    _until(qtbot, lambda: seen[-1] == "over")
    assert seen == ["1 contents", "1 contents", "2 failures", "over"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has classes of priority instead of numbers")
def test_a_child_that_reads_goes_behind_the_window() -> None:
    code = "import os; from models.import_child import give_way; print(os.nice(0)); give_way(); print(os.nice(0))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    before, after = map(int, said.stdout.split())
    assert after == min(before + COURTESY, 19)
