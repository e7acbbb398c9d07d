"""Sentences and names that are declared as data, in the language of the window."""

from __future__ import annotations

from PyQt6.QtCore import QCoreApplication

from fitting.messages import Message
from fitting.quantity import Quantity


def message_text(message: Message) -> str:
    """A sentence about data."""
    return QCoreApplication.translate("Message", message.template).format(**message.arguments)


def quantity_name(quantity: Quantity) -> str:
    """The name of a quantity in words: ``equilibrium potential``."""
    return QCoreApplication.translate("Quantity", quantity.name.replace("_", " "))


def quantity_sentence(quantity: Quantity) -> str:
    """What a quantity is."""
    return QCoreApplication.translate("Quantity", quantity.description)
