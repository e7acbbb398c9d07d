"""Overpotential at constant current while the surface is depleted (PHYSICS 1.2, 2)."""

from __future__ import annotations

from math import exp, expm1, log

from fitting.constants import STANDARD_TEMPERATURE, thermal_voltage
from fitting.mass_transfer.sand import planar_surface_concentration, positive
from fitting.messages import FitError


def depletion_overpotential(
    time: float,
    sand_time: float,
    current_density: float,
    exchange_current_density: float,
    transfer_coefficient: float,
    temperature: float = STANDARD_TEMPERATURE,
) -> float:
    """Return eta / V of a plating electrode whose surface is depleted to c_s / c = 1 - sqrt(t / tau).

    Solves j / j0 = e^((1 - alpha) f eta) - (c_s / c) e^(-alpha f eta), f = F / (R T), to all digits.

    Parameters
    ----------
    time, sand_time : float
        s since current on; tau / s.
    current_density : float
        A/m^2, below zero.
    exchange_current_density : float
        j0 / A/m^2.
    transfer_coefficient : float
        alpha, cathodic.
    temperature : float
        K.

    Raises
    ------
    FitError
        ``NOT_PLATING``, ``EXCHANGE_CURRENT_NOT_POSITIVE``, ``TRANSFER_COEFFICIENT_OUT_OF_RANGE``,
        ``TEMPERATURE_NOT_POSITIVE``, ``DEPLETED`` at and after the Sand time, and as `planar_surface_concentration`.
    """
    if not current_density < 0:
        raise FitError("NOT_PLATING", "Only plating depletes the surface: give a current density below zero.")
    positive("EXCHANGE_CURRENT_NOT_POSITIVE", "exchange current density", exchange_current_density)
    positive("TEMPERATURE_NOT_POSITIVE", "temperature", temperature)
    if not 0 < transfer_coefficient < 1:
        raise FitError(
            "TRANSFER_COEFFICIENT_OUT_OF_RANGE",
            "The transfer coefficient is {alpha:.4g}; it must lie between 0 and 1.",
            transfer_coefficient,
            alpha=transfer_coefficient,
        )
    left = _left_at_surface(time, sand_time)
    load = -current_density / exchange_current_density
    return thermal_voltage(temperature) * _reduced_overpotential(log(left), load, transfer_coefficient)


def reversible_overpotential(time: float, sand_time: float, temperature: float = STANDARD_TEMPERATURE) -> float:
    """Return (R T / F) ln(c_s / c) / V, the limit of fast kinetics with supporting electrolyte.

    Parameters
    ----------
    time, sand_time, temperature : float
        s, s, K.

    Raises
    ------
    FitError
        As `depletion_overpotential`.
    """
    positive("TEMPERATURE_NOT_POSITIVE", "temperature", temperature)
    return thermal_voltage(temperature) * log(_left_at_surface(time, sand_time))


def _left_at_surface(time: float, sand_time: float) -> float:
    left = float(planar_surface_concentration(time, sand_time))
    if left <= 0:
        raise FitError(
            "DEPLETED",
            "At {time:.4g} s the surface is empty; only times before the Sand time of {sand_time:.4g} s have a "
            "potential.",
            time,
            time=time,
            sand_time=sand_time,
        )
    return left


def _reduced_overpotential(log_left: float, load: float, alpha: float) -> float:
    """Return y with left e^(-alpha y) - e^((1 - alpha) y) = load, by Newton's method.

    With z = ln(left) - y it is alpha z + ln(1 - e^-z) = ln(load) - (1 - alpha) ln(left), whose left side is increasing
    and concave: from a start below the root the iteration climbs to it and never passes it.
    """
    log_load = log(load) - (1 - alpha) * log_left
    z = max(log_load / alpha, exp(min(log_load - alpha, 0.0)))
    for _ in range(100):
        miss = log_load - alpha * z - log(-expm1(-z))
        step = miss / (alpha + (1 / expm1(z) if z < 700 else 0.0))
        z += step
        if abs(step) <= 2e-16 * z:
            break
    return log_left - z
