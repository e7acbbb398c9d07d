"""The child's side of an import: read one file after the other under limits, answer with plain JSON and raw numbers.

Nothing crosses the border but UTF-8 JSON and little-endian float64, so neither side ever runs what the other sends.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np

from fitting.messages import DataProblem
from models.column_cache import LARGE, ColumnCache
from models.curve import Array
from models.import_header import Found, as_header
from models.readers import FileContent, read_file
from models.readers.choices import ImportChoices, choices_from_json
from models.readers.preview import preview
from models.readers.problem import ReadError
from models.result import Failure

MEMORY = 2 * 1024**3  # bytes over what the empty child has
COMPUTING = 60.0  # s for a file ...
COMPUTING_PER_BYTE = 0.3e-6  # ... and this much more for each byte
IDLE = 120.0  # s after which a child that nobody needs goes home
BLOCK = 8 * 1024 * 1024  # bytes sent at once
SLOW = 0.3  # s that a file has to take to be worth keeping, whatever its size
OUT_OF_MEMORY = 77  # exit status
COURTESY = 10  # steps below the window on a Unix ...
BELOW_NORMAL = 0x4000  # ... and the class of priority on Windows


Read = Callable[[str, ImportChoices], FileContent]


def serve(connection: Connection, read: Read = read_file) -> None:
    """Read files until nobody asks for one any more. The target of the child process."""
    quieten()
    give_way()
    limit = limit_memory()
    while connection.poll(IDLE):
        try:
            asked = json.loads(connection.recv_bytes())
        except (EOFError, OSError):
            return
        _limit_computing(Path(asked["file"]))
        try:
            header, arrays = _answer(asked, read)
        except MemoryError:
            header, arrays = as_header(_too_large(asked["file"], limit)), []
        try:
            connection.send_bytes(json.dumps(header).encode())
            for array in arrays:
                send_array(connection, array)
        except (BrokenPipeError, ConnectionError):
            return
        if header["kind"] == "failure" and header["message"]["code"] == "TOO_LARGE":
            os._exit(OUT_OF_MEMORY)  # what memory is left is in pieces


def _answer(asked: Mapping[str, Any], read: Read) -> tuple[dict[str, Any], list[Array]]:
    began = time.monotonic()
    try:
        choices = choices_from_json(asked["choices"])
        found: Found = preview(asked["file"], choices) if asked["only_preview"] else read(asked["file"], choices)
    except DataProblem as problem:
        found = Failure.of(asked["file"], problem)
    except (MemoryError, RecursionError, OSError) as error:
        if isinstance(error, MemoryError):
            raise
        found = Failure.of(asked["file"], ReadError(
            "NOT_READABLE", "The file could not be read ({reason}): it is damaged, or of an unknown kind.",
            reason=type(error).__name__,
        ))  # fmt: skip
    if not isinstance(found, FileContent):
        return as_header(found), []
    columns = [each for curve in found.curves for each in curve.columns.values()]
    if asked["cache"] is not None and (began + SLOW < time.monotonic() or sum(each.nbytes for each in columns) > LARGE):
        cache = ColumnCache(Path(asked["cache"]))
        if cache.keep(Path(asked["file"]), choices, found):
            return {"kind": "kept", "place": asked["place"]}, []
    return as_header(found), columns


def _too_large(file: str, limit: int | None) -> Failure:
    if limit is None:
        return Failure.of(file, ReadError("TOO_LARGE", "The file needs more than the memory there is to be read."))
    template = "The file needs more than {size:.0f} GB of memory to be read."
    return Failure.of(file, ReadError("TOO_LARGE", template, size=limit / 1024**3))


def quieten() -> None:
    """A parser that dies says so on the console; the person gets a sentence instead. Ctrl+C is the parent's."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)


def give_way() -> None:
    """The window goes first where both want the same processor."""
    if sys.platform == "win32":
        import ctypes

        kernel = ctypes.WinDLL("kernel32")
        kernel.GetCurrentProcess.restype = ctypes.c_void_p
        kernel.SetPriorityClass(ctypes.c_void_p(kernel.GetCurrentProcess()), BELOW_NORMAL)
    else:
        os.nice(COURTESY)


def limit_memory() -> int | None:
    """Let this process take 2 GB more than it has; return that limit, None where the system has none."""
    if sys.platform == "win32":
        return None
    import resource

    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        limit = pages * os.sysconf("SC_PAGE_SIZE") + MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (limit, resource.getrlimit(resource.RLIMIT_AS)[1]))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (OSError, ValueError):
        return None
    return MEMORY


def _limit_computing(path: Path) -> None:
    """The system ends the process with SIGXCPU when a file takes more."""
    if sys.platform == "win32":
        return
    import resource

    try:
        size = path.stat().st_size
    except (OSError, ValueError):
        size = 0
    seconds = time.process_time() + COMPUTING + COMPUTING_PER_BYTE * size
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    soft = int(seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))


def send_array(connection: Connection, array: Array) -> None:
    """Send the numbers themselves, a block at a time."""
    octets = np.ascontiguousarray(array, dtype="<f8").data.cast("B")
    for start in range(0, len(octets), BLOCK):
        connection.send_bytes(octets[start : start + BLOCK])


def receive_array(connection: Connection, points: int) -> Array:
    """Receive what `send_array` sent, straight into its place."""
    array = np.empty(points, dtype="<f8")
    octets = array.data.cast("B")
    at = 0
    while at < len(octets):
        at += connection.recv_bytes_into(octets, at)
    array.flags.writeable = False
    return array
