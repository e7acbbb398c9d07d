"""The header that EC-Lab writes over a text, and over the settings of a sequence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from models.readers.draft import Draft

_SHOWN = {
    "Run on channel": "channel", "Device": "instrument", "Acquisition started on": "started",
    "Technique started on": "technique_started", "File": "original_file", "Comments": "comments",
    "Electrode material": "electrode_material", "Electrolyte": "electrolyte", "Initial state": "initial_state",
    "Reference electrode": "reference_electrode", "User": "user", "Electrode connection": "electrode_connection",
    "Potential control": "potential_control", "Characteristic mass": "characteristic_mass",
    "Battery capacity": "battery_capacity", "Safety Limits": "", "EC-Lab for windows": "",
}  # fmt: skip


def note_header(draft: Draft, header: Sequence[str]) -> None:
    """Take instrument, electrodes, area and comments; what the draft has already goes before."""
    for line in header:
        key, colon, value = line.partition(" : ")
        if not colon:
            key, colon, value = line.rstrip().partition(" :")
        name = _SHOWN.get(key.strip(), "")
        if colon and name and value.strip():
            draft.metadata.setdefault(name, value.strip())
        if key.strip() == "Electrode surface area":
            _note_area(draft, value)


def _note_area(draft: Draft, text: str) -> None:
    match = re.match(r"\s*([\d.,]+)\s*(\S+)", text)
    if not match:
        return
    unit = re.sub(r"m(?:[^a-zA-Z0-9]+|2|\^2)$", "m^2", match[2].replace("µ", "u"))
    if unit not in ("cm^2", "mm^2", "m^2", "um^2"):
        template = "electrode area {area} has a unit that is not known and is not used"
        draft.assume("ELECTRODE_AREA_UNIT", template, area=text.strip())
        return
    draft.area(float(match[1].replace(",", ".")), unit)
