"""Where the table of a sheet stands: its column names, and the rows of numbers under them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from fitting.units import UnknownUnit, canonical_unit
from models.curve import Array
from models.readers.choices import ImportChoices
from models.readers.columns import plain_quantity, split_heading
from models.readers.cycler_columns import choose_roles, is_cycler_table
from models.readers.cycler_table import Cell, cell_numbers
from models.readers.problem import ReadError
from models.readers.workbook import Sheet

_HEADING_ROWS = 60
_FEWEST_ROWS = 3
_RISING = 0.5  # of the steps of a time column: a list of samples has times too, but they do not run on
_MEASURED = {"potential", "current", "current_density", "impedance_real"}


@dataclass
class Block:
    """A row of column names and the rows under it."""

    sheet: str
    names: list[str]
    rows: list[list[Cell]]
    header_line: int  # of the names, from 1; 0 where there are none
    first_row: int  # of the numbers, from 1
    is_cycler: bool
    joined: tuple[str, ...] = ()
    _made: dict[int, Array] = field(default_factory=dict)

    def numbers(self, place: int) -> Array:
        """One column as numbers; what is none is NaN."""
        if len(self._made.get(place, ())) != len(self.rows):
            self._made[place] = cell_numbers(self.rows, place)
        return self._made[place]


def found_block(sheet: Sheet) -> Block | None:
    """Find the table of a sheet: the first row of names under which numbers of a recording stand."""
    for number, row in enumerate(sheet.rows[:_HEADING_ROWS]):
        names = _names(row)
        if sum(bool(name) for name in names) < 2:
            continue
        roles = choose_roles(names)
        if is_cycler_table(roles) and {"step", "state", "cycle"} & set(roles):
            return Block(sheet.name, names, sheet.rows[number + 1 :], number + 1, number + 2, True)
        block = _block_under(sheet, number + 1)
        if _is_recording(block):
            return block
    return None


def shown_sheet(sheets: Sequence[Sheet], choices: ImportChoices) -> Sheet | None:
    """The sheet that a person sees and speaks of: the one chosen, else the first recording, else the first with cells.

    Raises
    ------
    ReadError
        ``NO_SHEET`` where there is no sheet of the chosen name.
    """
    if choices.sheet is None:
        filled = [sheet for sheet in sheets if sheet.rows]
        return next((sheet for sheet in filled if found_block(sheet) is not None), next(iter(filled), None))
    for sheet in sheets:
        if sheet.name == choices.sheet:
            return sheet
    raise ReadError(
        "NO_SHEET",
        "The workbook has no sheet {name}; it has {names}.",
        name=f'"{choices.sheet}"', names=", ".join(f'"{sheet.name}"' for sheet in sheets),
    )  # fmt: skip


def block_of(sheet: Sheet, choices: ImportChoices) -> Block | None:
    """The table of a sheet where a person says that it stands, else where it is found, else the first rows of numbers.

    Raises
    ------
    ReadError
        ``BAD_CHOICE`` where the sheet has no such line.
    """
    if choices.header_line is None:
        return found_block(sheet) or _block_of_numbers(sheet, names=True)
    if choices.header_line == 0:
        return _block_of_numbers(sheet, names=False)
    if choices.header_line > len(sheet.rows):
        raise ReadError(
            "BAD_CHOICE",
            "The import choice header_line cannot be used: line {line} is not among the first {count} lines.",
            line=choices.header_line, count=len(sheet.rows),
        )  # fmt: skip
    return _block_under(sheet, choices.header_line)


def _block_under(sheet: Sheet, line: int) -> Block:
    names, below = _with_units(_names(sheet.rows[line - 1]), sheet.rows[line : line + 1])
    return Block(sheet.name, names, sheet.rows[line + below :], line, line + 1 + below, False)


def _block_of_numbers(sheet: Sheet, names: bool) -> Block | None:
    first = next((place for place, row in enumerate(sheet.rows) if sum(map(_is_number, row)) > 1), None)
    if first is None:
        return None
    if names and first and sum(bool(name) for name in _names(sheet.rows[first - 1])) > 1:
        return _block_under(sheet, first)
    return Block(sheet.name, [""] * len(sheet.rows[first]), sheet.rows[first:], 0, first + 1, False)


def _is_number(cell: Cell) -> bool:
    return isinstance(cell, (int, float)) and not isinstance(cell, bool)


def _names(row: Sequence[Cell]) -> list[str]:
    return [cell.strip(" \t\ufeff'") if isinstance(cell, str) else "" for cell in row]


def _with_units(names: list[str], under: Sequence[list[Cell]]) -> tuple[list[str], int]:
    """Units may stand in a row of their own under the names."""
    cells = [cell.strip() if isinstance(cell, str) else cell for cell in under[0]] if under else []
    units = {place: str(cell) for place, cell in enumerate(cells) if cell != ""}
    known = [place for place, name in enumerate(names) if plain_quantity(name) and split_heading(name)[1] is None]
    if not units or not known or not all(_is_unit(units.get(place, "?")) for place in known):
        return names, 0
    return [f"{name} / {units[place]}" if place in known else name for place, name in enumerate(names)], 1


def _is_unit(text: str) -> bool:
    try:
        canonical_unit(text)
    except UnknownUnit:
        return False
    return bool(text) and not re.fullmatch(r"[\d.]+", text)


def _is_recording(block: Block) -> bool:
    quantities = {place: quantity for place, name in enumerate(block.names) if (quantity := plain_quantity(name))}
    if len(set(quantities.values())) < 2 or not _MEASURED & set(quantities.values()):
        return False
    for place, quantity in quantities.items():
        values = block.numbers(place)
        values = values[np.isfinite(values)]
        if len(values) < _FEWEST_ROWS:
            return False
        if quantity == "time" and float(np.mean(np.diff(values) > 0.0)) < _RISING:
            return False
    return True
