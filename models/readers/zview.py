"""ZView and ZPlot: impedance spectra (.z), and the polarization curves that CorrWare writes beside them (.cor)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from models.curve import Curve
from models.readers.columns import ColumnMeaning
from models.readers.draft import Draft, choose_columns, require_columns
from models.readers.eis_headings import flag_count, flag_frequencies
from models.readers.number_table import read_numbers
from models.readers.problem import ReadError
from models.readers.stated_units import take_table
from models.readers.text_table import DELIMITER_NAMES, decode, looks_binary

NAME = "zview"

# ZView defines the units: headings such as Z'(a) name the part, not a unit.
_SPECTRUM: Mapping[str, ColumnMeaning] = {
    "freq(hz)": ColumnMeaning("frequency"), "frequency(hz)": ColumnMeaning("frequency"),
    "z'(a)": ColumnMeaning("impedance_real"), "z''(b)": ColumnMeaning("impedance_imaginary"),
    'z"(b)': ColumnMeaning("impedance_imaginary"), "time(sec)": ColumnMeaning("time"),
}  # fmt: skip
_POLARIZATION: Mapping[str, ColumnMeaning] = {
    "e(volts)": ColumnMeaning("potential"), "i(a/cm2)": ColumnMeaning("current_density", 1e4),
    "t(seconds)": ColumnMeaning("time"),
}  # fmt: skip
_FIRST_LINE = re.compile(r'\s*"?(ZPLOT2?|CORRW(ARE)?) ASCII', re.IGNORECASE)
_SETTING = re.compile(r"^\s*([A-Za-z][^:=]*?)\s*:\s*(.*?)\s*$")
_END = re.compile(r'\s*"?end comments"?\s*$', re.IGNORECASE)
_SHOWN = {
    "Date": "date", "Time": "clock", "Experiment Type": "technique", "Measured Data, ZPlot": "software",
    "Measured Data, CorrWare": "software", "Open Circuit Potential (V)": "open_circuit_potential_v",
    "Potential-DC": "potential_dc_v", "Potential-AC": "potential_ac_mv", "Surface Area": "surface_area_cm2",
}  # fmt: skip
_SEARCHED_LINES = 400
_DEFAULT_AREA = 1.0  # cm²; what ZPlot writes where nobody typed an area


def claims(head: bytes, path: Path) -> bool:
    """Return whether the text begins as ZPlot writes it, or names ZView's columns."""
    if looks_binary(head):
        return False
    text = decode(head).text
    return bool(_FIRST_LINE.match(text)) or _heading(text.split("\n", _SEARCHED_LINES)) is not None


def read(content: bytes, path: Path) -> tuple[Curve, ...]:
    """Read a ZPlot file; units are those that ZView defines.

    Raises
    ------
    ReadError
        If there is no line of column names, no rows, or the rows do not fit the names.
    """
    decoded = decode(content)
    lines = decoded.text.split("\n", _SEARCHED_LINES)
    at = _heading(lines)
    if at is None:
        raise ReadError(
            "NO_COLUMNS", "The ZPlot header is followed by no line of column names such as Freq(Hz), Z'(a), Z''(b)."
        )
    delimiter = _delimiter(lines[at])
    draft = Draft(
        encoding=decoded.encoding, delimiter=DELIMITER_NAMES.get(delimiter, "blanks"), flags=list(decoded.flags)
    )
    settings = _settings(lines[:at])
    _read_rows(draft, decoded.text, at, delimiter)
    _note_settings(draft, settings)
    if "frequency" not in draft.columns:
        draft.assume("CORRWARE_UNITS", "CorrWare counts in V, A/cm² and s")
        return (draft.curve(content, path, NAME),)
    draft.assume("ZVIEW_UNITS", "ZView defines the units: Hz, ohm and s")
    flag_frequencies(draft)
    points = settings.get("Data Points", "")
    flag_count(draft, int(points) if re.fullmatch(r"\d{1,9}", points) else None)
    return (draft.curve(content, path, NAME, technique="impedance"),)


def _meaning(name: str) -> ColumnMeaning | None:
    words = re.sub(r"\s+", "", name).lower().replace("²", "2").replace("^2", "2")
    return _SPECTRUM.get(words) or _POLARIZATION.get(words)


def _names(line: str, delimiter: str) -> list[str]:
    names = line.split() if delimiter == " " else [name.strip() for name in line.split(delimiter)]
    names = [name[1:-1] if len(name) > 1 and name[0] == name[-1] == '"' else name for name in names]
    while names and not names[-1]:
        names.pop()
    return names


def _heading(lines: list[str]) -> int | None:
    """Where the column names stand: a line with the frequency and both parts, or with potential and current."""
    for number, line in enumerate(lines):
        if len(line) > 20_000:
            continue
        found = {meaning.quantity for name in _names(line, _delimiter(line)) if (meaning := _meaning(name))}
        if {"frequency", "impedance_real", "impedance_imaginary"} <= found or {"potential", "current_density"} <= found:
            return number
    return None


def _delimiter(line: str) -> str:
    """Tab, comma or semicolon; a blank stands for any run of blanks."""
    best = max("\t,;", key=line.count)
    return best if line.count(best) > 1 else " "


def _read_rows(draft: Draft, text: str, at: int, delimiter: str) -> None:
    lines = text.split("\n", at + 1)
    names, body = _names(lines[at], delimiter), lines[at + 1] if len(lines) > at + 1 else ""
    first, _, rest = body.partition("\n")
    end = bool(_END.match(first))
    body = rest if end else body
    cells = lines[at].rstrip().count(delimiter) + 1
    if delimiter == " ":
        body, delimiter, cells = "\n".join("\t".join(line.split()) for line in body.split("\n")), "\t", len(names)
    meanings = {place: found for place, name in enumerate(names) if (found := _meaning(name)) is not None}
    error_at = next((place for place, name in enumerate(names) if name.strip().lower() == "err"), None)
    chosen = choose_columns(names, meanings, draft)
    wanted = [*chosen, *([] if error_at is None else [error_at])]
    table = read_numbers(body, at + 2 + end, (len(names), cells), delimiter, wanted)
    take_table(draft, names, chosen, table)
    require_columns(draft, names)
    wrong = 0 if error_at is None else int(np.count_nonzero(table.columns[-1] != 0.0))
    if wrong:
        template = "{count} points carry an error number of the instrument (column Err)"
        draft.flag("ERROR_NUMBERS", template, count=wrong)


def _settings(header: list[str]) -> dict[str, str]:
    settings: dict[str, str] = {}
    for line in header:
        match = _SETTING.match(line)
        if match:
            settings.setdefault(match[1], match[2])
    return settings


def _note_settings(draft: Draft, settings: Mapping[str, str]) -> None:
    for key, name in _SHOWN.items():
        draft.metadata[name] = settings.get(key, "")
    date, clock = draft.metadata.pop("date"), draft.metadata.pop("clock")
    draft.metadata["started"] = f"{date} {clock}".strip()
    area = settings.get("Surface Area", "")
    if not re.fullmatch(r"\d+(\.\d+)?([eE][+-]?\d+)?", area):
        return
    if float(area) == _DEFAULT_AREA:
        template = "electrode area 1 cm² is ZPlot's untouched default and is not used; setting: area="
        draft.assume("ELECTRODE_AREA_OF_ZPLOT", template)
    elif float(area) > 0.0:
        draft.area(float(area), "cm^2")
