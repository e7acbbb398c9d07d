"""Children of this process that have everything imported already; what they find comes back as JSON."""

from __future__ import annotations

import json
import os
import signal
import traceback
from collections.abc import Callable
from typing import Any

from PyQt6.QtCore import QCoreApplication


def begin(work: Callable[[int], Any]) -> tuple[int, int]:
    """Start ``work(pipe)`` in a child; return its process and the end of the pipe to read from."""
    ours, theirs = os.pipe()
    process = os.fork()
    if process:
        os.close(theirs)
        return process, ours
    os.close(ours)
    status = 1
    try:
        application = QCoreApplication([])
        work(theirs)
        application.quit()
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)


def said(pipe: int) -> str:
    """Everything that the child says until it ends."""
    parts = []
    while part := os.read(pipe, 65536):
        parts.append(part)
    os.close(pipe)
    return b"".join(parts).decode()


def ended(process: int) -> int:
    """Wait for the end; the exit status, or minus the signal."""
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def kill(process: int) -> None:
    """End it as a power cut of its own would."""
    os.kill(process, signal.SIGKILL)


def answer(work: Callable[[], Any]) -> Any:
    """What a function returns in a child.

    Raises
    ------
    RuntimeError
        If it fails there.
    """
    process, pipe = begin(lambda out: os.write(out, json.dumps(work()).encode()))
    text = said(pipe)
    if ended(process) != 0 or not text:
        raise RuntimeError("a child failed")
    return json.loads(text)
