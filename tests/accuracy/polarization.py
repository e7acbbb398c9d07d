"""How near the polarization contest's parameters come to the limit of their noise (PHYSICS 8: R known)."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache, partial
from math import log

import numpy as np

from fitting.charge_transfer.polarization import Polarization, polarization
from fitting.outcome import Estimate
from fitting.synthetic.polarization_curve import polarization_curve
from tests.accuracy.rows import Row, cramer_rao

AREA = 4.9e-10
SETTING = {"sweep_rate": 0.013, "area": AREA}  # V/s: no alias of mains is slower than the curve
NOISE = {"relative_noise": 0.005, "noise_floor": 1e-4}
# name: law, and the parameters it is made with; the first is measured
CASES = {
    "transfer_coefficient_bv": ("butler_volmer", {"transfer_coefficient": 0.45}),
    "reorganization_energy_marcus_0.4": ("marcus_hush", {"reorganization_energy": 0.4}),
    "reorganization_energy_mhc_0.4": ("marcus_hush_chidsey", {"reorganization_energy": 0.4}),
    "reorganization_energy_mhc_0.25": ("marcus_hush_chidsey", {"reorganization_energy": 0.25}),
}
GOALS = {"white": 1.1, "typical": 1.3}


@lru_cache(maxsize=4)
def _fitted(case: str, noise: str, seed: int) -> Polarization:
    law, made = CASES[case]
    curve = polarization_curve(law=law, noise=noise, seed=seed, **SETTING, **NOISE, **made)
    columns = (curve.columns[name] for name in ("potential", "current", "time"))
    return polarization(*columns, area=AREA, series_resistance=0.0, models=(law,))


def _estimate(case: str, quantity: str, noise: str, seed: int) -> Estimate:
    found = _fitted(case, noise, seed).quantities.get(quantity, Estimate(None, "1"))
    if quantity != "exchange_current_density" or found.value is None or found.interval is None:
        return found
    return replace(found, value=log(found.value), interval=(log(found.interval[0]), log(found.interval[1])))


@lru_cache
def _limits(case: str) -> tuple[float, float]:
    """Return the limits of the measured parameter and of ln j0, the equilibrium potential free."""
    law, made = CASES[case]
    ((name, value),) = made.items()

    def current(values: np.ndarray) -> np.ndarray:
        free = {"exchange_current_density": float(np.exp(values[0])), name: values[1]}
        curve = polarization_curve(law=law, noise="clean", equilibrium_potential=values[2], **SETTING, **free)
        return curve.columns["current"]

    truth = np.array([log(100.0), value, 0.0])
    sigma = np.hypot(NOISE["relative_noise"] * current(truth), NOISE["noise_floor"] * 100.0 * AREA)
    bounds = cramer_rao(current, truth, sigma)
    return float(bounds[1]), float(bounds[0])


def rows() -> list[Row]:
    """Return a row per law and noise, and one of ln j0 for Butler-Volmer."""
    table = []
    for case, (_, made) in CASES.items():
        ((quantity, truth),) = made.items()
        unit = "eV" if quantity == "reorganization_energy" else "1"
        measured = [(case, quantity, unit, truth, 0)]
        if case == "transfer_coefficient_bv":
            measured.append(("ln_exchange_current_density_bv", "exchange_current_density", "1", log(100.0), 1))
        for name, what, in_unit, true, place in measured:
            for noise, goal in GOALS.items():
                estimate = partial(_estimate, case, what, noise)
                table.append(Row(f"{name}_{noise}", in_unit, true, _limits(case)[place], goal, estimate))
    return table
