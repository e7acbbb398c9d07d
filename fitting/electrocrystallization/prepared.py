"""What a drag needs from a long record, made once: a few thousand bins, and where the last fit was."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from fitting.electrocrystallization.record import FEWEST_POINTS, Record, plating_record
from fitting.electrocrystallization.smoothing import binned
from fitting.remembered import Key, Memory, identity

Array = npt.NDArray[np.float64]

_BINS = 3000
_KEPT = 4  # segments


@dataclass(eq=False)
class Prepared:
    """A whole record in bins, the parameters of the last fit to it, and the last live answer before any mark."""

    record: Record
    start: Array | None = None
    answer: tuple[Key, Any] | None = None


_PREPARED = Memory[Prepared](_KEPT)


def prepared_record(time: npt.ArrayLike, potential: npt.ArrayLike, current: npt.ArrayLike) -> Prepared:
    """Return the whole record in bins; the same object again for the same read-only arrays.

    Raises
    ------
    FitError
        As `plating_record`.
    """
    columns = time, potential, current
    return _PREPARED.of(lambda: Prepared(_in_bins(plating_record(*columns))), *columns)


def remembered(
    time: npt.ArrayLike, potential: npt.ArrayLike, current: npt.ArrayLike, record: Record
) -> Prepared | None:
    """Return the bins of a whole record that was just made, kept for the next drag; None for arrays that may change."""
    key, owners = identity(time, potential, current)
    return _PREPARED.keep(Prepared(_in_bins(record)), key, owners) if key else None


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
