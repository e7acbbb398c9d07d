"""Sand's transition time at a planar electrode without end, and its inverses (PHYSICS 1.2, 1-2; the review's Eq 1-2).

The D of these equations is that of the salt, D_salt = 2 D+ D- / (D+ + D-), not that of the lithium ion. With excess of
supporting electrolyte set the transference number to 0; D is then that of the ion.
"""

from __future__ import annotations

from math import pi, sqrt

import numpy as np
import numpy.typing as npt

from fitting.constants import FARADAY
from fitting.messages import FitError

Array = npt.NDArray[np.float64]


def sand_time(
    diffusion_coefficient: float,
    concentration: float,
    current_density: float,
    transference_number: float,
    electrons: float = 1,
) -> float:
    """Return Sand's transition time, tau = pi D [n F c / (2 |j| (1 - t+))]^2, in s.

    Parameters
    ----------
    diffusion_coefficient : float
        Of the salt / m^2/s.
    concentration : float
        Of the salt in the bulk / mol/m^3.
    current_density : float
        A/m^2; its sign does not matter.
    transference_number : float
        Of the ion that is plated, 0 to below 1.
    electrons : float
        Per ion.

    Raises
    ------
    FitError
        ``DIFFUSION_COEFFICIENT_NOT_POSITIVE``, ``CONCENTRATION_NOT_POSITIVE``, ``NO_CURRENT``,
        ``TRANSFERENCE_NUMBER_OUT_OF_RANGE``, ``ELECTRONS_BELOW_ONE``.

    Notes
    -----
    Sand, Phil. Mag. 1 (1901) 45; the review's Eq 2.
    """
    positive("DIFFUSION_COEFFICIENT_NOT_POSITIVE", "diffusion coefficient", diffusion_coefficient)
    density = consumption(concentration, current_density, transference_number, electrons)
    return pi * diffusion_coefficient / (2 * density) ** 2


def transference_number_from_mobilities(anion_mobility: float, cation_mobility: float) -> float:
    """Return t+ = mu_c / (mu_a + mu_c), as in the review's Eq 1.

    Parameters
    ----------
    anion_mobility, cation_mobility : float
        In one unit, m^2/(V s).

    Raises
    ------
    FitError
        ``MOBILITY_NOT_POSITIVE``.
    """
    positive("MOBILITY_NOT_POSITIVE", "mobility of the anion", anion_mobility)
    if not 0 <= cation_mobility < float("inf"):
        raise FitError("MOBILITY_NOT_POSITIVE", "The mobility of the cation must not be negative.", cation_mobility)
    return cation_mobility / (anion_mobility + cation_mobility)


def diffusion_coefficient_from_sand_time(
    sand_time: float,
    concentration: float,
    current_density: float,
    transference_number: float,
    electrons: float = 1,
) -> float:
    """Return D of the salt, tau / pi [2 |j| (1 - t+) / (n F c)]^2, in m^2/s.

    Parameters
    ----------
    sand_time : float
        tau / s.
    concentration, current_density, transference_number, electrons : float
        As in `sand_time`.

    Raises
    ------
    FitError
        ``SAND_TIME_NOT_POSITIVE``, and as `sand_time`.
    """
    positive("SAND_TIME_NOT_POSITIVE", "Sand time", sand_time)
    density = consumption(concentration, current_density, transference_number, electrons)
    return sand_time / pi * (2 * density) ** 2


def concentration_from_sand_time(
    sand_time: float,
    diffusion_coefficient: float,
    current_density: float,
    transference_number: float,
    electrons: float = 1,
) -> float:
    """Return the bulk concentration, 2 |j| (1 - t+) / (n F) sqrt(tau / (pi D)), in mol/m^3.

    Parameters
    ----------
    sand_time : float
        tau / s.
    diffusion_coefficient, current_density, transference_number, electrons : float
        As in `sand_time`.

    Raises
    ------
    FitError
        As `diffusion_coefficient_from_sand_time`.
    """
    positive("SAND_TIME_NOT_POSITIVE", "Sand time", sand_time)
    positive("DIFFUSION_COEFFICIENT_NOT_POSITIVE", "diffusion coefficient", diffusion_coefficient)
    density = consumption(1.0, current_density, transference_number, electrons)
    return 2 * density * sqrt(sand_time / (pi * diffusion_coefficient))


def planar_surface_concentration(time: npt.ArrayLike, sand_time: float) -> Array:
    """Return c_s / c = 1 - sqrt(t / tau); below zero after the transition, where it means nothing.

    Parameters
    ----------
    time : (n,) array or float
        s since current on.
    sand_time : float
        tau / s.

    Raises
    ------
    FitError
        ``SAND_TIME_NOT_POSITIVE``, ``TIME_NEGATIVE``.
    """
    positive("SAND_TIME_NOT_POSITIVE", "Sand time", sand_time)
    t = elapsed(time)
    # The difference of the times keeps its digits near the transition; that of the roots does not.
    result: Array = (sand_time - t) / sand_time / (1 + np.sqrt(t / sand_time))
    return result


def consumption(concentration: float, current_density: float, transference_number: float, electrons: float) -> float:
    """Return |j| (1 - t+) / (n F c) in m/s: how fast the current uses up the salt at the surface.

    Raises
    ------
    FitError
        As `sand_time`.
    """
    positive("CONCENTRATION_NOT_POSITIVE", "concentration", concentration)
    if not 0 < abs(current_density) < float("inf"):
        raise FitError(
            "NO_CURRENT", "Without current nothing is depleted: give a current density other than zero.",
            current_density,
        )  # fmt: skip
    if not 0 <= transference_number < 1:
        raise FitError(
            "TRANSFERENCE_NUMBER_OUT_OF_RANGE",
            "The transference number is {number:.4g}; it must lie between 0 and below 1.",
            transference_number,
            number=transference_number,
        )
    if not electrons >= 1:
        raise FitError("ELECTRONS_BELOW_ONE", "At least one electron goes with an ion.", electrons)
    return abs(current_density) * (1 - transference_number) / (electrons * FARADAY * concentration)


def positive(code: str, name: str, value: float) -> float:
    """Return a value that must be above zero and finite.

    Raises
    ------
    FitError
        With the code given.
    """
    if not 0 < value < float("inf"):
        raise FitError(code, "The {name} is {number:.4g}; it must be above zero.", value, name=name, number=value)
    return value


def elapsed(time: npt.ArrayLike) -> Array:
    """Return times that must not be below zero.

    Raises
    ------
    FitError
        ``TIME_NEGATIVE``.
    """
    t = np.asarray(time, dtype=np.float64)
    if not (t >= 0).all():
        raise FitError("TIME_NEGATIVE", "Times count from current on and must not be below zero.", float(np.min(t)))
    return t
