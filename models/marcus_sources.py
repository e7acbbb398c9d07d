"""What fits of a document can lend to the Marcus calculator: alpha with the potential it belongs to, or lambda."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PyQt6.QtCore import QCoreApplication

from fitting.outcome import Trace
from models.analysis import Analysis
from models.document import Document
from models.number_text import number_text
from models.result import Result
from models.translation import name_in_words

Settings = dict[str, float | str | None]
INPUTS = ("transfer_coefficient", "potential_difference", "reorganization_energy")


@dataclass(frozen=True)
class MarcusSource:
    """One fit: what it is called, and the settings that it gives; None takes back what was given before."""

    title: str
    settings: Settings
    analysis: Analysis


def marcus_sources(document: Document) -> list[MarcusSource]:
    """The fits that have a number for the calculator, in the order they were asked for."""
    return [
        source
        for analysis in document.shelf
        if analysis.step.name == "charge_transfer" and (result := analysis.current_result()) is not None
        for source in _lent(analysis, result)
    ]


def _lent(analysis: Analysis, result: Result) -> Iterator[MarcusSource]:
    found = result.outcome.quantities
    alpha, middle, energy = (
        found.get(name) for name in ("transfer_coefficient", "window_middle", "reorganization_energy")
    )
    where = f"{result.title}, {name_in_words(result.method)}"
    if alpha is not None and alpha.value is not None and middle is not None and middle.value is not None:
        words = QCoreApplication.translate("MarcusSource", "α = {alpha} at η = {potential} mV: {where}")
        title = words.format(
            alpha=number_text(alpha.value, 3), potential=number_text(1e3 * middle.value, 3), where=where
        )
        yield MarcusSource(title, slope_settings(result), analysis)
    if energy is not None and energy.value is not None:
        words = QCoreApplication.translate("MarcusSource", "λ = {energy} eV: {where}")
        title = words.format(energy=number_text(energy.value, 3), where=where)
        yield MarcusSource(title, _given("reorganization_energy", energy.value, energy.standard_error), analysis)


def slope_settings(result: Result) -> Settings:
    """The slope of a window and the middle that it belongs to, which ask for the reorganization energy."""
    alpha, middle = (result.outcome.quantities[name] for name in ("transfer_coefficient", "window_middle"))
    settings = _given("transfer_coefficient", alpha.value, alpha.standard_error)
    return settings | _given("potential_difference", middle.value, None) | _given("reorganization_energy", None, None)


def slopes_by_window(result: Result) -> Trace | None:
    """The slopes of all windows of a branch against their middles, as its own picture shows them."""
    return next((panel.traces[0] for panel in result.outcome.panels if panel.title == "α by window"), None)


def _given(name: str, value: float | None, error: float | None) -> Settings:
    return {name: value, f"{name}_standard_error": error or None}
