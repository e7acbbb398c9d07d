"""The current at a microdisk after a step to zero surface concentration (PHYSICS 1.2, 5)."""

from __future__ import annotations

from math import pi

import numpy as np
import numpy.typing as npt
from numpy.polynomial.chebyshev import chebder, chebval

from fitting.constants import LITHIUM_MOLAR_VOLUME
from fitting.mass_transfer.sand import consumption, positive
from fitting.messages import FitError

Array = npt.NDArray[np.float64]

_MIDDLE = 0.5  # sqrt(theta) in the middle of the series' variable
_MAHON_OLDHAM_SWITCH = 1.281

# Chebyshev coefficients of v i/i_ss in v = sqrt(theta)/(sqrt(theta) + 1/2), from the dual integral equations of the
# disk: tests/fitting/disk_integral_equation.py prints them. Good to 1e-11 at all times.
_EXACT = (
    0.914216781984,
    0.05841087375112,
    0.03099377561711,
    -0.001522223083646,
    -0.002430843097466,
    -3.984919496688e-05,
    0.000402047004111,
    5.408701717043e-05,
    -8.407911693191e-05,
    -2.215098007707e-05,
    1.973380016248e-05,
    7.708347773613e-06,
    -5.027527384664e-06,
    -2.507011170156e-06,
    1.396032466537e-06,
    7.773640181948e-07,
    -4.294278409383e-07,
    -2.289843728428e-07,
    1.466557567409e-07,
    6.235709925914e-08,
    -5.420016418035e-08,
    -1.44058051419e-08,
    2.076413877782e-08,
    1.874244807813e-09,
    -7.892786119199e-09,
    7.083458336618e-10,
    2.857665405071e-09,
    -8.216534809878e-10,
    -9.382562327915e-10,
    5.135148196371e-10,
    2.535077489727e-10,
    -2.582526460337e-10,
    -3.751682924982e-11,
    1.109906208215e-10,
    -1.419783975552e-11,
    -4.035950704016e-11,
    1.705622181772e-11,
    1.158297034239e-11,
    -1.078624613346e-11,
    -1.273030865216e-12,
    5.101970616264e-12,
    -1.557790143641e-12,
    -1.45055455007e-12,
    1.425104011969e-12,
)

_EXACT_AND_SLOPE = np.stack([_EXACT, np.append(2 * chebder(_EXACT), 0.0)], axis=1)


def disk_current_ratio(reduced_time: npt.ArrayLike) -> Array:
    """Return the exact i / i_ss of a microdisk, to 1e-11.

    One Chebyshev series for all times, made from the dual integral equations
    phi(x) = 2/pi + (1/pi) int phi(t) M(|x - t|) dt, I(s) = (2 pi/s) int phi, and Talbot's inversion.

    Parameters
    ----------
    reduced_time : (n,) array or float
        theta = D t / a^2.

    Raises
    ------
    FitError
        ``TIME_NOT_POSITIVE``.
    """
    return _exact(_reduced(reduced_time))[0]


def disk_current_and_slope(reduced_time: Array) -> tuple[Array, Array]:
    """Return the exact i / i_ss and its slope against ln(D t / a^2).

    Parameters
    ----------
    reduced_time : (n,) array
        theta = D t / a^2, above zero.
    """
    return _exact(reduced_time)


def _exact(theta: Array) -> tuple[Array, Array]:
    root = np.sqrt(theta)
    v = root / (root + _MIDDLE)
    product, slope = chebval(2 * v - 1, _EXACT_AND_SLOPE)
    ratio = product / v
    # dv / d ln theta = v (1 - v) / 2
    return ratio, (slope - ratio) * (1 - v) / 2


def shoup_szabo(reduced_time: npt.ArrayLike) -> Array:
    """Return i / i_ss = 0.7854 + 0.4431 theta^-1/2 + 0.2146 exp(-0.39115 theta^-1/2); 0.65 % off near theta = 0.5.

    Parameters
    ----------
    reduced_time : (n,) array or float
        theta = D t / a^2.

    Raises
    ------
    FitError
        ``TIME_NOT_POSITIVE``.

    Notes
    -----
    Shoup and Szabo, J. Electroanal. Chem. 140 (1982) 237, in theta instead of 4 D t / a^2.
    """
    inverse = 1 / np.sqrt(_reduced(reduced_time))
    result: Array = 0.7854 + 0.4431 * inverse + 0.2146 * np.exp(-0.39115 * inverse)
    return result


def mahon_oldham(reduced_time: npt.ArrayLike) -> Array:
    """Return i / i_ss by the short series below theta = 1.281 and the long one above: up to 2.8e-4 off.

    pi/4 [(pi theta)^-1/2 + 1 + (theta/4pi)^1/2 - 3 theta/25 + 3 theta^3/2/226];
    1 + pi/4 [8 (pi^5 theta)^-1/2 + 25 theta^-3/2/2792 - theta^-5/2/3880 - theta^-7/2/4500].

    Parameters
    ----------
    reduced_time : (n,) array or float
        theta = D t / a^2.

    Raises
    ------
    FitError
        ``TIME_NOT_POSITIVE``.

    Notes
    -----
    Mahon and Oldham, Electrochim. Acta 49 (2004) 5041.
    """
    theta = _reduced(reduced_time)
    early, late = np.minimum(theta, _MAHON_OLDHAM_SWITCH), np.maximum(theta, _MAHON_OLDHAM_SWITCH)
    short = 1 / np.sqrt(pi * early) + 1 + np.sqrt(early / (4 * pi)) - 3 * early / 25 + 3 * early**1.5 / 226
    long = 4 / pi + 8 / np.sqrt(pi**5 * late) + 25 / 2792 * late**-1.5 - late**-2.5 / 3880 - late**-3.5 / 4500
    result: Array = pi / 4 * np.where(theta < _MAHON_OLDHAM_SWITCH, short, long)
    return result


def denuault_line(reduced_time: npt.ArrayLike) -> Array:
    """Return i / i_ss = 0.7854 + 0.4431 theta^-1/2, for short times only.

    Parameters
    ----------
    reduced_time : (n,) array or float
        theta = D t / a^2.

    Raises
    ------
    FitError
        ``TIME_NOT_POSITIVE``.

    Notes
    -----
    Denuault, Mirkin and Bard, J. Electroanal. Chem. 308 (1991) 27.
    """
    result: Array = 0.7854 + 0.4431 / np.sqrt(_reduced(reduced_time))
    return result


def disk_steady_state_current(
    diffusion_coefficient: float,
    concentration: float,
    electrode_radius: float,
    transference_number: float = 0.0,
    electrons: float = 1,
) -> float:
    """Return the magnitude of i_ss = 4 n F D c a / (1 - t+) / A.

    Parameters
    ----------
    diffusion_coefficient : float
        Of the salt in a binary electrolyte; of the ion with excess supporting electrolyte / m^2/s.
    concentration : float
        mol/m^3.
    electrode_radius : float
        m.
    transference_number : float
        0 with excess supporting electrolyte.
    electrons : float

    Raises
    ------
    FitError
        For what is not above zero, a transference number outside [0, 1), or less than one electron.
    """
    positive("DIFFUSION_COEFFICIENT_NOT_POSITIVE", "diffusion coefficient", diffusion_coefficient)
    positive("RADIUS_NOT_POSITIVE", "electrode radius", electrode_radius)
    return (
        4 * diffusion_coefficient * electrode_radius / consumption(concentration, 1.0, transference_number, electrons)
    )


def hemisphere_current(
    time: npt.ArrayLike,
    diffusion_coefficient: float,
    concentration: float,
    electrode_radius: float,
    transference_number: float = 0.0,
    electrons: float = 1,
) -> Array:
    """Return the magnitude of a hemisphere's current, 2 pi a n F D c / (1 - t+) [1 + a / sqrt(pi D t)], in A.

    Parameters
    ----------
    time : (n,) array or float
        s since the potential step.
    diffusion_coefficient, concentration, electrode_radius, transference_number, electrons : float
        As in `disk_steady_state_current`.

    Raises
    ------
    FitError
        As `disk_steady_state_current`; ``TIME_NOT_POSITIVE``.
    """
    steady = disk_steady_state_current(
        diffusion_coefficient, concentration, electrode_radius, transference_number, electrons
    )
    theta = _reduced(diffusion_coefficient * np.asarray(time, dtype=np.float64) / electrode_radius**2)
    result: Array = pi / 2 * steady * (1 + 1 / np.sqrt(pi * theta))
    return result


def movement_limit(concentration: float, transference_number: float) -> float:
    """Return the theta = D t / a^2 above which plated lithium has moved the surface of the disk by a tenth.

    0.1 pi (1 - t+) / (4 V_m c), PHYSICS 1.4.

    Parameters
    ----------
    concentration : float
        mol/m^3.
    transference_number : float
    """
    return 0.1 * pi * (1 - transference_number) / (4 * LITHIUM_MOLAR_VOLUME * concentration)


def _reduced(theta: npt.ArrayLike) -> Array:
    values = np.asarray(theta, dtype=np.float64)
    if not (values > 0).all():
        raise FitError(
            "TIME_NOT_POSITIVE", "Times count from the potential step and must be above zero.", float(np.min(values))
        )
    return values
