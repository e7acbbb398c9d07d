"""Plating curves from an integrated nucleation-growth-depletion model: not of the form that is fitted."""

from __future__ import annotations

from dataclasses import dataclass, replace

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


def drawn_plating(seed: int) -> tuple[Plating, np.ndarray, str]:
    """Return a plating drawn at random, its times / s, and its trend: what the same curve without depletion shows.

    Curves without a spike that six samples lead to, and those whose trend is between two words, are drawn again.
    """
    for trial in range(200):
        random = np.random.default_rng([seed, trial])
        duration, step = float(random.choice([300.0, 600.0, 900.0])), float(random.choice([0.25, 0.5, 1.0]))
        time = np.arange(0.0, duration + 0.5 * step, step)
        plating = Plating(
            capacity=10 ** random.uniform(1.5, 2.5), exchange=10 ** random.uniform(0.0, 1.0),
            nucleation=10 ** random.uniform(-0.5, 1.0), barrier=random.uniform(0.1, 0.25),
            bare=10 ** random.uniform(-2.3, -1.3), start=random.uniform(0.01, 0.06),
        )  # fmt: skip
        kind = ("steady", "smoothing", "falling", "smoothing", "depletion")[seed % 5]
        if kind == "smoothing":
            constant = duration * random.uniform(0.08, 0.33)
            plating = replace(plating, smoothing=random.uniform(0.1, 0.6), smoothing_time=constant)
        elif kind == "falling":
            constant = duration * random.uniform(0.15, 0.5)
            plating = replace(plating, smoothing=-random.uniform(0.3, 1.5), smoothing_time=constant)
        trend = _trend(time, plating.potential(time))
        if kind == "depletion":
            trend = trend if trend == "steady" else None
            plating = replace(plating, sand_time=duration * float(random.choice([1.05, 1.25, 1.5625, 2.0, 4.0])))
        if trend is not None:
            return plating, time, trend
    raise ValueError("no plating with a clear trend was drawn")


def _trend(time: np.ndarray, potential: np.ndarray) -> str | None:
    """Return the trend of a noise-free curve; None where its spike is badly sampled or its change between two words."""
    spike = int(np.argmin(potential[: time.size // 3]))
    if spike < 6 or min(potential[0], potential[spike:].max()) - potential[spike] < 6e-3:
        return None
    fall = float(potential[spike:].max() - potential[-1])
    rise = float(potential[-1] - potential[(spike + time.size) // 2])
    for change, word in ((fall, "self_smoothing"), (rise, "falling")):
        if change > 1e-3:
            return word if change > 2.5e-3 else None
    return "steady"
