"""Current after a potential step at a planar electrode, with a known truth (PHYSICS 1, 10)."""

from __future__ import annotations

import numpy as np

from fitting.mass_transfer.cottrell import cottrell_current
from fitting.messages import FitError
from fitting.synthetic.noise import SyntheticCurve, noisy

_IMAGES = 60  # of a finite cell


def planar_step_curve(
    *,
    diffusion_coefficient: float = 3e-10,
    concentration: float = 1000.0,
    area: float = 1e-5,
    duration: float = 30.0,
    sampling_interval: float = 0.02,
    thickness: float | None = None,
    background: float = 0.0,
    charging_current: float = 0.0,
    charging_time: float = 0.05,
    noise: str = "white",
    noise_level: float | None = None,
    seed: int = 0,
) -> SyntheticCurve:
    """Return the current after a step to empty surface of a plating electrode, in a supported electrolyte.

    i = -F A c sqrt(D/(pi t)) [1 + 2 sum (-1)^k exp(-k^2 L^2/(D t))] - background - charging_current e^(-t/t_charging)

    Parameters
    ----------
    diffusion_coefficient, concentration, area : float
        m^2/s, mol/m^3, m^2.
    duration, sampling_interval : float
        s since the step; the first sample is one interval after it.
    thickness : float, optional
        Of the electrolyte, to a wall that nothing passes / m; without it there is no end.
    background, charging_current, charging_time : float
        A, A, s; both count as plating.
    noise : str
        Kind, as in `noisy`.
    noise_level : float, optional
        A; 0.2 % of the current after four seconds unless given.
    seed : int

    Raises
    ------
    FitError
        ``TIMES_NOT_POSITIVE``, and as `cottrell_current`.
    """
    if min(duration, sampling_interval, charging_time) <= 0:
        raise FitError("TIMES_NOT_POSITIVE", "Times must be above zero.")
    time = np.arange(sampling_interval, duration + 0.5 * sampling_interval, sampling_interval)
    current = cottrell_current(time, diffusion_coefficient, concentration, area)
    if thickness is not None:
        k = np.arange(1, _IMAGES)[:, None]
        images = (-1.0) ** k * np.exp(-(k**2) * thickness**2 / (diffusion_coefficient * time))
        current = current * (1 + 2 * np.sum(images, axis=0))
    level = 0.002 * float(cottrell_current(4.0, diffusion_coefficient, concentration, area))
    total = -current - background - charging_current * np.exp(-time / charging_time)
    time, total = noisy(time, total, noise, level if noise_level is None else noise_level, seed)
    return SyntheticCurve({"time": time, "current": total}, {"diffusion_coefficient": diffusion_coefficient})
