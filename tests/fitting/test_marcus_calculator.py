import numpy as np
import pytest

from fitting.marcus_calculator import (
    kilojoule_per_mole,
    marcus_calculator,
    marcus_potential_difference,
    marcus_transfer_coefficient,
    reorganization_energy_from_alpha,
)
from fitting.messages import FitError


def test_lambda_by_hand() -> None:
    # alpha 0.4 at -0.1 V: -0.1 / (0.8 - 1) = 0.5 eV = 48.24 kJ/mol
    assert reorganization_energy_from_alpha(0.4, -0.1) == pytest.approx(0.5, rel=1e-14)
    assert kilojoule_per_mole(0.5) == pytest.approx(48.24266606, rel=1e-9)


@pytest.mark.parametrize("convention", ["differential", "integrated"])
def test_any_of_the_three_comes_back_from_the_other_two(convention: str) -> None:
    alpha = marcus_transfer_coefficient(-0.12, 0.4, convention)
    assert reorganization_energy_from_alpha(alpha, -0.12, convention) == pytest.approx(0.4, rel=1e-13)
    assert marcus_potential_difference(alpha, 0.4, convention) == pytest.approx(-0.12, rel=1e-13)


def test_the_conventions_differ_by_exactly_two() -> None:
    found = marcus_calculator(transfer_coefficient=0.4, potential_difference=-0.1)
    eq3, integrated = found.quantities["reorganization_energy"], found.quantities["reorganization_energy_integrated"]
    assert eq3.value == pytest.approx(2 * integrated.value, rel=1e-14)
    assert "CONVENTION" in [one.code for one in found.warnings]
    assert found.table["reorganization_energy_kj_per_mol"][0] == pytest.approx(kilojoule_per_mole(0.5))


def test_the_differential_alpha_is_the_slope_of_marcus_and_the_integrated_one_its_chord() -> None:
    energy, thermal, eta = 0.4, 0.025693, -0.11

    def logarithm(overpotential: float) -> float:
        # reduction alone: ln k = -(lambda + eta)^2 / (4 lambda kT)
        return -((energy + overpotential) ** 2) / (4 * energy * thermal)

    slope = -thermal * (logarithm(eta + 1e-5) - logarithm(eta - 1e-5)) / 2e-5
    chord = -thermal * (logarithm(eta) - logarithm(0.0)) / eta
    assert slope == pytest.approx(marcus_transfer_coefficient(eta, energy), rel=1e-9)
    assert chord == pytest.approx(marcus_transfer_coefficient(eta, energy, "integrated"), rel=1e-9)


@pytest.mark.parametrize(
    ("alpha", "potential", "code"),
    [
        (0.5, -0.1, "ALPHA_IS_HALF"),
        (0.45, 0.1, "SIGNS_OPPOSITE"),
        (0.55, -0.1, "SIGNS_OPPOSITE"),
        (1.1, 0.2, "ALPHA_OUT_OF_RANGE"),
        (-0.01, -0.2, "ALPHA_OUT_OF_RANGE"),
        (float("nan"), -0.1, "NOT_FINITE"),
        (0.4, float("inf"), "NOT_FINITE"),
        (0.4, 0.0, "POTENTIAL_IS_STANDARD"),
    ],
)
def test_what_has_no_lambda_is_refused(alpha: float, potential: float, code: str) -> None:
    with pytest.raises(FitError) as caught:
        marcus_calculator(transfer_coefficient=alpha, potential_difference=potential)
    assert caught.value.message.code == code


def test_the_inverted_region_has_no_alpha() -> None:
    with pytest.raises(FitError, match="inverted"):
        marcus_calculator(potential_difference=-0.5, reorganization_energy=0.4)


def test_an_integrated_alpha_of_the_inverted_region_is_left_out_with_a_reason() -> None:
    found = marcus_calculator(transfer_coefficient=0.2, potential_difference=-0.1)
    assert set(found.quantities) == {"reorganization_energy"}
    assert "INVERTED_REGION" in [one.code for one in found.warnings]


@pytest.mark.parametrize("given", [{}, {"transfer_coefficient": 0.4}])
def test_two_are_needed(given: dict[str, float]) -> None:
    with pytest.raises(FitError, match="Give two"):
        marcus_calculator(**given)
    three = {"transfer_coefficient": 0.4, "potential_difference": -0.1, "reorganization_energy": 0.5}
    with pytest.raises(FitError, match="Give two"):
        marcus_calculator(**three)


def test_the_standard_error_of_lambda_is_the_written_one() -> None:
    # (d lam/lam)^2 = (2 d alpha/(2 alpha - 1))^2 + (dE/E)^2 = (0.02/0.2)^2 + (0.003/0.1)^2
    found = marcus_calculator(
        transfer_coefficient=0.4,
        potential_difference=-0.1,
        transfer_coefficient_standard_error=0.01,
        potential_difference_standard_error=0.003,
    )
    assert found.quantities["reorganization_energy"].standard_error == pytest.approx(0.5 * np.hypot(0.1, 0.03))


def test_the_interval_of_lambda_holds_the_truth_in_95_of_100() -> None:
    random = np.random.default_rng(1)
    inside = 0
    for _ in range(2000):
        found = marcus_calculator(
            transfer_coefficient=random.normal(0.375, 0.04),
            potential_difference=random.normal(-0.1, 0.004),
            transfer_coefficient_standard_error=0.04,
            potential_difference_standard_error=0.004,
        ).quantities["reorganization_energy"]
        low, high = found.interval or (found.bound[1] if found.bound else 0.0, np.inf)
        inside += low <= 0.4 <= high
    assert 0.93 < inside / 2000 < 0.97


@pytest.mark.parametrize("alpha", [0.485, 0.5, 0.51])
def test_near_one_half_lambda_is_a_bound(alpha: float) -> None:
    found = marcus_calculator(
        transfer_coefficient=alpha, potential_difference=-0.1, transfer_coefficient_standard_error=0.02
    )
    estimate = found.quantities["reorganization_energy"]
    assert estimate.value is None and estimate.interval is None
    # the farthest alpha that two standard errors allow
    assert estimate.bound == ("above", pytest.approx(reorganization_energy_from_alpha(alpha - 0.04, -0.1)))
    assert "ALPHA_NEAR_HALF" in [one.code for one in found.warnings]


def test_errors_of_alpha_and_of_the_potential_by_finite_differences() -> None:
    found = marcus_calculator(
        potential_difference=-0.1,
        reorganization_energy=0.4,
        potential_difference_standard_error=0.004,
        reorganization_energy_standard_error=0.02,
    ).quantities["transfer_coefficient"]
    alpha = marcus_transfer_coefficient
    by_potential = 0.004 * (alpha(-0.1001, 0.4) - alpha(-0.0999, 0.4)) / 2e-4
    by_energy = 0.02 * (alpha(-0.1, 0.4001) - alpha(-0.1, 0.3999)) / 2e-4
    assert found.standard_error == pytest.approx(np.hypot(by_potential, by_energy), rel=1e-6)
