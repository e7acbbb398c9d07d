"""How near D by Cottrell's law comes to the limit of its noise; the window in which the law holds is searched for."""

from __future__ import annotations

from functools import partial

import numpy as np

from fitting.mass_transfer import cottrell, cottrell_current
from fitting.outcome import Estimate
from fitting.synthetic import planar_step_curve
from tests.accuracy.rows import Row, cramer_rao

DIFFUSION, CONCENTRATION, AREA = 3e-10, 1000.0, 1e-5
GOALS = {"white": 1.2, "typical": 1.5}
# Hum that may hide is in the interval, whether or not it is there: it may cover more than it says.
COVERAGE = {"white": (0.92, 0.98), "typical": (0.92, 1.0)}


def _limit() -> float:
    curve = planar_step_curve(noise="clean")

    def model(values: np.ndarray) -> np.ndarray:
        return cottrell_current(curve.columns["time"], DIFFUSION * np.exp(values[0]), CONCENTRATION, AREA)

    noise = 0.002 * float(cottrell_current(4.0, DIFFUSION, CONCENTRATION, AREA))
    return DIFFUSION * float(cramer_rao(model, np.zeros(1), noise)[0])


def _estimate(noise: str, seed: int) -> Estimate:
    curve = planar_step_curve(noise=noise, seed=seed)
    found = cottrell(curve.columns["time"], curve.columns["current"], AREA, CONCENTRATION)
    return found.quantities["diffusion_coefficient"]


def rows() -> list[Row]:
    """Return a row per noise: 1500 points, 0.2 % of the current after four seconds."""
    return [
        Row(
            f"diffusion_coefficient_cottrell_{noise}",
            "m^2/s",
            DIFFUSION,
            _limit(),
            goal,
            partial(_estimate, noise),
            COVERAGE[noise],
        )
        for noise, goal in GOALS.items()
    ]
