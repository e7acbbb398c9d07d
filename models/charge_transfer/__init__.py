"""Charge transfer as the application knows it: settings, quantities, and the way to `fitting`."""

from __future__ import annotations

from models.charge_transfer.polarization import POLARIZATION

METHODS = (POLARIZATION,)

__all__ = ["METHODS", "POLARIZATION"]
