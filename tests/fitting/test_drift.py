"""Slow drift widens the intervals of levels, and is not taken for growth."""

import numpy as np
import pytest

from fitting.drift import ALLOWANCE, drift_under
from fitting.electrocrystallization import nucleation_spike
from fitting.synthetic import chronopotentiogram

SLOW = {"rise_time": 6.0, "decay_time": 12.0}


def _walk(seed: int, deviation: float) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    x = np.linspace(0.0, 900.0, 1801)
    e = random.normal(0, 3e-4, x.size) + deviation * np.cumsum(random.normal(0, 1, x.size)) / np.sqrt(x.size)
    design = np.stack([np.ones_like(x), np.exp(-x / 150.0)], axis=1)
    return x, e - design @ np.linalg.lstsq(design, e, rcond=None)[0], np.full(x.size, 3e-4), design


def test_a_random_walk_is_measured_and_white_noise_is_not_taken_for_one() -> None:
    free = np.array([True, True])
    assert sum(drift_under(*_walk(seed, 0.0), free) is not None for seed in range(60)) <= 3
    found = [drift_under(*_walk(seed, 4e-3), free) for seed in range(20)]
    assert np.median([one.deviation for one in found]) == pytest.approx(4e-3, rel=0.25)
    assert drift_under(*_walk(1, 9e-4), free).deviation >= ALLOWANCE


def test_intervals_hold_the_truth_under_drift() -> None:
    curves = [chronopotentiogram(noise="hard", seed=seed, **SLOW) for seed in range(20)]
    columns = [(c.columns["time"], c.columns["potential"], c.columns["current"]) for c in curves]
    found = [nucleation_spike(*one) for one in columns]
    for name in ("plateau_potential", "nucleation_overpotential", "self_smoothing_rise", "induction_period"):
        given = [one.quantities[name] for one in found if name in one.quantities]
        held = sum(one.interval[0] <= curves[0].truth[name] <= one.interval[1] for one in given)
        assert held >= 0.8 * len(given)
        assert len(given) >= 15


def test_drift_is_not_called_self_smoothing() -> None:
    curves = [chronopotentiogram(noise="hard", seed=seed, self_smoothing_rise=0.0, **SLOW) for seed in range(12)]
    for one in curves:
        spike = nucleation_spike(one.columns["time"], one.columns["potential"], one.columns["current"])
        assert spike.verdicts["plateau_trend"] != "self_smoothing"


def test_coarse_sampling_leaves_the_induction_period_as_open_as_it_is() -> None:
    curves = [chronopotentiogram(sampling_interval=5.0, seed=seed, **SLOW) for seed in range(12)]
    for one in curves:
        spike = nucleation_spike(one.columns["time"], one.columns["potential"], one.columns["current"])
        found = spike.quantities["induction_period"]
        assert found.interval[0] <= one.truth["induction_period"] <= found.interval[1]
        assert spike.quantities["self_smoothing_time"].value == pytest.approx(one.truth["self_smoothing_time"], rel=0.1)
