"""The curves of a project file: each read once; of a damaged one the rows that are whole, the others missing."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from PyQt6.QtCore import QT_TRANSLATE_NOOP

from fitting.messages import Message
from models.curve import Array, Curve, Receipt, Source
from models.curve_header import MOST_POINTS, curve_from
from models.plain import from_plain
from models.project.columns import BLOCK, is_whole, unpacked
from models.project.entries import CurveKeys
from models.project.guard import BROKEN
from models.project.schema import columns

DAMAGED_CURVE = QT_TRANSLATE_NOOP(
    "Message",
    "The curve {curve} is damaged: {missing} of its {points} rows are missing. "
    "Import its file {file} again to mend it.",
)
LOST_CURVE = QT_TRANSLATE_NOOP("Message", "The curve {curve} is lost. Import its file {file} again to mend it.")


class StoredCurves:
    """Reads curves by their keys; the numbers of a key are read once, under whatever names they are asked for."""

    def __init__(
        self, db: sqlite3.Connection, check: Callable[[], None] = lambda: None, keys: CurveKeys | None = None
    ) -> None:
        self._db = db
        self._check = check
        self._curves: dict[tuple[str, str], Curve] = {}
        self.keys = keys or CurveKeys()
        self.damages: list[Message] = []

    def hold(self, curves: Mapping[str, Curve]) -> None:
        """Take curves by key that are in memory already instead of reading them."""
        for key, curve in curves.items():
            self._curves[curve.identity, key] = curve

    def curve(self, identity: str, key: str, name: str = "") -> Curve:
        """The curve; one that is lost is an empty one that says so."""
        if (identity, key) not in self._curves:
            self._check()
            curve = self._read(identity, key)
            if curve is None:
                curve = lost_curve(identity, name, self._file(identity))
                self.damages.append(curve.receipt.flags[0])
            else:
                self.keys.know(curve, key)
            self._curves[identity, key] = curve
        return self._curves[identity, key]

    def _read(self, identity: str, key: str) -> Curve | None:
        try:
            names = columns("curve")
            row = self._db.execute(f"SELECT {', '.join(names)} FROM curve WHERE key = ?", (key,)).fetchone()
            if row is None or not is_whole("curve", row):
                return None
            header = json.loads(row[3])
            numbers = _Numbers(self._db, key, header, self._check)
            curve = curve_from(header, numbers.column)
        except (sqlite3.DatabaseError, ValueError, KeyError, TypeError, RecursionError):
            return None
        if curve.identity != identity:
            return None
        return curve if not numbers.missing else self._damaged(curve, numbers.missing)

    def _damaged(self, curve: Curve, missing: int) -> Curve:
        arguments: dict[str, float | int | str] = {
            "curve": curve.name,
            "missing": missing,
            "points": curve.points,
            "file": curve.source.file,
        }
        message = Message("DAMAGED_CURVE", DAMAGED_CURVE, arguments)
        self.damages.append(message)
        return replace(curve, receipt=replace(curve.receipt, flags=(*curve.receipt.flags, message)))

    def _file(self, identity: str) -> str:
        """The file that a curve came from, by what is left."""
        try:
            found = self._db.execute("SELECT path FROM source WHERE sha256 LIKE ?", (f"{identity[:16]}%",))
            return str((found.fetchone() or ("",))[0])
        except BROKEN:
            return ""


class _Numbers:
    """The columns of one curve, one after the other; a block that is not whole is missing numbers."""

    def __init__(self, db: sqlite3.Connection, key: str, header: Mapping[str, Any], check: Callable[[], None]) -> None:
        self._db = db
        self._key = key
        self._check = check
        self._names = iter(from_plain(tuple[str, ...], header["columns"]))
        self.missing = 0

    def column(self, points: int) -> Array:
        """The next column."""
        name = next(self._names)
        if points > MOST_POINTS or (points and not self._is_plausible(name, points)):
            raise ValueError("nothing of this column is left")
        values = np.full(points, np.nan)
        found = 0
        for number in range(-(-points // BLOCK)):
            self._check()
            start = number * BLOCK
            block = self._block(name, number, min(BLOCK, points - start))
            if block is not None:
                values[start : start + len(block)] = block
                found += len(block)
        self.missing = max(self.missing, points - found)
        values.flags.writeable = False
        return values

    def _is_plausible(self, name: str, points: int) -> bool:
        """Whether there are blocks enough, but for some that may be damaged: no memory is taken on a word alone."""
        count = self._db.execute("SELECT count(*) FROM chunk WHERE curve = ?", (self._key,)).fetchone()[0]
        return bool(count * BLOCK * 4 >= points)

    def _block(self, name: str, number: int, count: int) -> Array | None:
        try:
            row = self._db.execute(
                f"SELECT {', '.join(columns('chunk'))} FROM chunk WHERE curve = ? AND col = ? AND seq = ?",
                (self._key, name, number),
            ).fetchone()
            if row is None or not is_whole("chunk", row):
                return None
            values = unpacked(row[3], row[4], row[5], row[7])
        except (sqlite3.DatabaseError, ValueError):
            return None
        return values if len(values) == count else None


def lost_curve(identity: str, name: str, file: str = "") -> Curve:
    """A stand-in for a curve whose numbers are lost: it keeps the place in the tree and says so."""
    digest, _, index = identity.rpartition("-")
    message = Message("LOST_CURVE", LOST_CURVE, {"curve": name or identity, "file": file or "?"})
    number = int(index) if index.isascii() and index.isdigit() and len(index) < 6 else 0
    source = Source(file, digest, 0, "project", number)
    return Curve(name or identity, "other", {}, (), source, Receipt(flags=(message,)))
