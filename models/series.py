"""The curve behind a result, as every picture of it shows it: time from the start of the segment."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from models.result import Result

Array = npt.NDArray[np.float64]

EARLY = 0.02  # a spike within this share of the record cannot be seen on a linear axis


def time_series(result: Result, column: str = "potential") -> tuple[Array, Array]:
    """Return the time in s from the start of the segment, and a column in SI; NaN where the file has none."""
    columns = result.curve.segment_columns(result.segment)
    length = max((len(values) for values in columns.values()), default=0)
    missing = np.full(length, np.nan)
    time = columns.get("time", missing)
    finite = time[np.isfinite(time)]
    return (time - finite[0] if len(finite) else time), columns.get(column, missing)


def suggested_scale(result: Result) -> str:
    """Return the time axis that shows what the analysis found: ``log`` where the spike is early, else ``linear``."""
    spike = result.outcome.quantities.get("spike_time")
    time, _ = time_series(result)
    positive = time[np.isfinite(time) & (time > 0)]
    if spike is None or spike.value is None or len(positive) == 0:
        return "linear"
    return "log" if 0 < spike.value < EARLY * float(positive.max()) else "linear"
