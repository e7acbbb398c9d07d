"""Sand times of slabs, hemispheres and disks: the surface empties otherwise than at a plane."""

from dataclasses import replace

import numpy as np
import pytest

from fitting.mass_transfer import SandCell, SandFit, fit_sand, surface_concentration, transition_time
from fitting.mass_transfer.transition_supply import supply_of

SLAB = SandCell(-10.3, 1e-4, 800.0, 0.28, "slab", 50e-6)
HEMISPHERE = SandCell(-430.0, None, 1000.0, 0.28, "hemisphere", None, 100e-6)
DIFFUSION = {"slab": 2e-12, "hemisphere": 2e-10}


def _sand_time(cell: SandCell) -> float:
    return transition_time(cell.geometry, cell.length, DIFFUSION[cell.geometry], *_salt(cell))


def _salt(cell: SandCell) -> tuple[float, float, float]:
    assert cell.concentration is not None
    assert cell.current_density is not None
    assert cell.transference_number is not None
    return cell.concentration, cell.current_density, cell.transference_number


def _read(cell: SandCell, noise: float, known: SandCell | None = None) -> SandFit:
    """Return the reading of a curve of 1.2 (slab) or 1.6 (hemisphere) times the limiting current."""
    tau = _sand_time(cell)
    time = np.linspace(0.0, 1.25 * tau, 500)
    left = surface_concentration(time, cell.geometry, cell.length, DIFFUSION[cell.geometry], *_salt(cell))
    free = 0.1 * np.log(0.005 * np.logaddexp(0.0, left / 0.005))
    potential = -0.1 + 0.05 * np.logaddexp(free / 0.05, -0.6 / 0.05)
    potential += noise * np.random.default_rng(1).standard_normal(time.size)
    return fit_sand(time, potential, np.full(time.size, -1e-3), known or cell)


@pytest.mark.parametrize("cell", [SLAB, HEMISPHERE], ids=["slab", "hemisphere"])
def test_the_transition_is_that_of_its_geometry(cell: SandCell) -> None:
    found, tau = _read(cell, 1e-5), _sand_time(cell)
    sand_time, diffusion = (found.quantities[name] for name in ("sand_time", "diffusion_coefficient"))
    assert sand_time.value == pytest.approx(tau, rel=5e-4)
    assert abs(sand_time.value - tau) < 4 * sand_time.standard_error < 4e-3 * tau
    assert abs(diffusion.value - DIFFUSION[cell.geometry]) < 4 * diffusion.standard_error
    assert not {"MAINS_ALIAS", "STRUCTURED_RESIDUAL"} & {one.code for one in found.warnings}


def test_without_the_salt_the_transition_is_planar_and_says_so() -> None:
    found = _read(SLAB, 3e-4, replace(SLAB, concentration=None))
    assert "PLANAR_TRANSITION" in {one.code for one in found.warnings}
    assert "PLANAR_TRANSITION" not in {one.code for one in _read(SLAB, 3e-4).warnings}


@pytest.mark.parametrize("cell", [SLAB, HEMISPHERE], ids=["slab", "hemisphere"])
def test_what_is_used_up_is_that_of_the_equations(cell: SandCell) -> None:
    supply, tau = supply_of(cell.geometry, cell.length, *_salt(cell)), _sand_time(cell)
    assert supply is not None
    time = np.linspace(0.01, 1.3, 20) * tau
    used, slope = supply.used(time, np.log(tau))
    left = surface_concentration(time, cell.geometry, cell.length, DIFFUSION[cell.geometry], *_salt(cell))
    assert 1 - np.sqrt(used) == pytest.approx(left, abs=1e-9)
    near = [supply.used(time, np.log(tau) + step)[0] for step in (1e-5, -1e-5)]
    assert slope == pytest.approx((near[0] - near[1]) / 2e-5, rel=1e-6)


def test_a_plane_has_no_supply_of_its_own_and_a_thick_slab_is_one() -> None:
    assert supply_of("planar", np.inf, 800.0, -10.0, 0.3) is None
    thick = supply_of("slab", 1.0, 800.0, -10.0, 0.3)
    assert thick is not None
    assert thick.used(np.array([50.0]), np.log(100.0))[0][0] == pytest.approx(0.5, rel=1e-9)
