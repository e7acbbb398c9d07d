"""What the window remembers from one start to the next: few words in the person's settings."""

from __future__ import annotations

from PyQt6.QtCore import QSettings

FOLDER = "folder"  # where files were opened last
THEME = "theme"  # light | dark; empty follows the desktop


def remembered(name: str) -> str:
    """What was remembered, an empty text if nothing was."""
    return str(QSettings("Anodescope", "Anodescope").value(name, ""))


def remember(name: str, text: str) -> None:
    """Remember it for the next start."""
    QSettings("Anodescope", "Anodescope").setValue(name, text)
