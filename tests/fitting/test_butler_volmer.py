"""Butler-Volmer by hand, its limits, its inverses, and the ohmic drop in front of it."""

from __future__ import annotations

import numpy as np
import pytest

from fitting.charge_transfer.butler_volmer import (
    allen_hickling_ordinate,
    butler_volmer_current,
    butler_volmer_overpotential,
    butler_volmer_with_ohmic_drop,
    charge_transfer_resistance,
    disk_resistance,
)
from fitting.charge_transfer.rate_laws import chidsey_response, marcus_response, tabulated_chidsey
from fitting.constants import thermal_voltage
from fitting.messages import FitError

THERMAL = thermal_voltage()


def test_current_by_hand() -> None:
    # H = -0.1 * 38.92174 = -3.892174: exp(-2.335305) - exp(1.556870) = 0.096781 - 4.743950 = -4.647169
    assert float(butler_volmer_current(-0.1, 10.0, 0.4)) == pytest.approx(-46.47169, rel=2e-6)


def test_small_overpotentials_meet_the_charge_transfer_resistance() -> None:
    current = float(butler_volmer_current(1e-9, 30.0, 0.3))
    assert 1e-9 / current == pytest.approx(charge_transfer_resistance(30.0), rel=1e-7)


def test_a_tafel_line_has_the_slope_of_its_transfer_coefficient() -> None:
    one, other = butler_volmer_current(np.array([-0.5, -0.6]), 1.0, 0.35)
    assert np.log(other / one) == pytest.approx(0.35 * 0.1 / THERMAL, rel=1e-6)


@pytest.mark.parametrize("transfer_coefficient", [0.05, 0.31, 0.5, 0.93])
@pytest.mark.parametrize("current", [-1e6, -2.0, -1e-9, 0.0, 1e-12, 3.0, 1e7])
def test_the_overpotential_gives_its_current_back(transfer_coefficient: float, current: float) -> None:
    overpotential = butler_volmer_overpotential(current, 2.0, transfer_coefficient)
    assert float(butler_volmer_current(overpotential, 2.0, transfer_coefficient)) == pytest.approx(current, rel=1e-11)


def test_the_current_ends_at_the_limiting_current() -> None:
    assert float(butler_volmer_current(-0.8, 10.0, 0.5, limiting_current_density=-50.0)) == pytest.approx(-50, rel=1e-4)
    far = float(butler_volmer_current(-0.1, 10.0, 0.5, limiting_current_density=-1e12))
    assert far == pytest.approx(float(butler_volmer_current(-0.1, 10.0, 0.5)), rel=1e-9)


@pytest.mark.parametrize("resistance", [0.0, 1.0, 1e3, 1e9])
def test_overpotential_and_ohmic_drop_add_up_to_the_potential(resistance: float) -> None:
    potential = np.array([-1.0, -0.2, -1e-6, 0.0, 1e-9, 0.05, 0.8])
    current, overpotential = butler_volmer_with_ohmic_drop(potential, 1e-3, 0.4, resistance, 0.01)
    assert overpotential + current * resistance + 0.01 == pytest.approx(potential, abs=1e-14)
    assert current == pytest.approx(butler_volmer_current(overpotential, 1e-3, 0.4), rel=1e-12, abs=1e-300)


def test_a_large_resistance_leaves_ohms_law() -> None:
    current, _ = butler_volmer_with_ohmic_drop(0.5, 1.0, 0.5, 1e6)
    assert float(current) == pytest.approx(0.5e-6, rel=1e-5)


def test_allen_hickling_is_straight_through_equilibrium() -> None:
    overpotential = np.array([-0.1, -0.001, 0.001, 0.1])
    ordinate = allen_hickling_ordinate(overpotential, butler_volmer_current(overpotential, 7.0, 0.3))
    assert ordinate == pytest.approx(np.log(7.0) - 0.3 * overpotential / THERMAL, abs=1e-12)


def test_the_disk_in_front_of_one_molar_electrolyte() -> None:
    # 1 / (4 * 0.8 S/m * 12.5e-6 m) = 25 kohm
    assert disk_resistance(0.8, 12.5e-6) == pytest.approx(25e3, rel=1e-12)


@pytest.mark.parametrize("response", [lambda H, a, w: marcus_response(H, a, w), lambda H, a, w: chidsey_response(H, w)])
def test_the_laws_slopes_agree_with_differences(response) -> None:
    H, alpha, inverse, step = np.array([-8.0, -0.3, 0.5, 6.0]), 0.43, 0.06, 1e-6
    found = response(H, alpha, inverse)

    def difference(*shifts: float) -> np.ndarray:
        upper, lower = (response(H + s * shifts[0], alpha + s * shifts[1], inverse + s * shifts[2]) for s in (1, -1))
        return (upper.current - lower.current) / (2 * step)

    assert found.slope == pytest.approx(difference(step, 0, 0), rel=1e-7)
    assert found.by_inverse_energy == pytest.approx(difference(0, 0, step), rel=1e-6, abs=1e-6)
    assert found.by_transfer_coefficient == pytest.approx(difference(0, step, 0), rel=1e-7, abs=1e-12)


@pytest.mark.parametrize("inverse", [0.0, 0.065, 0.1, 0.5])
def test_the_table_of_chidseys_law_agrees_with_its_integral(inverse: float) -> None:
    H = np.linspace(-9, 9, 334)
    exact, table = chidsey_response(H, inverse), tabulated_chidsey(inverse, 9.0)(H)
    assert table.current == pytest.approx(exact.current, rel=1e-7)
    assert table.slope == pytest.approx(exact.slope, rel=1e-4)
    assert table.by_inverse_energy == pytest.approx(exact.by_inverse_energy, rel=1e-5, abs=1e-6)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((0.1, 0.0), "EXCHANGE_CURRENT_NOT_POSITIVE"),
        ((0.1, 1.0, 0.0), "TRANSFER_COEFFICIENT_OUTSIDE"),
        ((0.1, 1.0, 1.2), "TRANSFER_COEFFICIENT_OUTSIDE"),
        ((0.1, 1.0, 0.5, 0.0), "TEMPERATURE_NOT_POSITIVE"),
        ((0.1, 1.0, 0.5, 298.0, 3.0), "LIMITING_CURRENT_NOT_NEGATIVE"),
    ],
)
def test_numbers_outside_the_law_are_refused(arguments: tuple[float, ...], code: str) -> None:
    with pytest.raises(FitError) as caught:
        butler_volmer_current(*arguments)
    assert caught.value.message.code == code


def test_a_resistance_below_zero_is_refused() -> None:
    with pytest.raises(FitError, match="0 or more"):
        butler_volmer_with_ohmic_drop(0.1, 1.0, 0.5, -1.0)
