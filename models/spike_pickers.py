"""Picks of several people: each keeps a person's marks under their name, and two people are compared."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from PyQt6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from fitting.agreement import Agreement, agreement
from fitting.electrocrystallization import NucleationSpike
from models.analysis import Analysis, AnalysisState, KeptFit
from models.electrocrystallization import MARKS
from models.number_text import number_text
from models.result import Result
from models.series import time_series

PICKER = "✎ "  # before a person's name among the kept fits: no letter of a fit begins so
ABSENT = "absent"


@dataclass(frozen=True)
class Pick:
    """What one person said of one curve: the spike's time / s and potential / V, or that there is none."""

    time: float | None
    potential: float | None

    @property
    def is_present(self) -> bool:
        """Whether they saw a spike."""
        return self.time is not None


def with_pick(state: AnalysisState, result: Result | None, picker: str) -> AnalysisState:
    """A state that keeps the marks shown as the pick of a person, in place of an earlier one of theirs."""
    marks = result.outcome.marks if result is not None and isinstance(result.outcome, NucleationSpike) else None
    given = state.settings
    settings = {name: each for name, each in given.items() if not name.endswith("_mark") and name != "judgement"}
    found = {f"{mark}_mark": given.get(f"{mark}_mark", getattr(marks, mark, None)) for mark in MARKS}
    if found["spike_mark"] is None or given.get("judgement") == ABSENT:
        settings["judgement"] = ABSENT
    else:
        settings |= {name: time for name, time in found.items() if time is not None}
    kept = KeptFit(f"{PICKER}{picker}", tuple(sorted(settings.items())))
    others = tuple(fit for fit in state.kept if fit.name != kept.name)
    return replace(state, kept=(*others, kept))


def pickers(analyses: Iterable[Analysis]) -> list[str]:
    """The names of everyone who picked, in alphabetical order."""
    names = (fit.name for analysis in analyses for fit in analysis.state.kept)
    return sorted({name.removeprefix(PICKER) for name in names if name.startswith(PICKER)})


def pick_of(analysis: Analysis, picker: str) -> Pick | None:
    """What a person said of a curve; None where they did not look at it."""
    fit = next((fit for fit in analysis.state.kept if fit.name == f"{PICKER}{picker}"), None)
    if fit is None:
        return None
    time = dict(fit.given).get("spike_mark")
    if time is None:
        return Pick(None, None)
    times, potentials = time_series(analysis.bare_result())
    usable = np.flatnonzero(np.isfinite(times) & np.isfinite(potentials))
    nearest = usable[int(np.argmin(np.abs(times[usable] - float(time))))] if len(usable) else None
    return Pick(float(time), None if nearest is None else float(potentials[nearest]))


@dataclass(frozen=True)
class Comparison:
    """Two people on the curves that both judged.

    Parameters
    ----------
    agreement : Agreement
        On whether there is a spike.
    time_difference, potential_difference : float or None
        Median of what their spikes differ by, s and V; None where they share none.
    """

    agreement: Agreement
    time_difference: float | None
    potential_difference: float | None


def compared(analyses: Sequence[Analysis], first: str, second: str) -> Comparison:
    """Two people compared on the curves that both judged."""
    pairs = [
        (one, other)
        for analysis in analyses
        if (one := pick_of(analysis, first)) is not None and (other := pick_of(analysis, second)) is not None
    ]
    both = [(one, other) for one, other in pairs if one.is_present and other.is_present]
    times = [abs(one.time - other.time) for one, other in both if one.time is not None and other.time is not None]
    potentials = [
        abs(one.potential - other.potential)
        for one, other in both
        if one.potential is not None and other.potential is not None
    ]
    return Comparison(
        agreement([one.is_present for one, _ in pairs], [other.is_present for _, other in pairs]),
        float(np.median(times)) if times else None,
        float(np.median(potentials)) if potentials else None,
    )


class PickTable(QAbstractTableModel):
    """One row per curve that two people judged: their spikes and how far these are apart."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._names = ("", "")
        self.rows: list[tuple[Analysis, str, Pick, Pick]] = []

    def show(self, rows: Sequence[tuple[Analysis, str]], first: str, second: str) -> None:
        """Show two people's picks of analyses with their titles, where they differ most first."""
        self.beginResetModel()
        self._names = (first, second)
        found = [
            (analysis, title, one, other)
            for analysis, title in rows
            if (one := pick_of(analysis, first)) is not None and (other := pick_of(analysis, second)) is not None
        ]
        self.rows = sorted(found, key=lambda row: -_distance(row[2], row[3]))
        self.endResetModel()

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else 5

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole or orientation != Qt.Orientation.Horizontal:
            return None
        return (self.tr("Plating step"), *self._names, "|Δt| / s", "|ΔE| / mV")[section]

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() > 0:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        _, title, one, other = self.rows[index.row()]
        absent = self.tr("no spike")
        texts = [absent if each.time is None else f"{number_text(each.time)} s" for each in (one, other)]
        apart = "—" if one.time is None or other.time is None else number_text(abs(one.time - other.time), 3)
        deep = "—"
        if one.potential is not None and other.potential is not None:
            deep = number_text(1e3 * abs(one.potential - other.potential), 3)
        return (title, *texts, apart, deep)[index.column()]


def _distance(one: Pick, other: Pick) -> float:
    """How far two picks are apart; a spike that only one saw is the farthest."""
    if one.time is None or other.time is None:
        return 0.0 if one.time is other.time else float("inf")
    return abs(one.time - other.time)
