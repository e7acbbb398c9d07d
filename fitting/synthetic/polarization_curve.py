"""Polarization curves with a known truth: rate law, ohmic drop, double layer, both sweeps (PHYSICS 2, 10)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from fitting.charge_transfer.rate_laws import Response, chidsey_response, marcus_response, solved_overpotential
from fitting.constants import STANDARD_TEMPERATURE, thermal_voltage
from fitting.messages import FitError
from fitting.synthetic.noise import SyntheticCurve, noisy

Array = npt.NDArray[np.float64]

RATE_LAWS = ("butler_volmer", "marcus_hush", "marcus_hush_chidsey")


def polarization_curve(
    *,
    law: str = "butler_volmer",
    exchange_current_density: float = 100.0,
    transfer_coefficient: float = 0.5,
    reorganization_energy: float = 0.4,
    series_resistance: float = 0.0,
    area: float = 4.9e-10,
    equilibrium_potential: float = 0.0,
    first_potential: float = -0.2,
    last_potential: float = 0.2,
    points: int = 401,
    sweep_rate: float = 0.02,
    capacitance: float = 0.0,
    return_sweep: bool = False,
    temperature: float = STANDARD_TEMPERATURE,
    noise: str = "white",
    relative_noise: float = 0.005,
    noise_floor: float = 1e-4,
    seed: int = 0,
) -> SyntheticCurve:
    """Return a slow sweep of potential through equilibrium, and the current that flows.

    i = i0 g(H), eta = E - E_eq - i R, plus C dE/dt.

    Parameters
    ----------
    law : str
        ``butler_volmer`` | ``marcus_hush`` | ``marcus_hush_chidsey``.
    exchange_current_density, area : float
        A/m^2, m^2.
    transfer_coefficient : float
        Cathodic, at equilibrium; Chidsey's law has 1/2.
    reorganization_energy : float
        eV; Butler-Volmer has none.
    series_resistance : float
        ohm.
    equilibrium_potential : float
        V.
    first_potential, last_potential : float
        Of the first sweep / V.
    points : int
        Of each sweep.
    sweep_rate : float
        V/s.
    capacitance : float
        F.
    return_sweep : bool
        Whether the potential goes back to where it began.
    temperature : float
        K.
    noise : str
        ``clean`` | ``white`` | ``typical`` | ``hard``; see `noisy`.
    relative_noise, noise_floor : float
        sigma^2 = (relative i)^2 + (floor i0)^2.
    seed : int
        Of the random numbers.

    Raises
    ------
    FitError
        ``UNKNOWN_LAW``, ``NOT_POSITIVE``, or what the laws raise.
    """
    _check(law, exchange_current_density, area, reorganization_energy, sweep_rate, temperature, points - 4)
    potential, way = _sweep(first_potential, last_potential, points, return_sweep)
    time = _clock(potential, sweep_rate)
    thermal, exchange = thermal_voltage(temperature), exchange_current_density * area
    charging = capacitance * sweep_rate * way
    response = _law(law, transfer_coefficient, thermal / reorganization_energy)
    applied = potential - equilibrium_potential - series_resistance * charging
    current = charging + exchange * _dropped(response, applied / thermal, series_resistance * exchange / thermal)
    kept, unit = noisy(time, np.zeros_like(time), noise, 1.0, seed)
    place = np.searchsorted(time, kept)
    current = current[place] + np.hypot(relative_noise * current[place], noise_floor * exchange) * unit
    truth = {
        "exchange_current_density": exchange_current_density,
        "transfer_coefficient": 0.5 if law == "marcus_hush_chidsey" else transfer_coefficient,
        "series_resistance": series_resistance,
        "equilibrium_potential": equilibrium_potential,
        "charge_transfer_resistance": thermal / exchange_current_density,
    } | ({} if law == "butler_volmer" else {"reorganization_energy": reorganization_energy})
    return SyntheticCurve({"time": kept, "potential": potential[place], "current": current}, truth)


def _clock(potential: Array, sweep_rate: float) -> Array:
    return np.arange(potential.size, dtype=np.float64) * (abs(float(potential[1] - potential[0])) / sweep_rate)


def _dropped(response: Callable[[Array], Response], applied: Array, drop: float) -> Array:
    return response(solved_overpotential(response, applied, drop, None)).current


def _check(law: str, *sizes: float) -> None:
    if law not in RATE_LAWS:
        raise FitError("UNKNOWN_LAW", "The rate law is one of butler_volmer, marcus_hush and marcus_hush_chidsey.")
    if not min(sizes) > 0:
        raise FitError("NOT_POSITIVE", "Exchange current, area, energy, sweep rate and temperature must be above zero.")


def _sweep(first: float, last: float, points: int, return_sweep: bool) -> tuple[Array, Array]:
    """Return potentials and the direction of the sweep at each."""
    there = np.linspace(first, last, points)
    way = np.full(points, np.sign(last - first))
    if not return_sweep:
        return there, way
    return np.concatenate([there, there[-2::-1]]), np.concatenate([way, -way[1:]])


def _law(law: str, transfer_coefficient: float, inverse_energy: float) -> Callable[[Array], Response]:
    def response(reduced: Array) -> Response:
        if law == "marcus_hush_chidsey":
            return chidsey_response(reduced, inverse_energy)
        return marcus_response(reduced, transfer_coefficient, inverse_energy if law == "marcus_hush" else 0.0)

    return response
