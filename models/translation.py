"""Sentences and names that are declared as data, in the language of the window."""

from __future__ import annotations

from PyQt6.QtCore import QCoreApplication

from fitting.messages import Message
from fitting.quantity import Quantity

_NAMES = ("quantity", "other_quantity", "technique", "delimiter")  # arguments of sentences that are declared names


def message_text(message: Message) -> str:
    """A sentence about data."""
    words = {
        name: name_in_words(value) if name in _NAMES and isinstance(value, str) else value
        for name, value in message.arguments.items()
    }
    parts = QCoreApplication.translate("Message", "; ").join(message_text(part) for part in message.parts)
    return QCoreApplication.translate("Message", message.template).format(**words, parts=parts)


def name_in_words(name: str) -> str:
    """A declared name in words: ``self_smoothing_time`` is the self-smoothing time."""
    return QCoreApplication.translate("Quantity", name.replace("_", " ").replace("self ", "self-"))


def choice_in_words(choice: str) -> str:
    """A word that a setting allows: ``spike_minimum`` is the spike minimum."""
    return QCoreApplication.translate("Choice", choice.replace("_", " "))


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
    return QCoreApplication.translate("Verdict", words.get(verdict, verdict.replace("_", " ")))
