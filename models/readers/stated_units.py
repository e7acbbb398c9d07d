"""What readers of tables with a unit beside every name share: the unit decides the factor, the rest goes on record."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from fitting.units import UnknownUnit, canonical_unit, si_factor, si_unit
from models.curve import COLUMN_UNITS, Curve
from models.readers.columns import ColumnMeaning
from models.readers.draft import Draft
from models.readers.number_table import NumberTable, unreadable_cells
from models.readers.remarks import CUT_LINE, NUL_TAIL, default_area

_DEFAULT_AREA = 1.0  # cm²; what Gamry Framework and VersaStudio write where nobody typed an area


def stated_column(quantity: str, unit: str, rank: int = 0, sign: float = 1.0) -> ColumnMeaning | None:
    """Return what a column of this quantity and unit means, or None where the unit is none of that quantity."""
    text = re.sub(r"\s+vs\b.*$", "", unit.strip())
    if quantity == "cycle":
        return ColumnMeaning("cycle", rank=rank) if text in ("", "#") else None
    try:
        if si_unit(canonical_unit(text)) != COLUMN_UNITS[quantity]:
            return None
        factor, offset = si_factor(text)
    except UnknownUnit:
        return None
    return ColumnMeaning(quantity, sign * factor, offset, rank)


def note_open_end(draft: Draft, body: str) -> None:
    """These programs end every line: where the last one has no end, the file may be cut."""
    if not body.endswith("\n") and not {CUT_LINE, NUL_TAIL} & {flag.code for flag in draft.flags}:
        draft.flag("OPEN_END", "the last line has no line end: it may be cut, and more may be missing")


def take_table(draft: Draft, headings: Sequence[str], chosen: Mapping[int, ColumnMeaning], table: NumberTable) -> None:
    """Take the first columns of a table, in the order of `chosen`, and note how it was written."""
    draft.decimal, draft.rows_skipped = table.decimal, table.rows_skipped
    draft.flags += table.flags
    for place, (position, meaning) in enumerate(chosen.items()):
        draft.take(headings[position], meaning, table.columns[place])
        draft.flags += unreadable_cells(table, place, headings[position])


def note_area(draft: Draft, number: float) -> None:
    """Take an area in cm², unless it is the 1 cm² that stands there when nobody typed one."""
    if number == _DEFAULT_AREA:
        draft.assumptions.append(default_area(number, "cm²"))
    else:
        draft.area(number, "cm^2")


def note_short_spectrum(draft: Draft, last: float) -> None:
    """Say where a spectrum that runs downwards ends well above the last frequency that was set."""
    frequency = draft.columns.get("frequency")
    if frequency is None or last <= 0.0 or not np.any(np.isfinite(frequency)):
        return
    lowest = float(np.nanmin(frequency))
    if lowest > 1.5 * last:
        draft.flag(
            "SHORT_SPECTRUM",
            "the spectrum ends at {lowest:g} Hz, before the {last:g} Hz that were set",
            lowest=lowest, last=last,
        )  # fmt: skip


def numbered(curves: Sequence[tuple[str, Curve]]) -> tuple[Curve, ...]:
    """The curves of one file, told apart by number and, where there are several, by name."""
    if len(curves) == 1:
        return (curves[0][1],)
    return tuple(
        replace(curve, name=f"{curve.name} {label}", source=replace(curve.source, index=index))
        for index, (label, curve) in enumerate(curves)
    )
