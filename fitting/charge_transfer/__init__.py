"""Charge transfer: Butler-Volmer, the contest of rate laws, and the classic readings (PHYSICS 2)."""

from __future__ import annotations

from fitting.charge_transfer.allen_hickling import allen_hickling
from fitting.charge_transfer.branch_reading import BranchReading
from fitting.charge_transfer.butler_volmer import (
    allen_hickling_ordinate,
    butler_volmer_current,
    butler_volmer_overpotential,
    butler_volmer_with_ohmic_drop,
    charge_transfer_resistance,
    disk_resistance,
)
from fitting.charge_transfer.kinetics_series import kinetics_series
from fitting.charge_transfer.polarization import (
    CHARGING_CURRENTS,
    POLARIZATION_MODELS,
    Polarization,
    polarization,
)
from fitting.charge_transfer.polarization_record import CURRENT_SIGNS
from fitting.charge_transfer.tafel import tafel

__all__ = [
    "CHARGING_CURRENTS",
    "CURRENT_SIGNS",
    "POLARIZATION_MODELS",
    "BranchReading",
    "Polarization",
    "allen_hickling",
    "allen_hickling_ordinate",
    "butler_volmer_current",
    "butler_volmer_overpotential",
    "butler_volmer_with_ohmic_drop",
    "charge_transfer_resistance",
    "disk_resistance",
    "kinetics_series",
    "polarization",
    "tafel",
]
