"""All plating steps of the document in one table: what the picker walks through."""

from __future__ import annotations

from functools import partial
from typing import Any

from PyQt6.QtCore import QAbstractTableModel, QCoreApplication, QModelIndex, QObject, Qt

from fitting.messages import Message
from models.analysis import Analysis
from models.document import Document
from models.electrocrystallization import QUANTITIES
from models.number_text import unit_text, value_text
from models.result import Result
from models.step import Step
from models.subject import subject_title
from models.translation import message_text

SHOWN = (
    "spike_potential",
    "nucleation_overpotential",
    "induction_period",
    "self_smoothing_time",
    "induction_to_self_smoothing_ratio",
)
_QUANTITIES = {quantity.name: quantity for quantity in QUANTITIES}


class SpikeTable(QAbstractTableModel):
    """One row per plating step: verdict, the main numbers, trend, warnings, guessed or confirmed."""

    def __init__(self, document: Document, step: Step, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._step = step
        self._rows: tuple[Analysis, ...] = ()
        self._watched: set[Analysis] = set()
        document.analyses_changed.connect(self._rebuild)
        self._rebuild()

    @property
    def analyses(self) -> tuple[Analysis, ...]:
        """The analyses, in the order of the rows."""
        return self._rows

    def row_of(self, analysis: Analysis | None) -> int:
        """The row of an analysis, −1 if it has none."""
        return next((row for row, each in enumerate(self._rows) if each is analysis), -1)

    def _rebuild(self) -> None:
        rows = self._document.analyses(self._step)
        self.beginResetModel()
        self._rows = rows
        for analysis in rows:
            if analysis not in self._watched:
                self._watched.add(analysis)
                analysis.changed.connect(self._refresh)
                analysis.resulted.connect(self._refresh)
        self.endResetModel()

    def _refresh(self) -> None:
        row = self.row_of(self.sender())  # type: ignore[arg-type]
        if row >= 0:
            self.dataChanged.emit(self.index(row, 0), self.index(row, self.columnCount() - 1))

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else 5 + len(SHOWN)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Vertical:
            return str(section + 1)
        return self._headings()[section]

    def _headings(self) -> tuple[str, ...]:
        numbers = tuple(_heading(name) for name in SHOWN)
        return (
            self.tr("Plating step"),
            self.tr("Judged"),
            self.tr("Spike"),
            self.tr("Plateau"),
            *numbers,
            self.tr("Warnings"),
        )

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        analysis = self._rows[index.row()]
        numbers = range(4, 4 + len(SHOWN))
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() in numbers:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(message_text(message) for message in said_about(analysis)) or None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._texts(analysis)[index.column()]
        return None

    def _texts(self, analysis: Analysis) -> tuple[str, ...]:
        judged = self.tr("confirmed") if analysis.state.confirmed else self.tr("guessed")
        if not analysis.state.confirmed and any(name.endswith("_mark") for name in analysis.state.settings):
            judged = self.tr("by hand")
        title = subject_title(analysis.subject)
        said = said_about(analysis)
        warnings = str(len(said)) if said else ""
        if analysis.result is None:
            waiting = self.tr("no reading") if analysis.problem else self.tr("reading …")
            return (title, judged, waiting, "", *("" for _ in SHOWN), warnings)
        verdicts = analysis.result.outcome.verdicts
        spike = verdicts.get("spike", "")
        plateau = verdict_text(verdicts.get("plateau_trend", "")) if spike == "present" else ""
        numbers = tuple(_number(analysis, name) for name in SHOWN)
        return (title, judged, verdict_text(spike), plateau, *numbers, warnings)


def said_about(analysis: Analysis) -> tuple[Message, ...]:
    """The warnings of an analysis, or the reason why it has no result."""
    if analysis.result is not None:
        return analysis.result.outcome.warnings
    return () if analysis.problem is None else (analysis.problem,)


def verdict_text(verdict: str) -> str:
    """A verdict in words."""
    words = partial(QCoreApplication.translate, "SpikeTable")
    return {
        "present": words("present"),
        "absent": words("absent"),
        "not_readable": words("not readable"),
        "self_smoothing": words("overpotential grows"),
        "falling": words("overpotential falls"),
        "steady": words("steady"),
        "undecided": words("undecided"),
    }.get(verdict, verdict)


def verdicts_text(result: Result) -> str:
    """The verdicts on a plating step in one line."""
    verdicts = result.outcome.verdicts
    spike = QCoreApplication.translate("SpikeTable", "Spike: {verdict}")
    plateau = QCoreApplication.translate("SpikeTable", "Plateau: {verdict}")
    texts = [spike.format(verdict=verdict_text(verdicts.get("spike", "")))]
    if verdicts.get("spike") == "present":
        texts.append(plateau.format(verdict=verdict_text(verdicts.get("plateau_trend", ""))))
    return " · ".join(texts)


def _heading(name: str) -> str:
    quantity = _QUANTITIES[name]
    unit = unit_text(quantity.display_unit)
    return f"{quantity.symbol} / {unit}" if unit else quantity.symbol


def _number(analysis: Analysis, name: str) -> str:
    assert analysis.result is not None
    estimate = analysis.result.outcome.quantities.get(name)
    return "—" if estimate is None else value_text(estimate, _QUANTITIES[name], with_error=False)
