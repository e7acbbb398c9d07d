"""How near diffusion coefficient, nuclei and their rate come to the limit of a transient's noise."""

from __future__ import annotations

from functools import lru_cache, partial

import numpy as np

from fitting.electrocrystallization.current_transient import CurrentTransient, current_transient
from fitting.electrocrystallization.current_transient_model import mostany_current
from fitting.outcome import Estimate
from fitting.synthetic import current_transient_curve
from tests.accuracy.rows import Row, cramer_rao

CONCENTRATION, AREA = 1000.0, 1e-6  # mol/m^3, m^2
QUANTITIES = {"diffusion_coefficient": "m^2/s", "nuclei_density": "1/m^2", "nucleation_rate": "1/s"}
GOALS = {"white": 1.1, "typical": 1.2}


@lru_cache(maxsize=4)
def _fitted(noise: str, seed: int) -> CurrentTransient:
    columns = current_transient_curve(noise=noise, seed=seed).columns
    return current_transient(columns["time"], columns["current"] / AREA, CONCENTRATION)


def _estimate(quantity: str, noise: str, seed: int) -> Estimate:
    return _fitted(noise, seed).quantities[quantity]


def limits() -> np.ndarray:
    """Return one standard deviation of D, N0 and A of the default curve (A t_m near 1, 800 points, 0.5 %)."""
    curve = current_transient_curve(noise="clean")
    truth = np.array([curve.truth[name] for name in QUANTITIES])

    def current(logarithms: np.ndarray) -> np.ndarray:
        D, N0, A = np.exp(logarithms)
        return mostany_current(curve.columns["time"], D, CONCENTRATION, N0, A)

    return truth * cramer_rao(current, np.log(truth), 0.005 * abs(curve.truth["peak_current_density"]))


def rows() -> list[Row]:
    """Return one row per quantity and noise."""
    truth = current_transient_curve(noise="clean").truth
    return [
        Row(f"{name}_mostany_{noise}", unit, truth[name], float(limit), goal, partial(_estimate, name, noise), seeds=3)
        for (name, unit), limit in zip(QUANTITIES.items(), limits(), strict=True)
        for noise, goal in GOALS.items()
    ]
