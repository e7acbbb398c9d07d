"""CH Instruments text and csv: CV, LSV, CA, CP, i-t, EIS, OCP.

These files leave out what the header implies. A cyclic voltammogram has no time, a chronopotentiogram no current, and
times carry four significant digits, so that above 1000 s they repeat. All of it is rebuilt here, and said so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from models.curve import Array, Curve
from models.readers import chi_rebuild
from models.readers.columns import ColumnMeaning
from models.readers.content import Content
from models.readers.draft import Draft, choose_columns, require_columns
from models.readers.number_table import read_numbers
from models.readers.problem import ReadError
from models.readers.remarks import remark
from models.readers.stated_units import take_table
from models.readers.techniques import named_technique
from models.readers.text_blocks import FileRows, TextRows
from models.readers.text_table import decode, looks_binary

NAME = "chi_text"
READS_LARGE = True  # takes the text as it comes, block after block

OXIDATION_POSITIVE, REDUCTION_POSITIVE = "OXIDATION_POSITIVE", "REDUCTION_POSITIVE"  # a guess of the sign

_MARKS = ("Instrument Model:", "Data Source:")
_DATE = re.compile(r"^[A-Z][a-z]{2,8}\.? \d{1,2}, \d{4}\s+\d{1,2}:\d{2}:\d{2}\s*$")
_HEADINGS = re.compile(r"^\s*(Potential/V|Time/sec|Time/s|Freq/Hz)\s*,", re.IGNORECASE)
_SETTING = re.compile(r"^\s*([A-Za-z][^=:]*?)\s*=\s*(.*?)\s*$")
_COLUMNS: dict[str, ColumnMeaning] = {
    "time/sec": ColumnMeaning("time"), "time/s": ColumnMeaning("time"),
    "potential/v": ColumnMeaning("potential"), "current/a": ColumnMeaning("current"),
    "i/a": ColumnMeaning("current"), "i1/a": ColumnMeaning("current"), "current1/a": ColumnMeaning("current"),
    "diff(i/a)": ColumnMeaning("current"), "current/ma": ColumnMeaning("current", 1e-3),
    "charge/c": ColumnMeaning("charge"), "freq/hz": ColumnMeaning("frequency"),
    "z'/ohm": ColumnMeaning("impedance_real"), 'z"/ohm': ColumnMeaning("impedance_imaginary"),
}  # fmt: skip
_SHOWN = {"File": "original_file", "Instrument Model": "instrument", "Header": "header", "Note": "note"}


def claims(head: bytes, path: Path) -> bool:
    """Return whether the text has the header lines of a CHI program, or its technique and column names."""
    if looks_binary(head):
        return False
    lines = [line.strip() for line in decode(head).text.split("\n")[:40]]
    marks = sum(any(line.startswith(mark) for line in lines) for mark in _MARKS)
    return marks == 2 or (len(lines) > 1 and any(named_technique(line) for line in lines[:4]) and marks == 1)


def read(content: bytes | Content, path: Path) -> tuple[Curve, ...]:
    """Read a CHI text, rebuilding what its header implies.

    Raises
    ------
    ReadError
        If there is no line of column names, no rows, or the rows do not fit the names.
    """
    decoded = decode(content)
    lines = decoded.lines()
    at = next((number for number, line in enumerate(lines) if _HEADINGS.match(line)), None)
    if at is None:
        raise ReadError(
            "NO_COLUMNS", "The CHI header is followed by no data: no line such as Potential/V, Current/A was found."
        )
    technique_name = _technique_name(lines[:at])
    settings = _settings(lines[:at])
    draft = Draft(encoding=decoded.encoding, delimiter="comma", flags=list(decoded.flags))
    names = [name.strip() for name in lines[at].split(",")]
    cells = len(names)
    while names and not names[-1]:
        names.pop()
    _take(draft, names, cells, decoded.rows_from(at + 1), at)
    _note_header(draft, lines[:at], technique_name)
    _note_oddities(draft, lines, at)
    technique = named_technique(technique_name)
    controls = chi_rebuild.rebuild(draft, technique, settings)
    _note_sign(draft, technique, settings)
    return (draft.curve(content, path, NAME, technique_name, controls),)


def _take(draft: Draft, names: list[str], cells: int, body: TextRows | FileRows, at: int) -> None:
    meanings = {place: found for place, name in enumerate(names) if (found := _COLUMNS.get(name.lower())) is not None}
    chosen = choose_columns(names, meanings, draft)
    if not chosen:
        require_columns(draft, names)
    table = read_numbers(body, at + 2, (len(names), cells), ",", list(chosen))
    take_table(draft, names, chosen, table)
    require_columns(draft, names)


def _technique_name(header: list[str]) -> str | None:
    for line in header[:8]:
        if named_technique(line):
            return line.strip()
    return header[1].strip() if len(header) > 1 and "=" not in header[1] else None


def _settings(header: list[str]) -> dict[str, str]:
    """The lines ``name = value`` before the list of results."""
    settings: dict[str, str] = {}
    for line in header:
        if re.match(r"\s*(Results|Channel \d+|Segment \d+):", line):
            break
        match = _SETTING.match(line)
        if match:
            settings.setdefault(match[1], match[2])
    return settings


def _note_header(draft: Draft, header: list[str], technique_name: str | None) -> None:
    if header and _DATE.match(header[0].strip()):
        draft.metadata["started"] = re.sub(r"\s+", " ", header[0].strip())
    for line in header:
        key, _, value = line.partition(":")
        if key.strip() in _SHOWN and value.strip():
            draft.metadata.setdefault(_SHOWN[key.strip()], value.strip())
    for key, value in _settings(header).items():
        draft.metadata.setdefault(key.lower(), value)


def _note_oddities(draft: Draft, lines: list[str], at: int) -> None:
    """Name what a CHI program would not have written: such a file was edited or comes from elsewhere."""
    odd = []
    if not _DATE.match(lines[0].strip()):
        template = 'the first line is no date as CHI writes it ("{line}")'
        odd.append(remark("CHI_NO_DATE", template, line=lines[0].strip()[:40]))
    instrument = draft.metadata.get("instrument", "")
    if not instrument.upper().startswith("CHI"):
        odd.append(remark("CHI_INSTRUMENT", 'the instrument "{instrument}" is no CHI', instrument=instrument[:40]))
    if at + 1 < len(lines) and lines[at + 1].strip():
        odd.append(remark("CHI_BLANK_LINE", "there is no blank line between the column names and the data"))
    cells = [line.split(",")[-1].strip() for line in lines[at + 1 : at + 60] if line.count(",")]
    if any(re.search(r"\dE[+-]?\d", cell) for cell in cells):
        template = "the numbers are not written as a CHI program writes them (4.36E-12 instead of 4.360e-12)"
        odd.append(remark("CHI_NUMBERS", template))
    if odd:
        draft.flag("CHI_EDITED", "this file was edited or not written by a CHI instrument: {parts}", *odd)


def _note_sign(draft: Draft, technique: str | None, settings: Mapping[str, str]) -> None:
    """Say how the current is probably counted; the file does not state it."""
    if "current" not in draft.columns or technique == "chronopotentiometry":
        return
    draft.sign_convention = "not_stated"
    guess = _sign_guess(draft.columns, technique, settings)
    if guess > 0:
        draft.assume(
            OXIDATION_POSITIVE,
            "the sign convention of the current is not stored in a CHI file: oxidation positive, as used here (best "
            "guess from the data); setting: sign=",
        )
    elif guess < 0:
        draft.assume(
            REDUCTION_POSITIVE,
            "the sign convention of the current is not stored in a CHI file: reduction positive, the opposite of the "
            "convention used here (best guess from the data); the numbers are as in the file; setting: sign=",
        )
    else:
        draft.assume(
            "SIGN_NOT_GUESSED",
            "the sign convention of the current is not stored in a CHI file: no guess is possible from the data; the "
            "numbers are as in the file; setting: sign=",
        )


def _sign_guess(columns: Mapping[str, Array], technique: str | None, settings: Mapping[str, str]) -> int:
    """1: oxidation positive; -1: reduction positive; 0: cannot be told.

    On a cyclic voltammogram the charging current, and a wave that comes back, have the sign of the scan direction.
    On a single curve a current at a potential far from zero most likely has that potential's sign.
    """
    known = np.isfinite(columns["current"]) & np.isfinite(columns.get("potential", columns["current"]))
    if not known.any():
        return 0
    current, potential = columns["current"][known], columns.get("potential")
    potential = potential[known] if potential is not None else None
    if technique == "cyclic_voltammetry" and potential is not None and len(potential) > 20:
        steps = np.diff(potential, prepend=potential[0])
        low, high = np.percentile(potential, [25, 75])
        middle = (potential > low) & (potential < high)
        up, down = current[middle & (steps > 0)], current[middle & (steps < 0)]
        if len(up) > 5 and len(down) > 5:
            difference = float(np.mean(up) - np.mean(down))
            noise = 1e-3 * float(np.max(np.abs(current)))
            return 0 if abs(difference) <= noise else int(np.sign(difference))
    level = float(np.median(potential)) if potential is not None else 0.0
    if technique == "linear_sweep" and potential is not None:
        far = int(np.argmax(np.abs(current)))
        return int(np.sign(current[far]) * np.sign(potential[far])) if abs(potential[far]) > 0.1 else 0
    return int(np.sign(np.median(current)) * np.sign(level)) if abs(level) > 0.1 else 0
