"""Current transients of a microdisk with a known truth (PHYSICS 1.2, 10)."""

from __future__ import annotations

import numpy as np

from fitting.mass_transfer.microdisk import disk_current_ratio, disk_steady_state_current
from fitting.synthetic.noise import SyntheticCurve, noisy


def microdisk_transient_curve(
    *,
    diffusion_coefficient: float = 3e-10,
    concentration: float = 1000.0,
    electrode_radius: float = 12.5e-6,
    transference_number: float = 0.35,
    electrolyte: str = "binary",
    first_time: float = 0.02,
    last_time: float = 200.0,
    points: int = 600,
    spacing: str = "logarithmic",
    baseline: float = 0.0,
    charging_current: float = 0.0,
    charging_time: float = 1e-3,
    noise: str = "white",
    noise_level: float | None = None,
    seed: int = 0,
) -> SyntheticCurve:
    """Return the current after a potential step to empty surface of a plating microdisk.

    i = -i_ss f(D t/a^2) + baseline - charging_current e^(-t / charging_time), i_ss = 4 F D c a / (1 - t+).

    Parameters
    ----------
    diffusion_coefficient, concentration, electrode_radius, transference_number : float
        m^2/s, mol/m^3, m, 1; the salt's D in a ``binary`` electrolyte, the ion's in a ``supported`` one.
    electrolyte : str
        ``binary`` | ``supported`` (the transference number does not count).
    first_time, last_time : float
        s since the step.
    points : int
    spacing : str
        ``logarithmic`` | ``regular``.
    baseline, charging_current : float
        A; the charging current counts as plating current.
    charging_time : float
        RC / s.
    noise : str
        Kind, as in `noisy`.
    noise_level : float, optional
        A; 0.2 % of the steady-state current unless given.
    seed : int
        Of the random numbers.

    Raises
    ------
    FitError
        For parameters outside the domain of the equations.
    """
    number = transference_number if electrolyte == "binary" else 0.0
    steady = disk_steady_state_current(diffusion_coefficient, concentration, electrode_radius, number)
    spaced = np.geomspace if spacing == "logarithmic" else np.linspace
    time = spaced(first_time, last_time, points)
    current = baseline - steady * disk_current_ratio(diffusion_coefficient * time / electrode_radius**2)
    current = current - charging_current * np.exp(-time / charging_time)
    time, current = noisy(time, current, noise, 0.002 * steady if noise_level is None else noise_level, seed)
    truth = {"diffusion_coefficient": diffusion_coefficient, "steady_state_current": -steady}
    return SyntheticCurve({"time": time, "current": current}, truth)
