"""Rate laws in reduced form with their derivatives, and the overpotential that an ohmic drop leaves (PHYSICS 2.1).

i/i0 = g(H; alpha, 1/L): every law of the contest is Marcus-Hush (Butler-Volmer where 1/L = 0) or
Marcus-Hush-Chidsey.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from fitting.marcus_hush import chidsey_integral

if TYPE_CHECKING:
    from scipy.interpolate import CubicSpline

Array = npt.NDArray[np.float64]

_NODE_DISTANCE = 0.2  # H
_FARTHEST = 700.0  # H: what an exponential can hold


@dataclass(frozen=True, eq=False)
class Response:
    """A law at n reduced overpotentials.

    Parameters
    ----------
    current : (n,) array
        i/i0.
    slope : (n,) array
        d(i/i0)/dH.
    by_transfer_coefficient, by_inverse_energy : (n,) array
        Derivatives by alpha and 1/L.
    """

    current: Array
    slope: Array
    by_transfer_coefficient: Array
    by_inverse_energy: Array


def marcus_response(reduced_overpotential: Array, transfer_coefficient: float, inverse_energy: float) -> Response:
    """Return exp(-H^2 / 4L) [e^((1-a) H) - e^(-a H)] and its derivatives; Butler-Volmer for 1/L = 0."""
    H = np.clip(reduced_overpotential, -_FARTHEST, _FARTHEST)
    barrier = np.exp(-0.25 * inverse_energy * H * H)
    reduction = np.exp(-transfer_coefficient * H) * barrier
    current = reduction * np.expm1(H)
    slope = (1 - transfer_coefficient) * current + reduction - 0.5 * inverse_energy * H * current
    return Response(current, slope, -H * current, -0.25 * H * H * current)


def chidsey_response(reduced_overpotential: Array, inverse_energy: float) -> Response:
    """Return 2 sinh(H/2) S(H)/S(0) and its derivatives; the transfer coefficient is no parameter of it."""
    H = np.clip(reduced_overpotential, -_FARTHEST, _FARTHEST)
    integral = chidsey_integral(np.append(H, 0.0), inverse_energy)  # the last at equilibrium
    logarithm, alpha, spread = (
        one[:-1].reshape(H.shape) for one in (integral.logarithm, integral.transfer_coefficient, integral.spread)
    )
    reduction = np.exp(-0.5 * H + logarithm - integral.logarithm[-1])
    current = reduction * np.expm1(H)
    slope = (1 - alpha) * current + reduction
    by_inverse_energy = -0.25 * current * (spread - integral.spread[-1])
    return Response(current, slope, np.zeros_like(current), by_inverse_energy)


@dataclass(frozen=True, eq=False)
class ChidseyTable:
    """`chidsey_response` at one 1/L, from splines: for fits, good to 1e-6.

    Parameters
    ----------
    reach : float
        Largest |H|.
    rise, spread : CubicSpline
        ln S(H)/S(0), and its derivative by 1/L times -4.
    """

    reach: float
    rise: CubicSpline
    spread: CubicSpline

    def __call__(self, reduced: Array) -> Response:
        """Return the law at some H."""
        H = np.clip(reduced, -self.reach, self.reach)
        distance = np.abs(H)
        reduction = np.exp(-0.5 * H + self.rise(distance))
        current = reduction * np.expm1(H)
        slope = (0.5 + np.sign(H) * self.rise(distance, 1)) * current + reduction
        return Response(current, slope, np.zeros_like(current), -0.25 * current * self.spread(distance))


def tabulated_chidsey(inverse_energy: float, reach: float) -> ChidseyTable:
    """Return Chidsey's law at one 1/L up to a distance from equilibrium.

    Parameters
    ----------
    inverse_energy : float
        1/L.
    reach : float
        Largest |H|.
    """
    from scipy.interpolate import CubicSpline  # start-up: not at import

    nodes = np.linspace(0.0, max(reach, 1.0), max(int(np.ceil(reach / _NODE_DISTANCE)), 8))
    integral = chidsey_integral(nodes, inverse_energy)
    end = 0.5 - float(integral.transfer_coefficient[-1])
    rise = CubicSpline(nodes, integral.logarithm - integral.logarithm[0], bc_type=((1, 0.0), (1, end)))
    spread = CubicSpline(nodes, integral.spread - integral.spread[0], bc_type=((1, 0.0), "not-a-knot"))
    return ChidseyTable(float(nodes[-1]), rise, spread)


def solved_overpotential(
    law: Callable[[Array], Response], applied: Array, drop: float, guess: Array | None, tolerance: float = 0.0
) -> Array:
    """Return H of H + drop g(H) = applied, by Newton's method inside a bracket.

    Parameters
    ----------
    law : callable
        g, rising through 0.
    applied : (n,) array
        F (E - E_eq) / RT.
    drop : float
        F R i0 / RT, 0 or more.
    guess : (n,) array or None
        Where to start, for example from the measured current.
    tolerance : float
        The last step of H that still counts; the error is its square. Without one, all digits.
    """
    if drop == 0:
        return np.asarray(applied, dtype=np.float64)
    applied = np.asarray(applied, dtype=np.float64)
    shape = applied.shape
    lower, upper = np.minimum(applied, 0.0), np.maximum(applied, 0.0)
    H = np.clip(np.sign(applied) * np.arcsinh(np.abs(applied)) if guess is None else guess, lower, upper)
    active = np.arange(H.size)
    H, lower, upper, applied = (one.ravel().copy() for one in (H, lower, upper, applied))
    for _ in range(200):
        here = H[active]
        response = law(here)
        excess = here + drop * response.current - applied[active]
        lower[active] = np.where(excess < 0, here, lower[active])
        upper[active] = np.where(excess > 0, here, upper[active])
        trial = here - excess / np.maximum(1 + drop * response.slope, 1e-12)
        outside = (trial <= lower[active]) | (trial >= upper[active])
        trial = np.where(outside & (excess != 0), 0.5 * (lower[active] + upper[active]), trial)
        H[active] = trial
        active = active[np.abs(trial - here) > np.maximum(tolerance, 4e-16 * np.abs(trial))]
        if not active.size:
            break
    return H.reshape(shape)
