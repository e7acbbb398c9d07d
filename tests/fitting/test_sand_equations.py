"""Sand's equation, its geometries and its potential: by hand, in limits, and against independent numbers."""

from math import erfc, exp, log, pi, sqrt

import numpy as np
import pytest

from fitting.constants import FARADAY, thermal_voltage
from fitting.mass_transfer import (
    SandCell,
    concentration_from_sand_time,
    consistency,
    depletion_overpotential,
    diffusion_coefficient_from_sand_time,
    diffusion_coefficient_from_transition,
    diffusion_length,
    limiting_current_density,
    planar_surface_concentration,
    salt_diffusion_coefficient,
    sand_prediction,
    sand_time,
    surface_concentration,
    transference_number_from_mobilities,
    transition_time,
)
from fitting.messages import FitError

SALT = {"diffusion_coefficient": 3e-10, "concentration": 1000.0, "transference_number": 0.35}


def _code(function, *arguments: object, **named: object) -> str:
    with pytest.raises(FitError) as caught:
        function(*arguments, **named)
    assert caught.value.message.text
    return caught.value.message.code


def test_a_sand_time_by_hand() -> None:
    # pi 3e-10 (96485.3 1000 / (2 100 0.65))^2
    assert sand_time(3e-10, 1000.0, -100.0, 0.35) == pytest.approx(pi * 3e-10 * 742194.862486**2, rel=1e-9)


def test_the_sand_time_falls_with_the_square_of_the_current() -> None:
    assert sand_time(3e-10, 1000.0, 50.0, 0.35) == pytest.approx(4 * sand_time(3e-10, 1000.0, 100.0, 0.35))


def test_equal_mobilities_give_four_times_the_sand_time_of_supporting_electrolyte() -> None:
    number = transference_number_from_mobilities(2e-8, 2e-8)
    assert sand_time(3e-10, 1000.0, 50.0, number) == pytest.approx(4 * sand_time(3e-10, 1000.0, 50.0, 0.0))


def test_the_inverses_give_back_what_went_in() -> None:
    tau = sand_time(3e-10, 1000.0, 50.0, 0.35)
    assert diffusion_coefficient_from_sand_time(tau, 1000.0, 50.0, 0.35) == pytest.approx(3e-10, rel=1e-14)
    assert concentration_from_sand_time(tau, 3e-10, 50.0, 0.35) == pytest.approx(1000.0, rel=1e-14)


def test_the_surface_keeps_half_at_a_quarter_of_the_sand_time() -> None:
    assert planar_surface_concentration([0.0, 2.5, 10.0], 10.0) == pytest.approx([1.0, 0.5, 0.0], abs=1e-16)


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("DIFFUSION_COEFFICIENT_NOT_POSITIVE", {"diffusion_coefficient": 0.0}),
        ("CONCENTRATION_NOT_POSITIVE", {"concentration": -1.0}),
        ("NO_CURRENT", {"current_density": 0.0}),
        ("TRANSFERENCE_NUMBER_OUT_OF_RANGE", {"transference_number": 1.0}),
        ("TRANSFERENCE_NUMBER_OUT_OF_RANGE", {"transference_number": -0.1}),
        ("ELECTRONS_BELOW_ONE", {"electrons": 0.5}),
        ("CONCENTRATION_NOT_POSITIVE", {"concentration": float("nan")}),
    ],
)
def test_values_outside_the_domain_are_errors(code: str, change: dict[str, float]) -> None:
    assert _code(sand_time, **({**SALT, "current_density": -50.0} | change)) == code


def test_times_and_lengths_outside_the_domain_are_errors() -> None:
    assert _code(diffusion_coefficient_from_sand_time, 0.0, 1000.0, 50.0, 0.35) == "SAND_TIME_NOT_POSITIVE"
    assert _code(planar_surface_concentration, -1.0, 10.0) == "TIME_NEGATIVE"
    assert _code(diffusion_length, "disk", None, 0.0) == "RADIUS_NOT_POSITIVE"
    assert _code(diffusion_length, "slab") == "THICKNESS_NOT_POSITIVE"
    assert _code(diffusion_length, "cone") == "UNKNOWN_GEOMETRY"
    assert _code(transference_number_from_mobilities, 0.0, 1e-8) == "MOBILITY_NOT_POSITIVE"


def _in(geometry: str, excess: float, length: float = 1e-4) -> tuple[float, float]:
    """Return the transition time and the planar one at a multiple of the limiting current density."""
    known = 3e-10, 1000.0
    density = excess * limiting_current_density(geometry, length, *known, 0.35)
    return transition_time(geometry, length, *known, density, 0.35), sand_time(*known, density, 0.35)


@pytest.mark.parametrize(("excess", "ratio"), [(1.02, 2.00), (1.1, 1.37), (1.3, 1.10), (1.6, 1.02), (2.0, 1.002)])
def test_a_slab_delays_the_transition_as_measured(excess: float, ratio: float) -> None:
    time, planar = _in("slab", excess)
    assert time / planar == pytest.approx(ratio, rel=4e-3)


@pytest.mark.parametrize(("excess", "ratio"), [(1.2, 19.0), (2.0, 3.0), (5.0, 1.42), (30.0, 1.06)])
def test_a_microelectrode_delays_the_transition_as_measured(excess: float, ratio: float) -> None:
    time, planar = _in("hemisphere", excess)
    assert time / planar == pytest.approx(ratio, rel=3e-2)


@pytest.mark.parametrize("geometry", ["slab", "hemisphere", "disk"])
def test_no_transition_at_or_below_the_limiting_current(geometry: str) -> None:
    length = diffusion_length(geometry, 1e-4, 1e-4)
    limit = limiting_current_density(geometry, length, 3e-10, 1000.0, 0.35)
    for density in (0.5 * limit, limit):
        assert _code(transition_time, geometry, length, 3e-10, 1000.0, -density, 0.35) == "NO_TRANSITION_POSSIBLE"


@pytest.mark.parametrize("geometry", ["planar", "slab", "hemisphere"])
@pytest.mark.parametrize("excess", [1.05, 1.5, 8.0, 1e4])
def test_d_from_a_transition_is_the_d_that_made_it(geometry: str, excess: float) -> None:
    length = 1e-4
    density = excess * limiting_current_density("slab", length, 3e-10, 1000.0, 0.35)
    time = transition_time(geometry, length, 3e-10, 1000.0, density, 0.35)
    found = diffusion_coefficient_from_transition(time, geometry, length, 1000.0, density, 0.35)
    assert found == pytest.approx(3e-10, rel=1e-10)


def test_the_surface_of_a_slab_empties_at_its_transition_and_settles_below_the_limit() -> None:
    limit = limiting_current_density("slab", 1e-4, 3e-10, 1000.0, 0.35)
    time, _ = _in("slab", 1.3)
    at = surface_concentration(time, "slab", 1e-4, 3e-10, 1000.0, 1.3 * limit, 0.35)
    assert float(at) == pytest.approx(0.0, abs=1e-12)
    settled = surface_concentration(1e6, "slab", 1e-4, 3e-10, 1000.0, 0.4 * limit, 0.35)
    assert float(settled) == pytest.approx(0.6, rel=1e-12)


def test_both_series_of_the_slab_meet() -> None:
    from fitting.mass_transfer.surface_concentration import slab_response

    below, above = slab_response([0.1 * (1 - 1e-12), 0.1])
    assert below == pytest.approx(above, rel=1e-11)


def test_the_slab_follows_a_finite_difference_simulation() -> None:
    count, steps, end = 200, 20_000, 0.3
    step = 1 / count
    level = np.zeros(count + 1)  # (c - c0) in units of j (1 - t+) L / (F D): flux 1 in on one side, out on the other
    dt = end / steps
    lower = np.full(count + 1, dt / step**2)
    matrix = np.diag(1 + 2 * lower) - np.diag(lower[1:], -1) - np.diag(lower[:-1], 1)
    matrix[0, 1] = matrix[-1, -2] = -2 * dt / step**2
    inverse = np.linalg.inv(matrix)
    source = np.zeros(count + 1)
    source[0], source[-1] = -2 * dt / step, 2 * dt / step
    for _ in range(steps):
        level = inverse @ (level + source)
    from fitting.mass_transfer.surface_concentration import slab_response

    assert 2 * -level[0] == pytest.approx(float(slab_response(end)), rel=1e-3)


def test_the_hemisphere_is_the_function_of_the_textbook() -> None:
    from fitting.mass_transfer.surface_concentration import sphere_response

    for x in (0.29, 0.31, 1.0, 3.0):
        assert float(sphere_response(x**2)) == pytest.approx(1 - exp(x**2) * erfc(x), rel=1e-12)
    assert float(sphere_response(1e-16)) == pytest.approx(2e-8 / sqrt(pi), rel=1e-7)


def test_a_12_um_disk_has_no_transition_below_half_an_ampere_per_square_centimetre() -> None:
    length = diffusion_length("disk", electrode_radius=12.5e-6)
    limit = limiting_current_density("disk", length, 3.0e-10, 1000.0, 0.3)
    assert 4000 < limit < 6500


@pytest.mark.parametrize("alpha", [0.05, 0.5, 0.95])
@pytest.mark.parametrize("load", [1e-6, 1.0, 1e6])
@pytest.mark.parametrize("share", [1e-6, 0.3, 1 - 1e-9])
def test_the_depletion_overpotential_solves_its_equation(alpha: float, load: float, share: float) -> None:
    time = 100.0 * share
    eta = depletion_overpotential(time, 100.0, -load, 1.0, alpha)
    y, left = eta / thermal_voltage(), float(planar_surface_concentration(time, 100.0))
    back, forth = exp((1 - alpha) * y), left * exp(-alpha * y)
    assert back - forth == pytest.approx(-load, abs=1e-9 * max(load, forth))


def test_slow_kinetics_adds_the_tafel_share_of_depletion() -> None:
    shift = depletion_overpotential(25.0, 100.0, -1e4, 1.0, 0.4) - depletion_overpotential(0.0, 100.0, -1e4, 1.0, 0.4)
    assert shift == pytest.approx(thermal_voltage() / 0.4 * log(0.5), rel=1e-4)


def test_fast_kinetics_leaves_nernst() -> None:
    eta = depletion_overpotential(25.0, 100.0, -1e-9, 1.0, 0.4)
    assert eta == pytest.approx(thermal_voltage() * log(0.5), rel=1e-6)


def test_an_empty_surface_has_no_potential() -> None:
    assert _code(depletion_overpotential, 100.0, 100.0, -1.0, 1.0, 0.5) == "DEPLETED"
    assert _code(depletion_overpotential, 1.0, 100.0, 1.0, 1.0, 0.5) == "NOT_PLATING"


def test_prediction_carries_errors_and_limits() -> None:
    cell = SandCell(-50.0, None, 1000.0, 0.35)
    found = sand_prediction(3e-10, cell, {"diffusion_coefficient": 3e-11, "transference_number": 0.02})
    tau = found.quantities["sand_time"]
    assert tau.value == pytest.approx(sand_time(3e-10, 1000.0, 50.0, 0.35))
    assert tau.standard_error == pytest.approx(tau.value * sqrt(0.1**2 + (2 * 0.02 / 0.65) ** 2), rel=1e-3)
    assert "limiting_current_density" not in found.quantities


def test_prediction_for_a_thin_cell_names_the_limiting_current() -> None:
    limit = 2 * FARADAY * 3e-10 * 1000.0 / (0.65 * 1e-4)
    cell = SandCell(-1.1 * limit, None, 1000.0, 0.35, "slab", 1e-4)
    found = sand_prediction(3e-10, cell, {"diffusion_coefficient": 6e-11})
    assert found.quantities["limiting_current_density"].value == pytest.approx(limit)
    assert "TRANSITION_NOT_CERTAIN" in [one.code for one in found.warnings]
    below = SandCell(-0.9 * limit, None, 1000.0, 0.35, "slab", 1e-4)
    assert _code(sand_prediction, 3e-10, below) == "NO_TRANSITION_POSSIBLE"
    assert _code(sand_prediction, 3e-10, SandCell(-50.0)) == "MISSING_SETTING"


def test_three_coefficients_are_called_d() -> None:
    # Equal mobilities: D_salt = D+, and a limiting current looks like twice D+.
    assert salt_diffusion_coefficient(1e-10, "cation", 0.5) == pytest.approx(1e-10)
    assert salt_diffusion_coefficient(2e-10, "apparent", 0.5) == pytest.approx(1e-10)
    assert _code(salt_diffusion_coefficient, 1e-10, "tracer", 0.5) == "UNKNOWN_DIFFUSION_KIND"


@pytest.mark.parametrize(
    ("factor", "error", "verdict"), [(1.02, 0.05, "agree"), (1.5, 0.05, "disagree"), (1.3, 0.6, "not_decided")]
)
def test_consistency_is_judged_by_the_errors(factor: float, error: float, verdict: str) -> None:
    cell = SandCell(-50.0, None, 1000.0, 0.35)
    tau = factor * sand_time(3e-10, 1000.0, 50.0, 0.35)
    found = consistency(
        3e-10,
        tau,
        cell,
        diffusion_coefficient_standard_error=error * 3e-10,
        transference_number_standard_error=0.01,
        sand_time_standard_error=0.01 * tau,
    )
    assert found.verdicts["consistency"] == verdict
    ratio = found.quantities["sand_time_ratio"]
    assert ratio.value == pytest.approx(factor)
    width = sqrt(error**2 + 0.01**2 + (2 * 0.01 / 0.65) ** 2)
    assert ratio.standard_error == pytest.approx(factor * width, rel=2e-3)


def test_without_errors_nothing_is_decided() -> None:
    found = consistency(3e-10, 100.0, SandCell(-50.0, None, 1000.0, 0.35))
    assert found.verdicts["consistency"] == "not_decided"
    assert "MISSING_ERROR" in [one.code for one in found.warnings]
    assert found.quantities["sand_time_ratio"].interval is None
