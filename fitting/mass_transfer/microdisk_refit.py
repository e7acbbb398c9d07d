"""D from a microdisk while a window is dragged (SPEED 4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fitting.confidence import student_quantile
from fitting.live import Ends, Refit, logarithmic_edges
from fitting.mass_transfer.microdisk import disk_current_and_slope
from fitting.outcome import Estimate

Array = npt.NDArray[np.float64]
Reading = Callable[[Array, Array, tuple[float, float], int, str], dict[str, Estimate]]


@dataclass(frozen=True, eq=False, kw_only=True)
class DiskRefit(Refit):
    """The current of a disk over its blank; parameters ln(D/a^2), ln i_ss, and the baseline where it is free.

    Parameters
    ----------
    blank : (times, currents) of (m,) arrays
        What lies under the transient: s since the step, A.
    reading : callable
        The quantities of values, covariance, interval of ln(D/a^2), degrees of freedom, and method.
    """

    blank: tuple[Array, Array]
    reading: Reading

    def course(self, values: Array, x: Array, near: Array) -> tuple[Array, Array]:
        """Return |i| / A and its slopes."""
        ratio, slope = disk_current_and_slope(np.exp(values[0]) * x)
        steady = np.exp(values[1])
        columns = [steady * slope, steady * ratio, np.ones(x.size)][: values.size]
        level = steady * ratio + np.interp(x, *self.blank) + (values[2] if values.size > 2 else 0.0)
        return level, np.stack(columns, axis=1)

    def edges(self, low: float, high: float) -> Array:
        """Return edges of bins equally wide in ln t."""
        return logarithmic_edges(low, high)

    def estimates(self, values: Array, covariance: Array, freedom: int, ends: Ends) -> Mapping[str, Estimate]:
        """Return the quantities, with the interval of D by covariance."""
        half = student_quantile(freedom) * float(np.sqrt(covariance[0, 0]))
        interval = float(values[0]) - half, float(values[0]) + half
        return self.reading(values[:2], covariance[:2, :2], interval, freedom, "covariance")
