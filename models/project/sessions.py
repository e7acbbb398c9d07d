"""Sessions that ended without their work being in a project file: what they hold, and how it comes back."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from fitting.messages import Message
from models.curve import Curve
from models.edit import Edit, new_identity
from models.project.columns import row_crc
from models.project.content import Content, Go, NotUsed, Operation, Push, Replay
from models.project.entries import CurveKeys, operation_from
from models.project.guard import limit
from models.project.journal import ENDING
from models.project.lock import Lock
from models.project.problem import ProjectProblem
from models.project.reading import Opened, with_lost
from models.project.saving import clear_unfinished
from models.project.stored_curves import StoredCurves
from models.result import Failure

PATIENCE = 60.0  # s
UNNAMED = 20  # sessions without a project that are kept


@dataclass(frozen=True)
class Session:
    """A session whose window is gone.

    Parameters
    ----------
    project, file, saving : str
        Of the project; no file where it never had one; the file that it was last to be saved as.
    start : str
        The `save` of the file that its operations begin from; nothing where they begin from nothing.
    count : int
        How many edits, undos and redos it holds that no project file does.
    is_empty : bool
        Whether it holds nothing of any kind that no project file does.
    first, last : datetime or None
        When they were made.
    is_closed : bool
        Whether the person closed the window; otherwise it broke down.
    """

    path: Path
    project: str
    file: str
    saving: str
    start: str
    saved: int
    count: int
    is_empty: bool
    first: datetime | None
    last: datetime | None
    is_closed: bool


@dataclass(frozen=True, eq=False)
class Recovered:
    """What came back of a session."""

    session: Session
    content: Content
    keys: CurveKeys
    start: int  # the operation up to which the file held everything
    last: int  # the last operation that came back
    edits: int  # how many came after it


def session_lock(journal: Path) -> Lock:
    """The lock that a living session holds."""
    return Lock(journal.with_suffix(".lock"))


def new_journal(folder: Path) -> Path:
    """The name of a journal that is not there yet."""
    return folder / f"{datetime.now():%Y%m%dT%H%M%S}-{new_identity()[:12]}{ENDING}"


def left_behind(folder: Path) -> list[Session]:
    """The sessions of windows that are gone and that hold work, newest first; those that hold none go."""
    found = []
    with suppress(OSError):
        for path in sorted(folder.glob(f"*{ENDING}"), reverse=True):
            lock = session_lock(path)
            if not lock.take():
                continue
            session = _session(path)
            lock.release()
            if session is not None and (session.is_empty or not (session.file or session.count)):
                forget(session)
            elif session is not None:
                found.append(session)
    for old in [session for session in found if not session.file][UNNAMED:]:
        found.remove(old)
        forget(old)
    return found


def forget(session: Session) -> None:
    """Take a session away for good."""
    for ending in ("", "-wal", "-shm"):
        with suppress(OSError):
            session.path.with_name(session.path.name + ending).unlink(missing_ok=True)


def _session(path: Path) -> Session | None:
    try:
        with closing(_opened(path)) as db:
            meta = {str(name): str(value) for name, value in db.execute("SELECT name, value FROM meta")}
            saved = int(meta.get("saved", "0"))
            count, edits, first, last = db.execute(
                "SELECT count(*), total(what NOT LIKE ?), min(time), max(time) FROM operation WHERE seq > ?",
                ('{"failures"%', saved),
            ).fetchone()
    except (sqlite3.Error, ValueError):
        return None
    project, file, saving, start = (meta.get(name, "") for name in ("project", "file", "saving", "start"))
    is_closed = meta.get("closed") == "1"
    moments = _moment(first), _moment(last)
    return Session(path, project, file, saving, start, saved, int(edits), count == 0, *moments, is_closed)


def _moment(seconds: float | None) -> datetime | None:
    try:
        return None if seconds is None else datetime.fromtimestamp(seconds)
    except (ValueError, OverflowError, OSError, TypeError):
        return None


def _opened(path: Path) -> sqlite3.Connection:
    """A connection to a journal: writable, because what its dead writer left is to be brought in."""
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    limit(db, PATIENCE)
    return db


def recovered(session: Session, opened: Opened | None) -> Recovered:
    """The content of a session: the project file it began from, and its operations after that.

    Raises
    ------
    ProjectProblem
        ``OTHER_VERSION`` if the file is not the one that the operations began from; they stay where they are.
    """
    if session.saving:
        clear_unfinished(Path(session.saving))
    number = _starting_place(session, opened)
    content, keys = _start(session, opened)
    replay = Replay(content)
    with _operations(session, opened, number, keys) as (operations, stored):
        found: list[tuple[Operation, int, int]] = []
        with suppress(sqlite3.Error, ValueError, RecursionError):  # what comes after a damaged operation rests on it
            for seq, operation in operations:
                found.append((operation, len(stored.damages), seq))
        while len(found) > 0 and found[-1][1] > (found[-2][1] if len(found) > 1 else 0):
            found.pop()  # its numbers were still being written: nobody was told that it is safe
        last, lost, count = number, 0, 0
        with suppress(ValueError):
            for operation, damages, seq in found:
                replay.carry_out(operation)
                last, lost, count = seq, damages, count + (not isinstance(operation, NotUsed))
        _note_lost(replay, stored.damages[:lost])
    return Recovered(session, _walkable(replay.content()), keys, number, last, count)


def reapplied(session: Session, opened: Opened) -> Recovered:
    """The edits of a session that were not undone, done again on another version of its file."""
    content, keys = _start(session, opened)
    done: dict[int, Edit] = {}
    index = 0
    with _operations(session, opened, session.saved, keys) as (operations, stored):
        with suppress(sqlite3.Error, ValueError, RecursionError):
            for _, operation in operations:
                match operation:
                    case Push(place, edit):
                        done = {at: each for at, each in done.items() if at < place} | {place: edit}
                        index = place + 1
                    case Go(to):
                        index = to
        replay = Replay(content)
        edits = [edit for place, edit in sorted(done.items()) if place < index]
        for edit in edits:
            replay.carry_out(Push(replay.content().index, edit))
        _note_lost(replay, stored.damages)
    return Recovered(session, _walkable(replay.content()), keys, session.saved, session.saved, len(edits))


def _start(session: Session, opened: Opened | None) -> tuple[Content, CurveKeys]:
    if opened is None:
        return Content(project=session.project or new_identity()), CurveKeys()
    return opened.content, opened.keys


@contextmanager
def _operations(
    session: Session, opened: Opened | None, after: int, keys: CurveKeys
) -> Iterator[tuple[Iterator[tuple[int, Operation]], StoredCurves]]:
    """The operations of a journal, numbered, up to the first that is damaged, and the curves that it holds."""
    in_file = {} if opened is None else {keys(curve): curve for curve in opened.content.every_curve()}
    with closing(_opened(session.path)) as db:
        stored = StoredCurves(db, keys=keys)

        def curve_of(identity: str, key: str) -> Curve:
            return in_file.get(key) or stored.curve(identity, key)

        def each() -> Iterator[tuple[int, Operation]]:
            wanted = "SELECT seq, time, what, crc32 FROM operation WHERE seq > ? ORDER BY seq"
            for seq, moment, what, crc in db.execute(wanted, (after,)):
                if row_crc((seq, moment, what)) != crc:
                    return
                yield seq, operation_from(json.loads(what), curve_of)

        yield each(), stored


def _note_lost(replay: Replay, damages: Sequence[Message]) -> None:
    """Curves whose numbers were still being written stand among the files that were not used."""
    lost = tuple(Failure(str(message.arguments.get("file", "")), message) for message in damages)
    if lost:
        replay.carry_out(NotUsed((*replay.content().failures, *lost)))


def _starting_place(session: Session, opened: Opened | None) -> int:
    """The number of the operation after which the file stands."""
    if opened is None:
        return session.saved
    if opened.meta.get("session") == session.path.stem:
        number = opened.meta.get("operation", "")
        return max(session.saved, int(number)) if number.isascii() and number.isdigit() else session.saved
    if opened.meta.get("save") != session.start or not session.start:
        raise ProjectProblem(
            "OTHER_VERSION",
            "“{file}” was changed by another computer after the last session began. What was not saved then is kept "
            "under File, Earlier sessions.",
            file=opened.path.name,
        )
    return session.saved


def _walkable(content: Content) -> Content:
    """A content whose every tree names only curves that are there."""
    curves = dict(content.curves)
    for edit in content.edits:
        for values in (edit.before, edit.after):
            curves = with_lost(curves, values)
    return replace(content, curves=with_lost(curves, content.all_values()))
