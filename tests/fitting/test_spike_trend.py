"""A plateau that goes nowhere is not called self-smoothing, whatever noise, glitches and hum do to single samples."""

from __future__ import annotations

import numpy as np
import pytest

from fitting.electrocrystallization import NucleationSpike, nucleation_spike
from fitting.electrocrystallization.features import feature
from fitting.electrocrystallization.reading import Reading
from fitting.electrocrystallization.record import glitches, plating_record
from fitting.electrocrystallization.trend import plateau_trend
from fitting.synthetic import chronopotentiogram

LEVEL = 1e-3  # V


def _read(seed: int, interval: float, glitch: float, hum: float, rise: float = 0.0) -> NucleationSpike:
    """Return the analysis of a curve in steps of the noise, with one outlying sample and hum of a few samples."""
    curve = chronopotentiogram(
        open_circuit_potential=0.5, plateau_potential=-0.05 - rise, spike_amplitude=0.04, rise_time=4.0,
        decay_time=14.0, charging_time=1.5, self_smoothing_rise=rise, self_smoothing_constant=100.0, duration=700.0,
        sampling_interval=interval, noise="clean",
    )  # fmt: skip
    time, potential = curve.columns["time"], curve.columns["potential"].copy()
    random = np.random.default_rng(seed)
    potential += random.normal(0, LEVEL, time.size)
    potential += hum * np.sin(2 * np.pi * (0.37 * time + 0.4 * np.sin(time / 40.0) + random.uniform()))
    potential[int(200.0 / interval)] += glitch
    return nucleation_spike(time, np.round(potential / LEVEL) * LEVEL, np.full(time.size, -1e-3))


@pytest.mark.parametrize("interval", [0.5, 1.0])
def test_one_sample_above_a_level_plateau_is_no_crest(interval: float) -> None:
    for seed in range(3):
        found = _read(seed, interval, 15e-3, 1e-3)
        assert found.verdicts["plateau_trend"] != "self_smoothing"
        crest = found.quantities.get("crest_potential")
        assert crest is None or crest.value < -0.043


def _verdict(potential: np.ndarray, crest: float, done: float) -> str:
    """Return the trend of a level record whose crest and end of the rise were read at given times / s."""
    record = plating_record(np.arange(potential.size), potential, -1e-3)
    times = {"start": 2.0, "spike_time": 9.0, "crest_time": crest, "done_time": done}
    features = {name: feature(value, 0.1, "noise", "") for name, value in times.items()}
    features["crest_potential"] = feature(float(potential[int(crest)]), LEVEL, "noise", "")
    features["plateau_potential"] = feature(-0.05, 0.8 * LEVEL, "noise", "")
    return plateau_trend(record, Reading(features), float(potential.size - 1))


def test_a_crest_of_one_sample_or_a_rise_within_a_few_is_no_trend() -> None:
    potential = -0.05 + np.random.default_rng(1).normal(0, LEVEL, 701)
    potential[:9] = 0.4, 0.2, 0.0, -0.02, -0.04, -0.06, -0.08, -0.085, -0.09
    lifted, slope, fell = (potential.copy() for _ in range(3))
    lifted[250] = -0.043  # lower than a glitch, above what noise does
    slope[9:] += 0.010 * np.exp(-np.arange(692) / 100.0)
    fell[20:60] += 0.010
    assert _verdict(lifted, 250.0, 300.0) != "self_smoothing"
    assert _verdict(slope, 15.0, 310.0) == "self_smoothing"
    assert _verdict(fell, 57.0, 60.0) == "undecided"


def test_a_real_rise_is_called_so_under_the_same_noise() -> None:
    for seed in range(2):
        found = _read(seed, 0.5, 15e-3, 1e-3, rise=0.02)
        assert found.verdicts["plateau_trend"] == "self_smoothing"


def test_a_glitch_that_noise_hides_is_found_on_level_ground_and_nowhere_else() -> None:
    time, noise = np.arange(40.0), np.full(40, 1e-3)
    level = 1e-3 * np.resize([0.0, 2.0, -1.0, 1.0, -2.0, 1.0], 40)
    level[20] += 11e-3
    assert np.flatnonzero(glitches(time, level, noise)).tolist() == [20]
    cliff = np.where(time < 20, 0.5 - 0.03 * time, -0.05)
    cliff[20] = -0.08  # the spike of a coarse record: it follows a fall
    assert not glitches(time, cliff + 0.3 * level * (time < 19), noise).any()
