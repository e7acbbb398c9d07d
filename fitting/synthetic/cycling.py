"""Cycling with a known efficiency and end: series of charges, records, the reservoir protocol (PHYSICS 5)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fitting.messages import FitError
from fitting.synthetic.noise import SyntheticCurve, noisy

Array = npt.NDArray[np.float64]

FAILURES = ("fade", "drop", "erratic", "none")


@dataclass(frozen=True, eq=False)
class CyclingSeries:
    """Charges by cycle / C, and what they were made from."""

    plated_charge: Array
    stripped_charge: Array
    truth: dict[str, float]


def cycling_series(
    *,
    cycles: int = 119,
    efficiency: float = 0.985,
    first_efficiency: float = 0.90,
    formation: float = 4.0,
    stable_cycles: int | None = None,
    failure: str = "none",
    charge: float = 0.36,
    scatter: float = 0.002,
    glitches: int = 0,
    seed: int = 0,
) -> CyclingSeries:
    """Return the charges of a cell that forms, is stable, and fails.

    CE_n = CE - (CE - CE_1) e^(-(n-1)/formation), then the failure: fade by 1 % per cycle, drop by 10 %, erratic with
    8 % scatter, or none.

    Parameters
    ----------
    cycles : int
    efficiency, first_efficiency : float
        CE of the plateau and of cycle 1.
    formation : float
        Cycles.
    stable_cycles : int, optional
        The last stable cycle; without it there is no failure.
    failure : str
        ``fade`` | ``drop`` | ``erratic`` | ``none``.
    charge : float
        Plated per cycle / C.
    scatter : float
        Standard deviation of an efficiency.
    glitches : int
        Single cycles that are 10 % off.
    seed : int

    Raises
    ------
    FitError
        ``UNKNOWN_FAILURE``, ``CHARGE_NOT_POSITIVE``.
    """
    if failure not in FAILURES:
        raise FitError("UNKNOWN_FAILURE", "A failure is one of fade, drop, erratic and none.")
    if not charge > 0 or cycles < 1:
        raise FitError("CHARGE_NOT_POSITIVE", "A series needs cycles, and a charge above zero.")
    random = np.random.default_rng(seed)
    number = np.arange(1, cycles + 1)
    values = efficiency - (efficiency - first_efficiency) * np.exp(-(number - 1) / formation)
    after = number > (cycles if stable_cycles is None else stable_cycles)
    if failure == "fade":
        values = values - 0.01 * np.cumsum(after)
    if failure == "drop":
        values = values - 0.1 * after
    if failure == "erratic":
        values = values + 0.08 * random.normal(size=cycles) * after
    values = np.clip(values + scatter * random.normal(size=cycles), 0.01, 1.4)
    hit = random.choice(cycles, glitches, replace=False)
    values[hit] = np.clip(values[hit] - 0.1, 0.01, 1.4)
    truth = {"average_coulombic_efficiency": efficiency}
    if stable_cycles is not None and failure != "none":
        truth["stabilized_cycles"] = float(stable_cycles)
    plated = np.full(cycles, charge)
    return CyclingSeries(plated, plated * values, truth)


def cycling_record(
    series: CyclingSeries,
    *,
    current: float = 0.2e-3,
    sampling_interval: float = 10.0,
    rest: float = 60.0,
    noise: str = "white",
    noise_level: float = 1e-6,
    seed: int = 0,
) -> SyntheticCurve:
    """Return the record of a series at constant current: plate, rest, strip, rest, with a column of cycles.

    Parameters
    ----------
    series : CyclingSeries
    current : float
        Magnitude / A.
    sampling_interval, rest : float
        s
    noise, noise_level, seed : str, float, int
        Of the current / A, as `noisy`.
    """
    times, currents, potentials, numbers = [], [], [], []
    clock = 0.0
    for number, (plated, stripped) in enumerate(zip(series.plated_charge, series.stripped_charge, strict=True), 1):
        for charge, sign, potential in ((plated, -1.0, -0.03), (0.0, 0.0, 0.0), (stripped, 1.0, 0.03), (0.0, 0.0, 0.0)):
            length = charge / current if sign else rest
            steps = np.unique(np.append(np.arange(0.0, length, sampling_interval), length))
            times.append(clock + 1e-3 + steps)
            currents.append(np.full(steps.size, sign * current))
            potentials.append(np.full(steps.size, potential))
            numbers.append(np.full(steps.size, float(number)))
            clock += 1e-3 + length
    time = np.concatenate(times)
    _, flowing = noisy(time, np.concatenate(currents), noise, noise_level, seed)
    if flowing.size != time.size:
        raise FitError("UNKNOWN_NOISE", "A cycling record takes noise that leaves no points out.")
    columns = {
        "time": time,
        "potential": np.concatenate(potentials),
        "current": flowing,
        "cycle": np.concatenate(numbers),
    }
    return SyntheticCurve(columns, dict(series.truth))


def reservoir_cycling(
    *,
    efficiency: float = 0.98,
    reservoir: float = 5.0,
    cycled: float = 1.0,
    cycles: int = 10,
    conditioning: bool = True,
    charge_error: float = 1e-3,
    seed: int = 0,
) -> tuple[Array, dict[str, float]]:
    """Return the signed charges of a reservoir protocol's half cycles, and the truth.

    What is left after n cycles, each losing (1 - CE) Q_C of the reservoir's lithium, is Q_S = CE Q_T - (1 - CE) n Q_C,
    so that (n Q_C + Q_S)/(n Q_C + Q_T) = CE.

    Parameters
    ----------
    efficiency : float
    reservoir, cycled : float
        Q_T, Q_C / C.
    cycles : int
        n
    conditioning : bool
        Whether a full plating and stripping comes first.
    charge_error : float
        Relative error of each charge.
    seed : int
    """
    random = np.random.default_rng(seed)
    final = max(efficiency * reservoir - (1 - efficiency) * cycles * cycled, 0.0)
    steps = [-reservoir, 0.9 * efficiency * reservoir] if conditioning else []
    steps += [-reservoir] + [cycled, -cycled] * cycles + [final]
    charges = np.array(steps)
    start = 2 if conditioning else 0
    wrong = charge_error * random.normal(size=3)
    charges[start] *= 1 + wrong[0]
    charges[start + 1 : -1] *= 1 + wrong[1]
    charges[-1] *= 1 + wrong[2]
    return charges, {"average_coulombic_efficiency": efficiency}
