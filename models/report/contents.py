"""What a workbook is about, in the order in which it is shown, and where in it everything stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from fitting.quantity import Quantity
from models.electrolyte import CurveEntry, Electrolyte
from models.formulas import Applied, applied
from models.gathered import Gathered, gathered
from models.report import words
from models.result import Failure, Result


@dataclass(frozen=True)
class Group:
    """The results of one method, those of an electrolyte beside each other.

    Parameters
    ----------
    together : bool
        Whether they are what several curves say as a series.
    places : tuple of int
        Where they stand among all results.
    """

    step: str
    method: str
    together: bool
    places: tuple[int, ...]
    quantities: tuple[Quantity, ...]


@dataclass(frozen=True)
class Spot:
    """Where a number of a result stands: its sheet and row; nothing where it has none there."""

    sheet: str
    row: int


@dataclass(frozen=True, eq=False)
class Contents:
    """What the workbook is about.

    Parameters
    ----------
    titles : sequence of str
        Of the sheets, one per result.
    windows : bool
        Whether each sheet says what other windows give.
    formulas : tuple of Applied
        One per result.
    spots : dict
        By the result's place and the quantity's name, where its value stands; filled as the sheets are.
    """

    results: Sequence[Result]
    titles: Sequence[str]
    failures: Sequence[Failure]
    date: datetime
    windows: bool = False
    formulas: tuple[Applied, ...] = field(init=False)
    spots: dict[tuple[int, str], Spot] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "formulas", tuple(map(applied, self.results)))

    def groups(self, step: str) -> tuple[Group, ...]:
        """The results of a step by method, in the order of the electrolytes' first appearance."""
        order = {name: place for place, name in enumerate(self.electrolytes)}
        found: dict[tuple[str, bool], list[int]] = {}
        for place, result in enumerate(self.results):
            if result.step == step:
                found.setdefault((result.method, words.is_series(result)), []).append(place)
        return tuple(
            Group(
                step,
                method,
                together,
                tuple(sorted(places, key=lambda place: order[words.electrolyte_of(self.results[place])])),
                words.quantities_of([self.results[place] for place in places]),
            )
            for (method, together), places in found.items()
        )

    @property
    def steps(self) -> tuple[str, ...]:
        """The steps that have results, in the program's order."""
        return words.steps_in_order(result.step for result in self.results)

    def place(self, result: Result) -> int:
        """Where a result stands among all."""
        return next(place for place, each in enumerate(self.results) if each is result)

    @cached_property
    def table(self) -> Gathered:
        """Electrolytes against quantities, repeats combined: what the comparison in the window shows too."""
        curves: dict[str, dict[str, CurveEntry]] = {name: {} for name in self.electrolytes}
        for result in self.results:
            for curve in result.curves:
                home = curves.setdefault(words.electrolyte_name(curve), {})
                home[curve.identity] = CurveEntry(curve.identity, curve.name)
        series = tuple(Electrolyte(name, tuple(entries.values())) for name, entries in curves.items())
        return gathered(series, [result for result in self.results if not words.is_series(result)])

    @cached_property
    def electrolytes(self) -> tuple[str, ...]:
        """Every electrolyte once, in the order of the results."""
        return tuple(dict.fromkeys(map(words.electrolyte_of, self.results)))
