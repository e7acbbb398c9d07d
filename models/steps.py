"""The elementary steps of lithium plating, in the order of the review, and the comparison."""

from __future__ import annotations

from PyQt6.QtCore import QT_TRANSLATE_NOOP

from models import (
    charge_transfer,
    cyclic_stability,
    decisive_step,
    electrocrystallization,
    mass_transfer,
    self_corrosion,
)
from models.step import Step

STEPS: tuple[Step, ...] = (
    Step(
        "mass_transfer",
        QT_TRANSLATE_NOOP("Step", "Mass transfer"),
        QT_TRANSLATE_NOOP(
            "Step",
            "Mass transfer needs a curve that runs into depletion: E–t at a current above the limit, "
            "i–t of a microdisk, or a Bruce–Vincent polarization with its impedance spectra.",
        ),
        mass_transfer.METHODS,
    ),
    Step(
        "charge_transfer",
        QT_TRANSLATE_NOOP("Step", "Charge transfer"),
        QT_TRANSLATE_NOOP(
            "Step",
            "Charge transfer needs a slow sweep through the equilibrium potential: current against potential, "
            "both branches, with the electrode area and the series resistance.",
        ),
        charge_transfer.METHODS,
    ),
    Step(
        "electrocrystallization",
        QT_TRANSLATE_NOOP("Step", "Electrocrystallization"),
        QT_TRANSLATE_NOOP(
            "Step", "Electrocrystallization needs an E–t curve of plating at constant current; drop one here."
        ),
        electrocrystallization.METHODS,
    ),
    Step(
        "self_corrosion",
        QT_TRANSLATE_NOOP("Step", "Self-corrosion"),
        QT_TRANSLATE_NOOP(
            "Step", "Self-corrosion needs i–t curves of stripping after at least three different rest times."
        ),
        self_corrosion.METHODS,
    ),
    Step(
        "cyclic_stability",
        QT_TRANSLATE_NOOP("Step", "Cyclic stability"),
        QT_TRANSLATE_NOOP(
            "Step", "Cyclic stability needs a cycling record with plated and stripped charge, over many cycles."
        ),
        cyclic_stability.METHODS,
    ),
    Step(
        "decisive_step",
        QT_TRANSLATE_NOOP("Step", "Comparison"),
        QT_TRANSLATE_NOOP(
            "Step",
            "The comparison needs a table with a number for each step of every electrolyte, or the numbers of one.",
        ),
        decisive_step.METHODS,
    ),
)


def step_named(name: str) -> Step | None:
    """The step of that name."""
    return next((step for step in STEPS if step.name == name), None)
