"""Who works on what: a lock per project file and per session, which the end of its holder frees, however it comes.

The system's own locks on an open file: a lock file whose holder was killed while it wrote its name into it (Qt's) would
stay for ever.
"""

from __future__ import annotations

import errno
import hashlib
import os
import socket
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from models.whole_file import make_lasting_folder

PLACE = 1 << 30  # the byte that is locked on Windows, far behind what the file holds


@dataclass(frozen=True)
class Holder:
    """Who holds a lock."""

    process: int
    host: str


class Lock:
    """Held from `take` to `release`, or to the end of the process."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    def take(self) -> bool:
        """Whether it is ours now; where the system has no locks it is."""
        if self._file is not None:
            return True
        try:
            make_lasting_folder(self._path.parent)
            file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError:
            return True
        try:
            _lock(file)
        except OSError as error:
            if error.errno in (errno.EACCES, errno.EAGAIN, errno.EDEADLK):
                os.close(file)
                return False
        if not self._is_still_there(file):  # its holder let go of it, and of its name, between the two
            os.close(file)
            return self.take()
        with suppress(OSError):
            os.ftruncate(file, 0)
            os.write(file, f"{os.getpid()}\n{socket.gethostname()}\n".encode())
        self._file = file
        return True

    def _is_still_there(self, file: int) -> bool:
        try:
            return os.path.samestat(os.fstat(file), os.stat(self._path))
        except OSError:
            return False

    def holder(self) -> Holder:
        """Who holds it; nobody in particular if that cannot be found out."""
        try:
            process, host, *_ = self._path.read_text(encoding="utf-8", errors="replace").split("\n")
            return Holder(int(process), host)
        except (OSError, ValueError):
            return Holder(0, "")

    def release(self) -> None:
        """Let others have it."""
        if self._file is None:
            return
        with suppress(OSError):
            self._path.unlink()
        os.close(self._file)
        self._file = None


def _lock(file: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        os.lseek(file, PLACE, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        os.lseek(file, 0, os.SEEK_SET)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def project_lock(folder: Path, project: str, path: Path) -> Lock:
    """The lock of a project file: copies of it under other names have their own."""
    place = hashlib.sha256(f"{project}\n{os.path.realpath(path)}".encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return Lock(folder / f"{place}.lock")
