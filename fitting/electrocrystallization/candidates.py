"""Which local minimum is the nucleation spike, and whether a curve can be read at all (PHYSICS 3.3, step 3)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fitting.electrocrystallization.marks import SpikeCandidate
from fitting.electrocrystallization.record import Record
from fitting.electrocrystallization.smoothing import SmoothCurve
from fitting.messages import Message

Array = npt.NDArray[np.float64]

SMALLEST_PROMINENCE = 2e-3  # V
_RELATIVE_PROMINENCE = 0.5  # of the largest: the first minimum with at least this share is the spike
_TIME_BETWEEN_MINIMA = 10.0  # a minimum this many times later than the first one does not end the first descent
_FARTHEST_FROM_LITHIUM = 1.0  # V; no plating of lithium polarises a cell by more
_JUMP = 5e-3  # V, within 2 % of the elapsed time


@dataclass(frozen=True)
class Jump:
    """A sudden step of the potential after the spike: time / s from the first sample, height / V."""

    time: float
    height: float


@dataclass(frozen=True)
class Judgement:
    """What the rule says about a curve.

    Parameters
    ----------
    verdict : str
        ``present`` | ``absent`` | ``not_readable``.
    spike : int or None
        Knot of the smooth curve at the spike.
    candidates : tuple of SpikeCandidate
    jump : Jump or None
    warnings : tuple of Message
        The reasons.
    """

    verdict: str
    spike: int | None
    candidates: tuple[SpikeCandidate, ...]
    jump: Jump | None
    warnings: tuple[Message, ...]


def judged(record: Record, curve: SmoothCurve, equilibrium_potential: float, rule: str = "spike_minimum") -> Judgement:
    """Return which minimum is the spike.

    A spike is a local minimum in the first half of the step that stands out on both sides by more than 5 sigma, 2 mV
    and four recording steps (each end of a feature may be off by two); of several the first with at least half of the
    largest prominence. It must end the first descent of the potential and not owe its far side to a jump.

    Parameters
    ----------
    record : Record
    curve : SmoothCurve
    equilibrium_potential : float
        V.
    rule : str
        ``first_prominent_minimum`` takes the first that stands out, however large the others.
    """
    minima = local_minima(curve.time, curve.potential)
    threshold = _threshold(record, curve)
    standing = [m for m in minima if _stands_out(m, record, curve, threshold, equilibrium_potential)]
    # What a person is shown as possible: half the threshold is enough.
    listed = tuple(
        SpikeCandidate(float(curve.time[m[0]]), float(curve.potential[m[0]]), m[1])
        for m in minima
        if m[1] > 0.5 * threshold[m[0]]
    )
    foreign = _not_versus_lithium(record, equilibrium_potential)
    if not standing:
        verdict, reasons = _no_minimum(record, curve, threshold)
        reasons = (*reasons, *_too_weak(listed, curve, threshold, equilibrium_potential))
        verdict = "not_readable" if foreign and foreign.value is not None and abs(foreign.value) > 1 else verdict
        return Judgement(verdict, None, listed, None, (*((foreign,) if foreign else ()), *reasons))
    share = 0.0 if rule == "first_prominent_minimum" else _RELATIVE_PROMINENCE
    largest = max(m[1] for m in standing)
    spike = next(m[0] for m in standing if m[1] >= share * largest)
    jump = _largest_jump(record, curve, float(curve.time[spike]))
    warnings = [foreign] if foreign else []
    rivals = [m for m in standing if m[0] != spike and m[1] >= _RELATIVE_PROMINENCE * largest]
    if rivals:
        warnings.append(_several(len(rivals) + 1))
    verdict = "present"
    for reason in (_creeping(record, curve, standing[0][0], spike), _owed_to_jump(curve, spike, jump)):
        if reason:
            verdict = "not_readable"
            warnings.append(reason)
    if foreign and foreign.value is not None and abs(foreign.value) > _FARTHEST_FROM_LITHIUM:
        verdict = "not_readable"
    if jump:
        warnings.append(_late_jump(jump))
    return Judgement(verdict, spike, listed, jump, tuple(warnings))


def _too_weak(
    listed: tuple[SpikeCandidate, ...], curve: SmoothCurve, threshold: Array, equilibrium_potential: float
) -> tuple[Message, ...]:
    """Return why the largest minimum below equilibrium does not count."""
    below = [one for one in listed if one.potential < equilibrium_potential]
    if not below:
        return ()
    best = max(below, key=lambda one: one.prominence)
    limit = float(threshold[int(np.argmin(np.abs(curve.time - best.time)))])
    if best.prominence > limit:
        return ()
    text = (
        "The minimum of {prominence:.1f} mV at {time:.3g} s is too weak to be called a spike: the limit is {limit:.1f} "
        "mV (5 times the noise, 2 mV and four recording steps). Place the spike if you see one."
    )
    numbers = {"prominence": 1e3 * best.prominence, "time": best.time, "limit": 1e3 * limit}
    return (Message("WEAK_MINIMUM", text, numbers, best.prominence),)


def local_minima(time: Array, potential: Array) -> list[tuple[int, float]]:
    """Return (index, prominence / V) of the inner local minima, in order.

    The prominence is the smaller of the two rises from the minimum before the curve falls below it again or ends.
    """
    v = potential
    inner = np.flatnonzero((v[1:-1] < v[:-2]) & (v[1:-1] <= v[2:])) + 1
    found = []
    for i in inner:
        before, after = v[:i], v[i + 1 :]
        lower_before = np.flatnonzero(before < v[i])
        lower_after = np.flatnonzero(after < v[i])
        left = before[lower_before[-1] :] if lower_before.size else before
        right = after[: lower_after[0] + 1] if lower_after.size else after
        found.append((int(i), float(min(left.max(), right.max()) - v[i])))
    return found


def crossing_time(time: Array, potential: Array, level: float) -> float | None:
    """Return the first time at which the potential falls through a level, interpolated; None if it never does."""
    below = np.flatnonzero(potential <= level)
    if not below.size or below[0] == 0:
        return None
    j = int(below[0])
    share = (potential[j - 1] - level) / (potential[j - 1] - potential[j])
    return float(time[j - 1] + share * (time[j] - time[j - 1]))


def _threshold(record: Record, curve: SmoothCurve) -> Array:
    sigma = np.interp(curve.time, record.time, record.noise)
    return np.maximum(5 * sigma, SMALLEST_PROMINENCE + 4 * record.trigger)


def _stands_out(
    minimum: tuple[int, float], record: Record, curve: SmoothCurve, threshold: Array, equilibrium_potential: float
) -> bool:
    index, prominence = minimum
    start = crossing_time(curve.time, curve.potential, equilibrium_potential)
    start = record.onset if start is None else start
    early = curve.time[index] <= start + 0.5 * (record.end - start)
    below = curve.potential[index] < equilibrium_potential or bool(np.min(curve.potential) > equilibrium_potential)
    return bool(early and below and prominence > threshold[index])


def _no_minimum(record: Record, curve: SmoothCurve, threshold: Array) -> tuple[str, tuple[Message, ...]]:
    """Return the verdict on a curve without a spike: none, or one that lies before the record."""
    first = int(np.argmin(curve.potential[: max(3, curve.time.size // 4)]))
    risen = float(np.max(curve.potential[first:]) - curve.potential[first])
    if first <= 1 and risen > 2 * float(threshold[first]):
        reason = Message(
            "EDGE",
            "The record begins at its lowest potential and only rises: a spike may lie before it. "
            "Choose a range that starts before deposition.",
        )
        return "not_readable", (reason,)
    return "absent", ()


def _not_versus_lithium(record: Record, equilibrium_potential: float) -> Message | None:
    overpotential = float(np.median(record.potential)) - equilibrium_potential
    tail = record.potential[record.time > record.onset + 0.5 * (record.end - record.onset)]
    late = float(np.median(tail)) - equilibrium_potential if tail.size else overpotential
    furthest = max((overpotential, late), key=abs)
    above = float(np.min(record.potential)) > equilibrium_potential + 0.02
    if furthest < -_FARTHEST_FROM_LITHIUM or above:
        return Message(
            "NOT_VERSUS_LITHIUM",
            "The potential lies {potential:.3g} V from the equilibrium potential while plating: it was probably not "
            "measured against lithium. Set the equilibrium potential, or choose another file.",
            {"potential": furthest},
            furthest,
        )
    return None


def _creeping(record: Record, curve: SmoothCurve, first: int, spike: int) -> Message | None:
    """Return why a minimum long after an earlier one cannot be read as the nucleation spike."""
    earlier, later = float(curve.time[first]) - record.onset, float(curve.time[spike]) - record.onset
    if first == spike or later < _TIME_BETWEEN_MINIMA * earlier:
        return None
    return Message(
        "NOT_FIRST_DESCENT",
        "The deepest minimum, {potential:.1f} mV at {later:.3g} s, is not a nucleation spike: the potential had ended "
        "its first descent at {earlier:.3g} s, near {level:.1f} mV. Place the mark by hand if you know better.",
        {
            "potential": 1e3 * float(curve.potential[spike]),
            "later": later,
            "earlier": earlier,
            "level": 1e3 * float(curve.potential[first]),
        },
        later / earlier,
    )


def _largest_jump(record: Record, curve: SmoothCurve, spike_time: float) -> Jump | None:
    """Return the largest sudden step after twice the spike's time: within 2 % of the time, above its surroundings."""
    begin, end = 2 * (spike_time - record.onset), record.end - record.onset
    if not 0 < 1.2 * begin < end:
        return None
    grid = np.geomspace(begin, end, max(int(np.log(end / begin) / 0.01) + 2, 12))
    level = np.interp(grid, record.elapsed, record.potential)
    change = level[2:] - level[:-2]
    size = min(71, change.size)
    usual = np.median(np.lib.stride_tricks.sliding_window_view(np.abs(change), size), axis=1)
    usual = np.pad(usual, (size // 2, change.size - usual.size - size // 2), mode="edge")
    sigma = float(np.median(record.noise[record.elapsed >= begin])) if np.any(record.elapsed >= begin) else 0.0
    sudden = np.abs(change) > np.maximum(max(10 * sigma, _JUMP), 5 * usual)
    if not sudden.any():
        return None
    top = int(np.argmax(np.where(sudden, np.abs(change), 0.0)))
    low = high = top
    while low > 0 and sudden[low - 1]:
        low -= 1
    while high < change.size - 1 and sudden[high + 1]:
        high += 1
    return Jump(float(grid[low] + record.onset), float(level[high + 2] - level[low]))


def _owed_to_jump(curve: SmoothCurve, spike: int, jump: Jump | None) -> Message | None:
    """Return why a curve that jumps by more than its spike is high cannot be read."""
    if jump is None or jump.height <= 0:
        return None
    between = curve.potential[spike:][curve.time[spike:] <= jump.time]
    height = float(between.max() - curve.potential[spike])
    if jump.height < height:
        return None
    return Message(
        "JUMP_HIDES_SPIKE",
        "The potential jumps by {jump:+.0f} mV at {time:.4g} s, more than the {height:.0f} mV by which it recovers "
        "after the minimum: most of the polarization before is not the deposit's (ohmic drop or a soft short).",
        {"jump": 1e3 * jump.height, "time": jump.time, "height": 1e3 * height},
        jump.height,
    )


def _late_jump(jump: Jump) -> Message:
    return Message(
        "LATE_JUMP",
        "The potential jumps by {jump:+.1f} mV at {time:.4g} s; the plateau is read before it.",
        {"jump": 1e3 * jump.height, "time": jump.time},
        jump.height,
    )


def _several(count: int) -> Message:
    return Message(
        "SEVERAL_SPIKES",
        "{count} minima stand out; the first one with at least half of the largest prominence is taken.",
        {"count": count},
        float(count),
    )
