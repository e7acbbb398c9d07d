"""How a contestant answers: one number for every line that it is told."""

from __future__ import annotations

import sys
from collections.abc import Callable


def serve(job: Callable[[], float]) -> None:
    """Say that it is ready, then do the job at every line; what it returns is the answer."""
    print("= ready", flush=True)
    for _ in sys.stdin:
        print(f"= {job()!r}", flush=True)


def percentile(times: list[float], share: float) -> float:
    """The time that a share of them do not pass."""
    return sorted(times)[min(len(times) - 1, int(share * len(times)))]
