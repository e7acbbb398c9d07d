"""EC-Lab settings (.mps): what was asked of the instrument, beside the files that hold what it measured."""

from __future__ import annotations

import re
from pathlib import Path

from models.curve import Curve
from models.readers.problem import ReadError
from models.readers.text_table import decode

NAME = "eclab_settings"


def claims(head: bytes, path: Path) -> bool:
    """Return whether the content begins as EC-Lab's settings do."""
    return head.lstrip(b"\xef\xbb\xbf").startswith((b"EC-LAB SETTING FILE", b"BT-LAB SETTING FILE"))


def read(content: bytes, path: Path) -> tuple[Curve, ...]:
    """Say what the settings are for; they hold no data.

    Raises
    ------
    ReadError
        Always: SETTINGS_ONLY, naming the techniques of the sequence.
    """
    techniques = re.findall(r"^Technique : *\d+ *\n(.+)$", decode(content).text, re.MULTILINE)
    raise ReadError(
        "SETTINGS_ONLY",
        "This is a settings file of EC-Lab, without data; its sequence is {techniques}. Open the .mpr or .mpt files "
        "that were recorded with it.",
        techniques=", ".join(name.strip() for name in techniques) or "—",
    )
