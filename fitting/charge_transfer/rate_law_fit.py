"""One rate law fitted exactly to a sweep of any length, with resampled errors: for scripts and notebooks (SPEED 3)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fitting.charge_transfer.rate_laws import chidsey_response, marcus_response
from fitting.compression import Compression, compressed, fit_compressed, resampled_fits
from fitting.constants import STANDARD_TEMPERATURE, thermal_voltage
from fitting.messages import FitError

Array = npt.NDArray[np.float64]

LAWS = ("marcus_hush", "marcus_hush_chidsey")


@dataclass(frozen=True, eq=False)
class RateLawFit:
    """Least squares of i = i0 g(F (E - E_eq)/RT; lambda).

    Parameters
    ----------
    exchange_current : float
        In the unit of the current.
    reorganization_energy : float
        eV.
    equilibrium_potential : float
        V.
    standard_errors : (3,) array
        Of these.
    resamples : (b, 3) array
        The same of every resample; empty without.
    """

    exchange_current: float
    reorganization_energy: float
    equilibrium_potential: float
    standard_errors: Array
    resamples: Array


def fit_rate_law(
    potential: npt.ArrayLike,
    current: npt.ArrayLike,
    deviation: npt.ArrayLike = 1.0,
    *,
    law: str = "marcus_hush_chidsey",
    temperature: float = STANDARD_TEMPERATURE,
    degree: int = 32,
    resamples: int = 0,
    block: int = 1,
    seed: int = 0,
) -> RateLawFit:
    """Return exchange current, reorganization energy and equilibrium potential of a sweep without ohmic drop.

    The points enter by `degree` + 1 rows, which has the same minimum; the law is computed at as many potentials only.

    Parameters
    ----------
    potential, current : (n,) array
        V, A or A/m^2.
    deviation : (n,) array or float
        Standard deviation of the current, up to a factor.
    law : str
        ``marcus_hush`` | ``marcus_hush_chidsey``.
    temperature : float
        K.
    degree : int
        32 is exact to 1e-12 within 0.3 V and above 0.2 eV; a wider sweep or a smaller energy takes more.
    resamples, block, seed : int
        As in `resampled_fits`.

    Raises
    ------
    FitError
        ``UNKNOWN_LAW``, ``TOO_FEW_POINTS``, ``NOT_FINITE``, ``NOT_CONVERGED``.
    """
    E, i = np.asarray(potential, dtype=np.float64), np.asarray(current, dtype=np.float64)
    if law not in LAWS:
        raise FitError("UNKNOWN_LAW", "The law is marcus_hush or marcus_hush_chidsey.")
    if E.size <= degree + 1:
        text = "{count} points are too few for rows of degree {degree}: take a lower degree."
        raise FitError("TOO_FEW_POINTS", text, E.size, count=E.size, degree=degree)
    thermal = thermal_voltage(temperature)
    sigma: Array = np.broadcast_to(np.asarray(deviation, dtype=np.float64), E.shape)
    if not (np.isfinite(E).all() and np.isfinite(i).all()):
        raise FitError("NOT_FINITE", "A point of the sweep is not a finite number: leave it out.")
    points = compressed(E, i, sigma, degree)
    course = _Course(law, thermal)
    fit = fit_compressed(course.one, points, _start(points, E, i, thermal))
    if fit.verdict == "failed":
        raise FitError("NOT_CONVERGED", "No exchange current and reorganization energy describe this sweep.")
    found = np.empty((0, 3))
    if resamples:
        # What the rows leave of each point, which is noise but for its part within the polynomials
        residual = i / sigma - points.fitted(points.target + fit.residual)
        found = resampled_fits(course.many, points, fit.values, residual, resamples, block, seed)
    units = np.array([np.exp(fit.values[0]), np.exp(fit.values[1]) * thermal, 1.0])
    return RateLawFit(
        float(units[0]), float(units[1]), float(fit.values[2]), fit.standard_errors * units,
        np.stack([np.exp(found[:, 0]), np.exp(found[:, 1]) * thermal, found[:, 2]], axis=1),
    )  # fmt: skip


@dataclass(frozen=True)
class _Course:
    """A law with its slopes by ln i0, ln(lambda F/RT) and E_eq."""

    law: str
    thermal: float

    def one(self, values: Array, E: Array) -> tuple[Array, Array]:
        """Return the current at potentials, and its slopes."""
        size, inverse = float(np.exp(values[0])), float(np.exp(-values[1]))
        H = (E - values[2]) / self.thermal
        response = chidsey_response(H, inverse) if self.law == LAWS[1] else marcus_response(H, 0.5, inverse)
        current = size * response.current
        by_energy = -size * response.by_inverse_energy * inverse
        return current, np.stack([current, by_energy, -size * response.slope / self.thermal], axis=1)

    def many(self, values: Array, E: Array) -> tuple[Array, Array]:
        """Return currents and slopes for many sets of parameters near the first: by Taylor's series about it.

        To second order in ln lambda and E_eq, by differences of the slopes; i0 enters exactly.
        """
        base = values.mean(axis=0)
        steps = np.array([0.0, 1e-4, 1e-4 * self.thermal])
        level, slopes = self.one(base, E)
        curved = np.stack([(self.one(base + one, E)[1] - self.one(base - one, E)[1]) / (2 * one[k])
                           for k, one in ((1, np.diag(steps)[1]), (2, np.diag(steps)[2]))], axis=2)  # fmt: skip
        moved = values - base
        shape = moved[:, 1:]
        bend = np.einsum("npk,bk->bnp", curved, shape)
        by_shape = slopes[None, :, 1:] + bend[:, :, 1:]
        course = level + np.einsum("npk,bk->bn", slopes[:, None, 1:], shape)
        course = course + 0.5 * np.einsum("bnp,bp->bn", bend[:, :, 1:], shape)
        growth = np.exp(moved[:, 0])[:, None]
        course = growth * course
        return course, np.concatenate([course[:, :, None], growth[:, :, None] * by_shape], axis=2)


def _start(points: Compression, E: Array, i: Array, thermal: float) -> Array:
    """Return a start from where the current vanishes and how steep it is there."""
    count = max(i.size // 20, 5)
    near = np.argpartition(np.abs(i), count)[:count]
    slope, level = np.polyfit(E[near], i[near], 1)
    if not slope > 0:
        raise FitError(
            "NOT_CONVERGED", "The current does not rise with the potential where it is smallest, as a rate law's does."
        )
    return np.array([np.log(float(slope) * thermal), np.log(0.4 / thermal), float(-level / slope)])
