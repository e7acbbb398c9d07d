"""How far the numbers of a long array reach, looked for once per array, and where their middle is."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fitting.remembered import Memory

Array = npt.NDArray[np.float64]
Reach = tuple[float, float]

_REACHES, _POSITIVE = Memory[Reach](256), Memory[Reach](256)


def reach(values: Array) -> Reach:
    """Return the lowest and the highest finite number, NaN where there is none; at once for a known read-only array."""
    return _REACHES.of(lambda: _reach(values), values)


def positive_reach(values: Array) -> Reach:
    """Return the lowest and the highest finite number above zero, NaN where there is none."""
    low, _ = reach(values)
    return reach(values) if low > 0 else _POSITIVE.of(lambda: _reach(values[values > 0]), values)


def _reach(values: Array) -> Reach:
    if values.size == 0:
        return np.nan, np.nan
    low, high = float(np.min(values)), float(np.max(values))
    if np.isfinite(low) and np.isfinite(high):
        return low, high
    finite = values[np.isfinite(values)]
    return (float(finite.min()), float(finite.max())) if finite.size else (np.nan, np.nan)


def middle(values: Array) -> float:
    """The median, NaN of nothing and where a value is; numpy's own imports all its masked arrays when first asked."""
    if not len(values) or np.isnan(values).any():
        return float("nan")
    half = len(values) // 2
    if len(values) % 2:
        return float(np.partition(values, half)[half])
    low, high = np.partition(values, (half - 1, half))[half - 1 : half + 1]
    return float((low + high) / 2.0)
