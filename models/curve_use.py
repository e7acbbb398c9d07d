"""Which of the loaded curves a method can use, and what the others lack: one sentence per curve."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PyQt6.QtCore import QAbstractTableModel, QCoreApplication, QModelIndex, QObject, Qt

from fitting.messages import DataProblem
from models.analysis import Analysis
from models.document import Document
from models.electrolyte import curve_identities
from models.step import Method, Step
from models.translation import message_in_words

USED, WAITS, CANNOT = "used", "waits", "cannot"
SIGNS = {USED: "✓", WAITS: "▲", CANNOT: "✕"}


@dataclass(frozen=True)
class CurveUse:
    """What a method makes of one curve.

    Parameters
    ----------
    curve : str
        Identity.
    name : str
    use : str
        ``used`` | ``waits``: something is missing that can be given | ``cannot``.
    sentence : str
        In the reader's language.
    """

    curve: str
    name: str
    use: str
    sentence: str


def uses_of_curves(document: Document, step: Step, method: Method) -> list[CurveUse]:
    """What a method makes of each curve of a document, those it can use first; nothing is computed for it."""
    if method.calculates:
        return []
    of_curve: dict[str, list[Analysis]] = {}
    for analysis in document.analyses(step, method):
        for identity in {part.curve.identity for part in analysis.subject}:
            of_curve.setdefault(identity, []).append(analysis)
    found = []
    for identity in curve_identities(document.series):
        curve = document.curve(identity)
        mine = of_curve.get(identity, [])
        problems = [analysis.problem for analysis in mine if analysis.problem is not None]
        if mine and len(problems) == len(mine):
            found.append(CurveUse(identity, curve.name, WAITS, message_in_words(problems[0])))
        elif mine:
            guess = QCoreApplication.translate("Method", method.guesses) if method.guesses else ""
            confirmed = all(analysis.state.confirmed for analysis in mine)
            found.append(CurveUse(identity, curve.name, USED, "" if confirmed else guess))
        else:
            found.append(CurveUse(identity, curve.name, CANNOT, _reason(method, document, identity)))
    order = (USED, WAITS, CANNOT)
    return sorted(found, key=lambda one: order.index(one.use))


def _reason(method: Method, document: Document, identity: str) -> str:
    try:
        method.subjects([document.curve(identity)], {})
    except DataProblem as problem:
        return message_in_words(problem.message)
    return QCoreApplication.translate("CurveUse", "It is analysed only together with others.")


class CurveUseTable(QAbstractTableModel):
    """One row per loaded curve: whether the method uses it, and what is missing or guessed."""

    def __init__(self, document: Document, step: Step, method: Method, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._step, self._method = document, step, method
        self.rows: list[CurveUse] = []

    def refresh(self) -> None:
        """Look at the document again."""
        rows = uses_of_curves(self._document, self._step, self._method)
        if rows != self.rows:
            self.beginResetModel()
            self.rows = rows
            self.endResetModel()

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else 2

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole or orientation != Qt.Orientation.Horizontal:
            return None
        return (self.tr("Curve"), self.tr("What is missing or guessed"))[section]

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.sentence or None
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return f"{SIGNS[row.use]} {row.name}" if index.column() == 0 else row.sentence
