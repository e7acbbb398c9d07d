"""How a result depends on its fit window: the method run again over other windows, and where the answer is level."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fitting.messages import DataProblem
from fitting.outcome import Outcome
from fitting.quantity import Quantity
from models.fit_window import FitAxis, Window, fit_axis
from models.number_text import number_text, unit_text
from models.result import Result
from models.step import analysed
from models.steps import step_named
from models.translation import name_in_words

Array = npt.NDArray[np.float64]
Given = Mapping[str, float | str | None]
Table = dict[str, tuple[float | str | None, ...]]

MOST, FEWEST = 15, 5  # windows per edge of a strip
REPORTED = 8  # windows per edge of a report
STRIP_TIME = 3.0  # s that a strip may take, as far as the fewest windows allow
LEVELS = 10  # window ends of a map
NARROWEST = 0.08  # of the levels' own scale: a narrower window is not asked about
AGREEMENT = 0.02  # of the value: windows whose answers differ by less agree, whatever their standard errors
ERRORS = 2.0  # standard errors within which answers agree
ERROR = "_standard_error"
START, END, BOTH = "start", "end", "both"


@dataclass(frozen=True)
class Reading:
    """What one window gives.

    Parameters
    ----------
    window : (float, float)
        SI.
    moved : str
        ``start`` | ``end``: the edge that is not the present one; ``both`` for a window of a map.
    values, errors : mapping
        Value and standard error of each quantity that the window determines, SI.
    """

    window: Window
    moved: str
    values: Mapping[str, float]
    errors: Mapping[str, float]

    @property
    def place(self) -> float:
        """x of the edge that was moved."""
        return self.window[0] if self.moved == START else self.window[1]


@dataclass(frozen=True)
class Plateau:
    """The windows that agree on a value.

    Parameters
    ----------
    value, low, high : float
        Their median, least and greatest answer, SI.
    count, of : int
        How many they are, of how many windows with an answer.
    windows : frozenset of (float, float)
    """

    value: float
    low: float
    high: float
    count: int
    of: int
    windows: frozenset[Window]


def level_places(samples: Array, low: float, high: float, count: int) -> list[float]:
    """Places from low to high, halfway between even in x and even in the number of samples.

    Even in x alone would ask nothing where a record is dense, even in samples nothing where it is sparse.

    Parameters
    ----------
    samples : (n,) array
        Ascending.
    """
    inner = samples[(samples > low) & (samples < high)]
    x = np.concatenate(([low], inner, [high]))
    share = 0.5 * (x - low) / (high - low) + 0.5 * np.arange(len(x)) / (len(x) - 1)
    return [float(place) for place in np.interp(np.linspace(0.0, 1.0, count), share, x)]


def strip_windows(axis: FitAxis, window: Window, count: int) -> list[tuple[Window, str]]:
    """The windows of a strip: the present one with another start, then with another end."""
    low, high = axis.limits
    start, end = window
    if not low <= start < end <= high:
        return []
    starts = level_places(axis.samples, low, end, count + 1)[:-1]
    ends = level_places(axis.samples, start, high, count + 1)[1:]
    return [((place, end), START) for place in starts] + [((start, place), END) for place in ends]


def map_windows(axis: FitAxis) -> list[tuple[Window, str]]:
    """All windows between the levels of a map, but for the narrowest ones."""
    levels = level_places(axis.samples, *axis.limits, LEVELS + 1)
    far = max(1, round(NARROWEST * LEVELS))
    return [
        ((levels[first], levels[last]), BOTH) for first in range(LEVELS + 1) for last in range(first + far, LEVELS + 1)
    ]


def readings(
    axis: FitAxis, windows: Iterable[tuple[Window, str]], outcome: Callable[[Given], Outcome]
) -> Iterator[Reading]:
    """What each window gives; one that gives no number is left out.

    Parameters
    ----------
    outcome : callable
        ``outcome(changes)`` runs the method with these settings changed; raises `DataProblem`.
    """
    for window, moved in windows:
        try:
            found = outcome(axis.settings(*window))
        except DataProblem:
            continue
        known = {name: one for name, one in found.quantities.items() if one.value is not None}
        yield Reading(
            window,
            moved,
            {name: float(one.value) for name, one in known.items() if one.value is not None},
            {name: float(one.standard_error) for name, one in known.items() if one.standard_error is not None},
        )


def windows_of(result: Result) -> list[Reading]:
    """What a result's method gives in other windows: the start moved, then the end; nothing where it has no window.

    The same result always asks the same windows, so that two reports of it are the same.
    """
    step = step_named(result.step)
    method = None if step is None else step.method(result.method)
    axis = None if method is None else fit_axis(method, result)
    if step is None or method is None or axis is None:
        return []
    given = {name: entry.value for name, entry in result.recipe.items() if entry.origin == "given"}
    settings = {name: value for name, value in given.items() if value is not None}

    def outcome(changes: Given) -> Outcome:
        other = {name: value for name, value in {**settings, **changes}.items() if value is not None}
        return analysed(step, method, result.subject, other, "live", result).outcome

    return list(readings(axis, strip_windows(axis, axis.window(result, settings), REPORTED), outcome))


def plateau(found: Sequence[Reading], quantity: str) -> Plateau | None:
    """The largest set of windows whose answers agree; None where fewer than three windows have an answer.

    Answers agree with one that lies within 2 % of it, or within two of the standard errors that the best tenth of the
    windows has: a window that knows nothing agrees with none. In a map the windows must hang together; what agrees by
    chance far away does not count.
    """
    known = [reading for reading in found if quantity in reading.values]
    if len(known) < 3:
        return None
    values = np.array([reading.values[quantity] for reading in known])
    errors = np.array([reading.errors.get(quantity, 0.0) for reading in known])
    around = np.maximum(ERRORS * np.quantile(errors, 0.1), AGREEMENT * np.abs(values))
    agree = np.abs(values[None, :] - values[:, None]) <= around[:, None]
    beside = _neighbours(known) if known[0].moved == BOTH else None
    sets = [_reached(number, row, beside) for number, row in enumerate(agree)]
    best = max(sets, key=len)
    chosen = values[best]
    windows = frozenset(known[number].window for number in best)
    return Plateau(float(np.median(chosen)), float(chosen.min()), float(chosen.max()), len(best), len(known), windows)


def _neighbours(known: Sequence[Reading]) -> list[list[int]]:
    """Which windows of a map differ from each by one level of one edge."""
    starts = sorted({reading.window[0] for reading in known})
    ends = sorted({reading.window[1] for reading in known})
    place = {(starts.index(each.window[0]), ends.index(each.window[1])): n for n, each in enumerate(known)}
    steps = ((0, 1), (1, 0), (0, -1), (-1, 0))
    return [[place[there] for step in steps if (there := (at[0] + step[0], at[1] + step[1])) in place] for at in place]


def _reached(first: int, agree: npt.NDArray[np.bool_], beside: list[list[int]] | None) -> list[int]:
    """Those that agree; with neighbours only those that can be walked to from the first."""
    if beside is None:
        return [int(number) for number in np.flatnonzero(agree)]
    found, waiting = {first}, [first]
    while waiting:
        for other in beside[waiting.pop()]:
            if agree[other] and other not in found:
                found.add(other)
                waiting.append(other)
    return sorted(found)


def spread(found: Sequence[Reading], quantity: str) -> Window | None:
    """The least and the greatest answer of all windows."""
    values = [reading.values[quantity] for reading in found if quantity in reading.values]
    return (min(values), max(values)) if values else None


def sensitivity_table(found: Sequence[Reading], quantities: Sequence[str]) -> Table:
    """The readings as columns, SI; None where a window determines nothing."""
    table: Table = {
        "window_start": tuple(reading.window[0] for reading in found),
        "window_end": tuple(reading.window[1] for reading in found),
    }
    for name in quantities:
        if any(name in reading.values for reading in found):
            table[name] = tuple(reading.values.get(name) for reading in found)
            if any(name in reading.errors for reading in found):
                table[f"{name}{ERROR}"] = tuple(reading.errors.get(name) for reading in found)
    return table


def windows_text(found: Sequence[Reading], declared: Sequence[Quantity]) -> str:
    """The readings as tab-separated text, in the units that people use.

    Parameters
    ----------
    declared : sequence of Quantity
        The two settings of the window, then the quantities.
    """
    table = sensitivity_table(found, [quantity.name for quantity in declared[2:]])
    known = {quantity.name: quantity for quantity in declared}
    columns = []
    for name, values in table.items():
        quantity = known[name.removesuffix(ERROR)]
        unit = unit_text(quantity.display_unit)
        words = name_in_words(name)
        shown = [_shown(value, quantity, name.endswith(ERROR)) for value in values]
        columns.append([f"{words} / {unit}" if unit else words, *shown])
    return "\n".join("\t".join(row) for row in zip(*columns, strict=True))


def _shown(value: float | str | None, quantity: Quantity, is_error: bool) -> str:
    if not isinstance(value, float):
        return "—"
    zero = quantity.to_display(0.0) if is_error else 0.0  # an error in kelvin is one in °C
    return number_text(quantity.to_display(value) - zero, 6)


def windows_per_edge(cost: float) -> int:
    """How many windows a strip asks about each edge, where one takes `cost` seconds."""
    return int(min(max(STRIP_TIME / (2 * max(cost, 1e-3)), FEWEST), MOST))
