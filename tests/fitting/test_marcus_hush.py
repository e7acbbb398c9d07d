"""Marcus-Hush and Marcus-Hush-Chidsey against other integrals, limits and laws that every one-electron rate obeys."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import quad

from fitting.charge_transfer.butler_volmer import butler_volmer_current
from fitting.constants import thermal_voltage
from fitting.marcus_hush import (
    chidsey_integral,
    marcus_hush_chidsey_current,
    marcus_hush_chidsey_limit,
    marcus_hush_chidsey_rate,
    marcus_hush_chidsey_transfer_coefficient,
    marcus_hush_current,
    marcus_hush_transfer_coefficient,
    zeng_error,
    zeng_rate,
)
from fitting.messages import FitError

THERMAL = thermal_voltage()
ENERGIES = [0.05, 0.1, 0.3, 1.0, 3.0]


def integral(reduced: float, energy: float) -> float:
    """S(H) by adaptive quadrature in pieces, about its maximum."""

    def integrand(x: float) -> float:
        return np.exp(-((x - reduced) ** 2) / (4 * energy) - np.logaddexp(x / 2, -x / 2) + peak)

    centre = np.sign(reduced) * max(abs(reduced) - energy, 0.0)
    peak = (centre - reduced) ** 2 / (4 * energy) + np.logaddexp(centre / 2, -centre / 2)
    edges = centre + np.array([-200, -60, -30, -15, -7, -3, 0, 3, 7, 15, 30, 60, 200.0])
    pieces = [quad(integrand, *edges[k : k + 2], epsabs=0, epsrel=1e-13, limit=300)[0] for k in range(edges.size - 1)]
    return float(np.log(sum(pieces)) - peak)


@pytest.mark.parametrize("energy", ENERGIES)
@pytest.mark.parametrize("overpotential", [0.0, 0.03, -0.2, 0.9])
@pytest.mark.filterwarnings("ignore:.*roundoff error")
def test_chidseys_integral_agrees_with_quadrature(energy: float, overpotential: float) -> None:
    found = float(chidsey_integral(overpotential / THERMAL, THERMAL / energy).logarithm)
    assert found == pytest.approx(integral(overpotential / THERMAL, energy / THERMAL), abs=2e-12)


@pytest.mark.filterwarnings("ignore:.*roundoff error")
def test_the_one_way_rate_is_the_integral_of_marcus_rate_over_the_empty_states() -> None:
    energy, reduced = 0.3 / THERMAL, 4.0

    def states(x: float) -> float:
        return np.exp(-((x + energy - reduced) ** 2) / (4 * energy)) / (1 + np.exp(-x))

    expected = quad(states, -120, 120, points=[-20, 0, 20], epsabs=0, epsrel=1e-13, limit=300)[0]
    assert float(marcus_hush_chidsey_rate(reduced * THERMAL, 0.3)) == pytest.approx(expected, rel=1e-11)


def test_the_integral_is_even_and_chidseys_current_odd() -> None:
    overpotential = np.linspace(0.01, 0.5, 7)
    assert np.array_equal(
        marcus_hush_chidsey_current(-overpotential, 3.0, 0.3), -marcus_hush_chidsey_current(overpotential, 3.0, 0.3)
    )


@pytest.mark.parametrize("overpotential", [-0.15, 0.02, 0.1])
def test_without_reorganization_every_law_is_butler_volmer(overpotential: float) -> None:
    expected = float(butler_volmer_current(overpotential, 2.0))
    assert float(marcus_hush_chidsey_current(overpotential, 2.0, np.inf)) == pytest.approx(expected, rel=1e-12)
    assert float(marcus_hush_current(overpotential, 2.0, np.inf)) == pytest.approx(expected, rel=1e-13)
    errors = [
        abs(float(marcus_hush_chidsey_current(overpotential, 2.0, energy)) / expected - 1) for energy in (1e3, 1e4, 1e5)
    ]
    assert errors[1] == pytest.approx(errors[0] / 10, rel=0.02) and errors[2] == pytest.approx(errors[1] / 10, rel=0.02)


@pytest.mark.parametrize("energy", ENERGIES)
def test_both_directions_are_in_detailed_balance(energy: float) -> None:
    overpotential = np.array([0.01, 0.07, 0.3])
    there, back = (marcus_hush_chidsey_rate(sign * overpotential, energy) for sign in (1, -1))
    assert np.log(there / back) == pytest.approx(overpotential / THERMAL, rel=1e-12)


@pytest.mark.parametrize("energy", [0.1, 0.4, 1.5])
@pytest.mark.parametrize("overpotential", [-0.4, -0.05, 0.0, 0.2])
def test_the_transfer_coefficient_is_the_slope_of_the_reduction_current(energy: float, overpotential: float) -> None:
    step = 1e-5
    upper, lower = (np.log(marcus_hush_chidsey_rate(-(overpotential + s), energy)) for s in (step, -step))
    slope = -float(upper - lower) / (2 * step) * THERMAL
    coefficient = float(marcus_hush_chidsey_transfer_coefficient(overpotential, energy))
    assert coefficient == pytest.approx(slope, rel=1e-6, abs=1e-9)


def test_the_transfer_coefficient_keeps_its_digits_where_it_nearly_vanishes() -> None:
    plating = float(marcus_hush_chidsey_transfer_coefficient(-0.531, 0.1398))
    stripping = float(marcus_hush_chidsey_transfer_coefficient(0.531, 0.1398))
    assert plating < 1e-4
    assert plating + stripping == pytest.approx(1.0, rel=1e-15)


def test_the_slope_by_the_inverse_energy_agrees_with_differences() -> None:
    reduced, inverse, step = np.array([-9.0, 0.0, 3.0, 30.0]), 0.07, 1e-5
    upper, lower = (chidsey_integral(reduced, inverse + s).logarithm for s in (step, -step))
    assert (upper - lower) / (2 * step) == pytest.approx(-chidsey_integral(reduced, inverse).spread / 4, rel=1e-7)


def test_the_current_of_a_metal_has_a_limit() -> None:
    limit = marcus_hush_chidsey_limit(0.2)
    assert float(marcus_hush_chidsey_current(5.0, 1.0, 0.2)) == pytest.approx(limit, rel=1e-12)
    assert float(marcus_hush_chidsey_current(60.0, 1.0, 0.2)) == pytest.approx(limit, rel=1e-11)
    assert limit == pytest.approx(
        np.sqrt(0.8 * np.pi / THERMAL) * np.exp(0.05 / THERMAL) / np.exp(integral(0, 0.2 / THERMAL))
    )


def test_marcus_current_by_hand() -> None:
    # eta = -0.1 V, lambda = 0.4 eV, 298.15 K: H = -3.892174; barrier exp(-0.01 * 38.92174 / 1.6) = 0.784067
    # 0.784067 * (exp(-1.946087) - exp(1.946087)) = 0.784067 * -6.858408 = -5.377451
    assert float(marcus_hush_current(-0.1, 1.0, 0.4)) == pytest.approx(-5.377451, rel=1e-6)
    assert float(marcus_hush_transfer_coefficient(-0.1, 0.4)) == 0.375


def test_marcus_lambda_read_from_a_metal_is_a_tenth_of_an_electronvolt_too_large() -> None:
    overpotential = np.linspace(-0.2, 0.2, 81)
    current = marcus_hush_chidsey_current(overpotential, 1.0, 0.4)
    reduced = overpotential / THERMAL
    clear = overpotential != 0
    barrier = np.log(current[clear] / (2 * np.sinh(reduced[clear] / 2)))
    inverse = np.linalg.lstsq(-(reduced[clear, None] ** 2) / 4, barrier, rcond=None)[0][0]
    assert THERMAL / inverse == pytest.approx(0.507, abs=0.005)


def test_zengs_form_is_wrong_by_a_quarter_at_one_electronvolt() -> None:
    assert abs(float(zeng_error(0.0, 1.0))) == pytest.approx(0.26, abs=0.03)
    assert float(zeng_error(0.1, 0.3)) == pytest.approx(
        float(zeng_rate(0.1, 0.3) / marcus_hush_chidsey_rate(0.1, 0.3)) - 1, rel=1e-10
    )


@pytest.mark.parametrize("energy", [0.0, -0.1, 0.01, float("nan")])
def test_an_energy_outside_the_model_is_refused(energy: float) -> None:
    with pytest.raises(FitError, match="reorganization energy"):
        marcus_hush_chidsey_current(0.1, 1.0, energy)


def test_a_temperature_below_zero_is_refused() -> None:
    with pytest.raises(FitError, match="kelvin"):
        marcus_hush_current(0.1, 1.0, 0.4, temperature=-3.0)
