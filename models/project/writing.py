"""Writing a content into an open project file: only what differs, so that what we do not know stays."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from models.project.columns import Row, as_text, blocks, is_whole
from models.project.content import Content
from models.project.rows import Rows, curve_row, with_crc
from models.project.schema import APPLICATION, PAGE, TABLES, VERSION, columns, key_columns, statements

POINTS = 30  # of the history in the file
STATES = {"analysis": 1, "figure": 3}  # tables whose last column is JSON that a newer program may know more of


@dataclass(frozen=True, eq=False)
class PointToKeep:
    """A point of time to go back to: when it was, why it is kept, and what there was."""

    moment: str
    reason: str
    content: Content


class Writing:
    """One transaction: carries a content into the tables and remembers which rows it wrote."""

    def __init__(self, db: sqlite3.Connection, rows: Rows, check: Callable[[], None] = lambda: None) -> None:
        self._db = db
        self._rows = rows
        self._check = check
        self.written: dict[str, list[Row]] = {}
        self.stored: frozenset[str] = frozenset()  # keys of the curves that are in the file now

    def write(self, content: Content, meta: Mapping[str, str], points: Sequence[PointToKeep]) -> None:
        """Write everything; `points` are points of time to go back to."""
        add_tables(self._db)
        for table, rows in self._rows.small_tables(content).items():
            self._put(table, rows)
        self._put_edits(content)
        for point in points:
            self._put_point(point)
        self._put_curves([content, *(point.content for point in points)])
        self._put("meta", [with_crc(name, value) for name, value in self._meta(meta).items()], keep_others=True)

    def _meta(self, meta: Mapping[str, str]) -> dict[str, str]:
        """What the file says of itself; a newer program's word about its tables stands."""
        said = dict(self._db.execute("SELECT name, value FROM meta WHERE name IN ('version', 'oldest_reader')"))
        newer = {
            name: value
            for name, value in said.items()
            if name in meta and str(value).isascii() and str(value).isdigit() and int(value) > int(meta[name])
        }
        meta = {**meta, **newer}
        return {**meta, "rows": as_text(table_sums(self._db))}

    def _put(self, table: str, rows: Iterable[Row], keep_others: bool = False) -> None:
        """Make a table hold these rows: write those that are new or other, delete those that are gone."""
        stored = self._db.execute(f"SELECT {', '.join(columns(table))} FROM {table}")
        known: dict[object, Row] = {row[0]: row for row in stored}
        wanted = {row[0]: row for row in rows}
        if table in STATES:
            wanted = {key: _with_unknown(row, known.get(key), STATES[table]) for key, row in wanted.items()}
        self._upsert(table, [row for key, row in wanted.items() if known.get(key) != row])
        if not keep_others:
            self._delete(table, known.keys() - wanted.keys())

    def _upsert(self, table: str, rows: Sequence[Row]) -> None:
        names, keys = columns(table), key_columns(table)
        others = [name for name in names if name not in keys]
        places, changes = ", ".join("?" * len(names)), ", ".join(f"{name} = excluded.{name}" for name in others)
        self._db.executemany(
            f"INSERT INTO {table} ({', '.join(names)}) VALUES ({places}) "
            f"ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {changes}",
            rows,
        )
        self.written.setdefault(table, []).extend(rows)

    def _delete(self, table: str, keys: Collection[object]) -> None:
        column = key_columns(table)[0]
        self._db.executemany(f"DELETE FROM {table} WHERE {column} = ?", [(key,) for key in keys])

    def _put_edits(self, content: Content) -> None:
        known = dict(self._db.execute("SELECT place, uuid FROM edit"))
        self._upsert("edit", list(self._rows.edits(content, known)))
        self._delete("edit", [place for place in known if place >= len(content.edits)])

    def _put_point(self, point: PointToKeep) -> None:
        """Add a point of time, unless it is as the newest one was."""
        newest = self._db.execute("SELECT seq, what FROM history ORDER BY seq DESC LIMIT 1").fetchone() or (0, "")
        row = self._rows.point(newest[0] + 1, point.moment, point.reason, point.content)
        if row[3] == newest[1]:
            return
        self._upsert("history", [row])
        old = self._db.execute("SELECT seq FROM history ORDER BY seq DESC LIMIT -1 OFFSET ?", (POINTS,))
        self._delete("history", [seq for (seq,) in old])

    def _put_curves(self, contents: Sequence[Content]) -> None:
        """Add the curves that are not here yet; drop those that nothing leads to any more."""
        known = {key for (key,) in self._db.execute("SELECT key FROM curve")}
        wanted = {self._rows.keys(curve): curve for content in contents for curve in content.every_curve()}
        self.stored = frozenset(wanted)
        for key, curve in wanted.items():
            if key in known:
                continue
            self._upsert("source", [self._rows.source(curve.source)])
            for name, column in curve.columns.items():
                for block in blocks(key, name, column):
                    self._check()
                    self._upsert("chunk", [block])
                    self.written["chunk"][-1] = block[:-1]  # its numbers need not stay in memory
            self._upsert("curve", [curve_row(key, curve)])
        unused = known - wanted.keys()
        if unused:
            history = " ".join(what for (what,) in self._db.execute("SELECT what FROM history"))
            unused = {key for key in unused if key not in history}
        for table in ("curve", "chunk"):
            self._delete(table, unused)


def _with_unknown(row: Row, stored: Row | None, column: int) -> Row:
    """A state with what a newer program wrote beside what we know."""
    try:
        old = json.loads(stored[column]) if stored is not None else {}
    except (ValueError, TypeError):
        return row
    new = json.loads(row[column])
    if not isinstance(old, dict) or old.keys() <= new.keys():
        return row
    return with_crc(*row[:column], as_text({**old, **new}))


def mark(db: sqlite3.Connection) -> None:
    """Give a new file the marks of our format; outside of a transaction."""
    db.execute(f"PRAGMA page_size = {PAGE}")
    db.execute(f"PRAGMA application_id = {APPLICATION}")
    db.execute(f"PRAGMA user_version = {VERSION}")


def add_tables(db: sqlite3.Connection) -> None:
    """Make the tables that are not here."""
    known = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    for statement in statements(tuple(table for table in TABLES if table not in known)):
        db.execute(statement)


def table_sums(db: sqlite3.Connection) -> dict[str, list[int]]:
    """For each table the number of rows and the sum of their CRC-32 modulo 2^32; `meta` says it of the others."""
    sums = {}
    for table in TABLES:
        if table != "meta":
            count, total = db.execute(f"SELECT count(*), total(crc32 % 4294967296) FROM {table}").fetchone()
            sums[table] = [count, int(total) % 2**32]
    return sums


def check_written(db: sqlite3.Connection, writing: Writing) -> None:
    """Read everything again that was written.

    Raises
    ------
    sqlite3.DatabaseError
        If it is not there as it was written.
    """
    for table in TABLES:  # numbers that were only copied have their own CRC, and take long
        if table != "chunk" or "chunk" in writing.written:
            (found,) = db.execute(f"PRAGMA quick_check({table})").fetchone()
            if found != "ok":
                raise sqlite3.DatabaseError(found)
    for table, rows in writing.written.items():
        keys, names = key_columns(table), columns(table)
        where = " AND ".join(f"{key} = ?" for key in keys)
        for row in rows:
            stored = db.execute(f"SELECT {', '.join(names)} FROM {table} WHERE {where}", row[: len(keys)]).fetchone()
            if stored is None or not is_whole(table, stored) or stored[: len(row)] != row:
                raise sqlite3.DatabaseError(f"{table} was not written as it should be")
