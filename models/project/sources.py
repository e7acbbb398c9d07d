"""Whether the instrument's files are still as they were when they were imported. They are only read."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from models.curve import Curve

BLOCK = 4 * 1024**2
SAME, OTHER, NOT_THERE = "same", "other", "not_there"


@dataclass(frozen=True)
class Checked:
    """A file and what it is now: ``same`` | ``other`` | ``not_there``."""

    file: str
    verdict: str


def check_sources(curves: Iterable[Curve], check: Callable[[], None] = lambda: None) -> list[Checked]:
    """Compare every source file with the SHA-256 of what was imported from it."""
    digests = {curve.source.file: curve.source.sha256 for curve in curves}
    return [Checked(file, _verdict(Path(file), digest, check)) for file, digest in digests.items()]


def _verdict(path: Path, digest: str, check: Callable[[], None]) -> str:
    found = hashlib.sha256()
    try:
        with open(path, "rb") as stream:
            while block := stream.read(BLOCK):
                check()
                found.update(block)
    except (OSError, ValueError):
        return NOT_THERE
    return SAME if found.hexdigest() == digest else OTHER
