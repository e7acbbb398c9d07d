"""Symbols with an index, such as ``E_pl``: what of a text stands lower."""

from __future__ import annotations

import re
from functools import cache

INDEX = re.compile(r"_([^\W_]+(?:,[^\W_]+)?|[∞?])")

Piece = tuple[str, bool]  # a part of a text, and whether it is an index


def symbol_pieces(text: str) -> list[Piece]:
    """A text that holds symbols and words of ours, cut where an index begins or ends."""
    return [(part, place % 2 == 1) for place, part in enumerate(INDEX.split(text)) if part]


def known_pieces(text: str) -> list[Piece]:
    """Any text, a file's name for example: only symbols that a quantity has are cut."""
    if "_" not in text:
        return [(text, False)]
    found: list[Piece] = []
    for place, part in enumerate(_known().split(text)):
        if part:
            found += symbol_pieces(part) if place % 2 else [(part, False)]
    return found


@cache
def _known() -> re.Pattern[str]:
    from models.steps import STEPS

    methods = [method for step in STEPS for method in step.methods]
    symbols = {quantity.symbol for method in methods for quantity in (*method.settings, *method.quantities)}
    ordered = sorted((re.escape(symbol) for symbol in symbols if "_" in symbol), key=len, reverse=True)
    return re.compile(rf"(?<!\w)({'|'.join(ordered)})(?![\w.])")
