"""How near the nucleation spike's times come to the limit of their noise, and how often its trend is judged right."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache, partial

import numpy as np
from scipy.optimize import brentq, minimize_scalar

from fitting.electrocrystallization import NucleationSpike, nucleation_spike
from fitting.outcome import Estimate
from fitting.synthetic import chronopotentiogram, noisy
from fitting.synthetic.chronopotentiogram import PlatingCurve
from tests.accuracy.rows import Row, Share, mains_cost
from tests.fitting.integrated_plating import Plating, drawn_plating

NOISE_LEVEL = 0.3e-3  # V
GOALS = {"white": 1.15, "typical": 1.4}
QUANTITIES = ("induction_period", "self_smoothing_time")
PLATEAU = {"open_circuit_potential": 0.040, "plateau_potential": -0.085, "spike_amplitude": 0.080}
# The settings of PHYSICS 8 first: dt 0.5 s, 900 s, a rise of 22 and of 3 mV.
USUAL = {"rise_time": 6.0, "decay_time": 12.0, "charging_time": 1.0, "self_smoothing_constant": 150.0}
USUAL |= {"duration": 900.0, "sampling_interval": 0.5}
SLOW = {"rise_time": 30.0, "decay_time": 60.0, "charging_time": 5.0, "self_smoothing_constant": 300.0}
SLOW |= {"duration": 1800.0, "sampling_interval": 5.0}
QUICK = {"rise_time": 2.0, "decay_time": 5.0, "charging_time": 0.5, "self_smoothing_constant": 80.0}
QUICK |= {"duration": 400.0, "sampling_interval": 0.25}
SETTINGS = {
    "22mV": USUAL | {"self_smoothing_rise": 0.022},
    "3mV": USUAL | {"self_smoothing_rise": 0.003},
    "slow_5s": SLOW | {"self_smoothing_rise": 0.022},
    "quick_12mV": QUICK | {"self_smoothing_rise": 0.012},
}
FREE = ("spike_amplitude", "rise_time", "decay_time", "charging_time", "open_circuit_potential", "plateau_potential")
FREE = (*FREE, "self_smoothing_rise", "self_smoothing_constant")


@lru_cache(maxsize=1000)
def _fitted(setting: str, noise: str, seed: int) -> NucleationSpike:
    curve = chronopotentiogram(noise=noise, seed=seed, noise_level=NOISE_LEVEL, **PLATEAU, **SETTINGS[setting])
    return nucleation_spike(*(curve.columns[name] for name in ("time", "potential", "current")))


def _estimate(quantity: str, setting: str, noise: str, seed: int) -> Estimate:
    return _fitted(setting, noise, seed).quantities.get(quantity, Estimate(None, "s"))


def _curve(values: np.ndarray) -> PlatingCurve:
    given = dict(zip(FREE, values, strict=True))
    return PlatingCurve(
        given["open_circuit_potential"], given["plateau_potential"], given["spike_amplitude"], given["rise_time"],
        given["decay_time"], given["charging_time"], given["self_smoothing_rise"], given["self_smoothing_constant"],
        None,
    )  # fmt: skip


def times(values: np.ndarray) -> np.ndarray:
    """Return induction period and self-smoothing time / s of a curve, by root finding on its formula."""
    curve = _curve(values)

    def level(x: float) -> float:
        return float(curve.potential(np.array([x]))[0])

    def extremum(low: float, high: float, sign: float) -> float:
        options = {"xatol": 1e-9 * high}
        return float(
            minimize_scalar(lambda x: sign * level(x), bounds=(low, high), method="bounded", options=options).x
        )

    fast, slow = curve.decay_time, curve.growth_time
    spike = extremum(0.01 * fast, 3 * fast, 1.0)
    crest = extremum(spike, spike + 20 * fast, -1.0)
    start = brentq(level, 0.0, spike, xtol=1e-12)
    target = curve.plateau + 0.05 * (level(crest) - curve.plateau)
    done = brentq(lambda x: level(x) - target, crest, crest + 20 * slow, xtol=1e-10)
    return np.array([spike - start, done - spike])


def limits(setting: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the true times, their Cramer-Rao bounds under white noise / s, and what hum costs."""
    given = PLATEAU | SETTINGS[setting]
    values = np.array([given[name] for name in FREE])
    at = np.arange(0.0, given["duration"] + 0.5 * given["sampling_interval"], given["sampling_interval"])
    step = 1e-5 * np.diag(values)
    slopes = [(_curve(values + one).potential(at) - _curve(values - one).potential(at)) / 2e-5 for one in step]
    jacobian = np.stack(slopes, axis=1) / NOISE_LEVEL
    moved = np.stack([(times(values + 100 * one) - times(values - 100 * one)) / 2e-3 for one in step], axis=1)
    covariance = moved @ np.linalg.inv(jacobian.T @ jacobian) @ moved.T
    return times(values), np.sqrt(np.diag(covariance)), mains_cost(jacobian, moved, at)


def _trend(plating: Plating, time: np.ndarray, noise: str, seed: int) -> str:
    recorded, potential = noisy(time, plating.potential(time), noise, NOISE_LEVEL, seed)
    return nucleation_spike(recorded, potential, -1e-4).verdicts["plateau_trend"]


def _right(noise: str, seed: int) -> bool | None:
    plating, time, right = drawn_plating(seed)
    found = _trend(plating, time, noise, seed)
    return None if found == "undecided" else found == right


def _misread(noise: str, seed: int) -> bool:
    plating, time, _trend_before = drawn_plating(seed)
    depleted = replace(plating, smoothing=0.0, sand_time=time[-1] * float((1.05, 1.25, 1.5625, 2.0, 4.0)[seed % 5]))
    return _trend(depleted, time, noise, seed) == "self_smoothing"


def rows() -> list[Row | Share]:
    """Return one row per quantity, setting and noise, and the shares of trends on curves of another form."""
    found: list[Row | Share] = []
    for setting in SETTINGS:
        for quantity, truth, bound, cost in zip(QUANTITIES, *limits(setting), strict=True):
            # each against the bound of the noise that it has; typical noise against that of white noise too
            limits_of = {"white": bound, "typical": bound * cost, "white_limit_typical": bound}
            for noise, limit in limits_of.items():
                kind = noise.split("_")[-1]
                estimate = partial(_estimate, quantity, setting, kind)
                name = f"{quantity}_{setting}_{noise}"
                found.append(Row(name, "s", float(truth), float(limit), GOALS[kind], estimate))
    for noise in GOALS:
        found.append(Share(f"spike_trend_right_when_decided_{noise}", 0.95, partial(_right, noise)))
        found.append(Share(f"spike_depletion_called_smoothing_{noise}", 0.02, partial(_misread, noise), at_least=False))
    return found
