"""Nucleation spikes of thousands of platings: our glance against peaks found with settings tuned by hand (SPEED 7)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
from scipy.ndimage import median_filter
from scipy.signal import find_peaks

from fitting.electrocrystallization.first_look import calm_blocks, first_look
from tests.bench.rows import Figure, Row

Array = npt.NDArray[np.float64]
PLATING = 5000  # samples
INTERVAL = 0.2  # s
NEAR = 3.0  # s that a spike may be off and is still found
_PEAKS = {"prominence": 5e-3, "wlen": 300}  # with a median of five before, the best of 75 settings on this corpus


@dataclass(frozen=True)
class Corpus:
    """Platings one after the other, with drift, glitches, double spikes and soft shorts; where the spikes are."""

    time: Array
    potential: Array
    starts: npt.NDArray[np.int64]
    stops: npt.NDArray[np.int64]
    present: npt.NDArray[np.bool_]
    spike_time: Array


@cache
def corpus(points: int) -> Corpus:
    """Return a corpus of so many points."""
    random = np.random.default_rng(11)
    count = points // PLATING
    t = np.arange(PLATING) * INTERVAL
    parts, times = [], np.full(count, np.nan)
    present = random.random(count) < 0.85
    for number in range(count):
        plateau = -random.uniform(0.04, 0.15)
        potential = plateau - random.uniform(0.0, 0.02) * -np.expm1(-t / random.uniform(100.0, 400.0))
        potential += (0.05 - plateau) * np.exp(-t / 0.15)
        if present[number]:
            height, rise = random.uniform(0.012, 0.15), random.uniform(0.3, 4.0)
            decay = rise * random.uniform(2.5, 8.0)
            shape = np.exp(-t / decay) - np.exp(-t / rise)
            potential -= height * shape / shape.max()
            if random.random() < 0.2:  # a second, smaller wave of nuclei
                potential -= 0.3 * height * np.exp(-0.5 * ((t - 8 * decay) / (1.5 * decay)) ** 2)
            times[number] = t[np.argmin(np.where(t < 3 * decay, potential, np.inf))]
        if random.random() < 0.1:
            potential[t > random.uniform(0.3, 0.9) * t[-1]] += random.uniform(0.02, 0.1)  # a soft short
        potential += 1e-3 * np.cumsum(random.normal(size=PLATING)) / np.sqrt(PLATING)
        potential += random.normal(0.0, 1e-3, PLATING)
        hit = random.random(PLATING) < 2e-3
        potential[hit] += random.choice([-1.0, 1.0], hit.sum()) * random.uniform(0.03, 0.3, hit.sum())
        parts.append(potential)
    time = np.concatenate([t + number * (t[-1] + 60.0) for number in range(count)])
    potential = np.concatenate(parts)
    for column in (time, potential):
        column.flags.writeable = False
    starts = np.arange(count, dtype=np.int64) * PLATING
    return Corpus(time, potential, starts, starts + PLATING, present, times + time[starts])


def _ours(made: Corpus) -> tuple[npt.NDArray[np.bool_], Array]:
    found = first_look(made.time, made.potential, made.starts, made.stops)
    return found.present, found.time


def _peers(made: Corpus) -> tuple[npt.NDArray[np.bool_], Array]:
    """The highest peak in the first half of each plating, of what is left after the glitches are filtered out."""
    peaks, told = find_peaks(-median_filter(made.potential, 5), **_PEAKS)
    number = peaks // PLATING
    early = peaks - made.starts[number] < PLATING // 2
    peaks, number, height = peaks[early], number[early], told["prominences"][early]
    present, times = np.zeros(made.starts.size, bool), np.full(made.starts.size, np.nan)
    order = np.argsort(height, kind="stable")
    present[number] = True
    times[number[order]] = made.time[peaks[order]]
    return present, times


def scores(made: Corpus, found: tuple[npt.NDArray[np.bool_], Array]) -> tuple[float, float]:
    """Return recall and precision."""
    present, times = found
    right = present & made.present & (np.abs(times - made.spike_time) <= NEAR)
    return right.sum() / made.present.sum(), right.sum() / max(present.sum(), 1)


def _timed(points: int, index_too: bool) -> tuple[Callable[[], object], Callable[[], object]]:
    made = corpus(points)
    calm_blocks(made.potential)

    def ours() -> object:
        if index_too:
            fresh = made.potential.copy()
            fresh.flags.writeable = False
            return first_look(made.time, fresh, made.starts, made.stops)
        return _ours(made)

    return ours, lambda: _peers(made)


def _lacks(which: int) -> float:
    """By how much our recall (0) or precision (1) falls short of the peer's; not above zero where it does not."""
    made = corpus(10_000_000)
    return scores(made, _peers(made))[which] - scores(made, _ours(made))[which]


ROWS: list[Row | Figure] = [
    Row("spikes_1e6", "find_peaks tuned by hand", 1 / 20, lambda: _timed(1_000_000, False)),
    Row("spikes_1e7", "find_peaks tuned by hand", 1 / 20, lambda: _timed(10_000_000, False), rounds=5),
    Row("spikes_1e7_with_index", "find_peaks tuned by hand", 1.0, lambda: _timed(10_000_000, True), rounds=5),
    Figure("spikes_recall_short_of_peer", "1", 0.0, lambda: _lacks(0)),
    Figure("spikes_precision_short_of_peer", "1", 0.0, lambda: _lacks(1)),
]
