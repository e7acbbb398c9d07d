"""What the libraries read from the environment: set before any of them is imported."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PyQt6.QtCore import QStandardPaths


def prepare_environment() -> None:
    """One thread for linear algebra, and a folder of the person's own where the list of fonts is kept.

    A frozen program would otherwise look through all fonts of the machine at every start.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # small fits only lose time on more
    if getattr(sys, "frozen", False) or "MPLCONFIGDIR" not in os.environ:
        os.environ["MPLCONFIGDIR"] = str(cache_folder() / "matplotlib")


def cache_folder() -> Path:
    """Where this person's machine keeps what can be made again."""
    location = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericCacheLocation)
    return Path(location) / "Anodescope"
