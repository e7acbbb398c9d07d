"""Cottrell's law and where it holds."""

import numpy as np
import pytest

from fitting.constants import FARADAY
from fitting.mass_transfer import Cottrell, cottrell, cottrell_current, disk_current_ratio
from fitting.messages import FitError
from fitting.synthetic import noisy

D, C, AREA = 3e-10, 1000.0, 1e-5
TIME = np.arange(0.02, 30.0, 0.02)


def _read(signal: np.ndarray, seed: int = 0, noise: str = "white") -> Cottrell:
    return cottrell(*noisy(TIME, -signal, noise, 2e-3 * signal[200], seed), AREA, C)


def test_the_law_by_hand() -> None:
    expected = FARADAY * AREA * C * np.sqrt(D / np.pi)
    assert cottrell_current([1.0, 4.0], D, C, AREA) == pytest.approx([expected, expected / 2], rel=1e-12)


def test_d_is_recovered_within_its_interval() -> None:
    held = 0
    for seed in range(12):
        found = _read(cottrell_current(TIME, D, C, AREA), seed, "typical").quantities["diffusion_coefficient"]
        held += found.interval[0] <= D <= found.interval[1]
        assert found.value == pytest.approx(D, rel=2e-3)
    assert held >= 10


def test_d_goes_with_the_inverse_square_of_the_area() -> None:
    current = cottrell_current(TIME, D, C, AREA)
    half = cottrell(TIME, current, AREA / 2, C).quantities["diffusion_coefficient"]
    assert half.value == pytest.approx(4 * D, rel=1e-6)


def test_charging_is_left_before_the_window() -> None:
    found = _read(cottrell_current(TIME, D, C, AREA) + 0.01 * np.exp(-TIME / 0.05))
    assert found.verdicts["early_departure"] == "charging"
    assert found.held[0] > 0.1
    assert found.quantities["diffusion_coefficient"].value == pytest.approx(D, rel=4e-3)


def test_a_charging_tail_too_small_to_be_seen_pulls_no_more_than_noise() -> None:
    current = cottrell_current(TIME, D, C, AREA) + 1e-3 * np.exp(-TIME / 0.3)
    for seed in range(4):  # every 20 ms: 50 Hz is aliased to nothing, and must not stand for the tail
        found = _read(current, seed).quantities["diffusion_coefficient"]
        assert found.value == pytest.approx(D, rel=6e-4)


def test_the_standard_error_is_the_scatter_of_repeats() -> None:
    found = [_read(cottrell_current(TIME, D, C, AREA), seed).quantities["diffusion_coefficient"] for seed in range(20)]
    scatter = np.std([one.value for one in found])
    assert 0.6 < np.median([one.standard_error for one in found]) / scatter < 1.7


def test_a_finite_cell_is_left_behind_the_window() -> None:
    images = sum((-1) ** k * np.exp(-(k**2) * 1e-8 / (D * TIME)) for k in range(1, 30))
    found = _read(cottrell_current(TIME, D, C, AREA) * (1 + 2 * images))
    assert found.verdicts["late_departure"] == "finite_cell"
    assert found.held[1] < 12
    assert found.quantities["diffusion_coefficient"].value == pytest.approx(D, rel=6e-3)


def test_diffusion_from_the_sides_is_a_constant_beside_the_law() -> None:
    radius = 1e-3
    theta = D * TIME / radius**2
    edge = disk_current_ratio(theta) * 4 * np.sqrt(theta / np.pi)
    found = _read(cottrell_current(TIME, D, C, AREA) * edge)
    assert found.verdicts["constant"] == "needed"
    assert found.quantities["diffusion_coefficient"].value == pytest.approx(D, rel=5e-3)


@pytest.mark.parametrize("shape", [lambda t: np.ones_like(t), lambda t: np.exp(-t / 4), lambda t: 1 / t])
def test_other_decays_are_refused(shape: object) -> None:
    with pytest.raises(FitError) as refused:
        _read(1e-3 * shape(TIME))
    assert refused.value.message.code == "NO_COTTRELL_WINDOW"


@pytest.mark.parametrize(
    ("area", "c", "code"), [(0.0, C, "AREA_NOT_POSITIVE"), (AREA, -1.0, "CONCENTRATION_NOT_POSITIVE")]
)
def test_settings_outside_the_domain_are_refused(area: float, c: float, code: str) -> None:
    with pytest.raises(FitError) as refused:
        cottrell(TIME, cottrell_current(TIME, D, C, AREA), area, c)
    assert refused.value.message.code == code


def _stretched(time: np.ndarray) -> np.ndarray:
    return 0.3 * np.exp(-((time / 0.6) ** 0.6))


def _double(time: np.ndarray) -> np.ndarray:
    return 0.3 * np.exp(-time / 0.2) + 0.1 * np.exp(-time / 1.5)


def _single(time: np.ndarray) -> np.ndarray:
    return 0.2 * np.exp(-time / 0.3)


@pytest.mark.parametrize(
    ("tail", "noise"), [(_single, "white"), (_single, "typical"), (_double, "white"), (_stretched, "typical")]
)
def test_a_slow_charging_tail_under_one_percent_of_noise_is_in_the_interval(tail: object, noise: str) -> None:
    current = cottrell_current(TIME, D, C, AREA)
    level, held = current[200], 0
    for seed in range(20):
        signal = -(current + tail(TIME) * level)
        found = cottrell(*noisy(TIME, signal, noise, 1e-2 * level, seed), AREA, C).quantities["diffusion_coefficient"]
        held += found.interval[0] <= D <= found.interval[1]
        assert found.standard_error < 0.2 * D
    assert held >= 17  # of 20; none to 16 without the tail in the interval


def test_without_a_tail_the_interval_is_that_of_the_noise() -> None:
    current = cottrell_current(TIME, D, C, AREA)
    found = cottrell(*noisy(TIME, -current, "white", 1e-2 * current[200], 0), AREA, C)
    assert found.held == (pytest.approx(TIME[0]), pytest.approx(TIME[-1]))
    # of i sqrt(t): sigma / sqrt(sum 1/t), and twice that of D
    bound = 2 * 1e-2 * current[200] / np.sqrt(np.sum(1 / TIME)) / (current[200] * np.sqrt(TIME[200]))
    assert found.quantities["diffusion_coefficient"].standard_error < 1.3 * bound * D
