"""A feature of a curve with its interval, and what follows from two of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from fitting.outcome import Estimate

TWO_SIDED = 1.959963984540054  # normal quantile of a 95 % interval


@dataclass(frozen=True)
class Feature:
    """One feature: value, standard error, interval, method and rule; times in s from the first sample."""

    value: float
    error: float
    interval: tuple[float, float]
    method: str
    rule: str

    def estimate(self, unit: str) -> Estimate:
        """Return it as a result."""
        low, high = min(self.interval[0], self.value), max(self.interval[1], self.value)
        if not np.isfinite([self.error, low, high]).all():
            return Estimate(self.value, unit, rule=self.rule)
        return Estimate(self.value, unit, self.error, (low, high), 0.95, self.method, self.rule)

    def shifted(self, by: float) -> Feature:
        """Return it relative to another zero."""
        low, high = self.interval
        return replace(self, value=self.value + by, interval=(low + by, high + by))


def feature(value: float, error: float, method: str, rule: str) -> Feature:
    """Return a feature with a symmetric interval of 95 %."""
    half = TWO_SIDED * error
    return Feature(value, error, (value - half, value + half), method, rule)


def spanning(value: float, low: float, high: float, method: str, rule: str) -> Feature:
    """Return a feature with a given interval; its standard error follows from the width."""
    low, high = min(low, value), max(high, value)
    return Feature(value, (high - low) / (2 * TWO_SIDED), (low, high), method, rule)


def difference(left: Feature, right: Feature, rule: str) -> Feature:
    """Return left - right of two independent features."""
    value = left.value - right.value
    down = np.hypot(left.value - left.interval[0], right.interval[1] - right.value)
    up = np.hypot(left.interval[1] - left.value, right.value - right.interval[0])
    error = float(np.hypot(left.error, right.error))
    return Feature(value, error, (value - float(down), value + float(up)), dominant(left, right), rule)


def dominant(left: Feature, right: Feature) -> str:
    """Return the method of the feature that makes the interval, ``propagation`` where both of two kinds do."""
    if left.method == right.method:
        return left.method
    larger, smaller = (left, right) if left.error >= right.error else (right, left)
    return larger.method if smaller.error < 0.3 * larger.error else "propagation"
