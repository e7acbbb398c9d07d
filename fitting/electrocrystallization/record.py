"""A plating record made fit for reading: checked, in order, without glitches, its noise known (PHYSICS 3.3, 1-2)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from fitting.messages import FitError, Message

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

FEWEST_POINTS = 20
_CURRENT_TOLERANCE = 0.02
_MAD = 1.4826  # of a normal distribution
_SIDE, _LEVEL = 5, 5.0  # samples; standard deviations
_GLITCH_RUNS = (1, 2, 1)  # samples; the last pass finds what a neighbouring glitch had hidden


@dataclass(frozen=True, eq=False)
class Record:
    """One plating step, ready for reading.

    Parameters
    ----------
    time : (n,) array
        s from the segment's start: the first row that has a time, whatever the window.
    potential : (n,) array
        V, glitches removed.
    noise : (n,) array
        Standard deviation of the noise at each sample / V; it may differ between sampling rates.
    onset : float
        Current on / s, from all rows, whatever the window.
    onset_step : float
        Time before `onset` in which the current may have come on / s.
    trigger : float
        Step of the potential that made the instrument record / V; 0 if it records by the clock.
    end : float
        Last time of the plating step / s.
    warnings : tuple of Message
    before : float or None
        First potential of the plating step / V where the window cuts it away.
    drift : float
        Standard deviation that slow drift may reach at the end / V.
    """

    time: Array
    potential: Array
    noise: Array
    onset: float
    onset_step: float
    trigger: float
    end: float
    warnings: tuple[Message, ...] = ()
    before: float | None = None
    drift: float = 0.0

    @property
    def elapsed(self) -> Array:
        """Time since current on / s."""
        return self.time - self.onset

    @property
    def typical_noise(self) -> float:
        """Median of the noise / V."""
        return float(np.median(self.noise))


def plating_record(
    time: npt.ArrayLike,
    potential: npt.ArrayLike,
    current: npt.ArrayLike,
    window: tuple[float | None, float | None] = (None, None),
) -> Record:
    """Return the plating step of a recorded curve, cleaned.

    Parameters
    ----------
    time, potential : (n,) array
        s on any clock, V.
    current : (n,) array or float
        A; below zero while plating.
    window : (float or None, float or None)
        Times to use / s from the first sample.

    Raises
    ------
    FitError
        ``LENGTHS_DIFFER``, ``TIME_NOT_INCREASING``, ``NOT_PLATING``, ``CURRENT_REVERSED``, ``CURRENT_NOT_CONSTANT``,
        ``TOO_FEW_POINTS``.
    """
    t, e, i = _ordered(time, potential, current)
    low, high = window
    used = (t >= (-np.inf if low is None else low)) & (t <= (np.inf if high is None else high))
    if int((used & np.isfinite(e)).sum()) < FEWEST_POINTS:
        raise _too_few(int((used & np.isfinite(e)).sum()))
    on, level = _plating_samples(i, used)
    first = _current_on(i, int(np.flatnonzero(on)[0]), level)
    onset, onset_step = float(t[first]), float(t[first] - t[first - 1]) if first > 0 else 0.0
    cut = np.flatnonzero(np.isfinite(e) & (np.arange(t.size) >= first) & ~on)
    before = float(e[cut[0]]) if cut.size and cut[0] < np.flatnonzero(on)[0] else None
    on &= np.isfinite(e)
    if int(on.sum()) < FEWEST_POINTS:
        raise _too_few(int(on.sum()))
    record = _cleaned(t[on], e[on], onset, onset_step, before)
    return _onset_from_potential(record, t, e) if np.ndim(current) == 0 else record


def _cleaned(t: Array, e: Array, onset: float, onset_step: float, before: float | None) -> Record:
    """Return a record of plating samples without their glitches."""
    noise = noise_by_sampling(t, e)
    trigger = potential_trigger(t, e)
    glitch = glitches(t, e, noise, trigger)
    warnings: list[Message] = []
    if glitch.any():
        t, e, noise = t[~glitch], e[~glitch], noise[~glitch]
        warnings.append(_glitches_removed(int(glitch.sum())))
    return Record(t, e, noise, onset, onset_step, trigger, float(t[-1]), tuple(warnings), before)


def _too_few(count: int) -> FitError:
    return FitError(
        "TOO_FEW_POINTS",
        "Only {count} samples were recorded while plating; the analysis needs {needed}: choose a wider range.",
        float(count),
        count=count,
        needed=FEWEST_POINTS,
    )


def _glitches_removed(count: int) -> Message:
    return Message("GLITCHES", "{count} outlying samples were left out.", {"count": count}, float(count))


def _ordered(time: npt.ArrayLike, potential: npt.ArrayLike, current: npt.ArrayLike) -> tuple[Array, Array, Array]:
    """Return the rows that have time and current, in order, from the first time on; those of equal time merged."""
    t = np.asarray(time, dtype=np.float64).ravel()
    e = np.asarray(potential, dtype=np.float64).ravel()
    i = np.asarray(current, dtype=np.float64).ravel()
    if i.size == 1:
        i = np.full(t.size, i[0])
    if not t.size == e.size == i.size:
        raise FitError("LENGTHS_DIFFER", "Time, potential and current differ in length: choose columns of one curve.")
    timed = np.flatnonzero(np.isfinite(t))
    zero = float(t[timed[0]]) if timed.size else 0.0
    finite = np.isfinite(t) & np.isfinite(i)
    t, e, i = t[finite] - zero, np.where(np.isfinite(e[finite]), e[finite], np.nan), i[finite]
    if int(np.isfinite(e).sum()) < FEWEST_POINTS:
        raise _too_few(int(np.isfinite(e).sum()))
    backward = np.diff(t) < 0
    if backward.mean() > 0.01 or float(t[-1]) <= float(t[0]):
        raise FitError(
            "TIME_NOT_INCREASING",
            "The time runs backwards {count} times: split the file into its segments and choose one plating step.",
            float(backward.sum()),
            count=int(backward.sum()),
        )
    unique, group = np.unique(t, return_inverse=True)
    if unique.size == t.size:
        order = np.argsort(t, kind="stable")
        return t[order], e[order], i[order]
    count, known = np.bincount(group), np.bincount(group, np.isfinite(e))
    total = np.bincount(group, np.where(np.isfinite(e), e, 0.0))
    return unique, np.where(known > 0, total / np.maximum(known, 1), np.nan), np.bincount(group, i) / count


def _plating_samples(current: Array, used: Mask) -> tuple[Mask, float]:
    """Return which of the used rows belong to the plating step, and its current; check the current."""
    whole, current = current, current[used]
    size = np.abs(current)
    largest = float(np.percentile(size, 99))
    flowing = size > 0.1 * largest
    level = float(np.median(current[flowing])) if largest > 0 and flowing.any() else 0.0
    if level >= 0:
        raise FitError(
            "NOT_PLATING",
            "The current is {level:.3g} mA; plating needs a current below zero: check the sign convention of the file.",
            level,
            level=level * 1e3,
        )
    first, last = np.flatnonzero(current < 0.5 * level)[[0, -1]]
    inside = current[first : last + 1]
    if np.mean(inside > -0.02 * level) > 0.01:
        raise FitError("CURRENT_REVERSED", "The current changes its sign within the step: choose one plating step.")
    share = float(np.mean(np.abs(inside / level - 1) > _CURRENT_TOLERANCE))
    if share > 0.05:
        raise FitError(
            "CURRENT_NOT_CONSTANT",
            "The current differs by more than 2 % from its median in {share:.0f} % of the samples: "
            "choose a range with constant current.",
            share,
            share=100 * share,
        )
    on = np.zeros(whole.size, dtype=np.bool_)
    on[np.flatnonzero(used)[first : last + 1]] = True
    return on, level


def _current_on(current: Array, first: int, level: float) -> int:
    """Return the row where the current came on: back from a plating row, over single rows without current."""
    plating = current[: first + 1] < 0.5 * level
    off = np.flatnonzero(~plating[:-1] & ~np.append(False, plating[:-2]))
    start = int(off[-1]) + 1 if off.size else 0
    return start + int(np.argmax(plating[start:]))


def second_difference(time: Array, potential: Array) -> Array:
    """Return each inner sample minus the straight line between its neighbours, scaled to the noise of one sample."""
    before, after = time[1:-1] - time[:-2], time[2:] - time[1:-1]
    left = after / (before + after)
    line = left * potential[:-2] + (1 - left) * potential[2:]
    result: Array = (potential[1:-1] - line) / np.sqrt(1 + left**2 + (1 - left) ** 2)
    return result


def noise_by_sampling(time: Array, potential: Array) -> Array:
    """Return sigma = 1.4826 MAD(second difference) / sqrt 6, per decade of the sampling step.

    Instruments filter differently at 0.2 ms and at 10 s, so one number for an adaptive record would be wrong in both.
    """
    scaled = second_difference(time, potential)
    overall = max(_MAD * float(np.median(np.abs(scaled))), 1e-7)
    decade = np.round(np.log10(np.maximum(time[2:] - time[:-2], 1e-9) / 2))
    noise = np.full(time.size, overall)
    for one in np.unique(decade):
        members = decade == one
        if int(members.sum()) >= 30:
            noise[1:-1][members] = max(_MAD * float(np.median(np.abs(scaled[members]))), 1e-7)
    return noise


def potential_trigger(time: Array, potential: Array) -> float:
    """Return the step of the potential that made the instrument record, 0 if it records by the clock.

    An adaptive record has very uneven times, and most of those steps in potential that came before the longest
    allowed time step are of one size.
    """
    steps = np.diff(time)
    longest = float(np.percentile(steps, 99.8))
    if longest < 5 * np.percentile(steps, 5):
        return 0.0
    change = np.abs(np.diff(potential))[steps < 0.9 * longest]
    change = change[change > 0.2 * np.percentile(change, 90)] if change.size else change
    typical = float(np.median(change)) if change.size >= 10 else 0.0
    alike = float(np.mean(np.abs(change / typical - 1) < 0.3)) if typical > 0 else 0.0
    return typical if alike > 0.5 and typical < 5e-3 else 0.0


def glitches(time: Array, potential: Array, noise: Array, trigger: float = 0.0) -> Mask:
    """Return which samples stand out alone (or in pairs) from neighbours that agree with each other.

    A run of one or two samples is a glitch if it lies off the line between its neighbours by more than 5 sigma, 2 mV
    and three recording steps, and by more than four times what the neighbours lie off each other's lines: so the
    minimum of a coarsely sampled spike, which its neighbours announce, stays. Where the noise hides that, it is a
    glitch if all its neighbours but one lie on one level.
    """
    found = _alone_on_level_ground(potential, np.maximum(np.maximum(6 * noise, 2e-3), 3 * trigger), noise)
    index = np.arange(time.size)
    for run in _GLITCH_RUNS:
        kept = index[~found]
        if kept.size < run + 6:
            break
        t, e = time[kept], potential[kept]
        first = np.arange(2, kept.size - run - 1)
        a, b, c, d = first - 2, first - 1, first + run, first + run + 1
        line = _line(t, e, b, c, first)
        middle = e[first] - line
        if run == 2:
            other = e[first + 1] - _line(t, e, b, c, first + 1)
            smaller = np.sign(middle) * np.minimum(np.abs(middle), np.abs(other))
            middle = np.where(np.sign(middle) == np.sign(other), smaller, 0.0)
        unrest = np.abs(e[b] - _line(t, e, a, c, b)) + np.abs(e[c] - _line(t, e, b, d, c))
        limit = np.maximum(np.maximum(6 * noise[kept][first], 2e-3), 3 * trigger)
        hit = (np.abs(middle) > limit) & (np.abs(middle) > 4 * unrest)
        for shift in range(run):
            found[kept[first[hit] + shift]] = True
    return found


def _alone_on_level_ground(potential: Array, limit: Array, noise: Array) -> Mask:
    """Return which samples lie off the median of their neighbours, five on each side, by more than a limit.

    The neighbours must lie on one level, all but one: that may be a glitch itself.
    """
    found = np.zeros(potential.size, dtype=np.bool_)
    if potential.size < 2 * _SIDE + 1:
        return found
    inner = slice(_SIDE, -_SIDE)
    near = np.lib.stride_tricks.sliding_window_view(potential, 2 * _SIDE + 1)
    apart = np.abs(near - np.median(near, axis=1)[:, None])
    far = np.flatnonzero(apart[:, _SIDE] > limit[inner])
    others = np.sort(np.delete(apart[far], _SIDE, axis=1), axis=1)
    found[far + _SIDE] = others[:, -2] < _LEVEL * noise[inner][far]
    return found


def _line(t: Array, e: Array, a: npt.NDArray[np.intp], b: npt.NDArray[np.intp], at: npt.NDArray[np.intp]) -> Array:
    result: Array = e[a] + (e[b] - e[a]) * (t[at] - t[a]) / (t[b] - t[a])
    return result


def _onset_from_potential(record: Record, time: Array, potential: Array) -> Record:
    """Return the record from the first drop on, where no current column says when the current came on.

    The drop is looked for in all rows, `time` and `potential`; those of the record may be fewer.
    """
    known = np.isfinite(potential)
    t, e = time[known], potential[known]
    level = float(np.median(e[:5]))
    sigma = record.typical_noise
    low = e < level - max(10 * sigma, 2e-3)
    dropped = np.flatnonzero(low & np.append(low[1:], True))  # not a glitch
    if not dropped.size or dropped[0] < 5:
        return record
    drop = int(dropped[0])
    near = np.flatnonzero(np.abs(e[:drop] - level) < 4 * sigma)
    if not near.size or t[near[-1]] - t[0] < 5 * (t[drop] - t[near[-1]]) or t.size - near[-1] < FEWEST_POINTS:
        return record
    last = int(near[-1])
    kept = record.time >= t[last]
    if int(kept.sum()) < FEWEST_POINTS:
        raise _too_few(int(kept.sum()))
    return replace(
        record, time=record.time[kept], potential=record.potential[kept], noise=record.noise[kept],
        onset=float(t[last]), onset_step=float(t[last] - t[last - 1]),
        before=float(e[last]) if record.time[0] > t[last] else None,
    )  # fmt: skip
