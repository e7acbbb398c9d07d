"""D from the current after a potential step at a planar electrode, where Cottrell's law holds (PHYSICS 1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import pi

import numpy as np
import numpy.typing as npt

from fitting.confidence import correlation_time, student_quantile
from fitting.constants import FARADAY
from fitting.live import Ends, Refit, logarithmic_edges
from fitting.mains import alias_frequencies, mains_posterior, regular_step, waves_at
from fitting.mass_transfer.sand import consumption, positive
from fitting.mass_transfer.transient_panels import course_panels, level_panel
from fitting.mass_transfer.transient_record import Transient, log_binned, transient
from fitting.messages import FitError, Message
from fitting.outcome import Axis, Estimate, Outcome

Array = npt.NDArray[np.float64]

_BINS = 60
_SHORTEST = np.log(3.0)  # of the window, in ln t
_GOOD_WINDOW = np.log(10.0)
_SLOPE = 0.003  # of ln(i sqrt t) against ln t: a smaller one is no departure, whatever its significance
_DEPARTURE = 0.005  # of i sqrt t in a fifth of the window, likewise
_STRICT = 0.1  # of both, where that leaves a good window
_DRAWN_IN = 0.5  # in ln t
_HUM = 2.0  # of the noise: what mains may do to a fifth
_VAGUE = 0.1  # standard error of the slope
_SIGNIFICANT = 3.0  # standard errors
_ROWS = 2000  # that are fitted
_CYCLES = 100.0  # of hum in the window; faster ones average out
_CLIP, _ROBUST_ROUNDS = 4.0, 4  # standard deviations; glitches do not count for more
_CONVECTION = 60.0  # s in free liquid
_CONSTANT = (
    Message(
        "CONSTANT_FITTED",
        "A constant current is fitted beside Cottrell's: background, or diffusion from the sides of a small electrode.",
    ),
)


@dataclass(frozen=True, eq=False)
class Cottrell(Outcome):
    """What Cottrell's law says about a transient.

    Parameters
    ----------
    time, current, fitted : (n,) array
        s since the step, A with its sign, and the law over the whole record.
    held : (float, float)
        The window in which the law holds / s.
    """

    time: Array = field(default_factory=lambda: np.empty(0))
    current: Array = field(default_factory=lambda: np.empty(0))
    fitted: Array = field(default_factory=lambda: np.empty(0))
    held: tuple[float, float] = (0.0, 0.0)


def cottrell_current(
    time: npt.ArrayLike, diffusion_coefficient: float, concentration: float, area: float, electrons: float = 1
) -> Array:
    """Return the magnitude of n F A c sqrt(D / (pi t)) / A.

    Parameters
    ----------
    time : (n,) array or float
        s since the step, above zero.
    diffusion_coefficient, concentration, area, electrons : float
        m^2/s, mol/m^3, m^2, 1.

    Raises
    ------
    FitError
        For what is not above zero.
    """
    positive("DIFFUSION_COEFFICIENT_NOT_POSITIVE", "diffusion coefficient", diffusion_coefficient)
    positive("AREA_NOT_POSITIVE", "area", area)
    consumption(concentration, 1.0, 0.0, electrons)
    t = np.asarray(time, dtype=np.float64)
    result: Array = electrons * FARADAY * area * concentration * np.sqrt(diffusion_coefficient / (pi * t))
    return result


def cottrell(
    time: npt.ArrayLike,
    current: npt.ArrayLike,
    area: float,
    concentration: float,
    *,
    electrons: float = 1,
    window: tuple[float | None, float | None] = (None, None),
    step_time: float | None = None,
) -> Cottrell:
    """Return D from i sqrt(t) = n F A c sqrt(D/pi), over the longest window in which i sqrt(t) is level.

    Without migration (excess supporting electrolyte); in a binary salt the same current gives D_salt/(1 - t+)^2.

    Parameters
    ----------
    time, current : (n,) array
        s, A.
    area : float
        m^2.
    concentration : float
        mol/m^3.
    electrons : float
    window, step_time
        As in `transient`; a window that is given is searched, not taken whole.

    Raises
    ------
    FitError
        ``NO_COTTRELL_WINDOW`` where the law holds nowhere; as `transient` and `cottrell_current`.
    """
    positive("AREA_NOT_POSITIVE", "area", area)
    consumption(concentration, 1.0, 0.0, electrons)
    record = transient(time, current, window, step_time)
    t, level, error, (first, last), constant = _searched(record)
    held = float(t[first]), float(t[last])
    inside = (record.time >= held[0] * (1 - 1e-9)) & (record.time <= held[1] * (1 + 1e-9))
    size, size_error, offset, count = _amplitude(record, inside, constant)
    early, late = _departures(t, level, error, first, last, size)
    unit = electrons * FARADAY * area * concentration / np.sqrt(pi)
    quantities = _estimates(size / unit, size_error / size, count, held, constant)
    current, fitted = record.sign * record.current, record.sign * (size / np.sqrt(record.time) + offset)
    first_panel, residual = course_panels(record.time[inside], current[inside], fitted[inside])
    level_of = level_panel(record.time, current - record.sign * offset, fitted - record.sign * offset, held)
    return Cottrell(
        quantities,
        {"early_departure": early, "late_departure": late, "constant": "needed" if constant else "none"},
        tuple(_warnings(held, early, late)) + (_CONSTANT if constant else ()),
        panels=(level_of, first_panel, residual),
        time=record.time,
        current=current,
        fitted=fitted,
        held=held,
        refit=_refit(record, held, size, offset, constant, unit),
    )


@dataclass(frozen=True, eq=False, kw_only=True)
class CottrellRefit(Refit):
    """k / sqrt(t) and a constant, while a window is dragged; parameters k and, where it was needed, the constant."""

    unit: float

    def course(self, values: Array, x: Array, near: Array) -> tuple[Array, Array]:
        """Return |i| / A and its slopes."""
        columns = np.stack([1 / np.sqrt(x), np.ones_like(x)], axis=1)[:, : values.size]
        return columns @ values, columns

    def edges(self, low: float, high: float) -> Array:
        """Return edges of bins equally wide in ln t."""
        return logarithmic_edges(low, high)

    def estimates(self, values: Array, covariance: Array, freedom: int, ends: Ends) -> Mapping[str, Estimate]:
        """Return D."""
        size = float(values[0])
        share = float(np.sqrt(covariance[0, 0])) / size
        return _estimates(size / self.unit, share, freedom + 1, ends, values.size > 1)


def _refit(
    record: Transient, held: tuple[float, float], size: float, offset: float, constant: bool, unit: float
) -> CottrellRefit:
    """Return what a drag needs: ends where the law stopped holding are kept, those of the record may move."""
    first = held[0] if held[0] > record.time[0] * (1 + 1e-6) else 0.0
    last = held[1] if held[1] < record.time[-1] * (1 - 1e-6) else np.inf
    values = np.array([size, offset])[: 1 + constant]
    reach = 10 * np.array([size, float(np.abs(record.current).max())])[: 1 + constant]
    return CottrellRefit(
        columns=("time", "current"),
        axes=(Axis("t", "s", "s", "log"), Axis("|I|", "A", "mA", "log")),
        origin=record.zero,
        window_origin=record.zero,
        scale=record.sign,
        reach=(first, last),
        values=values,
        lower=-reach,
        upper=reach,
        noise=record.noise,
        unit=unit,
    )


def _estimates(root: float, share: float, count: int, held: tuple[float, float], constant: bool) -> dict[str, Estimate]:
    """Return D from its root, whose relative error is known, and the window."""
    low, high = (root * max(1 + sign * student_quantile(count - 1) * share, 0.0) for sign in (-1, 1))
    rule = "cottrell_and_constant" if constant else "cottrell"
    diffusion = Estimate(
        root**2, "m^2/s", 2 * share * root**2, (low**2, high**2), interval_method="covariance", rule=rule
    )
    start, end = (Estimate(one, "s", rule="longest_level_window") for one in held)
    return {"diffusion_coefficient": diffusion, "cottrell_window_start": start, "cottrell_window_end": end}


def _levels(record: Transient) -> tuple[Array, Array, Array]:
    """Return means of i sqrt(t) over bins of ln t, and their standard errors from the noise."""
    scaled = replace(record, current=record.current * np.sqrt(record.time))
    t, level, _ = log_binned(record.time, scaled.current, record.noise, _BINS)
    if record.time.size <= _BINS:
        return t, level, record.noise * np.sqrt(t)
    place = np.log(record.time / record.time[0]) / np.log(record.time[-1] / record.time[0])
    _, group, count = np.unique(np.floor(place * (_BINS - 1)).astype(int), return_inverse=True, return_counts=True)
    return t, level, record.noise * np.sqrt(np.bincount(group, record.time) / count) / np.sqrt(count)


def _searched(record: Transient) -> tuple[Array, Array, Array, tuple[int, int], bool]:
    """Return bins of i sqrt(t), the window in which it is level, and whether a constant had to be taken off."""
    t, level, error = _levels(record)
    hum = _HUM * record.noise
    span = _longest(t, level, error, hum)
    rest = _levels(replace(record, current=record.current - _background(record)))
    longer = _longest(*rest, hum)
    constant = longer is not None and (span is None or _length(t, longer) > _length(t, span) + _SHORTEST)
    span = longer if constant else span
    if span is None:
        raise FitError(
            "NO_COTTRELL_WINDOW",
            "i√t is nowhere level, so Cottrell's law holds nowhere in this record: the start is charging or kinetics, "
            "the end a finite cell, convection or radial diffusion. Use a larger electrode, or the microdisk's form.",
        )
    return t, rest[1] if constant else level, error, span, constant


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
    if strict is not None and _length(t, strict) > _GOOD_WINDOW:
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
        if abs(here - there) > max(_SIGNIFICANT * sigma, share * _DEPARTURE * mean, wave):
            return False
    x = logs - float(np.sum(weight * logs) / weight.sum())
    spread = float(np.sum(weight * x**2))
    slope, sigma = float(np.sum(weight * x * level)) / spread / mean, spread**-0.5 / mean
    # a slope too uncertain to be called level is no Cottrell window either
    wave = float(np.sum(weight * np.abs(x) * hum)) / spread / mean
    return not (abs(slope) > max(_SIGNIFICANT * sigma, share * _SLOPE, wave)) and sigma < _VAGUE


def _amplitude(record: Transient, inside: npt.NDArray[np.bool_], constant: bool) -> tuple[float, float, float, int]:
    """Return i sqrt(t) over a window by least squares, its standard error, a constant, and the number of samples.

    Hum that the sampling has made slow is averaged over. The error has in it how far the thirds of the window differ
    by more than noise makes them: a trend that the test for one has let pass.
    """
    time, current = record.time[inside], record.current[inside]
    t, i, noise = log_binned(time, current, record.noise, _ROWS)
    rows = np.stack([1 / np.sqrt(t), np.ones_like(t)], axis=1)[:, : 1 + constant] / noise[:, None]
    step = regular_step(time)
    span = float(t[-1] - t[0])
    frequencies = np.empty(0) if step is None else alias_frequencies(span, step, _CYCLES)
    share = np.gradient(t) if t.size < time.size else np.zeros(t.size)  # of time in a bin, over which a wave is a mean
    waves = waves_at(frequencies, t) * (np.sinc(frequencies[:, None] * share) * record.noise / noise)[:, None, :]
    answer = np.linalg.lstsq(rows, i / noise, rcond=None)[0]
    for _ in range(_ROBUST_ROUNDS):
        left = i / noise - rows @ answer
        sigma = max(1.0, 1.4826 * float(np.median(np.abs(left))))
        posterior = mains_posterior(np.clip(left, -_CLIP * sigma, _CLIP * sigma), rows, sigma, frequencies, waves)
        move = np.array([posterior.functional(axis)[0] for axis in np.eye(1 + constant)])
        answer = answer + move
    size, error = float(answer[0]), float(np.sqrt(posterior.functional(np.eye(1 + constant)[0])[1]))
    left = i / noise - rows @ answer - posterior.wave(t) * record.noise / noise
    coloured = correlation_time(left)
    trend = _trend(t, left * noise, rows[:, 0] ** 2, sigma * np.sqrt(coloured))
    return size, float(np.hypot(error * np.sqrt(coloured), trend)), float(answer[1]) if constant else 0.0, int(t.size)


def _trend(t: Array, left: Array, weight: Array, sigma: float) -> float:
    """Return by how much means of i sqrt(t) over thirds of the window differ, less what noise makes of them."""
    share = np.minimum((3 * np.log(t / t[0]) / np.log(t[-1] / t[0])).astype(int), 2)
    size = np.maximum(np.bincount(share, weight, 3), 1e-300)
    thirds = np.bincount(share, weight * left * np.sqrt(t), 3) / size
    chance = float(np.mean(sigma**2 / size))
    return float(np.sqrt(max(float(np.var(thirds)) - chance, 0.0)))


def _departures(t: Array, level: Array, error: Array, first: int, last: int, size: float) -> tuple[str, str]:
    """Return what the current does before and after the window."""

    def side(part: slice, above: str, below: str) -> str:
        if not t[part].size:
            return "none"
        weight = error[part] ** -2
        mean, sigma = float(np.sum(weight * level[part]) / weight.sum()), float(weight.sum() ** -0.5)
        gap = mean / size - 1
        if abs(gap) < max(_SIGNIFICANT * sigma / size, 0.005):
            return "none"
        return above if gap > 0 else below

    early = side(slice(0, first), "charging", "kinetics_or_resistance")
    late = side(slice(last + 1, None), "radial_or_convection", "finite_cell")
    return early, late


def _warnings(held: tuple[float, float], early: str, late: str) -> list[Message]:
    warnings = []
    ratio = held[1] / held[0]
    if np.log(ratio) < _GOOD_WINDOW:
        warnings.append(
            Message(
                "SHORT_WINDOW",
                "Cottrell's law holds only from {start:.3g} to {end:.3g} s, less than a decade.",
                {"start": held[0], "end": held[1]},
                ratio,
            )
        )
    words = {
        "charging": "charging of the double layer",
        "kinetics_or_resistance": "kinetics or resistance",
        "radial_or_convection": "radial diffusion or convection",
        "finite_cell": "the finite cell",
    }
    for code, word, when in (("EARLY_DEPARTURE", early, "before"), ("LATE_DEPARTURE", late, "after")):
        if word != "none":
            edge = held[0] if when == "before" else held[1]
            warnings.append(
                Message(
                    code,
                    "The current departs from Cottrell's law {when} {edge:.3g} s, as by {word}.",
                    {"when": when, "edge": edge, "word": words[word]},
                    edge,
                )
            )
    if held[1] > _CONVECTION:
        warnings.append(
            Message(
                "CONVECTION",
                "The window reaches {time:.3g} s; in free liquid convection takes over after about 60 s.",
                {"time": held[1]},
                held[1],
            )
        )
    return warnings
