"""Nucleus and nucleation transients."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from fitting.critical_nucleus import (
    CYLINDER_FORMS,
    critical_atoms,
    critical_radius,
    mass_transfer_coefficient_cylinder,
    mass_transfer_coefficient_disk,
    mass_transfer_coefficient_hemisphere,
    melting_radius,
    melting_temperature,
    nucleation_barrier,
)
from fitting.electrocrystallization.current_transient_model import (
    dimensionless_prefactor,
    dimensionless_transient,
    instantaneous_current,
    mostany_current,
    peak_exponent,
    peak_product,
    progressive_current,
)


def _disk(D: float, r: float) -> Mapping[str, float]:
    return {"m0": mass_transfer_coefficient_disk(D, r), "m0_hemisphere": mass_transfer_coefficient_hemisphere(D, r)}


def _cylinder(D: float, r: float, t: float) -> Mapping[str, float]:
    return {f"m0_{form}": mass_transfer_coefficient_cylinder(D, r, t, form) for form in CYLINDER_FORMS}


def _melting(r: float, sigma: float, M: float, rho: float, dHfus: float, Tinf: float) -> Mapping[str, float]:
    sphere = (r, sigma, M, rho, dHfus, Tinf)
    return {"Tm": melting_temperature(*sphere), "Tm_linear": melting_temperature(*sphere, linear=True)}


def _melting_radius(T: float, sigma: float, M: float, rho: float, dHfus: float, Tinf: float) -> Mapping[str, float]:
    return {"r": melting_radius(T, sigma, M, rho, dHfus, Tinf)}


def _critical(eta: float, sigma: float, M: float, rho: float, n: float = 1) -> Mapping[str, float]:
    nucleus = (eta, sigma, M, rho, int(n))
    return {
        "r": critical_radius(*nucleus),
        "dG_J": nucleation_barrier(*nucleus),
        "n_atoms": critical_atoms(*nucleus),
    }


def _dimensionless(t_over_tm: float) -> Mapping[str, float]:
    modes = {"inst": ("instantaneous", 2.0), "prog": ("progressive", 4.0)}
    found = {}
    for short, (mode, order) in modes.items():
        found[short] = dimensionless_transient(t_over_tm, mode)
        found[f"const_{short}"] = peak_exponent(order)
        found[f"pref_{short}"] = dimensionless_prefactor(mode)
        found[f"jm2tm_{short}"] = peak_product(mode)
    return found


def _currents(t: float, D: float, c: float, N0: float, A: float, M: float, rho: float) -> Mapping[str, float]:
    time, volume = np.array([t]), M / rho
    return {
        "j_inst": float(instantaneous_current(time, D, c, N0, volume)[0]),
        "j_prog": float(progressive_current(time, D, c, N0, A, volume)[0]),
        "j_mostany": float(mostany_current(time, D, c, N0, A, volume)[0]),
    }


EQUATIONS = {
    "scharifker_hills_dimensionless": _dimensionless,
    "scharifker_hills_current": _currents,
    "m0_disk_eq4": _disk,
    "m0_cylinder_eq5": _cylinder,
    "gibbs_thomson_eq6": _melting,
    "gibbs_thomson_inverse": _melting_radius,
    "critical_radius_eq7": _critical,
}
