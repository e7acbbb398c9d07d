"""The words of a figure in its own language, which need not be that of the window."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from PyQt6.QtCore import QCoreApplication

from models.language import ENGLISH, sentences
from ui.figures.sheet import untranslated
from ui.figures.style import chinese_family
from ui.figures.typeset import is_chinese


def figure_words(language: str) -> Callable[[str], str]:
    """What gives the words of a figure in one of `models.figure.model.LANGUAGES`.

    Where this computer has no family with Chinese characters they stay English: boxes say nothing.
    """
    if language == ENGLISH:
        return untranslated
    known = _sentences(language) if language else None

    def word(text: str) -> str:
        found = QCoreApplication.translate("Figure", text) if known is None else known.get(text, text)
        return text if is_chinese(found) and chinese_family() is None else found

    return word


@cache
def _sentences(language: str) -> Mapping[str, str]:
    return sentences(language)
