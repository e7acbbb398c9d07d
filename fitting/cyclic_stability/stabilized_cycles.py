"""Until which cycle a cell is stable: a rule with its numbers, and what other numbers would say (PHYSICS 5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from fitting.outcome import Estimate

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

FORMATION = 20  # cycles before the plateau
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
    """

    first: int
    last: int
    censored: bool
    middle: float
    half_width: float
    lasts: Mapping[str, int] = field(default_factory=dict)

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
    move the band; the end of formation is cycle 20, of a short record a quarter of it.

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
    found = _plateau(values, rule, out)
    lasts = {}
    for name, factors in _VARIED.items():
        for factor in factors:
            given = getattr(rule, name) * factor
            varied = replace(rule, **{name: round(given) if name == "span" else given})
            lasts[f"{name}_{getattr(varied, name):.3g}"] = _plateau(values, varied, out).last
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
    if numbers.size <= rule.span:  # nothing can have left the band yet
        return Estimate(None, "1", rule=text, bound=("above", value))
    return Estimate(value, "1", None, interval, interval_method="rule", rule=text, bound=bound)


def formation_end(count: int) -> int:
    """Return how many cycles at the start of a record are formation."""
    return min(FORMATION, count // 4)


def _plateau(values: Array, rule: StabilityRule, never: Mask) -> Stability:
    start = formation_end(values.size)
    seen = max(start + rule.span, 3)  # what the first band is made of
    early = _first_departure(values, rule, never, 0, values.size)
    if early is not None and early[0] <= start and values.size > start + rule.span:
        recovered = np.abs(np.median(values[start : start + rule.span]) - early[1]) <= early[2]
        rising = np.median(values[start : start + rule.span]) > early[1]
        if not (recovered or rising):
            return Stability(0, early[0] - 1, False, early[1], early[2])
    departure = _first_departure(values, rule, never, start, seen)
    if departure is None:
        middle, width = _band(values[start:], rule)
        return Stability(start, values.size - 1, True, middle, width)
    return Stability(start, departure[0] - 1, False, departure[1], departure[2])


def _band(values: Array, rule: StabilityRule) -> tuple[float, float]:
    middle = float(np.median(values))
    spread = float(np.median(np.abs(values - middle)))
    if values.size > 2:  # a trend is no scatter
        steps = np.diff(values)
        spread = min(spread, float(np.median(np.abs(steps - np.median(steps)))) / np.sqrt(2))
    return middle, max(rule.band, rule.deviations * spread)


def _first_departure(
    values: Array, rule: StabilityRule, never: Mask, start: int, seen: int
) -> tuple[int, float, float] | None:
    """Return the first cycle from which on so many leave the band of those before, and that band."""
    for position in range(start + 1, values.size - rule.least + 1):
        middle, width = _band(values[start : min(max(position, seen), values.size)], rule)
        ahead = slice(position, position + rule.span)
        leaving = (np.abs(values[ahead] - middle) > width) | never[ahead]
        if leaving[0] and int(leaving.sum()) >= rule.least:
            return position, middle, width
    return None
