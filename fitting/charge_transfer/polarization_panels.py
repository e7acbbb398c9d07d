"""Pictures of the polarization contest: what every law leaves, and the profile of 1/lambda."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fitting.charge_transfer.polarization_contest import Contest, EnergyReading
from fitting.outcome import Axis, Panel, Trace

Array = npt.NDArray[np.float64]

RESIDUALS, PROFILE = "residuals of all models", "profile of 1/λ"
SHORT = {
    "butler_volmer": "BV", "butler_volmer_resistance": "BV + R",
    "marcus_hush": "MH", "marcus_hush_asymmetric": "MH, α free",
    "marcus_hush_chidsey": "MHC", "marcus_hush_chidsey_resistance": "MHC + R",
}  # fmt: skip
_POTENTIAL = Axis("E", "V", "mV")
_POINTS = 120  # of a profile
_HIGHEST = 4.0  # of a profile, in thresholds


def contest_panels(found: Contest, energy: EnergyReading) -> tuple[Panel, ...]:
    """Return the residuals of every rival below each other, the best first, and the profile where there is one.

    Residuals are in standard deviations of the noise; the axis bears the short name of its law.
    """
    record = found.problem.record
    panels = []
    for place, score in enumerate(found.scores):
        residual = -found.fits[score.model].fit.residual[: record.potential.size]
        axis = Axis(SHORT[score.model], "1", "1")
        trace = Trace(score.model, record.potential, residual, "points")
        panels.append(Panel(_POTENTIAL, axis, (trace,), "" if place else RESIDUALS))
    return (*panels, *_profile(energy, found.problem.thermal))


def _profile(energy: EnergyReading, thermal: float) -> tuple[Panel, ...]:
    """Return how much worse the curve is described with 1/lambda held: below the level lies the interval."""
    if energy.profile is None or len(energy.profile) < 3:
        return ()
    walked, excess = energy.profile.T
    keep = excess <= _HIGHEST * energy.threshold
    walked, excess = walked[keep], excess[keep]
    # Signed roots of a profile are nearly straight: between the points that were walked they tell the curve.
    roots = np.sqrt(excess) * np.where(walked < walked[np.argmin(excess)], -1.0, 1.0)
    x = np.linspace(walked[0], walked[-1], _POINTS)
    y = np.interp(x, walked, roots) ** 2
    inverse = Axis("1/λ", "1/eV", "1/eV")
    height = Axis("Δχ²", "1", "1")
    level = np.full(2, energy.threshold)
    ends = x[[0, -1]] / thermal
    traces = (
        Trace(energy.model, x / thermal, y, "fit"),
        Trace("95 %", ends, level, "level"),
    )
    return (Panel(inverse, height, traces, PROFILE),)
