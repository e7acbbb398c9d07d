"""What the program says of a project while it is open: sentences for the banner at the top of the window."""

from __future__ import annotations

from PyQt6.QtCore import QT_TRANSLATE_NOOP

from fitting.messages import Message
from models.project.lock import Holder

SALVAGED = QT_TRANSLATE_NOOP(
    "Message",
    "“{file}” is damaged. What is whole was opened as a copy without a name; the file stays as it is. Save the copy.",
)
HELD = QT_TRANSLATE_NOOP(
    "Message",
    "“{file}” is open in another window (process {process} on {host}). "
    "This is a copy without a name; save it under one.",
)
NOT_WRITABLE = QT_TRANSLATE_NOOP(
    "Message", "“{file}” may only be read. This is a copy without a name; your work is kept, save it under one."
)
JOURNAL_STOPPED = QT_TRANSLATE_NOOP(
    "Message",
    "Edits are kept in memory only: the program's own folder {folder} cannot be written ({reason}). "
    "Make room there, or save the project under a name now.",
)


REAPPLIED = QT_TRANSLATE_NOOP(
    "Message",
    "“{file}” was changed by another computer since. This is a copy of what it is now, with the edits of that session.",
)


def reapplied(file: str) -> Message:
    """Edits of an older version were done again."""
    return Message("SESSION_REAPPLIED", REAPPLIED, {"file": file})


def salvaged(file: str) -> Message:
    """It is damaged."""
    return Message("PROJECT_SALVAGED", SALVAGED, {"file": file})


def held(file: str, holder: Holder) -> Message:
    """Another window has it."""
    return Message("PROJECT_HELD", HELD, {"file": file, "process": holder.process, "host": holder.host or "?"})


def not_writable(file: str) -> Message:
    """It may not be written."""
    return Message("PROJECT_NOT_WRITABLE", NOT_WRITABLE, {"file": file})


def journal_stopped(folder: str, reason: str) -> Message:
    """The journal cannot be written."""
    return Message("JOURNAL_STOPPED", JOURNAL_STOPPED, {"folder": folder, "reason": reason})
