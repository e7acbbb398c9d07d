"""Numbers as people read them: rounded to their error, in the display unit, with a real minus sign."""

from __future__ import annotations

import math
import re

from fitting.outcome import Estimate
from fitting.quantity import Quantity

_RAISED = str.maketrans("-0123456789.", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹·")


def unit_text(unit: str) -> str:
    """The unit as it is printed: ``mA/cm^2`` is shown as ``mA cm⁻²``, a pure number has none."""
    if unit == "1":
        return ""
    text = re.sub(r"\bu(?=[A-Za-z])", "µ", unit).replace("ohm", "Ω").replace("degC", "°C")
    numerator, *denominators = re.sub(r"\bdeg\b", "°", text).split("/")
    words = [numerator.strip()] if numerator.strip() != "1" else []
    for word in (each for part in denominators for each in part.strip(" ()").split()):
        symbol, _, power = word.partition("^")
        words.append(f"{symbol}^-{power or 1}")
    return re.sub(r"\^(-?\d+(?:\.\d+)?)", lambda match: match[1].translate(_RAISED), " ".join(words))


def number_text(value: float, digits: int = 4) -> str:
    """A number with so many significant digits, and a real minus sign."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    return f"{value:.{digits}g}".replace("-", "−")


def printed_number(value: float, digits: int = 4) -> str:
    """A number for reading only: ``3.15 × 10⁻⁶`` where `number_text` writes what can be typed, ``3.15e−06``."""
    mantissa, e, exponent = number_text(value, digits).replace("−", "-").partition("e")
    power = f" × 10{str(int(exponent)).translate(_RAISED)}" if e else ""
    return mantissa.replace("-", "−") + power


def value_text(estimate: Estimate, quantity: Quantity, with_error: bool = True) -> str:
    """The value in the display unit, rounded to two digits of its standard error: ``−176.3 ± 1.2``."""
    quantity = quantity.in_unit(estimate.unit)
    if estimate.value is None:
        return _bound_text(estimate, quantity)
    value = quantity.to_display(estimate.value)
    error = _display_width(estimate.standard_error, quantity)
    if error is None or error == 0 or not math.isfinite(error):
        return number_text(value)
    text = _rounded_to_error(value, error)
    return text if with_error else re.sub(r"\(?(−?[\d.]+) ± [\d.]+\)?", r"\1", text)


def interval_text(estimate: Estimate, quantity: Quantity) -> str:
    """The confidence interval in the display unit."""
    if estimate.interval is None:
        return ""
    quantity = quantity.in_unit(estimate.unit)
    low, high = (quantity.to_display(end) for end in estimate.interval)
    width, size = abs(high - low), max(abs(low), abs(high))
    if math.isfinite(size) and width > 0 and _needs_power(size):
        power = math.floor(math.log10(size))
        return _times_power(f"({_plain_interval(*(end / 10.0**power for end in (low, high)))})", power)
    return _plain_interval(low, high)


def _plain_interval(low: float, high: float) -> str:
    width = abs(high - low)
    places = _places(width / 4) if width > 0 and math.isfinite(width) else None
    ends = [number_text(end) if places is None else f"{end:.{places}f}".replace("-", "−") for end in (low, high)]
    return f"{ends[0]} … {ends[1]}"


def _bound_text(estimate: Estimate, quantity: Quantity) -> str:
    if estimate.bound is None:
        return "—"
    side, value = estimate.bound
    return f"{'>' if side == 'above' else '<'} {number_text(quantity.to_display(value))}"


def _display_width(width: float | None, quantity: Quantity) -> float | None:
    if width is None:
        return None
    return abs(quantity.to_display(width) - quantity.to_display(0.0))


def _places(error: float) -> int:
    """Decimal places that show two digits of an error."""
    return min(12, max(0, 1 - math.floor(math.log10(error))))


def _needs_power(size: float) -> bool:
    """Whether a number is written with a power of ten."""
    return size >= 1e6 or 0 < size < 1e-4


def _times_power(text: str, exponent: int) -> str:
    return f"{text} × 10{str(exponent).translate(_RAISED)}"


def _rounded_to_error(value: float, error: float) -> str:
    if _needs_power(max(abs(value), error)):
        exponent = math.floor(math.log10(max(abs(value), error)))
        mantissa = _rounded_to_error(value / 10.0**exponent, error / 10.0**exponent)
        return _times_power(mantissa if "±" not in mantissa else f"({mantissa})", exponent)
    places = _places(error)
    return f"{value:.{places}f} ± {error:.{places}f}".replace("-", "−")
