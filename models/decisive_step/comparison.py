"""A comparison table as numbers: which columns are outcomes, which are quantities of steps, and what is missing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from fitting.messages import FitError, Message
from models.curve import Array, Curve
from models.readers.columns import split_heading
from models.readers.comparison_table import ELECTROLYTE, SERIES
from models.value_table import cell_number, filled_down

_OUTCOME = re.compile(r"cycles?\b|coulombic|\bce\b|循环|库[仑伦]", re.IGNORECASE)
_NO_VALUE = {"", "-", "–", "—", "/", "n/a", "na", "n.a.", "nan", "none", "n.d."}
_FEWEST = 2  # numbers that make a column one of numbers


@dataclass(frozen=True, eq=False)
class Comparison:
    """The numbers of a comparison table, one per electrolyte; NaN where the table has none."""

    electrolytes: tuple[str, ...]
    series: tuple[str, ...]
    numbers: Mapping[str, Array]
    notes: tuple[Message, ...]

    @property
    def likely_outcomes(self) -> tuple[str, ...]:
        """The columns whose headings name cycles or coulombic efficiency."""
        return tuple(name for name in self.numbers if _OUTCOME.search(name))

    def outcomes(self, wanted: str | None) -> dict[str, Array]:
        """The columns that are named, or whose heading names cycles or coulombic efficiency.

        Raises
        ------
        FitError
            ``UNKNOWN_COLUMN`` for a name that the table has not; ``NO_OUTCOME``.
        """
        if wanted is not None:
            return self.named(wanted)
        found = {name: self.numbers[name] for name in self.likely_outcomes}
        if not found:
            raise FitError(
                "NO_OUTCOME",
                'No heading names cycles or coulombic efficiency (there are: {names}); set outcomes="{first}", for '
                "example.",
                names=", ".join(self.numbers),
                first=list(self.numbers)[-1],
            )
        return found

    def named(self, wanted: str) -> dict[str, Array]:
        """The columns of these names, with commas between them.

        Raises
        ------
        FitError
            ``UNKNOWN_COLUMN``.
        """
        known = {name.lower(): name for name in self.numbers}
        found: dict[str, Array] = {}
        for word in (each.strip() for each in wanted.split(",")):
            name = known.get(word.lower(), known.get(split_heading(word)[0].lower()))
            if name is None:
                raise FitError(
                    "UNKNOWN_COLUMN",
                    "The table has no column of numbers {word}; it has {names}.",
                    word=word or "without a name",
                    names=", ".join(self.numbers),
                )
            found[name] = self.numbers[name]
        return found


def is_comparison(curve: Curve) -> bool:
    """Return whether a curve carries a comparison table."""
    return _heading(curve.table, ELECTROLYTE) is not None and _heading(curve.table, SERIES) is not None


def comparison_of(curve: Curve) -> Comparison:
    """Return the numbers of a comparison table.

    Raises
    ------
    FitError
        ``NO_COMPARISON_TABLE``, ``NO_NUMBERS``.
    """
    electrolyte, series = _heading(curve.table, ELECTROLYTE), _heading(curve.table, SERIES)
    if electrolyte is None or series is None:
        raise FitError(
            "NO_COMPARISON_TABLE",
            "{name} is no table of electrolytes; give a CSV headed electrolyte, series, then a column per step's "
            "quantity and per outcome, for example cycles.",
            name=curve.name,
        )
    numbers: dict[str, Array] = {}
    notes, ignored = [], []
    for heading, cells in curve.table.items():
        if heading in (electrolyte, series):
            continue
        values = np.array([cell_number(cell) for cell in cells])
        if np.count_nonzero(np.isfinite(values)) < _FEWEST:
            ignored.append(heading)
            continue
        numbers[_name(heading, curve.table)] = values
        odd = [cell for cell, value in zip(cells, values, strict=True) if np.isnan(value) and not _is_empty(cell)]
        if odd:
            text = '{column}: {count} cells are no numbers and are left out ("{first}").'
            notes.append(Message("NOT_NUMBERS", text, {"column": heading, "count": len(odd), "first": odd[0][:40]}))
    if ignored:
        text = "Columns without numbers are left out: {names}."
        notes.append(Message("COLUMNS_IGNORED", text, {"names": ", ".join(ignored)}, len(ignored)))
    if not numbers:
        raise FitError("NO_NUMBERS", "{name} has no column of numbers beside electrolyte and series.", name=curve.name)
    return Comparison(curve.table[electrolyte], filled_down(curve.table[series]), numbers, tuple(notes))


def _is_empty(cell: str) -> bool:
    return cell.strip().lower() in _NO_VALUE


def _heading(table: Mapping[str, Sequence[str]], words: Sequence[str]) -> str | None:
    return next((heading for heading in table if heading.lower() in words), None)


def _name(heading: str, table: Mapping[str, Sequence[str]]) -> str:
    """The heading without its unit, where that leaves it a name of its own."""
    name = split_heading(heading)[0]
    shared = sum(split_heading(other)[0] == name for other in table)
    return name if shared == 1 else heading
