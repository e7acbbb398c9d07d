"""Stripping of a deposit after rest, with a known charge: one i-t curve, or one per rest by a law (PHYSICS 4)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from fitting.messages import FitError
from fitting.self_corrosion.corrosion_laws import LAWS
from fitting.synthetic.noise import SyntheticCurve, noisy

SHAPES = ("exponential", "plateau")


def stripping_transient(
    *,
    charge: float = 0.5,
    decay_time: float = 25.0,
    shape: str = "exponential",
    baseline: float = 20e-6,
    double_layer_charge: float = 0.0,
    double_layer_time: float = 0.5,
    duration: float = 180.0,
    sampling_interval: float = 0.3,
    noise: str = "white",
    noise_level: float = 20e-6,
    seed: int = 0,
) -> SyntheticCurve:
    """Return the current after a step to an anodic potential that strips a deposit.

    exponential: i = Q/tau e^(-t/tau); plateau: i = i0 / (1 + e^((t - t_c)/w)), t_c = 2 tau, w = tau/4, of area Q;
    both with i_b + Q_dl/tau_dl e^(-t/tau_dl) added. A deposit of no charge gives a blank.

    Parameters
    ----------
    charge : float
        Q / C, of the deposit alone and to the end of time.
    decay_time : float
        tau / s.
    shape : str
        ``exponential`` | ``plateau``.
    baseline : float
        i_b / A, of side reactions.
    double_layer_charge, double_layer_time : float
        Q_dl / C, tau_dl / s.
    duration, sampling_interval : float
        s.
    noise : str
        ``clean`` | ``white`` | ``typical`` (mains) | ``hard``.
    noise_level : float
        Standard deviation of the white part / A.
    seed : int

    Raises
    ------
    FitError
        ``CHARGE_NEGATIVE``, ``TIMES_NOT_POSITIVE``, ``UNKNOWN_SHAPE``, or an unknown noise.
    """
    if charge < 0:
        raise FitError("CHARGE_NEGATIVE", "A deposit has a charge of zero or more.")
    if min(decay_time, double_layer_time, duration, sampling_interval) <= 0:
        raise FitError("TIMES_NOT_POSITIVE", "Times must be above zero.")
    if shape not in SHAPES:
        raise FitError("UNKNOWN_SHAPE", "A stripping transient is one of exponential and plateau.")
    time = np.arange(0.0, duration + 0.5 * sampling_interval, sampling_interval)
    if shape == "exponential":
        current = charge / decay_time * np.exp(-time / decay_time)
    else:
        centre, width = 2 * decay_time, 0.25 * decay_time
        area = centre + width * np.log1p(np.exp(-centre / width))
        current = charge / area / (1 + np.exp((time - centre) / width))
    truth = {
        "residual_charge": charge,
        "initial_current": float(current[0]),
        "baseline_current": baseline,
        "double_layer_charge": double_layer_charge,
    }
    current = current + baseline + double_layer_charge / double_layer_time * np.exp(-time / double_layer_time)
    time, current = noisy(time, current, noise, noise_level, seed)
    return SyntheticCurve({"time": time, "current": current}, truth)


def stripping_after_rests(
    rest_times: npt.ArrayLike,
    *,
    law: str = "linear",
    initial_charge: float = 0.5,
    rate_constant: float = 2.5e-6,
    time_constant: float = 1800.0,
    cell_scatter: float = 0.02,
    noise: str = "white",
    noise_level: float = 20e-6,
    seed: int = 0,
) -> tuple[Sequence[SyntheticCurve], dict[str, float]]:
    """Return one stripping transient per rest, each of another cell, and the truth of the law.

    Parameters
    ----------
    rest_times : (n,) array
        s.
    law : str
        ``linear`` | ``parabolic`` | ``logarithmic`` | ``exponential``.
    initial_charge, rate_constant, time_constant : float
        Q0 / C, k in the unit of the law, tau / s of the logarithmic law.
    cell_scatter : float
        Standard deviation of a cell's charge, relative to what is left of it.
    noise, noise_level : str, float
        Of the current, as `stripping_transient`.
    seed : int

    Raises
    ------
    FitError
        ``UNKNOWN_LAW``, or as `stripping_transient`.
    """
    if law not in LAWS:
        raise FitError("UNKNOWN_LAW", "A corrosion law is one of linear, parabolic, logarithmic and exponential.")
    rests = np.asarray(rest_times, dtype=np.float64)
    random = np.random.default_rng([seed, 4])
    left = np.maximum(LAWS[law].charge(rests, initial_charge, rate_constant, time_constant), 0.0)
    left = left * (1 + cell_scatter * random.normal(size=rests.size))
    curves = [
        stripping_transient(charge=float(charge), noise=noise, noise_level=noise_level, seed=1000 * seed + index)
        for index, charge in enumerate(left)
    ]
    longest = float(rests.max())
    end = float(LAWS[law].charge(longest, initial_charge, rate_constant, time_constant))
    truth = {
        "initial_charge": initial_charge,
        "rate_constant": rate_constant,
        "corrosion_rate": (initial_charge - end) / longest,
    }
    return curves, truth
