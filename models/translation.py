"""Sentences and names that are declared as data, in the language of the window."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import Any

from PyQt6.QtCore import QCoreApplication

from fitting.messages import Message
from fitting.quantity import Quantity

WORD_ARGUMENTS = (  # arguments of sentences that are words of ours, not of a file, a person or the command line
    *(
        "quantity",
        "other_quantity",
        "technique",
        "delimiter",
        "other",
        "advice",
        "when",
        "word",
        "part",
        "regime",
        "mark",
    ),
)


SETTINGS_ARGUMENTS = ("names", "needs", "missing")  # what is to be given, with commas between
WORDS_ARGUMENT = "kinds"  # several words of ours, with commas between

_NAME = re.compile(r"\b[a-z]+(?:_[a-z0-9]+)+\b")
_PEOPLE = re.compile(
    r"\b(allen|bard|bruce|butler|chidsey|cottrell|coulomb|denuault|fieller|fisher|greenwood|hickling|holm|hush|jaeger"
    r"|kaplan|kendall|mahon|marcus|meier|mostany|oldham|sand|scharifker|shoup|szabo|tafel|vincent|volmer|watanabe)"
)


def message_text(message: Message) -> str:
    """A sentence about data."""
    words = {name: _in_words(name, value) for name, value in message.arguments.items()}
    parts = QCoreApplication.translate("Message", "; ").join(message_text(part) for part in message.parts)
    return QCoreApplication.translate("Message", message.template).format(**words, parts=parts)


def _in_words(name: str, value: Any) -> Any:
    if name == WORDS_ARGUMENT and isinstance(value, str):
        return ", ".join(name_in_words(word) for word in value.split(", "))
    return name_in_words(value) if name in WORD_ARGUMENTS and isinstance(value, str) else value


def message_in_words(message: Message) -> str:
    """A sentence about data where nobody types names: ``window_start`` is the window start."""
    told = replace(
        message, arguments={name: _settings_in_words(name, each) for name, each in message.arguments.items()}
    )
    return _NAME.sub(
        lambda name: name_in_words(name[0]) if name[0] in _declared_names() else name[0], message_text(told)
    )


def _settings_in_words(name: str, value: Any) -> Any:
    """Settings that are to be given, also those of one word, which elsewhere may be a word like any other."""
    if name not in SETTINGS_ARGUMENTS or not isinstance(value, str):
        return value
    return ", ".join(name_in_words(word) if word in _declared_names() else word for word in value.split(", "))


@cache
def _declared_names() -> frozenset[str]:
    from models.steps import STEPS  # the steps need the words of this module

    methods = [method for step in STEPS for method in step.methods]
    quantities = [quantity for method in methods for quantity in (*method.settings, *method.quantities)]
    words = [word for quantity in quantities for word in (quantity.name, *quantity.choices)]
    return frozenset((*words, *(method.name for method in methods)))


def spelled(name: str) -> str:
    """A declared name as a person writes it, in English."""
    words = re.sub(r"\bself ", "self-", name.replace("_", " "))
    named = _PEOPLE.sub(lambda person: person[0].capitalize(), words)
    return re.sub(r"([A-Z][a-z]+) (?=[A-Z][a-z])", r"\1–", named)  # Butler–Volmer


def name_in_words(name: str) -> str:
    """A declared name in words: ``self_smoothing_time`` is the self-smoothing time."""
    return QCoreApplication.translate("Quantity", spelled(name))


def choice_in_words(choice: str) -> str:
    """A word that a setting allows: ``spike_minimum`` is the spike minimum."""
    return QCoreApplication.translate("Choice", spelled(choice))


def origin_in_words(origin: str) -> str:
    """Where a setting came from."""
    return {
        "given": QCoreApplication.translate("Origin", "you"),
        "file": QCoreApplication.translate("Origin", "file"),
        "default": QCoreApplication.translate("Origin", "default"),
        "automatic": QCoreApplication.translate("Origin", "automatic"),
    }.get(origin, origin)


def quantity_sentence(quantity: Quantity) -> str:
    """What a quantity is."""
    return QCoreApplication.translate("Quantity", quantity.description)


def verdict_in_words(verdict: str) -> str:
    """A verdict: ``not_decided`` is not decided."""
    words = {
        "self_smoothing": "overpotential grows",
        "falling": "overpotential falls",
    }
    return QCoreApplication.translate("Verdict", words.get(verdict, spelled(verdict)))
