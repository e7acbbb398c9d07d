"""Exchange current density and transfer coefficient against cycle number, with a known truth (PHYSICS 5, 10)."""

from __future__ import annotations

import numpy as np

from fitting.messages import FitError
from fitting.synthetic.noise import SyntheticCurve


def kinetics_series_curve(
    *,
    cycles: int = 20,
    first_exchange_current_density: float = 4.0,
    limiting_exchange_current_density: float = 10.0,
    first_transfer_coefficient: float = 0.30,
    limiting_transfer_coefficient: float = 0.42,
    stabilization_cycles: float = 1.5,
    relative_scatter: float = 0.02,
    transfer_coefficient_scatter: float = 0.005,
    glitches: int = 0,
    seed: int = 0,
) -> SyntheticCurve:
    """Return j0 and alpha that approach their limits exponentially, y = y_inf + (y_1 - y_inf) exp(-(n - 1)/n_s).

    Parameters
    ----------
    cycles : int
        1, 2, ... cycles.
    first_exchange_current_density, limiting_exchange_current_density : float
        A/m^2.
    first_transfer_coefficient, limiting_transfer_coefficient : float
    stabilization_cycles : float
        n_s.
    relative_scatter, transfer_coefficient_scatter : float
        Standard deviations from cycle to cycle, of ln j0 and alpha.
    glitches : int
        Cycles in which j0 is wrong by a factor of two.
    seed : int

    Raises
    ------
    FitError
        ``NOT_POSITIVE``.
    """
    if min(cycles, first_exchange_current_density, limiting_exchange_current_density, stabilization_cycles) <= 0:
        raise FitError("NOT_POSITIVE", "Cycles, exchange current densities and their constant must be above zero.")
    random = np.random.default_rng(seed)
    cycle = np.arange(1, cycles + 1, dtype=np.float64)
    left = np.exp(-(cycle - 1) / stabilization_cycles)
    j0 = limiting_exchange_current_density + left * (first_exchange_current_density - limiting_exchange_current_density)
    alpha = limiting_transfer_coefficient + left * (first_transfer_coefficient - limiting_transfer_coefficient)
    ratio = first_exchange_current_density / limiting_exchange_current_density
    stable = 1 + stabilization_cycles * float(np.log(max(abs(ratio - 1) / 0.05, 1.0)))
    j0 = j0 * np.exp(random.normal(0, relative_scatter, cycle.size))
    alpha = alpha + random.normal(0, transfer_coefficient_scatter, cycle.size)
    if glitches:
        j0[random.choice(cycle.size, glitches, replace=False)] *= 2.0
    truth = {
        "first_stable_cycle": stable,
        "limiting_exchange_current_density": limiting_exchange_current_density,
        "limiting_transfer_coefficient": limiting_transfer_coefficient,
        "stabilization_cycles": stabilization_cycles,
    }
    return SyntheticCurve({"cycle": cycle, "exchange_current_density": j0, "transfer_coefficient": alpha}, truth)
