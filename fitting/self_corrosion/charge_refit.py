"""The charge of a deposit while the range of its stripping is dragged (SPEED 4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fitting.confidence import NORMAL_QUANTILE_95
from fitting.live import Ends, Refit
from fitting.outcome import Axis, Estimate
from fitting.self_corrosion.charge_reading import ChargeReading

Array = npt.NDArray[np.float64]

_DECADE = float(np.log(10.0))


@dataclass(frozen=True, eq=False, kw_only=True)
class ChargeRefit(Refit):
    """Exponentials and a baseline; parameters ln tau, amplitudes, baseline. The hum stays as it was.

    Parameters
    ----------
    time, wave : (m,) array
        The hum / A at times / s.
    subtracted, subtracted_error : float
        Charge of a blank, and its standard error / C.
    kept : (k,) array
        1 for exponentials of the deposit, 0 for that of the double layer.
    """

    time: Array
    wave: Array
    subtracted: float
    subtracted_error: float
    kept: Array

    @property
    def count(self) -> int:
        """How many exponentials."""
        return int(self.kept.size)

    def course(self, values: Array, x: Array, near: Array) -> tuple[Array, Array]:
        """Return i / A and its slopes."""
        constants, amplitudes = np.exp(values[: self.count]), values[self.count : -1]
        decays = np.exp(-x[:, None] / constants)
        level = decays @ amplitudes + values[-1] + np.interp(x, self.time, self.wave)
        slopes = np.concatenate([amplitudes * decays * x[:, None] / constants, decays, np.ones((x.size, 1))], axis=1)
        return level, slopes

    def estimates(self, values: Array, covariance: Array, freedom: int, ends: Ends) -> Mapping[str, Estimate]:
        """Return the charge from the first sample to the end of time, and the baseline."""
        constants, amplitudes = np.exp(values[: self.count]), values[self.count : -1]
        start = max(ends[0], 0.0)
        area = self.kept * constants * np.exp(-start / constants)
        slopes = np.concatenate([amplitudes * area * (1 + start / constants), area, [0.0]])
        charge = float(area @ amplitudes) - self.subtracted
        error = float(np.hypot(np.sqrt(max(slopes @ covariance @ slopes, 0.0)), self.subtracted_error))
        level, spread = float(values[-1]), float(np.sqrt(covariance[-1, -1]))
        return {
            "residual_charge": _estimate(charge, error, "C", "baseline_and_tail_fitted"),
            "baseline_current": _estimate(level, spread, "A", "fitted"),
        }


def _estimate(value: float, error: float, unit: str, rule: str) -> Estimate:
    half = NORMAL_QUANTILE_95 * error
    return Estimate(value, unit, error, (value - half, value + half), interval_method="covariance", rule=rule)


def charge_refit(
    reading: ChargeReading, zero: tuple[float, float], blank: tuple[float, float] | None
) -> ChargeRefit | None:
    """Return what a drag needs of a charge; nothing where exponentials do not describe the whole transient.

    Parameters
    ----------
    reading : ChargeReading
    zero : (float, float)
        First time of the record, and of the range that was used, on its clock / s.
    blank : (float, float) or None
        Charge of a blank and its standard error / C.
    """
    fit = reading.fit
    if fit.structured or fit.start > 0 or not fit.time_constants.size:
        return None
    values = np.concatenate([np.log(fit.time_constants), fit.amplitudes, [fit.baseline]])
    size = 10 * float(np.abs(reading.record.current).max())
    span = np.concatenate([np.full(fit.time_constants.size, _DECADE), np.full(fit.amplitudes.size + 1, size)])
    kept = np.ones(fit.time_constants.size)
    if blank is None and reading.double_layer is not None:
        kept[0] = 0.0
    time = reading.record.time
    return ChargeRefit(
        columns=("time", "current"),
        axes=(Axis("t", "s", "s"), Axis("I", "A", "mA")),
        origin=zero[1],
        window_origin=zero[0],
        scale=1.0,
        reach=(-np.inf, np.inf),
        values=values,
        lower=values - span,
        upper=values + span,
        noise=fit.noise,
        time=time,
        wave=fit.posterior.wave(time),
        subtracted=0.0 if blank is None else blank[0],
        subtracted_error=0.0 if blank is None else blank[1],
        kept=kept,
    )
