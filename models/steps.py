"""The elementary steps of lithium plating, in the order of the review, and the comparison."""

from __future__ import annotations

from PyQt6.QtCore import QT_TRANSLATE_NOOP

from models import electrocrystallization
from models.step import Step

STEPS: tuple[Step, ...] = (
    Step(
        "mass_transfer",
        QT_TRANSLATE_NOOP("Step", "Mass transfer"),
        QT_TRANSLATE_NOOP(
            "Step",
            "Mass transfer will need a curve that runs into depletion: E–t at a current above the limit, "
            "i–t of a microdisk, or a Bruce–Vincent polarization with its impedance spectra.",
        ),
    ),
    Step(
        "charge_transfer",
        QT_TRANSLATE_NOOP("Step", "Charge transfer"),
        QT_TRANSLATE_NOOP(
            "Step",
            "Charge transfer will need a slow sweep through the equilibrium potential: current against potential, "
            "both branches, with the electrode area and the series resistance.",
        ),
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
            "Step", "Self-corrosion will need i–t curves of stripping after at least three different rest times."
        ),
    ),
    Step(
        "cyclic_stability",
        QT_TRANSLATE_NOOP("Step", "Cyclic stability"),
        QT_TRANSLATE_NOOP(
            "Step", "Cyclic stability will need a cycling record with plated and stripped charge, over many cycles."
        ),
    ),
    Step(
        "decisive_step",
        QT_TRANSLATE_NOOP("Step", "Comparison"),
        QT_TRANSLATE_NOOP("Step", "The comparison will need results of at least two steps for several electrolytes."),
    ),
)


def step_named(name: str) -> Step | None:
    """The step of that name."""
    return next((step for step in STEPS if step.name == name), None)
