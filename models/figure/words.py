"""The words of figures in English, declared for translation in the context ``Figure``."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from PyQt6.QtCore import QT_TRANSLATE_NOOP

# What the symbols of axes stand for. A symbol that is not here stays one.
AXIS_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "t": QT_TRANSLATE_NOOP("Figure", "Time"),
        "E": QT_TRANSLATE_NOOP("Figure", "Potential"),
        "η": QT_TRANSLATE_NOOP("Figure", "Overpotential"),
        "I": QT_TRANSLATE_NOOP("Figure", "Current"),
        "j": QT_TRANSLATE_NOOP("Figure", "Current density"),
        "j⁰": QT_TRANSLATE_NOOP("Figure", "Exchange current density"),
        "I⁰": QT_TRANSLATE_NOOP("Figure", "Exchange current"),
        "α": QT_TRANSLATE_NOOP("Figure", "Transfer coefficient"),
        "Q": QT_TRANSLATE_NOOP("Figure", "Charge"),
        "t_rest": QT_TRANSLATE_NOOP("Figure", "Rest time"),
        "n": QT_TRANSLATE_NOOP("Figure", "Cycle number"),
        "CE": QT_TRANSLATE_NOOP("Figure", "Coulombic efficiency"),
        "S": QT_TRANSLATE_NOOP("Figure", "Surviving cells"),
        "τ": QT_TRANSLATE_NOOP("Figure", "Sand time"),
        "Δ": QT_TRANSLATE_NOOP("Figure", "Residual"),
    }
)
_SAME = {"i": "I", "|i|": "I", "|I|": "I", "|j|": "j", "cycle": "n", "r": "Δ"}

SPIKE_WORDS = (
    QT_TRANSLATE_NOOP("Figure", "data"),
    QT_TRANSLATE_NOOP("Figure", "fit"),
    QT_TRANSLATE_NOOP("Figure", "smoothing"),
    QT_TRANSLATE_NOOP("Figure", "equilibrium"),
    QT_TRANSLATE_NOOP("Figure", "onset"),
    QT_TRANSLATE_NOOP("Figure", "spike"),
    QT_TRANSLATE_NOOP("Figure", "crest"),
    QT_TRANSLATE_NOOP("Figure", "plateau"),
)
VERDICT_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "absent": QT_TRANSLATE_NOOP("Figure", "No nucleation spike"),
        "not_readable": QT_TRANSLATE_NOOP("Figure", "Spike not readable"),
    }
)


def axis_word(symbol: str) -> str | None:
    """What the symbol of an axis stands for; None where it has no word."""
    return AXIS_WORDS.get("Δ" if symbol.startswith("Δ") else _SAME.get(symbol, symbol))
