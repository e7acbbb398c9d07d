"""All plating steps of the document in one table: what the picker walks through."""

from __future__ import annotations

import random
from weakref import WeakKeyDictionary

from PyQt6.QtCore import QCoreApplication, QObject

from fitting.quantity import Quantity
from models.analysis import Analysis
from models.analysis_table import AnalysisTable
from models.document import Document
from models.electrocrystallization import NUCLEATION_SPIKE, QUANTITIES
from models.number_text import number_text
from models.result import Result
from models.spike_doubt import doubt, doubt_in_words
from models.spike_glance import glimpse_of
from models.spike_pickers import pick_of
from models.step import Step
from models.translation import verdict_in_words

TREE, DOUBTFUL, SHUFFLED = "tree", "doubtful", "shuffled"
SHOWN = (
    "spike_potential",
    "nucleation_overpotential",
    "induction_period",
    "self_smoothing_time",
    "induction_to_self_smoothing_ratio",
)
_QUANTITIES = {quantity.name: quantity for quantity in QUANTITIES}


class SpikeTable(AnalysisTable):
    """One row per plating step: verdict, the main numbers, trend, doubt, warnings, guessed or confirmed."""

    def __init__(self, document: Document, step: Step, parent: QObject | None = None) -> None:
        super().__init__(document, step, NUCLEATION_SPIKE, parent)
        self.order = TREE
        self.picker = ""  # who picks, in a blind session
        self._shuffle = random.Random()
        self._shuffled: WeakKeyDictionary[Analysis, float] = WeakKeyDictionary()
        self._pending = False
        document.fits_changed.connect(self._fits_changed)
        self.follow()

    def arrange(self, order: str, picker: str = "") -> None:
        """Walk in another order: of the tree, the doubtful ones first, or shuffled and without names."""
        self._shuffled.clear()
        self.order, self.picker = order, picker if order == SHUFFLED else ""
        self._rebuild()

    def ordered(self, analyses: tuple[Analysis, ...]) -> tuple[Analysis, ...]:
        self._pending = any(analysis.result is None and analysis.problem is None for analysis in analyses)
        if self.order == SHUFFLED:
            return tuple(sorted(analyses, key=lambda each: self._shuffled.setdefault(each, self._shuffle.random())))
        if self.order == DOUBTFUL:
            return tuple(sorted(analyses, key=lambda each: (each.state.confirmed, -doubt(each.result))))
        return analyses

    def _fits_changed(self, count: int) -> None:
        """What was not read yet when the rows were ordered is read now."""
        if count == 0 and self._pending and self.order == DOUBTFUL:
            self._rebuild()

    def title(self, analysis: Analysis) -> str:
        if self.order == SHUFFLED:
            return self.tr("Curve {number}").format(number=self.row_of(analysis) + 1)
        return super().title(analysis)

    def shown_quantities(self) -> tuple[Quantity, ...]:
        return tuple(_QUANTITIES[name] for name in SHOWN)

    def headings(self) -> tuple[str, ...]:
        _, judged, _, *rest = super().headings()
        return (self.tr("Plating step"), judged, self.tr("Spike"), self.tr("Plateau"), self.tr("Doubt"), *rest)

    def judged(self, analysis: Analysis) -> str:
        if self.order == SHUFFLED:
            return "" if pick_of(analysis, self.picker) is None else self.tr("picked")
        if not analysis.state.confirmed and any(name.endswith("_mark") for name in analysis.state.settings):
            return self.tr("by hand")
        return super().judged(analysis)

    def verdicts(self, analysis: Analysis) -> tuple[str, ...]:
        if analysis.result is None:
            return (*super().verdicts(analysis), "", doubt_in_words(analysis))
        verdicts = analysis.result.outcome.verdicts
        spike = verdicts.get("spike", "")
        plateau = verdict_in_words(verdicts.get("plateau_trend", "")) if spike == "present" else ""
        return (verdict_in_words(spike), plateau, doubt_in_words(analysis))

    def number(self, analysis: Analysis, quantity: Quantity) -> str:
        """The cell of a quantity; until it is read, what a glance says."""
        if analysis.result is None and analysis.problem is None:
            glimpse = glimpse_of(analysis.subject[0])
            value = getattr(glimpse, quantity.name, None)
            return "" if value is None else f"≈ {number_text(quantity.to_display(value), 3)}"
        return super().number(analysis, quantity)


def verdicts_text(result: Result) -> str:
    """The verdicts on a plating step in one line."""
    verdicts = result.outcome.verdicts
    spike = QCoreApplication.translate("SpikeTable", "Spike: {verdict}")
    plateau = QCoreApplication.translate("SpikeTable", "Plateau: {verdict}")
    texts = [spike.format(verdict=verdict_in_words(verdicts.get("spike", "")))]
    if verdicts.get("spike") == "present":
        texts.append(plateau.format(verdict=verdict_in_words(verdicts.get("plateau_trend", ""))))
    return " · ".join(texts)
