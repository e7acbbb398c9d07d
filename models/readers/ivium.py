"""Ivium .ids and .idf: blocks of text with binary lengths between them, several recordings one after the other.

A recording is a list of ``name=value`` settings (Method, Technique, Title), then a line ``primary_data``, the number of
columns, the number of rows, and the rows. The columns carry no names: the method says what they hold.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from models.curve import Curve
from models.readers.columns import ColumnMeaning
from models.readers.draft import Draft, with_flags
from models.readers.eis_headings import flag_frequencies
from models.readers.number_table import NumberTable, read_numbers
from models.readers.problem import ReadError
from models.readers.remarks import remark
from models.readers.stated_units import note_area, numbered, take_table
from models.readers.text_table import decode

NAME = "ivium"

_MARKS = (b"\nMethod=", b"\nTechnique=")
_FIRST = (b"\nPeaks=", b"\nstarttime=", b"\nMconfig=", b"\nData Options")
_CURRENT_SECOND = ("time / s", "current / A", "potential / V")
_COLUMNS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "impedance": ("impedance", ("Z' / ohm", "Z'' / ohm", "frequency / Hz")),
    "chronoamperometry": ("chronoamperometry", _CURRENT_SECOND),
    "chronopotentiometry": ("chronopotentiometry", ("time / s", "potential / V", "current / A")),
    "mixedmode": ("", _CURRENT_SECOND),
    "linearsweep": ("linear_sweep", ("potential / V", "current / A")),
    "cyclicvoltammetry": ("cyclic_voltammetry", ("potential / V", "current / A")),
}
_MEANINGS = {
    "time / s": "time", "current / A": "current", "potential / V": "potential", "Z' / ohm": "impedance_real",
    "Z'' / ohm": "impedance_imaginary", "frequency / Hz": "frequency",
}  # fmt: skip
_COUNT = re.compile(r"\s*(\d{1,9})\s*$")
_ROW = re.compile(r"\s*[+-]?\d[\d.,]*([eE][+-]?\d+)?(\s+\S+)+\s*$")


@dataclass
class _Recording:
    """One primary data block with the settings before it."""

    settings: dict[str, str] = field(default_factory=dict)
    columns: int = 0
    stated: int = 0
    first_line: int = 0
    rows: list[str] = field(default_factory=list)
    cut: bool = False

    @property
    def title(self) -> str:
        """What the recording is called."""
        return self.settings.get("Title", "")

    @property
    def kind(self) -> str:
        """The key of the method in `_COLUMNS`: its technique where that says more."""
        names = (self.settings.get(key, "").replace(" ", "").lower() for key in ("Technique", "Method"))
        return next((name for name in names if name in _COLUMNS), "")


def claims(head: bytes, path: Path) -> bool:
    """Return whether the content begins with the settings of an Ivium recording."""
    head = head.replace(b"\r\n", b"\n")
    return head.count(b"\nTechnique=") > 0 and all(mark in head for mark in _MARKS) and any(m in head for m in _FIRST)


def read(content: bytes, path: Path) -> tuple[Curve, ...]:
    """Read every recording of the file; one that cannot be used is named in the receipts of the others.

    Raises
    ------
    ReadError
        If there is no block of data, or none can be used.
    """
    decoded = decode(content)
    curves: list[tuple[str, Curve]] = []
    refused: list[tuple[str, ReadError]] = []
    for recording in _recordings(decoded.text.split("\n")):
        draft = Draft(encoding=decoded.encoding, delimiter="blanks", flags=list(decoded.flags))
        try:
            curves.append((recording.title, _curve(draft, recording, content, path)))
        except ReadError as error:
            refused.append((recording.title, error))
    if not curves:
        raise refused[0][1] if refused else ReadError(
            "NO_ROWS", "The Ivium file holds settings but no data: nothing was recorded, or the file was cut before it."
        )  # fmt: skip
    template = "the recording {title} was not read: {parts}"
    notes = [remark("RECORDING_REFUSED", template, problem.message, title=title) for title, problem in refused]
    titles = [title for title, _ in curves]
    told_apart = [
        (
            f"{title} ({titles[:place].count(title) + 1})" if title in titles[:place] else title,
            with_flags(curve, *notes),
        )
        for place, (title, curve) in enumerate(curves)
    ]
    return numbered(told_apart)


def _recordings(lines: list[str]) -> list[_Recording]:
    found: list[_Recording] = []
    current = _Recording()
    at = 0
    while at < len(lines):
        line = lines[at]
        at += 1
        name, equals, value = line.partition("=")
        if equals and len(name) < 80:
            current.settings.setdefault(name.strip(), value.strip())
        elif line.strip() == "primary_data":
            _take_block(current, lines, at)
            found.append(current)
            at += 2 + len(current.rows)
            current = _Recording()
    return found


def _take_block(recording: _Recording, lines: list[str], at: int) -> None:
    """Take the rows that the two counts announce; no more than the file has."""
    counts = [_COUNT.match(line) for line in lines[at : at + 2]]
    if len(counts) < 2 or None in counts:
        recording.cut = at + 2 >= len(lines)
        return
    recording.columns, recording.stated = (int(count[1]) for count in counts if count)
    recording.first_line = at + 2
    block = lines[at + 2 : at + 2 + recording.stated]
    recording.cut = len(block) < recording.stated or at + 2 + recording.stated >= len(lines)
    if recording.cut and block and at + 2 + len(block) == len(lines):
        block = block[:-1]  # a line without its end may lack digits
    recording.rows = block
    follower = "" if recording.cut else lines[at + 2 + len(block)]
    if len(follower.split()) == recording.columns > 1 and _ROW.match(follower):
        recording.stated = -1


def _curve(draft: Draft, recording: _Recording, content: bytes, path: Path) -> Curve:
    technique, names = _COLUMNS.get(recording.kind, ("", ()))
    _require_layout(recording, names)
    table = _table(recording, len(names))
    meanings = {place: ColumnMeaning(_MEANINGS[name]) for place, name in enumerate(names)}
    if names[0] == "potential / V":
        _require_sweep(recording, table)
    take_table(draft, list(names), meanings, table)
    draft.skipped += [f"column {place + 1}" for place in range(len(names), recording.columns)]
    if table.rows < recording.stated:
        template = "the file states {stated} points and holds {rows} that are complete"
        draft.flag("POINTS_INCOMPLETE", template, stated=recording.stated, rows=table.rows)
    method = f"{recording.settings.get('Method', '')} {recording.settings.get('Technique', '')}".strip()
    template = "the columns carry no names: read as {names}, as Ivium writes {method}"
    draft.assume("IVIUM_COLUMNS", template, names=", ".join(names), method=method)
    if "frequency" in draft.columns:
        flag_frequencies(draft)
    _note_settings(draft, recording.settings)
    return draft.curve(content, path, NAME, method or None, technique=technique or None)


def _require_layout(recording: _Recording, names: tuple[str, ...]) -> None:
    if not recording.columns and recording.cut:
        raise ReadError("TRUNCATED", "The Ivium file ends before its first row of data: it was cut. Copy it again.")
    if not names:
        raise ReadError(
            "UNKNOWN_TECHNIQUE",
            "The Ivium method {method} ({technique}) stores its columns without names and their order is not known: "
            "export the recording as text in IviumSoft and open that.",
            method=recording.settings.get("Method", "") or "—",
            technique=recording.settings.get("Technique", ""),
        )
    if recording.columns < len(names) or recording.stated < 0:
        raise ReadError(
            "BLOCK_SIZE",
            "The Ivium data block does not fit its own counts ({columns} columns stated, {needed} needed; more or "
            "fewer rows than stated), so no number can be placed with certainty.",
            columns=recording.columns, needed=len(names),
        )  # fmt: skip
    if recording.stated == 0:
        raise ReadError("NO_ROWS", "The recording is empty: the Ivium file states 0 points.")


def _table(recording: _Recording, needed: int) -> NumberTable:
    """The rows as numbers; inside the block every row must have all its columns."""
    rows = [line.split() for line in recording.rows]
    short = next((place for place, cells in enumerate(rows) if len(cells) != recording.columns), len(rows))
    if short < len(rows) and not recording.cut:
        raise ReadError(
            "BLOCK_SIZE",
            "Line {line} of the Ivium file does not have the {columns} numbers of a row, so no number below it can be "
            "placed with certainty.",
            line=recording.first_line + short + 1, columns=recording.columns,
        )  # fmt: skip
    if short == 0:
        raise ReadError("TRUNCATED", "The Ivium file ends before its first row of data: it was cut. Copy it again.")
    body = "\n".join("\t".join(cells) for cells in rows[:short]) + "\n"
    size = (recording.columns, recording.columns)
    return read_numbers(body, recording.first_line + 1, size, "\t", list(range(needed)))


def _require_sweep(recording: _Recording, table: NumberTable) -> None:
    """The first column of a voltammogram must run in even steps, or it is not the potential."""
    steps = np.abs(np.diff(table.columns[0]))
    usual = float(np.median(steps)) if len(steps) else 0.0
    if usual <= 0.0 or float(np.mean(np.abs(steps - usual) <= 0.5 * usual)) < 0.8:
        raise ReadError(
            "UNKNOWN_COLUMNS",
            "The first column of the Ivium recording {title} does not run in even steps as a potential does, so its "
            "columns are not known: export the recording as text in IviumSoft.",
            title=recording.title,
        )


def _note_settings(draft: Draft, settings: Mapping[str, str]) -> None:
    draft.metadata["title"] = settings.get("Title", "")
    draft.metadata["started"] = settings.get("starttime", "")
    draft.metadata["instrument"] = settings.get("serialnumber", "")
    draft.metadata["software"] = settings.get("software", "")
    draft.metadata["comments"] = settings.get("Report.Remarks", "")
    area = settings.get("Data Options.Area", "")
    if re.fullmatch(r"\d+(\.\d+)?([eE][+-]?\d+)?", area) and float(area) > 0.0:
        note_area(draft, float(area))
