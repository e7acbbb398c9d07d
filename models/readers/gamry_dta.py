"""Gamry .DTA: tab-delimited typed objects, of which every TABLE is a curve."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from models.curve import Array, Curve
from models.readers.columns import ColumnMeaning
from models.readers.draft import Draft, choose_columns, with_flags
from models.readers.number_table import NumberTable, read_numbers
from models.readers.problem import ReadError
from models.readers.remarks import remark, shown_lines
from models.readers.stated_units import (
    note_area,
    note_open_end,
    note_short_spectrum,
    numbered,
    stated_column,
    take_table,
)
from models.readers.text_table import Decoded, decode, is_row_of_numbers, looks_binary

NAME = "gamry_dta"

_OBJECT = re.compile(r"^[A-Za-z_][^\t\n]*(?:\t[^\n]*)?$", re.MULTILINE)
_QUANTITIES: dict[str, tuple[str, int]] = {
    "T": ("time", 0), "Time": ("time", 0), "Vf": ("potential", 0), "Vm": ("potential", 1), "Vdc": ("potential", 2),
    "Im": ("current", 0), "ImA": ("current", 1), "Idc": ("current", 2), "Q": ("charge", 0), "Cycle": ("cycle", 0),
    "Freq": ("frequency", 0), "Zreal": ("impedance_real", 0), "Zimag": ("impedance_imaginary", 0),
}  # fmt: skip
_TAGS = {
    "CORPOT": "open_circuit", "CV": "cyclic_voltammetry", "RCV": "cyclic_voltammetry", "CYCPOL": "cyclic_voltammetry",
    "LSV": "linear_sweep", "POTDYN": "linear_sweep", "POTENTIODYNAMIC": "linear_sweep", "GALVDYN": "linear_sweep",
    "TAFEL": "linear_sweep", "POLRES": "linear_sweep", "CHRONOA": "chronoamperometry", "CHRONOC": "chronoamperometry",
    "POTSTAT": "chronoamperometry", "CHRONOP": "chronopotentiometry", "GALVSTAT": "chronopotentiometry",
    "DPV": "other", "SWV": "other", "NPV": "other",
}  # fmt: skip
_SWEEPS = ("linear_sweep", "cyclic_voltammetry")
_ANODIC = "1"  # CONVENTION: anodic currents are positive
_GALVANOSTAT = "0"  # CTRLMODE
_HARDWARE = re.compile(
    r"(ICH|VCH|ACH|IERANGE|POSFEED|PSTATMODEL|CTRLMODE|CONVENTION|ELECTROMETER|IESTAB|CASPEED|SENSECABLE|PWRCABLE|"
    r"CABLEID|THERMOSELECT|SAMPLINGMODE|IRCOMP|PFCOR|IMODE|DECIMATE|STRIPPING|TURNOFF|SEQUENCER|AREA|TAG|EXPERIMENT|"
    r"[A-Z]*VERSION|[A-Z]*CALDATE|PSTATSECTION|ELECTRODETYPE|POLARITY|SPEED)"
)
_SHOWN = {"TITLE": "title", "PSTAT": "instrument", "PSTATSERIALNO": "serial_number", "EOC": "open_circuit_potential"}


@dataclass(frozen=True)
class _Item:
    """One object of the file that is no table: ``AREA QUANT 1.0E+000 Electrode &Area (cm^2)``."""

    key: str
    cells: tuple[str, ...]

    @property
    def value(self) -> str:
        """What was set; a number with its own decimal mark."""
        return self.cells[min(1, len(self.cells) - 1)].strip() if self.cells else ""

    @property
    def label(self) -> str:
        """What Gamry's set-up window shows beside it."""
        place = 4 if self.cells[:1] == ("TWOPARAM",) and len(self.cells) > 4 else -1
        return self.cells[place].replace("&", "").strip() if len(self.cells) > 2 else ""


@dataclass(frozen=True)
class _Table:
    """One TABLE: names and units, and the text of the rows (line numbers from 1)."""

    name: str
    announced: str
    headings: tuple[str, ...]
    cells: int
    units: tuple[str, ...]
    body: str
    first_line: int


def claims(head: bytes, path: Path) -> bool:
    """Return whether the text begins with EXPLAIN and a TAG, or holds a table as Gamry writes it."""
    if looks_binary(head):
        return False
    text = decode(head).text.lstrip()
    return bool(re.match(r"EXPLAIN[ \t]*\n+TAG\t", text) or re.search(r"^[^\t\n]*CURVE[^\t\n]*\tTABLE\b", text, re.M))


def read(content: bytes, path: Path) -> tuple[Curve, ...]:
    """Read every table of a Gamry file as a curve.

    A table that cannot be used is named in the receipts of the others.

    Raises
    ------
    ReadError
        If there is no table, or none can be used.
    """
    decoded = decode(content)
    items, tables = _objects(decoded.text)
    if not tables:
        raise _no_table(_value(items, "TAG"))
    curves: list[tuple[str, Curve]] = []
    refused: list[tuple[str, ReadError]] = []
    for table in tables:
        try:
            curves.append((table.name, _curve(content, path, decoded, items, table)))
        except ReadError as error:
            refused.append((table.name, error))
    if not curves:
        raise refused[0][1]
    template = "the table {name} was not read: {parts}"
    notes = [remark("TABLE_REFUSED", template, problem.message, name=name) for name, problem in refused]
    if _value(items, "TAG").startswith("EIS") and all(curve.technique != "impedance" for _, curve in curves):
        gone = "the file is that of an impedance experiment but holds no spectrum: it was cut off, or stopped before it"
        notes.append(remark("NO_SPECTRUM", gone))
    return numbered([(label, with_flags(curve, *notes)) for label, curve in curves])


def _no_table(tag: str) -> ReadError:
    if not tag:
        template = (
            "The Gamry file holds settings but no table of data: it was cut off, or stopped before the first point."
        )
        return ReadError("TRUNCATED", template)
    return ReadError(
        "TRUNCATED",
        "The Gamry file holds settings of a {tag} experiment but no table of data: it was cut off, or stopped before "
        "the first point.",
        tag=tag,
    )


def _objects(text: str) -> tuple[list[_Item], list[_Table]]:
    items, tables = [], []
    found = list(_OBJECT.finditer(text))
    for number, match in enumerate(found):
        cells = match[0].split("\t")
        stop = found[number + 1].start() if number + 1 < len(found) else len(text)
        if len(cells) > 1 and cells[1].strip() == "TABLE":
            tables.append(_table(text, cells, match.end() + 1, stop))
        elif len(cells) > 1 and cells[1].strip() == "NOTES":
            notes = " ".join(line.strip() for line in text[match.end() : stop].split("\n") if line.strip())
            items.append(_Item("NOTES", ("NOTES", notes)))
        else:
            items.append(_Item(cells[0].strip(), tuple(cells[1:])))
    return items, tables


def _table(text: str, cells: list[str], start: int, stop: int) -> _Table:
    names, _, rest = text[start:stop].partition("\n")
    units, _, body = rest.partition("\n")
    at = text.count("\n", 0, start) + 1
    if is_row_of_numbers(units, "\t"):
        units, body, at = "", rest, at - 1
    headings = [name.strip() for name in names.split("\t")]
    width = len(headings)
    while headings and not headings[-1]:
        headings.pop()
    return _Table(
        name=cells[0].strip(), announced=cells[2].strip() if len(cells) > 2 else "", headings=tuple(headings),
        cells=width, units=tuple(unit.strip() for unit in units.split("\t")), body=body, first_line=at + 2,
    )  # fmt: skip


def _curve(content: bytes, path: Path, decoded: Decoded, items: list[_Item], table: _Table) -> Curve:
    draft = Draft(encoding=decoded.encoding, delimiter="tab", flags=list(decoded.flags))
    chosen = choose_columns(table.headings, _meanings(table, draft), draft)
    if len(chosen) < 2:
        raise ReadError(
            "NO_COLUMNS",
            "The table {table} has fewer than two columns with a known name and unit (found: {names}).",
            table=table.name, names=", ".join(f'"{name}"' for name in table.headings[:12] if name) or "—",
        )  # fmt: skip
    points = [place for place, name in enumerate(table.headings) if name == "Pt"][:1]
    rows = read_numbers(table.body, table.first_line, (len(table.headings), table.cells), "\t", [*chosen, *points])
    take_table(draft, table.headings, chosen, rows)
    note_open_end(draft, decoded.text)
    _note_count(draft, table, rows, _value(items, "EXPERIMENTABORTED").upper().startswith("T"))
    if points:
        _note_gaps(draft, rows.columns[-1], rows)
    _note_settings(draft, items)
    _note_sign(draft, items)
    ends = [found for key in ("FREQINIT", "FREQFINAL") if (found := _number(_value(items, key))) is not None]
    if len(ends) == 2:
        note_short_spectrum(draft, min(ends))
    technique = _technique(draft, table, items)
    return draft.curve(content, path, NAME, _value(items, "TAG") or None, technique=technique)


def _meanings(table: _Table, draft: Draft) -> dict[int, ColumnMeaning]:
    meanings = {}
    for place, name in enumerate(table.headings):
        if name not in _QUANTITIES:
            continue
        quantity, rank = _QUANTITIES[name]
        unit = table.units[place] if place < len(table.units) else ""
        meaning = stated_column(quantity, unit, rank)
        if meaning is None:
            template = 'the column {name} has the unit "{unit}", which is not known for it: it was not taken'
            draft.flag("UNKNOWN_UNIT", template, name=name, unit=unit)
        else:
            meanings[place] = meaning
    return meanings


def _note_count(draft: Draft, table: _Table, rows: NumberTable, aborted: bool) -> None:
    """Say where the rows are not as many as the table announces; an aborted run is one that says so itself."""
    cut = bool(rows.flags)  # the last line is then no whole row
    left_out = [line for line in rows.rows_skipped if not (cut and line > rows.line_numbers[-1])]
    if left_out:
        template = "{count} lines do not fit the columns and were left out (line {lines})"
        draft.flag("LINES_LEFT_OUT", template, count=len(left_out), lines=shown_lines(np.array(left_out)))
    there = rows.rows + len(left_out)
    announced = int(table.announced) if re.fullmatch(r"\d{1,15}", table.announced) else None
    counts: dict[str, int] = {"announced": announced or 0, "there": there}
    if aborted and announced is None:
        draft.flag("ABORTED", "the experiment was aborted")
    elif aborted:
        draft.flag("ABORTED_EARLY", "the experiment was aborted after {there} of {announced} planned points", **counts)
    elif announced is not None and there < announced:
        template = (
            "the table {name} announces {announced} rows and holds {there}: the run ended early, or the file is cut"
        )
        draft.flag("ROWS_LACKING", template, name=table.name, **counts)
    elif announced is not None and there > announced:
        template = "the table {name} announces {announced} rows and holds {there}: the file was put together"
        draft.flag("ROWS_ADDED", template, name=table.name, **counts)


def _note_gaps(draft: Draft, points: Array, rows: NumberTable) -> None:
    steps = np.diff(points[np.isfinite(points)])
    if np.any(steps != 1.0) and not rows.rows_skipped:
        template = "the point numbers do not run on in {count} places"
        draft.flag("POINT_NUMBERS", template, count=int(np.count_nonzero(steps != 1.0)))


def _note_settings(draft: Draft, items: list[_Item]) -> None:
    date, clock = _value(items, "DATE"), _value(items, "TIME")
    draft.metadata["started"] = f"{date} {clock}".strip()
    draft.metadata["comments"] = _value(items, "NOTES")
    for item in items:
        if item.key in _SHOWN or item.key.startswith("PSTAT "):
            draft.metadata.setdefault(_SHOWN.get(item.key, item.key.lower().replace("pstat", "instrument")), item.value)
        elif item.label and item.key not in ("DATE", "TIME", "NOTES") and not _HARDWARE.match(item.key):
            draft.metadata.setdefault(item.label.lower(), _shown_value(item))
        elif len(item.cells) == 2 and item.cells[0].strip() == "LABEL":
            draft.metadata.setdefault(item.key.lower(), item.value)
    area = _number(_value(items, "AREA"))
    if area is not None:
        note_area(draft, area)


def _shown_value(item: _Item) -> str:
    """A potential with what it is counted against: POTEN carries T for the open circuit, F for the reference."""
    if item.cells[0] == "POTEN" and len(item.cells) > 3:
        return f"{item.value} vs {'open circuit' if item.cells[2].strip().upper() == 'T' else 'reference'}"
    if item.cells[0] == "TWOPARAM" and len(item.cells) > 6:
        return f"{item.cells[5]} {item.cells[2]}, {item.cells[6]} {item.cells[3]}" if item.value == "T" else "off"
    return item.value


def _note_sign(draft: Draft, items: list[_Item]) -> None:
    """Gamry's files state which current is positive; where that is the cathodic one, the signs are turned."""
    stated = {item.value for item in items if item.key == "CONVENTION"}
    if "current" not in draft.columns or stated == {_ANODIC}:
        return
    if not stated:
        template = "the file does not state its current convention: anodic positive, as Gamry's default"
        draft.assume("SIGN_BY_DEFAULT", template)
    elif stated == {"0"}:
        draft.columns["current"] = -draft.columns["current"]
        draft.sign_convention = "flipped"
        template = "the file counts cathodic currents as positive (current convention 0): the signs were turned"
        draft.assume("CATHODIC_POSITIVE", template)
    else:
        draft.sign_convention = "not_stated"
        template = "the current convention ({stated}) is not clear: the numbers are as in the file; setting: sign="
        draft.assume("SIGN_NOT_CLEAR", template, stated=", ".join(sorted(stated)))


def _technique(draft: Draft, table: _Table, items: list[_Item]) -> str | None:
    """The technique of one table; None where it has to be judged by what was controlled."""
    if "impedance_real" in draft.columns and "frequency" in draft.columns:
        return "impedance"
    if table.name.upper().startswith("OCV"):
        return "open_circuit"
    technique = _TAGS.get(_value(items, "TAG").upper())
    galvanostatic = _value(items, "CTRLMODE") == _GALVANOSTAT or bool(_value(items, "IINIT"))
    if technique in _SWEEPS and galvanostatic:
        draft.assume("GALVANODYNAMIC", "the scan controls the current, not the potential: it is galvanodynamic")
    elif technique in _SWEEPS and _is_held(draft.columns.get("potential")):
        template = "the potential is held in {name}: a chronoamperogram, though the file calls itself {tag}"
        draft.assume("POTENTIAL_HELD", template, name=table.name, tag=_value(items, "TAG"))
        return "chronoamperometry"
    return technique


def _is_held(potential: Array | None) -> bool:
    """Does the potential stay within 2 mV?"""
    known = potential[np.isfinite(potential)] if potential is not None else np.array([])
    return len(known) > 10 and float(np.mean(np.abs(known - np.median(known)) < 2e-3)) > 0.95


def _value(items: list[_Item], key: str) -> str:
    return next((item.value for item in items if item.key == key), "")


def _number(text: str) -> float | None:
    match = re.fullmatch(r"[+-]?\d+(?:[.,]\d*)?(?:[eE][+-]?\d+)?", text)
    return float(text.replace(",", ".")) if match else None
