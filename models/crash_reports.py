"""What is written when the program itself fails: reports of errors, and the log of crashes below Python. No network."""

from __future__ import annotations

import faulthandler
import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import IO

from fitting.messages import DataProblem
from models.project.lock import Lock
from models.project.places import own_folder
from models.whole_file import write_whole

KEPT = 20  # reports


def reports_folder() -> Path:
    """Where reports lie."""
    return own_folder("reports")


def write_report(text: str) -> Path | None:
    """Write a report; None where it cannot be."""
    folder = reports_folder()
    path = folder / f"error-{datetime.now():%Y%m%dT%H%M%S}-{os.getpid()}-{os.urandom(2).hex()}.txt"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(path, text.encode("utf-8", "backslashreplace"))
    except (OSError, DataProblem):  # an error while an error is reported must not hide the first
        return None
    for old in sorted(folder.glob("error-*.txt"))[:-KEPT]:
        with suppress(OSError):
            old.unlink()
    return path


class FaultLog:
    """The log of this process, into which Python writes where it was when the process is about to die."""

    def __init__(self) -> None:
        self._stream: IO[str] | None = None
        self._lock: Lock | None = None

    def begin(self) -> str:
        """Start the log; return what processes that are gone have left in theirs, which is taken away."""
        folder = reports_folder()
        left = _left_behind(folder)
        name = f"fault-{datetime.now():%Y%m%dT%H%M%S}-{os.getpid()}"
        self._lock = Lock(folder / f"{name}.lock")
        self._lock.take()
        with suppress(OSError):
            self._stream = open(folder / f"{name}.log", "w", encoding="utf-8")  # noqa: SIM115  open to the very end
            faulthandler.enable(self._stream, all_threads=True)
        return left

    def end(self) -> None:
        """The process ends well."""
        if self._stream is None:
            return
        faulthandler.disable()
        self._stream.close()
        with suppress(OSError):
            Path(self._stream.name).unlink()
        self._stream = None
        if self._lock is not None:
            self._lock.release()


def _left_behind(folder: Path) -> str:
    texts = []
    for path in sorted(folder.glob("fault-*.log")):
        lock = Lock(path.with_suffix(".lock"))
        if not lock.take():
            continue
        with suppress(OSError):
            texts.append(path.read_text(encoding="utf-8", errors="replace"))
            path.unlink()
        lock.release()
    return "\n".join(text for text in texts if text.strip())
