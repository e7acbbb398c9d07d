"""Mains hum under a record, aliased by its sampling: lines found and fitted, or averaged over where they hide."""

from __future__ import annotations

from fitting.mains.fit import fitted_with_mains, mains_removed
from fitting.mains.lines import MAINS, WANDER, Needed, line_frequency, regular_step, strongest_line
from fitting.mains.posterior import MainsPosterior, alias_frequencies, mains_posterior, unseen_hum, waves_at

__all__ = [
    "MAINS",
    "WANDER",
    "MainsPosterior",
    "Needed",
    "alias_frequencies",
    "fitted_with_mains",
    "line_frequency",
    "mains_posterior",
    "mains_removed",
    "regular_step",
    "strongest_line",
    "unseen_hum",
    "waves_at",
]
