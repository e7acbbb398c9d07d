"""Reading a file again as a person says: its curves take the place of those that it gave before, as one undo step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PyQt6.QtCore import QCoreApplication
from PyQt6.QtGui import QUndoCommand

from models.analysis import Analysis, AnalysisKey
from models.curve import Curve
from models.electrolyte import CurveEntry, Electrolyte, Series, curve_identities, with_curves, without_curves
from models.readers import FileContent

if TYPE_CHECKING:
    from models.document import Document

Analyses = Mapping[AnalysisKey, Analysis]


class SwapImport(QUndoCommand):
    """The undo command of an import: curves, their places in the tree and what was judged about them.

    Parameters
    ----------
    content : FileContent
        The file as it is read now.
    instead_of : sequence of str
        The curves that it replaces; those of the same file content are replaced in any case.
    """

    def __init__(self, document: Document, content: FileContent, instead_of: Sequence[str]) -> None:
        name = Path(content.file).name
        super().__init__(QCoreApplication.translate("Document", "Import {name}").format(name=name))
        self._document = document
        held = {each: document.curve(each) for each in curve_identities(document.series)}
        old = {each: curve for each, curve in held.items() if _is_replaced(curve, content, instead_of)}
        pairs = _paired(old, content.curves)
        self._series = (document.series, _series_with(document.series, old, content.curves, pairs))
        names = {entry.curve: entry.name for each in self._series[1] for entry in each.curves}
        new = {curve.identity: replace(curve, name=names[curve.identity]) for curve in content.curves}
        self._curves = ({each: old.get(each, curve) for each, curve in new.items()}, new)
        self._settled = [each for each in document.failures if _same_file(each.file, content.file)]
        self._analyses: list[Analyses] = [{}, {}]
        self._carries = True

    def redo(self) -> None:
        """Take the new curves."""
        document = self._document
        document.failures[:] = [each for each in document.failures if each not in self._settled]
        if self._carries:
            self._carries = False
            self._analyses[1] = self._carried()
        self._analyses[0] = document.swap_import(self._series[1], self._curves[1], self._analyses[1])

    def undo(self) -> None:
        """Take the old ones, with everything that was judged about them."""
        self._document.failures.extend(self._settled)
        self._analyses[1] = self._document.swap_import(self._series[0], self._curves[0], self._analyses[0])

    def _carried(self) -> Analyses:
        """What was set for a stretch that is still the same stretch in time holds for its new numbers too."""
        before, after = self._curves
        carried = {}
        for key, analysis in self._document.analyses_of(after).items():
            subject = tuple(
                replace(part, curve=after.get(part.curve.identity, part.curve)) for part in analysis.subject
            )
            same = all(
                part.curve.identity not in after
                or _same_stretch(before[part.curve.identity], after[part.curve.identity], part.segment)
                for part in analysis.subject
            )
            if analysis.state.given and same:
                carried[key] = self._document.analysis_made(
                    analysis.step, analysis.method, subject, analysis.state.given
                )
        return carried


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
