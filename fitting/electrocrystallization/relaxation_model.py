"""The model curve of a nucleation spike: charging, spike, exponential relaxation, depletion, mains (PHYSICS 3.3)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

# Order of the parameters. Times are logarithms of s.
OPEN_CIRCUIT, PLATEAU, GROWTH, AMPLITUDE, CHARGING, GROWTH_TIME, RISE, DECAY = range(8)
COUNT = 8


@dataclass(frozen=True)
class RelaxationModel:
    """E(x) = E_ocv q + (1 - q) (E_pl + A g) - dE b(x) + B ln(1 - sqrt(x/tau_S)) + mains.

    q = exp(-x/t_dl), g = exp(-x/tau_e), b a biexponential of unit height, x the time since current on / s.
    Parameters in order: E_ocv, E_pl, A, dE / V, ln t_dl, ln tau_e, ln tau_r, ln tau_d; with depletion B / V (and
    ln tau_S if it is free); for each line of the mains a / V, b / V, f / Hz.

    Parameters
    ----------
    depletion : bool
        Whether the term is there.
    sand_time : float or None
        Known tau_S / s; free if None.
    mains : int
        Lines at aliases of the mains.
    growth : bool
        Whether A is there; without it A = 0.
    """

    depletion: bool = False
    sand_time: float | None = None
    mains: int = 0
    growth: bool = True

    @property
    def size(self) -> int:
        """Number of parameters."""
        return COUNT + self.depletion * (2 if self.sand_time is None else 1) + 3 * self.mains

    def without_nuisance(self, values: Array, x: Array) -> Array:
        """Return the potential without depletion and mains."""
        plain = RelaxationModel(growth=self.growth)
        return plain.potential(values[:COUNT], x)

    def potential(self, values: Array, x: Array) -> Array:
        """Return E(x) / V."""
        return self._evaluate(values, x)[0]

    def jacobian(self, values: Array, x: Array) -> Array:
        """Return dE / d values, (n, p)."""
        return self._evaluate(values, x, slopes=True)[1]

    def _evaluate(self, values: Array, x: Array, slopes: bool = False) -> tuple[Array, Array]:
        x = np.maximum(x, 0.0)
        t_dl, t_e = np.exp(values[CHARGING]), np.exp(values[GROWTH_TIME])
        q, g = np.exp(-x / t_dl), np.exp(-x / t_e)
        amplitude = values[GROWTH] if self.growth else 0.0
        settled = values[PLATEAU] + amplitude * g
        spike, by_rise, by_decay = unit_biexponential(x, values[RISE], values[DECAY], slopes)
        potential = values[OPEN_CIRCUIT] * q + (1 - q) * settled - values[AMPLITUDE] * spike
        columns = []
        if slopes:
            slope_of_charging = (values[OPEN_CIRCUIT] - settled) * q * x / t_dl
            on = 1.0 if self.growth else 0.0
            columns = [q, 1 - q, on * (1 - q) * g, -spike, slope_of_charging, (1 - q) * amplitude * g * x / t_e]
            columns += [-values[AMPLITUDE] * by_rise, -values[AMPLITUDE] * by_decay]
        potential, more = self._nuisance(values, x, potential, slopes)
        return potential, np.stack(columns + more, axis=1) if slopes else potential

    def _nuisance(self, values: Array, x: Array, potential: Array, slopes: bool) -> tuple[Array, list[Array]]:
        columns: list[Array] = []
        at = COUNT
        if self.depletion:
            sand_time = float(np.exp(values[COUNT + 1])) if self.sand_time is None else self.sand_time
            root = np.minimum(np.sqrt(x / sand_time), 1 - 1e-9)
            potential = potential + values[COUNT] * np.log1p(-root)
            columns.append(np.log1p(-root))
            at += 1
            if self.sand_time is None:
                columns.append(values[COUNT] * 0.5 * root / (1 - root))
                at += 1
        for line in range(self.mains):
            sine_at, cosine_at, frequency = values[at + 3 * line : at + 3 * line + 3]
            angle = 2 * np.pi * frequency * x
            sine, cosine = np.sin(angle), np.cos(angle)
            potential = potential + sine_at * sine + cosine_at * cosine
            columns += [sine, cosine, 2 * np.pi * x * (sine_at * cosine - cosine_at * sine)]
        return potential, columns if slopes else []


def unit_biexponential(x: Array, log_rise: float, log_decay: float, slopes: bool) -> tuple[Array, Array, Array]:
    """Return b(x) = (e^(-x/tau_d) - e^(-x/tau_r)) / its maximum, and db/d ln tau_r, db/d ln tau_d."""
    if abs(log_decay - log_rise) < 1e-4:  # the limit is x e^(-x/tau), which this approaches
        log_decay = log_rise + 1e-4
    rise, decay = np.exp(log_rise), np.exp(log_decay)
    fast, slow = np.exp(-x / rise), np.exp(-x / decay)
    height = _height(log_rise, log_decay)
    spike = (slow - fast) / height
    if not slopes:
        return spike, spike, spike
    step = 1e-5
    by_rise = (_height(log_rise + step, log_decay) - _height(log_rise - step, log_decay)) / (2 * step * height)
    by_decay = (_height(log_rise, log_decay + step) - _height(log_rise, log_decay - step)) / (2 * step * height)
    slope_rise = -fast * x / rise / height - spike * by_rise
    slope_decay = slow * x / decay / height - spike * by_decay
    return spike, slope_rise, slope_decay


def _height(log_rise: float, log_decay: float) -> float:
    gap = log_decay - log_rise
    if abs(gap) < 1e-9:
        gap = 1e-9
    rise, decay = np.exp(log_rise), np.exp(log_decay)
    top = gap / (1 / rise - 1 / decay)
    return float(np.exp(-top / decay) - np.exp(-top / rise))
