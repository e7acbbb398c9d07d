"""Reading a project: everything that is whole, and a sentence about each thing that is not."""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from PyQt6.QtCore import QT_TRANSLATE_NOOP

from fitting.messages import Message
from models.analysis import AnalysisKey, AnalysisState
from models.curve import Curve
from models.edit import Edit, Values
from models.electrolyte import CurveEntry, Electrolyte, Series
from models.figure.model import KeptFigure
from models.plain import from_plain
from models.project.columns import Row, is_whole
from models.project.content import Content, shortened
from models.project.entries import CurveKeys, edit_from, figure_from, state_from, values_from
from models.project.guard import BROKEN, has_columns, opened
from models.project.outcomes import result_from
from models.project.problem import ProjectProblem, damaged, not_a_project, too_new
from models.project.schema import LATER, OLDEST_READER, TABLES, VERSION, columns, key_columns
from models.project.stored_curves import StoredCurves, lost_curve
from models.project.upgrades import is_old, upgraded_copy
from models.project.writing import table_sums
from models.result import Failure, Result
from models.steps import step_named
from models.subject import Part

EDITS = 10_000  # of the undo history that come back
NEEDED = ("project", "oldest_reader", "last_edit", "index", "rows")  # of meta
DAMAGED_PART = QT_TRANSLATE_NOOP("Message", "{count} entries of the table {table} are damaged or missing.")
DAMAGED_END = QT_TRANSLATE_NOOP("Message", "Parts of the file itself are missing.")
DAMAGED_FILE = QT_TRANSLATE_NOOP("Message", "The file itself is damaged ({reason}).")


@dataclass(frozen=True, eq=False)
class Point:
    """A point of time to go back to."""

    number: int
    saved: str
    reason: str


@dataclass(frozen=True, eq=False)
class Opened:
    """A project as it lies on the disk.

    Parameters
    ----------
    damages : tuple of Message
        What is not whole; a project with damages is not saved over.
    points : tuple of Point
        The history in the file, newest first.
    meta : mapping
        Everything that `meta` says.
    keys : CurveKeys
        The keys under which its curves are stored.
    """

    path: Path
    content: Content
    damages: tuple[Message, ...]
    points: tuple[Point, ...]
    meta: Mapping[str, str]
    keys: CurveKeys

    @property
    def revision(self) -> int:
        """How often it was saved."""
        return _whole_number(self.meta.get("revision", ""), 0)


def open_project(path: Path, check: Callable[[], None] = lambda: None) -> Opened:
    """Read a project, whole or not; no window is needed.

    Parameters
    ----------
    check : callable
        Called now and then; may raise to stop.

    Raises
    ------
    ProjectProblem
        If nothing of it can be used: no project, too new, refused, or not one readable entry.
    """
    try:
        with closing(opened(path)) as db:
            return _of_this_version(db, path, check) if is_old(db) else Reading(db, path, check).read()
    except ProjectProblem as problem:
        if problem.message.code != "PROJECT_DAMAGED":
            raise
    except (*BROKEN, MemoryError, RecursionError):
        pass
    with closing(opened(path, is_salvage=True)) as db:
        try:
            return Reading(db, path, check, is_salvage=True).read()
        except (*BROKEN, MemoryError, RecursionError) as error:
            raise damaged(path.name) from error


def _of_this_version(db: sqlite3.Connection, path: Path, check: Callable[[], None]) -> Opened:
    with tempfile.TemporaryDirectory(prefix="anodescope-upgrade-") as folder:
        try:
            with closing(upgraded_copy(db, Path(folder) / "upgraded.anode")) as copy:
                return Reading(copy, path, check).read()
        except KeyError as error:
            raise not_a_project(path.name) from error


class Reading:
    """Reads one file, row by row, each with its CRC."""

    def __init__(
        self, db: sqlite3.Connection, path: Path, check: Callable[[], None] = lambda: None, is_salvage: bool = False
    ) -> None:
        self._db = db
        self._path = path
        self._bad: dict[str, int] = {}
        self._reasons = [Message("DAMAGED_END", DAMAGED_END)] if is_salvage else []
        self.curves = StoredCurves(db, check)

    def read(self) -> Opened:
        """Everything of the file."""
        meta = self._meta()
        self._check_file(meta)
        curves_of_tree, series = self._series()
        curves = {**curves_of_tree, **self._removed()}
        edits = tuple(self._edits())
        index = _whole_number(meta.get("index", ""), len(edits))
        if len(edits) != self._count("edit") or not 0 <= index <= len(edits):
            edits, index = (), 0  # a history with a gap cannot be walked
        edits, index = shortened(edits, index, EDITS)
        for each in edits:
            for values in (each.before, each.after):
                curves = with_lost(curves, values)
        analyses = dict(self._analyses())
        content = Content(
            meta.get("project", ""), series, curves, analyses, tuple(self._failures()), edits, index,
            dict(self._results(curves, analyses)), self._layout(meta), self._figures(),
        )  # fmt: skip
        points = tuple(self.points())
        self._rows("schema_doc")
        self._rows("source")
        return Opened(self._path, content, self._damages(), points, meta, self.curves.keys)

    # one row after the other

    def _rows(self, table: str) -> list[Row]:
        """The rows that are whole; what a damaged page hides is looked for from the other end too."""
        names, keys = columns(table), ", ".join(key_columns(table))
        rows: dict[Any, Row] = {}
        for order in ("ASC", "DESC"):
            try:
                if not has_columns(self._db, table, names):
                    self._note(table)
                    return []
                for row in self._db.execute(f"SELECT {', '.join(names)} FROM {table} ORDER BY {keys} {order}"):
                    rows[row[0]] = row
                break
            except BROKEN as error:
                self._reason(error)
                self._note(table)
        whole = [row for row in rows.values() if is_whole(table, row)]
        self._note(table, len(rows) - len(whole))
        return sorted(whole, key=lambda row: (str(type(row[0])), row[0]))

    def _note(self, table: str, count: int = 1) -> None:
        if count:
            self._bad[table] = self._bad.get(table, 0) + count

    def _reason(self, error: Exception) -> None:
        message = Message("DAMAGED_FILE", DAMAGED_FILE, {"reason": str(error)})
        if message not in self._reasons:
            self._reasons.append(message)

    def _each(self, table: str, take: Callable[[Row], Any]) -> Iterator[Any]:
        """What every whole row says; one that says nothing sensible is damaged too."""
        for row in self._rows(table):
            try:
                yield take(row)
            except (ValueError, TypeError, KeyError, RecursionError):
                self._note(table)

    def _count(self, table: str) -> int:
        try:
            return int(self._db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
        except BROKEN:
            return -1

    # the tables

    def _meta(self) -> dict[str, str]:
        meta = {str(name): str(value) for name, value, _ in self._rows("meta")}
        oldest = _whole_number(meta.get("oldest_reader", ""), OLDEST_READER)
        if oldest > VERSION:
            raise too_new(self._path.name, meta.get("program", "?"))
        self._note("meta", sum(name not in meta for name in NEEDED))
        return meta

    def _check_file(self, meta: Mapping[str, str]) -> None:
        """The tree of pages, and that no row is missing or there twice."""
        try:
            (found,) = self._db.execute("PRAGMA quick_check(1)").fetchone()
            if found != "ok":
                self._reasons.append(Message("DAMAGED_FILE", DAMAGED_FILE, {"reason": str(found)[:200]}))
            sums = table_sums(self._db)
            said = from_plain(Mapping[str, tuple[int, int]], json.loads(meta.get("rows", "{}")))
        except (sqlite3.DatabaseError, ValueError, RecursionError, TypeError):
            self._note("meta")
            return
        for table in TABLES:
            is_counted = table in said or table not in LATER
            if table != "meta" and is_counted and tuple(sums[table]) != said.get(table):
                self._note(table, max(1, abs(said.get(table, (0, 0))[0] - sums[table][0])))

    def _series(self) -> tuple[dict[str, Curve], Series]:
        electrolytes = dict(self._each("electrolyte", _electrolyte))
        curves: dict[str, Curve] = {}
        for number, key, entry in self._each("entry", _entry):
            if entry.curve in curves:
                self._note("entry")
                continue
            curve = self.curves.curve(entry.curve, key, entry.name)
            curves[entry.curve] = replace(curve, name=entry.name)
            electrolyte = electrolytes.get(number, Electrolyte("?"))
            electrolytes[number] = replace(electrolyte, curves=(*electrolyte.curves, entry))
        return curves, tuple(electrolytes[number] for number in sorted(electrolytes))

    def _removed(self) -> dict[str, Curve]:
        return dict(self._each("removed", lambda row: (row[0], self.curves.curve(*_texts(row[:2])))))

    def _edits(self) -> Iterator[Edit]:
        def edit(row: Row) -> Edit:
            _, uuid, text, what, _ = row
            uuid, text, what = _texts((uuid, text, what))
            return edit_from(uuid, text, json.loads(what), self.curves.curve)

        return self._each("edit", edit)

    def _analyses(self) -> Iterator[tuple[AnalysisKey, AnalysisState]]:
        def analysis(row: Row) -> tuple[AnalysisKey, AnalysisState]:
            state = state_from(json.loads(row[1]))
            return state.key, state

        return self._each("analysis", analysis)

    def _failures(self) -> Iterator[Failure]:
        def failure(row: Row) -> Failure:
            return Failure(from_plain(str, row[1]), from_plain(Message, json.loads(row[2])))

        return self._each("failure", failure)

    def _figures(self) -> tuple[KeptFigure, ...]:
        found = self._each("figure", lambda row: (int(row[1]), figure_from({**json.loads(row[3]), "identity": row[0]})))
        return tuple(figure for _, figure in sorted(found, key=lambda each: each[0]))

    def _results(
        self, curves: Mapping[str, Curve], analyses: Mapping[AnalysisKey, AnalysisState]
    ) -> Iterator[tuple[AnalysisKey, Result]]:
        states = {json.dumps([*key[:2], key[2]]): state for key, state in analyses.items()}

        def result(row: Row) -> tuple[AnalysisKey, Result | None] | None:
            state = states.get(json.dumps(json.loads(row[0])))
            if state is None or step_named(state.step) is None:
                return None
            if any(curve not in curves for curve, _ in state.subject):
                return None
            subject = tuple(Part(curves[curve], segment) for curve, segment in state.subject)
            return state.key, result_from(state.step, state.method, subject, json.loads(row[2]))

        for found in self._each("result", result):
            if found is not None and found[1] is not None:
                yield found

    def points(self) -> list[Point]:
        """The points of time to go back to, newest first."""
        return list(self._each("history", lambda row: Point(int(row[0]), *_texts(row[1:3]))))[::-1]

    def point(self, number: int) -> Values:
        """What the tree, the analyses and the failures were at a point of time.

        Raises
        ------
        ValueError, StopIteration
            If it is damaged or not there.
        """
        what = next(row[3] for row in self._rows("history") if row[0] == number)
        return values_from(json.loads(what), self.curves.curve)

    def _layout(self, meta: Mapping[str, str]) -> dict[str, Any]:
        try:
            layout = json.loads(meta.get("layout", "{}"))
        except (ValueError, RecursionError):
            return {}
        return layout if isinstance(layout, dict) else {}

    def _damages(self) -> tuple[Message, ...]:
        parts = [
            Message("DAMAGED_PART", DAMAGED_PART, {"count": count, "table": table})
            for table, count in self._bad.items()
        ]
        return (*self.curves.damages, *self._reasons, *parts)


def with_lost(curves: Mapping[str, Curve], values: Values) -> dict[str, Curve]:
    """The curves, and a stand-in for each that a tree names and nothing holds."""
    named = {entry.curve: entry.name for each in values.series or () for entry in each.curves}
    missing = {identity: lost_curve(identity, name) for identity, name in named.items() if identity not in curves}
    return {**missing, **curves}


def _electrolyte(row: Row) -> tuple[int, Electrolyte]:
    return int(row[0]), replace(from_plain(Electrolyte, json.loads(row[2])), curves=())


def _entry(row: Row) -> tuple[int, str, CurveEntry]:
    return int(row[1]), from_plain(str, row[3]), from_plain(CurveEntry, json.loads(row[5]))


def _texts(values: tuple[Any, ...]) -> tuple[str, ...]:
    return tuple(from_plain(str, value) for value in values)


def _whole_number(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else otherwise
