"""What a CHI header implies: the time of a sweep, the current of a chronopotentiogram, the potential of a hold."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from models.curve import Array
from models.readers.draft import Draft
from models.segmentation import Controls, changes

_POLARITIES = {"p": "P", "n": "N", "positive": "P", "negative": "N", "anodic": "P", "cathodic": "N"}


def rebuild(draft: Draft, technique: str | None, settings: Mapping[str, str]) -> Controls | None:
    """Add the columns that the header implies to the draft; return where its steps begin."""
    if "time" in draft.columns:
        _finer_time(draft, settings)
    if technique in ("cyclic_voltammetry", "linear_sweep"):
        _sweep_time(draft, settings)
        return _sweep_starts(draft, settings) if technique == "cyclic_voltammetry" else None
    if technique == "chronopotentiometry":
        return _set_current(draft, settings)
    if technique == "chronoamperometry":
        return _held_potential(draft, settings)
    return None


def setting(settings: Mapping[str, str], *names: str) -> float | None:
    """A number of the header, by the beginning of its name."""
    for wanted in names:
        for name, text in settings.items():
            match = re.match(r"\s*([+-]?[\d.]+(?:[eE][+-]?\d+)?)", text)
            if name.lower().startswith(wanted.lower()) and match:
                return float(match[1])
    return None


def _finer_time(draft: Draft, settings: Mapping[str, str]) -> None:
    """Times that repeat because of four digits are counted out anew, if that agrees with every written time."""
    written = draft.columns["time"]
    repeats = int(np.count_nonzero(np.diff(written) <= 0.0))
    interval = setting(settings, "Data Storage Interval", "Sample Interval (s)")
    if repeats == 0 or len(written) < 3:
        return
    if interval is None or not np.all(np.isfinite(written)) or written[0] <= 0.0:
        template = "{count} times repeat and the header names no interval to rebuild them from"
        draft.flag("TIMES_REPEAT", template, count=repeats)
        return
    counted = written[0] + interval * np.arange(len(written))
    digit = 10.0 ** (np.floor(np.log10(np.maximum(written, 1e-12))) - 3.0)
    if np.all(np.abs(counted - written) <= 0.51 * digit):
        draft.columns["time"] = counted
        draft.assume(
            "TIME_COUNTED_OUT",
            "time has four digits in the file ({count} steps of zero): it was counted out from the interval of "
            "{interval:g} s, which agrees with every written time",
            count=repeats, interval=interval,
        )  # fmt: skip
        return
    spread = _spread(written, interval)
    if np.any(np.diff(spread) <= 0.0) or np.any(np.abs(spread - written) > digit):
        template = "{count} times repeat and do not fit the interval of {interval:g} s: they were left so"
        draft.flag("TIMES_LEFT_REPEATED", template, count=repeats, interval=interval)
        return
    draft.columns["time"] = spread
    draft.assume(
        "TIMES_SPREAD",
        "time has four digits in the file ({count} steps of zero) and does not keep to the interval of "
        "{interval:g} s: rows of one written time were spread evenly, within the last digit",
        count=repeats, interval=interval,
    )  # fmt: skip


def _spread(written: Array, interval: float) -> Array:
    """Give the middle row of every run of one written time that time, and the rows between the middles even steps."""
    first = np.flatnonzero(np.concatenate(([True], np.diff(written) != 0.0)))
    last = np.concatenate((first[1:], [len(written)])) - 1
    middle, value = 0.5 * (first + last), written[first]
    rows = np.arange(len(written), dtype=np.float64)
    spread = np.interp(rows, middle, value)
    before, after = rows < middle[0], rows > middle[-1]
    spread[before] = value[0] + interval * (rows[before] - middle[0])
    spread[after] = value[-1] + interval * (rows[after] - middle[-1])
    return spread


def _sweep_time(draft: Draft, settings: Mapping[str, str]) -> None:
    potential, rate = draft.columns.get("potential"), setting(settings, "Scan Rate")
    if potential is None or "time" in draft.columns:
        return
    if rate is None or rate <= 0.0:
        draft.flag("NO_SCAN_RATE", "the header states no scan rate, so the curve has no time")
        return
    steps = np.abs(np.diff(potential, prepend=potential[0]))
    time = np.cumsum(np.nan_to_num(steps)) / rate
    time[~np.isfinite(potential)] = np.nan
    draft.columns = {"time": time, **draft.columns}
    draft.assume("TIME_FROM_SCAN_RATE", "time computed from the potential and the scan rate of {rate:g} V/s", rate=rate)


def _sweep_starts(draft: Draft, settings: Mapping[str, str]) -> Controls | None:
    """Where the scan turns, if it turns as often as the header says."""
    potential, stated = draft.columns.get("potential"), setting(settings, "Segment")
    if potential is None or stated is None:
        return None
    starts = _turning_rows(potential)
    if len(starts) + 1 != int(stated):
        template = "the header states {stated} segments, the data hold {found}"
        draft.flag("SEGMENT_COUNT", template, stated=int(stated), found=len(starts) + 1)
        return None
    return Controls(tuple(starts.tolist()))


def _turning_rows(potential: Array) -> npt.NDArray[np.int64]:
    """First rows in another scan direction; the turning point itself belongs to the sweep that reaches it."""
    steps = np.sign(np.nan_to_num(np.diff(potential)))
    moving = np.flatnonzero(steps)
    turned = np.flatnonzero(np.diff(steps[moving]))
    return moving[turned + 1] + 1


def _set_current(draft: Draft, settings: Mapping[str, str]) -> Controls | None:
    """The current is in the header only: its size per direction, which comes first, and how often it turns."""
    potential = draft.columns.get("potential")
    cathodic, anodic = setting(settings, "Cathodic Current"), setting(settings, "Anodic Current")
    first = _POLARITIES.get(settings.get("Init P/N", settings.get("Initial Polarity", "")).strip().lower(), "")
    if potential is None or "current" in draft.columns or cathodic is None or anodic is None or first not in ("P", "N"):
        draft.flag("NO_CURRENT_STATED", "the header does not state the current, so the curve has none")
        return None
    count = int(setting(settings, "Segment", "Number of Segments") or 1)
    if count < 1 or count > max(1, len(potential) // 2):
        template = "the header states {count} segments, which do not fit the data; the curve has no current"
        draft.flag("SEGMENTS_DO_NOT_FIT", template, count=count)
        return None
    starts = _turns(potential, count)
    if starts is None:
        draft.flag(
            "SEGMENTS_NOT_FOUND",
            "the {count} segments of the header are not found as jumps of the potential, so the curve has no current",
            count=count,
        )
        return None
    currents = [-abs(cathodic) if (number % 2 == 0) == (first == "N") else abs(anodic) for number in range(count)]
    current = np.empty(len(potential))
    for value, part in zip(currents, itertools.pairwise([*starts, len(potential)]), strict=True):
        current[slice(*part)] = value
    draft.columns["current"] = current
    template = (
        "current rebuilt from the header (cathodic {cathodic:g} mA, anodic {anodic:g} mA, reduction first, {count} "
        "segments found by the potential's jumps); reduction is negative here"
        if first == "N"
        else "current rebuilt from the header (cathodic {cathodic:g} mA, anodic {anodic:g} mA, oxidation first, "
        "{count} segments found by the potential's jumps); reduction is negative here"
    )
    draft.assume("CURRENT_REBUILT", template, cathodic=1e3 * abs(cathodic), anodic=1e3 * abs(anodic), count=count)
    return Controls(
        tuple(starts[1:]), set_current=np.array(currents), rows=np.array(starts, np.int64), count=len(potential)
    )


def _turns(potential: Array, count: int) -> list[int] | None:
    """First rows of the segments: the largest jumps of the potential, if they stand out from all others."""
    if count == 1:
        return [0]
    jumps = np.abs(np.nan_to_num(np.diff(potential)))
    if len(jumps) < count:
        return None
    order = np.argsort(jumps)[::-1]
    chosen, rest = order[: count - 1], order[count - 1]
    if jumps[chosen[-1]] < 2.0 * jumps[rest]:
        return None
    return [0, *sorted((chosen + 1).tolist())]


def _held_potential(draft: Draft, settings: Mapping[str, str]) -> Controls | None:
    """The potential of a hold stands in the header: one value, or steps between two."""
    time, start = draft.columns.get("time"), setting(settings, "Init E")
    if time is None or start is None or "potential" in draft.columns:
        return None
    width, count = setting(settings, "Pulse Width"), setting(settings, "Step")
    high, low = setting(settings, "High E"), setting(settings, "Low E")
    if width is None or count is None or high is None or low is None:
        draft.columns["potential"] = np.full(len(time), start)
        template = "potential taken from the header: {potential:g} V throughout"
        draft.assume("POTENTIAL_FROM_HEADER", template, potential=start)
        return None
    interval = setting(settings, "Sample Interval") or 0.0
    rows_a_step = round(width / interval) if interval > 0.0 else 0
    if rows_a_step and rows_a_step * int(count) == len(time):
        step = np.arange(len(time), dtype=np.int64) // rows_a_step
    else:
        step = _step_numbers(time, width, int(count))
    up = settings.get("Init P/N", "P").strip().upper() != "N"
    draft.columns["potential"] = np.where((step % 2 == 0) == up, high, low)
    draft.assume(
        "POTENTIAL_REBUILT",
        "potential rebuilt from the header: steps of {width:g} s between {high:g} V and {low:g} V, {count} in all",
        width=width, high=high, low=low, count=int(count),
    )  # fmt: skip
    rows = changes([step], len(step))
    held = draft.columns["potential"][rows]
    return Controls(tuple(rows[1:].tolist()), set_potential=held, rows=rows, count=len(step))


def _step_numbers(time: Array, width: float, count: int) -> npt.NDArray[np.int64]:
    """The step each row belongs to; a row at the very end of a step belongs to that step."""
    number = np.ceil(np.nan_to_num(time) / width * (1.0 - 1e-9) - 1e-9) - 1.0
    return np.asarray(np.clip(number, 0, max(count - 1, 0)), dtype=np.int64)
