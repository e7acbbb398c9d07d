"""The files that come with the program."""

from __future__ import annotations

from pathlib import Path

_FOLDER = Path(__file__).resolve().parent.parent / "resources"


def resource(path: str) -> Path:
    """Where a file or folder of ``resources/`` lies, from source and in the built program."""
    return _FOLDER / path
