"""Areal capacity in the units that people compare: charge, lithium thickness, amount (PHYSICS 0)."""

from __future__ import annotations

from fitting.constants import FARADAY, LITHIUM_MOLAR_VOLUME
from fitting.units import to_si


def charge_density(capacity: float) -> float:
    """Return an areal capacity given in mAh/cm^2 as C/m^2.

    Parameters
    ----------
    capacity : float
        mAh/cm^2: the one number of this program that is not SI.
    """
    return to_si(capacity, "mAh/cm^2")


def lithium_thickness(charge_per_area: float) -> float:
    """Return the thickness of dense lithium of a charge, q V_m / F / m.

    Parameters
    ----------
    charge_per_area : float
        C/m^2.
    """
    return charge_per_area * LITHIUM_MOLAR_VOLUME / FARADAY


def lithium_amount(charge_per_area: float) -> float:
    """Return the amount of lithium of a charge, q / F / (mol/m^2).

    Parameters
    ----------
    charge_per_area : float
        C/m^2.
    """
    return charge_per_area / FARADAY
