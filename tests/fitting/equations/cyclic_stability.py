"""Equations of cyclic stability."""

from __future__ import annotations

from collections.abc import Mapping

from fitting.cyclic_stability.capacity import charge_density, lithium_amount, lithium_thickness
from fitting.cyclic_stability.reservoir import cycles_to_exhaustion, cycles_to_retention, reservoir_efficiency


def _ce_adams(QT: float, QC: float, n: float, QS: float) -> Mapping[str, float]:
    return {"CE": reservoir_efficiency(QT, QC, n, QS)}


def _ce_life(CE: float, excess_ratio: float) -> Mapping[str, float]:
    return {"n80": cycles_to_retention(CE), "n_to_exhaustion": cycles_to_exhaustion(CE, excess_ratio)}


def _units_capacity(mAh_cm2: float) -> Mapping[str, float]:
    charge = charge_density(mAh_cm2)
    return {
        "C_m2": charge,
        "C_cm2": 1e-4 * charge,
        "Li_um": 1e6 * lithium_thickness(charge),
        "mol_m2": lithium_amount(charge),
    }


EQUATIONS = {"ce_adams": _ce_adams, "ce_life": _ce_life, "units_capacity": _units_capacity}
