"""Current transients of nucleation after a potential step, with a known truth (PHYSICS 3.1)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fitting.electrocrystallization.current_transient_model import mostany_current, mostany_peak
from fitting.messages import FitError
from fitting.synthetic.noise import SyntheticCurve, noisy

Array = npt.NDArray[np.float64]


def current_transient_curve(
    *,
    diffusion_coefficient: float = 1e-10,
    concentration: float = 1000.0,
    nuclei_density: float = 3.2e10,
    nucleation_rate: float = 1.0,
    area: float = 1e-6,
    potential: float = -0.15,
    duration: float = 8.0,
    points: int = 800,
    offset: float = 0.0,
    charging_current: float = 0.0,
    charging_time: float = 0.02,
    noise: str = "white",
    noise_level: float | None = None,
    seed: int = 0,
) -> SyntheticCurve:
    """Return the current after a step to a plating potential: Scharifker-Mostany, offset and charging on request.

    i = -A_el [j_SM(t) + j_off + j_c exp(-t/t_c)]

    Parameters
    ----------
    diffusion_coefficient, concentration : float
        m^2/s, mol/m^3.
    nuclei_density, nucleation_rate : float
        N0 / m^-2, A / s^-1.
    area, potential : float
        m^2, V against Li/Li+.
    duration, points : float, int
        Regular samples from duration/points to duration / s.
    offset, charging_current, charging_time : float
        A/m^2 (magnitudes), s: reduction of the electrolyte, and double layer.
    noise : str
        As `noisy`.
    noise_level : float, optional
        Standard deviation of the white part / A; 0.5 % of the maximum if not given.
    seed : int

    Raises
    ------
    FitError
        For values that are not above zero, or an unknown noise.
    """
    positive = (diffusion_coefficient, concentration, nuclei_density, nucleation_rate, area, duration, charging_time)
    if min(positive) <= 0 or points < 2:
        raise FitError("NOT_POSITIVE", "A transient needs parameters above zero and at least two points.")
    time = duration * np.arange(1, points + 1) / points
    density = mostany_current(time, diffusion_coefficient, concentration, nuclei_density, nucleation_rate)
    values = np.log(np.array([diffusion_coefficient, nuclei_density, nucleation_rate]))
    peak_time, peak_current = mostany_peak(values, concentration)
    total = density + offset + charging_current * np.exp(-time / charging_time)
    level = 0.005 * float(peak_current) * area if noise_level is None else noise_level
    time, current = noisy(time, -area * total, noise, level, seed)
    truth = {
        "diffusion_coefficient": diffusion_coefficient,
        "nuclei_density": nuclei_density,
        "nucleation_rate": nucleation_rate,
        "peak_time": float(peak_time),
        "peak_current_density": -float(peak_current),
    }
    columns = {"time": time, "potential": np.full(time.size, potential), "current": current}
    return SyntheticCurve(columns, truth)
