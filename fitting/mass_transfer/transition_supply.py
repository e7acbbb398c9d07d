"""How the surface of a slab, hemisphere or disk empties, as a function of the Sand time alone (PHYSICS 1.2, 3-4)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from fitting.mass_transfer.surface_concentration import limiting_current_density, slab_response, sphere_response

if TYPE_CHECKING:
    from scipy.interpolate import CubicSpline  # start-up: not at import

Array = npt.NDArray[np.float64]

_RANGE = -28.0, 28.0  # of ln D t / L^2
_NODES = 3000


@dataclass(frozen=True)
class Supply:
    """Supply through a slab, or to a hemisphere or disk.

    c_s/c = 1 - R(D t/L^2) / R(D tau/L^2), and with concentration, transference number and current density known, D
    follows from tau: theta / R(theta) = tau / pace, theta = D tau/L^2.

    Parameters
    ----------
    geometry : str
        ``slab`` | ``hemisphere`` | ``disk``.
    pace : float
        j_lim L^2 / (D |j|) / s.
    """

    geometry: str
    pace: float

    def used(self, t: Array, log_tau: float) -> tuple[Array, Array]:
        """Return (1 - c_s/c)^2, which is t/tau at a plane, and its slope by ln tau.

        Parameters
        ----------
        t : (n,) array
            s since current on.
        log_tau : float
            ln of the Sand time / s.
        """
        response, inverse = _tables(self.geometry == "slab")
        behind = log_tau - float(np.log(self.pace))
        end, gain = float(inverse(behind)), float(inverse(behind, 1))
        place = np.clip(np.log(np.maximum(t, 1e-300)) - log_tau + end, *_RANGE)
        share = np.exp(2 * (response(place) - response(end)))
        slope = 2 * (response(place, 1) * (gain - 1) - float(response(end, 1)) * gain)
        return share, share * slope


def supply_of(
    geometry: str, length: float, concentration: float, current_density: float, transference_number: float
) -> Supply | None:
    """Return the supply of a cell, None at a plane.

    Parameters
    ----------
    geometry, length, concentration, current_density, transference_number
        As in `surface_concentration`.

    Raises
    ------
    FitError
        As `limiting_current_density`.
    """
    if geometry == "planar":
        return None
    limit = limiting_current_density(geometry, length, 1.0, concentration, transference_number)
    return Supply(geometry, limit * length**2 / abs(current_density))


@cache
def _tables(slab: bool) -> tuple[CubicSpline, CubicSpline]:
    """Return ln R over ln theta, and ln theta over ln(theta / R)."""
    from scipy.interpolate import CubicSpline  # start-up: not at import

    place = np.linspace(*_RANGE, _NODES)
    response = np.log((slab_response if slab else sphere_response)(np.exp(place)))
    return CubicSpline(place, response), CubicSpline(place - response, place)
