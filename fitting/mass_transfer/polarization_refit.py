"""The transference number while the window of its polarization is dragged (SPEED 4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from fitting.live import Ends, Refit, logarithmic_edges
from fitting.mass_transfer.polarization_fit import PolarizationFit
from fitting.mass_transfer.transient_record import Transient
from fitting.outcome import Axis, Estimate

Array = npt.NDArray[np.float64]

_GRID = 100  # times of the tables


class Reading(Protocol):
    """The quantities of some parameters."""

    def __call__(
        self, found: PolarizationFit, values: Array, covariance: Array, freedom: int
    ) -> dict[str, Estimate]: ...


@dataclass(frozen=True, eq=False, kw_only=True)
class CellRefit(Refit):
    """A cell's current about the joint fit, to first order; the spectra stand for themselves as a prior.

    Parameters
    ----------
    logarithm : (m,) array
        ln t of the tables.
    current : (m,) array
        |I| / A of the fit.
    slopes : (m, p) array
    found : PolarizationFit
    reading : Reading
    """

    logarithm: Array
    current: Array
    slopes: Array
    found: PolarizationFit
    reading: Reading

    def course(self, values: Array, x: Array, near: Array) -> tuple[Array, Array]:
        """Return |I| / A and its slopes."""
        at = np.log(x)
        slopes = np.stack([np.interp(at, self.logarithm, column) for column in self.slopes.T], axis=1)
        return np.interp(at, self.logarithm, self.current) + slopes @ (values - self.values), slopes

    def edges(self, low: float, high: float) -> Array:
        """Return edges of bins equally wide in ln t."""
        return logarithmic_edges(low, high)

    def estimates(self, values: Array, covariance: Array, freedom: int, ends: Ends) -> Mapping[str, Estimate]:
        """Return transference number, currents and resistances."""
        return self.reading(self.found, values, covariance, freedom)


def cell_refit(found: PolarizationFit, record: Transient, reading: Reading) -> CellRefit:
    """Return what a drag needs of a joint fit.

    Parameters
    ----------
    found : PolarizationFit
    record : Transient
    reading : Reading
    """
    values = found.fit.values[: found.count]
    places = np.unique(np.linspace(0, found.time.size - 1, _GRID).astype(int))
    by_logarithm = np.searchsorted(found.time, np.geomspace(found.time[0], found.time[-1], _GRID))
    places = np.unique(np.concatenate([places, np.minimum(by_logarithm, found.time.size - 1)]))
    jacobian = found.fit.jacobian[:, : found.count]
    slopes = jacobian[places] * found.noise[places, None]
    spectra = np.linalg.qr(jacobian[found.time.size :])[1]
    return CellRefit(
        columns=("time", "current"),
        axes=(Axis("t", "s", "s"), Axis("|I|", "A", "uA")),
        origin=record.zero,
        window_origin=record.zero,
        scale=record.sign,
        reach=(float(found.time[0]), float(found.time[-1])),
        values=values,
        lower=values - 2.0,
        upper=values + 2.0,
        noise=record.noise,
        inflation=max(float(found.covariance[1, 1] / max(found.fit.covariance[1, 1], 1e-300)), 1.0),
        prior=spectra,
        logarithm=np.log(found.time[places]),
        current=found.fitted[places],
        slopes=slopes,
        found=found,
        reading=reading,
    )
