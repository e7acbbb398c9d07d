"""Novonix UHPC csv: a summary, the protocol as one line, and under ``[Data]`` the record in hours, A, V and Ah."""

from __future__ import annotations

import re
from pathlib import Path

from models.curve import Curve
from models.readers.cycler_table import CyclerTable
from models.readers.cycler_text import read_cycler_text
from models.readers.draft import Draft
from models.readers.stated_units import note_area
from models.readers.text_table import decode, looks_binary

NAME = "novonix"

_SHOWN = {"Channel": "channel", "Cell": "cell", "Description": "comments", "Started": "started",
          "Capacity (Ah)": "battery_capacity", "Mass (g)": "characteristic_mass"}  # fmt: skip


def claims(head: bytes, path: Path) -> bool:
    """Return whether the text begins with the summary of a Novonix charger."""
    if looks_binary(head):
        return False
    first = decode(head).text[:400]
    return first.lstrip().startswith("[Summary]") and "Novonix" in first


def read(content: bytes, path: Path) -> tuple[Curve, ...]:
    """Read a Novonix csv.

    Raises
    ------
    ReadError
        If there is no table, there are no rows, or they do not fit the column names.
    """
    return read_cycler_text(content, path, NAME, _note_header)


def _note_header(draft: Draft, lines: list[str], table: CyclerTable) -> None:
    draft.metadata["instrument"] = "Novonix UHPC"
    for line in lines:
        key, _, value = line.partition(":")
        if key.strip() in _SHOWN and value.strip():
            draft.metadata[_SHOWN[key.strip()]] = value.strip()
        area = re.match(r"Area \(cm2\):\s*(\d+(?:\.\d+)?)\s*$", line)
        if area:
            note_area(draft, float(area[1]))
