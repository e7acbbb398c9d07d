"""The elementary steps of lithium plating, in the order of the review, and the comparison."""

from __future__ import annotations

from models import (
    charge_transfer,
    cyclic_stability,
    decisive_step,
    electrocrystallization,
    mass_transfer,
    self_corrosion,
)
from models.step import Method, Step
from models.step_words import STEP_WORDS

_METHODS: dict[str, tuple[Method, ...]] = {
    "mass_transfer": mass_transfer.METHODS,
    "charge_transfer": charge_transfer.METHODS,
    "electrocrystallization": electrocrystallization.METHODS,
    "self_corrosion": self_corrosion.METHODS,
    "cyclic_stability": cyclic_stability.METHODS,
    "decisive_step": decisive_step.METHODS,
}
STEPS: tuple[Step, ...] = tuple(
    Step(name, words.title, words.needs, _METHODS[name]) for name, words in STEP_WORDS.items()
)


def step_named(name: str) -> Step | None:
    """The step of that name."""
    return next((step for step in STEPS if step.name == name), None)
