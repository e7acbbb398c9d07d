"""Maccor text: the current is a magnitude, times count minutes or read ``0d 00:00:00.00``, headers hold stray bytes."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np

from models.curve import Curve
from models.readers.cycler_table import CyclerTable
from models.readers.cycler_text import heading_in, read_cycler_text, words_of
from models.readers.draft import Draft

NAME = "maccor"

_HIGHEST = 100.0  # V; no cell on such a tester has more: larger numbers under "Volts" are mV
_HIGHEST_IN_MILLI = 20.0  # V, where the current is counted in mA too
_SHOWN = {"name": "cell", "channel": "channel", "tester": "instrument", "procedure": "procedure", "started": "started",
          "description": "comments", "date of test": "started", "filename": "original_file",
          "comment/barcode": "comments"}  # fmt: skip


def claims(head: bytes, path: Path) -> bool:
    """Return whether the text has the column names of a Maccor export: Rec, Md or State, ES."""
    heading = heading_in(head)
    return heading is not None and {"rec", "es"} <= words_of(heading) and bool({"md", "state"} & words_of(heading))


def read(content: bytes, path: Path) -> tuple[Curve, ...]:
    """Read a Maccor text.

    Raises
    ------
    ReadError
        If there are no rows, they do not fit the column names, or nothing tells the unit of the time.
    """
    return read_cycler_text(content, path, NAME, _note_header)


def _note_header(draft: Draft, lines: list[str], table: CyclerTable) -> None:
    draft.metadata["instrument"] = "Maccor"
    for line in lines:
        cells = [cell.strip() for cell in line.split("\t") if cell.strip()]
        for key, value in zip(cells[::2], cells[1::2], strict=False):
            name = _SHOWN.get(key.rstrip(":").strip().lower())
            if name:
                draft.metadata[name] = " ".join(value.split())
    _mend_volts(draft, table)


def _mend_volts(draft: Draft, table: CyclerTable) -> None:
    """Some exports write mV under "Volts", beside mAmps and mAmp-hr."""
    position, role = table.roles["potential"]
    values = np.abs(table.numbers[position])
    values = values[np.isfinite(values)]
    limit = _HIGHEST_IN_MILLI if table.roles["current"][1].unit == "mA" else _HIGHEST
    if role.unit == "V" and len(values) and float(np.percentile(values, 75)) > limit:
        table.roles["potential"] = (position, dataclasses.replace(role, unit="mV"))
        template = "{name}: up to {largest:g} cannot be volts of a cell: read as mV"
        draft.assume("READ_AS_MILLIVOLTS", template, name=table.names[position], largest=float(values.max()))
