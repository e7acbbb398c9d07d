"""A spike that few samples lead to: the interval holds the truth, whatever the curve's form."""

import numpy as np
import pytest

from fitting.constants import LITHIUM_INTERFACIAL_TENSION
from fitting.critical_nucleus import critical_radius
from fitting.electrocrystallization import NucleationSpike, nucleation_spike
from fitting.electrocrystallization.coarse import interpolated_minimum, lowest_sample
from fitting.synthetic import chronopotentiogram
from tests.fitting.integrated_plating import Plating

NOISE = 0.3e-3  # V
NAMES = ("induction_period", "spike_time", "spike_potential", "spike_overpotential")


def _drawn(seed: int) -> tuple[np.ndarray, np.ndarray, dict[str, float], float]:
    """Return an integrated plating of which 2 to 7 samples lie before the spike, its truth, and the step / s."""
    for trial in range(400):
        random = np.random.default_rng([seed, trial, 7])
        plating = Plating(
            capacity=10 ** random.uniform(0.8, 2.3), exchange=10 ** random.uniform(0, 1),
            nucleation=10 ** random.uniform(-0.5, 1.5), barrier=random.uniform(0.1, 0.25),
            bare=10 ** random.uniform(-2.3, -1.3), start=random.uniform(0.01, 0.06),
            smoothing=random.choice([0.0, 0.3]), smoothing_time=random.uniform(30, 120),
        )  # fmt: skip
        fine = np.linspace(0, 60, 24001)
        potential = plating.potential(fine)
        spike = int(np.argmin(potential[:20000]))
        if 40 <= spike < 18000 and potential[spike:].max() - potential[spike] > 8e-3:
            break
    onset = float(np.interp(0.0, -potential[: spike + 1], fine[: spike + 1]))
    step = (fine[spike] - onset) / random.uniform(2.0, 6.9)
    time = step * np.arange(300)
    level = plating.potential(time) + random.normal(0, NOISE, time.size)
    depth = float(potential[spike])
    truth = dict(zip(NAMES, (fine[spike] - onset, fine[spike], depth, depth), strict=True))
    return time, level, truth, step


def _read(time: np.ndarray, potential: np.ndarray) -> NucleationSpike:
    return nucleation_spike(time, potential, np.full(time.size, -1e-4))


def test_intervals_of_undersampled_spikes_hold_the_truth_of_another_form() -> None:
    held: dict[str, list[bool]] = {name: [] for name in NAMES}
    late = []
    for seed in range(40):
        time, potential, truth, step = _drawn(seed)
        found = _read(time, potential)
        if "UNDERSAMPLED" not in [one.code for one in found.warnings]:
            continue
        for name in NAMES:
            low, high = found.quantities[name].interval
            held[name].append(low <= truth[name] <= high)
        late.append((found.quantities["induction_period"].value - truth["induction_period"]) / step)
    assert len(late) >= 30
    assert {name: np.mean(one) >= 0.9 for name, one in held.items()} == dict.fromkeys(NAMES, True)
    assert np.sqrt(np.mean(np.square(late))) < 0.3  # of a step: the lowest sample alone is 0.29 to 0.32 off
    assert abs(np.mean(late)) < 0.1


@pytest.mark.parametrize("interval", [2.5, 5.0])
def test_a_coarse_curve_of_the_fitted_form_is_read_between_its_samples(interval: float) -> None:
    setting = {"open_circuit_potential": 0.040, "plateau_potential": -0.085, "spike_amplitude": 0.080}
    setting |= {"rise_time": 6.0, "decay_time": 12.0, "charging_time": 1.0, "duration": 900.0}
    curve = chronopotentiogram(noise="white", noise_level=NOISE, seed=3, sampling_interval=interval, **setting)
    found = _read(curve.columns["time"], curve.columns["potential"]).quantities["induction_period"]
    low, high = found.interval
    assert found.value == pytest.approx(curve.truth["induction_period"], abs=0.1 * interval)
    assert low <= curve.truth["induction_period"] <= high < low + interval


def test_the_minimum_between_samples_by_hand() -> None:
    time = np.arange(12.0)
    potential = 1e-3 * (time - 4.3) ** 2 - 0.1
    lowest = lowest_sample(time, potential, 6.0, 1e-5)
    assert lowest == 4
    when, depth = interpolated_minimum(time, potential, lowest, 1e-5)
    assert when.value == pytest.approx(4.3, abs=0.01)  # a cubic is exact; its minimum is looked for on a grid
    assert depth.value == pytest.approx(-0.1, abs=1e-6)
    # The lines through samples 3 and 4 and through 5 and 6 meet at 4.5.
    assert depth.interval[0] == pytest.approx(-0.10071 - 2e-5, abs=1e-9)
    assert depth.interval[1] == pytest.approx(potential[4] + 2e-5, abs=1e-9)


def test_a_flat_or_noisy_bottom_is_not_read_between_samples() -> None:
    time = np.arange(12.0)
    assert lowest_sample(time, np.where(np.arange(12) == 5, -1e-3, 0.0), 5.0, 1e-3) is None
    assert lowest_sample(time, np.where(np.arange(12) == 1, -0.1, 0.0), 1.0, 1e-3) is None


def test_a_cusp_may_lie_as_deep_as_both_sides_run_on() -> None:
    for phase in np.linspace(0.05, 0.95, 19):
        time = np.arange(-8.0, 12.0) + phase
        cusp = -0.18 + np.where(time < 0, -0.2 * time, 0.13 * (1 - np.exp(-np.maximum(time, 0.0) / 0.9)))
        lowest = lowest_sample(time, cusp, 0.0, 1e-5)
        assert lowest is not None
        when, depth = interpolated_minimum(time, cusp, lowest, 1e-5)
        assert depth.interval[0] <= -0.18 <= depth.interval[1]
        assert depth.interval[0] > -0.18 - 0.2
        assert when.interval[0] <= 0.0 <= when.interval[1]


def test_all_that_hangs_on_the_depth_of_an_undersampled_cusp_holds_it() -> None:
    time = np.arange(0.0, 900.1, 5.0)
    late = np.maximum(time - 17.0, 0.0)
    plateau = -0.060
    curve = np.where(time < 17.0, 0.5 - 0.682 * time / 17.0, plateau - 0.122 * np.exp(-late / 4.0))
    noisy = curve + np.random.default_rng(1).normal(0, NOISE, time.size)
    found = _read(time, noisy).quantities
    truth = {"spike_potential": -0.182, "spike_overpotential": -0.182, "nucleation_overpotential": -0.122}
    truth["critical_radius"] = critical_radius(-0.122, LITHIUM_INTERFACIAL_TENSION)
    for name, value in truth.items():
        low, high = found[name].interval
        assert low <= value <= high, name
        assert abs(found[name].value - value) < 2.5 * found[name].standard_error
