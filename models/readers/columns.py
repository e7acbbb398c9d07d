"""Which heading means which quantity: EC-Lab's names, and the plain headings of the contract."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from fitting.units import UnknownUnit, canonical_unit, si_factor, si_unit
from models.curve import COLUMN_UNITS
from models.readers.heading_reference import EQUILIBRIUM, OVERPOTENTIALS, parted_reference
from models.readers.heading_words import OTHER_WORDS
from models.readers.refusals import missing_unit, unknown_unit, wrong_unit


@dataclass(frozen=True)
class ColumnMeaning:
    """A column of a file as a column of a curve: SI value = number * factor + offset."""

    quantity: str
    factor: float = 1.0
    offset: float = 0.0
    rank: int = 0  # of two columns with one quantity, the lower rank is taken


_ECLAB: dict[str, ColumnMeaning] = {
    "time/s": ColumnMeaning("time"),
    "Ewe/V": ColumnMeaning("potential"),
    "<Ewe>/V": ColumnMeaning("potential", rank=1),
    "<Ewe/V>": ColumnMeaning("potential", rank=1),
    "Ewe/mV": ColumnMeaning("potential", 1e-3),
    "Ecell/V": ColumnMeaning("potential", rank=2),
    "<Ecell>/V": ColumnMeaning("potential", rank=3),
    "Ewe-Ece/V": ColumnMeaning("potential", rank=9),
    "Ece/V": ColumnMeaning("counter_potential"),
    "<Ece>/V": ColumnMeaning("counter_potential", rank=1),
    "I/mA": ColumnMeaning("current", 1e-3),
    "<I>/mA": ColumnMeaning("current", 1e-3, rank=1),
    "<I/mA>": ColumnMeaning("current", 1e-3, rank=1),
    "I/A": ColumnMeaning("current"),
    "<I>/A": ColumnMeaning("current", rank=1),
    "I/µA": ColumnMeaning("current", 1e-6),
    "<I>/µA": ColumnMeaning("current", 1e-6, rank=1),
    "(Q-Qo)/C": ColumnMeaning("charge"),
    "(Q-Qo)/mA.h": ColumnMeaning("charge", 3.6, rank=1),
    "Q charge/discharge/mA.h": ColumnMeaning("capacity", 3.6),
    "Capacity/mA.h": ColumnMeaning("capacity", 3.6, rank=1),
    "Q charge/mA.h": ColumnMeaning("charge_capacity", 3.6),
    "Q discharge/mA.h": ColumnMeaning("discharge_capacity", 3.6),
    "cycle number": ColumnMeaning("cycle"),
    "freq/Hz": ColumnMeaning("frequency"),
    "Re(Z)/Ohm": ColumnMeaning("impedance_real"),
    "-Im(Z)/Ohm": ColumnMeaning("impedance_imaginary", -1.0),
    "Im(Z)/Ohm": ColumnMeaning("impedance_imaginary"),
}

# Words a plain heading may use. "charge capacity" before "charge".
_PLAIN: dict[str, str] = {
    "time": "time", "elapsed time": "time", "test time": "time", "时间": "time",
    "potential": "potential", "voltage": "potential", "cell voltage": "potential", "ewe": "potential",
    "e we": "potential", "<ewe>": "potential", "ecell": "potential", "e cell": "potential", "<i>": "current",
    "电压": "potential", "电位": "potential", "电势": "potential",
    "working electrode": "potential", "we potential": "potential", "working potential": "potential",
    "counter potential": "counter_potential",
    "current": "current", "电流": "current",
    "current density": "current_density", "电流密度": "current_density",
    "charge": "charge", "电量": "charge",
    "capacity": "capacity", "容量": "capacity",
    "charge capacity": "charge_capacity", "充电容量": "charge_capacity",
    "discharge capacity": "discharge_capacity", "放电容量": "discharge_capacity",
    "cycle": "cycle", "cycle number": "cycle", "循环": "cycle", "循环号": "cycle",
    "frequency": "frequency", "freq": "frequency", "频率": "frequency",
    "impedance real": "impedance_real", "re(z)": "impedance_real", "z'": "impedance_real",
    "impedance imaginary": "impedance_imaginary", "im(z)": "impedance_imaginary", "z''": "impedance_imaginary",
    "rest time": "rest_time",
    **OTHER_WORDS, **dict.fromkeys(OVERPOTENTIALS, "potential"),
}  # fmt: skip
_BEHIND_POTENTIAL = 5  # rank of an overpotential: where there is a potential too, that is taken

_SYMBOLS = {"t": "time", "E": "potential", "U": "potential", "V": "potential", "I": "current", "i": "current"}
_SYMBOLS |= {"j": "current_density", "Q": "charge", "f": "frequency"}

_HEADING = re.compile(
    r"^\s*(?P<name>.+?)\s*(?:/\s*(?P<slash>[^/()\[\]]*(?:/[^/()\[\]]*)?)|\((?P<round>[^()]*)\)|（(?P<wide>[^（）]*)）"
    r"|\[(?P<square>[^\[\]]*)\]|\s+in\s+(?P<word>[^\s()\[\]]+))\s*$"
)


def eclab_column(name: str) -> ColumnMeaning | None:
    """Return what a column of EC-Lab or BT-Lab means, or None where we have no use for it."""
    return _ECLAB.get(name.replace("μ", "µ").replace("�", "µ").strip())


def split_heading(heading: str) -> tuple[str, str | None]:
    """Split ``current density / mA cm⁻²``, ``current (mA)``, ``current[mA]``, ``I in mA`` into quantity and unit text.

    A reference electrode, ``E / V vs. Li/Li⁺``, is part of neither: `heading_reference` names it.
    """
    heading, _ = parted_reference(heading)
    if heading.strip().lower() in _PLAIN or heading.strip() in _SYMBOLS:
        return heading.strip(), None
    match = _HEADING.match(heading)
    if not match:
        return heading.strip(), None
    units = (match["slash"], match["round"], match["wide"], match["square"], match["word"])
    return match["name"].strip(), next((unit.strip() for unit in units if unit is not None), "")


def plain_quantity(heading: str) -> str | None:
    """Return the quantity that a plain heading names, or None."""
    name, _ = split_heading(heading)
    words = re.sub(r"[\s_]+", " ", name).strip()
    return _PLAIN.get(words.lower()) or _SYMBOLS.get(words)


def heading_reference(heading: str) -> str:
    """Return what a heading says its potential is against: ``Li/Li⁺``, ``equilibrium`` of an overpotential, or ""."""
    words = re.sub(r"[\s_]+", " ", split_heading(heading)[0]).strip().lower()
    return parted_reference(heading)[1] or (EQUILIBRIUM if words in OVERPOTENTIALS else "")


def plain_column(heading: str) -> ColumnMeaning | None:
    """Return what a plain heading means, or None where it names no quantity that we know.

    Raises
    ------
    ReadError
        ``MISSING_UNIT``, ``UNKNOWN_UNIT`` or ``WRONG_UNIT``, naming the column: a unit is never guessed.
    """
    quantity = plain_quantity(heading)
    if quantity is None:
        return None
    _, unit = split_heading(heading)
    if quantity == "cycle" and unit in (None, "", "1", "-"):
        return ColumnMeaning("cycle")
    if quantity == "current" and _is_density(unit or ""):
        quantity = "current_density"
    meaning = in_unit(quantity, heading, unit)
    is_over = quantity == "potential" and heading_reference(heading) == EQUILIBRIUM
    return replace(meaning, rank=_BEHIND_POTENTIAL) if is_over else meaning


def twin_of(meaning: ColumnMeaning, taken: Mapping[int, ColumnMeaning]) -> int | None:
    """Return the place of a column that means the same and goes neither before nor behind this one."""
    same = (meaning.quantity, meaning.rank)
    return next((place for place, other in taken.items() if (other.quantity, other.rank) == same), None)


def in_unit(quantity: str, heading: str, unit: str | None) -> ColumnMeaning:
    """Return what a column of that quantity means with its unit.

    Raises
    ------
    ReadError
        ``MISSING_UNIT``, ``UNKNOWN_UNIT`` or ``WRONG_UNIT``.
    """
    if not unit:
        raise missing_unit(heading, quantity)
    try:
        found = si_unit(canonical_unit(unit))
    except UnknownUnit:
        raise unknown_unit(heading, quantity, unit) from None
    if found != COLUMN_UNITS[quantity]:
        raise wrong_unit(heading, quantity, unit, COLUMN_UNITS[quantity])
    factor, offset = si_factor(unit)
    return ColumnMeaning(quantity, factor, offset)


def _is_density(unit: str) -> bool:
    try:
        return si_unit(canonical_unit(unit)) == COLUMN_UNITS["current_density"]
    except UnknownUnit:
        return False
