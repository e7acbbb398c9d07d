"""The project of a window: its file, its journal, and that nothing of it is lost."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PyQt6.QtCore import QObject, QTimer, pyqtSignal

from fitting.messages import DataProblem, Message
from models.background import Background, Task
from models.document import Document
from models.edit import Values, new_identity
from models.project import backups, sayings, sessions
from models.project.content import Content, Operation
from models.project.history import History
from models.project.lock import project_lock
from models.project.place import Place, entrance, unnamed
from models.project.places import own_folder
from models.project.points import values_at
from models.project.problem import ProjectProblem
from models.project.reading import Opened, open_project
from models.project.saving import Saver, Stamp
from models.project.sessions import Recovered, Session
from models.project.writing import PointToKeep

IDLE = 20_000  # ms after the last edit until the file is saved
LATEST = 300_000  # ms after the first one
FIRST_RETRY, LAST_RETRY = 5_000, 300_000  # ms
NOTED = 1.0  # s
CHANGED = "CHANGED_ELSEWHERE"


class Project(QObject):
    """Opens, saves and closes; every edit is in the journal at once, and in the file as soon as it can be."""

    changed = pyqtSignal()  # name, whether modified, whether saving
    trouble_changed = pyqtSignal()
    entered = pyqtSignal(object)  # how the window stood: a mapping
    recovered = pyqtSignal(object)  # Recovered
    opened_with = pyqtSignal(object)  # tuple of Message: what is to be known about what was opened
    _journal_told = pyqtSignal(object)

    def __init__(self, document: Document, parent: QObject | None = None, folder: Path | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.folder = folder or own_folder()
        self.layout: Callable[[], Mapping[str, Any]] = dict
        self.title = ""
        self._troubles: dict[str, Message] = {}
        self._history = History(document, self)
        self._background = Background(self, threads=1)
        self._saving: Task | None = None
        self._then: list[Callable[[], object]] = []
        self._idle, self._latest, self._retry = (self._timer(each) for each in (IDLE, LATEST, FIRST_RETRY))
        self._history.happened.connect(self._record)
        self._journal_told.connect(self._hear_journal)
        self._place = unnamed(self.folder, Content())

    def _timer(self, pause: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(pause)
        timer.timeout.connect(self.save_when_due)
        return timer

    # what it is

    @property
    def path(self) -> Path | None:
        """The project's file, None as long as it has no name."""
        return self._place.path

    @property
    def is_modified(self) -> bool:
        """Whether there is something that the file does not hold."""
        return self._place.is_modified

    @property
    def is_saving(self) -> bool:
        """Whether the file is being written."""
        return self._saving is not None

    @property
    def trouble(self) -> Message | None:
        """What keeps the work from being saved at present."""
        return next(iter(self._troubles.values()), None)

    @property
    def backups_folder(self) -> Path:
        """Where earlier versions of the file are kept."""
        return self.folder / "backups" / self._place.project

    def content(self) -> Content:
        """Everything as it is now."""
        document, history = self.document, self._history
        states, results = document.shelf.worth_keeping()
        return Content(
            self._place.project, document.series, document.curves, states, tuple(document.failures),
            tuple(history.edits), history.index, results, dict(self.layout()), document.figures,
        )  # fmt: skip

    def is_durable(self, seconds: float = 0.0) -> bool:
        """Whether every edit is safe from a crash or power cut, after waiting for it at most so long."""
        journal = self._place.journal
        return journal is None or journal.wait(seconds)

    def sessions(self) -> list[Session]:
        """Sessions whose work is in no project file, newest first."""
        return sessions.left_behind(self.folder / "sessions")

    # entering

    def new(self) -> None:
        """Begin a project without a name, after the present one is safe."""
        content = Content()
        self.leave(lambda: self._enter(unnamed(self.folder, content), content, ""))

    def open(self, path: Path) -> None:
        """Open a project file, after the present one is safe; `opened_with` says what there is to know about it."""
        self._read(lambda task: open_project(path, task.check), self._enter_file, self._is_here(path))

    def open_copy(self, path: Path, title: str) -> None:
        """Open a file as a project without a name: a backup, for example."""
        self._read(
            lambda task: open_project(path, task.check),
            lambda opened: self._enter_copy(opened, title, opened.damages),
        )

    def recover(self, session: Session) -> None:
        """Bring back what a session held, after the present project is safe."""

        def read(task: Task) -> tuple[Opened | None, Recovered, tuple[Message, ...]]:
            opened = open_project(Path(session.file), task.check) if session.file else None
            try:
                return opened, sessions.recovered(session, opened), ()
            except ProjectProblem:  # the file is another version by now: a copy of it, with the same edits
                assert opened is not None
                return opened, sessions.reapplied(session, opened), (sayings.reapplied(opened.path.name),)

        def take(found: tuple[Opened | None, Recovered, tuple[Message, ...]]) -> None:
            opened, back, news = found
            if opened is None:
                self._enter(unnamed(self.folder, back.content, back.keys), back.content, "", back)
            elif news:
                self._enter_copy(replace(opened, content=back.content), opened.path.name, news)
            else:
                self._enter_file(opened, back)

        self._read(read, take, self._is_here(Path(session.file)) if session.file else False)

    def _is_here(self, path: Path) -> bool:
        return self.path is not None and os.path.realpath(path) == os.path.realpath(self.path)

    def _read(self, read: Callable[[Task], Any], take: Callable[[Any], None], leave_first: bool = False) -> None:
        """Read something in the background and take it once the present project is safe; say what cannot be read.

        What is about to be saved by leaving is read after that.
        """

        def failed(problem: DataProblem) -> None:
            if leave_first:
                self.new()
            self.opened_with.emit((problem.message,))

        if leave_first:
            self.leave(lambda: self._background.run(read, take, failed))
        else:
            self._background.run(read, lambda found: self.leave(lambda: take(found)), failed)

    def _enter_file(self, opened: Opened, back: Recovered | None = None) -> None:
        found = entrance(self.folder, opened, back)
        if found.place is None:
            self._enter_copy(opened, opened.path.name, found.news)
            return
        content = opened.content if found.back is None else found.back.content
        self._enter(found.place, content, opened.path.name, found.back)
        if found.news:
            self.opened_with.emit(found.news)

    def _enter_copy(self, opened: Opened, title: str, news: tuple[Message, ...]) -> None:
        """The content as one edit of a project without a name: it is safe in the journal, and the file stays."""
        empty = Content(layout=opened.content.layout)
        self._enter(unnamed(self.folder, empty, opened.keys), empty, title)
        if opened.content.series:
            self.document.change(opened.content.all_values(), self.tr("Open {name}").format(name=title))
        self.opened_with.emit(news)

    def _enter(self, place: Place, content: Content, title: str, back: Recovered | None = None) -> None:
        self._place = place
        self.title = title
        self._troubles.clear()
        if back is not None:  # go on with the journal of the session that is gone: a second crash loses nothing either
            place.saved = back.start
            place.begin_journal(back.session.path, self._journal_told.emit, back.last)
            self._latest.start()
        self._history.begin(content.edits, content.index)
        self.document.restore(content.all_values(), content.edits, content.index, content.results.values())
        self._history.follow()
        self.trouble_changed.emit()
        self.changed.emit()
        self.entered.emit(content.layout)
        if back is not None:
            self.recovered.emit(back)

    # leaving

    def leave(self, then: Callable[[], object]) -> None:
        """Save what is to be saved, end the session, then go on; what cannot be saved stays in the journal."""
        self._then.append(then)
        if self._saving is None and not self._save_now():
            self._left()

    def _left(self) -> None:
        then, self._then = self._then, []
        for timer in (self._idle, self._latest, self._retry):
            timer.stop()
        self._history.stop()
        self._place.end()
        for each in then:
            each()

    def close(self) -> None:
        """End the session at once; a save that still runs is waited for."""
        self._background.close()
        self._left()

    # the journal

    def _record(self, operation: Operation) -> None:
        was_modified = self.is_modified
        self._place.record(operation, self._journal_told.emit)
        if not was_modified:
            self.changed.emit()
        if self._place.path is not None:
            self._idle.start()
            if not self._latest.isActive():
                self._latest.start()

    def _hear_journal(self, reason: str | None) -> None:
        self._set_trouble("journal", None if reason is None else sayings.journal_stopped(str(self.folder), reason))

    # saving

    def save(self) -> None:
        """Save now, and keep this as a point of time to go back to."""
        if self.path is not None:
            self._place.revert_to = self.content()
            self._place.keep_point("saved", self._place.revert_to)
            self._save_now(is_due=True)

    def save_as(self, path: Path) -> None:
        """Save under a name, from now on the project's."""
        old = self._place
        if old.path is not None and os.path.realpath(path) == os.path.realpath(old.path):
            self.save()
            return
        project = old.project if old.path is None else new_identity()
        lock = project_lock(self.folder / "locks", project, path)
        if not lock.take():
            self._set_trouble("save", sayings.held(path.name, lock.holder()))
            return
        self._place = replace(old, project=project, path=path, stamp=None, lock=lock, saver=Saver(old.keys))
        if old.lock is not None:
            old.lock.release()
        if self._place.journal is not None:
            self._place.journal.note(saving=str(path.absolute()))
        self.title = path.name
        self.save()

    def save_when_due(self) -> None:
        """Save what the file does not hold; called by the clock."""
        self._save_now()

    def take_over(self) -> None:
        """Replace a file that somebody else changed; what is there now is kept among the backups."""
        if self.path is not None:
            self._place.stamp = None
            self._save_now(is_due=True)

    def _save_now(self, is_due: bool = False) -> bool:
        """Start saving, if there is a name and something to save; whether it goes on."""
        place = self._place
        if place.path is None or self._saving is not None or not (is_due or place.is_modified):
            return self._saving is not None
        for timer in (self._idle, self._latest, self._retry):
            timer.stop()
        content = self.content()
        if place.is_point_due():
            place.keep_point("", content)
        points = tuple(place.to_keep)
        operation = 0 if place.journal is None else place.journal.last
        session = "" if place.journal is None else place.journal.path.stem
        path, stamp, saver = place.path, place.stamp, place.saver
        keep_old = partial(backups.keep, folder=self.backups_folder, is_due=stamp is None)
        journal = place.journal

        def write(task: Task) -> Stamp:
            if stamp is None and journal is not None:
                journal.wait(NOTED)  # that the journal knows the name before anything of that name is there
            return saver.save(path, content, stamp, points, keep_old=keep_old, journal=(session, operation))

        self._saving = self._background.run(
            write,
            lambda new: self._saved(new, content, points, operation),
            self._not_saved,
            ended=lambda task: self._save_ended(),
        )
        self.changed.emit()
        return True

    def _saved(self, stamp: Stamp, content: Content, points: tuple[PointToKeep, ...], operation: int) -> None:
        place = self._place
        place.stamp, place.saved = stamp, operation
        place.to_keep = [point for point in place.to_keep if point not in points]
        place.revert_to = place.revert_to or content
        if place.journal is not None:
            place.journal.saved(operation, place.saver.stored, **place.journal_meta())
        self._retry.setInterval(FIRST_RETRY)
        self._set_trouble("save", None)

    def _not_saved(self, problem: DataProblem) -> None:
        self._set_trouble("save", problem.message)
        if problem.message.code != CHANGED:
            self._retry.start()
            self._retry.setInterval(min(2 * self._retry.interval(), LAST_RETRY))

    def _save_ended(self) -> None:
        self._saving = None
        self.changed.emit()
        if self._then and ("save" in self._troubles or not self._save_now()):
            self._left()

    def _set_trouble(self, where: str, trouble: Message | None) -> None:
        before = self.trouble
        if trouble is None:
            self._troubles.pop(where, None)
        else:
            self._troubles[where] = trouble
        if self.trouble != before:
            self.trouble_changed.emit()

    # going back

    def revert(self) -> None:
        """Go back to what was saved or opened last; an edit like any other."""
        if self._place.revert_to is not None:
            self._go_to(self._place.revert_to.all_values(), self.tr("Revert"))

    def go_to_point(self, number: int) -> None:
        """Go back to a point of time that the file holds; an edit like any other."""
        path, keys = self.path, self._place.keys
        if path is None:
            return
        known = {keys(curve): curve for curve in self.content().every_curve()}
        text = self.tr("Go back in time")

        def failed(problem: DataProblem) -> None:
            self.opened_with.emit((problem.message,))

        self._background.run(lambda task: values_at(path, number, known), lambda then: self._go_to(then, text), failed)

    def _go_to(self, values: Values, text: str) -> None:
        """Take the tree and all analyses as they were then; an edit like any other."""
        then = {state.key for state in values.analyses}
        states, _ = self.document.shelf.worth_keeping()
        untouched = tuple(state.untouched for key, state in states.items() if key not in then)
        self.document.change(replace(values, analyses=(*values.analyses, *untouched), failures=None), text)
