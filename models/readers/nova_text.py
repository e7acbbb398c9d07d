"""Metrohm Autolab NOVA: the text export of one command's signals, a name with a unit over every column."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import numpy.typing as npt

from models.curve import Array, Curve
from models.readers.columns import ColumnMeaning
from models.readers.draft import Draft, choose_columns, require_columns
from models.readers.number_table import read_numbers
from models.readers.problem import ReadError
from models.readers.refusals import no_rows
from models.readers.remarks import Rows, shown_lines, technique_judged
from models.readers.stated_units import note_open_end, stated_column, take_table
from models.readers.techniques import judged_technique
from models.readers.text_table import DELIMITER_NAMES, decode, looks_binary, split_line
from models.segmentation import Controls

NAME = "nova_text"

Mask = npt.NDArray[np.bool_]

_NAME = re.compile(r"^\s*(?P<name>.+?)\s*(?:\((?P<unit>[^()]*)\))?\s*$")
_OWN_NAMES = re.compile(r"^(WE\(\d\)\.(Current|Potential|Charge)|Potential applied|Current applied)\b")
_QUANTITIES: dict[str, tuple[str, int, float]] = {  # quantity, rank, sign
    "Time": ("time", 0, 1.0), "Corrected time": ("time", 1, 1.0), "Time domain": ("time", 2, 1.0),
    "WE(1).Potential": ("potential", 0, 1.0), "Potential applied": ("potential", 1, 1.0),
    "Potential (DC)": ("potential", 2, 1.0), "WE(1).Current": ("current", 0, 1.0),
    "Current applied": ("current", 1, 1.0), "Current (DC)": ("current", 2, 1.0), "WE(1).Charge": ("charge", 0, 1.0),
    "Scan": ("cycle", 0, 1.0), "Frequency": ("frequency", 0, 1.0), "Z'": ("impedance_real", 0, 1.0),
    "-Z''": ("impedance_imaginary", 0, -1.0), "Z''": ("impedance_imaginary", 1, 1.0),
}  # fmt: skip
_PARAMETER = re.compile(r"^Column \d+\b")
_MEASURED = ("potential", "current", "charge", "impedance_real")
_LOST_OHM = ("?", "\ufffd")  # an Ω that went through a code page without it
_EVEN = 0.01  # how far one step of an even clock may be from the others, relative
_ENOUGH = 10  # steps that show that the clock is even


def claims(head: bytes, path: Path) -> bool:
    """Return whether the first line names signals as NOVA does."""
    if looks_binary(head):
        return False
    names, _ = _headings(decode(head).text)
    signals = any(_OWN_NAMES.match(name) for name in names)
    spectrum = {"Index", "Frequency (Hz)"} <= set(names) and any(name.startswith("-Z''") for name in names)
    return signals or spectrum


def read(content: bytes, path: Path) -> tuple[Curve, ...]:
    """Read a NOVA export; what it leaves empty is missing, and said so.

    Raises
    ------
    ReadError
        If a unit is not known, or the rows do not fit the names.
    """
    decoded = decode(content)
    text = decoded.text
    blank = len(text) - len(text.lstrip("\n"))
    headings, delimiter = _headings(text)
    cells = len(headings)
    while headings and not headings[-1]:
        headings.pop()
    draft = Draft(encoding=decoded.encoding, delimiter=DELIMITER_NAMES[delimiter], flags=list(decoded.flags))
    chosen = choose_columns(headings, _meanings(headings, draft), draft)
    _, _, body = text[blank:].partition("\n")
    index = [place for place, name in enumerate(headings) if name == "Index"][:1]
    if not chosen:
        require_columns(draft, headings)
    table = read_numbers(body, blank + 2, (len(headings), cells), delimiter, [*chosen, *index])
    take_table(draft, headings, chosen, table)
    note_open_end(draft, body)
    require_columns(draft, headings)
    _note_parameters(draft, headings, body, delimiter)
    measured = _measured(draft)
    if not measured.any():
        raise no_rows()
    _note_empty_rows(draft, measured, np.asarray(table.line_numbers))
    _rebuild_time(draft, measured, table.columns[-1] if index else None)
    technique = judged_technique({name: column[measured] for name, column in draft.columns.items()})
    draft.assumptions.append(technique_judged(technique))
    return (draft.curve(content, path, NAME, technique=technique, controls=_scans(draft)),)


def _headings(text: str) -> tuple[list[str], str]:
    """The names of the first line that is not blank, and what separates them."""
    line = text.lstrip("\n").split("\n", 1)[0]
    delimiter = max("\t;,", key=lambda mark: sum(_quantity(cell) is not None for cell in split_line(line, mark)))
    return split_line(line, delimiter), delimiter


def _quantity(heading: str) -> tuple[str, int, float] | None:
    match = _NAME.match(heading)
    return _QUANTITIES.get(match["name"]) if match else None


def _meanings(headings: list[str], draft: Draft) -> dict[int, ColumnMeaning]:
    meanings = {}
    for place, heading in enumerate(headings):
        match, found = _NAME.match(heading), _quantity(heading)
        if match is None or found is None:
            continue
        unit = match["unit"] or ""
        lost = found[0].startswith("impedance") and unit in _LOST_OHM
        meaning = stated_column(found[0], "ohm" if lost else unit, found[1], found[2])
        if lost:
            template = 'the unit of "{heading}" was lost in the export: ohm, the only one NOVA writes'
            draft.assume("UNIT_LOST", template, heading=heading)
        if meaning is None:
            raise ReadError(
                "UNKNOWN_UNIT",
                "The column \"{heading}\" has no unit that is known for it: export it with the unit in the name.",
                heading=heading,
            )  # fmt: skip
        meanings[place] = meaning
    return meanings


def _note_parameters(draft: Draft, headings: list[str], body: str, delimiter: str) -> None:
    """The settings of the command stand in the first row only, under Column 1, Column 2 ..."""
    first = split_line(body.lstrip("\n").split("\n", 1)[0], delimiter)
    for heading, cell in zip(headings, first, strict=False):
        if cell and _PARAMETER.match(heading):
            name = "scan rate (v/s)" if heading.endswith("(V/s)") else heading.lower()
            draft.metadata.setdefault(name, cell)


def _measured(draft: Draft) -> Mask:
    """Which rows hold any measured value."""
    found = [np.isfinite(draft.columns[name]) for name in _MEASURED if name in draft.columns]
    count = len(next(iter(draft.columns.values())))
    return np.any(found, axis=0) if found else np.ones(count, dtype=np.bool_)


def _note_empty_rows(draft: Draft, measured: Mask, lines: Rows) -> None:
    """Rows without any measured value stay in the curve as missing; how many they are is said."""
    if measured.all():
        return
    scans = draft.columns.get("cycle", np.array([]))
    gone = np.setdiff1d(scans[np.isfinite(scans)], scans[measured] if len(scans) else scans)
    empty = {"count": int(np.count_nonzero(~measured)), "rows": len(measured)}
    where = shown_lines(lines[~measured])
    if len(gone):
        draft.flag(
            "EMPTY_SCANS",
            "{count} of {rows} rows hold no measured value and stay missing (line {lines}); scans {first:g} to "
            "{last:g} are in the file by their number only",
            **empty, lines=where, first=float(gone[0]), last=float(gone[-1]),
        )  # fmt: skip
    else:
        template = "{count} of {rows} rows hold no measured value and stay missing (line {lines})"
        draft.flag("EMPTY_ROWS", template, **empty, lines=where)


def _rebuild_time(draft: Draft, measured: Mask, index: Array | None) -> None:
    """Give rows that were measured but have no time theirs, where the rows before keep an even clock."""
    time = draft.columns.get("time")
    if time is None or not np.any(measured & np.isnan(time)):
        return
    place = np.arange(len(time), dtype=np.float64)
    if index is not None and np.all(np.isfinite(index[measured])) and np.all(np.diff(index[measured]) > 0.0):
        place = index
    known = np.flatnonzero(np.isfinite(time))
    missing = np.flatnonzero(measured & np.isnan(time))
    steps = np.diff(time[known]) / np.diff(place[known]) if len(known) > _ENOUGH else np.array([])
    usual = float(np.median(steps)) if len(steps) else 0.0
    after = missing[missing > known[-1]] if len(known) else missing[:0]
    if usual <= 0.0 or np.any(np.abs(steps - usual) > _EVEN * usual) or len(after) < len(missing):
        template = "{count} measured rows have no time, and no even clock to rebuild it from"
        draft.flag("TIMES_LACKING", template, count=len(missing))
        return
    mean = float((time[known[-1]] - time[known[0]]) / (place[known[-1]] - place[known[0]]))
    time = time.copy()
    time[after] = time[known[-1]] + mean * (place[after] - place[known[-1]])
    draft.columns["time"] = time
    draft.assume(
        "TIME_COUNTED_ON",
        "{count} measured rows have no time in the file: it was counted on in steps of {step:.6g} s, "
        "the even step of the rows that have one",
        count=len(after), step=mean,
    )  # fmt: skip


def _scans(draft: Draft) -> Controls | None:
    """Where NOVA counts a new scan."""
    scans = draft.columns.get("cycle")
    if scans is None:
        return None
    return Controls(loop_starts=tuple((np.flatnonzero(np.abs(np.diff(scans)) > 0.0) + 1).tolist()))
