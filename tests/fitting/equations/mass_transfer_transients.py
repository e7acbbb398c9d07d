"""Equations of the microdisk, the potential step and the polarised cell."""

from __future__ import annotations

from collections.abc import Mapping

from fitting.mass_transfer import (
    PolarizedCell,
    bruce_vincent_number,
    disk_current_ratio,
    disk_steady_state_current,
    hemisphere_current,
    mahon_oldham,
    shoup_szabo,
    watanabe_number,
)


def _i_ss_disk(D: float, c: float, a: float, tplus: float, n: float = 1) -> Mapping[str, float]:
    binary = disk_steady_state_current(D, c, a, tplus, n)
    return {"i_supported": disk_steady_state_current(D, c, a, 0.0, n), "i_binary": binary}


def _hemisphere(t: float, D: float, c: float, a: float, tplus: float = 0.0, n: float = 1) -> Mapping[str, float]:
    return {"i": float(hemisphere_current(t, D, c, a, tplus, n))}


def _cell(Re: float, Ri: float, tplus: float, D: float, L: float, C: float = 0.0, phi: float = 1) -> PolarizedCell:
    return PolarizedCell(Re, Ri, tplus, L**2 / (4 * D), C, phi)


def _relaxation(t: float, dV: float, Re: float, Ri: float, tplus: float, D: float, L: float) -> Mapping[str, float]:
    cell = _cell(Re, Ri, tplus, D, L)
    return {
        "I": float(cell.current(t, dV)),
        "I_0": float(cell.current(0.0, dV)),
        "I_ss": dV / (cell.instant_resistance + cell.diffusion_resistance),
    }


def _impedance(
    omega: float, Re: float, Ri: float, Cdl: float, tplus: float, D: float, L: float, phi: float = 1
) -> Mapping[str, complex]:
    return {"Z": complex(_cell(Re, Ri, tplus, D, L, Cdl, phi).impedance(omega))}


EQUATIONS = {
    "i_ss_disk": _i_ss_disk,
    "shoup_szabo": lambda theta: {"i_over_iss": float(shoup_szabo(theta))},
    "mahon_oldham": lambda theta: {"i_over_iss": float(mahon_oldham(theta))},
    "disk_exact": lambda theta: {"i_over_iss": float(disk_current_ratio(theta))},
    "hemisphere_CA": _hemisphere,
    "bruce_vincent": lambda I0, Iss, dV, R0, Rss: {"tplus": bruce_vincent_number(I0, Iss, dV, R0, Rss)},
    "bruce_vincent_bulk": lambda I0, Iss, dV, R0, Rss, Rb0, Rbss: {
        "tplus": watanabe_number(I0, Iss, dV, R0, Rss, Rb0, Rbss)
    },
    "bv_relaxation": _relaxation,
    "z_cell": _impedance,
}
