"""Somebody works: random edits, the same for the same seed, so that what must be there after a crash is known."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from fitting.messages import DataProblem
from models.curve import Curve, Receipt, Segment, Source
from models.curve_edits import move_curves, note_curve, remove_curves, rename_curve
from models.document import Document
from models.electrolyte import curve_identities
from models.project import sessions
from models.project.content import Content
from models.project.place import entrance
from models.project.reading import open_project
from models.readers import FileContent
from models.steps import step_named
from tests.project_hand import Window, described

STEP = step_named("charge_transfer")
THINGS = ("import", "set", "set", "keep", "rename", "note", "move", "remove", "again", "undo", "redo")
METHOD = None if STEP is None else STEP.method("marcus_calculator")


def small_curve(number: int, seed: int = 0) -> Curve:
    """A short curve of no interest; the same for the same number."""
    dice = np.random.default_rng(1000 * seed + number)
    columns = {"time": np.arange(50.0), "potential": dice.normal(size=50)}
    digest = hashlib.sha256(f"{seed} {number}".encode()).hexdigest()
    source = Source(f"c{number}.mpt", digest, 100, "eclab_text")
    return Curve(f"c{number}", "open_circuit", columns, (Segment(0, 50, "rest"),), source, Receipt())


class Person:
    """Does one thing after the other to a document; undo and redo among them."""

    def __init__(self, document: Document, seed: int) -> None:
        self._document = document
        self._dice = random.Random(seed)
        self._seed = seed
        self._count = 0

    def skip(self, count: int) -> None:
        """As if so many things had been done, to a document that is opened with them."""
        shadow = Window(Path("/nonexistent"), is_recorded=False)
        other = Person(shadow.document, self._seed)
        for _ in range(count):
            other.do_one()
        shadow.document.close()
        self._dice, self._count = other._dice, other._count

    def do_one(self) -> None:
        """One edit, undo or redo; now and then nothing, where there is nothing to do."""
        self._count += 1
        document, dice = self._document, self._dice
        curves = curve_identities(document.series)
        what = dice.choice(THINGS)
        if what == "import" or not curves:
            document.add_files([_content(small_curve(self._count, self._seed))])
        elif what in ("set", "keep"):
            self._judge(what)
        elif what == "undo":
            document.undo_stack.undo()
        elif what == "redo":
            document.undo_stack.redo()
        else:
            self._sort(what, dice.choice(curves))

    def _judge(self, what: str) -> None:
        assert STEP is not None and METHOD is not None
        (analysis,) = self._document.analyses(STEP, METHOD)
        state = analysis.state
        value = round(self._dice.uniform(0.1, 0.9), 3)
        changed = state.with_settings({"transfer_coefficient": value}) if what == "set" else state.with_kept()
        self._document.edit(analysis, changed, what)

    def _sort(self, what: str, curve: str) -> None:
        document, word = self._document, f"{what} {self._count} µ张"
        if what == "rename":
            rename_curve(document, curve, word)
        elif what == "note":
            note_curve(document, curve, word)
        elif what == "move":
            move_curves(document, [curve], self._dice.choice(("1 M", "6 M", word)))
        elif what == "remove":
            remove_curves(document, [curve])
        else:
            old = document.curve(curve)
            columns = {name: column + 1e-3 for name, column in old.columns.items()}
            document.import_file(_content(replace(old, columns=columns, receipt=Receipt(choices={"sign": word}))))


def _content(curve: Curve) -> FileContent:
    source = curve.source
    return FileContent(source.file, source.sha256, source.reader, (curve,), curve.receipt)


def digest(content: Content) -> str:
    """The same for the same content, with its undo history."""
    return hashlib.sha256(json.dumps(described(content), sort_keys=True).encode()).hexdigest()[:16]


def states(seed: int, count: int) -> Iterator[str]:
    """The digests of what a person's document holds at the start and after each of so many things done."""
    window = Window(Path("/nonexistent"), is_recorded=False)
    person = Person(window.document, seed)
    yield digest(window.project.content())
    for _ in range(count):
        person.do_one()
        yield digest(window.project.content())
    window.document.close()


@dataclass(frozen=True)
class Found:
    """What is there after a crash.

    Parameters
    ----------
    content : Content or None
        None where there is nothing at all, as before the first edit.
    is_whole : bool
        Whether the project file, if there is one, is readable and has no damage.
    """

    content: Content | None
    is_whole: bool


def found_after_crash(home: Path, path: Path) -> Found:
    """What the next start finds: the project file and the newest session of it."""
    if not path.exists():
        left = sessions.left_behind(home / "sessions")
        return Found(sessions.recovered(left[0], None).content if left else None, True)
    try:
        opened = open_project(path)
    except DataProblem:
        return Found(None, False)
    found = entrance(home, opened)
    if found.place is None or found.place.lock is None:
        return Found(None, False)
    found.place.lock.release()
    return Found(opened.content if found.back is None else found.back.content, True)
