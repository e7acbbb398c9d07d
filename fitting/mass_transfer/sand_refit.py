"""The Sand time while a window is dragged: the last transition's form goes on (SPEED 4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp

import numpy as np
import numpy.typing as npt

from fitting.confidence import NORMAL_QUANTILE_95
from fitting.live import Ends, Refit
from fitting.mass_transfer.sand_cell import SandCell
from fitting.mass_transfer.transition_fit import TransitionFit
from fitting.mass_transfer.transition_model import COUNT, LEVEL, LOG_TAU, SLOPE, TransitionModel
from fitting.outcome import Axis, Estimate

Array = npt.NDArray[np.float64]

_WIDEST = 100.0  # of ln tau: a window without the transition says nothing, but says it in numbers
_NEAR = 0.1  # of the Sand time, in which half of the bins lie


@dataclass(frozen=True, eq=False, kw_only=True)
class SandRefit(Refit):
    """The model of a transition, and the cell it was in."""

    model: TransitionModel
    cell: SandCell
    density: float | None

    def course(self, values: Array, x: Array, near: Array) -> tuple[Array, Array]:
        """Return E / V and its slopes."""
        slopes = self.model.jacobian(values, x)
        linear = [LEVEL, SLOPE, *([COUNT] if self.model.relaxation else []), *self.model.amplitudes]
        return slopes[:, linear] @ values[linear], slopes

    def edges(self, low: float, high: float) -> Array:
        """Return edges of which half crowd about the transition."""
        tau = exp(self.values[LOG_TAU])
        crowd = np.linspace(max(low, (1 - _NEAR) * tau), min(high, (1 + _NEAR) * tau), 128)
        result: Array = np.sort(np.concatenate([np.linspace(low, high, 128), crowd]))
        return result

    def estimates(self, values: Array, covariance: Array, freedom: int, ends: Ends) -> Mapping[str, Estimate]:
        """Return Sand time and, where the cell is known, diffusion coefficient."""
        value, error = exp(values[LOG_TAU]), float(np.sqrt(covariance[LOG_TAU, LOG_TAU]))
        width = min(NORMAL_QUANTILE_95 * error, _WIDEST)
        interval = value * exp(-width), value * exp(width)
        sand_time = Estimate(value, "s", value * error, interval, interval_method="covariance", rule="full_model")
        if self.density is None or self.cell.missing(self.density):
            return {"sand_time": sand_time}
        return {"sand_time": sand_time, "diffusion_coefficient": self.cell.estimate(sand_time, self.density)}


def sand_refit(found: TransitionFit, zero: float, onset: float, cell: SandCell, density: float | None) -> SandRefit:
    """Return what a drag needs of a fitted transition.

    Parameters
    ----------
    found : TransitionFit
    zero, onset : float
        First time of the record on its clock, and current on after it / s.
    cell : SandCell
    density : float or None
        A/m^2.
    """
    values = found.fit.values
    lower, upper = found.model.bounds(found.time, values)
    held = found.fit.at_bound.copy()
    held[found.model.lines_at :] = True
    lower[held] = upper[held] = values[held]
    return SandRefit(
        columns=("time", "potential"),
        axes=(Axis("t", "s", "s"), Axis("E", "V", "mV")),
        origin=zero + onset,
        window_origin=zero,
        scale=1.0,
        reach=(float(found.time[0]), np.inf),
        values=values,
        lower=lower,
        upper=upper,
        noise=float(np.median(found.noise)),
        inflation=max(found.misfit, 1.0),
        model=found.model,
        cell=cell,
        density=density,
    )
