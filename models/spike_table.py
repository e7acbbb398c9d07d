"""All plating steps of the document in one table: what the picker walks through."""

from __future__ import annotations

from PyQt6.QtCore import QCoreApplication, QObject

from fitting.quantity import Quantity
from models.analysis import Analysis
from models.analysis_table import AnalysisTable
from models.document import Document
from models.electrocrystallization import NUCLEATION_SPIKE, QUANTITIES
from models.result import Result
from models.step import Step
from models.translation import verdict_in_words

SHOWN = (
    "spike_potential",
    "nucleation_overpotential",
    "induction_period",
    "self_smoothing_time",
    "induction_to_self_smoothing_ratio",
)
_QUANTITIES = {quantity.name: quantity for quantity in QUANTITIES}


class SpikeTable(AnalysisTable):
    """One row per plating step: verdict, the main numbers, trend, warnings, guessed or confirmed."""

    def __init__(self, document: Document, step: Step, parent: QObject | None = None) -> None:
        super().__init__(document, step, NUCLEATION_SPIKE, parent)
        self.follow()

    def shown_quantities(self) -> tuple[Quantity, ...]:
        return tuple(_QUANTITIES[name] for name in SHOWN)

    def headings(self) -> tuple[str, ...]:
        _, judged, _, *rest = super().headings()
        return (self.tr("Plating step"), judged, self.tr("Spike"), self.tr("Plateau"), *rest)

    def judged(self, analysis: Analysis) -> str:
        if not analysis.state.confirmed and any(name.endswith("_mark") for name in analysis.state.settings):
            return self.tr("by hand")
        return super().judged(analysis)

    def verdicts(self, analysis: Analysis) -> tuple[str, ...]:
        if analysis.result is None:
            return (*super().verdicts(analysis), "")
        verdicts = analysis.result.outcome.verdicts
        spike = verdicts.get("spike", "")
        plateau = verdict_in_words(verdicts.get("plateau_trend", "")) if spike == "present" else ""
        return (verdict_in_words(spike), plateau)


def verdicts_text(result: Result) -> str:
    """The verdicts on a plating step in one line."""
    verdicts = result.outcome.verdicts
    spike = QCoreApplication.translate("SpikeTable", "Spike: {verdict}")
    plateau = QCoreApplication.translate("SpikeTable", "Plateau: {verdict}")
    texts = [spike.format(verdict=verdict_in_words(verdicts.get("spike", "")))]
    if verdicts.get("spike") == "present":
        texts.append(plateau.format(verdict=verdict_in_words(verdicts.get("plateau_trend", ""))))
    return " · ".join(texts)
