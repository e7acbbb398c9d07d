"""The longest window in which i sqrt(t) is level, after a charging tail and a constant where they are needed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from fitting.mass_transfer.hidden_tail import charging_tail
from fitting.mass_transfer.transient_record import Transient, log_binned
from fitting.messages import FitError

Array = npt.NDArray[np.float64]

GOOD_WINDOW = np.log(10.0)
SIGNIFICANT = 3.0  # standard errors
_BINS = 60
_SHORTEST = np.log(3.0)  # of the window, in ln t
_SLOPE = 0.003  # of ln(i sqrt t) against ln t: a smaller one is no departure, whatever its significance
_DEPARTURE = 0.005  # of i sqrt t in a fifth of the window, likewise
_STRICT = 0.1  # of both, where that leaves a good window
_DRAWN_IN = 0.5  # in ln t
_HUM = 2.0  # of the noise: what mains may do to a fifth
_VAGUE = 0.1  # standard error of the slope
_CONSTANTS_AFTER = 2.0  # of a tail, after which the window begins: it need not be exponential


def _levels(record: Transient) -> tuple[Array, Array, Array]:
    """Return means of i sqrt(t) over bins of ln t, and their standard errors from the noise."""
    scaled = replace(record, current=record.current * np.sqrt(record.time))
    t, level, _ = log_binned(record.time, scaled.current, record.noise, _BINS)
    if record.time.size <= _BINS:
        return t, level, record.noise * np.sqrt(t)
    place = np.log(record.time / record.time[0]) / np.log(record.time[-1] / record.time[0])
    _, group, count = np.unique(np.floor(place * (_BINS - 1)).astype(int), return_inverse=True, return_counts=True)
    return t, level, record.noise * np.sqrt(np.bincount(group, record.time) / count) / np.sqrt(count)


def searched_window(record: Transient) -> tuple[Array, Array, Array, tuple[int, int], bool]:
    """Return bins of i sqrt(t), the window in which it is level, and whether a constant had to be taken off."""
    t, level, error = _levels(record)
    hum = _HUM * record.noise
    span = _longest(t, level, error, hum)
    rest = _levels(replace(record, current=record.current - _background(record)))
    longer = _longest(*rest, hum)
    constant = longer is not None and (span is None or _length(t, longer) > _length(t, span) + _SHORTEST)
    span = longer if constant else span
    after = _after_tail(record, t, hum)
    if after is not None and (span is None or constant or _length(t, after) > _length(t, span)):
        span, constant = after, False
    if span is None:
        raise FitError(
            "NO_COTTRELL_WINDOW",
            "i√t is nowhere level, so Cottrell's law holds nowhere in this record: the start is charging or kinetics, "
            "the end a finite cell, convection or radial diffusion. Use a larger electrode, or the microdisk's form.",
        )
    return t, rest[1] if constant else level, error, span, constant


def _after_tail(record: Transient, t: Array, hum: float) -> tuple[int, int] | None:
    """Return the window from two time constants of a charging tail on, where without the tail it is level."""
    tail = charging_tail(record)
    if tail is None:
        return None
    span = _longest(*_levels(replace(record, current=record.current - tail[0])), hum)
    first = int(np.searchsorted(t, _CONSTANTS_AFTER * tail[1]))
    if span is None or span[0] > first or span[1] - first < 3 or _length(t, (first, span[1])) < _SHORTEST:
        return None
    return first, span[1]


def _background(record: Transient) -> float:
    """Return the constant b of i = k / sqrt(t) + b: background, or the first of what diffuses in from the sides."""
    columns = np.stack([record.time**-0.5, np.ones_like(record.time)], axis=1)
    return float(np.linalg.lstsq(columns, record.current, rcond=None)[0][1])


def _length(t: Array, span: tuple[int, int]) -> float:
    return float(np.log(t[span[1]] / t[span[0]]))


def _longest(t: Array, level: Array, error: Array, hum: float) -> tuple[int, int] | None:
    """Return first and last bin of the longest window over which i sqrt(t) is level.

    Where a departure ends it, departures are looked for strictly, as long as a good window is left.
    """
    tolerant = _longest_within(t, level, error, hum, 1.0)
    if tolerant is None or tolerant == (0, t.size - 1):
        return tolerant
    strict = _longest_within(t, level, error, hum, _STRICT)
    if strict is not None and _length(t, strict) > GOOD_WINDOW:
        return _inside(t, strict)
    return _inside(t, tolerant)


def _inside(t: Array, span: tuple[int, int]) -> tuple[int, int]:
    """Return a window drawn in from where a departure ended it: what is left of that is too small to see, but pulls."""
    first, last = span
    spare = max(_length(t, span) - _SHORTEST, 0.0)
    if first > 0:
        first = int(np.searchsorted(t, t[first] * np.exp(min(_DRAWN_IN, 0.5 * spare))))
    if last < t.size - 1:
        last = int(np.searchsorted(t, t[last] * np.exp(-min(_DRAWN_IN, 0.5 * spare)), side="right")) - 1
    return (first, last) if last - first >= 3 else span


def _longest_within(t: Array, level: Array, error: Array, hum: float, share: float) -> tuple[int, int] | None:
    logs, hums = np.log(t), hum * np.sqrt(t)
    best, found = 0.0, None
    for first in range(t.size - 3):
        for last in range(t.size - 1, first + 2, -1):
            length = float(logs[last] - logs[first])
            if length <= max(best, _SHORTEST):
                break
            part = slice(first, last + 1)
            if _level(logs[part], level[part], error[part], hums[part], share):
                best, found = length, (first, last)
                break
    return found


def _level(logs: Array, level: Array, error: Array, hum: Array, share: float) -> bool:
    """Whether no fifth of a window in ln t departs surely and clearly from the rest, and no line through it slopes."""
    weight = error**-2
    mean = float(np.sum(weight * level) / weight.sum())
    if not mean > 0:
        return False
    place = np.minimum((5 * (logs - logs[0]) / (logs[-1] - logs[0])).astype(int), 4)
    for fifth in range(5):
        part, rest = place == fifth, place != fifth
        if not part.any():
            continue
        here, there = (float(np.sum(weight[one] * level[one]) / weight[one].sum()) for one in (part, rest))
        sigma = float(np.hypot(weight[part].sum() ** -0.5, weight[rest].sum() ** -0.5))
        wave = float(np.sum((weight * hum)[part]) / weight[part].sum())
        if abs(here - there) > max(SIGNIFICANT * sigma, share * _DEPARTURE * mean, wave):
            return False
    x = logs - float(np.sum(weight * logs) / weight.sum())
    spread = float(np.sum(weight * x**2))
    slope, sigma = float(np.sum(weight * x * level)) / spread / mean, spread**-0.5 / mean
    # a slope too uncertain to be called level is no Cottrell window either
    wave = float(np.sum(weight * np.abs(x) * hum)) / spread / mean
    return not (abs(slope) > max(SIGNIFICANT * sigma, share * _SLOPE, wave)) and sigma < _VAGUE
