"""Size, barrier and supply of a nucleus: the review's Eq 4 to 7, corrected (PHYSICS 3.1)."""

from __future__ import annotations

from fitting.constants import FARADAY, LITHIUM_DENSITY, LITHIUM_INTERFACIAL_TENSION, LITHIUM_MOLAR_MASS
from fitting.messages import FitError


def critical_radius(
    overpotential: float,
    interfacial_tension: float = LITHIUM_INTERFACIAL_TENSION,
    molar_mass: float = LITHIUM_MOLAR_MASS,
    density: float = LITHIUM_DENSITY,
    electrons: int = 1,
) -> float:
    """Return the critical radius of a nucleus, r_c = -2 sigma M / (n F rho eta), in m.

    An index to order electrolytes by, not a size that anyone has seen: real nucleation is heterogeneous.

    Parameters
    ----------
    overpotential : float
        Of crystallization / V, negative while plating.
    interfacial_tension : float
        J/m^2.
    molar_mass, density : float
        kg/mol, kg/m^3.
    electrons : int
        Per ion.

    Raises
    ------
    FitError
        ``OVERPOTENTIAL_NOT_NEGATIVE`` for an overpotential of zero or more, ``TENSION_NOT_POSITIVE``.

    Notes
    -----
    The review's Eq 7, with the sign of eta made explicit.
    """
    if not overpotential < 0:
        raise FitError(
            "OVERPOTENTIAL_NOT_NEGATIVE",
            "The overpotential is {overpotential:.3g} V; a nucleus of lithium grows only below zero: check the sign.",
            overpotential,
            overpotential=overpotential,
        )
    if not interfacial_tension > 0:
        raise FitError("TENSION_NOT_POSITIVE", "The interfacial tension must be above zero.", interfacial_tension)
    return -2 * interfacial_tension * molar_mass / (electrons * FARADAY * density * overpotential)
