"""Symbols and units as mathtext, where the family of the figure has no raised or lowered signs of its own."""

from __future__ import annotations

import re

from models.symbols import symbol_pieces

RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻"
LOWERED = "₀₁₂₃₄₅₆₇₈₉₊₋"
_PLAIN = dict(zip(RAISED + LOWERED, "0123456789+−" * 2, strict=True))
_RUN = re.compile(f"[{RAISED}]+|[{LOWERED}]+")
_LONE_LETTER = re.compile(r"(?<![A-Za-z_])([A-Za-zα-ω])(?![A-Za-z])")
_CHINESE = re.compile("[\u2e80-\uffef]")


def is_chinese(text: str) -> bool:
    """Whether it has a Chinese character, which mathtext cannot set."""
    return _CHINESE.search(text) is not None


def escaped(text: str) -> str:
    """A person's word, in which a dollar sign is a dollar sign."""
    return text.replace("$", r"\$")


def unit_typeset(text: str, signs: frozenset[str] = frozenset()) -> str:
    """``mA cm⁻²`` with its powers raised; signs that the family has stay as they are."""
    return _RUN.sub(lambda run: run[0] if signs.issuperset(run[0]) else _set(run[0]), text)


def _set(run: str) -> str:
    place = "^" if run[0] in RAISED else "_"
    return f"${place}{{" + "".join(_PLAIN[sign] for sign in run) + "}$"


def symbol_typeset(text: str, italic: bool = True, signs: frozenset[str] = frozenset()) -> str:
    """``E_sp`` with the letter in italics and the index lowered."""
    return "".join(
        f"$_{{{part}}}$" if is_index else unit_typeset(_letters(part, italic), signs)
        for part, is_index in symbol_pieces(text)
    )


def _letters(text: str, italic: bool) -> str:
    return _LONE_LETTER.sub(r"$\\mathit{\1}$", text) if italic else text
