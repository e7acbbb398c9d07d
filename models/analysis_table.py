"""All analyses of one method in one table: what a person walks through."""

from __future__ import annotations

from typing import Any
from weakref import WeakSet

from PyQt6.QtCore import QModelIndex, QObject, Qt

from fitting.messages import Message
from fitting.quantity import Quantity
from models.analysis import Analysis
from models.document import Document
from models.number_text import unit_text, value_text
from models.row_table import RowTable
from models.step import Method, Step
from models.subject import subject_title
from models.translation import message_text, name_in_words, verdict_in_words

MOST_NUMBERS = 4


class AnalysisTable(RowTable):
    """One row per analysis: its curve, whether it is confirmed, verdicts, the first numbers, warnings.

    Nothing is analysed before `follow` is called: a tab that nobody opens costs nothing.
    """

    def __init__(self, document: Document, step: Step, method: Method, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._step = step
        self._method = method
        self._follows = False
        self._rows: tuple[Analysis, ...] = ()
        self._places: dict[Analysis, int] = {}
        self._texts: dict[Analysis, tuple[str, ...]] = {}  # a view asks for every cell again and again
        self._shown: dict[Analysis, tuple[object, ...]] = {}  # and what they were made of
        self._width = len(self.headings())
        self._watched: WeakSet[Analysis] = WeakSet()  # one whose curve is back is among them
        document.analyses_changed.connect(self._rebuild)

    def follow(self) -> None:
        """From now on, analyse every curve of the document that the method can use."""
        if not self._follows:
            self._follows = True
            self._rebuild()

    @property
    def analyses(self) -> tuple[Analysis, ...]:
        """The analyses, in the order of the rows."""
        return self._rows

    def row_of(self, analysis: Analysis | None) -> int:
        """The row of an analysis, −1 if it has none."""
        return -1 if analysis is None else self._places.get(analysis, -1)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else self._width

    def _rebuild(self) -> None:
        if not self._follows:
            return
        rows = self.ordered(self._document.analyses(self._step, self._method))
        self.beginResetModel()
        self._rows = rows
        self._places = {analysis: row for row, analysis in enumerate(rows)}
        self._texts.clear()
        self._shown.clear()
        for analysis in rows:
            if analysis not in self._watched:
                self._watched.add(analysis)
                analysis.changed.connect(self._refresh)
                analysis.resulted.connect(self._refresh)
        self.endResetModel()

    def ordered(self, analyses: tuple[Analysis, ...]) -> tuple[Analysis, ...]:
        """The rows in the order in which they are walked: that of the tree."""
        return analyses

    def title(self, analysis: Analysis) -> str:
        """What the row is called."""
        return subject_title(analysis.subject) or name_of_calculator(analysis)

    def _refresh(self) -> None:
        row = self.row_of(self.sender())  # type: ignore[arg-type]
        if row >= 0:
            self.dataChanged.emit(self.index(row, 0), self.index(row, self.columnCount() - 1))

    def shown_quantities(self) -> tuple[Quantity, ...]:
        """The quantities that have a column."""
        return self._method.quantities[:MOST_NUMBERS]

    def headings(self) -> tuple[str, ...]:
        """The words over the columns."""
        numbers = tuple(column_heading(quantity) for quantity in self.shown_quantities())
        return (self.tr("Curve"), self.tr("Judged"), self.tr("Verdict"), *numbers, self.tr("Warnings"))

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        analysis = self._rows[index.row()]
        last = self.columnCount() - 1
        numbers = range(last - len(self.shown_quantities()), last)
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() in numbers:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(message_text(message) for message in said_about(analysis)) or None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._row_texts(analysis)[index.column()]
        return None

    def _row_texts(self, analysis: Analysis) -> tuple[str, ...]:
        made_of = (analysis.subject, analysis.state, analysis.result, analysis.problem)
        before = self._shown.get(analysis, ())
        if not before or any(one is not other for one, other in zip(made_of, before, strict=True)):
            self._shown[analysis], self._texts[analysis] = made_of, self._new_texts(analysis)
        return self._texts[analysis]

    def _new_texts(self, analysis: Analysis) -> tuple[str, ...]:
        said = said_about(analysis)
        numbers = (self.number(analysis, quantity) for quantity in self.shown_quantities())
        warnings = str(len(said)) if said else ""
        return (self.title(analysis), self.judged(analysis), *self.verdicts(analysis), *numbers, warnings)

    def judged(self, analysis: Analysis) -> str:
        """Whether a person has looked."""
        return self.tr("confirmed") if analysis.state.confirmed else self.tr("guessed")

    def verdicts(self, analysis: Analysis) -> tuple[str, ...]:
        """The cells between the judgement and the numbers."""
        if analysis.result is None:
            return (self.tr("no reading") if analysis.problem else self.tr("reading …"),)
        return (" · ".join(map(verdict_in_words, analysis.result.outcome.verdicts.values())),)

    def number(self, analysis: Analysis, quantity: Quantity) -> str:
        """The cell of a quantity."""
        return number_cell(analysis, quantity)


def said_about(analysis: Analysis) -> tuple[Message, ...]:
    """The warnings of an analysis, or the reason why it has no result."""
    if analysis.result is not None:
        return analysis.result.outcome.warnings
    return () if analysis.problem is None else (analysis.problem,)


def name_of_calculator(analysis: Analysis) -> str:
    """What stands for the curve where there is none."""
    return name_in_words(analysis.method.name)


def number_cell(analysis: Analysis, quantity: Quantity) -> str:
    """A quantity's value in its display unit, a dash where there is none, nothing while there is no result."""
    if analysis.result is None:
        return ""
    estimate = analysis.result.outcome.quantities.get(quantity.name)
    if estimate is None:
        return "—"
    text = value_text(estimate, quantity, with_error=False)
    return text if estimate.unit == quantity.unit else f"{text} {unit_text(estimate.unit)}"


def column_heading(quantity: Quantity) -> str:
    """Symbol and unit over a column: ``τ_n / s``."""
    unit = unit_text(quantity.display_unit)
    symbol = quantity.symbol or name_in_words(quantity.name)
    return f"{symbol} / {unit}" if unit else symbol
