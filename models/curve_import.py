"""Reading a file again as a person says: its curves take the place of those that it gave before, as one undo step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from models.analysis import AnalysisState
from models.curve import Curve
from models.edit import Values
from models.electrolyte import CurveEntry, Electrolyte, Series, curve_identities, with_curves, without_curves
from models.readers import FileContent

if TYPE_CHECKING:
    from models.document import Document


def imported(document: Document, content: FileContent, instead_of: Sequence[str]) -> tuple[Values, Values]:
    """The values of a document before and after a file is read again.

    Parameters
    ----------
    content : FileContent
        The file as it is read now.
    instead_of : sequence of str
        The curves that it replaces; those of the same file content are replaced in any case.
    """
    held = {each: document.curve(each) for each in curve_identities(document.series)}
    old = {each: curve for each, curve in held.items() if _is_replaced(curve, content, instead_of)}
    series = _series_with(document.series, old, content.curves, _paired(old, content.curves))
    names = {entry.curve: entry.name for each in series for entry in each.curves}
    new = {curve.identity: replace(curve, name=names[curve.identity]) for curve in content.curves}
    before = {each: old.get(each, curve) for each, curve in new.items()}
    failures = tuple(document.failures)
    unsettled = tuple(each for each in failures if not _same_file(each.file, content.file))
    touched = document.shelf.states_of(new)
    carried = tuple(_carried(state, before, new) for state in touched)
    return Values(document.series, before, touched, failures), Values(series, new, carried, unsettled)


def _carried(state: AnalysisState, before: Mapping[str, Curve], after: Mapping[str, Curve]) -> AnalysisState:
    """What was set for a stretch that is still the same stretch in time holds for its new numbers too."""
    same = all(
        curve not in after or _same_stretch(before[curve], after[curve], segment) for curve, segment in state.subject
    )
    return replace(state.untouched, given=state.given) if same else state.untouched


def _is_replaced(curve: Curve, content: FileContent, instead_of: Sequence[str]) -> bool:
    return curve.identity in instead_of or curve.source.sha256 == content.sha256


def _same_file(one: str, other: str) -> bool:
    return Path(one) == Path(other)


def _paired(old: Mapping[str, Curve], new: Iterable[Curve]) -> dict[str, str]:
    """For each old curve the new one that takes its place: the same curve of the file, where that still comes."""
    by_index = {curve.source.index: curve.identity for curve in new}
    return {each: by_index[curve.source.index] for each, curve in old.items() if curve.source.index in by_index}


def _series_with(series: Series, old: Iterable[str], new: Sequence[Curve], pairs: Mapping[str, str]) -> Series:
    """The series with new curves in the places and under the names of the old ones, and the rest added."""
    from models.document import electrolyte_name

    placed: set[str] = set()

    def entries(electrolyte: Electrolyte) -> tuple[CurveEntry, ...]:
        kept = []
        for entry in electrolyte.curves:
            heir = pairs.get(entry.curve, entry.curve)
            if heir not in placed:
                kept.append(replace(entry, curve=heir))
                placed.add(heir)
        return tuple(kept)

    series = without_curves(series, set(old) - pairs.keys())
    series = tuple(replace(each, curves=entries(each)) for each in series)
    for curve in new:
        if curve.identity not in placed:
            series = with_curves(series, electrolyte_name(curve), [CurveEntry(curve.identity, curve.name)])
            placed.add(curve.identity)
    return tuple(each for each in series if each.curves)


def _same_stretch(old: Curve, new: Curve, number: int | None) -> bool:
    if number is None:
        return old.points == new.points
    if max(number, 0) >= min(len(old.segments), len(new.segments)):
        return False
    one, other = old.segments[number], new.segments[number]
    if (one.start, one.stop, one.kind) != (other.start, other.stop, other.kind):
        return False
    times = [curve.segment_columns(number).get("time") for curve in (old, new)]
    return times[0] is not None and times[1] is not None and bool(np.array_equal(times[0], times[1], equal_nan=True))
