"""EC-Lab and BT-Lab text: ``.mpt`` with its header, and ``.txt`` exports that begin with the column names."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from fitting.messages import Message
from models.curve import Array, Curve
from models.readers.columns import eclab_column
from models.readers.content import Content
from models.readers.draft import Draft, choose_columns, note_controls, require_columns
from models.readers.eclab_header import note_header
from models.readers.eclab_settings import note_settings_beside
from models.readers.number_table import read_numbers
from models.readers.problem import ReadError
from models.readers.remarks import remark
from models.readers.stated_units import take_table
from models.readers.text_table import DELIMITER_NAMES, decode, looks_binary
from models.segmentation import GALVANOSTATIC, POTENTIOSTATIC, Controls, changes

NAME = "eclab_text"
READS_LARGE = True  # takes the text as it comes, block after block

_FIRST_LINE = re.compile(r"\s*(EC|BT)-Lab ASCII FILE", re.IGNORECASE)
_OWN_NAMES = re.compile(r"^(<?Ewe>?/m?V|<Ewe/V>|<?Ecell>?/V|Ewe-Ece/V|<?I>?/(mA|A|µA)|Re\(Z\)/Ohm|dq/mA\.h)$")
CONTROL_NAMES = ("mode", "Ns", "control/mA", "control/V", "control/V/mA")
CHARGE_STEPS = {"dq/mA.h": 3.6, "dQ/C": 1.0}  # C in one of them


@dataclass(frozen=True)
class _Layout:
    """Where the parts of an EC-Lab text stand (line numbers from 0)."""

    header: tuple[str, ...]
    names: tuple[str, ...]
    cells: int
    first_row: int
    technique: str | None
    flags: tuple[Message, ...] = ()


def claims(head: bytes, path: Path) -> bool:
    """Return whether the text begins as EC-Lab writes it, or with EC-Lab's column names."""
    if looks_binary(head):
        return False
    text = decode(head).text
    return bool(_FIRST_LINE.match(text)) or _are_names(text.split("\n", 1)[0])


def read(content: bytes | Content, path: Path) -> tuple[Curve, ...]:
    """Read an EC-Lab text; the header, if there is one, is kept as metadata.

    Raises
    ------
    ReadError
        If there are no column names, no rows, or the rows do not fit the names.
    """
    decoded = decode(content)
    lines = decoded.lines()
    layout = _layout(lines)
    draft = Draft(encoding=decoded.encoding, delimiter="tab", flags=[*decoded.flags, *layout.flags])
    meanings = {place: found for place, name in enumerate(layout.names) if (found := eclab_column(name)) is not None}
    chosen = choose_columns(layout.names, meanings, draft)
    steps = needed_steps(layout.names, {meaning.quantity for meaning in chosen.values()})
    said_at = {name: layout.names.index(name) for name in (*CONTROL_NAMES, *steps) if name in layout.names}
    wanted = [*chosen, *said_at.values()]
    if not wanted:
        require_columns(draft, layout.names)
    table = read_numbers(
        decoded.rows_from(layout.first_row), layout.first_row + 1, (len(layout.names), layout.cells), "\t", wanted
    )
    take_table(draft, layout.names, chosen, table)
    note_controls(draft, [name for name in said_at if name in CONTROL_NAMES])
    require_columns(draft, layout.names)
    draft.delimiter = DELIMITER_NAMES["\t"]
    note_header(draft, layout.header)
    technique = note_settings_beside(draft, path, layout.technique)
    said = {name: table.columns[len(chosen) + place] for place, name in enumerate(said_at)}
    controls = stated_controls(said, _loop_starts(layout.header), table.rows)
    current_from_charge(draft, said, controls)
    drop_empty_impedance(draft)
    return (draft.curve(content, path, NAME, technique, controls),)


def stated_controls(columns: Mapping[str, npt.NDArray[Any]], loop_starts: tuple[int, ...], count: int) -> Controls:
    """Turn EC-Lab's control columns into set points; ``control/V/mA`` is V or mA as the mode says."""
    columns = {name: column for name, column in columns.items() if name in CONTROL_NAMES}
    rows = changes(columns.values(), count)
    said = {name: column[rows].astype(np.float64) for name, column in columns.items()}
    mode = said.get("mode")
    set_current = said["control/mA"] * 1e-3 if "control/mA" in said else None
    set_potential = said.get("control/V")
    mixed = said.get("control/V/mA")
    if mixed is not None and mode is not None:
        set_current = np.where(mode == GALVANOSTATIC, mixed * 1e-3, np.nan)
        set_potential = np.where(mode == POTENTIOSTATIC, mixed, np.nan)
    elif mode is not None:
        set_current = None if set_current is None else np.where(mode == GALVANOSTATIC, set_current, np.nan)
        set_potential = None if set_potential is None else np.where(mode == POTENTIOSTATIC, set_potential, np.nan)
    starts = tuple(start for start in loop_starts if 0 < start < count)
    return Controls(starts, said.get("Ns"), mode, set_current, set_potential, rows, count)


def needed_steps(names: Collection[str], quantities: Collection[str]) -> tuple[str, ...]:
    """The column of the charge passed since the row before, where a recording has a time but no current."""
    is_needed = "time" in quantities and "current" not in quantities
    return tuple(name for name in CHARGE_STEPS if is_needed and name in names)[:1]


def current_from_charge(draft: Draft, said: Mapping[str, Array], controls: Controls) -> None:
    """Give a recording without a current column its current: the charge passed since the row before, over the time.

    EC-Lab computes its own ``<I>`` in this way. The first row has no row before it: there the current is the set
    current (zero at rest).
    """
    name = next(iter(needed_steps(said, draft.columns)), "")
    if name not in said or len(said[name]) == 0:
        return
    steps = np.diff(draft.columns["time"], prepend=np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        current = said[name] * CHARGE_STEPS[name] / steps
    current[~np.isfinite(current) | (steps <= 0.0)] = np.nan
    resting = controls.mode is not None and controls.mode[0] not in (GALVANOSTATIC, POTENTIOSTATIC)
    set_current = controls.set_current[0] if controls.set_current is not None else np.nan
    current[0] = 0.0 if resting else set_current
    draft.columns["current"] = current
    draft.skipped = [each for each in draft.skipped if each != name]
    draft.taken.append(f"{name} -> current / A")
    draft.assume(
        "CURRENT_FROM_CHARGE",
        "the file records no current: it was computed as the charge since the row before ({name}) over the time, "
        "as EC-Lab computes its <I>; in the first row it is the set current",
        name=name,
    )


def drop_empty_impedance(draft: Draft) -> None:
    """Impedance columns of a recording that never ran a spectrum hold only zeros; they are not taken."""
    frequency = draft.columns.get("frequency")
    if frequency is None or np.any(frequency > 0.0):
        return
    for name in ("frequency", "impedance_real", "impedance_imaginary"):
        if draft.columns.pop(name, None) is not None:
            draft.taken = [text for text in draft.taken if f"-> {name.replace('_', ' ')} /" not in text]
            draft.skipped.append(f"{name.replace('_', ' ')} (all zero)")


def _are_names(line: str) -> bool:
    names = [name.strip() for name in line.split("\t")]
    return len(names) > 1 and any(_OWN_NAMES.match(name) for name in names)


def _layout(lines: list[str]) -> _Layout:
    if _are_names(lines[0]) and not _FIRST_LINE.match(lines[0]):
        return _Layout((), _names(lines[0]), lines[0].count("\t") + 1, 1, None)
    stated = re.search(r"Nb header lines\s*:\s*(\d+)", "\n".join(lines[:3]))
    at = int(stated[1]) - 1 if stated else -1
    flags: tuple[Message, ...] = ()
    if not 0 <= at < len(lines) or not _are_names(lines[at]):
        at, flags = _search_names(lines, at), ()
        if stated and at + 1 != int(stated[1]):
            template = "the header says {stated} lines but the column names are on line {line}"
            flags = (remark("HEADER_LENGTH", template, stated=int(stated[1]), line=at + 1),)
    header = tuple(lines[:at])
    return _Layout(header, _names(lines[at]), lines[at].count("\t") + 1, at + 1, _technique(header), flags)


def _search_names(lines: list[str], stated: int) -> int:
    for number, line in enumerate(lines):
        if _are_names(line):
            return number
    if 0 <= stated < len(lines) and "\t" in lines[stated]:
        return stated
    if stated >= len(lines):
        raise ReadError(
            "TRUNCATED",
            "The file ends inside its header ({found} of {stated} lines are there), before any data. Export it again.",
            found=len(lines), stated=stated + 1,
        )  # fmt: skip
    raise ReadError("NO_COLUMNS", "The EC-Lab header is followed by no line of column names such as time/s, Ewe/V.")


def _names(line: str) -> tuple[str, ...]:
    names = [name.strip().replace("\ufffd", "µ") for name in line.split("\t")]
    while names and not names[-1]:
        names.pop()
    return tuple(names)


def _technique(header: tuple[str, ...]) -> str | None:
    """The technique is the first line of words between the line count and the settings."""
    for line in header[2:8]:
        text = line.strip()
        if text and ":" not in text:
            return text
    return None


def _loop_starts(header: tuple[str, ...]) -> tuple[int, ...]:
    found = (re.match(r"Loop \d+ from point number (\d+) to \d+", line) for line in header)
    return tuple(int(match[1]) for match in found if match)
