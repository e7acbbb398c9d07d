"""The steady-state transference number of Bruce and Vincent, from numbers alone (PHYSICS 1.2, 6)."""

from __future__ import annotations


def bruce_vincent_number(
    initial_current: float,
    steady_current: float,
    polarization: float,
    initial_resistance: float,
    steady_resistance: float,
) -> float:
    """Return rho+ = I_ss (dV - I_0 R_0) / [I_0 (dV - I_ss R_ss)], which is t+ where the solution is ideal.

    Parameters
    ----------
    initial_current, steady_current : float
        A, of the sign of the polarization.
    polarization : float
        dV / V.
    initial_resistance, steady_resistance : float
        Of the interfaces, before and after / ohm.

    Notes
    -----
    Evans, Vincent and Bruce, Polymer 28 (1987) 2324; the current fraction 1/(1 + Ne) in concentrated solution:
    Balsara and Newman, J. Electrochem. Soc. 162 (2015) A2720.
    """
    start = polarization - initial_current * initial_resistance
    return steady_current * start / (initial_current * (polarization - steady_current * steady_resistance))


def watanabe_number(
    initial_current: float,
    steady_current: float,
    polarization: float,
    initial_resistance: float,
    steady_resistance: float,
    initial_bulk_resistance: float,
    steady_bulk_resistance: float,
) -> float:
    """Return rho+ where the electrolyte's resistance has changed too: Bruce and Vincent's times R_b,ss / R_b,0.

    Parameters
    ----------
    initial_current, steady_current, polarization, initial_resistance, steady_resistance : float
        As in `bruce_vincent_number`.
    initial_bulk_resistance, steady_bulk_resistance : float
        Of the electrolyte, before and after / ohm.

    Notes
    -----
    Watanabe et al., Solid State Ionics 28-30 (1988) 911.
    """
    known = initial_current, steady_current, polarization, initial_resistance, steady_resistance
    return bruce_vincent_number(*known) * steady_bulk_resistance / initial_bulk_resistance


def error_amplification(resistance: float, bulk_resistance: float) -> float:
    """Return d ln rho+ / d ln I_0 = -(1 + R_i/R_e): by how much an error of the initial current grows.

    Parameters
    ----------
    resistance, bulk_resistance : float
        Of the interfaces and of the electrolyte / ohm.
    """
    return -(1 + resistance / bulk_resistance)
