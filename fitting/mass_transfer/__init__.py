"""Transport of the salt: Sand's transition, the microdisk, Cottrell, the transference number (PHYSICS 1)."""

from __future__ import annotations

from fitting.mass_transfer.bruce_vincent import bruce_vincent_number, error_amplification, watanabe_number
from fitting.mass_transfer.bruce_vincent_fit import BruceVincent, bruce_vincent
from fitting.mass_transfer.consistency import DIFFUSION_KINDS, consistency, salt_diffusion_coefficient
from fitting.mass_transfer.cottrell import Cottrell, cottrell, cottrell_current
from fitting.mass_transfer.current_on import CurrentOn, current_on
from fitting.mass_transfer.microdisk import (
    denuault_line,
    disk_current_ratio,
    disk_steady_state_current,
    hemisphere_current,
    mahon_oldham,
    shoup_szabo,
)
from fitting.mass_transfer.microdisk_fit import ELECTROLYTES, MicrodiskTransient, microdisk_transient
from fitting.mass_transfer.polarized_cell import PolarizedCell
from fitting.mass_transfer.sand import (
    concentration_from_sand_time,
    diffusion_coefficient_from_sand_time,
    planar_surface_concentration,
    sand_time,
    transference_number_from_mobilities,
)
from fitting.mass_transfer.sand_cell import SandCell
from fitting.mass_transfer.sand_fit import SandFit, fit_sand
from fitting.mass_transfer.sand_potential import depletion_overpotential, reversible_overpotential
from fitting.mass_transfer.sand_prediction import sand_prediction
from fitting.mass_transfer.sand_series import SandPoint, sand_series
from fitting.mass_transfer.surface_concentration import (
    GEOMETRIES,
    diffusion_coefficient_from_transition,
    diffusion_length,
    limiting_current_density,
    surface_concentration,
    transition_time,
)

__all__ = [
    "DIFFUSION_KINDS",
    "ELECTROLYTES",
    "GEOMETRIES",
    "BruceVincent",
    "Cottrell",
    "CurrentOn",
    "MicrodiskTransient",
    "PolarizedCell",
    "SandCell",
    "SandFit",
    "SandPoint",
    "bruce_vincent",
    "bruce_vincent_number",
    "concentration_from_sand_time",
    "consistency",
    "cottrell",
    "cottrell_current",
    "current_on",
    "denuault_line",
    "depletion_overpotential",
    "diffusion_coefficient_from_sand_time",
    "diffusion_coefficient_from_transition",
    "diffusion_length",
    "disk_current_ratio",
    "disk_steady_state_current",
    "error_amplification",
    "fit_sand",
    "hemisphere_current",
    "limiting_current_density",
    "mahon_oldham",
    "microdisk_transient",
    "planar_surface_concentration",
    "reversible_overpotential",
    "salt_diffusion_coefficient",
    "sand_prediction",
    "sand_series",
    "sand_time",
    "shoup_szabo",
    "surface_concentration",
    "transference_number_from_mobilities",
    "transition_time",
    "watanabe_number",
]
