"""How much memory a text of 2 GB takes, in the child that reads it and in the process that asked for it."""

from __future__ import annotations

import sys
import tempfile
import threading
import time
from functools import cache
from pathlib import Path

import numpy as np

from models.column_cache import ColumnCache
from models.import_process import FileImporter
from models.readers import FileContent
from tests.bench.rows import Figure

ROWS_AT_ONCE, PIECES = 1_000_000, 66
_REST = b".0,-0.12345,-1.960000e-04\n"


def _write(path: Path) -> None:
    """Sixty-six million rows of time, potential and current; 2.4 GB."""
    powers = 10 ** np.arange(9, -1, -1)
    rows = np.empty((ROWS_AT_ONCE, 10 + len(_REST)), np.uint8)
    rows[:, 10:] = np.frombuffer(_REST, np.uint8)
    with path.open("wb") as stream:
        stream.write(b"time / s,potential / V,current / A\n")
        for piece in range(PIECES):
            time = piece * ROWS_AT_ONCE + np.arange(ROWS_AT_ONCE)
            rows[:, :10] = 48 + time[:, None] // powers % 10
            stream.write(rows.tobytes())


def _resident(process: int | str) -> float:
    """Bytes of a process that lie in memory."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return 1024.0 * int(line.split()[1])
    return 0.0


@cache
def _measured() -> tuple[float, float]:
    """By how much the child and this process grow at most / bytes."""
    if not sys.platform.startswith("linux"):
        raise SystemExit("memory is measured on Linux only")
    with tempfile.TemporaryDirectory(prefix="anodescope-bench-") as folder:
        path, small = Path(folder) / "long.csv", Path(folder) / "small.csv"
        small.write_text("time / s,potential / V\n1,2\n2,3\n")
        _write(path)
        with FileImporter(1, cache=ColumnCache(Path(folder) / "columns")) as importer:
            list(importer.read([small]))
            (child,) = importer._children._idle
            begin = _resident(child.process.pid or 0), _resident("self")
            most = list(begin)
            done = threading.Event()

            def watch() -> None:
                while not done.is_set():
                    most[0], most[1] = max(most[0], _resident(child.process.pid or 0)), max(most[1], _resident("self"))
                    time.sleep(0.02)

            watcher = threading.Thread(target=watch)
            watcher.start()
            (found,) = importer.read([path])
            done.set()
            watcher.join()
            assert isinstance(found, FileContent), found
            assert found.curves[0].points == PIECES * ROWS_AT_ONCE
            del found
    return most[0] - begin[0], most[1] - begin[1]


ROWS = (
    Figure("memory_2gb_text_child", "B", 1.5e9, lambda: _measured()[0]),
    Figure("memory_2gb_text_window", "B", 3e8, lambda: _measured()[1]),
)
