"""Cyclic stability: Coulombic efficiency, its plateau and end, reservoirs, survival, and what current density does."""

from __future__ import annotations

from fitting.cyclic_stability.coulombic_efficiency import CoulombicEfficiency, coulombic_efficiency, half_cycle_charge
from fitting.cyclic_stability.current_dependence import CurrentDependence, current_dependence
from fitting.cyclic_stability.reservoir import reservoir_average, reservoir_efficiency, reservoir_protocol
from fitting.cyclic_stability.stabilized_cycles import StabilityRule, stability, stabilized_cycles
from fitting.cyclic_stability.survival import compared_lives, log_rank, survival

__all__ = [
    "CoulombicEfficiency",
    "CurrentDependence",
    "StabilityRule",
    "compared_lives",
    "coulombic_efficiency",
    "current_dependence",
    "half_cycle_charge",
    "log_rank",
    "reservoir_average",
    "reservoir_efficiency",
    "reservoir_protocol",
    "stability",
    "stabilized_cycles",
    "survival",
]
