"""Until which cycle a cell is stable: a rule with its numbers, and what other numbers would say (PHYSICS 5)."""

from __future__ import annotations

from bisect import insort
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from fitting.outcome import Estimate

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

FORMATION = 20  # cycles before the plateau
_BEST = 80.0  # percent of the cycles of formation are worse than its good ones
_CALM = 3  # spans after a rise, in which all but a glitch stay up; a failing cell is erratic
_VARIED = {"band": (0.75, 1.5), "deviations": (0.8, 1.2), "span": (0.8, 1.4)}  # times the rule's numbers


@dataclass(frozen=True)
class StabilityRule:
    """The last cycle before `least` of `span` cycles leave median +- max(band, deviations x MAD).

    Parameters
    ----------
    band : float
        Of the efficiency; 0.02 is 2 %.
    deviations : float
        Median absolute deviations.
    least, span : int
        A single glitch does not count.
    """

    band: float = 0.02
    deviations: float = 5.0
    least: int = 3
    span: int = 5


@dataclass(frozen=True, eq=False)
class Stability:
    """Where the plateau begins and ends, as positions in the series.

    Parameters
    ----------
    first, last : int
        First and last position of the plateau.
    censored : bool
        Whether the record ends before the plateau does.
    middle, half_width : float
        Of the band that later cycles were judged by.
    lasts : mapping of str to int
        `last` under varied numbers of the rule.
    settled : bool
        Whether there is a plateau; False where the efficiency rises to the end, `first` is behind `last` then.
    """

    first: int
    last: int
    censored: bool
    middle: float
    half_width: float
    lasts: Mapping[str, int] = field(default_factory=dict)
    settled: bool = True

    def by_factor(self, rule: StabilityRule | None = None) -> dict[str, list[tuple[float, int]]]:
        """`lasts` for each number of the rule, by the factor that it was changed by, ascending."""
        found: dict[str, list[tuple[float, int]]] = {}
        for key, last in self.lasts.items():
            name, _, value = key.rpartition("_")
            found.setdefault(name, []).append((float(value) / getattr(rule or StabilityRule(), name), last))
        return {name: sorted(each) for name, each in found.items()}


def stability(efficiency: npt.ArrayLike, rule: StabilityRule | None = None, never: Mask | None = None) -> Stability:
    """Return the plateau of a series of Coulombic efficiencies, and how it depends on the numbers of the rule.

    Median and MAD are of the cycles from the end of formation up to the one judged, so that a late failure does not
    move the band; the end of formation is cycle 20, of a short record a quarter of it. Cycles that leave the band
    upwards are no failure: formation lasts until there.

    Parameters
    ----------
    efficiency : (n,) array
        In the order of cycles.
    rule : StabilityRule, optional
    never : (n,) array of bool, optional
        Cycles that are never stable, such as an efficiency above one.
    """
    values = np.asarray(efficiency, dtype=np.float64).ravel()
    rule = rule or StabilityRule()
    out = np.zeros(values.size, dtype=np.bool_) if never is None else never
    plateau = _Spreads.of(values, formation_end(values.size))
    found = _plateau(values, rule, out, plateau)
    lasts = {}
    for name, factors in _VARIED.items():
        for factor in factors:
            given = getattr(rule, name) * factor
            varied = replace(rule, **{name: round(given) if name == "span" else given})
            lasts[f"{name}_{getattr(varied, name):.3g}"] = _plateau(values, varied, out, plateau).last
    return replace(found, lasts=lasts)


def stabilized_cycles(cycle: npt.ArrayLike, found: Stability, rule: StabilityRule | None = None) -> Estimate:
    """Return the number of the last stable cycle; its interval is what varied numbers of the rule give.

    Parameters
    ----------
    cycle : (n,) array
        Numbers of the cycles.
    found : Stability
    rule : StabilityRule, optional
        The rule that was used.
    """
    rule = rule or StabilityRule()
    numbers = np.asarray(cycle, dtype=np.float64).ravel()
    value = float(numbers[found.last]) if found.last >= 0 else 0.0
    others = [float(numbers[last]) if last >= 0 else 0.0 for last in found.lasts.values()]
    text = f"{rule.least}_of_{rule.span}_leave_median_by_{100 * rule.band:.3g}_percent_or_{rule.deviations:.3g}_MAD"
    interval = (min([value, *others]), max([value, *others]))
    bound = ("above", value) if found.censored else None
    if numbers.size <= rule.span or not found.settled:  # nothing can have left the band yet, or there is none
        return Estimate(None, "1", rule=text, bound=("above", value))
    return Estimate(value, "1", None, interval, interval_method="rule", rule=text, bound=bound)


def formation_end(count: int) -> int:
    """Return how many cycles at the start of a record are formation."""
    return min(FORMATION, count // 4)


def _plateau(values: Array, rule: StabilityRule, never: Mask, plateau: _Spreads) -> Stability:
    start = formation_end(values.size)
    seen = max(rule.span, 3 - start)  # what the first band is made of
    whole = plateau.whole
    early = _first_departure(values, rule, never, np.full(values.size, whole[0]), np.full(values.size, whole[1]), 0)
    if early is not None and early[0] <= start and values.size > start + rule.span:
        soon, best = np.median(values[start : start + rule.span]), np.percentile(values[:start], _BEST)
        if soon < early[1] - early[2] and soon < best - early[2]:  # neither recovered nor rising
            return Stability(0, early[0] - 1, False, early[1], early[2])
    begins = start
    while True:
        many = np.clip(np.arange(values.size) - begins, seen, values.size - begins) - 1
        departure = _first_departure(values, rule, never, plateau.middle[many], plateau.spread[many], begins)
        if departure is None:
            width = max(rule.band, rule.deviations * float(plateau.spread[-1]))
            found = Stability(begins, values.size - 1, True, float(plateau.middle[-1]), width)
            return found if begins == start or _settles(values, start, begins, rule.span) else _unsettled(found)
        place, middle, width = departure
        if not _leaves_upwards(values, never, departure, rule.span) or values.size - place < seen:
            return Stability(begins, place - 1, False, middle, width)
        begins, plateau = place, _Spreads.of(values, place)


def _leaves_upwards(values: Array, never: Mask, departure: tuple[int, float, float], span: int) -> bool:
    """Does the efficiency get better, not the cell fail? Efficiencies above one are no better ones."""
    place, middle, width = departure
    after, later = slice(place, place + span), values[place : place + _CALM * span]
    better = (values[after] > middle + width) & ~never[after]
    return bool(np.sum(better) > 0.5 * better.size and np.sum(later < middle - width) <= 1)


def _settles(values: Array, start: int, begins: int, span: int) -> bool:
    """Is what follows a rise a plateau: long enough, and rising at less than half of the rate from `start` until it?"""
    last = values[begins:]
    if last.size < 2 * span:
        return False
    third = last.size // 3
    rate = (np.median(last[-third:]) - np.median(last[:third])) / (last.size - third)
    before = np.median(last[:span]) - np.median(values[start : start + span])
    return bool(rate < 0.5 * before / (begins - start))


def _unsettled(found: Stability) -> Stability:
    return replace(found, first=found.last + 1, settled=False)


def _first_departure(
    values: Array, rule: StabilityRule, never: Mask, middle: Array, spread: Array, start: int
) -> tuple[int, float, float] | None:
    """Return the first cycle after `start` from which on so many leave the band of those before, and that band."""
    width = np.maximum(rule.band, rule.deviations * spread)
    leaving = np.zeros(values.size, dtype=np.int64)
    for ahead in range(min(rule.span, values.size)):
        there = slice(0, values.size - ahead)
        leaving[there] += (np.abs(values[ahead:] - middle[there]) > width[there]) | never[ahead:]
    begins = (np.abs(values - middle) > width) | never
    found = np.flatnonzero((begins & (leaving >= rule.least))[start + 1 : max(values.size - rule.least + 1, 0)])
    if not found.size:
        return None
    position = start + 1 + int(found[0])
    return position, float(middle[position]), float(width[position])


@dataclass(frozen=True, eq=False)
class _Spreads:
    """Median and median absolute deviation of the plateau's first 1, 2, 3 … cycles, and of the whole record.

    The deviation of the steps from cycle to cycle counts where it is smaller: a trend is no scatter.
    """

    middle: Array
    spread: Array
    whole: tuple[float, float]

    @classmethod
    def of(cls, values: Array, start: int) -> _Spreads:
        """Put cycle after cycle in its place among those before."""
        ordered, steps = _Ordered(), _Ordered()
        middle, spread = np.empty(values.size - start), np.empty(values.size - start)
        before = None
        for place, value in enumerate(values[start:].tolist()):
            ordered.take(value)
            if before is not None:
                steps.take(value - before)
            before = value
            middle[place], spread[place] = ordered.median(), _spread(ordered, steps)
        everything, every_step = _Ordered(sorted(values.tolist())), _Ordered(sorted(np.diff(values).tolist()))
        return cls(middle, spread, (everything.median(), _spread(everything, every_step)))


class _Ordered:
    """Numbers in order, to which others come."""

    def __init__(self, numbers: list[float] | None = None) -> None:
        self._numbers = [] if numbers is None else numbers

    def __len__(self) -> int:
        return len(self._numbers)

    def take(self, number: float) -> None:
        """Put one in its place."""
        insort(self._numbers, number)

    def median(self) -> float:
        """The middle one, or the mean of the two in the middle."""
        count = len(self._numbers)
        return 0.5 * (self._numbers[(count - 1) // 2] + self._numbers[count // 2])

    def deviation(self) -> float:
        """The median distance from the median."""
        count, middle = len(self._numbers), self.median()
        return 0.5 * (self._distance((count - 1) // 2, middle) + self._distance(count // 2, middle))

    def _distance(self, rank: int, middle: float) -> float:
        """The distance from the middle that `rank` others do not pass: those as near are neighbours in the order."""
        numbers, low, high = self._numbers, 0, len(self._numbers) - rank - 1
        while low < high:
            half = (low + high) // 2
            if middle - numbers[half] > numbers[half + rank + 1] - middle:
                low = half + 1
            else:
                high = half
        return max(middle - numbers[low], numbers[low + rank] - middle)


def _spread(values: _Ordered, steps: _Ordered) -> float:
    spread = values.deviation()
    return min(spread, steps.deviation() / np.sqrt(2)) if len(values) > 2 else spread
