"""One analysis on the curves that a person chooses: which, how far each is, the doubtful ones first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PyQt6.QtCore import QModelIndex, QObject, Qt, pyqtSignal

from models.analysis import Analysis, AnalysisState
from models.analysis_table import column_heading, number_cell, said_about
from models.document import Document
from models.electrolyte import electrolyte_text
from models.fit_window import WINDOW_NAMES
from models.row_table import RowTable
from models.step import Method
from models.subject import subject_title
from models.translation import message_text, verdict_in_words

NUMBERS = 2  # quantities that are shown
_CHOSEN, _WAITING = Qt.CheckState.Checked, Qt.CheckState.Unchecked


class BatchTable(RowTable):
    """The analyses of one method beside one of them, each with a box; `apply` gives the chosen ones its settings.

    Settings that belong to one curve (marks, a rest time, a window) stay with it.
    """

    progressed = pyqtSignal(int, int)  # done, of how many

    def __init__(self, document: Document, pattern: Analysis, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.pattern = pattern
        self._rows: list[Analysis] = list(document.analyses(pattern.step, pattern.method))
        self._chosen = {analysis for analysis in self._rows if analysis is not pattern}
        self._applied: set[Analysis] = set()
        for analysis in self._rows:
            analysis.resulted.connect(self._refresh)

    @property
    def given(self) -> dict[str, float | str]:
        """The settings of the pattern that hold for other curves too."""
        own = own_settings(self.pattern.method)
        return {name: value for name, value in self.pattern.state.settings.items() if name not in own}

    @property
    def chosen(self) -> tuple[Analysis, ...]:
        """The analyses whose box is checked, in the order of the rows."""
        return tuple(analysis for analysis in self._rows if analysis in self._chosen)

    def analysis(self, row: int) -> Analysis:
        """The analysis of a row."""
        return self._rows[row]

    def choose(self, chosen: bool) -> None:
        """Check every box, or none."""
        self._chosen = set(self._rows) if chosen else set()
        self._all_changed()

    def apply(self) -> None:
        """Give the chosen analyses the settings of the pattern, by one undo step; what they have of their own stays."""
        self._applied = set(self.chosen)
        self._document.edit_all({each: self._after(each.state) for each in self.chosen}, self.tr("Apply to curves"))
        self._tell()

    def _after(self, state: AnalysisState) -> AnalysisState:
        own = own_settings(self.pattern.method)
        gone = {name: None for name in state.settings if name not in own}
        return state.with_settings({**gone, **self.given})

    def cancel(self) -> None:
        """Stop what is still being computed."""
        self._document.shelf.cancel_fits()

    @property
    def waiting(self) -> tuple[Analysis, ...]:
        """Of those that were applied to, the ones without an answer yet."""
        return tuple(each for each in self._applied if each.current_result() is None and each.problem is None)

    @property
    def doubtful(self) -> int:
        """How many of those that were applied to have a warning, or no number."""
        return sum(bool(said_about(analysis)) for analysis in self._applied)

    def sort_doubtful(self) -> None:
        """Put what gave no number first, then what has warnings, the most first."""
        order = sorted(self._rows, key=_doubt)
        if order != self._rows:
            self.layoutAboutToBeChanged.emit()
            self._rows = order
            self.layoutChanged.emit()

    def _refresh(self) -> None:
        row = next((row for row, each in enumerate(self._rows) if each is self.sender()), -1)
        if row >= 0:
            self.dataChanged.emit(self.index(row, 0), self.index(row, self.columnCount() - 1))
        self._tell()

    def _tell(self) -> None:
        left = len(self.waiting)
        self.progressed.emit(len(self._applied) - left, len(self._applied))
        if self._applied and not left:
            self.sort_doubtful()

    def _all_changed(self) -> None:
        self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, self.columnCount() - 1))

    # what a view asks

    def headings(self) -> tuple[str, ...]:
        """The words over the columns."""
        shown = self.pattern.method.quantities[:NUMBERS]
        leading = (self.tr("Curve"), self.tr("Electrolyte"), self.tr("State"), self.tr("Verdict"))
        return (*leading, *map(column_heading, shown), self.tr("Warnings"))

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsUserCheckable if index.isValid() and index.column() == 0 else flags

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        analysis = self._rows[index.row()]
        if role == Qt.ItemDataRole.CheckStateRole and index.column() == 0:
            return _CHOSEN if analysis in self._chosen else _WAITING
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(message_text(message) for message in said_about(analysis)) or None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._texts(analysis)[index.column()]
        return None

    def setData(self, index: QModelIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or not index.isValid() or index.column() != 0:
            return False
        change = self._chosen.add if Qt.CheckState(value) == _CHOSEN else self._chosen.discard
        change(self._rows[index.row()])
        self.dataChanged.emit(index, index, [role])
        return True

    def _texts(self, analysis: Analysis) -> Sequence[str]:
        curves = {part.curve.identity for part in analysis.subject}
        homes = (
            electrolyte_text(each.name)
            for each in self._document.series
            for entry in each.curves
            if entry.curve in curves
        )
        outcome = None if analysis.result is None else analysis.result.outcome
        verdicts = "" if outcome is None else " · ".join(map(verdict_in_words, outcome.verdicts.values()))
        said = said_about(analysis)
        numbers = (number_cell(analysis, quantity) for quantity in self.pattern.method.quantities[:NUMBERS])
        return (
            subject_title(analysis.subject), ", ".join(dict.fromkeys(homes)), self._state(analysis), verdicts, *numbers,
            str(len(said)) if said else "",
        )  # fmt: skip

    def _state(self, analysis: Analysis) -> str:
        if analysis.current_result() is not None:
            return self.tr("doubtful") if said_about(analysis) else self.tr("done")
        return self.tr("no result") if analysis.problem is not None else self.tr("waiting")


def own_settings(method: Method) -> set[str]:
    """What belongs to one curve: marks, a rest time, the window."""
    return {*WINDOW_NAMES, *(setting.name for setting in method.settings if setting.own)}


def _doubt(analysis: Analysis) -> tuple[int, int]:
    """Small for what a person should look at first."""
    result = analysis.current_result()
    if result is None:
        return (0 if analysis.problem is not None else 3), 0
    count = len(result.outcome.warnings)
    return (1, -count) if count else (2, 0)
