"""How near the transference number from current and spectra comes to the limit of their noise."""

from __future__ import annotations

from functools import lru_cache, partial

import numpy as np

from fitting.mass_transfer import BruceVincent, PolarizedCell, bruce_vincent
from fitting.outcome import Estimate
from fitting.synthetic import polarization_record
from tests.accuracy.rows import Row, cramer_rao

NUMBER, BULK, INTERFACE, SPAN, CAPACITANCE, EXPONENT = 0.35, 60.0, 300.0, 200.0, 1e-5, 0.9
GOALS = {"white": 1.1, "typical": 1.3}
GROWTHS = {"steady": 0.0, "growing": 0.05}
GROWTH_TIME, POLARIZATION = 1200.0, 0.01


@lru_cache
def _limit(growth: float) -> float:
    record = polarization_record(noise="clean", resistance_growth=growth)
    time, omega = record.current.columns["time"], 2 * np.pi * record.before.columns["frequency"]

    def cells(v: np.ndarray) -> list[PolarizedCell]:
        last = v[1] + (v[6] if growth else 0.0)
        return [PolarizedCell(*np.exp([v[0], one]), v[2], *np.exp(v[3:5]), v[5]) for one in (v[1], last)]

    sizes = [abs(one.impedance(omega)) for one in cells(np.array(_truth(growth)))]

    def model(v: np.ndarray) -> np.ndarray:
        before, after = cells(v)
        change = after.interfacial_resistance - before.interfacial_resistance
        grown = change * np.expm1(-time / np.exp(v[-1])) / np.expm1(-time[-1] / np.exp(v[-1]))
        current = before.drifting_current(time, POLARIZATION, grown) if growth else before.current(time, POLARIZATION)
        pairs = [(one.impedance(omega), size) for one, size in zip((before, after), sizes, strict=True)]
        return np.concatenate(
            [current / 20e-9, *(part / (0.003 * size) for z, size in pairs for part in (z.real, z.imag))]
        )

    return float(cramer_rao(model, np.array(_truth(growth)), 1.0)[2])


def _truth(growth: float) -> list[float]:
    logs = np.log([BULK, INTERFACE, SPAN, CAPACITANCE])
    change = growth * -np.expm1(-3600.0 / GROWTH_TIME)
    drift = [float(np.log1p(change)), float(np.log(GROWTH_TIME))] if growth else []
    return [logs[0], logs[1], NUMBER, logs[2], logs[3], EXPONENT, *drift]


@lru_cache(maxsize=4)
def fitted(growth: float, noise: str, seed: int) -> BruceVincent:
    """Return the joint fit of a simulated experiment."""
    record = polarization_record(noise=noise, seed=seed, resistance_growth=growth)
    columns = record.current.columns
    before, after = (tuple(one.columns.values()) for one in (record.before, record.after))
    return bruce_vincent(POLARIZATION, record=(columns["time"], columns["current"]), before=before, after=after)


def _estimate(growth: float, noise: str, seed: int) -> Estimate:
    return fitted(growth, noise, seed).quantities["transference_number"]


def rows() -> list[Row]:
    """Return a row per interface and noise: 20 nA, 0.3 % of the impedance, R_i/R_e = 5 (PHYSICS 8)."""
    return [
        Row(
            f"transference_number_{name}_interface_{noise}",
            "1",
            NUMBER,
            _limit(growth),
            goal,
            partial(_estimate, growth, noise),
        )
        for name, growth in GROWTHS.items()
        for noise, goal in GOALS.items()
    ]
