"""Electrocrystallization as the application knows it: settings, quantities, and the way to `fitting`."""

from __future__ import annotations

from models.electrocrystallization.nucleation_spike import MARKS, NUCLEATION_SPIKE, QUANTITIES, SETTINGS

METHODS = (NUCLEATION_SPIKE,)

__all__ = ["MARKS", "METHODS", "NUCLEATION_SPIKE", "QUANTITIES", "SETTINGS"]
