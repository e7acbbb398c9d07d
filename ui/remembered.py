"""What the window remembers from one start to the next without being asked: few words beside the settings."""

from __future__ import annotations

from models.settings import store

FOLDER = "folder"  # where files were opened last


def remembered(name: str) -> str:
    """What was remembered, an empty text if nothing was."""
    return str(store().value(f"remembered/{name}", ""))


def remember(name: str, text: str) -> None:
    """Remember it for the next start."""
    store().setValue(f"remembered/{name}", text)
