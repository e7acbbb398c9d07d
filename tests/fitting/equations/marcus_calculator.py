"""Eq 3 of the review, both ways."""

from __future__ import annotations

from collections.abc import Mapping

from fitting.marcus_calculator import (
    kilojoule_per_mole,
    marcus_transfer_coefficient,
    reorganization_energy_from_alpha,
)


def _alpha(E_minus_E0: float, lam_eV: float) -> Mapping[str, float]:
    return {"alpha": marcus_transfer_coefficient(E_minus_E0, lam_eV)}


def _energy(alpha: float, E_minus_E0: float) -> Mapping[str, float | bool]:
    energy = reorganization_energy_from_alpha(alpha, E_minus_E0)
    # What is invalid raises.
    return {"lam_eV": energy, "lam_kJmol": kilojoule_per_mole(energy), "valid": True}


EQUATIONS = {"alpha_marcus_eq3": _alpha, "lambda_from_alpha_eq3": _energy, "lambda_from_alpha_domain": _energy}
