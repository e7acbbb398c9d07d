"""Opening a project file of whoever's: nothing of it is run, nothing takes longer than it may, nothing is written."""

from __future__ import annotations

import os
import re
import sqlite3
import time
from pathlib import Path
from urllib.parse import quote

from models.project.problem import ProjectProblem, damaged, not_a_project, refused, unreadable
from models.project.schema import APPLICATION, TABLES

BROKEN = (sqlite3.Error, UnicodeError)  # what reading a damaged file raises; some messages are no text themselves
MAGIC = b"SQLite format 3\0"
LARGEST_VALUE = 256 * 1024**2  # bytes
MOST_TABLES = 200
PATIENCE = 60.0  # s, and what a slow drive needs for the bytes
SLOWEST = 5e6  # bytes/s
STEPS = 200_000  # of SQLite's machine between two looks at the clock

_PLAIN_INDEX = re.compile(r'CREATE (UNIQUE )?INDEX "?\w+"? ON "?\w+"? ?\(["\w, ]+\)$', re.IGNORECASE)
_ACTIVE = re.compile(r"\b(CHECK|GENERATED|AS|REFERENCES|DEFAULT\s*\()\b", re.IGNORECASE)


def opened(path: Path, is_salvage: bool = False) -> sqlite3.Connection:
    """A connection that only reads, of a file that holds plain tables and nothing else.

    Parameters
    ----------
    is_salvage : bool
        Whether to read what is there of a file that SQLite would not open, because its end is missing for example.

    Raises
    ------
    ProjectProblem
        If it is no project, holds what none of ours does, or cannot be read.
    """
    head, size = _head(path)
    if head[:16] != MAGIC or int.from_bytes(head[68:72], "big") != APPLICATION:
        raise not_a_project(path.name)
    try:
        # immutable: no locks, and no journal that lies beside it is played back into it
        db = sqlite3.connect(f"{_address(path)}?mode=ro&immutable=1", uri=True, check_same_thread=False)
    except BROKEN as error:
        raise damaged(path.name) from error
    try:
        limit(db, PATIENCE + size / SLOWEST)
        if is_salvage:
            db.execute("PRAGMA writable_schema = ON")  # only in name: the connection is read-only
        check_schema(db, path.name)
    except BROKEN as error:
        db.close()
        raise damaged(path.name) from error
    except ProjectProblem:
        db.close()
        raise
    return db


def _address(path: Path) -> str:
    """The file as SQLite takes it: a share of Windows (``//server/share``) behind an empty authority."""
    name = path.absolute().as_posix()
    return "file://" + quote(os.fsencode(name if name.startswith("/") else f"/{name}"))


def _head(path: Path) -> tuple[bytes, int]:
    try:
        with open(path, "rb") as stream:
            return stream.read(100), path.stat().st_size
    except FileNotFoundError as error:
        raise unreadable(path.name, "there is no such file") from error
    except IsADirectoryError as error:
        raise not_a_project(path.name) from error
    except (OSError, ValueError) as error:
        raise unreadable(path.name, getattr(error, "strerror", None) or str(error)) from error


def limit(db: sqlite3.Connection, seconds: float) -> None:
    """Let the file run nothing, and let nothing run for longer."""
    db.isolation_level = None
    for pragma in ("trusted_schema = OFF", "cell_size_check = ON", "query_only = ON", "mmap_size = 0"):
        db.execute(f"PRAGMA {pragma}")
    for kind, most in (
        (sqlite3.SQLITE_LIMIT_LENGTH, LARGEST_VALUE),
        (sqlite3.SQLITE_LIMIT_SQL_LENGTH, 100_000),
        (sqlite3.SQLITE_LIMIT_COLUMN, 200),
        (sqlite3.SQLITE_LIMIT_EXPR_DEPTH, 20),
        (sqlite3.SQLITE_LIMIT_ATTACHED, 0),
        (sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH, 1),
    ):
        db.setlimit(kind, most)
    end = time.monotonic() + seconds
    db.set_progress_handler(lambda: time.monotonic() > end, STEPS)


def check_schema(db: sqlite3.Connection, file: str) -> None:
    """Refuse whatever could act: views, triggers, virtual tables, computed columns.

    Raises
    ------
    ProjectProblem
        Saying what it is.
    """
    entries = db.execute("SELECT type, name, sql FROM sqlite_master LIMIT ?", (MOST_TABLES + 1,)).fetchall()
    if len(entries) > MOST_TABLES:
        raise refused(file, "hundreds of tables")
    for kind, name, sql in entries:
        if kind not in ("table", "index"):
            raise refused(file, f"a {kind}" if kind in ("view", "trigger") else "something unknown")
        if sql is None and kind == "index":
            continue  # SQLite's own, of a primary key
        if not isinstance(sql, str) or not isinstance(name, str) or not sql.isprintable():
            raise refused(file, "something unknown")
        if kind == "index" and not _PLAIN_INDEX.match(sql):
            raise refused(file, "an index that computes")
        if kind == "table" and (not sql.upper().startswith("CREATE TABLE") or _ACTIVE.search(sql)):
            raise refused(file, "a table that computes")


def has_columns(db: sqlite3.Connection, table: str, names: tuple[str, ...]) -> bool:
    """Whether a table of ours has all its columns."""
    assert table in TABLES
    return set(names) <= {row[1] for row in db.execute(f"PRAGMA table_info({table})")}
