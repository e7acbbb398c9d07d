"""How near the nucleation spike's times come to the limit of their noise."""

from __future__ import annotations

from functools import lru_cache, partial

from fitting.electrocrystallization import NucleationSpike, nucleation_spike
from fitting.outcome import Estimate
from fitting.synthetic import SyntheticCurve, chronopotentiogram
from tests.accuracy.rows import Row

# One standard deviation of the Cramer-Rao limit / s: dt 0.5 s, 0.3 mV, 900 s (PHYSICS 8).
LIMITS = {("induction_period", 22): 0.0143, ("self_smoothing_time", 22): 2.26}
LIMITS |= {("induction_period", 3): 0.0139, ("self_smoothing_time", 3): 17.6}
GOALS = {"white": 1.15, "typical": 1.4}


@lru_cache(maxsize=4)
def _fitted(rise: int, noise: str, seed: int) -> NucleationSpike:
    curve = _curve(rise, noise, seed)
    return nucleation_spike(*(curve.columns[name] for name in ("time", "potential", "current")))


def _curve(rise: int, noise: str, seed: int) -> SyntheticCurve:
    return chronopotentiogram(noise=noise, seed=seed, self_smoothing_rise=1e-3 * rise, rise_time=6.0, decay_time=12.0)


def _estimate(quantity: str, rise: int, noise: str, seed: int) -> Estimate:
    return _fitted(rise, noise, seed).quantities.get(quantity, Estimate(None, "s"))


def rows() -> list[Row]:
    """Return one row per quantity, rise and noise."""
    return [
        Row(
            f"{quantity}_{rise}mV_{noise}",
            "s",
            _curve(rise, "clean", 0).truth[quantity],
            limit,
            goal,
            partial(_estimate, quantity, rise, noise),
        )
        for (quantity, rise), limit in LIMITS.items()
        for noise, goal in GOALS.items()
    ]
