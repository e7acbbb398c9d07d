"""Current of nuclei that grow under a potential step: Scharifker-Hills and Scharifker-Mostany (PHYSICS 3.1)."""

from __future__ import annotations

from functools import cache
from math import exp, expm1, log, pi, sqrt

import numpy as np
import numpy.typing as npt

from fitting.constants import FARADAY, LITHIUM_MOLAR_VOLUME
from fitting.least_squares import bracketed_root

Array = npt.NDArray[np.float64]

_SERIES_BELOW = 0.1  # of A t: differences of exponentials lose digits there
_LIMITING_ORDERS = {"instantaneous": 2.0, "progressive": 4.0}  # n of e^x = 1 + n x at the maximum


@cache
def peak_exponent(order: float) -> float:
    """Return the root x > 0 of e^x = 1 + n x: the exponent of the covered area at the maximum of the current.

    Parameters
    ----------
    order : float
        n: 2 for instantaneous, 4 for progressive nucleation, between them else.
    """
    return bracketed_root(lambda x: expm1(x) - order * x, log(order), 4.0 + 2 * log(order))


def dimensionless_transient(relative_time: float, mode: str) -> float:
    """Return (j/j_m)^2 at t/t_m: [1 - e^(-x (t/t_m)^m)]^2 / ((t/t_m) (1 - e^-x)^2), m 1 or 2.

    Parameters
    ----------
    relative_time : float
        t/t_m > 0.
    mode : str
        ``instantaneous`` | ``progressive``.

    Notes
    -----
    Scharifker and Hills, Electrochim. Acta 28 (1983) 879; prefactors and exponents computed, not the printed ones.
    """
    x = peak_exponent(_LIMITING_ORDERS[mode])
    power = 1 if mode == "instantaneous" else 2
    return dimensionless_prefactor(mode) * expm1(-x * relative_time**power) ** 2 / relative_time


def dimensionless_prefactor(mode: str) -> float:
    """Return 1 / (1 - e^-x)^2, 1.954 (instantaneous) or 1.225 (progressive)."""
    return 1 / expm1(-peak_exponent(_LIMITING_ORDERS[mode])) ** 2


def peak_product(mode: str) -> float:
    """Return j_m^2 t_m / ((z F c)^2 D) = (1 - e^-x)^2 / pi: 0.1629 (instantaneous) or 0.2598 (progressive)."""
    return 1 / (pi * dimensionless_prefactor(mode))


def peak_diffusion_coefficient(peak_current: float, peak_time: float, concentration: float, mode: str) -> float:
    """Return D of j_m^2 t_m in m^2/s, the classic reading of one point.

    Parameters
    ----------
    peak_current, peak_time, concentration : float
        A/m^2, s, mol/m^3.
    mode : str
        As `dimensionless_transient`.
    """
    return peak_current**2 * peak_time / (peak_product(mode) * (FARADAY * concentration) ** 2)


def growth_constant(concentration: float, molar_volume: float = LITHIUM_MOLAR_VOLUME) -> float:
    """Return k = sqrt(8 pi c V_m), of the zone that a hemisphere growing by diffusion drains."""
    return sqrt(8 * pi * concentration * molar_volume)


def instantaneous_current(
    time: Array,
    diffusion_coefficient: float,
    concentration: float,
    nuclei_density: float,
    molar_volume: float = LITHIUM_MOLAR_VOLUME,
) -> Array:
    """Return |j| = F c sqrt(D/(pi t)) (1 - exp(-N0 pi k D t)) in A/m^2, all nuclei there at once.

    Parameters
    ----------
    time : (n,) array
        s, above zero.
    diffusion_coefficient, concentration, nuclei_density, molar_volume : float
        m^2/s, mol/m^3, 1/m^2, m^3/mol.
    """
    k = growth_constant(concentration, molar_volume)
    return _covered(time, diffusion_coefficient, concentration, nuclei_density * pi * k * diffusion_coefficient * time)


def progressive_current(
    time: Array,
    diffusion_coefficient: float,
    concentration: float,
    nuclei_density: float,
    nucleation_rate: float,
    molar_volume: float = LITHIUM_MOLAR_VOLUME,
) -> Array:
    """Return |j| = F c sqrt(D/(pi t)) (1 - exp(-(4/3) k A N0 pi D t^2 / 2)) in A/m^2, nuclei born at A N0 throughout.

    Parameters as `instantaneous_current`; nucleation_rate in 1/s per site.
    """
    k = 4 / 3 * growth_constant(concentration, molar_volume)
    exponent = nucleation_rate * nuclei_density * pi * k * diffusion_coefficient * time**2 / 2
    return _covered(time, diffusion_coefficient, concentration, exponent)


def mostany_current(
    time: Array,
    diffusion_coefficient: float,
    concentration: float,
    nuclei_density: float,
    nucleation_rate: float,
    molar_volume: float = LITHIUM_MOLAR_VOLUME,
) -> Array:
    """Return |j| = F c sqrt(D/(pi t)) (1 - exp(-N0 pi k D [t - (1 - e^(-At))/A])) in A/m^2.

    Parameters as `progressive_current`.

    Notes
    -----
    Scharifker and Mostany, J. Electroanal. Chem. 177 (1984) 13.
    """
    born, _ = birth_time(time, nucleation_rate)
    k = growth_constant(concentration, molar_volume)
    return _covered(time, diffusion_coefficient, concentration, nuclei_density * pi * k * diffusion_coefficient * born)


def birth_time(time: Array, nucleation_rate: float) -> tuple[Array, Array]:
    """Return t - (1 - e^(-At))/A and its slope in ln A, exact to A -> 0 (A t^2 / 2).

    Parameters
    ----------
    time : (n,) array
        s.
    nucleation_rate : float
        A in 1/s.
    """
    x = nucleation_rate * time
    small = np.minimum(x, _SERIES_BELOW)
    series = np.zeros_like(x)
    slope = np.zeros_like(x)
    term = np.ones_like(x)
    for n in range(1, 12):  # sum (-1)^(n+1) x^n / (n+1)!
        term = term * small / (n + 1)
        series += -((-1) ** n) * term
        slope += -((-1) ** n) * n * term
    large = np.maximum(x, _SERIES_BELOW)
    share = np.where(x < _SERIES_BELOW, series, 1 + np.expm1(-large) / large)
    steep = np.where(x < _SERIES_BELOW, slope, (-np.expm1(-large) - large * np.exp(-large)) / large)
    return time * share, time * steep


def mostany_slopes(
    time: Array, values: Array, concentration: float, molar_volume: float = LITHIUM_MOLAR_VOLUME
) -> tuple[Array, Array]:
    """Return |j| and its slopes (n, 3) in ln D, ln N0, ln A.

    Parameters
    ----------
    time : (n,) array
        s.
    values : (3,) array
        ln D, ln N0, ln A.
    concentration, molar_volume : float
    """
    diffusion, nuclei, rate = np.exp(values[:3])
    born, steep = birth_time(time, rate)
    scale = nuclei * pi * growth_constant(concentration, molar_volume) * diffusion
    front = FARADAY * concentration * np.sqrt(diffusion / (pi * time))
    free = front * np.exp(-scale * born)
    current = -front * np.expm1(-scale * born)
    by_exponent = free * scale * born
    return current, np.stack([0.5 * current + by_exponent, by_exponent, free * scale * steep], axis=1)


def mostany_peak(values: Array, concentration: float, molar_volume: float = LITHIUM_MOLAR_VOLUME) -> Array:
    """Return (t_m / s, j_m / A/m^2) of the Mostany current; parameters as `mostany_slopes`."""
    diffusion, nuclei, rate = (float(one) for one in np.exp(values[:3]))
    scale = nuclei * pi * growth_constant(concentration, molar_volume) * diffusion

    def excess(logarithm: float) -> float:
        time = np.array([exp(logarithm)])
        exponent = scale * float(birth_time(time, rate)[0][0])
        if exponent > 600:
            return 1.0
        return expm1(exponent) - 2 * exp(logarithm) * scale * -expm1(-rate * exp(logarithm))

    # The two limits, instantaneous and progressive, bracket the maximum.
    early = min(peak_exponent(2.0) / scale, sqrt(2 * peak_exponent(2.0) / (scale * rate)))
    late = 3 * (peak_exponent(4.0) / scale + sqrt(2 * peak_exponent(4.0) / (scale * rate)))
    time = exp(bracketed_root(excess, log(0.5 * early), log(late)))
    current = float(mostany_slopes(np.array([time]), values, concentration, molar_volume)[0][0])
    return np.array([time, current])


def peak_parameters(
    peak_time: float,
    peak_current: float,
    rate_times_peak: float,
    concentration: float,
    molar_volume: float = LITHIUM_MOLAR_VOLUME,
) -> Array:
    """Return ln D, ln N0, ln A of the Mostany current that has its maximum at a point.

    Parameters
    ----------
    peak_time, peak_current : float
        s, A/m^2.
    rate_times_peak : float
        A t_m: small for progressive, large for instantaneous nucleation.
    concentration, molar_volume : float
        mol/m^3, m^3/mol.
    """
    rate = rate_times_peak / peak_time
    born = float(birth_time(np.array([peak_time]), rate)[0][0])
    # d ln(exponent) / d ln t runs from 1 to 2 as nucleation goes from instantaneous to progressive.
    exponent = peak_exponent(2 * peak_time * -expm1(-rate_times_peak) / born)
    diffusion = pi * peak_time * (peak_current / (FARADAY * concentration * expm1(-exponent))) ** 2
    nuclei = exponent / (pi * growth_constant(concentration, molar_volume) * diffusion * born)
    values: Array = np.log(np.array([diffusion, nuclei, rate]))
    return values


def _covered(time: Array, diffusion_coefficient: float, concentration: float, exponent: Array) -> Array:
    current: Array = -FARADAY * concentration * np.sqrt(diffusion_coefficient / (pi * time)) * np.expm1(-exponent)
    return current
