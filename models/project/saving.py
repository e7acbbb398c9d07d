"""Saving: copy, apply, verify, flush, replace, flush the folder. At any instant the file is the old or the new one."""

from __future__ import annotations

import errno
import os
import shutil
import socket
import sqlite3
import time
import zlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fitting.messages import DataProblem
from models import __version__
from models.project.columns import as_text
from models.project.content import Content
from models.project.entries import CurveKeys
from models.project.guard import BROKEN, opened
from models.project.problem import ProjectProblem
from models.project.rows import Rows
from models.project.schema import FORMAT, OLDEST_READER, VERSION
from models.project.upgrades import upgrade
from models.project.writing import PointToKeep, Writing, add_tables, check_written, mark
from models.whole_file import settle, write_problem

PAUSES = (0.02, 0.05, 0.1, 0.1, 0.2, 0.2, 0.3, 0.3, 0.4, 0.4)  # s between attempts: a virus scanner looks, then goes
COPIED = 8 * 1024**2  # bytes at once
UNFINISHED = ".saving-"
WAITING = 86_400.0  # s until what another computer left unfinished is taken for left behind

_NOT_OFFERED = {errno.EXDEV, errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP, errno.EPERM, errno.EBADF}
_KINDS = {
    sqlite3.SQLITE_FULL: errno.ENOSPC, sqlite3.SQLITE_READONLY: errno.EACCES, sqlite3.SQLITE_PERM: errno.EACCES,
    sqlite3.SQLITE_CANTOPEN: errno.EACCES,
}  # fmt: skip


@dataclass(frozen=True)
class Stamp:
    """What tells one version of a file from another."""

    size: int
    modified: int  # ns
    revision: int
    save: str = ""  # the name of the save that wrote it

    @classmethod
    def of(cls, path: Path, revision: int, save: str = "") -> Stamp:
        """The stamp of a file."""
        found = path.stat()
        return cls(found.st_size, found.st_mtime_ns, revision, save)


class Saver:
    """Saves one project again and again; what is large and unchanged is not made twice."""

    def __init__(self, keys: CurveKeys) -> None:
        self._rows = Rows(keys)
        self.stored: frozenset[str] = frozenset()  # keys of the curves in the file that was saved last
        self._attempts: set[str] = set()  # `save` of failed tries: one may have taken hold

    def save(
        self,
        path: Path,
        content: Content,
        stamp: Stamp | None,
        points: Sequence[PointToKeep] = (),
        check: Callable[[], None] = lambda: None,
        keep_old: Callable[[Path], object] = lambda old: None,
        journal: tuple[str, int] = ("", 0),
    ) -> Stamp:
        """Save a content under a name; return the stamp of the new file.

        Parameters
        ----------
        stamp : Stamp or None
            Of the file that the content came from or was saved to last; None where the name is new or is to be
            replaced whatever it is.
        points : sequence of PointToKeep
            Points of time to go back to that the file does not hold yet.
        keep_old : callable
            Called with the old file before it goes.
        journal : (str, int)
            The session, and the number of its operation up to which the content goes.

        Raises
        ------
        WriteProblem, ProjectProblem
            If it cannot be; the old file is then as it was.
        """
        target = Path(os.path.realpath(path))
        part = target.with_name(f"{target.name}{UNFINISHED}{_host()}-{os.getpid()}-{os.urandom(4).hex()}")
        try:
            if stamp is not None:
                stamp = self._still(target, stamp)
                _copy(target, part, check)
            revision = (stamp.revision if stamp is not None else 0) + 1
            save = os.urandom(8).hex()
            self._attempts.add(save)
            told = {"revision": str(revision), "save": save, "session": journal[0], "operation": str(journal[1])}
            self._write(part, content, told, points, check)
            _flush(part)
            if stamp is not None:
                check_unchanged(target, stamp)
            if target.is_file():
                shutil.copymode(target, part)
                keep_old(target)
            _replace(part, target)
            settle(target.parent)
            self._attempts.clear()
            return Stamp.of(target, revision, save)
        except OSError as error:
            raise write_problem(error, target) from error
        except sqlite3.Error as error:
            raise write_problem(_as_os_error(error), target) from error
        finally:
            for each in (part, part.with_name(f"{part.name}-journal")):
                with suppress(OSError):
                    each.unlink(missing_ok=True)

    def _still(self, target: Path, stamp: Stamp) -> Stamp:
        """The stamp of the file, unchanged or as a save of ours left it that failed only after it took hold."""
        try:
            check_unchanged(target, stamp)
        except ProjectProblem:
            meta = _meta(target)
            if meta.get("save") not in self._attempts:
                raise
            return Stamp.of(target, int(meta["revision"]), meta["save"])
        return stamp

    def _write(
        self,
        part: Path,
        content: Content,
        told: Mapping[str, str],
        points: Sequence[PointToKeep],
        check: Callable[[], None],
    ) -> None:
        meta = {
            "format": FORMAT, "version": str(VERSION), "oldest_reader": str(OLDEST_READER), "program": __version__,
            "project": content.project, "host": socket.gethostname(),
            "saved": moment(), "last_edit": content.last_edit,
            "index": str(content.index), "layout": as_text(dict(content.layout)), **told,
        }  # fmt: skip
        with closing(sqlite3.connect(part, isolation_level=None)) as db:
            for pragma in ("journal_mode = MEMORY", "synchronous = OFF", "trusted_schema = OFF", "cache_size = -65536"):
                db.execute(f"PRAGMA {pragma}").fetchone()
            if part.stat().st_size == 0:
                mark(db)
            writing = Writing(db, self._rows, check)
            db.execute("BEGIN IMMEDIATE")
            upgrade(db)
            add_tables(db)
            writing.write(content, meta, points)
            db.execute("COMMIT")
        with closing(opened(part)) as db:
            check_written(db, writing)
        self.stored = writing.stored


def moment() -> str:
    """Now, as the file says it."""
    return datetime.now().astimezone().isoformat(timespec="seconds")


def check_unchanged(path: Path, stamp: Stamp) -> None:
    """See that nobody else has written the file since.

    Raises
    ------
    ProjectProblem
        ``CHANGED_ELSEWHERE`` or ``PROJECT_GONE``.
    """
    try:
        found = Stamp.of(path, stamp.revision, stamp.save)
    except (FileNotFoundError, NotADirectoryError):
        raise ProjectProblem(
            "PROJECT_GONE",
            "“{file}” is no longer in “{folder}”. Your work is kept; save it under a name, or bring the drive back.",
            file=path.name,
            folder=str(path.parent),
        ) from None
    if found != stamp:
        raise ProjectProblem(
            "CHANGED_ELSEWHERE",
            "“{file}” was changed by another program or computer. Your work is kept; save it under another name, or "
            "open what is there now.",
            file=path.name,
        )


def clear_unfinished(path: Path) -> None:
    """Take away what saves that were cut short left beside a project; one that still goes on stays."""
    with suppress(OSError):
        for each in path.parent.iterdir():
            if each.name.startswith(f"{path.name}{UNFINISHED}") and _is_left_behind(each, path):
                with suppress(OSError):
                    each.unlink()


def _is_left_behind(part: Path, path: Path) -> bool:
    host, _, rest = part.name.removeprefix(f"{path.name}{UNFINISHED}").partition("-")
    process = rest.partition("-")[0]
    if host != _host() or not process.isdigit():
        return time.time() - part.stat().st_mtime > WAITING
    if os.name != "posix":
        return True  # Windows does not let us take away what another process writes
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return int(process) == os.getpid()


def _host() -> str:
    return f"{zlib.crc32(socket.gethostname().encode()):08x}"


def _meta(path: Path) -> dict[str, str]:
    """What the file says of itself; nothing where it cannot be read."""
    try:
        with closing(opened(path)) as db:
            return {str(name): str(value) for name, value in db.execute("SELECT name, value FROM meta")}
    except (DataProblem, *BROKEN):
        return {}


def _as_os_error(error: sqlite3.Error) -> OSError:
    code = _KINDS.get(getattr(error, "sqlite_errorcode", 0) & 0xFF, errno.EIO)
    return OSError(code, str(error) if code == errno.EIO else os.strerror(code))


def _copy(source: Path, target: Path, check: Callable[[], None]) -> None:
    """Copy the bytes, inside the file system where it can."""
    with open(source, "rb", buffering=0) as old, open(target, "xb", buffering=0) as new:
        left = os.fstat(old.fileno()).st_size
        while left > 0:
            check()
            done = _copied_by_system(old.fileno(), new.fileno(), min(left, COPIED))
            if not done:
                content = old.read(COPIED)
                done = new.write(content)
                if done != len(content) or not done:
                    raise OSError(errno.EIO, os.strerror(errno.EIO))
            left -= done


def _copied_by_system(old: int, new: int, count: int) -> int:
    if not hasattr(os, "copy_file_range"):
        return 0
    try:
        return os.copy_file_range(old, new, count)
    except OSError as error:
        if error.errno in _NOT_OFFERED:
            return 0
        raise


def _flush(part: Path) -> None:
    with open(part, "rb+") as stream:
        os.fsync(stream.fileno())


def _replace(part: Path, target: Path) -> None:
    for pause in PAUSES:
        try:
            os.replace(part, target)
            return
        except PermissionError:
            time.sleep(pause)
    os.replace(part, target)
