"""What the elementary steps are called and what data they ask for: what the window shows before anything computes."""

from __future__ import annotations

from typing import NamedTuple

from PyQt6.QtCore import QT_TRANSLATE_NOOP


class StepWords(NamedTuple):
    """The title of a step's tab, and one sentence: what data the step asks for."""

    title: str
    needs: str


STEP_WORDS: dict[str, StepWords] = {
    "mass_transfer": StepWords(
        QT_TRANSLATE_NOOP("Step", "Mass transfer"),
        QT_TRANSLATE_NOOP(
            "Step",
            "Mass transfer needs a curve that runs into depletion: E–t at a current above the limit, "
            "i–t of a microdisk, or a Bruce–Vincent polarization with its impedance spectra.",
        ),
    ),
    "charge_transfer": StepWords(
        QT_TRANSLATE_NOOP("Step", "Charge transfer"),
        QT_TRANSLATE_NOOP(
            "Step",
            "Charge transfer needs a slow sweep through the equilibrium potential: current against potential, "
            "both branches, with the electrode area and the series resistance.",
        ),
    ),
    "electrocrystallization": StepWords(
        QT_TRANSLATE_NOOP("Step", "Electrocrystallization"),
        QT_TRANSLATE_NOOP(
            "Step", "Electrocrystallization needs an E–t curve of plating at constant current; drop one here."
        ),
    ),
    "self_corrosion": StepWords(
        QT_TRANSLATE_NOOP("Step", "Self-corrosion"),
        QT_TRANSLATE_NOOP(
            "Step", "Self-corrosion needs i–t curves of stripping after at least three different rest times."
        ),
    ),
    "cyclic_stability": StepWords(
        QT_TRANSLATE_NOOP("Step", "Cyclic stability"),
        QT_TRANSLATE_NOOP(
            "Step", "Cyclic stability needs a cycling record with plated and stripped charge, over many cycles."
        ),
    ),
    "decisive_step": StepWords(
        QT_TRANSLATE_NOOP("Step", "Comparison"),
        QT_TRANSLATE_NOOP(
            "Step",
            "The comparison needs a table with a number for each step of every electrolyte, or the numbers of one.",
        ),
    ),
}
