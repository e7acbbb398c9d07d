"""Equations of Sand's transition."""

from __future__ import annotations

from collections.abc import Mapping
from math import sqrt

from fitting.mass_transfer import (
    depletion_overpotential,
    diffusion_coefficient_from_sand_time,
    limiting_current_density,
    planar_surface_concentration,
    reversible_overpotential,
    sand_time,
    surface_concentration,
    transference_number_from_mobilities,
    transition_time,
)


def _sand_time(D: float, c: float, j: float, tplus: float, n: float = 1) -> Mapping[str, float]:
    tau = sand_time(D, c, j, tplus, n)
    return {"tau": tau, "jsqrttau": abs(j) * sqrt(tau)}


def _sand_time_mobility(D: float, c: float, j: float, mu_a: float, mu_c: float, n: float = 1) -> Mapping[str, float]:
    tplus = transference_number_from_mobilities(mu_a, mu_c)
    return {"tau": sand_time(D, c, j, tplus, n), "tplus": tplus}


def _sand_diffusion(tau: float, c: float, j: float, tplus: float, n: float = 1) -> Mapping[str, float]:
    return {"D": diffusion_coefficient_from_sand_time(tau, c, j, tplus, n)}


def _cs_sphere(t: float, a: float, D: float, c: float, j: float, tplus: float, n: float = 1) -> Mapping[str, float]:
    return {"cs_over_c": float(surface_concentration(t, "hemisphere", a, D, c, j, tplus, n))}


def _sand_time_sphere(a: float, D: float, c: float, j: float, tplus: float, n: float = 1) -> Mapping[str, float]:
    tau = transition_time("hemisphere", a, D, c, j, tplus, n)
    return {"tau": tau, "ratio_to_planar": tau / sand_time(D, c, j, tplus, n)}


def _cs_slab(t: float, L: float, D: float, c: float, j: float, tplus: float, n: float = 1) -> Mapping[str, float]:
    return {
        "cs_over_c": float(surface_concentration(t, "slab", L, D, c, j, tplus, n)),
        "jlim": limiting_current_density("slab", L, D, c, tplus, n),
    }


def _galvanostatic(t: float, tau: float, j: float, j0: float, alpha: float, T: float) -> Mapping[str, float]:
    return {
        "eta": depletion_overpotential(t, tau, j, j0, alpha, T),
        "cs_over_c": float(planar_surface_concentration(t, tau)),
        "eta_reversible": reversible_overpotential(t, tau, T),
    }


EQUATIONS = {
    "sand_time": _sand_time,
    "sand_time_mobility": _sand_time_mobility,
    "sand_D": _sand_diffusion,
    "cs_sphere": _cs_sphere,
    "sand_time_sphere": _sand_time_sphere,
    "cs_slab": _cs_slab,
    "galvanostatic_E_with_sand": _galvanostatic,
}
