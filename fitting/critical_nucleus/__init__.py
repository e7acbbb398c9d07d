"""Size, barrier, melting and supply of a nucleus: the review's Eq 4 to 7, corrected (PHYSICS 3.1)."""

from __future__ import annotations

from fitting.critical_nucleus.calculator import CYLINDER_FORMS, critical_nucleus
from fitting.critical_nucleus.equations import (
    critical_atoms,
    critical_radius,
    cylinder_time,
    mass_transfer_coefficient_cylinder,
    mass_transfer_coefficient_disk,
    mass_transfer_coefficient_hemisphere,
    melting_exponent,
    melting_radius,
    melting_temperature,
    nucleation_barrier,
)

__all__ = [
    "CYLINDER_FORMS",
    "critical_atoms",
    "critical_nucleus",
    "critical_radius",
    "cylinder_time",
    "mass_transfer_coefficient_cylinder",
    "mass_transfer_coefficient_disk",
    "mass_transfer_coefficient_hemisphere",
    "melting_exponent",
    "melting_radius",
    "melting_temperature",
    "nucleation_barrier",
]
