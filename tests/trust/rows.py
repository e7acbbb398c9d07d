"""What a row of `make trust` is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One promise, put to the test many times.

    Parameters
    ----------
    name, unit : str
    goal : float
        The most that the value may be.
    count : int
        How many trials, images, flips ... unless another number is asked for.
    measure : callable
        ``measure(count)`` gives the value; raises `Missing` where this machine cannot.
    """

    name: str
    unit: str
    goal: float
    count: int
    measure: Callable[[int], float]


class Missing(Exception):
    """This machine lacks what the trial needs; the sentence says what."""


def measured(row: Row, count: int | None = None) -> dict[str, object]:
    """Run a row: its value, and whether the goal holds."""
    value = row.measure(row.count if count is None else count)
    return {
        "name": row.name,
        "value": value,
        "unit": row.unit,
        "peer": None,
        "peer_value": None,
        "ratio": value / row.goal if row.goal else value,
        "goal": row.goal,
        "holds": bool(value <= row.goal),
    }
