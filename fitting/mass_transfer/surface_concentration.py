"""Depletion in cells of finite thickness and at microelectrodes (PHYSICS 1.2, 3-4)."""

from __future__ import annotations

from collections.abc import Callable
from math import inf, pi, sqrt

import numpy as np
import numpy.typing as npt

from fitting.least_squares import bracketed_root
from fitting.mass_transfer.sand import (
    consumption,
    diffusion_coefficient_from_sand_time,
    elapsed,
    planar_surface_concentration,
    positive,
    sand_time,
)
from fitting.messages import FitError

Array = npt.NDArray[np.float64]

GEOMETRIES = ("planar", "slab", "hemisphere", "disk")
_LATE = 0.1  # D t / L^2 from which four exponentials are exact; before, six images are
_SMALL = 0.3  # sqrt(D t) / a below which the power series keeps digits that 1 - erfcx loses


def diffusion_length(geometry: str, thickness: float | None = None, electrode_radius: float | None = None) -> float:
    """Return the length / m that supply is limited by: L of a slab, a of a hemisphere, 2 a / pi of a disk.

    A disk is treated as the hemisphere of the same limiting current density per area (an approximation); a planar
    electrode without end has an infinite length.

    Parameters
    ----------
    geometry : str
        ``planar`` | ``slab`` | ``hemisphere`` | ``disk``.
    thickness : float, optional
        Between the electrodes / m.
    electrode_radius : float, optional
        m.

    Raises
    ------
    FitError
        ``UNKNOWN_GEOMETRY``, ``THICKNESS_NOT_POSITIVE``, ``RADIUS_NOT_POSITIVE``.
    """
    if geometry not in GEOMETRIES:
        raise FitError("UNKNOWN_GEOMETRY", "The geometry is one of planar, slab, hemisphere and disk.")
    if geometry == "planar":
        return inf
    if geometry == "slab":
        if thickness is None:
            raise FitError("THICKNESS_NOT_POSITIVE", "A slab needs the thickness between the electrodes.")
        return positive("THICKNESS_NOT_POSITIVE", "thickness", thickness)
    if electrode_radius is None:
        raise FitError("RADIUS_NOT_POSITIVE", "A microelectrode needs its radius.")
    radius = positive("RADIUS_NOT_POSITIVE", "electrode radius", electrode_radius)
    return radius if geometry == "hemisphere" else 2 * radius / pi


def limiting_current_density(
    geometry: str,
    length: float,
    diffusion_coefficient: float,
    concentration: float,
    transference_number: float,
    electrons: float = 1,
) -> float:
    """Return j_lim / A/m^2: 2 n F D c / ((1 - t+) L) of a slab, n F D c / ((1 - t+) a) of a hemisphere, 0 of a plane.

    Parameters
    ----------
    geometry : str
    length : float
        `diffusion_length` / m.
    diffusion_coefficient, concentration, transference_number, electrons : float
        As in `sand_time`.

    Raises
    ------
    FitError
        As `sand_time`.
    """
    positive("DIFFUSION_COEFFICIENT_NOT_POSITIVE", "diffusion coefficient", diffusion_coefficient)
    each = consumption(concentration, 1.0, transference_number, electrons)
    return (2 if geometry == "slab" else 1) * diffusion_coefficient / (each * length)


def surface_concentration(
    time: npt.ArrayLike,
    geometry: str,
    length: float,
    diffusion_coefficient: float,
    concentration: float,
    current_density: float,
    transference_number: float,
    electrons: float = 1,
) -> Array:
    """Return c_s / c at constant current; below zero after the transition, where it means nothing.

    1 - sqrt(t/tau) of a plane; 1 - (|j|/j_lim) [1 - (8/pi^2) sum_odd e^(-k^2 pi^2 D t/L^2) / k^2] of a slab;
    1 - (|j|/j_lim) [1 - e^(x^2) erfc x], x = sqrt(D t)/a, of a hemisphere or disk.

    Parameters
    ----------
    time : (n,) array or float
        s since current on.
    geometry, length, diffusion_coefficient, concentration, transference_number, electrons
        As in `limiting_current_density`.
    current_density : float
        A/m^2; its sign does not matter.

    Raises
    ------
    FitError
        As `sand_time`; ``TIME_NEGATIVE``.
    """
    known = diffusion_coefficient, concentration, current_density, transference_number, electrons
    tau = sand_time(*known)
    if geometry == "planar":
        return planar_surface_concentration(time, tau)
    at = diffusion_coefficient * elapsed(time) / length**2
    limit = limiting_current_density(geometry, length, *known[:2], *known[3:])
    result: Array = 1 - abs(current_density) / limit * _response(geometry)(at)
    return result


def transition_time(
    geometry: str,
    length: float,
    diffusion_coefficient: float,
    concentration: float,
    current_density: float,
    transference_number: float,
    electrons: float = 1,
) -> float:
    """Return when the surface is empty / s.

    Parameters
    ----------
    geometry, length, diffusion_coefficient, concentration, current_density, transference_number, electrons
        As in `surface_concentration`.

    Raises
    ------
    FitError
        ``NO_TRANSITION_POSSIBLE`` where supply keeps up with the current; as `sand_time`.
    """
    known = diffusion_coefficient, concentration, current_density, transference_number, electrons
    planar = sand_time(*known)
    if geometry == "planar":
        return planar
    limit = limiting_current_density(geometry, length, *known[:2], *known[3:])
    if abs(current_density) <= limit:
        raise FitError(
            "NO_TRANSITION_POSSIBLE",
            "Diffusion can supply {limit:.4g} mA/cm², no less than the {current:.4g} mA/cm² that flow: the surface "
            "never empties. Use a larger current density.",
            limit,
            limit=limit / 10,
            current=abs(current_density) / 10,
        )
    response, wanted = _response(geometry), limit / abs(current_density)
    scale = diffusion_coefficient / length**2
    low = high = planar * scale  # finite supply only delays
    while float(response(np.asarray(high))) < wanted:
        high *= 4
        if high > 1e300:
            return inf
    return bracketed_root(lambda at: float(response(np.asarray(at))) - wanted, low * 0.999, high) / scale


def diffusion_coefficient_from_transition(
    time: float,
    geometry: str,
    length: float,
    concentration: float,
    current_density: float,
    transference_number: float,
    electrons: float = 1,
) -> float:
    """Return D of the salt whose surface empties at `time`, in m^2/s; the inverse of `transition_time`.

    Parameters
    ----------
    time : float
        Measured transition time / s.
    geometry, length, concentration, current_density, transference_number, electrons
        As in `surface_concentration`.

    Raises
    ------
    FitError
        ``SAND_TIME_NOT_POSITIVE``; as `sand_time`.
    """
    known = concentration, current_density, transference_number, electrons
    planar = diffusion_coefficient_from_sand_time(time, *known)
    if geometry == "planar":
        return planar
    largest = abs(current_density) / limiting_current_density(geometry, length, 1.0, known[0], *known[2:])
    response = _response(geometry)

    def surplus(coefficient: float) -> float:
        return float(response(np.asarray(coefficient * time / length**2))) - coefficient / largest

    high = min(planar, largest)
    low = high
    while surplus(low) <= 0:
        low /= 2
    return bracketed_root(surplus, low, high * (1 + 1e-12)) if low < high else high


def _response(geometry: str) -> Callable[[Array], Array]:
    return slab_response if geometry == "slab" else sphere_response


def slab_response(at: npt.ArrayLike) -> Array:
    """Return 1 - (8/pi^2) sum_odd e^(-k^2 pi^2 x) / k^2 for x = D t/L^2, to all digits at short times too.

    Parameters
    ----------
    at : (n,) array or float
        D t / L^2, not negative.
    """
    from scipy.special import erfc  # start-up: not at import

    x = np.asarray(at, dtype=np.float64)
    late, early = np.maximum(x, _LATE), np.clip(x, 1e-300, _LATE)
    modes = sum(np.exp(-((k * pi) ** 2) * late) / k**2 for k in (1, 3, 5, 7, 9))
    images = np.full(x.shape, 1 / sqrt(pi))
    for n in range(1, 7):
        z = n / (2 * np.sqrt(early))
        images = images + 2 * (-1) ** n * (np.exp(-(z**2)) / sqrt(pi) - z * erfc(z))
    result: Array = np.where(x < _LATE, 4 * np.sqrt(np.minimum(x, _LATE)) * images, 1 - 8 / pi**2 * modes)
    return result


def sphere_response(at: npt.ArrayLike) -> Array:
    """Return 1 - e^(x^2) erfc x for x = sqrt(D t)/a.

    Parameters
    ----------
    at : (n,) array or float
        D t / a^2, not negative.
    """
    from scipy.special import erfcx, gamma  # start-up: not at import

    x = np.sqrt(np.asarray(at, dtype=np.float64))
    small = np.minimum(x, _SMALL)
    series = sum((-1) ** (k + 1) * small**k / gamma(k / 2 + 1) for k in range(1, 25))
    result: Array = np.where(x < _SMALL, series, 1 - erfcx(x))
    return result
