"""When the current of a plating step came on: a Sand time counts from there, and is as uncertain as that moment."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf, sqrt

import numpy as np
import numpy.typing as npt

from fitting.electrocrystallization.record import FEWEST_POINTS, Record
from fitting.messages import FitError, Message

Array = npt.NDArray[np.float64]

_NEAR = 3.0  # sampling steps: a first time stamp no later than this is counted from current on
_GAPLESS = 2.0  # sampling steps, from the last row before


@dataclass(frozen=True)
class CurrentOn:
    """When a current came on.

    Parameters
    ----------
    moment : float
        s on the clock of the record.
    error : float
        Standard deviation of what is not known of it / s.
    rule : str
        ``given`` | ``clock`` zero of the clock, where the record begins | ``between`` the last row before and the first
        of the step | ``row`` the first of the step | ``contradicted`` given, though the record rests after it.
    """

    moment: float
    error: float
    rule: str

    @property
    def warnings(self) -> tuple[Message, ...]:
        """What is to be said where neither the clock nor a person says when."""
        numbers = {"moment": self.moment, "error": self.error}
        if self.rule == "between":
            text = (
                "The current came on between two rows: {moment:.4g} s on the clock of the file is taken, halfway, and "
                "the intervals hold the error of {error:.2g} s. Set current_on if it is known."
            )
        elif self.rule == "row":
            text = (
                "The file does not say when the current came on: {moment:.4g} s on its clock is taken, its first row, "
                "and the intervals hold an error of {error:.2g} s. Set current_on if it is known."
            )
        elif self.rule == "contradicted":
            text = (
                "The record goes on without this plating after {moment:.4g} s, the current_on that was given: check it."
            )
            return (Message("CURRENT_ON_CONTRADICTED", text, numbers, self.moment),)
        else:
            return ()
        return (Message("CURRENT_ON_UNCERTAIN", text, numbers, self.moment),)


def current_on(time: npt.ArrayLike, before: float | None = None) -> CurrentOn:
    """Return when the current of a plating step came on.

    Halfway between its first row and the last before, where they follow each other without a gap; else at zero of the
    clock, where the step begins within a few sampling steps of it; else with the first row.

    Parameters
    ----------
    time : (n,) array
        Of the rows of the step / s.
    before : float, optional
        Time of the last row before the step, on the same clock / s.
    """
    rows = np.asarray(time, dtype=np.float64).ravel()
    rows = np.unique(rows[np.isfinite(rows)])
    first = float(rows[0]) if rows.size else 0.0
    step = float(rows[1] - rows[0]) if rows.size > 1 else 0.0
    if before is not None and 0 <= first - before <= _GAPLESS * step * (1 + 1e-6):
        gap = first - before
        return CurrentOn(first - gap / 2, gap / sqrt(12), "between")
    own_clock = before is None or before > first
    if own_clock and 0 <= first <= _NEAR * step * (1 + 1e-6):
        return CurrentOn(0.0, 0.0, "clock")
    return CurrentOn(first, step / sqrt(3), "row")


def begun(
    record: Record, time: npt.ArrayLike, looked_up: bool, given: float | None, before: float | None
) -> tuple[Record, CurrentOn]:
    """Return a record that counts from when the current came on, and that moment.

    Parameters
    ----------
    record : Record
    time : (n,) array
        s on any clock: all rows the record was made of.
    looked_up : bool
        Whether the current was recorded; else the potential has told when it came on, if it was at rest before.
    given : float, optional
        When the current came on, on that clock / s.
    before : float, optional
        Time of the last row before those, likewise.

    Raises
    ------
    FitError
        ``CURRENT_ON_TOO_LATE`` where too few rows follow the moment that is given.
    """
    rows = np.asarray(time, dtype=np.float64).ravel()
    rows = rows[np.isfinite(rows)]
    zero = float(rows[0])
    if given is not None:
        last = zero + record.onset - record.onset_step if looked_up and record.onset > 0 else before
        on = CurrentOn(given, 0.0, "given" if last is None or given >= last - 1e-9 * abs(last) else "contradicted")
    elif record.onset > 0 and not looked_up:
        return record, CurrentOn(zero + record.onset, record.onset_step / sqrt(12), "potential")
    else:
        since = record.onset if record.onset > 0 else -inf
        on = current_on(rows[rows - zero >= since], zero + since - record.onset_step if since > 0 else before)
    onset = on.moment - zero
    kept = record.time >= onset
    if int(kept.sum()) < FEWEST_POINTS and given is not None:
        text = (
            "The clock of the file ends at {end:.4g} s: too few samples follow current_on, which is {moment:.4g} s. "
            "Give a moment on that clock."
        )
        raise FitError("CURRENT_ON_TOO_LATE", text, given, moment=given, end=float(rows.max()))
    record = replace(
        record, time=record.time[kept], potential=record.potential[kept], noise=record.noise[kept],
        onset=onset, onset_step=0.0,
    )  # fmt: skip
    return record, on
