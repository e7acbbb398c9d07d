"""What every rule reads from one curve, side by side, and what another picker's hand would change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from PyQt6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from fitting.electrocrystallization import RULES, NucleationSpike
from fitting.messages import DataProblem
from fitting.quantity import Quantity
from models.analysis import Analysis, AnalysisState
from models.electrocrystallization import MARKS, QUANTITIES
from models.number_text import number_text, unit_text, value_text
from models.result import Result
from models.translation import choice_in_words, name_in_words, verdict_in_words

_QUANTITIES = {quantity.name: quantity for quantity in QUANTITIES}
RULE_QUANTITIES = (
    "spike_potential",
    "spike_time",
    "nucleation_overpotential",
    "spike_overpotential",
    "induction_period",
)
HANDS = 12  # other pickers that are imagined
_UNSTEADY = 3.0  # sampling intervals by which a hand misses at least
_SHARE = 0.05  # of the time from the onset by which it misses on a slow curve


@dataclass(frozen=True)
class RuleReading:
    """What one rule reads."""

    rule: str
    verdict: str
    result: Result | None


def rule_readings(analysis: Analysis, state: AnalysisState) -> Iterator[RuleReading]:
    """What each rule reads from a curve, marks and judgements of a person left out."""
    unplaced: dict[str, float | str | None] = {f"{mark}_mark": None for mark in MARKS}
    for rule in RULES:
        try:
            found = analysis.computed(state.with_settings({**unplaced, "judgement": None, "rule": rule}), "live")
        except DataProblem:
            yield RuleReading(rule, "not_readable", None)
            continue
        yield RuleReading(rule, found.outcome.verdicts.get("spike", ""), found)


def hand_states(result: Result, state: AnalysisState, unsteadiness: float | None = None) -> list[AnalysisState]:
    """States in which the marks lie where other pickers might have put them.

    Each mark is moved by a normal deviate whose standard deviation is the unsteadiness; without one, three sampling
    intervals or 5 % of the time from the onset, whichever is more. The same curve always meets the same hands.

    Parameters
    ----------
    unsteadiness : float, optional
        s; for example the median difference of two pickers.
    """
    outcome = result.outcome
    if not isinstance(outcome, NucleationSpike) or outcome.marks.spike is None:
        return []
    time = result.subject[0].columns["time"]
    steps = np.diff(time[np.isfinite(time)])
    interval = float(np.median(steps)) if len(steps) else 0.0
    onset = outcome.marks.onset or 0.0
    random = np.random.default_rng(0)
    states = []
    for _ in range(HANDS):
        moved: dict[str, float | str | None] = {"judgement": None}
        for mark in ("spike", "crest", "plateau"):
            there = getattr(outcome.marks, mark)
            if there is not None:
                spread = max(_UNSTEADY * interval, _SHARE * (there - onset)) if unsteadiness is None else unsteadiness
                moved[f"{mark}_mark"] = max(there + spread * float(random.standard_normal()), interval)
        states.append(state.with_settings(moved))
    return states


class RuleTable(QAbstractTableModel):
    """One row per rule; the rule in force is named so."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[RuleReading] = []
        self._present = ""

    def show(self, rows: Sequence[RuleReading], present: str) -> None:
        """Show other readings; `present` is the rule in force."""
        self.beginResetModel()
        self.rows, self._present = list(rows), present
        self.endResetModel()

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else 2 + len(RULE_QUANTITIES)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole or orientation != Qt.Orientation.Horizontal:
            return None
        quantities = (_heading(_QUANTITIES[name]) for name in RULE_QUANTITIES)
        return (self.tr("Rule"), self.tr("Spike"), *quantities)[section]

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self.rows[index.row()], index.column()
        if role == Qt.ItemDataRole.TextAlignmentRole and column > 1:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if column == 0:
            words = choice_in_words(row.rule)
            return self.tr("{rule} (in force)").format(rule=words) if row.rule == self._present else words
        if column == 1:
            return verdict_in_words(row.verdict)
        quantity = _QUANTITIES[RULE_QUANTITIES[column - 2]]
        estimate = None if row.result is None else row.result.outcome.quantities.get(quantity.name)
        return "—" if estimate is None else value_text(estimate, quantity)


class HandTable(QAbstractTableModel):
    """What other pickers' hands would give: per quantity the range of it beside the interval of the fit."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[tuple[str, str, str, str]] = []

    def show(self, present: Result | None, others: Sequence[Mapping[str, float]]) -> None:
        """Show the values that other hands gave, SI."""
        self.beginResetModel()
        self._rows = []
        for quantity in QUANTITIES:
            estimate = None if present is None else present.outcome.quantities.get(quantity.name)
            values = [quantity.to_display(one[quantity.name]) for one in others if quantity.name in one]
            if estimate is None or estimate.value is None or len(values) < 2:
                continue
            ends = f"{number_text(min(values))} … {number_text(max(values))}"
            spread = number_text(float(np.std(values, ddof=1)), 2)
            unit = unit_text(quantity.display_unit)
            self._rows.append((name_in_words(quantity.name), f"{value_text(estimate, quantity)} {unit}", ends, spread))
        self.endResetModel()

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else 4

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole or orientation != Qt.Orientation.Horizontal:
            return None
        words = (self.tr("Result"), self.tr("This pick"), self.tr("Other hands"), self.tr("Their standard deviation"))
        return words[section]

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() > 0:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return self._rows[index.row()][index.column()] if role == Qt.ItemDataRole.DisplayRole else None


def _heading(quantity: Quantity) -> str:
    return f"{quantity.symbol} / {unit_text(quantity.display_unit)}"
