"""How near the Sand time comes to the limit of its noise, on curves of several makes."""

from __future__ import annotations

from functools import partial

import numpy as np

from fitting.mass_transfer import fit_sand
from fitting.outcome import Estimate
from fitting.synthetic import SyntheticCurve, sand_transition
from tests.accuracy.rows import Row, cramer_rao

NOISE = 0.3e-3  # V
COVERAGE = (0.90, 0.98)
GOALS = {"white": 1.3, "typical": 2.0}
SETTINGS = {"duration": 600.0, "current_density": -7.35}  # a Sand time of 480 s, every 0.3 s
CURVES: dict[str, dict[str, float | str]] = {
    "tafel": {"exchange_current_density": 0.01},
    "butler_volmer": {},
    "spike": {"exchange_current_density": 0.01, "spike_amplitude": 0.08},
}


def _curve(kind: str, noise: str, seed: int) -> SyntheticCurve:
    return sand_transition(**SETTINGS, **CURVES[kind], noise=noise, noise_level=NOISE, seed=seed)  # type: ignore[arg-type]


def _estimate(kind: str, noise: str, seed: int) -> Estimate:
    return fit_sand(*_curve(kind, noise, seed).columns.values()).quantities["sand_time"]


def _limit() -> float:
    """Return the bound of the Sand time where its rounding, kinetics, end and level are unknown too."""

    def model(values: np.ndarray) -> np.ndarray:
        tau, level, alpha, rounding, end = values
        diffusion = 1.5e-12 * tau / 480.0
        curve = sand_transition(
            current_density=-7.35 * np.sqrt(480.5099014302803 / 480.0),
            exchange_current_density=0.01,
            diffusion_coefficient=diffusion,
            transfer_coefficient=alpha,
            rounding=rounding,
            end_potential=end,
            duration=600.0,
            noise="clean",
        )
        result: np.ndarray = curve.columns["potential"][10:] + level
        return result

    return float(cramer_rao(model, np.array([480.0, 0.0, 0.5, 0.01, -0.7]), NOISE)[0])


def rows() -> list[Row]:
    """Return one row per kind of curve and noise."""
    limit = _limit()
    return [
        Row(
            f"sand_time_{kind}_{noise}",
            "s",
            _curve(kind, "clean", 0).truth["sand_time"],
            limit,
            goal,
            partial(_estimate, kind, noise),
            COVERAGE,
        )
        for kind in CURVES
        for noise, goal in GOALS.items()
    ]
