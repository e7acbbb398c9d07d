"""Princeton Applied Research: VersaStudio .par files, and the text exports of VersaStudio and PowerSuite (Parstat).

One table may hold several steps, of which only a spectrum fills the impedance columns; the others write zeros there.
Every run of rows of one kind is a curve, so that no zero is taken for an impedance.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from models.curve import Array, Curve
from models.readers.columns import ColumnMeaning
from models.readers.draft import Draft, choose_columns, note_controls
from models.readers.number_table import NumberTable, read_numbers
from models.readers.problem import ReadError
from models.readers.stated_units import (
    note_area,
    note_open_end,
    note_short_spectrum,
    numbered,
    stated_column,
    take_table,
)
from models.readers.techniques import named_technique
from models.readers.text_table import DELIMITER_NAMES, Decoded, decode, looks_binary
from models.segmentation import Controls

NAME = "versastudio"

_SECTION = re.compile(r"^<(?P<name>[A-Za-z]+\d*)>[ \t]*\n(?P<body>.*?)(?:^</(?P=name)>|\Z)", re.MULTILINE | re.DOTALL)
_SEGMENT = re.compile(r"^<(?P<name>Segment\d+)>[ \t]*\n(?P<body>.*?)(?:^</(?P=name)>|\Z)", re.MULTILINE | re.DOTALL)
_NAME = re.compile(r"^\s*(?P<name>.+?)\s*(?:\((?P<unit>[^()]*)\))?\s*$")
_QUANTITIES = {  # quantity, rank, unit where the name has none
    "E": ("potential", 0, ""), "Potential": ("potential", 0, ""), "I": ("current", 0, ""),
    "Current": ("current", 0, ""), "Elapsed Time": ("time", 0, ""), "Frequency": ("frequency", 0, ""),
    "Z Real": ("impedance_real", 0, "ohm"), "Z Imag": ("impedance_imaginary", 0, "ohm"),
    "Zre": ("impedance_real", 0, ""), "Zim": ("impedance_imaginary", 0, ""),
}  # fmt: skip
_SPECTRUM = ("frequency", "impedance_real", "impedance_imaginary")
_ACTIONS = {
    "open circuit": "open_circuit", "potentiostatic eis": "impedance", "galvanostatic eis": "impedance",
    "cyclic voltammetry (single)": "cyclic_voltammetry", "cyclic voltammetry (multiple cycles)": "cyclic_voltammetry",
    "linear scan voltammetry": "linear_sweep", "linear polarization resistance": "linear_sweep",
    "tafel": "linear_sweep", "potentiodynamic": "linear_sweep", "galvanodynamic": "linear_sweep",
    "potentiostatic": "chronoamperometry", "constant potential": "chronoamperometry",
    "galvanostatic": "chronopotentiometry", "constant current": "chronopotentiometry",
}  # fmt: skip


@dataclass(frozen=True)
class _Block:
    """One table of the file: names, the text of its rows, and where they begin (line numbers from 1)."""

    name: str
    headings: tuple[str, ...]
    cells: int
    body: str
    first_line: int
    delimiter: str
    closed: bool = True


def claims(head: bytes, path: Path) -> bool:
    """Return whether the text begins as VersaStudio's .par does, or names columns as the Parstat export does."""
    if looks_binary(head):
        return False
    text = decode(head).text.lstrip()
    if re.match(r"<Application>[ \t]*\n\s*Name=Versa", text):
        return True
    names = {name.strip() for name in re.split(r"[\t,;]", text.split("\n", 1)[0])}
    return {"Elapsed Time (s)", "Zre (ohms)", "Zim (ohms)"} <= names


def read(content: bytes, path: Path) -> tuple[Curve, ...]:
    """Read every step as a curve.

    Raises
    ------
    ReadError
        If there are no rows, or they do not fit the names over them.
    """
    decoded = decode(content)
    settings = {match["name"]: _settings(match["body"]) for match in _SECTION.finditer(decoded.text)}
    if settings:
        blocks = [_segment(decoded.text, match) for match in _SEGMENT.finditer(decoded.text)]
    else:
        blocks = [_export(decoded.text)]
    if not blocks:
        raise ReadError(
            "TRUNCATED", "The VersaStudio file holds settings but no segment of data: it was cut off, or never run."
        )
    actions = [settings[key] for key in settings if re.match(r"Action[1-9]", key)]
    curves: list[tuple[str, Curve]] = []
    for block in blocks:
        curves += _curves(content, path, decoded, block, settings, actions if len(blocks) == 1 else [])
    return numbered(curves)


def _settings(body: str) -> dict[str, str]:
    pairs = (line.partition("=") for line in body.split("\n"))
    return {key.strip(): value.strip() for key, mark, value in pairs if mark}


def _segment(text: str, match: re.Match[str]) -> _Block:
    body, at = match["body"], text.count("\n", 0, match.start("body")) + 1
    found = re.search(r"^Definition=(.*)$", body, re.MULTILINE)
    if found is None:
        raise ReadError(
            "NO_COLUMNS", "The segment {name} of the VersaStudio file has no line Definition= that names its columns.",
            name=match["name"],
        )  # fmt: skip
    names = [name.strip() for name in found[1].split(",")]
    while names and re.fullmatch(r"\d*", names[-1]):  # the list of names ends with a bare number
        names.pop()
    closed = text[match.end() - 1 : match.end()] == ">"
    first = at + body.count("\n", 0, found.end()) + 1
    return _Block(match["name"], tuple(names), len(names), body[found.end() + 1 :], first, ",", closed)


def _export(text: str) -> _Block:
    blank = len(text) - len(text.lstrip("\n"))
    line, _, body = text[blank:].partition("\n")
    delimiter = max("\t,;", key=line.count)
    names = [name.strip() for name in line.split(delimiter)]
    cells = len(names)
    while names and not names[-1]:
        names.pop()
    return _Block("", tuple(names), cells, body, blank + 2, delimiter)


def _curves(
    content: bytes,
    path: Path,
    decoded: Decoded,
    block: _Block,
    settings: dict[str, dict[str, str]],
    actions: Sequence[dict[str, str]],
) -> list[tuple[str, Curve]]:
    """The runs of rows of one kind, each as a curve."""
    counters = [place for place, name in enumerate(block.headings) if name in ("Segment #", "ActionId")]
    sorting = Draft()
    chosen = choose_columns(block.headings, _meanings(block), sorting)
    if len(chosen) < 2:
        raise ReadError("NO_COLUMNS", "Fewer than two columns of the VersaStudio table have a known name and unit.")
    table = read_numbers(
        block.body, block.first_line, (len(block.headings), block.cells), block.delimiter, [*chosen, *counters]
    )
    said = {block.headings[place]: table.columns[len(chosen) + n] for n, place in enumerate(counters)}
    runs = _runs(chosen, table, said.get("ActionId"))
    found = []
    for number, (start, stop) in enumerate(runs):
        draft = Draft(encoding=decoded.encoding, delimiter=DELIMITER_NAMES[block.delimiter],
                      flags=list(decoded.flags), skipped=list(sorting.skipped))  # fmt: skip
        _take(draft, block, chosen, _part(table, start, stop))
        note_controls(draft, tuple(said))
        if len(runs) > 1:
            first, last = table.line_numbers[start], table.line_numbers[stop - 1]
            template = "the table holds {count} kinds of rows; this curve is line {first} to {last}"
            draft.flag("KINDS_OF_ROWS", template, count=len(runs), first=int(first), last=int(last))
        action = actions[number] if len(actions) == len(runs) else {}
        _note_settings(draft, settings, action)
        steps = said["Segment #"][start:stop] if "Segment #" in said else None
        name = action.get("Name", "")
        curve = draft.curve(content, path, NAME, name or None, _controls(steps), _technique(draft, name))
        found.append((f"{block.name} {name or number + 1}".strip(), curve))
    return found


def _meanings(block: _Block) -> dict[int, ColumnMeaning]:
    meanings = {}
    for place, heading in enumerate(block.headings):
        match = _NAME.match(heading)
        found = _QUANTITIES.get(match["name"]) if match else None
        if match is None or found is None:
            continue
        quantity, rank, unit = found
        meaning = stated_column(quantity, match["unit"] or unit, rank)
        if meaning is None:
            raise ReadError(
                "UNKNOWN_UNIT", "The column \"{heading}\" has no unit that is known for it.", heading=heading
            )  # fmt: skip
        meanings[place] = meaning
    return meanings


def _runs(chosen: dict[int, ColumnMeaning], table: NumberTable, action: Array | None) -> list[tuple[int, int]]:
    """Where a spectrum begins or ends, and where another action begins."""
    count = table.rows
    changes = np.zeros(count, dtype=np.bool_)
    names = [meaning.quantity for meaning in chosen.values()]
    if "frequency" in names:
        sounding = table.columns[names.index("frequency")] > 0.0
        changes[1:] |= sounding[1:] != sounding[:-1]
    if action is not None:
        changes[1:] |= np.abs(np.diff(action)) > 0.0
    edges = [0, *np.flatnonzero(changes).tolist(), count]
    return list(itertools.pairwise(edges))


def _part(table: NumberTable, start: int, stop: int) -> NumberTable:
    return NumberTable([column[start:stop] for column in table.columns], table.line_numbers[start:stop], table.decimal,
                       table.rows_skipped, table.flags)  # fmt: skip


def _take(draft: Draft, block: _Block, chosen: dict[int, ColumnMeaning], table: NumberTable) -> None:
    take_table(draft, block.headings, chosen, table)
    frequency = draft.columns.get("frequency")
    if frequency is not None and not np.any(frequency > 0.0):
        for place, meaning in chosen.items():
            if meaning.quantity in _SPECTRUM:
                del draft.columns[meaning.quantity]
                draft.skipped.append(f"{block.headings[place]} (no spectrum: all zero)")
        draft.taken = [
            text for text in draft.taken if not any(f"-> {q.replace('_', ' ')} /" in text for q in _SPECTRUM)
        ]
    note_open_end(draft, block.body)
    if not block.closed:
        template = "the file ends inside {name}: it is cut, or the experiment was still running"
        draft.flag("ENDS_INSIDE_SEGMENT", template, name=block.name)


def _note_settings(draft: Draft, settings: dict[str, dict[str, str]], action: dict[str, str]) -> None:
    common, instrument = settings.get("Action0", {}), settings.get("Instrument", {})
    experiment = settings.get("Experiment", {})
    draft.metadata["instrument"] = f"{instrument.get('Type', '')} {instrument.get('Model', '')}".strip()
    draft.metadata["serial_number"] = instrument.get("SN", "")
    draft.metadata["started"] = f"{experiment.get('DateAcquired', '')} {experiment.get('TimeAcquired', '')}".strip()
    draft.metadata["comments"] = common.get("Comment", "")
    draft.metadata["open_circuit_potential"] = common.get("Measured Open Circuit", "")
    draft.metadata["reference_electrode"] = common.get("Reference Electrode", "")
    for name, value in action.items():
        if name not in ("Name", "ParentNode", "Segments"):
            draft.metadata.setdefault(name.lower(), value)
    last = action.get("End Frequency (Hz)", "")
    if re.fullmatch(r"\d*\.?\d+(?:[eE][+-]?\d+)?", last):
        note_short_spectrum(draft, float(last))
    area = common.get("Working Electrode Area (cm2)", "")
    if re.fullmatch(r"\d+([.,]\d+)?", area):
        note_area(draft, float(area.replace(",", ".")))


def _technique(draft: Draft, action: str) -> str | None:
    if "frequency" in draft.columns and "impedance_real" in draft.columns:
        return "impedance"
    return _ACTIONS.get(action.lower()) or named_technique(action)


def _controls(steps: Array | None) -> Controls | None:
    if steps is None:
        return None
    return Controls(loop_starts=tuple((np.flatnonzero(np.abs(np.diff(steps)) > 0.0) + 1).tolist()))
