"""What every reader is held to, whatever its format."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest

from models.readers import ReadError, read_file


def files_of(instrument_data: Path, folders: Iterable[str]) -> set[str]:
    """All real files of some folders, as the tables of expectations name them."""
    return {f"{folder}/{path.name}" for folder in folders for path in (instrument_data / folder).iterdir()}


def assert_refused(path: Path, code: str) -> None:
    """The file is refused by the sentence of that code."""
    with pytest.raises(ReadError) as caught:
        read_file(path)
    assert caught.value.message.code == code


def assert_sound_or_refused(path: Path, content: bytes) -> None:
    """Damaged content gives sound curves or a sentence; any other exception fails the test."""
    path.write_bytes(content)
    with contextlib.suppress(ReadError):
        for curve in read_file(path).curves:
            assert curve.segments[-1].stop == curve.points
            assert not any(np.isinf(column).any() for column in curve.columns.values())
