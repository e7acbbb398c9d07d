"""Projects of earlier versions become projects of this one: one step after the other, on a copy, never in the file."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path

from models.project import schema


def _to_two(db: sqlite3.Connection) -> None:
    """Figures can be kept."""
    db.execute("CREATE TABLE figure (identity TEXT PRIMARY KEY, place INTEGER, name TEXT, what TEXT, crc32 INTEGER)")


# UPGRADES[n] makes the tables of version n those of version n + 1; tests/projects keeps an example of every version.
UPGRADES: Mapping[int, Callable[[sqlite3.Connection], None]] = {1: _to_two}


def version_of(db: sqlite3.Connection) -> int:
    """The version of the tables of a file."""
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def is_old(db: sqlite3.Connection) -> bool:
    """Whether it has to be upgraded before it can be read."""
    return version_of(db) < schema.VERSION


def upgrade(db: sqlite3.Connection) -> None:
    """Make the tables those of this version; a file of this version or a newer one stays as it is.

    Raises
    ------
    KeyError
        If there never was such a version.
    """
    while is_old(db):
        version = version_of(db)
        UPGRADES[version](db)
        db.execute(f"PRAGMA user_version = {version + 1}")


def upgraded_copy(db: sqlite3.Connection, into: Path) -> sqlite3.Connection:
    """A copy of a file in the tables of this version."""
    copy = sqlite3.connect(into, isolation_level=None, check_same_thread=False)
    db.backup(copy)
    upgrade(copy)
    return copy
