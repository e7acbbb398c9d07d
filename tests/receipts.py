"""What receipts say, as text."""

from __future__ import annotations

from collections.abc import Iterable

from fitting.messages import Message


def note(text: str) -> Message:
    """A flag or an assumption of some wording."""
    return Message("NOTED", "{words}", {"words": text})


def said(notes: Iterable[Message]) -> str:
    """The English sentences, one a line."""
    return "\n".join(each.text for each in notes)
