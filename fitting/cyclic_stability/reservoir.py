"""Average Coulombic efficiency with a lithium reservoir (Aurbach; Adams), and the life it gives (PHYSICS 5)."""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot, isfinite, log, sqrt

import numpy as np
import numpy.typing as npt

from fitting.confidence import NORMAL_QUANTILE_95
from fitting.messages import FitError, Message
from fitting.outcome import Estimate, Outcome

CHARGE_ACCURACY = 1e-3  # relative standard error of a charge: the calibration of a good potentiostat
_ALIKE = 0.05  # of a charge
_FULLY = 0.5  # of the plating, that a stripping to the cut-off gives back at the least
RETAINED = 0.8


@dataclass(frozen=True)
class ReservoirCharges:
    """The charges of the protocol: plate Q_T, then n times strip and plate Q_C, then strip all, Q_S.

    Parameters
    ----------
    reservoir, cycled, final : float
        Q_T, Q_C, Q_S / C, all positive.
    cycles : int
        n
    """

    reservoir: float
    cycled: float
    cycles: int
    final: float


def reservoir_efficiency(reservoir: float, cycled: float, cycles: float, final: float) -> float:
    """Return the average Coulombic efficiency, (n Q_C + Q_S) / (n Q_C + Q_T).

    Parameters
    ----------
    reservoir, cycled, final : float
        Q_T, Q_C, Q_S, in one unit.
    cycles : float
        n

    Raises
    ------
    FitError
        ``CHARGE_NOT_POSITIVE``, ``EFFICIENCY_TOO_LARGE`` above 1.5.

    Notes
    -----
    B. D. Adams, J. Zheng, X. Ren, W. Xu, J.-G. Zhang, Adv. Energy Mater. 8 (2018) 1702097.
    """
    if not (reservoir > 0 and cycled > 0 and final >= 0 and cycles >= 0):
        raise FitError("CHARGE_NOT_POSITIVE", "The charges of a reservoir protocol must be above zero.")
    efficiency = (cycles * cycled + final) / (cycles * cycled + reservoir)
    if efficiency > 1.5:
        text = "The efficiency would be {efficiency:.2f}: more is stripped than was plated; check the charges."
        raise FitError("EFFICIENCY_TOO_LARGE", text, efficiency, efficiency=efficiency)
    return efficiency


def cycles_to_retention(efficiency: float, retained: float = RETAINED) -> float:
    """Return after how many cycles without excess lithium 80 % is left, ln 0.8 / ln CE.

    Parameters
    ----------
    efficiency : float
        CE of every cycle, between 0 and 1.
    retained : float

    Raises
    ------
    FitError
        ``EFFICIENCY_NOT_BELOW_ONE``: such a cell never fades.
    """
    _below_one(efficiency)
    return log(retained) / log(efficiency)


def cycles_to_exhaustion(efficiency: float, excess_ratio: float) -> float:
    """Return after how many cycles a lithium excess is used up, (1 + excess) / (1 - CE).

    Parameters
    ----------
    efficiency : float
        CE of every cycle.
    excess_ratio : float
        Excess lithium over the charge cycled.

    Raises
    ------
    FitError
        ``EFFICIENCY_NOT_BELOW_ONE``, ``EXCESS_NEGATIVE``.
    """
    _below_one(efficiency)
    if excess_ratio < 0:
        raise FitError("EXCESS_NEGATIVE", "The excess of lithium cannot be negative.", excess_ratio)
    return (1 + excess_ratio) / (1 - efficiency)


def _below_one(efficiency: float) -> None:
    if not 0 < efficiency < 1:
        text = "An efficiency of {efficiency:.4f} gives no life: it must lie between 0 and 1."
        raise FitError("EFFICIENCY_NOT_BELOW_ONE", text, efficiency, efficiency=efficiency)


def reservoir_protocol(charges: npt.ArrayLike) -> ReservoirCharges:
    """Return the charges of the protocol from those of its half cycles in order.

    A first plating that is stripped to the cut-off at once conditions the electrode and does not count.

    Parameters
    ----------
    charges : (m,) array
        C; plating below zero, stripping above.

    Raises
    ------
    FitError
        ``NOT_A_RESERVOIR_PROTOCOL`` with what is missing.
    """
    steps = np.asarray(charges, dtype=np.float64).ravel()
    steps = steps[np.isfinite(steps) & (steps != 0)]
    first = int(np.argmax(steps < 0)) if np.any(steps < 0) else steps.size
    steps = steps[first:]
    if steps.size % 2 or steps.size < 4 or np.any(steps[::2] >= 0) or np.any(steps[1::2] <= 0):
        text = "The record is no plating and stripping in turn that ends with a stripping: choose the whole protocol."
        raise FitError("NOT_A_RESERVOIR_PROTOCOL", text, float(steps.size))
    inner = np.abs(steps[1:-1])
    if not _alike(inner) and steps.size >= 6 and steps[1] > _FULLY * -steps[0]:
        steps = steps[2:]
        inner = np.abs(steps[1:-1])
    if not _alike(inner):
        text = "The inner half cycles are not of one charge: a reservoir protocol cycles a part of the reservoir."
        raise FitError("NOT_A_RESERVOIR_PROTOCOL", text)
    return ReservoirCharges(float(-steps[0]), float(np.mean(inner)), inner.size // 2, float(steps[-1]))


def _alike(charges: npt.NDArray[np.float64]) -> bool:
    return bool(charges.size and np.all(np.abs(charges / np.median(charges) - 1) <= _ALIKE))


def reservoir_average(
    reservoir: float,
    cycled: float,
    cycles: float,
    final: float,
    *,
    charge_accuracy: float = CHARGE_ACCURACY,
) -> Outcome:
    """Return the average efficiency with its interval, whether the reservoir survived, and what it means for life.

    sd(CE) = sqrt(Q_S^2 + (CE Q_T)^2 + ((1 - CE) n Q_C)^2) u / (n Q_C + Q_T) for a relative error u of each charge;
    valid while n Q_C (1 - CE) < Q_T CE.

    Parameters
    ----------
    reservoir, cycled, final : float
        Q_T, Q_C, Q_S / C.
    cycles : float
        n
    charge_accuracy : float
        u

    Raises
    ------
    FitError
        As `reservoir_efficiency`.
    """
    efficiency = reservoir_efficiency(reservoir, cycled, cycles, final)
    whole = cycles * cycled + reservoir
    error = charge_accuracy * hypot(final, efficiency * reservoir, (1 - efficiency) * cycles * cycled) / whole
    lost = cycles * cycled * (1 - efficiency)
    # d lost = n Q_C [CE dQ_T - dQ_S + (1 - CE) Q_T d(n Q_C) / (n Q_C)] / (n Q_C + Q_T)
    parts = hypot(efficiency * reservoir, final, (1 - efficiency) * reservoir)
    lost_error = charge_accuracy * cycles * cycled * parts / whole
    lost_half = NORMAL_QUANTILE_95 * lost_error
    survived = lost < reservoir * efficiency and final > 0
    warnings = []
    rule = "reservoir"
    if not survived:
        text = (
            "The reservoir does not outlast the loss, {share:.0f} % of it: the cycles were not backed, "
            "and the efficiency is a bound at best; use fewer cycles or a larger reservoir."
        )
        warnings.append(Message("RESERVOIR_EXHAUSTED", text, {"share": 100 * lost / reservoir}, lost / reservoir))
    if efficiency > 1:
        text = "More is stripped than was plated: a soft short, or lithium that was dead has reconnected."
        warnings.append(Message("ABOVE_ONE", text, value=efficiency))
    quantities = {
        "average_coulombic_efficiency": _average(efficiency, error, survived, rule),
        "lost_charge": Estimate(
            lost, "C", lost_error, (lost - lost_half, lost + lost_half), interval_method="propagation", rule=rule
        ),
    }
    if survived:
        quantities |= life_quantities(efficiency, error)
    return Outcome(quantities, {"reservoir": "survived" if survived else "exhausted"}, tuple(warnings))


def _average(value: float, error: float, survived: bool, rule: str) -> Estimate:
    half = NORMAL_QUANTILE_95 * error
    if not survived:
        return Estimate(None, "1", error, interval_method="propagation", rule=rule, bound=("below", value + half))
    return Estimate(value, "1", error, (value - half, value + half), interval_method="propagation", rule=rule)


def life_quantities(efficiency: float, error: float) -> dict[str, Estimate]:
    """Return the cycles to 80 % retention without excess lithium, with the interval of the efficiency."""
    half = NORMAL_QUANTILE_95 * error
    low, high = efficiency - half, efficiency + half
    if not 0 < low < 1:
        return {}
    shortest = cycles_to_retention(low)
    if not (0 < efficiency < 1 and high < 1):
        return {"cycles_to_80_percent": Estimate(None, "1", rule="efficiency_power", bound=("above", shortest))}
    value = cycles_to_retention(efficiency)
    spread = value * error / (efficiency * abs(log(efficiency)))
    longest = cycles_to_retention(high)
    if not isfinite(longest) or not isfinite(sqrt(spread)):
        return {}
    return {
        "cycles_to_80_percent": Estimate(
            value, "1", spread, (shortest, longest), interval_method="propagation", rule="efficiency_power"
        )
    }
