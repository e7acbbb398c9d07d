"""What a workbook is about, in the order in which it is shown, and where in it everything stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from fitting.quantity import Quantity
from models.formulas import Applied, applied
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


@dataclass(frozen=True)
class Range:
    """Where the values of one quantity of an electrolyte stand below each other, on the sheet of their step."""

    sheet: str
    column: str
    first: int
    last: int


@dataclass(frozen=True, eq=False)
class Contents:
    """What the workbook is about.

    Parameters
    ----------
    titles : sequence of str
        Of the sheets, one per result.
    formulas : tuple of Applied
        One per result.
    spots : dict
        By the result's place and the quantity's name, where its value stands; filled as the sheets are.
    ranges : dict
        By group, quantity and electrolyte; filled as the sheets are.
    """

    results: Sequence[Result]
    titles: Sequence[str]
    failures: Sequence[Failure]
    date: datetime
    formulas: tuple[Applied, ...] = field(init=False)
    spots: dict[tuple[int, str], Spot] = field(init=False, default_factory=dict)
    ranges: dict[tuple[Group, str, str], Range] = field(init=False, default_factory=dict)

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

    @property
    def electrolytes(self) -> tuple[str, ...]:
        """Every electrolyte once, in the order of the results."""
        return tuple(dict.fromkeys(map(words.electrolyte_of, self.results)))
