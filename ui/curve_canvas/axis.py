"""One axis on the screen: from values to pixels and back, and where its ticks are."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import overload

import numpy as np

from fitting.extremes import positive_reach, reach
from ui.curve_canvas.scene import Array

Limits = tuple[float, float]

SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
NARROWEST = 1e-9  # of the size of the numbers: beyond it doubles run out
WIDEST = 1e18
FARTHEST = 300.0  # decades that a double has


@dataclass(frozen=True)
class Axis:
    """Values from lower to upper on pixels from start to end (start > end for a y axis)."""

    lower: float
    upper: float
    scale: str
    start: float
    end: float

    @overload
    def position(self, value: float) -> float: ...
    @overload
    def position(self, value: Array) -> Array: ...
    def position(self, value: float | Array) -> float | Array:
        """Pixel of a value. On a log axis a value that is not positive has none (NaN or −∞)."""
        low, high = self._ends()
        slope = (self.end - self.start) / (high - low)
        if self.scale != "log":
            return self.start + (value - low) * slope
        if isinstance(value, np.ndarray):
            with np.errstate(divide="ignore", invalid="ignore"):
                return self.start + (np.log10(value) - low) * slope
        return self.start + (math.log10(value) - low) * slope if value > 0 else math.nan

    def pinned(self, value: float) -> float:
        """Pixel of a value; what a log axis cannot show sits at its start."""
        return self.start if self.scale == "log" and value <= 0 else self.position(value)

    def value(self, pixel: float) -> float:
        """Value at a pixel."""
        low, high = self._ends()
        place = low + (pixel - self.start) / (self.end - self.start) * (high - low)
        return float(10.0 ** min(max(place, -FARTHEST), FARTHEST)) if self.scale == "log" else place

    def values(self, pixels: Array) -> Array:
        """Values at many pixels."""
        low, high = self._ends()
        places = low + (pixels - self.start) / (self.end - self.start) * (high - low)
        return np.power(10.0, np.clip(places, -FARTHEST, FARTHEST)) if self.scale == "log" else places

    def zoomed(self, pixel: float, factor: float) -> Limits:
        """Limits that are `factor` times as far apart, with the value at `pixel` kept in place."""
        ends = [self.value(pixel + (end - pixel) * factor) for end in (self.start, self.end)]
        return self._sound(ends[0], ends[1])

    def moved(self, pixels: float) -> Limits:
        """Limits after the picture was pushed by some pixels."""
        return self._sound(self.value(self.start - pixels), self.value(self.end - pixels))

    def with_limits(self, limits: Limits) -> Axis:
        """The same axis over other limits."""
        return replace(self, lower=limits[0], upper=limits[1])

    def _ends(self) -> Limits:
        return (math.log10(self.lower), math.log10(self.upper)) if self.scale == "log" else (self.lower, self.upper)

    def _sound(self, lower: float, upper: float) -> Limits:
        """New limits, or the present ones where the new are beyond what numbers can carry."""
        size = max(abs(lower), abs(upper))
        if not (math.isfinite(size) and size < WIDEST and upper - lower > NARROWEST * size):
            return self.lower, self.upper
        if self.scale == "log" and not (lower > 1 / WIDEST and upper > lower):
            return self.lower, self.upper
        return lower, upper


def data_limits(arrays: Iterable[Array], scale: str, margin: float) -> Limits:
    """Limits that show all finite values (all positive ones on a log axis) with a margin on both sides."""
    low, high = math.inf, -math.inf
    for values in arrays:
        ends = positive_reach(values) if scale == "log" else reach(values)
        if not math.isnan(ends[0]):
            low, high = min(low, ends[0]), max(high, ends[1])
    if not high >= low:
        return (0.1, 10.0) if scale == "log" else (0.0, 1.0)
    if scale == "log":
        spread = math.log10(high / low) or 1.0
        return low * 10 ** (-margin * spread), high * 10 ** (margin * spread)
    spread = high - low
    if spread <= 2 * NARROWEST * max(abs(low), abs(high)):
        spread = abs(high) or 1.0
    return low - margin * spread, high + margin * spread


@dataclass(frozen=True)
class Tick:
    """A tick; a minor one has no label."""

    value: float
    label: str


@lru_cache(maxsize=64)
def ticks(axis: Axis, spacing: float) -> list[Tick]:
    """Ticks inside the limits, about `spacing` pixels apart, at 1, 2 or 5 times a power of ten, as in the figures."""
    count = max(2, int(abs(axis.end - axis.start) / spacing))
    decades = math.log10(axis.upper / axis.lower) if axis.scale == "log" else 0.0
    found = _log_ticks(axis, count) if decades >= 1 else _linear_ticks(axis, count)
    return [tick for tick in found if axis.lower <= tick.value <= axis.upper]


def _linear_ticks(axis: Axis, count: int) -> list[Tick]:
    values = _round_values(axis.lower, axis.upper, count)
    step = values[1] - values[0] if len(values) > 1 else 1.0
    largest = max((abs(value) for value in values if axis.lower <= value <= axis.upper), default=0.0)
    if largest >= 1e6 or 0 < largest < 1e-4:
        power = math.floor(math.log10(largest))
        digits = _decimals(step / 10.0**power)
        return [Tick(value, _scientific(value, power, digits)) for value in values]
    digits = _decimals(step)
    return [Tick(value, _signed(f"{value:.{digits}f}")) for value in values]


def _round_values(lower: float, upper: float, count: int) -> list[float]:
    """The finest round values with at most `count` steps over the limits, one beyond either; coarser ones tell two.

    matplotlib's own would be the same, and would be imported before the first curve is on the screen.
    """
    least = (upper - lower) / count
    if not 0.0 < least < math.inf:
        return [lower]
    power = math.floor(math.log10(least))
    steps = [(digit, each) for each in (power - 1, power, power + 1) for digit in (1, 2, 5)]
    fits = next(place for place, (digit, each) in enumerate(steps) if _times(digit, each) >= least)
    values = [lower]
    for digit, each in steps[fits::-1]:
        step = _times(digit, each)
        first, last = math.floor(lower / step), math.ceil(upper / step)
        values = [_times(digit * number, each) for number in range(first, last + 1)]
        if sum(lower <= value <= upper for value in values) >= 2:
            break
    return values


def _times(number: int, power: int) -> float:
    return number * 10.0**power if power >= 0 else number / 10.0**-power


def _log_ticks(axis: Axis, count: int) -> list[Tick]:
    first, last = math.floor(math.log10(axis.lower)), math.ceil(math.log10(axis.upper))
    stride = max(1, math.ceil((last - first) / count))
    room = (last - first) * 3 <= count
    found = []
    for power in range(first, last + 1):
        for digit in range(1, 10) if stride == 1 else (1,):
            shown = (digit == 1 and power % stride == 0) or (room and digit in (2, 5))
            found.append(Tick(digit * 10.0**power, _decade(digit, power) if shown else ""))
    return found


def _decade(digit: int, power: int) -> str:
    if -4 <= power <= 4:
        return f"{digit * 10.0**power:.{max(0, -power)}f}"
    return ("" if digit == 1 else f"{digit}×") + "10" + str(power).translate(SUPERSCRIPTS)


def _scientific(value: float, power: int, digits: int) -> str:
    if value == 0:
        return "0"
    return _signed(f"{value / 10.0**power:.{digits}f}") + "×10" + str(power).translate(SUPERSCRIPTS)


def _decimals(step: float) -> int:
    return max(0, -math.floor(math.log10(step) + 1e-6)) if step > 0 else 0


def _signed(text: str) -> str:
    """A real minus sign, and no minus before a zero."""
    if text.startswith("-") and not text.strip("-0."):
        text = text[1:]
    return text.replace("-", "−")
