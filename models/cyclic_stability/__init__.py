"""Cyclic stability as the application knows it: settings, quantities, and the way to `fitting`."""

from __future__ import annotations

from models.cyclic_stability.coulombic_efficiency import COULOMBIC_EFFICIENCY
from models.cyclic_stability.current_dependence import CURRENT_DEPENDENCE
from models.cyclic_stability.reservoir import RESERVOIR
from models.cyclic_stability.survival import SURVIVAL

METHODS = (COULOMBIC_EFFICIENCY, RESERVOIR, CURRENT_DEPENDENCE, SURVIVAL)

__all__ = ["COULOMBIC_EFFICIENCY", "CURRENT_DEPENDENCE", "METHODS", "RESERVOIR", "SURVIVAL"]
