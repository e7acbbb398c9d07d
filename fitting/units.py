"""The units of electrochemistry and their SI factors; unit texts as people and instruments write them."""

from __future__ import annotations

import re
from functools import cache

# canonical text -> (SI unit, factor, offset): SI value = number * factor + offset
_UNITS: dict[str, tuple[str, float, float]] = {
    "1": ("1", 1.0, 0.0),
    "%": ("1", 1e-2, 0.0),
    "s": ("s", 1.0, 0.0),
    "ms": ("s", 1e-3, 0.0),
    "us": ("s", 1e-6, 0.0),
    "min": ("s", 60.0, 0.0),
    "h": ("s", 3600.0, 0.0),
    "d": ("s", 86400.0, 0.0),
    "V": ("V", 1.0, 0.0),
    "mV": ("V", 1e-3, 0.0),
    "uV": ("V", 1e-6, 0.0),
    "V/s": ("V/s", 1.0, 0.0),
    "mV/s": ("V/s", 1e-3, 0.0),
    "A": ("A", 1.0, 0.0),
    "mA": ("A", 1e-3, 0.0),
    "uA": ("A", 1e-6, 0.0),
    "nA": ("A", 1e-9, 0.0),
    "pA": ("A", 1e-12, 0.0),
    "A/m^2": ("A/m^2", 1.0, 0.0),
    "A/cm^2": ("A/m^2", 1e4, 0.0),
    "mA/cm^2": ("A/m^2", 10.0, 0.0),
    "uA/cm^2": ("A/m^2", 1e-2, 0.0),
    "A s^0.5": ("A s^0.5", 1.0, 0.0),
    "uA s^0.5": ("A s^0.5", 1e-6, 0.0),
    "C": ("C", 1.0, 0.0),
    "mC": ("C", 1e-3, 0.0),
    "uC": ("C", 1e-6, 0.0),
    "Ah": ("C", 3600.0, 0.0),
    "mAh": ("C", 3.6, 0.0),
    "uAh": ("C", 3.6e-3, 0.0),
    "C/m^2": ("C/m^2", 1.0, 0.0),
    "C/cm^2": ("C/m^2", 1e4, 0.0),
    "mAh/cm^2": ("C/m^2", 3.6e4, 0.0),
    "m": ("m", 1.0, 0.0),
    "cm": ("m", 1e-2, 0.0),
    "mm": ("m", 1e-3, 0.0),
    "um": ("m", 1e-6, 0.0),
    "nm": ("m", 1e-9, 0.0),
    "m^2": ("m^2", 1.0, 0.0),
    "cm^2": ("m^2", 1e-4, 0.0),
    "mm^2": ("m^2", 1e-6, 0.0),
    "um^2": ("m^2", 1e-12, 0.0),
    "m^2/s": ("m^2/s", 1.0, 0.0),
    "cm^2/s": ("m^2/s", 1e-4, 0.0),
    "m/s": ("m/s", 1.0, 0.0),
    "cm/s": ("m/s", 1e-2, 0.0),
    "nm/h": ("m/s", 1e-9 / 3600.0, 0.0),
    "1/s": ("1/s", 1.0, 0.0),
    "1/m^2": ("1/m^2", 1.0, 0.0),
    "1/cm^2": ("1/m^2", 1e4, 0.0),
    "1/(m^2 s)": ("1/(m^2 s)", 1.0, 0.0),
    "1/(cm^2 s)": ("1/(m^2 s)", 1e4, 0.0),
    "mol/m^3": ("mol/m^3", 1.0, 0.0),
    "mol/L": ("mol/m^3", 1e3, 0.0),
    "M": ("mol/m^3", 1e3, 0.0),
    "mmol/L": ("mol/m^3", 1.0, 0.0),
    "ohm": ("ohm", 1.0, 0.0),
    "mohm": ("ohm", 1e-3, 0.0),
    "kohm": ("ohm", 1e3, 0.0),
    "Mohm": ("ohm", 1e6, 0.0),
    "ohm m^2": ("ohm m^2", 1.0, 0.0),
    "ohm cm^2": ("ohm m^2", 1e-4, 0.0),
    "Hz": ("Hz", 1.0, 0.0),
    "kHz": ("Hz", 1e3, 0.0),
    "mHz": ("Hz", 1e-3, 0.0),
    "K": ("K", 1.0, 0.0),
    "degC": ("K", 1.0, 273.15),
    "J/m^2": ("J/m^2", 1.0, 0.0),
    "W": ("W", 1.0, 0.0),
    "mW": ("W", 1e-3, 0.0),
    "Wh": ("J", 3600.0, 0.0),
    "J": ("J", 1.0, 0.0),
    "F": ("F", 1.0, 0.0),
    "uF": ("F", 1e-6, 0.0),
    "eV": ("eV", 1.0, 0.0),
    "1/eV": ("1/eV", 1.0, 0.0),
    "kJ/mol": ("eV", 1.0 / 96.48533212331, 0.0),
    "deg": ("deg", 1.0, 0.0),
    "A s^0.5/m^2": ("A s^0.5/m^2", 1.0, 0.0),
    "mA s^0.5/cm^2": ("A s^0.5/m^2", 10.0, 0.0),
    "F/m^2": ("F/m^2", 1.0, 0.0),
    "uF/cm^2": ("F/m^2", 1e-2, 0.0),
}

_SPELLINGS = {
    "sec": "s", "secs": "s", "second": "s", "seconds": "s", "hr": "h", "hour": "h", "hours": "h", "minutes": "min",
    "volt": "V", "volts": "V", "amp": "A", "amps": "A", "a.h": "Ah", "ma.h": "mAh", "w.h": "Wh",
    "ohms": "ohm", "°c": "degC", "celsius": "degC", "": "1", "-": "1", "mol/l": "mol/L", "cm2/s": "cm^2/s",
}  # fmt: skip


class UnknownUnit(ValueError):
    """The text is not a unit of this table."""


@cache
def canonical_unit(text: str) -> str:
    """Return the table's spelling of a unit, for example ``mA cm⁻²`` -> ``mA/cm^2``.

    Raises
    ------
    UnknownUnit
        If the table has no such unit.
    """
    unit = text.strip().replace("µ", "u").replace("μ", "u").replace("Ω", "ohm").replace("Ω", "ohm")
    unit = unit.replace("²", "^2").replace("³", "^3").replace("⁻¹", "^-1").replace("⁻^2", "^-2").replace("⁻^3", "^-3")
    unit = unit.replace("·", " ").replace("**", "^")
    unit = re.sub(r"[ .]*([A-Za-z]+)\^?-([123])$", lambda m: f"/{m[1]}" + ("" if m[2] == "1" else f"^{m[2]}"), unit)
    unit = re.sub(r"(?<=[A-Za-z])([23])(?=$|[/ ])", r"^\1", unit)
    unit = re.sub(r"\s*/\s*", "/", unit)
    for candidate in (unit, _SPELLINGS.get(unit.lower(), ""), unit.replace("Ohm", "ohm"), unit.replace(".", "")):
        if candidate in _UNITS:
            return candidate
    raise UnknownUnit(text)


def si_unit(unit: str) -> str:
    """Return the SI unit of a unit text."""
    return _UNITS[canonical_unit(unit)][0]


def si_factor(unit: str) -> tuple[float, float]:
    """Return (factor, offset): SI value = number * factor + offset."""
    _, factor, offset = _UNITS[canonical_unit(unit)]
    return factor, offset


def to_si(number: float, unit: str) -> float:
    """Convert a number with a unit to SI."""
    factor, offset = si_factor(unit)
    return number * factor + offset


def from_si(number: float, unit: str) -> float:
    """Convert an SI number to a unit."""
    factor, offset = si_factor(unit)
    return (number - offset) / factor
