"""A reader for the child process that does whatever the file says: the worst that a parser can do."""

from __future__ import annotations

import ctypes
import os
import time
from pathlib import Path

import numpy as np

from models.readers import FileContent, read_file
from models.readers.choices import ImportChoices


def read(file: str, choices: ImportChoices) -> FileContent:
    """Do what the first word of the file says, otherwise read it."""
    word = Path(file).read_bytes()[:20].strip()
    if word == b"abort":
        os.abort()
    if word == b"segfault":
        ctypes.string_at(0)
    if word == b"exit":
        os._exit(3)
    if word == b"memory":
        return FileContent(file, str(np.ones((6 * 1024**3) // 8).sum()), "", (), None)  # type: ignore[arg-type]
    if word == b"recursion":
        return read(file, choices)
    if word == b"hang":
        time.sleep(600)
    if word == b"home":  # went home without an answer
        os._exit(0)
    return read_file(file, choices)
