"""How cost grows: the many against the few, each in its own window. Linear is 1; what a hand does must not grow at all.

The few stand in the place of the peer, taken as often as they go into the many.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from time import perf_counter

import numpy as np

from fitting.charge_transfer.rate_law_fit import fit_rate_law
from fitting.cyclic_stability.coulombic_efficiency import coulombic_efficiency
from fitting.electrocrystallization.first_look import first_look
from fitting.marcus_hush import marcus_hush_chidsey_current
from models.readers import read_file
from tests.bench import recordings
from tests.bench.contest import Contestant
from tests.bench.rows import Figure, Row
from tests.bench.spikes import corpus

Job = Callable[[], object]
SHORT = 0.05  # s; what is over sooner is done again and again


def timed(job: Job) -> Callable[[], float]:
    """A job that says what one run of it takes / s, over as many runs as a clock needs."""

    def run() -> float:
        runs, began = 0, perf_counter()
        while True:
            job()
            runs += 1
            spent = perf_counter() - began
            if spent > SHORT:
                return spent / runs

    return run


def _growth(name: str, few: int, many: int, make: Callable[[int], Job], rounds: int = 3) -> Row:
    return Row(
        f"growth_{name}", f"{few:g} instead of {many:g}, by proportion", 1.0,
        lambda: (timed(make(many)), timed(make(few))), rounds=rounds, share=few / many,
    )  # fmt: skip


def _window(act: str, few: tuple[int, str], many: tuple[int, str], *, may_grow: bool, rounds: int = 3) -> Row:
    size = [count * float(points) for count, points in (few, many)]
    return Row(
        f"growth_{act}_{many[0]}", f"{few[0]} curves of {few[1]}" + (", by proportion" if may_grow else ""),
        1.0 if may_grow else 1.5,
        lambda: (Contestant("our_many", act, *map(str, many)).run, Contestant("our_many", act, *map(str, few)).run),
        rounds=rounds, share=size[0] / size[1] if may_grow else 1.0,
    )  # fmt: skip


@cache
def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="anodescope-bench-"))


def _load(points: int) -> Job:
    path = _folder() / f"{points}.txt"
    recordings.chi(path, min(points, 1_000_000), max(1, points // 1_000_000))
    return lambda: read_file(path)


def _spikes(points: int) -> Job:
    made = corpus(points)
    return lambda: first_look(made.time, made.potential, made.starts, made.stops)


def _rate_law(points: int) -> Job:
    potential = np.linspace(-0.3, 0.3, points)
    current = np.interp(potential, few := np.linspace(-0.3, 0.3, 2001), marcus_hush_chidsey_current(few, 10.0, 0.4))
    deviation = 0.01 * np.abs(current) + 1e-3
    noisy = current + deviation * np.random.default_rng(0).normal(size=points)
    return lambda: fit_rate_law(potential, noisy, deviation)


def _cycles(count: int) -> Job:
    stripped = 0.98 + 0.002 * np.random.default_rng(0).normal(size=count)
    return lambda: coulombic_efficiency(np.ones(count), np.minimum(stripped, 1.0))


def _memory() -> float:
    held = Contestant("our_many", "memory", "50", "1e6")
    try:
        return held.run()
    finally:
        held.close()


ROWS: list[Row | Figure] = [
    *(_growth(f"load_{many:g}", many // 10, many, _load) for many in (100_000, 1_000_000, 10_000_000)),
    *(_growth(f"spikes_{many:g}", many // 10, many, _spikes) for many in (100_000, 1_000_000, 10_000_000)),
    *(_growth(f"fit_{many:g}", many // 10, many, _rate_law) for many in (100_000, 1_000_000, 10_000_000)),
    _growth("cycles", 1000, 10_000, _cycles),
    _window("add", (5, "1e4"), (500, "1e4"), may_grow=True),
    _window("turn", (100, "1e4"), (500, "1e4"), may_grow=False),
    _window("save", (5, "1e4"), (500, "1e4"), may_grow=True),
    Figure("memory_50x1e6", "B", 1.5e9, _memory),
]
