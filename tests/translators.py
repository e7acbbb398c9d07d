"""A language of a few sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from PyQt6.QtCore import QCoreApplication, QTranslator


class Sentences(QTranslator):
    """Translates what it was given, whatever the context; everything else stays English."""

    def __init__(self, sentences: Mapping[str, str]) -> None:
        super().__init__()
        self.sentences = sentences

    def translate(self, context: str | None, text: str | None, note: str | None = None, count: int = -1) -> str | None:
        return self.sentences.get(text or "")

    def isEmpty(self) -> bool:
        return not self.sentences


@contextmanager
def speaking(sentences: Mapping[str, str]) -> Iterator[None]:
    """Install these translations for a while."""
    translator = Sentences(sentences)
    QCoreApplication.installTranslator(translator)
    try:
        yield
    finally:
        QCoreApplication.removeTranslator(translator)
