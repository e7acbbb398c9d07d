"""Marcus-Hush and Marcus-Hush-Chidsey kinetics: currents, transfer coefficients, and their derivatives (PHYSICS 2.1).

Energies are in eV. H = F eta / RT, L = F lambda / RT and its inverse 1/L, which is 0 for Butler-Volmer with alpha 1/2.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fitting.constants import STANDARD_TEMPERATURE, thermal_voltage
from fitting.messages import FitError

Array = npt.NDArray[np.float64]

SMALLEST_ENERGY = 0.5  # L: below it the sum over nodes half a kT apart is no longer exact
_STEP = 0.5  # of the trapezoid rule / kT: its error is exp(-2 pi^2 / step), 7e-18
_DEPTH = 152.0  # four times the exponent, below the greatest, at which the integrand is left out: e^-38
_ROWS = 2048  # potentials at a time, for the memory


@dataclass(frozen=True, eq=False)
class ChidseyIntegral:
    """S(H) = int exp(-(x-H)^2 / 4L) / (2 cosh(x/2)) dx and what follows from it, at n potentials.

    Parameters
    ----------
    logarithm : (n,) array
        ln S.
    transfer_coefficient : (n,) array
        Cathodic, 1/2 - S'/S: the mean of 1/(1 + e^-x) under the integrand, to full relative accuracy.
    spread : (n,) array
        Mean of (x-H)^2 under the integrand: d ln S / d(1/L) = -spread / 4.
    """

    logarithm: Array
    transfer_coefficient: Array
    spread: Array


def chidsey_integral(reduced_overpotential: npt.ArrayLike, inverse_energy: float) -> ChidseyIntegral:
    """Return ln S(H), the transfer coefficient and the derivative of S by 1/L.

    S(H) = int exp(-(x-H)^2 / 4L) / (2 cosh(x/2)) dx; j/j0 = 2 sinh(H/2) S(H)/S(0); S is even.

    Parameters
    ----------
    reduced_overpotential : array_like
        H = F eta / RT, any number.
    inverse_energy : float
        1/L = RT / (F lambda), from 0 (Butler-Volmer with alpha 1/2) to 2.

    Raises
    ------
    FitError
        ``REORGANIZATION_ENERGY_TOO_SMALL`` for L < 0.5 or a 1/L below zero.

    Notes
    -----
    Trapezoid rule in steps of kT/2, exponents taken from the greatest. Nodes reach as far as the integrand, so that
    their number does not grow with L; beyond the last electron that feels the Fermi edge, S falls as exp(-H/2).
    """
    if not 0 <= inverse_energy <= 1 / SMALLEST_ENERGY:
        raise FitError(
            "REORGANIZATION_ENERGY_TOO_SMALL",
            "A reorganization energy of {energy:.3g} kT is outside the model: it must be {least} kT or more.",
            energy=1 / inverse_energy if inverse_energy else 0.0,
            least=SMALLEST_ENERGY,
        )
    reduced = np.asarray(reduced_overpotential, dtype=np.float64)
    distance = np.abs(reduced).ravel()
    energy = 1 / inverse_energy if inverse_energy > 0 else np.inf
    near = np.minimum(distance, energy + 13 * np.sqrt(energy) + 40)
    parts = [_sums(near[k : k + _ROWS], inverse_energy, energy) for k in range(0, near.size, _ROWS)]
    logarithm, fraction, spread = np.concatenate(parts, axis=1) if parts else np.zeros((3, 0))
    logarithm = logarithm - 0.5 * (distance - near)
    shape = reduced.shape
    fraction = fraction.reshape(shape)
    alpha = np.where(reduced < 0, fraction, 1 - fraction)
    return ChidseyIntegral(logarithm.reshape(shape), alpha, spread.reshape(shape))


def _sums(distance: Array, inverse: float, energy: float) -> Array:
    """Return ln S, the mean of 1/(1 + e^x) and of (x-H)^2 for H >= 0, one row each."""
    farthest = float(distance.max())
    lead = max(1 - inverse * farthest, 0.0)
    left = _DEPTH / (1 + np.sqrt(1 + _DEPTH * inverse))
    right = max(farthest - energy, 0.0) + _DEPTH / (lead + np.sqrt(lead**2 + _DEPTH * inverse))
    x = _STEP * np.arange(-np.ceil(left / _STEP), np.ceil(right / _STEP) + 1)
    occupied = np.exp(-np.logaddexp(0.0, x))
    inside = np.minimum(distance, energy)
    greatest = -0.25 * inverse * inside**2 - 0.5 * (distance - inside)
    terms = x - distance[:, None]
    terms *= terms
    terms *= -0.25 * inverse
    terms += -np.logaddexp(0.5 * x, -0.5 * x)
    terms -= greatest[:, None]
    np.exp(terms, out=terms)
    total, filled, first, second = (terms @ np.stack([np.ones_like(x), occupied, x, x * x], axis=1)).T
    spread = (second - 2 * distance * first) / total + distance**2
    return np.stack([np.log(_STEP * total) + greatest, filled / total, spread])


def marcus_hush_chidsey_current(
    overpotential: npt.ArrayLike,
    exchange_current_density: float,
    reorganization_energy: float,
    temperature: float = STANDARD_TEMPERATURE,
) -> Array:
    """Return the current density of a metal's continuum of states, j0 2 sinh(H/2) S(H)/S(0).

    Parameters
    ----------
    overpotential : array_like
        V, negative while plating.
    exchange_current_density : float
        A/m^2.
    reorganization_energy : float
        eV; infinity gives Butler-Volmer with alpha 1/2.
    temperature : float
        K.

    Raises
    ------
    FitError
        ``REORGANIZATION_ENERGY_TOO_SMALL`` below kT/2, ``TEMPERATURE_NOT_POSITIVE``.

    Notes
    -----
    Chidsey, Science 251 (1991) 919, in the form of PHYSICS 2.1(4).
    """
    reduced = np.asarray(overpotential, dtype=np.float64) / _thermal(temperature)
    inverse = _inverse(reorganization_energy, temperature)
    rise = chidsey_integral(reduced, inverse).logarithm - chidsey_integral(0.0, inverse).logarithm
    distance = np.abs(reduced)
    result: Array = -np.sign(reduced) * exchange_current_density * np.expm1(-distance) * np.exp(0.5 * distance + rise)
    return result


def marcus_hush_chidsey_transfer_coefficient(
    overpotential: npt.ArrayLike, reorganization_energy: float, temperature: float = STANDARD_TEMPERATURE
) -> Array:
    """Return the cathodic transfer coefficient -(RT/F) d ln j_red / dE = 1/2 - S'(H)/S(H); parameters as above."""
    reduced = np.asarray(overpotential, dtype=np.float64) / _thermal(temperature)
    return chidsey_integral(reduced, _inverse(reorganization_energy, temperature)).transfer_coefficient


def marcus_hush_chidsey_limit(reorganization_energy: float, temperature: float = STANDARD_TEMPERATURE) -> float:
    """Return the current at infinite overpotential over the exchange current, sqrt(4 pi L) e^(L/4) / S(0)."""
    inverse = _inverse(reorganization_energy, temperature)
    if inverse == 0:
        return float("inf")
    log_limit = 0.5 * np.log(4 * np.pi / inverse) + 0.25 / inverse - chidsey_integral(0.0, inverse).logarithm
    return float(np.exp(log_limit)) if log_limit < 709 else float("inf")


def marcus_hush_current(
    overpotential: npt.ArrayLike,
    exchange_current_density: float,
    reorganization_energy: float,
    transfer_coefficient: float = 0.5,
    temperature: float = STANDARD_TEMPERATURE,
) -> Array:
    """Return Marcus' current density, j0 exp(-F eta^2 / (4 lambda RT)) [e^((1-a0) H) - e^(-a0 H)].

    Parameters
    ----------
    overpotential : array_like
        V, negative while plating.
    exchange_current_density : float
        A/m^2.
    reorganization_energy : float
        eV; infinity gives Butler-Volmer.
    transfer_coefficient : float
        a0, cathodic, at the equilibrium potential; other than 1/2 for work terms or an asymmetric barrier.
    temperature : float
        K.

    Raises
    ------
    FitError
        ``REORGANIZATION_ENERGY_NOT_POSITIVE``, ``TEMPERATURE_NOT_POSITIVE``.
    """
    reduced = np.asarray(overpotential, dtype=np.float64) / _thermal(temperature)
    barrier = 0.25 * _inverse(reorganization_energy, temperature) * reduced**2
    distance = np.abs(reduced)
    slope = np.where(reduced > 0, 1 - transfer_coefficient, transfer_coefficient)
    rise = np.exp(slope * distance - barrier)
    result: Array = -np.sign(reduced) * exchange_current_density * np.expm1(-distance) * rise
    return result


def marcus_hush_transfer_coefficient(
    overpotential: npt.ArrayLike, reorganization_energy: float, transfer_coefficient: float = 0.5
) -> Array:
    """Return the cathodic transfer coefficient at an overpotential, a0 + eta / (2 lambda): review Eq 3 for a0 = 1/2.

    Parameters
    ----------
    overpotential : array_like
        V, negative while plating.
    reorganization_energy : float
        eV.
    transfer_coefficient : float
        a0, at the equilibrium potential.
    """
    return transfer_coefficient + np.asarray(overpotential, dtype=np.float64) / (2 * reorganization_energy)


def zeng_rate(
    overpotential: npt.ArrayLike, reorganization_energy: float, temperature: float = STANDARD_TEMPERATURE
) -> Array:
    """Return Zeng's closed form of the one-way (anodic) Marcus-Hush-Chidsey rate, for comparison only.

    sqrt(pi L) erfc[(L - sqrt(1 + sqrt L + H^2)) / (2 sqrt L)] / (1 + e^-H), in units of the prefactor with energies in
    kT. It is wrong by up to 26 % at 1 eV, most at eta = 0: never fit with it.

    Notes
    -----
    Zeng, Smith, Bai, Bazant, J. Electroanal. Chem. 735 (2014) 77. Parameters as `marcus_hush_chidsey_current`.
    """
    from scipy.special import erfc, expit  # start-up: not at import

    reduced, energy = _zeng_numbers(overpotential, reorganization_energy, temperature)
    result: Array = np.sqrt(np.pi * energy) * erfc(_zeng_argument(reduced, energy)) * expit(reduced)
    return result


def marcus_hush_chidsey_rate(
    overpotential: npt.ArrayLike, reorganization_energy: float, temperature: float = STANDARD_TEMPERATURE
) -> Array:
    """Return the exact one-way (anodic) rate that `zeng_rate` stands for, e^(H/2 - L/4) S(H), in the same units."""
    reduced, energy = _zeng_numbers(overpotential, reorganization_energy, temperature)
    result: Array = np.exp(0.5 * reduced - 0.25 * energy + chidsey_integral(reduced, 1 / energy).logarithm)
    return result


def zeng_error(
    overpotential: npt.ArrayLike, reorganization_energy: float, temperature: float = STANDARD_TEMPERATURE
) -> Array:
    """Return Zeng's rate over the exact one, less 1: what remains to the greatest rate is compared, which keeps digits.

    Parameters as `marcus_hush_chidsey_current`.
    """
    from scipy.special import erfc, expit  # start-up: not at import

    reduced, energy = _zeng_numbers(overpotential, reorganization_energy, temperature)
    greatest = np.sqrt(4 * np.pi * energy)
    mirrored = 2 * energy - reduced  # the rate there is what is left of the greatest rate here
    left = np.exp(0.5 * mirrored - 0.25 * energy + chidsey_integral(mirrored, 1 / energy).logarithm) / greatest
    one, other = 0.5 * erfc(-_zeng_argument(reduced, energy)), expit(-reduced)
    exact = marcus_hush_chidsey_rate(overpotential, reorganization_energy, temperature)
    close = (left - (one + other - one * other)) / (exact / greatest)
    far = zeng_rate(overpotential, reorganization_energy, temperature) / exact - 1
    return np.where(left < 0.5, close, far)


def _zeng_numbers(
    overpotential: npt.ArrayLike, reorganization_energy: float, temperature: float
) -> tuple[Array, float]:
    thermal = _thermal(temperature)
    return np.asarray(overpotential, dtype=np.float64) / thermal, reorganization_energy / thermal


def _zeng_argument(reduced: Array, energy: float) -> Array:
    result: Array = (energy - np.sqrt(1 + np.sqrt(energy) + reduced**2)) / (2 * np.sqrt(energy))
    return result


def _thermal(temperature: float) -> float:
    if not temperature > 0:
        text = "A temperature of {temperature:.4g} K is not possible: give it in kelvin."
        raise FitError("TEMPERATURE_NOT_POSITIVE", text, temperature, temperature=temperature)
    return thermal_voltage(temperature)


def _inverse(reorganization_energy: float, temperature: float) -> float:
    if not reorganization_energy > 0:
        text = "A reorganization energy of {energy:.4g} eV is not possible: it must be above zero."
        raise FitError("REORGANIZATION_ENERGY_NOT_POSITIVE", text, reorganization_energy, energy=reorganization_energy)
    return _thermal(temperature) / reorganization_energy
