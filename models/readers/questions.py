"""What a file leaves open of a curve and a person has not answered yet: the sign of its current, area, reference."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np

from fitting.extremes import middle
from models.curve import Curve
from models.readers.choices import ImportChoices
from models.readers.remarks import remark

SIGN, AREA, REFERENCE = "sign", "area", "reference"
ANSWERS = {  # the choices that answer each of them
    SIGN: ("sign",),
    AREA: ("electrode_area", "electrode_radius"),
    REFERENCE: ("reference", "reference_offset"),
}
LITHIUM = "Li/Li⁺"

_CURRENTS = {"current", "current_density"}
_NO_NAME = re.compile(r"\W*(unspecified|not specified|unknown|none)?\W*", re.IGNORECASE)
_OWN_POTENTIAL = re.compile(r"\s*\([+-]?\d+[.,]\d+ V\)$")  # as EC-Lab writes it behind the name
_AGAINST_A_REFERENCE = (
    "biologic_mpr", "chi_text", "delimited_text", "eclab_text", "gamry_dta", "ivium", "nova_text", "palmsens",
    "palmsens_csv", "versastudio", "zahner",
)  # fmt: skip
_OF_A_CELL = ("cycling", "impedance")  # techniques whose potential is that of the cell, or not used at all
_SWEPT = ("linear_sweep", "cyclic_voltammetry")
_BELOW_LITHIUM = -1.0  # V; more negative potentials are against another electrode


def open_questions(curve: Curve) -> tuple[str, ...]:
    """What is to be answered: ``sign``, ``area``, ``reference``; nothing where the file or a person said it all."""
    assumed = {each.code for each in curve.receipt.assumptions}
    questions = []
    if curve.sign_convention == "not_stated" and _CURRENTS & set(curve.columns):
        questions.append(SIGN)
    if curve.electrode_area is None and "ELECTRODE_AREA_DEFAULT" in assumed:
        questions.append(AREA)
    if _reference_is_open(curve):
        questions.append(REFERENCE)
    return tuple(questions)


def answered_questions(curve: Curve, choices: ImportChoices) -> dict[str, Any]:
    """What some choices say to the open questions of a curve: the choices that answer them, by name."""
    names = [name for question in open_questions(curve) for name in ANSWERS[question]]
    return {name: value for name in names if (value := getattr(choices, name)) is not None}


def named_reference(curve: Curve) -> str:
    """The reference electrode that the file or a person names, nothing where neither does."""
    name = curve.metadata.get("reference_electrode", "").strip()
    name = _OWN_POTENTIAL.sub("", name)
    return "" if _NO_NAME.fullmatch(name) else re.sub(r"(?<=[a-z])\+$", "⁺", name)


def reference_guess(curve: Curve) -> str | None:
    """What the potentials are most likely against where nobody says so: lithium, unless they lie far below it.

    Of a voltammogram nothing is guessed: any couple on any electrode looks like it.
    """
    if curve.technique in _SWEPT:
        return None
    potential = curve.columns.get("potential")
    known = None if potential is None else potential[np.isfinite(potential)]
    return LITHIUM if known is not None and len(known) and middle(known) > _BELOW_LITHIUM else None


def with_reference_asked(curve: Curve) -> Curve:
    """The curve with a line in its receipt where its potentials are against a reference without a name."""
    if not _reference_is_open(curve):
        return curve
    asked = remark(
        "REFERENCE_NOT_NAMED",
        "the file does not name the reference electrode: potentials are used as if against Li/Li⁺; settings: "
        "reference=, reference_offset=",
    )
    return replace(curve, receipt=replace(curve.receipt, assumptions=(*curve.receipt.assumptions, asked)))


def _reference_is_open(curve: Curve) -> bool:
    against = curve.source.reader in _AGAINST_A_REFERENCE and curve.technique not in _OF_A_CELL
    return against and "potential" in curve.columns and not named_reference(curve)
