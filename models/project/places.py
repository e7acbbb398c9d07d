"""Where the program keeps what is its own: sessions, backups, locks, reports. Never beside the person's files."""

from __future__ import annotations

import os
from pathlib import Path

from PyQt6.QtCore import QStandardPaths


def own_folder(name: str = "") -> Path:
    """A folder among the program's own data, on this computer's disk; ANODESCOPE_HOME names another place for all."""
    home = os.environ.get("ANODESCOPE_HOME")
    if not home:
        home = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppLocalDataLocation)
    return Path(home) / name
