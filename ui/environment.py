"""What the libraries read from the environment: set before any of them is imported."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from PyQt6.QtCore import QStandardPaths

if TYPE_CHECKING:
    from pathlib import Path

LARGE = 1 << 20  # bytes
_MMAP_THRESHOLD = -3  # M_MMAP_THRESHOLD of malloc.h


def prepare_environment() -> None:
    """One thread for linear algebra, and a folder of the person's own where the list of fonts is kept.

    A frozen program would otherwise look through all fonts of the machine at every start.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # small fits only lose time on more
    if getattr(sys, "frozen", False) or "MPLCONFIGDIR" not in os.environ:
        os.environ["MPLCONFIGDIR"] = os.path.join(_cache(), "matplotlib")


def give_large_blocks_back() -> None:
    """Let glibc return what a fit of a long record took to the system, instead of keeping it for the next one.

    Its threshold would otherwise grow with the largest block that was ever freed, and a window in which fifty long
    curves were fitted would hold the memory of all threads' scratch space.
    """
    if not sys.platform.startswith("linux"):
        return
    import ctypes

    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # not every libc has it
    if mallopt is not None:
        mallopt(_MMAP_THRESHOLD, LARGE)


def cache_folder() -> Path:
    """Where this person's machine keeps what can be made again."""
    from pathlib import Path  # not worth a later first paint

    return Path(_cache())


def _cache() -> str:
    location = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericCacheLocation)
    return os.path.join(location, "Anodescope")
