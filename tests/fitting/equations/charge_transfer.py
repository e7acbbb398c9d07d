"""Equations of charge transfer: Butler-Volmer, Marcus-Hush, Marcus-Hush-Chidsey."""

from __future__ import annotations

from collections.abc import Mapping

from fitting.charge_transfer.butler_volmer import (
    allen_hickling_ordinate,
    butler_volmer_current,
    butler_volmer_overpotential,
    butler_volmer_with_ohmic_drop,
    charge_transfer_resistance,
    disk_resistance,
)
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


def _butler_volmer(eta: float, j0: float, alpha: float, T: float) -> Mapping[str, float]:
    current = butler_volmer_current(eta, j0, alpha, T)
    return {
        "j": float(current),
        "Rct_area": charge_transfer_resistance(j0, T),
        "allen_hickling": float(allen_hickling_ordinate(eta, current, T)),
    }


def _mass_transfer(eta: float, j0: float, alpha: float, jlim_c: float, T: float) -> Mapping[str, float]:
    return {"j": float(butler_volmer_current(eta, j0, alpha, T, jlim_c))}


def _inverse(j: float, j0: float, T: float, alpha: float = 0.5) -> Mapping[str, float]:
    return {"eta": float(butler_volmer_overpotential(j, j0, alpha, T))}


def _ohmic_drop(E: float, Eeq: float, j0: float, alpha: float, Ru: float, A: float, T: float) -> Mapping[str, float]:
    current, overpotential = butler_volmer_with_ohmic_drop(E, j0 * A, alpha, Ru, Eeq, T)
    return {"i": float(current), "eta_true": float(overpotential)}


def _marcus(eta: float, j0: float, lam_eV: float, alpha0: float, T: float) -> Mapping[str, float]:
    return {
        "j": float(marcus_hush_current(eta, j0, lam_eV, alpha0, T)),
        "alpha_local": float(marcus_hush_transfer_coefficient(eta, lam_eV, alpha0)),
    }


def _chidsey(eta: float, j0: float, lam_eV: float, T: float) -> Mapping[str, float]:
    thermal = thermal_voltage(T)
    return {
        "j": float(marcus_hush_chidsey_current(eta, j0, lam_eV, T)),
        "alpha_local": float(marcus_hush_chidsey_transfer_coefficient(eta, lam_eV, T)),
        "lnS": float(chidsey_integral(eta / thermal, thermal / lam_eV).logarithm),
        "jlim_over_j0": marcus_hush_chidsey_limit(lam_eV, T),
    }


def _zeng(eta: float, lam_eV: float, T: float) -> Mapping[str, float]:
    there, back, rest = zeng_rate([eta, -eta, 0.0], lam_eV, T)
    return {
        "k_ox_zeng": float(there),
        "k_ox_exact": float(marcus_hush_chidsey_rate(eta, lam_eV, T)),
        "rel_err": float(zeng_error(eta, lam_eV, T)),
        "j_over_j0_zeng_renorm": float((there - back) / rest),
    }


EQUATIONS = {
    "butler_volmer": _butler_volmer,
    "bv_mass_transfer": _mass_transfer,
    "bv_inverse_half": _inverse,
    "bv_inverse": _inverse,
    "bv_with_ohmic_drop": _ohmic_drop,
    "disk_resistance": lambda kappa, a: {"R": disk_resistance(kappa, a)},
    "marcus_current": _marcus,
    "mhc_current": _chidsey,
    "mhc_zeng2014": _zeng,
}
