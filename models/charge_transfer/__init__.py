"""Charge transfer as the application knows it: settings, quantities, and the way to `fitting`."""

from __future__ import annotations

from models.charge_transfer.kinetics_series import KINETICS_SERIES
from models.charge_transfer.marcus_calculator import MARCUS_CALCULATOR
from models.charge_transfer.polarization import POLARIZATION
from models.charge_transfer.tafel import ALLEN_HICKLING, TAFEL

METHODS = (POLARIZATION, TAFEL, ALLEN_HICKLING, MARCUS_CALCULATOR, KINETICS_SERIES)

__all__ = ["ALLEN_HICKLING", "KINETICS_SERIES", "MARCUS_CALCULATOR", "METHODS", "POLARIZATION", "TAFEL"]
