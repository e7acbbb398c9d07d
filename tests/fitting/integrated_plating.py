"""Plating curves from an integrated nucleation-growth-depletion model: not of the form that is fitted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.integrate import solve_ivp

F_OVER_RT = 38.9217445
CURRENT_DENSITY = 10.0  # A/m^2, reduction counted positive here


@dataclass(frozen=True)
class Plating:
    """Double layer, a growing active area, loss of exchange current (smoothing) and of salt (depletion)."""

    capacity: float = 25.0  # F/m^2, with the SEI's: large, so that the spike takes seconds
    exchange: float = 3.0  # A/m^2
    nucleation: float = 8.0  # 1/s
    barrier: float = 0.20  # V
    bare: float = 0.02  # active area before nucleation
    smoothing: float = 0.0  # share of exchange current lost
    smoothing_time: float = 150.0  # s
    sand_time: float | None = None  # s
    start: float = 0.03  # V

    def potential(self, time: np.ndarray) -> np.ndarray:
        answer = solve_ivp(
            self._slope, (0.0, time[-1]), [self.start, self.bare], "LSODA", time, rtol=1e-8, atol=1e-10, max_step=5.0
        )
        return answer.y[0]

    def _slope(self, t: float, state: np.ndarray) -> list[float]:
        eta, area = state
        left = 1.0 if self.sand_time is None else max(1 - np.sqrt(t / self.sand_time), 1e-6)
        exchange = self.exchange * (1 - self.smoothing * -np.expm1(-t / self.smoothing_time))
        forward = left * np.exp(min(-0.5 * F_OVER_RT * eta, 40.0))
        faradaic = area * exchange * (forward - np.exp(min(0.5 * F_OVER_RT * eta, 40.0)))
        rate = self.nucleation * np.exp(-((self.barrier / eta) ** 2)) if eta < 0 else 0.0
        return [(faradaic - CURRENT_DENSITY) / self.capacity, rate * (1 - area) * area]
