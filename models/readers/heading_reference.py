"""The reference electrode that a heading names: ``E / V vs. Li/Li⁺``, ``Potential (V vs. Ag/AgCl)``."""

from __future__ import annotations

import re

EQUILIBRIUM = "equilibrium"  # what an overpotential is against
OVERPOTENTIALS = ("overpotential", "over potential", "η", "überspannung", "surtension", "过电位", "过电势", "過電圧")

_PLUS = r"\s*[+⁺]?"
_COUPLES = "|".join(rf"{metal}{_PLUS}\s*/\s*{metal}{_PLUS}" for metal in ("Li", "Na", "K", "Mg", "Zn", "Ag", "Fc"))
_OTHERS = r"Ag\s*/\s*AgCl|Hg\s*/\s*HgO|Hg\s*/\s*Hg[2₂]\s*SO[4₄]|Hg\s*/\s*Hg[2₂]\s*Cl[2₂]|Li|SCE|SHE|NHE|RHE|MSE|OCP|OCV"
_NAMED = re.compile(
    rf"\s*\b(?:vs\.?|versus|against|gegen|相对于)\s*(?P<name>{_COUPLES}|{_OTHERS}|ref(?:erence|\.)?)(?=\s*(?:$|[()\[\]（）/]))",
    re.IGNORECASE,
)
_EMPTY_BRACKETS = re.compile(r"\s*(?:\(\s*\)|\[\s*\]|（\s*）)")
_SPELLED = {name.lower(): name for name in ("Ag/AgCl", "Hg/HgO", "SCE", "SHE", "NHE", "RHE", "MSE", "OCP", "OCV")}


def parted_reference(heading: str) -> tuple[str, str]:
    """Part a heading into what stands without its reference electrode, and the name of that; "" where it has none."""
    found = _NAMED.search(heading)
    if found is None:
        return heading, ""
    rest = _EMPTY_BRACKETS.sub("", heading[: found.start()] + heading[found.end() :]).strip()
    return rest, _spelled(re.sub(r"\s+", "", found["name"]))


def _spelled(name: str) -> str:
    first, _, second = name.partition("/")
    bare = first.rstrip("+⁺").capitalize()
    if first.lower() == "li" and not second:
        return "Li/Li⁺"
    if second and second.rstrip("+⁺").lower() == bare.lower():
        return f"{bare}/{bare}⁺"
    if name.lower().startswith("ref"):
        return ""
    return _SPELLED.get(name.lower(), name)
