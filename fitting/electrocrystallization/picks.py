"""What a person placed by hand takes the place of what the rule found, and is logged."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from fitting.electrocrystallization.marks import SpikeMarks
from fitting.electrocrystallization.reading import Feature, Reading, feature, level_at, spanning
from fitting.electrocrystallization.record import Record
from fitting.messages import Message

_FEATURE_OF_MARK = {"onset": "start", "spike": "spike_time", "crest": "crest_time", "plateau": "done_time"}
_POTENTIAL_OF_MARK = {"spike": "spike_potential", "crest": "crest_potential", "plateau": "plateau_potential"}


def marks_of(reading: Reading, end: float) -> SpikeMarks:
    """Return the marks of a reading of a record that ends at `end` / s; beyond it there is nothing to mark."""
    spike = reading.features.get("spike_time")
    if spike is None:
        return SpikeMarks()
    plateau = reading.plateau_time
    if plateau is not None and plateau > end:
        plateau = None
    return SpikeMarks(reading.features["start"].value, spike.value, reading.features["crest_time"].value, plateau)


def overridden(record: Record, picked: SpikeMarks, automatic: SpikeMarks) -> tuple[str, ...]:
    """Return the marks that a person moved by more than half a sample from where the rule had put them."""
    moved = []
    for name in _FEATURE_OF_MARK:
        mine, rules = getattr(picked, name), getattr(automatic, name)
        if mine is not None and (rules is None or abs(mine - rules) > half_step(record, mine)):
            moved.append(name)
    return tuple(moved)


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


def _potential_at(record: Record, time: float, mark: str) -> Feature:
    if mark == "plateau":
        return level_at(record, time)
    value = float(np.interp(time, record.time, record.potential))
    half = half_step(record, time)
    ends = np.interp([time - half, time + half], record.time, record.potential)
    sigma = float(np.interp(time, record.time, record.noise))
    return feature(value, float(np.hypot(sigma, np.ptp([value, *ends]) / 2)), "sampling", "picked")


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
