"""How near D from a microdisk's transient comes to the limit of its noise."""

from __future__ import annotations

from functools import partial

import numpy as np

from fitting.mass_transfer import disk_current_ratio, microdisk_transient
from fitting.outcome import Estimate
from fitting.synthetic import microdisk_transient_curve
from tests.accuracy.rows import Row, cramer_rao

DIFFUSION, RADIUS = 3e-10, 12.5e-6
GOALS = {"white": 1.1, "typical": 1.2}


def _limit(free_baseline: bool) -> float:
    theta = DIFFUSION * microdisk_transient_curve(noise="clean").columns["time"] / RADIUS**2

    def model(values: np.ndarray) -> np.ndarray:
        return np.exp(values[1]) * disk_current_ratio(np.exp(values[0]) * theta) + values[2:].sum()

    return DIFFUSION * float(cramer_rao(model, np.zeros(2 + free_baseline), 0.002)[0])


def _estimate(free_baseline: bool, noise: str, seed: int) -> Estimate:
    curve = microdisk_transient_curve(noise=noise, seed=seed)
    time = curve.columns["time"]
    blank = None if free_baseline else (time, np.zeros_like(time))
    found = microdisk_transient(time, curve.columns["current"], RADIUS, concentration=1000.0, blank=blank)
    return found.quantities["diffusion_coefficient"]


def rows() -> list[Row]:
    """Return a row per baseline and noise: 600 points, 0.2 % of the steady-state current (PHYSICS 8)."""
    return [
        Row(
            f"diffusion_coefficient_disk_{'free' if free else 'known'}_baseline_{noise}",
            "m^2/s",
            DIFFUSION,
            _limit(free),
            goal,
            partial(_estimate, free, noise),
        )
        for free in (False, True)
        for noise, goal in GOALS.items()
    ]
