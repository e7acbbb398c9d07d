"""Symbols and units as mathtext: fonts of papers lack raised minus signs and lowered letters."""

from __future__ import annotations

import re

_RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+−", strict=True))
_LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋", "0123456789+−", strict=True))
_RUN_RAISED = re.compile(f"[{''.join(_RAISED)}]+")
_RUN_LOWERED = re.compile(f"[{''.join(_LOWERED)}]+|_([A-Za-z0-9]+)")
_LONE_LETTER = re.compile(r"(?<![A-Za-z_])([A-Za-z])(?![A-Za-z])")


def unit_typeset(text: str) -> str:
    """``mA cm⁻²`` with its powers raised."""
    return _RUN_RAISED.sub(lambda run: "$^{" + "".join(_RAISED[sign] for sign in run[0]) + "}$", text)


def symbol_typeset(text: str) -> str:
    """``E_sp`` with the letter in italics and the index lowered."""
    lowered = _RUN_LOWERED.sub(lambda run: "\0" + (run[1] or "".join(_LOWERED[sign] for sign in run[0])) + "\1", text)
    parts = re.split("(\0[^\1]*\1)", lowered)
    typeset = [
        "$_{" + part[1:-1] + "}$" if part.startswith("\0") else _LONE_LETTER.sub(r"$\\mathit{\1}$", part)
        for part in parts
    ]
    return unit_typeset("".join(typeset))
