"""What a row of the benchmark is, and how it is measured: ours and the peer's turn about, medians."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter


@dataclass(frozen=True)
class Row:
    """One thing that takes time.

    Parameters
    ----------
    name, peer : str
        The row, and against what it is measured; no peer where the goal is a time.
    goal : float
        Of our time over the peer's; in seconds where there is no peer.
    make : callable
        ``make()`` gets everything ready and returns what to time: ours, and the peer's or None. What returns a
        float has measured itself, in seconds: a process that answers (`tests.bench.contest`).
    rounds : int
    share : float
        What part of our work the peer does, where the whole would take too long.
    """

    name: str
    peer: str
    goal: float
    make: Callable[[], tuple[Callable[[], object], Callable[[], object] | None]]
    rounds: int = 7
    share: float = 1.0


@dataclass(frozen=True)
class Figure:
    """One number that is no time: an error, a ratio.

    Parameters
    ----------
    name, unit : str
    goal : float
        Which it must not pass.
    value : callable
    """

    name: str
    unit: str
    goal: float
    value: Callable[[], float]
    peer: str = ""


def measured(row: Row | Figure) -> dict[str, object]:
    """Return the medians over the rounds, or the figure, and whether the goal holds."""
    if isinstance(row, Figure):
        found = row.value()
        return {
            "name": row.name,
            "value": found,
            "unit": row.unit,
            "peer": None,
            "peer_value": None,
            "ratio": found / row.goal if row.goal else None,
            "goal": row.goal,
            "holds": bool(bool(found <= row.goal)),
        }
    ours, peer = row.make()
    times: dict[bool, list[float]] = {True: [], False: []}
    for turn in range(row.rounds + 1):  # the first round warms up and does not count
        for mine, run in ((True, ours), (False, peer)):
            if run is None:
                continue
            began = perf_counter()
            answer = run()
            spent = answer if isinstance(answer, float) else perf_counter() - began
            if turn:
                times[mine].append(spent)
    value = statistics.median(times[True])
    peer_value = statistics.median(times[False]) / row.share if times[False] else None
    ratio = value / peer_value if peer_value else value / row.goal
    return {
        "name": row.name,
        "value": value,
        "unit": "s",
        "peer": row.peer or None,
        "peer_value": peer_value,
        "ratio": ratio,
        "goal": row.goal,
        "holds": bool(ratio <= row.goal if peer_value else value <= row.goal),
    }
