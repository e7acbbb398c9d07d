"""Which heading of an impedance table means what: ``f``, ``Zre``, ``-Z''``, ``Phase(Z)/deg`` and their kin."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from fitting.units import UnknownUnit, canonical_unit, si_factor, si_unit
from models.readers.columns import ColumnMeaning, plain_column, plain_quantity, split_heading
from models.readers.draft import Draft, choose_columns
from models.readers.number_table import NumberTable, unreadable_cells
from models.readers.problem import ReadError
from models.readers.refusals import two_columns, wrong_unit
from models.readers.remarks import impedance_computed

_NAMES: dict[str, tuple[str, ...]] = {
    "frequency": ("f", "freq", "freq.", "frequency", "频率"),
    "impedance_real": (
        "z'", "zre", "z re", "zreal", "z real", "re z", "re(z)", "real", "re", "real(z)", "real z", "impedance real",
        "real impedance", "z prime", "阻抗实部",
    ),
    "impedance_imaginary": (
        "z''", 'z"', "zim", "z im", "zimag", "z imag", "im z", "im(z)", "imag", "imaginary", "im", "imag(z)", "imag z",
        "impedance imaginary", "imaginary impedance", "z double prime", "阻抗虚部",
    ),
    "magnitude": ("|z|", "zmod", "z mod", "magnitude", "modulus", "mag", "mod", "z", "impedance"),
    "phase": ("phase", "phase(z)", "phase angle", "phz", "zphz", "phi", "theta", "phase of z"),
}  # fmt: skip
_MEANS = {name: quantity for quantity, names in _NAMES.items() for name in names}
_UNITS = {"frequency": "Hz", "impedance_real": "ohm", "impedance_imaginary": "ohm", "magnitude": "ohm", "phase": "deg"}
_MINUS = re.compile(r"^\s*(?:[-−–]|neg\.|minus )\s*", re.IGNORECASE)
_ANGLES = {"deg": math.pi / 180.0, "°": math.pi / 180.0, "degree": math.pi / 180.0, "degrees": math.pi / 180.0}
_ANGLES |= {"grad": math.pi / 180.0, "rad": 1.0}  # German instruments write Grad for degree


@dataclass(frozen=True)
class SpectrumHeading:
    """What a heading names: a quantity, its sign, and the unit it states."""

    quantity: str
    sign: float
    unit: str | None


def spectrum_heading(heading: str) -> SpectrumHeading | None:
    """Return what a heading of an impedance table names, or None."""
    text = re.sub("[′’´`]", "'", heading.strip()).replace("″", "''")
    bare = _MINUS.sub("", text)
    sign = 1.0 if bare == text else -1.0
    for name, unit in ((bare, None), split_heading(bare)):
        quantity = _MEANS.get(_plain(name))
        if quantity is not None and not (quantity == "frequency" and sign < 0):
            return SpectrumHeading(quantity, sign, unit)
    return None


def _plain(name: str) -> str:
    words = re.sub(r"[\s_]+", " ", name).strip()
    return words if len(words) == 1 and words != "Z" else words.lower()  # f is a frequency, F is not


def names_a_spectrum(headings: Sequence[str]) -> bool:
    """Return whether the headings name a frequency and an impedance in two parts."""
    found = {each.quantity for heading in headings if (each := spectrum_heading(heading)) is not None}
    return "frequency" in found and (
        {"impedance_real", "impedance_imaginary"} <= found or {"magnitude", "phase"} <= found
    )


def spectrum_columns(headings: Sequence[str]) -> tuple[dict[int, ColumnMeaning], dict[str, tuple[int, float]]]:
    """Return the columns that a curve has, and those of magnitude and phase with their factors.

    Raises
    ------
    ReadError
        ``MISSING_UNIT`` if no heading or only some of them state a unit, ``UNKNOWN_UNIT``, ``WRONG_UNIT``,
        ``TWO_COLUMNS``.
    """
    named = {place: found for place, heading in enumerate(headings) if (found := spectrum_heading(heading)) is not None}
    _require_single(headings, named)
    quantities = {found.quantity for found in named.values()}
    polar_needed = not {"impedance_real", "impedance_imaginary"} <= quantities
    needed = {
        place: found for place, found in named.items() if polar_needed or found.quantity not in ("magnitude", "phase")
    }
    _require_units(headings, needed)
    meanings: dict[int, ColumnMeaning] = {}
    polar: dict[str, tuple[int, float]] = {}
    for place, found in needed.items():
        factor = found.sign * _factor(headings[place], found)
        if found.quantity in ("magnitude", "phase"):
            polar[found.quantity] = (place, factor)
        else:
            meanings[place] = ColumnMeaning(found.quantity, factor)
    return meanings | _others(headings, named), polar


def _require_single(headings: Sequence[str], named: Mapping[int, SpectrumHeading]) -> None:
    first: dict[str, int] = {}
    for place, found in named.items():
        if found.quantity in first:
            raise two_columns(headings[first[found.quantity]], headings[place], found.quantity)
        first[found.quantity] = place


def _require_units(headings: Sequence[str], named: Mapping[int, SpectrumHeading]) -> None:
    bare = [place for place, found in named.items() if not found.unit]
    if bare:
        columns = ", ".join(f'"{headings[place].strip()}"' for place in bare)
        advice = ", ".join(f"{headings[place].strip()} / {_UNITS[named[place].quantity]}" for place in bare)
        raise ReadError(
            "MISSING_UNIT",
            "The table holds a spectrum, but its columns {columns} state no unit: write the units in the headings, for "
            "example {advice}.",
            columns=columns, advice=advice,
        )  # fmt: skip


def _factor(heading: str, found: SpectrumHeading) -> float:
    unit, expected = found.unit or "", _UNITS[found.quantity]
    if found.quantity == "phase":
        if unit.strip().lower() in _ANGLES:
            return _ANGLES[unit.strip().lower()]
        raise _unknown_unit(heading, unit, expected)
    try:
        stated = si_unit(canonical_unit(unit))
    except UnknownUnit:
        raise _unknown_unit(heading, unit, expected) from None
    if stated != expected:
        raise wrong_unit(heading, found.quantity, unit, expected)
    return si_factor(unit)[0]


def _unknown_unit(heading: str, unit: str, expected: str) -> ReadError:
    return ReadError(
        "UNKNOWN_UNIT",
        "The unit \"{unit}\" of the column \"{heading}\" is not known: write for example {expected}.",
        unit=unit, heading=heading.strip(), expected=expected,
    )  # fmt: skip


def _others(headings: Sequence[str], named: Mapping[int, SpectrumHeading]) -> dict[int, ColumnMeaning]:
    """Time, potential and current beside the spectrum, where their headings state a unit."""
    others: dict[int, ColumnMeaning] = {}
    for place, heading in enumerate(headings):
        name, unit = split_heading(heading)
        alias = {"Edc": "potential", "Idc": "current"}.get(name)
        if place in named or (alias is None and plain_quantity(heading) is None):
            continue
        try:
            meaning = plain_column(heading if alias is None else f"{alias} / {unit or ''}")
        except ReadError:
            continue  # it is not what the table is read for, and is named as skipped
        if meaning is not None and all(meaning.quantity != other.quantity for other in others.values()):
            others[place] = meaning
    return others


def take_polar(
    draft: Draft, headings: Sequence[str], polar: Mapping[str, tuple[int, float]], table: NumberTable
) -> None:
    """Compute the impedance from magnitude and phase, the last two columns of the table."""
    if not polar:
        return
    magnitude, phase = (table.columns[place - 2] * polar[name][1] for place, name in enumerate(("magnitude", "phase")))
    draft.columns["impedance_real"] = magnitude * np.cos(phase)
    draft.columns["impedance_imaginary"] = magnitude * np.sin(phase)
    used = [headings[polar[name][0]] for name in ("magnitude", "phase")]
    draft.skipped = [name for name in draft.skipped if name not in used]
    draft.taken += [f"{used[0]}, {used[1]} -> impedance real, impedance imaginary / ohm"]
    draft.assumptions.append(impedance_computed(used[0], used[1]))
    for place, name in enumerate(used):
        draft.flags += unreadable_cells(table, place - 2, name)


def choose_spectrum(
    headings: Sequence[str], draft: Draft
) -> tuple[dict[int, ColumnMeaning], dict[str, tuple[int, float]], list[int]]:
    """Return the columns to take, magnitude and phase if they are needed, and the positions to read, in that order."""
    meanings, polar = spectrum_columns(headings)
    chosen = choose_columns(headings, meanings, draft)
    return chosen, polar, [*chosen, *(polar[name][0] for name in ("magnitude", "phase") if polar)]


def flag_frequencies(draft: Draft) -> None:
    """Name frequencies that cannot be."""
    frequency = draft.columns["frequency"]
    wrong = int(np.count_nonzero(frequency <= 0.0))
    if wrong:
        draft.flag("FREQUENCIES_NOT_POSITIVE", "{count} frequencies are zero or negative", count=wrong)


def flag_count(draft: Draft, stated: int | None) -> None:
    """Name a stated number of rows that is not the number of rows."""
    rows = len(draft.columns["frequency"])
    if stated is None or stated == rows:
        return
    if rows < stated:
        template = "the file ends early or was shortened: it states {stated} points and holds {rows}"
        draft.flag("POINTS_LACKING", template, stated=stated, rows=rows)
    else:
        draft.flag("POINTS_ADDED", "the file states {stated} points but holds {rows}", stated=stated, rows=rows)
