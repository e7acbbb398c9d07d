"""A spike of another form than the model's is read with an interval that holds the truth; one of its form as before."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from fitting.electrocrystallization import NucleationSpike, nucleation_spike
from fitting.synthetic import chronopotentiogram

NOISE = 0.3e-3  # V
TIME = np.arange(0.0, 700.1, 0.5)
SEEDS = range(6)


def _potential(x: np.ndarray) -> np.ndarray:
    """Return a curve whose spike is a gamma function, (x/9)^2 e^(2 - 2 x/9)."""
    charging, spike = np.exp(-x / 1.5), (x / 9) ** 2 * np.exp(2 - 2 * x / 9)
    return 0.5 * charging - (1 - charging) * (0.05 + 0.02 * (1 - np.exp(-x / 100))) - 0.03 * spike


def _truth() -> dict[str, float]:
    fine = np.linspace(0, 30, 300_001)
    level = _potential(fine)
    spike, start = int(np.argmin(level)), int(np.argmax(level <= 0))
    depth = float(level[spike])
    return {
        "induction_period": float(fine[spike] - fine[start]), "spike_time": float(fine[spike]),
        "spike_potential": depth, "spike_overpotential": depth, "nucleation_overpotential": depth + 0.07,
    }  # fmt: skip


@lru_cache(maxsize=20)
def _gamma(seed: int) -> NucleationSpike:
    noise = np.random.default_rng(seed).normal(0, NOISE, TIME.size)
    return nucleation_spike(TIME, _potential(TIME) + noise, np.full(TIME.size, -1e-3))


def test_intervals_of_a_spike_of_another_form_hold_the_truth() -> None:
    for name, value in _truth().items():
        found = [_gamma(seed).quantities[name] for seed in SEEDS]
        assert sum(one.interval[0] <= value <= one.interval[1] for one in found) >= len(SEEDS) - 1, name
        assert abs(np.mean([one.value for one in found]) / value - 1) < 0.015, name


def test_it_is_said_that_the_model_has_another_form() -> None:
    codes = [{one.code for one in _gamma(seed).warnings} for seed in SEEDS]
    assert all("STRUCTURED_RESIDUAL" in one for one in codes)
    assert all(_gamma(seed).verdicts["plateau_trend"] == "self_smoothing" for seed in SEEDS)


def test_a_spike_of_the_models_form_keeps_the_models_interval() -> None:
    errors = []
    for seed in range(5):
        curve = chronopotentiogram(
            open_circuit_potential=0.5, plateau_potential=-0.07, spike_amplitude=0.04, rise_time=4.0, decay_time=14.0,
            charging_time=1.5, self_smoothing_rise=0.02, self_smoothing_constant=100.0, duration=700.0,
            sampling_interval=0.5, noise="white", noise_level=NOISE, seed=seed,
        )  # fmt: skip
        found = nucleation_spike(*(curve.columns[name] for name in ("time", "potential", "current")))
        assert "STRUCTURED_RESIDUAL" not in {one.code for one in found.warnings}
        errors.append(found.quantities["induction_period"].standard_error / curve.truth["induction_period"])
    assert np.median(errors) < 0.004
