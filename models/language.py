"""The language of the program: English in the source, others as one list of sentences each, switched while it runs."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from types import MappingProxyType

from PyQt6.QtCore import QCoreApplication, QEvent, QLibraryInfo, QObject, QTranslator

ENGLISH, CHINESE = "en", "zh_CN"
LANGUAGES: Mapping[str, str] = MappingProxyType({ENGLISH: "English", CHINESE: "简体中文"})


@cache
def sentences(language: str) -> Mapping[str, str]:
    """What every English string is called in another language."""
    import json  # English, and so most first paints, needs none of these

    from models.resources import resource

    return MappingProxyType(json.loads(resource(f"translations/{language}.json").read_text(encoding="utf-8")))


def all_languages(text: str) -> tuple[str, ...]:
    """What a string of a menu is called in every language, without the marks of underlined keys."""
    names = {_bare(english): _bare(other) for english, other in sentences(CHINESE).items()}
    english = next((english for english, other in names.items() if other == text), text)
    return english, names.get(english, text)


def _bare(text: str) -> str:
    return re.sub(r"\(&\w\)|&", "", text).rstrip(" …")


def said_again(text: str) -> str:
    """The words of an undo step, said in any language, in the one that is spoken now: ``Move spike`` is 移动尖峰."""
    exact = [english for english, other in sentences(CHINESE).items() if text in (english, other)]
    if exact:
        return QCoreApplication.translate("", next((each for each in exact if each.islower()), exact[0]))
    for english, other in _short_templates():
        for template in (english, other):
            head, name, tail = _around(template)
            if len(text) > len(head) + len(tail) and text.startswith(head) and text.endswith(tail):
                word = said_again(text[len(head) : len(text) - len(tail)])
                return QCoreApplication.translate("", english).format(**{name: word})
    return text


@cache
def _short_templates() -> list[tuple[str, str]]:
    """Few words with one placeholder, as undo steps are called; those with most words of their own first."""
    short = [
        pair for pair in sentences(CHINESE).items() if re.fullmatch(r"\w[^{}]{2,20}\{[a-z]+\}[^{}.]{0,9}", pair[0])
    ]
    return sorted(short, key=lambda pair: -len(pair[0]))


def _around(template: str) -> tuple[str, str, str]:
    """What stands before a placeholder, its name, and what stands behind."""
    head, _, rest = template.partition("{")
    name, _, tail = rest.partition("}")
    return head, name, tail


def system_language() -> str:
    """The language of the desktop, English where it is none of ours."""
    wanted = _wanted() or "en"
    return CHINESE if wanted.replace("-", "_").partition("_")[0] == "zh" else ENGLISH


def _wanted() -> str:
    """The first language that the desktop names."""
    if sys.platform in ("win32", "darwin"):
        from PyQt6.QtCore import QLocale

        return (QLocale.system().uiLanguages() or [QLocale.system().name()])[0]
    # As Qt asks; but to ask Qt means to name all languages and countries there are, a tenth of the time to the window.
    spoken = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "C")
    is_plain = spoken.partition(".")[0] in ("C", "POSIX")
    return spoken if is_plain else os.environ.get("LANGUAGE", "").partition(":")[0] or spoken


class Translations(QTranslator):
    """Knows all languages and speaks one of them; one English string has one translation, wherever it stands.

    It stays installed as long as the program runs: `speak` changes its words under it, so that threads which are
    translating just then are never waited for.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.spoken = ENGLISH
        self._sentences: Mapping[str, str] = {}
        self._of_qt: Mapping[str, QTranslator] = {}

    def speak(self, language: str) -> None:
        """From now on, translate into this language; every window hears of it."""
        if language not in LANGUAGES:
            language = ENGLISH
        self._sentences = {} if language == ENGLISH else sentences(language)
        if language != ENGLISH and language not in self._of_qt:
            of_qt = QTranslator(self)
            of_qt.load(f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
            self._of_qt = {**self._of_qt, language: of_qt}
        if language == self.spoken:
            return
        self.spoken = language
        application = QCoreApplication.instance()
        if application is not None:
            QCoreApplication.sendEvent(application, QEvent(QEvent.Type.LanguageChange))

    def translate(  # type: ignore[override]  # the stubs forget that there may be no translation
        self, context: str | None, text: str | None, note: str | None = None, count: int = -1
    ) -> str | None:
        """The sentence in the language spoken; Qt's own dialogs have theirs."""
        if self.spoken == ENGLISH or not text:
            return None
        found = self._sentences.get(text)
        if found or self.spoken not in self._of_qt or not text.isascii():  # what Qt says itself is ASCII
            return found
        return self._of_qt[self.spoken].translate(context, text, note, count) or None

    def isEmpty(self) -> bool:
        """Whether it translates nothing; Qt would not ask it then."""
        return False


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a language for a while where there is no window."""
    if language == ENGLISH or QCoreApplication.instance() is not None:  # who has a window speaks already
        yield
        return
    application = QCoreApplication([])
    install_translations(language)
    yield
    del application


def begin_translations(application: QCoreApplication, language: str) -> None:
    """Let an application that has just begun speak a language; to English it comes without a translator."""
    if language != ENGLISH:
        translations = Translations(application)
        translations.speak(language)
        QCoreApplication.installTranslator(translations)


def install_translations(language: str) -> Translations:
    """Let the running application speak a language, from now on through its one translator."""
    application = QCoreApplication.instance()
    assert application is not None
    translations = application.findChild(Translations)
    if translations is None:
        translations = Translations(application)
        QCoreApplication.installTranslator(translations)
    translations.speak(language)
    return translations
