"""How near stripping charge and corrosion rate come to the limit of their noise (PHYSICS 8)."""

from __future__ import annotations

from functools import lru_cache, partial

import numpy as np

from fitting.outcome import Estimate
from fitting.self_corrosion import StrippingCharge, corrosion_law, stripping_charge
from fitting.self_corrosion.corrosion_laws import LAWS
from fitting.synthetic.stripping import stripping_after_rests, stripping_transient
from tests.accuracy.rows import Row, cramer_rao, mains_cost

CHARGE, DECAY, BASELINE, NOISE = 0.5, 25.0, 20e-6, 20e-6
GOALS = {"white": 1.1, "typical": 2.0}
COVERAGE = (0.90, 0.98)
RESTS = np.array([0.0, 1.0, 2.0, 4.0, 8.0, 16.0]) * 3600
SCATTER = 0.02
CONSTANTS = {"linear": 0.4 * CHARGE / RESTS[-1], "parabolic": 0.4 * CHARGE / RESTS[-1] ** 0.5}
CONSTANTS |= {"exponential": 0.9 / RESTS[-1]}
RATE_GOALS = {"white": 1.1, "typical": 1.3}


def _charge_limit() -> float:
    """One standard deviation of Q / C where Q, tau and the baseline are unknown."""
    time = np.arange(0.0, 180.15, 0.3)
    values = np.array([CHARGE, DECAY, BASELINE])
    bounds = cramer_rao(lambda p: p[0] / p[1] * np.exp(-time / p[1]) + p[2], values, NOISE)
    return float(bounds[0])


def _mains_limit() -> float:
    """The same / C beside hum, which is unknown too.

    Every 0.3 s, 50 and 60 Hz are aliased to nothing: a wave of up to 5 cycles in the record. No estimator comes near
    the white limit then: the posterior mean with amplitude and frequency drawn as they are, which nothing beats, comes
    to 2.8 of it (400 seeds).
    """
    time = np.arange(0.0, 180.15, 0.3)
    left = np.exp(-time / DECAY)
    slopes = np.stack([left / DECAY, CHARGE / DECAY * left * (time / DECAY - 1), np.ones(time.size)], axis=1)
    return _charge_limit() * float(mains_cost(slopes / NOISE, np.array([[1.0, 0.0, 0.0]]), time)[0])


def _charge(noise: str, seed: int) -> Estimate:
    curve = stripping_transient(noise=noise, seed=seed)
    return stripping_charge(curve.columns["time"], curve.columns["current"]).quantities["residual_charge"]


def _rate_truth(law: str) -> float:
    left = LAWS[law].charge(RESTS, CHARGE, CONSTANTS[law], 1.0)
    return float((left[0] - left[-1]) / RESTS[-1])


def _rate_limit(law: str) -> float:
    """One standard deviation of the mean rate / A for cells that scatter by 2 % of what is left."""
    share = RESTS / RESTS[-1]

    def left(p: np.ndarray) -> np.ndarray:
        """Return Q / Q0 for p = initial charge / Q0, loss over the longest rest / Q0."""
        if law == "exponential":
            return p[0] * np.exp(np.log1p(-p[1] / p[0]) * share)
        return p[0] - p[1] * (np.sqrt(share) if law == "parabolic" else share)

    values = np.array([1.0, _rate_truth(law) * RESTS[-1] / CHARGE])
    return float(cramer_rao(left, values, SCATTER * left(values))[1]) * CHARGE / RESTS[-1]


@lru_cache(maxsize=2)
def _stripped(law: str, noise: str, seed: int) -> tuple[StrippingCharge, ...]:
    curves, _ = stripping_after_rests(
        RESTS,
        law=law,
        initial_charge=CHARGE,
        rate_constant=CONSTANTS[law],
        cell_scatter=SCATTER,
        noise=noise,
        seed=seed,
    )
    return tuple(stripping_charge(curve.columns["time"], curve.columns["current"]) for curve in curves)


def _rate(law: str, noise: str, seed: int) -> Estimate:
    found = _stripped(law, noise, seed)
    return corrosion_law(
        RESTS,
        [one.charge for one in found],
        charge_error=[one.charge_error for one in found],
        consumed=[one.consumed for one in found],
        law=law,
    ).quantities["corrosion_rate"]


def rows() -> list[Row]:
    """Return the stripping charge, and the corrosion rate of three known laws, under two kinds of noise."""
    # each of the noise that the curves have; typical noise against that of white noise too
    limits = {"white": _charge_limit(), "typical": _mains_limit(), "white_limit_typical": _charge_limit()}
    found = []
    for name, limit in limits.items():
        noise = name.split("_")[-1]
        found.append(
            Row(f"stripping_charge_{name}", "C", CHARGE, limit, GOALS[noise], partial(_charge, noise), COVERAGE)
        )
    return found + [
        Row(
            f"corrosion_rate_{law}_{noise}", "A", _rate_truth(law), _rate_limit(law), goal, partial(_rate, law, noise),
            COVERAGE,
        )
        for law in CONSTANTS
        for noise, goal in RATE_GOALS.items()
    ]  # fmt: skip
