"""Any sequence of import, edit, undo, save, crash and reopening equals a model that is nothing but values in memory."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from PyQt6.QtCore import QCoreApplication

from models.analysis import Analysis
from models.curve import Receipt
from models.curve_edits import move_curves, note_curve, remove_curves, rename_curve, rename_electrolyte
from models.electrolyte import curve_identities
from models.readers import FileContent
from tests.project_hand import Window, described
from tests.trust.work import METHOD, STEP, small_curve

WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)
NUMBERS = st.integers(0, 5)


class Life(RuleBasedStateMachine):
    """A person, a window, and what must be there: the history as a list of descriptions and a place in it."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="anodescope-life-"))
        self.path = self.folder / "项目 µ.anode"
        self.window = Window(self.folder / "home")
        self.history = [self.now()]
        self.place = 0
        self.is_named = False

    def now(self) -> dict[str, Any]:
        """What the window holds."""
        return described(self.window.project.content(), with_edits=False)

    def did(self, before: int) -> None:
        """Something was done: if it was an edit, it is one step of the history, and what came after is gone."""
        if self.window.document.undo_stack.index() != before:
            self.history[self.place + 1 :] = [self.now()]
            self.place += 1

    @property
    def index(self) -> int:
        """How many steps are done."""
        return self.window.document.undo_stack.index()

    def curve(self, number: int) -> str | None:
        """One of the curves that are there."""
        curves = curve_identities(self.window.document.series)
        return curves[number % len(curves)] if curves else None

    @rule(number=NUMBERS)
    def import_file(self, number: int) -> None:
        before = self.index
        curve = small_curve(number)
        self.window.document.add_files([content(curve)])
        self.did(before)

    @rule(number=NUMBERS, sign=st.sampled_from(["flip", "as_recorded"]))
    def import_again(self, number: int, sign: str) -> None:
        before, identity = self.index, self.curve(number)
        if identity is not None:
            curve = self.window.document.curve(identity)
            columns = {name: -column for name, column in curve.columns.items()}
            self.window.document.import_file(
                content(replace(curve, columns=columns, receipt=Receipt(choices={"sign": sign})))
            )
            self.did(before)

    @rule(number=NUMBERS, word=WORDS, what=st.sampled_from(["rename", "note", "move", "remove", "electrolyte"]))
    def sort(self, number: int, word: str, what: str) -> None:
        before, identity, document = self.index, self.curve(number), self.window.document
        if identity is None:
            return
        if what == "rename":
            rename_curve(document, identity, word)
        elif what == "note":
            note_curve(document, identity, word)
        elif what == "move":
            move_curves(document, [identity], word)
        elif what == "remove":
            remove_curves(document, [identity])
        else:
            rename_electrolyte(document, 0, word)
        self.did(before)

    @rule(value=st.floats(0.05, 0.95), note=WORDS)
    def fit(self, value: float, note: str) -> None:
        before, document = self.index, self.window.document
        assert STEP is not None and METHOD is not None
        analysis: Analysis
        (analysis,) = document.analyses(STEP, METHOD)
        state = replace(analysis.state.with_settings({"transfer_coefficient": value}), note=note)
        document.edit(analysis, state.with_kept(), "Fit")
        self.did(before)

    @rule()
    def undo(self) -> None:
        self.window.document.undo_stack.undo()
        self.place = max(0, self.place - 1)

    @rule()
    def redo(self) -> None:
        self.window.document.undo_stack.redo()
        self.place = min(len(self.history) - 1, self.place + 1)

    @rule()
    def save(self) -> None:
        self.window.save(None if self.is_named else self.path)
        self.is_named = True
        assert not self.window.project.is_modified

    def again(self) -> None:
        """The next start."""
        self.window = Window(self.folder / "home")
        if self.is_named:
            self.window.open(self.path)
        elif self.window.project.sessions():
            self.window.recover()

    @rule()
    def crash(self) -> None:
        self.window.crash()
        self.again()

    @rule()
    def close(self) -> None:
        self.window.close()
        self.again()

    @precondition(lambda self: self.is_named)
    @rule()
    def revert(self) -> None:
        before = self.index
        self.window.project.revert()
        self.did(before)

    @invariant()
    def what_is_there_is_what_was_done(self) -> None:
        assert self.now() == self.history[self.place]
        assert self.index == self.place
        assert self.window.document.undo_stack.count() == len(self.history) - 1

    def teardown(self) -> None:
        stack = self.window.document.undo_stack
        for place in (0, len(self.history) - 1):  # the whole way back and forth
            stack.setIndex(place)
            assert self.now() == self.history[place]
        self.window.close()
        shutil.rmtree(self.folder)


def content(curve: Any) -> FileContent:
    """What reading the file of a curve gives."""
    return FileContent(curve.source.file, curve.source.sha256, curve.source.reader, (curve,), curve.receipt)


@pytest.mark.usefixtures("qapp")
def test_any_life_of_a_project_equals_the_model() -> None:
    assert QCoreApplication.instance() is not None
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large]
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=12, stateful_step_count=25, deadline=None, derandomize=True, suppress_health_check=checks
        ),
    )
