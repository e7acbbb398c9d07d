"""What a person placed by hand takes the place of what the rule found, and is logged."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np

from fitting.electrocrystallization.candidates import Judgement
from fitting.electrocrystallization.features import Feature, feature, spanning
from fitting.electrocrystallization.marks import SpikeMarks
from fitting.electrocrystallization.reading import Reading, crest_at, current_on, level_at, smoothing_done
from fitting.electrocrystallization.record import Record
from fitting.electrocrystallization.smoothing import SmoothCurve
from fitting.messages import FitError, Message

_FEATURE_OF_MARK = {"onset": "start", "spike": "spike_time", "crest": "crest_time", "plateau": "done_time"}
_POTENTIAL_OF_MARK = {"spike": "spike_potential", "crest": "crest_potential", "plateau": "plateau_potential"}


def marks_of(reading: Reading, end: float) -> SpikeMarks:
    """Return the marks of a reading of a record that ends at `end` / s; beyond it there is nothing to mark."""
    spike = reading.features.get("spike_time")
    if spike is None:
        return SpikeMarks()
    plateau = reading.plateau_time
    crest_time = reading.features.get("crest_time")
    if plateau is not None and crest_time is not None:
        plateau = max(plateau, crest_time.value)
    if plateau is not None and plateau > end:
        plateau = None
    start, crest = (
        reading.features[name].value if name in reading.features else None for name in ("start", "crest_time")
    )
    return SpikeMarks(start, spike.value, crest, plateau)


def checked(record: Record, picked: SpikeMarks) -> None:
    """Check that the marks placed by hand lie in the record, in the order onset < spike < crest <= plateau.

    Raises
    ------
    FitError
        ``MARK_OUTSIDE_RECORD``, ``MARKS_OUT_OF_ORDER``.
    """
    placed = [(name, float(getattr(picked, name))) for name in _FEATURE_OF_MARK if getattr(picked, name) is not None]
    end = record.end + half_step(record, record.end)
    for name, time in placed:
        begin = record.onset - record.onset_step if name == "onset" else float(record.time[0])
        if not begin - 1e-9 <= time <= end or (name != "onset" and not time > record.onset):
            text = (
                "The mark '{mark}' at {time:.5g} s lies outside the plating record, {begin:.5g} to {end:.5g} s: move "
                "it there, or take it away."
            )
            raise FitError("MARK_OUTSIDE_RECORD", text, time, mark=name, time=time, begin=begin, end=record.end)
    for (first, early), (second, late) in pairwise(placed):
        if not (early < late or (early == late and (first, second) == ("crest", "plateau"))):
            raise _out_of_order(first, early, second, late)


def _out_of_order(first: str, early: float, second: str, late: float) -> FitError:
    text = (
        "The mark '{first}' at {early:.5g} s does not lie before the mark '{second}' at {late:.5g} s: the order is "
        "onset, spike, crest, plateau; move one of them."
    )
    return FitError("MARKS_OUT_OF_ORDER", text, early - late, first=first, early=early, second=second, late=late)


def overridden(record: Record, picked: SpikeMarks, automatic: SpikeMarks) -> tuple[str, ...]:
    """Return the marks that a person moved: to another sample, or within a gap by more than the step beside it."""
    moved = []
    for name in _FEATURE_OF_MARK:
        mine, rules = getattr(picked, name), getattr(automatic, name)
        if mine is None:
            continue
        near = nearest(record, mine)
        steps = np.diff(record.time[max(near - 1, 0) : near + 2])
        if rules is None or near != nearest(record, rules) or abs(mine - rules) > float(steps.min()):
            moved.append(name)
    return tuple(moved)


def nearest(record: Record, time: float) -> int:
    """Return the sample nearest to a time / s."""
    after = int(np.clip(np.searchsorted(record.time, time), 1, record.time.size - 1))
    return after - int(time - record.time[after - 1] <= record.time[after] - time)


def with_word(
    found: Judgement, curve: SmoothCurve, marks: tuple[SpikeMarks, SpikeMarks], moved: tuple[str, ...], judgement: str
) -> Judgement:
    """Return the judgement after a person's word; `marks` are those picked and the automatic ones.

    Raises
    ------
    FitError
        ``MARKS_OUT_OF_ORDER`` where another mark was placed so that no minimum is left for the spike.
    """
    picked, automatic = marks
    if judgement == "absent":
        return replace(found, verdict="absent", spike=None)
    if "spike" in moved and picked.spike is not None:
        return _at(found, curve, picked.spike)
    if found.verdict == "present":
        return _between(found, curve, picked, moved, automatic)
    if judgement == "present":
        best = max(found.candidates, key=lambda one: one.prominence, default=None)
        if found.spike is not None:
            return replace(found, verdict="present")
        if best is not None:
            return _at(found, curve, best.time)
        reason = Message("NO_MINIMUM", "You see a spike where the rule finds no minimum: place the mark by hand.")
        return replace(found, verdict="not_readable", warnings=(*found.warnings, reason))
    return found


def _at(found: Judgement, curve: SmoothCurve, time: float) -> Judgement:
    """Return the judgement with the spike at a time; a jump before it does not end the step."""
    jump = found.jump if found.jump is not None and found.jump.time > time else None
    return replace(found, verdict="present", spike=int(np.argmin(np.abs(curve.time - time))), jump=jump)


def _between(
    found: Judgement, curve: SmoothCurve, picked: SpikeMarks, moved: tuple[str, ...], automatic: SpikeMarks
) -> Judgement:
    """Return the judgement with the most prominent minimum between the marks that were placed round the spike."""
    spike = automatic.spike
    after = picked.onset if "onset" in moved else None
    limits = [(name, getattr(picked, name)) for name in ("crest", "plateau") if name in moved]
    low, high = (-np.inf if after is None else after), min((time for _, time in limits), default=np.inf)
    if spike is None or low < spike < high:
        return found
    inside = [one for one in found.candidates if low < one.time < high]
    if inside:
        return _at(found, curve, max(inside, key=lambda one: one.prominence).time)
    if not low < spike:
        raise _out_of_order("onset", low, "spike", spike)
    raise _out_of_order("spike", spike, *min(limits, key=lambda one: one[1]))


def half_step(record: Record, time: float) -> float:
    """Return half the sampling step at a time / s."""
    near = int(np.clip(np.searchsorted(record.time, time), 1, record.time.size - 1))
    return 0.5 * float(record.time[near] - record.time[near - 1])


def with_picks(
    record: Record, reading: Reading, picked: SpikeMarks, moved: tuple[str, ...], automatic: SpikeMarks
) -> tuple[Reading, tuple[Message, ...]]:
    """Return the reading with the moved marks in it, and the log of what was moved."""
    features = dict(reading.features)
    log = []
    plateau_time = reading.plateau_time
    for name in moved:
        time = float(getattr(picked, name))
        half = half_step(record, time)
        features[_FEATURE_OF_MARK[name]] = spanning(time, time - half, time + half, "sampling", "picked")
        if name in _POTENTIAL_OF_MARK:
            features[_POTENTIAL_OF_MARK[name]] = _potential_at(record, time, name)
        if name == "plateau":
            plateau_time = time
        log.append(_logged(name, time, getattr(automatic, name)))
    return replace(reading, features=features, plateau_time=plateau_time), tuple(log)


def in_order(record: Record, curve: SmoothCurve, reading: Reading, moved: tuple[str, ...], end: float) -> Reading:
    """Return the reading with those automatic marks that a picked one put out of order found anew, or left out."""
    features = dict(reading.features)
    spike = features["spike_time"].value
    _check_spike(reading, moved)
    if "onset" not in moved and "start" in features and features["start"].value >= spike:
        features["start"] = current_on(record)
    if "start" in features and features["start"].value >= spike:
        del features["start"]
    latest = features["done_time"].value if "plateau" in moved else end
    if "crest" not in moved and not spike < features["crest_time"].value <= latest:
        inside = np.flatnonzero((curve.time > spike) & (curve.time <= latest))
        del features["crest_time"], features["crest_potential"]
        if inside.size:
            top = int(inside[np.argmax(curve.potential[inside])])
            features["crest_time"], features["crest_potential"] = crest_at(record, curve, top, (spike, latest))
    if "plateau" in moved:
        return replace(reading, features=features)
    crest = features["crest_time"].value if "crest_time" in features else None
    if "done_time" in features and not features["done_time"].value >= (np.inf if crest is None else crest):
        del features["done_time"]
        found = smoothing_done(curve, features, end)[0] if crest is not None else None
        if found is not None and crest is not None and found.value >= crest:
            features["done_time"] = found
    done, plateau_time = features.get("done_time"), reading.plateau_time
    if done is not None:
        plateau_time = done.value
    elif plateau_time is not None and not plateau_time >= (spike if crest is None else crest):
        plateau_time = end if end >= (spike if crest is None else crest) else None
    return replace(reading, features=features, plateau_time=plateau_time)


def _check_spike(reading: Reading, moved: tuple[str, ...]) -> None:
    """Check that a spike found anew lies between the marks placed round it."""
    placed = [(name, reading.features[_FEATURE_OF_MARK[name]].value) for name in moved if name != "spike"]
    spike = reading.features["spike_time"].value
    for name, time in placed:
        if name == "onset" and not time < spike:
            raise _out_of_order(name, time, "spike", spike)
        if name != "onset" and not spike < time:
            raise _out_of_order("spike", spike, name, time)


def _potential_at(record: Record, time: float, mark: str) -> Feature:
    if mark == "plateau":
        return level_at(record, time)
    value = float(np.interp(time, record.time, record.potential))
    half = half_step(record, time)
    ends = np.interp([time - half, time + half], record.time, record.potential)
    sigma, bend = float(np.interp(time, record.time, record.noise)), float(np.ptp([value, *ends])) / 2
    return feature(value, float(np.hypot(sigma, bend)), "sampling" if bend > sigma else "noise", "picked")


def _logged(mark: str, time: float, automatic: float | None) -> Message:
    if automatic is None:
        return Message(
            "PICKED",
            "The mark '{mark}' was placed by hand at {time:.5g} s; the rule had found none.",
            {"mark": mark, "time": time},
            time,
        )
    return Message(
        "PICKED",
        "The mark '{mark}' was placed by hand at {time:.5g} s; the rule had found {automatic:.5g} s.",
        {"mark": mark, "time": time, "automatic": automatic},
        automatic,
    )
