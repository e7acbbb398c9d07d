import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import jv, yv

from fitting.critical_nucleus import (
    critical_atoms,
    critical_nucleus,
    critical_radius,
    mass_transfer_coefficient_cylinder,
    mass_transfer_coefficient_disk,
    mass_transfer_coefficient_hemisphere,
    melting_radius,
    melting_temperature,
    nucleation_barrier,
)
from fitting.messages import FitError


def test_critical_radius_by_hand() -> None:
    # 2 * 0.45 J/m2 * 6.94e-3 kg/mol / (96485.33 C/mol * 534 kg/m3 * 0.1 V) = 1.2123e-9 m
    assert critical_radius(-0.1) == pytest.approx(1.21228e-9, rel=1e-4)


def test_half_the_overpotential_doubles_the_radius() -> None:
    assert critical_radius(-0.05) == pytest.approx(2 * critical_radius(-0.1), rel=1e-14)


@pytest.mark.parametrize("overpotential", [0.0, 0.05, float("nan")])
def test_an_overpotential_that_does_not_plate_gives_no_radius(overpotential: float) -> None:
    with pytest.raises(FitError, match="check the sign"):
        critical_radius(overpotential)


def test_the_barrier_is_that_of_the_review_of_physics() -> None:
    # 16 pi sigma^3 V_m^2 / (3 F^2 eta^2) at -150 mV: 7.7 eV (PHYSICS 3.1)
    volume = 6.94e-3 / 534
    by_formula = 16 * np.pi * 0.45**3 * volume**2 / (3 * (96485.33212331 * 0.15) ** 2)
    assert nucleation_barrier(-0.15) == pytest.approx(by_formula, rel=1e-12)
    assert nucleation_barrier(-0.15) / 1.602176634e-19 == pytest.approx(7.7, rel=0.02)


def test_the_barrier_is_the_maximum_of_surface_against_volume() -> None:
    radii = np.linspace(0.2e-9, 3e-9, 400_001)
    energy = 4 * np.pi * radii**2 * 0.45 + 4 / 3 * np.pi * radii**3 * 534 / 6.94e-3 * 96485.33212331 * -0.1
    assert radii[np.argmax(energy)] == pytest.approx(critical_radius(-0.1), rel=1e-5)
    assert energy.max() == pytest.approx(nucleation_barrier(-0.1), rel=1e-9)


def test_atoms_grow_with_the_cube_of_the_radius() -> None:
    assert critical_atoms(-0.05) == pytest.approx(8 * critical_atoms(-0.1), rel=1e-13)


def test_lithium_of_9_3_nanometres_melts_at_room_temperature() -> None:
    assert melting_temperature(9.3e-9) == pytest.approx(298.0, abs=1.0)


def test_exponential_and_linear_melting_agree_for_large_spheres_and_the_inverse_returns() -> None:
    assert melting_temperature(1e-6) == pytest.approx(melting_temperature(1e-6, linear=True), rel=1e-5)
    assert melting_temperature(melting_radius(350.0)) == pytest.approx(350.0, rel=1e-13)


def test_nothing_melts_above_the_bulk() -> None:
    with pytest.raises(FitError, match="melting point of the bulk"):
        melting_radius(460.0)


def test_disk_and_hemisphere_differ_by_four_over_pi() -> None:
    disk, sphere = mass_transfer_coefficient_disk(1e-10, 1e-6), mass_transfer_coefficient_hemisphere(1e-10, 1e-6)
    assert disk / sphere == pytest.approx(4 / np.pi, rel=1e-14)


@pytest.mark.parametrize("theta", [0.5, 16.0, 1000.0])
def test_the_exact_cylinder_is_jaegers_integral(theta: float) -> None:
    def integrand(logarithm: float) -> float:
        u = np.exp(logarithm)
        return float(np.exp(-theta * u * u) / (jv(0, u) ** 2 + yv(0, u) ** 2))

    # 4/pi^2 int exp(-theta u^2) / (J0^2 + Y0^2) du/u, over ln u; the tail to u = 0 by its antiderivative
    inner = quad(integrand, -40, np.log(40 / np.sqrt(theta)), limit=2000, epsabs=1e-13, epsrel=1e-12)[0]
    tail = np.pi / 2 * (np.pi / 2 + np.arctan(2 / np.pi * (-40 + np.euler_gamma - np.log(2))))
    flux = 4 / np.pi**2 * (inner + tail)
    assert mass_transfer_coefficient_cylinder(1.0, 1.0, theta) == pytest.approx(flux, rel=1e-9)


@pytest.mark.parametrize(("tau", "ratio"), [(65.0, 0.996), (430.0, 0.966), (6e4, 0.964), (3e7, 0.973)])
def test_equation_5_is_as_far_from_the_exact_cylinder_as_measured(tau: float, ratio: float) -> None:
    bard = mass_transfer_coefficient_cylinder(1e-10, 1e-6, tau * 1e-12 / 4e-10, "bard")
    assert bard / mass_transfer_coefficient_cylinder(1e-10, 1e-6, tau * 1e-12 / 4e-10) == pytest.approx(ratio, abs=1e-3)


def test_szabo_is_within_1_2_percent() -> None:
    for tau in np.geomspace(1.1, 1e8, 60):
        szabo = mass_transfer_coefficient_cylinder(1.0, 1.0, tau / 4, "szabo")
        assert szabo == pytest.approx(mass_transfer_coefficient_cylinder(1.0, 1.0, tau / 4), rel=0.013)


def test_a_cylinder_too_early_is_refused_and_an_early_one_warned_of() -> None:
    given = {"radius": 1e-6, "diffusion_coefficient": 1e-10}
    with pytest.raises(FitError, match="more than 1"):
        critical_nucleus(**given, time=0.0025)
    codes = [one.code for one in critical_nucleus(**given, time=0.1).warnings]
    assert codes == ["EARLY_CYLINDER"]
    assert critical_nucleus(**given, time=10.0).warnings == ()


def test_each_input_gives_what_it_can() -> None:
    assert set(critical_nucleus(overpotential=-0.05).quantities) == {
        "critical_radius",
        "nucleation_barrier",
        "critical_atoms",
    }
    assert set(critical_nucleus(radius=1e-7).quantities) == {"melting_temperature", "melting_temperature_linear"}
    with pytest.raises(FitError, match="overpotential"):
        critical_nucleus(diffusion_coefficient=1e-10)


def test_the_critical_radius_is_not_chained_into_melting() -> None:
    found = critical_nucleus(overpotential=-0.1, radius=critical_radius(-0.1) * 1.01)
    assert "melting_temperature" not in found.quantities
    assert [one.code for one in found.warnings] == ["CHAINED_EQUATIONS"]


def test_a_radius_that_would_melt_in_the_cell_is_warned_of() -> None:
    assert [one.code for one in critical_nucleus(radius=9.0e-9).warnings] == ["MELTS_BELOW_CELL"]
    assert [one.code for one in critical_nucleus(radius=5.0e-9).warnings] == ["MELTING_EXPONENT", "MELTS_BELOW_CELL"]
    assert critical_nucleus(radius=50e-9).warnings == ()


def test_errors_of_the_inputs_reach_the_results() -> None:
    found = critical_nucleus(
        overpotential=-0.1, overpotential_standard_error=0.01, interfacial_tension_standard_error=0.045
    ).quantities
    radius, barrier = found["critical_radius"], found["nucleation_barrier"]
    assert radius.standard_error == pytest.approx(radius.value * np.hypot(0.1, 0.1), rel=1e-2)
    assert barrier.standard_error == pytest.approx(barrier.value * np.hypot(0.2, 0.3), rel=1e-2)
    assert radius.interval[0] < radius.value < radius.interval[1]


@pytest.mark.parametrize("name", ["radius", "interfacial_tension", "temperature"])
def test_what_must_be_above_zero_is_refused_otherwise(name: str) -> None:
    with pytest.raises(FitError, match="above zero"):
        critical_nucleus(**({"overpotential": -0.1, "radius": 1e-7} | {name: 0.0}))
