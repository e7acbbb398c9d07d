"""Butler-Volmer kinetics: the current, its inverse, with mass transfer and with ohmic drop (PHYSICS 2.1)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fitting.charge_transfer.rate_laws import Array, marcus_response, solved_overpotential
from fitting.constants import STANDARD_TEMPERATURE, thermal_voltage
from fitting.messages import FitError


def butler_volmer_current(
    overpotential: npt.ArrayLike,
    exchange_current_density: float,
    transfer_coefficient: float = 0.5,
    temperature: float = STANDARD_TEMPERATURE,
    limiting_current_density: float | None = None,
) -> Array:
    """Return the current density j0 [e^((1-a) H) - e^(-a H)], H = F eta / RT.

    With a limiting current the ions are used up: the sum is divided by 1 - j0 e^(-a H) / j_lim.

    Parameters
    ----------
    overpotential : array_like
        V, negative while plating.
    exchange_current_density : float
        A/m^2.
    transfer_coefficient : float
        a, cathodic, between 0 and 1.
    temperature : float
        K.
    limiting_current_density : float, optional
        Of plating / A/m^2, below zero.

    Raises
    ------
    FitError
        ``EXCHANGE_CURRENT_NOT_POSITIVE``, ``TRANSFER_COEFFICIENT_OUTSIDE``, ``TEMPERATURE_NOT_POSITIVE``,
        ``LIMITING_CURRENT_NOT_NEGATIVE``.
    """
    thermal = _checked(exchange_current_density, transfer_coefficient, temperature)
    reduced = np.asarray(overpotential, dtype=np.float64) / thermal
    reduction = np.exp(-transfer_coefficient * reduced)
    current: Array = exchange_current_density * reduction * np.expm1(reduced)
    if limiting_current_density is None:
        return current
    if not limiting_current_density < 0:
        text = "The limiting current of plating is {limit:.4g} mA/cm²; it must be below zero."
        raise FitError(
            "LIMITING_CURRENT_NOT_NEGATIVE", text, limiting_current_density, limit=0.1 * limiting_current_density
        )
    result: Array = current / (1 - exchange_current_density * reduction / limiting_current_density)
    return result


def butler_volmer_overpotential(
    current_density: npt.ArrayLike,
    exchange_current_density: float,
    transfer_coefficient: float = 0.5,
    temperature: float = STANDARD_TEMPERATURE,
) -> Array:
    """Return the overpotential in V at a current density; (2 RT/F) asinh(j / 2 j0) for alpha = 1/2.

    Parameters
    ----------
    current_density : array_like
        A/m^2, negative while plating.
    exchange_current_density, transfer_coefficient, temperature : float
        As `butler_volmer_current`.

    Raises
    ------
    FitError
        As `butler_volmer_current`.
    """
    thermal = _checked(exchange_current_density, transfer_coefficient, temperature)
    ratio = np.asarray(current_density, dtype=np.float64) / exchange_current_density
    start = 2 * np.arcsinh(0.5 * ratio)
    if transfer_coefficient == 0.5:
        result: Array = thermal * start
        return result
    slope = np.where(ratio > 0, 1 - transfer_coefficient, transfer_coefficient)
    farthest = np.sign(ratio) * np.log1p(np.abs(ratio)) / slope
    reduced = np.clip(start, np.minimum(farthest, 0), np.maximum(farthest, 0))
    lower, upper = np.minimum(farthest, 0.0), np.maximum(farthest, 0.0)
    for _ in range(200):
        reduction = np.exp(-transfer_coefficient * reduced)
        excess = reduction * np.expm1(reduced) - ratio
        lower, upper = np.where(excess < 0, reduced, lower), np.where(excess > 0, reduced, upper)
        trial = reduced - excess / (reduction * ((1 - transfer_coefficient) * np.exp(reduced) + transfer_coefficient))
        trial = np.where((trial < lower) | (trial > upper), 0.5 * (lower + upper), trial)
        still = np.abs(trial - reduced) > 4e-16 * np.abs(trial)
        reduced = trial
        if not still.any():
            break
    return np.asarray(thermal * reduced)


def butler_volmer_with_ohmic_drop(
    potential: npt.ArrayLike,
    exchange_current: float,
    transfer_coefficient: float,
    series_resistance: float,
    equilibrium_potential: float = 0.0,
    temperature: float = STANDARD_TEMPERATURE,
) -> tuple[Array, Array]:
    """Return the current and the true overpotential where part of the potential is lost in the electrolyte.

    i = i0 [e^((1-a) H) - e^(-a H)] with eta = E - E_eq - i R, solved for eta: subtracting a measured i R puts its noise
    into eta.

    Parameters
    ----------
    potential : array_like
        V.
    exchange_current : float
        A (or A/m^2, the resistance then in ohm m^2).
    transfer_coefficient : float
        Cathodic.
    series_resistance : float
        ohm, 0 or more.
    equilibrium_potential : float
        V.
    temperature : float
        K.

    Raises
    ------
    FitError
        As `butler_volmer_current`, and ``RESISTANCE_NEGATIVE``.
    """
    thermal = _checked(exchange_current, transfer_coefficient, temperature)
    checked_resistance(series_resistance)
    applied = (np.asarray(potential, dtype=np.float64) - equilibrium_potential) / thermal
    drop = series_resistance * exchange_current / thermal
    reduced = solved_overpotential(
        lambda distance: marcus_response(distance, transfer_coefficient, 0.0), applied, drop, None
    )
    current = exchange_current * marcus_response(reduced, transfer_coefficient, 0.0).current
    return current, thermal * reduced


def charge_transfer_resistance(exchange_current: float, temperature: float = STANDARD_TEMPERATURE) -> float:
    """Return RT / (F i0): in ohm m^2 for an exchange current density, in ohm for an exchange current; one electron."""
    return _checked(exchange_current, 0.5, temperature) / exchange_current


def allen_hickling_ordinate(
    overpotential: npt.ArrayLike, current_density: npt.ArrayLike, temperature: float = STANDARD_TEMPERATURE
) -> Array:
    """Return ln |j_red| = ln(|j| / |1 - e^H|), exact at every overpotential for any law with detailed balance.

    Parameters
    ----------
    overpotential : array_like
        V, not zero.
    current_density : array_like
        A/m^2.
    temperature : float
        K.

    Notes
    -----
    Allen and Hickling, Trans. Faraday Soc. 53 (1957) 1626.
    """
    reduced = np.asarray(overpotential, dtype=np.float64) / _checked(1.0, 0.5, temperature)
    result: Array = np.log(np.abs(np.asarray(current_density, dtype=np.float64) / np.expm1(reduced)))
    return result


def disk_resistance(conductivity: float, radius: float) -> float:
    """Return the resistance of the electrolyte before a disk electrode, 1 / (4 kappa a), in ohm.

    Parameters
    ----------
    conductivity : float
        kappa / S/m.
    radius : float
        a / m.

    Raises
    ------
    FitError
        ``NOT_POSITIVE``.

    Notes
    -----
    Newman, J. Electrochem. Soc. 113 (1966) 501.
    """
    if not (conductivity > 0 and radius > 0):
        raise FitError("NOT_POSITIVE", "Conductivity and electrode radius must be above zero.")
    return 1 / (4 * conductivity * radius)


def checked_resistance(series_resistance: float) -> None:
    """Raise FitError ``RESISTANCE_NEGATIVE`` for a series resistance below zero."""
    if not 0 <= series_resistance < np.inf:
        text = "A series resistance below zero is not possible: give 0 or more."
        raise FitError("RESISTANCE_NEGATIVE", text, series_resistance)


def _checked(exchange_current: float, transfer_coefficient: float, temperature: float) -> float:
    """Return RT/F of numbers that mean something."""
    if not temperature > 0:
        text = "A temperature of {temperature:.4g} K is not possible: give it in kelvin."
        raise FitError("TEMPERATURE_NOT_POSITIVE", text, temperature, temperature=temperature)
    if not exchange_current > 0:
        text = "The exchange current density must be above zero."
        raise FitError("EXCHANGE_CURRENT_NOT_POSITIVE", text, exchange_current)
    if not 0 < transfer_coefficient < 1:
        text = "A transfer coefficient of {coefficient:.4g} is not possible: it lies between 0 and 1."
        raise FitError("TRANSFER_COEFFICIENT_OUTSIDE", text, transfer_coefficient, coefficient=transfer_coefficient)
    return thermal_voltage(temperature)
