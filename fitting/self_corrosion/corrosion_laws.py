"""How the charge of a resting deposit falls with time: four laws, their rates, and what a rate means (PHYSICS 4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from fitting.constants import FARADAY, LITHIUM_MOLAR_VOLUME

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class CorrosionLaw:
    """One law Q(t) and its current -dQ/dt.

    Parameters
    ----------
    name : str
    charge : callable
        ``charge(time, initial_charge, rate_constant, time_constant)`` in the unit of the initial charge.
    current : callable
        ``current(time, initial_charge, rate_constant, time_constant)``; in A where charge is in C.
    rate_constant_unit : str
        Where charge is in C.
    """

    name: str
    charge: Callable[[npt.ArrayLike, float, float, float], Array]
    current: Callable[[npt.ArrayLike, float, float, float], Array]
    rate_constant_unit: str


def linear_charge(
    time: npt.ArrayLike, initial_charge: float, rate_constant: float, time_constant: float = 1.0
) -> Array:
    """Return Q = Q0 - k t: corrosion at a constant rate.

    Parameters
    ----------
    time : (n,) array
        Rest / s.
    initial_charge, rate_constant : float
        Q0 / C and k / (C/s).
    time_constant : float
        Not used: all laws are called alike.
    """
    return initial_charge - rate_constant * np.asarray(time, dtype=np.float64)


def linear_current(
    time: npt.ArrayLike, initial_charge: float, rate_constant: float, time_constant: float = 1.0
) -> Array:
    """Return -dQ/dt = k / A of the linear law."""
    return np.full(np.shape(time), rate_constant, dtype=np.float64)


def parabolic_charge(
    time: npt.ArrayLike, initial_charge: float, rate_constant: float, time_constant: float = 1.0
) -> Array:
    """Return Q = Q0 - k sqrt(t): corrosion limited by diffusion through the film that it makes.

    Parameters
    ----------
    time : (n,) array
        Rest / s.
    initial_charge, rate_constant : float
        Q0 / C and k / (C/s^0.5).
    time_constant : float
        Not used.
    """
    return initial_charge - rate_constant * np.sqrt(np.asarray(time, dtype=np.float64))


def parabolic_current(
    time: npt.ArrayLike, initial_charge: float, rate_constant: float, time_constant: float = 1.0
) -> Array:
    """Return -dQ/dt = k / (2 sqrt t) / A of the parabolic law; infinite at t = 0."""
    with np.errstate(divide="ignore"):
        return 0.5 * rate_constant / np.sqrt(np.asarray(time, dtype=np.float64))


def logarithmic_charge(time: npt.ArrayLike, initial_charge: float, rate_constant: float, time_constant: float) -> Array:
    """Return Q = Q0 - k ln(1 + t/tau): corrosion through a film that passivates.

    Parameters
    ----------
    time : (n,) array
        Rest / s.
    initial_charge, rate_constant, time_constant : float
        Q0 / C, k / C and tau / s.
    """
    return initial_charge - rate_constant * np.log1p(np.asarray(time, dtype=np.float64) / time_constant)


def logarithmic_current(
    time: npt.ArrayLike, initial_charge: float, rate_constant: float, time_constant: float
) -> Array:
    """Return -dQ/dt = k / (tau + t) / A of the logarithmic law."""
    return rate_constant / (time_constant + np.asarray(time, dtype=np.float64))


def exponential_charge(
    time: npt.ArrayLike, initial_charge: float, rate_constant: float, time_constant: float = 1.0
) -> Array:
    """Return Q = Q0 e^(-k t): corrosion in proportion to what is left.

    Parameters
    ----------
    time : (n,) array
        Rest / s.
    initial_charge, rate_constant : float
        Q0 / C and k / (1/s).
    time_constant : float
        Not used.
    """
    return initial_charge * np.exp(-rate_constant * np.asarray(time, dtype=np.float64))


def exponential_current(
    time: npt.ArrayLike, initial_charge: float, rate_constant: float, time_constant: float = 1.0
) -> Array:
    """Return -dQ/dt = k Q / A of the exponential law."""
    return rate_constant * exponential_charge(time, initial_charge, rate_constant)


LAWS: Mapping[str, CorrosionLaw] = MappingProxyType(
    {
        law.name: law
        for law in (
            CorrosionLaw("linear", linear_charge, linear_current, "C/s"),
            CorrosionLaw("parabolic", parabolic_charge, parabolic_current, "C/s^0.5"),
            CorrosionLaw("logarithmic", logarithmic_charge, logarithmic_current, "C"),
            CorrosionLaw("exponential", exponential_charge, exponential_current, "1/s"),
        )
    }
)


def linear_parabolic_charge(time: npt.ArrayLike, initial_charge: float, linear: float, parabolic: float) -> Array:
    """Return Q = Q0 - k1 t - k2 sqrt(t): two processes side by side.

    Parameters
    ----------
    time : (n,) array
        Rest / s.
    initial_charge, linear, parabolic : float
        Q0 / C, k1 / (C/s), k2 / (C/s^0.5).
    """
    t = np.asarray(time, dtype=np.float64)
    return initial_charge - linear * t - parabolic * np.sqrt(t)


def thickness_rate(corrosion_current_density: float) -> float:
    """Return how fast lithium thins, j V_m / F / (m/s).

    Parameters
    ----------
    corrosion_current_density : float
        A/m^2.
    """
    return corrosion_current_density * LITHIUM_MOLAR_VOLUME / FARADAY
