"""Transport of the salt: Sand's transition, the microdisk, Cottrell, the transference number (PHYSICS 1)."""

from __future__ import annotations

from fitting.mass_transfer.sand import (
    concentration_from_sand_time,
    diffusion_coefficient_from_sand_time,
    planar_surface_concentration,
    sand_time,
    transference_number_from_mobilities,
)
from fitting.mass_transfer.sand_potential import depletion_overpotential, reversible_overpotential
from fitting.mass_transfer.surface_concentration import (
    GEOMETRIES,
    diffusion_coefficient_from_transition,
    diffusion_length,
    limiting_current_density,
    surface_concentration,
    transition_time,
)

__all__ = [
    "GEOMETRIES",
    "concentration_from_sand_time",
    "depletion_overpotential",
    "diffusion_coefficient_from_sand_time",
    "diffusion_coefficient_from_transition",
    "diffusion_length",
    "limiting_current_density",
    "planar_surface_concentration",
    "reversible_overpotential",
    "sand_time",
    "surface_concentration",
    "transference_number_from_mobilities",
    "transition_time",
]
