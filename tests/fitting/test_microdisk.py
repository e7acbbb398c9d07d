"""The exact microdisk transient and its classic approximations."""

import numpy as np
import pytest

from fitting.constants import FARADAY
from fitting.mass_transfer import (
    denuault_line,
    disk_current_ratio,
    disk_steady_state_current,
    hemisphere_current,
    mahon_oldham,
    shoup_szabo,
)
from fitting.mass_transfer.microdisk import disk_current_and_slope, movement_limit
from fitting.messages import FitError
from tests.fitting.disk_integral_equation import current_ratio


@pytest.mark.parametrize("theta", [0.013, 0.37, 4.2, 900.0])
def test_the_series_is_the_solution_of_the_dual_integral_equations(theta: float) -> None:
    assert float(disk_current_ratio(theta)) == pytest.approx(current_ratio(theta, 24, 20), rel=1e-9)


def test_short_times_are_cottrell_with_the_edge_of_the_disk() -> None:
    theta = np.array([1e-6, 1e-5, 1e-4])
    expected = np.sqrt(np.pi) / (4 * np.sqrt(theta)) + np.pi / 4 + np.sqrt(np.pi) / 8 * np.sqrt(theta)
    assert disk_current_ratio(theta) == pytest.approx(expected, rel=3e-7)


def test_long_times_approach_the_steady_state_as_two_over_pi_to_three_halves() -> None:
    theta = np.array([1e4, 1e5, 1e6])
    assert (disk_current_ratio(theta) - 1) * np.sqrt(theta) == pytest.approx(2 / np.pi**1.5, rel=1e-4)


def test_the_current_only_falls() -> None:
    assert (np.diff(disk_current_ratio(np.geomspace(1e-8, 1e8, 4000))) < 0).all()


def test_the_slope_is_the_derivative() -> None:
    theta = np.geomspace(1e-4, 1e4, 40)
    differences = (disk_current_ratio(theta * np.exp(1e-5)) - disk_current_ratio(theta * np.exp(-1e-5))) / 2e-5
    assert disk_current_and_slope(theta)[1] == pytest.approx(differences, rel=1e-6)


def test_the_classic_forms_are_off_by_what_is_known_of_them() -> None:
    theta = np.geomspace(1e-3, 1e3, 3000)
    exact = disk_current_ratio(theta)
    assert np.abs(shoup_szabo(theta) / exact - 1).max() == pytest.approx(0.0065, rel=0.05)
    assert np.abs(mahon_oldham(theta) / exact - 1).max() == pytest.approx(2.8e-4, rel=0.1)
    early = theta < 0.01
    assert np.abs(denuault_line(theta[early]) / exact[early] - 1).max() < 0.005


def test_the_steady_current_by_hand_and_its_scaling() -> None:
    assert disk_steady_state_current(1e-10, 1000.0, 1e-5) == pytest.approx(4 * FARADAY * 1e-12, rel=1e-12)
    binary = disk_steady_state_current(1e-10, 1000.0, 1e-5, 0.5)
    assert binary == pytest.approx(2 * disk_steady_state_current(1e-10, 1000.0, 1e-5), rel=1e-12)


def test_a_hemisphere_ends_at_half_pi_times_the_disk() -> None:
    late = float(hemisphere_current(1e16, 1e-10, 1000.0, 1e-5))
    assert late == pytest.approx(np.pi / 2 * disk_steady_state_current(1e-10, 1000.0, 1e-5), rel=1e-6)


def test_plated_lithium_moves_the_disk_sooner_in_concentrated_salt() -> None:
    assert movement_limit(1000.0, 0.35) == pytest.approx(3.93, rel=0.01)
    assert movement_limit(6000.0, 0.35) == pytest.approx(movement_limit(1000.0, 0.35) / 6)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((0.0, 1000.0, 1e-5), "DIFFUSION_COEFFICIENT_NOT_POSITIVE"),
        ((1e-10, 0.0, 1e-5), "CONCENTRATION_NOT_POSITIVE"),
        ((1e-10, 1000.0, -1e-5), "RADIUS_NOT_POSITIVE"),
        ((1e-10, 1000.0, 1e-5, 1.0), "TRANSFERENCE_NUMBER_OUT_OF_RANGE"),
        ((1e-10, 1000.0, 1e-5, 0.3, 0.0), "ELECTRONS_BELOW_ONE"),
    ],
)
def test_numbers_outside_the_domain_are_refused(arguments: tuple[float, ...], code: str) -> None:
    with pytest.raises(FitError) as refused:
        disk_steady_state_current(*arguments)
    assert refused.value.message.code == code


def test_times_before_the_step_are_refused() -> None:
    with pytest.raises(FitError, match="above zero"):
        disk_current_ratio([0.1, 0.0])
