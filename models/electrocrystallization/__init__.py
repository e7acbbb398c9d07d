"""Electrocrystallization as the application knows it: settings, quantities, and the way to `fitting`."""

from __future__ import annotations

from models.electrocrystallization.critical_nucleus import CRITICAL_NUCLEUS
from models.electrocrystallization.current_transient import CURRENT_TRANSIENT
from models.electrocrystallization.nucleation_spike import MARKS, NUCLEATION_SPIKE, QUANTITIES, SETTINGS

METHODS = (NUCLEATION_SPIKE, CURRENT_TRANSIENT, CRITICAL_NUCLEUS)

__all__ = ["CRITICAL_NUCLEUS", "CURRENT_TRANSIENT", "MARKS", "METHODS", "NUCLEATION_SPIKE", "QUANTITIES", "SETTINGS"]
