"""The journal of a session: every edit is committed at once, by one thread over one connection, on the local disk.

WAL with synchronous=FULL: one flush per edit, and a commit that was acknowledged survives a power cut. Edits go before
the numbers of curves, which may take longer, so that no edit waits for them.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from models.curve import Curve
from models.project.columns import as_text, blocks, row_crc
from models.project.content import Operation, Push
from models.project.entries import CurveKeys, operation_entry
from models.project.rows import curve_row, with_crc
from models.project.schema import statements
from models.whole_file import make_lasting_folder, settle

ENDING = ".journal"
TABLES = ("meta", "curve", "chunk")
OPERATIONS = "CREATE TABLE operation (seq INTEGER PRIMARY KEY, time REAL, what TEXT, crc32 INTEGER)"
PAUSE = 2.0  # s until what could not be written is tried again
SMALL = 4_000_000  # bytes of numbers that are committed together with their edits
SLICE = 0.1  # s of writing numbers until waiting edits are looked for


@dataclass
class _Waiting:
    """What is still to be written; guarded by the condition of the journal."""

    operations: list[tuple[int, float, Operation]] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)
    saved: tuple[int, dict[str, str], frozenset[str]] | None = None
    is_closing: bool = False

    def any(self) -> bool:
        """Whether there is something to do."""
        return bool(self.operations or self.meta or self.saved or self.is_closing)


class Journal:
    """Writes what it is told in its own thread; `durable` says how far it is.

    Parameters
    ----------
    path : Path
        The journal's file.
    keys : CurveKeys
        Of the project; curves whose keys are in `stored` are in the project file and need not be here.
    told : callable
        Called in the journal's thread with the reason when it cannot write, and with None when it can again.
    last : int, optional
        The operation after which a journal that is there is continued; what came later did not come back and goes.
    """

    def __init__(
        self,
        path: Path,
        keys: CurveKeys,
        meta: Mapping[str, str],
        stored: Iterable[str] = (),
        told: Callable[[str | None], None] = lambda reason: None,
        last: int | None = None,
    ) -> None:
        self.path = path
        self.last = 0  # number of the newest operation that was recorded
        self.durable = 0  # ... that is safe, and everything before it
        self._keys = keys
        self._told = told
        self._stored = set(stored)
        self._condition = threading.Condition()
        self._waiting = _Waiting(meta=dict(meta))
        self._curves: deque[tuple[str, Curve]] = deque()
        self._db: sqlite3.Connection | None = None
        self._has_failed = False
        self._newest = 0  # number of the newest operation that is written, its curves perhaps not yet
        self._cut = last
        if last is not None:
            self.last = self.durable = last
        self._thread = threading.Thread(target=self._run, name="journal", daemon=True)
        self._thread.start()

    # called from the window's thread

    def record(self, operation: Operation) -> int:
        """Record an operation; return its number."""
        with self._condition:
            self.last += 1
            self._waiting.operations.append((self.last, time.time(), operation))
            self._condition.notify_all()
            return self.last

    def note(self, **meta: str) -> None:
        """Remember something about the session itself."""
        with self._condition:
            self._waiting.meta.update(meta)
            self._condition.notify_all()

    def saved(self, number: int, stored: Iterable[str], **meta: str) -> None:
        """The project file holds everything up to this operation, and these curves: they need not stay here."""
        with self._condition:
            self._waiting.saved = number, {**meta, "saved": str(number)}, frozenset(stored)
            self._condition.notify_all()

    def wait(self, seconds: float) -> bool:
        """Wait until everything is safe that was recorded; whether it is."""
        with self._condition:
            return self._condition.wait_for(lambda: self.durable >= self.last and not self._waiting.any(), seconds)

    def close(self, is_needed: bool, seconds: float = 10.0) -> None:
        """Write what waits and end; a journal that is not needed any more goes."""
        with self._condition:
            self._waiting.is_closing = True
            self._condition.notify_all()
        self._thread.join(seconds)
        self._told = lambda reason: None  # a drive that stalls may keep the thread for longer than there is a window
        if not is_needed and not self._thread.is_alive():
            for ending in ("", "-wal", "-shm"):
                with suppress(OSError):
                    self.path.with_name(self.path.name + ending).unlink(missing_ok=True)

    # in the journal's own thread

    def _run(self) -> None:
        while True:
            with self._condition:
                self._condition.wait_for(lambda: bool(self._curves) or self._waiting.any())
                taken, self._waiting = self._waiting, _Waiting()
            try:
                self._write(taken)
            except (sqlite3.Error, OSError) as error:
                if not self._failed(taken, error):
                    return
                continue
            if taken.is_closing and not self._curves:
                self._end()
                return
            if taken.is_closing:
                self._waiting.is_closing = True

    def _write(self, taken: _Waiting) -> None:
        db = self._opened()
        if taken.operations or taken.meta or taken.saved:
            db.execute("BEGIN IMMEDIATE")
            self._write_saved(db, taken)
            self._write_meta(db, taken.meta)
            for number, moment, operation in taken.operations:
                what = as_text(operation_entry(operation, self._keys))
                row = (number, moment, what)
                db.execute("INSERT OR REPLACE INTO operation VALUES (?, ?, ?, ?)", (*row, row_crc(row)))
            new = self._new_curves(taken.operations)
            room = SMALL
            for key, curve in new.items():
                room -= sum(column.nbytes for column in curve.columns.values())
                if room >= 0:
                    _write_curve(db, key, curve)
            db.execute("COMMIT")
            self._stored |= new.keys()
            self._curves.extend((key, curve) for key, curve in new.items() if not _is_here(db, key))
        if self._curves:
            self._write_numbers(db)
        with self._condition:
            if taken.operations:
                self._newest = taken.operations[-1][0]
            if not self._curves:
                self.durable = max(self.durable, self._newest)
            self._condition.notify_all()
        if self._has_failed:
            self._has_failed = False
            self._told(None)

    def _opened(self) -> sqlite3.Connection:
        if self._db is None:
            make_lasting_folder(self.path.parent)
            db = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False, timeout=5.0)
            for pragma in ("journal_mode = WAL", "synchronous = FULL", "trusted_schema = OFF"):
                db.execute(f"PRAGMA {pragma}").fetchone()
            db.execute("BEGIN IMMEDIATE")
            if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'operation'").fetchone():
                for statement in (*statements(TABLES), OPERATIONS):
                    db.execute(statement)
            db.execute("COMMIT")
            settle(self.path.parent)
            if self._cut is not None:
                db.execute("DELETE FROM operation WHERE seq > ?", (self._cut,))
                self._cut = None
            self._stored |= {key for (key,) in db.execute("SELECT key FROM curve")}
            self._db = db
        return self._db

    def _write_meta(self, db: sqlite3.Connection, meta: Mapping[str, str]) -> None:
        rows = [with_crc(name, value) for name, value in meta.items()]
        db.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?, ?)", rows)

    def _write_saved(self, db: sqlite3.Connection, taken: _Waiting) -> None:
        if taken.saved is None:
            return
        number, meta, stored = taken.saved
        db.execute("DELETE FROM operation WHERE seq <= ?", (number,))
        for table, column in (("curve", "key"), ("chunk", "curve")):
            db.executemany(f"DELETE FROM {table} WHERE {column} = ?", [(key,) for key in stored])
        self._write_meta(db, meta)
        self._curves = deque(each for each in self._curves if each[0] not in stored)
        here = {key for (key,) in db.execute("SELECT key FROM curve")}
        self._stored = {*stored, *here, *(key for key, _ in self._curves)}

    def _new_curves(self, operations: Iterable[tuple[int, float, Operation]]) -> dict[str, Curve]:
        """The curves of some operations that are stored nowhere yet."""
        found: dict[str, Curve] = {}
        for _, _, operation in operations:
            if isinstance(operation, Push):
                for curve in (*operation.edit.before.curves.values(), *operation.edit.after.curves.values()):
                    key = self._keys(curve)
                    if key not in self._stored:
                        found[key] = curve
        return found

    def _write_numbers(self, db: sqlite3.Connection) -> None:
        """Write the blocks of the next curve, a slice of time at once, its header last: then it is whole."""
        key, curve = self._curves[0]
        known = {tuple(row) for row in db.execute("SELECT col, seq FROM chunk WHERE curve = ?", (key,))}
        end = time.monotonic() + SLICE
        db.execute("BEGIN IMMEDIATE")
        is_whole = True
        for name, column in curve.columns.items():
            for row in blocks(key, name, column, {number for col, number in known if col == name}):
                if time.monotonic() > end and self._waiting.any():
                    is_whole = False
                    break
                db.execute("INSERT OR REPLACE INTO chunk VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
        if is_whole:
            db.execute("INSERT OR REPLACE INTO curve VALUES (?, ?, ?, ?, ?)", curve_row(key, curve))
        db.execute("COMMIT")
        if is_whole:
            self._curves.popleft()

    def _failed(self, taken: _Waiting, error: Exception) -> bool:
        """Keep what could not be written, say so, and wait; whether to try again."""
        if self._db is not None:
            with suppress(sqlite3.Error):
                self._db.close()
            self._db = None
        self._has_failed = True
        self._told(str(error))
        with self._condition:
            later = self._waiting
            later.operations[:0] = taken.operations
            later.meta = {**taken.meta, **later.meta}
            later.saved = later.saved or taken.saved
            if taken.is_closing or later.is_closing:
                self._condition.notify_all()
                return False
            self._condition.wait_for(lambda: self._waiting.is_closing, PAUSE)
            return True

    def _end(self) -> None:
        if self._db is not None:
            with suppress(sqlite3.Error):
                self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                self._db.close()


def _write_curve(db: sqlite3.Connection, key: str, curve: Curve) -> None:
    for name, column in curve.columns.items():
        db.executemany("INSERT OR REPLACE INTO chunk VALUES (?, ?, ?, ?, ?, ?, ?, ?)", blocks(key, name, column))
    db.execute("INSERT OR REPLACE INTO curve VALUES (?, ?, ?, ?, ?)", curve_row(key, curve))


def _is_here(db: sqlite3.Connection, key: str) -> bool:
    return db.execute("SELECT 1 FROM curve WHERE key = ?", (key,)).fetchone() is not None
