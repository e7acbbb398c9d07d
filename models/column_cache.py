"""What was read of large files, kept on this computer: the second opening need not read them again.

An entry is a folder: one ``.npy`` file per column and a JSON header with everything else and a sum over each column.
It serves as long as path, size, times and some samples of the bytes are those of the file that was read, with the same
choices and the same readers. The columns are mapped into memory, so that only what is looked at takes room; it is also
how a child hands large columns over.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import uuid
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from models import __version__, readers
from models.curve import Array
from models.import_header import as_header, from_header
from models.project.places import own_folder
from models.readers import FileContent
from models.readers.choices import ImportChoices
from models.readers.eclab_settings import settings_path
from models.spool import let_go, pieces

LARGE = 8_000_000  # bytes of numbers that are worth keeping
SMALLEST_FILE = 65_536  # bytes of a file that may be here
MOST = 4 * 1024**3  # bytes of all entries
SPARE = 3  # times the size of an entry has to be free on the disk
_HEADER = "header.json"
_PARTIAL = ".partial-"
_SAMPLE = 4096  # bytes


class ColumnCache:
    """A folder of entries; whatever is wrong with one of them, the file is read again."""

    def __init__(self, folder: Path | None = None, most: int = MOST) -> None:
        self.folder = own_folder("columns") if folder is None else folder
        self._most = most

    def holds(self, path: Path, choices: ImportChoices) -> bool:
        """Whether an entry for the file as it is now is there, without looking at its numbers."""
        try:
            if path.stat().st_size < SMALLEST_FILE:
                return False
            return bool(self._header(self._entry(path, choices))["stamp"] == _stamp(path))
        except (OSError, ValueError, KeyError, TypeError):
            return False

    def load(self, path: Path, choices: ImportChoices) -> FileContent | None:
        """What is kept of a file; None where that is not what was written."""
        entry = self._entry(path, choices)
        try:
            header = self._header(entry)
            sums = iter(enumerate(header["sums"]))
            found = from_header({**header["answer"], "file": str(path)}, lambda points: _column(entry, points, sums))
            os.utime(entry / _HEADER)
        except (OSError, ValueError, KeyError, TypeError, StopIteration):
            shutil.rmtree(entry, ignore_errors=True)
            return None
        return found if isinstance(found, FileContent) else None

    def keep(self, path: Path, choices: ImportChoices, content: FileContent) -> bool:
        """Keep what was read of a file; whether that went well."""
        columns = [column for curve in content.curves for column in curve.columns.values()]
        size = sum(column.nbytes for column in columns)
        entry = self._entry(path, choices)
        part = entry.with_name(f"{_PARTIAL}{uuid.uuid4().hex}")
        try:
            part.mkdir(parents=True)
            if size > self._most or shutil.disk_usage(part).free < SPARE * size:
                raise OSError("no room")
            stamp = _stamp(path)
            for number, column in enumerate(columns):
                np.save(part / f"{number}.npy", column, allow_pickle=False)
                let_go(column)
            sums = [_sum(column) for column in columns]
            header = {"stamp": stamp, "answer": as_header(content), "sums": sums}
            (part / _HEADER).write_text(json.dumps(header), encoding="utf-8")
            shutil.rmtree(entry, ignore_errors=True)
            part.rename(entry)
        except (OSError, ValueError):
            shutil.rmtree(part, ignore_errors=True)
            return False
        self._make_room(entry)
        return True

    def _make_room(self, newest: Path) -> None:
        """Let go of the entries that were not used for longest, and of what a crash left half written."""
        sizes, used = {}, {}
        for entry in self.folder.iterdir():
            with suppress(OSError):
                sizes[entry] = sum(file.stat().st_size for file in entry.iterdir())
                used[entry] = (entry / _HEADER).stat().st_mtime if entry != newest else float("inf")
        for entry in sorted(sizes, key=lambda each: used.get(each, 0.0)):
            if sum(sizes.values()) <= self._most:
                return
            shutil.rmtree(entry, ignore_errors=True)
            del sizes[entry]

    def _entry(self, path: Path, choices: ImportChoices) -> Path:
        asked = json.dumps([os.path.abspath(path), choices.as_json(), readers_as_they_are()])
        return self.folder / hashlib.blake2b(asked.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()

    def _header(self, entry: Path) -> Mapping[str, Any]:
        header: Mapping[str, Any] = json.loads((entry / _HEADER).read_text(encoding="utf-8"))
        return header


def _column(entry: Path, points: int, sums: Iterator[tuple[int, int]]) -> Array:
    """A column of an entry, mapped into memory.

    Raises
    ------
    ValueError, OSError, StopIteration
        If it is not the column that was written.
    """
    number, expected = next(sums)
    column: Array = np.load(entry / f"{number}.npy", mmap_mode="r" if points else None, allow_pickle=False)
    if column.shape != (points,) or column.dtype != np.dtype("<f8") or _sum(column) != expected:
        raise ValueError("another column")
    return np.asarray(column)


def _sum(column: Array) -> int:
    """The sum of the numbers' bits: any one that changed changes it."""
    total = 0
    for piece in pieces(np.ascontiguousarray(column, "<f8").view("<u8"), overlap=0):
        total += int(np.add.reduce(piece))
    return total % 2**64


def _stamp(path: Path) -> list[Any]:
    """What tells a file from another, and from itself after it was written on, in a moment."""
    beside = settings_path(path)
    with open(path, "rb", buffering=0) as stream:
        found = os.fstat(stream.fileno())
        digest = hashlib.blake2b(digest_size=16)
        for place in (0, found.st_size // 2, max(0, found.st_size - _SAMPLE)):
            stream.seek(place)
            digest.update(stream.read(_SAMPLE))
    times = [found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino]
    settings = None
    with suppress(OSError):
        settings = None if beside is None else [beside.stat().st_size, beside.stat().st_mtime_ns]
    return [*times, digest.hexdigest(), settings]


@cache
def readers_as_they_are() -> str:
    """A word that changes with the version of the program, and with any change of its readers."""
    digest = hashlib.blake2b(__version__.encode(), digest_size=16)
    folder = Path(readers.__file__).parent
    for file in (*sorted(folder.glob("*.py")), folder.parent / "segmentation.py", folder.parent / "curve.py"):
        with suppress(OSError):
            found = file.stat()
            digest.update(f"{file.name} {found.st_size} {found.st_mtime_ns}".encode())
    return digest.hexdigest()
