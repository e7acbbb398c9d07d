"""What a drag needs from a long record, made once: a few thousand bins, and where the last fit was.

Keyed by the memory of read-only arrays and let go with them, so that a caller need not know of it.
"""

from __future__ import annotations

import weakref
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from fitting.electrocrystallization.record import FEWEST_POINTS, Record, plating_record
from fitting.electrocrystallization.smoothing import binned

Array = npt.NDArray[np.float64]
Key = tuple[object, ...]

_BINS = 3000
_KEPT = 4  # segments


@dataclass(eq=False)
class Prepared:
    """A whole record in bins, the parameters of the last fit to it, and the last live answer before any mark."""

    record: Record
    start: Array | None = None
    answer: tuple[Key, Any] | None = None
    owners: tuple[weakref.ref[object], ...] = field(default=())


_prepared: dict[Key, Prepared] = {}


def prepared_record(time: npt.ArrayLike, potential: npt.ArrayLike, current: npt.ArrayLike) -> Prepared:
    """Return the whole record in bins; the same object again for the same read-only arrays.

    Raises
    ------
    FitError
        As `plating_record`.
    """
    key, owners = _identity(time, potential, current)
    known = _prepared.get(key) if key else None
    if known is not None and all(one() is not None for one in known.owners):
        return known
    return _kept(Prepared(_in_bins(plating_record(time, potential, current)), owners=owners), key)


def remembered(
    time: npt.ArrayLike, potential: npt.ArrayLike, current: npt.ArrayLike, record: Record
) -> Prepared | None:
    """Return the bins of a whole record that was just made, kept for the next drag; None for arrays that may change."""
    key, owners = _identity(time, potential, current)
    return _kept(Prepared(_in_bins(record), owners=owners), key) if key else None


def _kept(made: Prepared, key: Key) -> Prepared:
    if key:
        for old in list(_prepared):
            if len(_prepared) >= _KEPT or any(one() is None for one in _prepared[old].owners):
                _prepared.pop(old, None)
        _prepared[key] = made
    return made


def windowed(record: Record, window: tuple[float | None, float | None]) -> Record | None:
    """Return the part of a record in a window; None where too few bins are left."""
    low, high = (-np.inf if window[0] is None else window[0]), (np.inf if window[1] is None else window[1])
    first, last = np.searchsorted(record.time, low), np.searchsorted(record.time, high, side="right")
    if last - first < 3 * FEWEST_POINTS:
        return None
    kept = slice(int(first), int(last))
    time = record.time[kept]
    before = float(record.potential[0]) if first > 0 and record.before is None else record.before
    return replace(
        record, time=time, potential=record.potential[kept], noise=record.noise[kept], end=float(time[-1]),
        before=before,
    )  # fmt: skip


def _in_bins(record: Record) -> Record:
    time, potential, noise = binned(record, _BINS)
    return replace(record, time=time, potential=potential, noise=noise)


def _identity(*columns: npt.ArrayLike) -> tuple[Key, tuple[weakref.ref[object], ...]]:
    """Return where the arrays lie in memory and who owns it; nothing where they may change."""
    key: list[object] = []
    owners: list[weakref.ref[object]] = []
    for column in columns:
        if np.ndim(column) == 0:
            key.append(float(np.asarray(column)))
            continue
        if not isinstance(column, np.ndarray) or column.flags.writeable:
            return (), ()
        owner = column
        while isinstance(owner.base, np.ndarray):
            owner = owner.base
        key += [column.__array_interface__["data"][0], column.shape, column.strides, column.dtype.str]
        owners.append(weakref.ref(owner))
    return tuple(key), tuple(owners)
