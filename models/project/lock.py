"""Who works on what: a lock per project file and per session, which the death of its holder frees."""

from __future__ import annotations

import hashlib
import os
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from PyQt6.QtCore import QLockFile

from models.whole_file import make_lasting_folder

UNWRITTEN = 0.2  # s


@dataclass(frozen=True)
class Holder:
    """Who holds a lock."""

    process: int
    host: str


class Lock:
    """Held from `take` to `release`, or to the end of the process, however it comes."""

    def __init__(self, path: Path) -> None:
        self._file = QLockFile(str(path))
        self._file.setStaleLockTime(0)  # only a process that is gone is stale, not one that thinks for long
        self._path = path

    def take(self) -> bool:
        """Whether it is ours now."""
        with suppress(OSError):
            make_lasting_folder(self._path.parent)
        if self._file.isLocked() or self._file.tryLock(0):
            return True
        if self._file.getLockInfo()[0]:
            return False
        time.sleep(UNWRITTEN)  # its maker is about to write who it is, or was killed before it could
        self._file.setStaleLockTime(0 if self._file.getLockInfo()[0] else 1)
        return self._file.tryLock(0)

    def holder(self) -> Holder:
        """Who holds it; nobody in particular if that cannot be found out."""
        found, process, host, _ = self._file.getLockInfo()
        return Holder(process or 0, host or "") if found else Holder(0, "")

    def release(self) -> None:
        """Let others have it."""
        self._file.unlock()


def project_lock(folder: Path, project: str, path: Path) -> Lock:
    """The lock of a project file: copies of it under other names have their own."""
    place = hashlib.sha256(f"{project}\n{os.path.realpath(path)}".encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return Lock(folder / f"{place}.lock")
