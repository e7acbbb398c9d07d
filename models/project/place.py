"""Where the project of a window lies: its file, its locks, its journal, and what the file holds already."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from fitting.messages import DataProblem, Message
from models.project import sayings, sessions
from models.project.content import Content, Operation
from models.project.entries import CurveKeys
from models.project.journal import Journal
from models.project.lock import Lock, project_lock
from models.project.reading import Opened
from models.project.saving import Saver, Stamp, clear_unfinished, moment
from models.project.sessions import Recovered, new_journal, session_lock
from models.project.writing import PointToKeep

POINT_PAUSE = 1800.0  # s between two points of time that are kept without being asked for


@dataclass
class Place:
    """Mutable, and used by `Project` only.

    Parameters
    ----------
    saved : int
        The operation of the journal up to which the file holds everything.
    to_keep : list of PointToKeep
        Points of time that the next save puts into the file.
    revert_to : Content or None
        As it was when a person opened or saved it last.
    """

    folder: Path
    project: str
    keys: CurveKeys
    saver: Saver
    path: Path | None = None
    stamp: Stamp | None = None
    lock: Lock | None = None
    journal: Journal | None = None
    session: Lock | None = None
    saved: int = 0
    to_keep: list[PointToKeep] = field(default_factory=list)
    revert_to: Content | None = None
    kept_at: float = -POINT_PAUSE

    @property
    def is_modified(self) -> bool:
        """Whether there is something that the file does not hold."""
        return self.journal is not None and self.journal.last > self.saved

    def keep_point(self, reason: str, content: Content) -> None:
        """Keep a point of time to go back to, with the next save."""
        self.kept_at = time.monotonic()
        self.to_keep.append(PointToKeep(moment(), reason, content))

    def is_point_due(self) -> bool:
        """Whether it is long since a point of time was kept."""
        return time.monotonic() - self.kept_at > POINT_PAUSE

    def record(self, operation: Operation, told: Callable[[str | None], None]) -> None:
        """Have an operation written at once."""
        if self.journal is None:
            self.begin_journal(new_journal(self.folder / "sessions"), told)
        assert self.journal is not None
        self.journal.record(operation)

    def begin_journal(self, path: Path, told: Callable[[str | None], None], last: int | None = None) -> None:
        """Begin a journal, or go on with one that is there after its operation `last`."""
        if self.session is None:
            self.session = session_lock(path)
            self.session.take()
        self.journal = Journal(path, self.keys, self.journal_meta(), self.saver.stored, told, last)

    def journal_meta(self) -> dict[str, str]:
        """What the journal has to know to find its project again."""
        file = "" if self.path is None else str(self.path.absolute())
        start = "" if self.stamp is None else self.stamp.save
        return {"project": self.project, "file": file, "start": start, "closed": "0"}

    def end(self) -> None:
        """End the session; its journal stays if it holds what no file does."""
        if self.journal is not None:
            is_needed = self.is_modified
            if is_needed and self.path is None:
                self.journal.note(closed="1")
            self.journal.close(is_needed)
            self.journal = None
        for lock in (self.session, self.lock):
            if lock is not None:
                lock.release()
        self.session = self.lock = None


def unnamed(folder: Path, content: Content, keys: CurveKeys | None = None) -> Place:
    """The place of a project that has no file."""
    known = keys or CurveKeys()
    return Place(folder, content.project, known, Saver(known))


@dataclass(frozen=True, eq=False)
class Entrance:
    """What comes of opening a file.

    Parameters
    ----------
    place : Place or None
        Its place, held by us; None where only a copy of its content can be worked with.
    back : Recovered or None
        What a session that broke down did with it.
    news : tuple of Message
        What a person has to know.
    """

    place: Place | None
    back: Recovered | None = None
    news: tuple[Message, ...] = ()


def entrance(folder: Path, opened: Opened, back: Recovered | None = None) -> Entrance:
    """Find out whether a project that was read is ours to work on, and what was done with it before."""
    path = opened.path
    lock = project_lock(folder / "locks", opened.content.project, path)
    if opened.damages:
        return Entrance(None, None, (sayings.salvaged(path.name), *opened.damages))
    if not lock.take():
        return Entrance(None, None, (sayings.held(path.name, lock.holder()),))
    if not os.access(path, os.W_OK):
        lock.release()
        return Entrance(None, None, (sayings.not_writable(path.name),))
    clear_unfinished(path)
    news: tuple[Message, ...] = ()
    if back is None:
        back, news = _back(folder, opened)
    return Entrance(_of_file(folder, opened, lock), back, news)


def _of_file(folder: Path, opened: Opened, lock: Lock) -> Place:
    place = unnamed(folder, opened.content, opened.keys)
    place.path, place.lock = opened.path, lock
    place.stamp = Stamp.of(opened.path, opened.revision, opened.meta.get("save", ""))
    place.saver.stored = frozenset(opened.keys.all())
    place.to_keep = [PointToKeep(opened.meta.get("saved", ""), "opened", opened.content)]
    place.revert_to = opened.content
    return place


def _back(folder: Path, opened: Opened) -> tuple[Recovered | None, tuple[Message, ...]]:
    """What the newest session of a file held that the file does not, or why it does not come back."""
    file = os.path.realpath(opened.path)
    for session in sessions.left_behind(folder / "sessions"):
        is_of_file = session.project == opened.content.project and os.path.realpath(session.file or " ") == file
        if is_of_file or session.path.stem == opened.meta.get("session"):
            try:
                back = sessions.recovered(session, opened)
            except DataProblem as problem:
                return None, (problem.message,)
            if back.last > back.start:
                return back, ()
            sessions.forget(session)  # the file holds all of it: only the note of that is missing
    return None, ()
