"""Mass transfer as the application knows it: settings, quantities, and the way to `fitting`."""

from __future__ import annotations

from models.mass_transfer.bruce_vincent import BRUCE_VINCENT
from models.mass_transfer.consistency import CONSISTENCY
from models.mass_transfer.cottrell import COTTRELL
from models.mass_transfer.microdisk import MICRODISK_TRANSIENT
from models.mass_transfer.sand import SAND
from models.mass_transfer.sand_prediction import SAND_PREDICTION

METHODS = (SAND, SAND_PREDICTION, MICRODISK_TRANSIENT, COTTRELL, BRUCE_VINCENT, CONSISTENCY)

__all__ = ["METHODS"]
