"""Nucleation spikes of thousands of platings at a glance: by an index of blocks, before any fit (SPEED 7).

What it says is provisional: no intervals, no model. `nucleation_spike` judges; this only fills the time until then.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fitting.remembered import Memory

Array = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]

BLOCK = 64
LEAST_SAMPLES = 20
LEAST_PROMINENCE = 2e-3  # V
NOISES = 6.0  # standard deviations that a spike must stand out by: extremes of thousands of samples are compared
_CHUNK = 1 << 16  # samples that stay in the processor's cache while they are filtered
_WINDOW = 3 * BLOCK
_JUMP = 0.6  # of a rise, from one sample to the next: a soft short
_HEAD = 4 * BLOCK  # samples at the beginning that are looked at one by one
_TOGETHER = 32  # platings whose samples stay in the processor's cache
_TAIL = 96  # samples of the end from which plateau and noise are read


@dataclass(frozen=True, eq=False)
class Glance:
    """What a glance tells of each of m platings.

    Parameters
    ----------
    present : (m,) bool array
        Whether the potential dips below what comes before and after by more than noise and 2 mV.
    time, potential : (m,) array
        Of the lowest median of five samples in the first half, s and V; NaN where there are too few samples.
    plateau : (m,) array
        Median of the end / V.
    """

    present: npt.NDArray[np.bool_]
    time: Array
    potential: Array
    plateau: Array


def median_of_five(values: Array) -> Array:
    """Return the median of each of three samples or more and two neighbours on either side, along the last axis.

    The ends are mirrored, so that a glitch there goes too. Where one of the five has no number, neither has the median.
    """
    low, high = np.minimum, np.maximum
    a, b, c, d, e = (_shifted(values, by) for by in (-2, -1, 0, 1, 2))
    a, b = low(a, b), high(a, b)
    d, e = low(d, e), high(d, e)
    d, b = high(a, d), low(b, e)  # neither the lowest nor the highest of these four is the median
    result: Array = high(low(b, d), low(high(b, d), c))
    return result


def _shifted(values: Array, by: int) -> Array:
    """The samples so many places later, mirrored at the ends."""
    if by == 0:
        return values
    result = np.empty_like(values)
    if by > 0:
        result[..., :-by], result[..., -by:] = values[..., by:], values[..., -2 : -2 - by : -1]
    else:
        result[..., -by:], result[..., :-by] = values[..., :by], values[..., -by:0:-1]
    return result


@dataclass(frozen=True, eq=False)
class CalmBlocks:
    """The lowest and highest median of five in blocks of 64 samples."""

    low: Array
    high: Array


_BLOCKS = Memory[CalmBlocks](8)


def calm_blocks(potential: Array) -> CalmBlocks:
    """Return the blocks of a record; the same ones again for the same read-only array.

    Parameters
    ----------
    potential : (n,) array
        V; samples without a number are in no block.
    """
    return _BLOCKS.of(lambda: _made(potential), potential)


def _made(potential: Array) -> CalmBlocks:
    count = potential.size // BLOCK
    low, high = np.full(count, np.nan), np.full(count, np.nan)
    step = _CHUNK // BLOCK
    for first in range(0, count, step):
        last = min(first + step, count)
        begin, end = max(0, first * BLOCK - 2), min(potential.size, last * BLOCK + 2)
        calm = median_of_five(potential[begin:end])[first * BLOCK - begin :][: (last - first) * BLOCK]
        rows = calm.reshape(last - first, BLOCK)
        low[first:last], high[first:last] = np.fmin.reduce(rows, axis=1), np.fmax.reduce(rows, axis=1)
    return CalmBlocks(low, high)


def first_look(time: Array, potential: Array, starts: Rows, stops: Rows) -> Glance:
    """Return where the spike of each plating is, if it has one.

    Parameters
    ----------
    time, potential : (n,) array
        s and V of a whole recording; time increases within a plating.
    starts, stops : (m,) int array
        First row of each plating, and the row after its last.
    """
    blocks, count = calm_blocks(potential), starts.size
    found = Glance(np.zeros(count, bool), *(np.full(count, np.nan) for _ in range(3)))
    for group in _alike(stops - starts):
        some = _glance(time, potential, blocks, starts[group], stops[group])
        for name in ("present", "time", "potential", "plateau"):
            getattr(found, name)[group] = getattr(some, name)
    return found


def _alike(lengths: Rows) -> list[Rows]:
    """Platings in groups whose lengths differ by less than a factor of two; one too short is in none."""
    size = np.frexp(lengths.astype(np.float64))[1]
    groups = [np.flatnonzero((size == one) & (lengths >= LEAST_SAMPLES)) for one in np.unique(size)]
    return [group[first : first + _TOGETHER] for group in groups for first in range(0, group.size, _TOGETHER)]


def _glance(time: Array, potential: Array, blocks: CalmBlocks, starts: Rows, stops: Rows) -> Glance:
    """Some platings of like length: the first dip from which the potential rises again, slowly enough to be a spike."""
    plateau, noise = _ends(potential, starts, stops)
    limit = np.maximum(LEAST_PROMINENCE, NOISES * noise)
    rows = np.arange(starts.size)
    windows = np.minimum(starts[:, None] + np.arange(_HEAD), stops[:, None] - 1)
    calm = median_of_five(potential[windows])
    at_once, turn, dip = _first_turn(calm, calm, limit)  # an early spike may begin and end within one block
    spike, lowest = windows[rows, dip], calm[rows, dip]
    before, place = _before(calm, dip), windows[rows, turn]
    turns, late = at_once.copy(), np.flatnonzero(~at_once)
    if late.size:
        first, last = starts[late], stops[late]
        own, low, high = _own_blocks(blocks, potential, first, last)
        turns[late], turn, dip = _first_turn(low, high, limit[late])
        rows = rows[: late.size]
        begin = np.where(dip == 0, first, own[rows, dip] * BLOCK)
        spike[late], lowest[late] = _lowest(potential, begin, first, last)
        before[late], place[late] = np.maximum(_before(high, dip), high[:, 0]), own[rows, turn] * BLOCK
    early = time[spike] <= 0.5 * (time[starts] + time[stops - 1])
    with np.errstate(invalid="ignore"):
        present = turns & early & (before - lowest > limit)
    present &= ~_jumps(potential, place, limit, starts, stops)
    known = np.isfinite(lowest)
    return Glance(present, np.where(known, time[spike], np.nan), np.where(known, lowest, np.nan), plateau)


def _first_turn(low: Array, high: Array, limit: Array) -> tuple[npt.NDArray[np.bool_], Rows, Rows]:
    """Return whether each row rises again by its limit, where it first does, and where it was lowest before."""
    lowest_yet = np.fmin.accumulate(low, axis=1)
    risen = np.zeros(low.shape, bool)
    with np.errstate(invalid="ignore"):
        risen[:, 1:] = high[:, 1:] - lowest_yet[:, :-1] > limit[:, None]
    turns: npt.NDArray[np.bool_] = np.any(risen, axis=1)
    places = np.arange(low.shape[1])
    turn = np.where(turns, risen.argmax(axis=1), low.shape[1])
    dip = np.argmin(np.where((places < turn[:, None]) & np.isfinite(low), low, np.inf), axis=1)
    return turns, np.minimum(turn, low.shape[1] - 1), dip


def _own_blocks(blocks: CalmBlocks, potential: Array, starts: Rows, stops: Rows) -> tuple[Rows, Array, Array]:
    """Return the blocks of each plating side by side, with their extremes; NaN where one has fewer.

    The first is what lies before the first whole block.
    """
    first, last = -(-starts // BLOCK), np.minimum(stops // BLOCK, blocks.low.size)
    own = first[:, None] - 1 + np.arange(2 + max(0, int(np.max(last - first))))
    safe = np.clip(own, 0, max(blocks.low.size - 1, 0))
    missing = own >= last[:, None]
    low, high = (
        np.where(missing, np.nan, side[safe]) if side.size else np.full(own.shape, np.nan)
        for side in (blocks.low, blocks.high)
    )
    head = np.minimum(first * BLOCK, stops)
    rows = np.minimum(starts[:, None] + np.arange(BLOCK), np.maximum(head[:, None] - 1, starts[:, None]))
    calm = median_of_five(potential[rows])
    low[:, 0], high[:, 0] = np.fmin.reduce(calm, axis=1), np.fmax.reduce(calm, axis=1)
    return own, low, high


def _lowest(potential: Array, begin: Rows, starts: Rows, stops: Rows) -> tuple[Rows, Array]:
    """Return row and value of the lowest calm potential around a block of each plating."""
    windows = begin[:, None] - BLOCK + np.arange(_WINDOW)
    inside = (windows >= starts[:, None]) & (windows < stops[:, None])
    windows = np.clip(windows, starts[:, None], stops[:, None] - 1)
    calm = median_of_five(potential[windows])
    calm = np.where(inside & np.isfinite(calm), calm, np.inf)
    rows, place = np.arange(starts.size), np.argmin(calm, axis=1)
    return windows[rows, place], calm[rows, place]


def _jumps(potential: Array, begin: Rows, limit: Array, starts: Rows, stops: Rows) -> npt.NDArray[np.bool_]:
    """Return whether the potential rises by most of it from one sample to the next: a short, not a nucleus."""
    windows = begin[:, None] - BLOCK + np.arange(_WINDOW)
    inside = (windows > starts[:, None] + 2) & (windows < stops[:, None] - 2)
    calm = median_of_five(potential[np.clip(windows, 0, potential.size - 1)])
    calm = np.where(inside, calm, np.nan)
    with np.errstate(invalid="ignore"):
        step = np.fmax.reduce(np.diff(calm, axis=1), axis=1)
        whole = np.fmax.reduce(calm, axis=1) - np.fmin.reduce(calm, axis=1)
    result: npt.NDArray[np.bool_] = (step > limit) & (step > _JUMP * whole)
    return result


def _ends(potential: Array, starts: Rows, stops: Rows) -> tuple[Array, Array]:
    """Return the plateau and the noise at the end of each plating."""
    rows = np.maximum(stops[:, None] - _TAIL + np.arange(_TAIL), starts[:, None])
    tail = potential[rows]
    bend = np.sort(np.abs(np.diff(tail, n=2, axis=1)), axis=1)[:, (_TAIL - 2) // 2]
    return np.sort(tail, axis=1)[:, _TAIL // 2], 1.4826 * np.nan_to_num(bend) / np.sqrt(6.0)


def _before(high: Array, dip: Rows) -> Array:
    """Return the highest block before the dip's, -inf where there is none."""
    masked = np.where((np.arange(high.shape[1]) < dip[:, None]) & np.isfinite(high), high, -np.inf)
    result: Array = np.max(masked, axis=1)
    return result
