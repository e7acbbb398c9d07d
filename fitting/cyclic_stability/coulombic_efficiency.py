"""Coulombic efficiency per cycle, its plateau, and how long the cell is stable (PHYSICS 5)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fitting.confidence import NORMAL_QUANTILE_95, student_quantile
from fitting.cyclic_stability.pictures import efficiency_panels, rule_panel
from fitting.cyclic_stability.reservoir import CHARGE_ACCURACY, life_quantities
from fitting.cyclic_stability.stabilized_cycles import (
    FORMATION,
    Stability,
    StabilityRule,
    stability,
    stabilized_cycles,
)
from fitting.messages import FitError, Message
from fitting.outcome import Estimate, Outcome

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

FEWEST_CYCLES = 20  # for a plateau without formation
_MEDIAN_COST = 1.25  # standard error of a median over that of a mean
_MOST = 1.5
_FEWEST_ON_PLATEAU = 5
_MIXED = 3.0  # times the usual plated charge


@dataclass(frozen=True, eq=False)
class CoulombicEfficiency(Outcome):
    """Efficiencies by cycle, and where the plateau lies among the complete ones."""

    stability: Stability | None = None


def half_cycle_charge(time: npt.ArrayLike, current: npt.ArrayLike) -> float:
    """Return the charge of one plating or stripping, the trapezoid of i dt over the true time stamps / C.

    Parameters
    ----------
    time, current : (n,) array
        s, A; rows without a number are left out.

    Raises
    ------
    FitError
        ``LENGTHS_DIFFER``, ``TOO_FEW_POINTS``.
    """
    t, i = (np.asarray(one, dtype=np.float64).ravel() for one in (time, current))
    if t.size != i.size:
        raise FitError("LENGTHS_DIFFER", "Time and current differ in length: choose columns of one curve.")
    known = np.isfinite(t) & np.isfinite(i)
    if int(known.sum()) < 2:
        text = "A half cycle has {count} samples; a charge needs two."
        raise FitError("TOO_FEW_POINTS", text, float(known.sum()), count=int(known.sum()))
    order = np.argsort(t[known], kind="stable")
    return float(np.trapezoid(i[known][order], t[known][order]))


def coulombic_efficiency(
    plated_charge: npt.ArrayLike,
    stripped_charge: npt.ArrayLike,
    *,
    cycle: npt.ArrayLike | None = None,
    charge_accuracy: float = CHARGE_ACCURACY,
    rule: StabilityRule | None = None,
) -> CoulombicEfficiency:
    """Return CE = Q_stripped / Q_plated per cycle, the plateau's median, and the last stable cycle.

    The average is the median of the cycles after formation (20) up to the last stable one, and absent where there is
    no plateau; its standard error is 1.25 sd / sqrt n. Life follows from the product of the efficiencies, not from
    their mean.

    Parameters
    ----------
    plated_charge, stripped_charge : (n,) array
        Magnitudes / C; a cycle that is not complete has NaN.
    cycle : (n,) array, optional
        Numbers of the cycles; without them 1 to n.
    charge_accuracy : float
        Relative standard error of a charge, for the intervals of single cycles.
    rule : StabilityRule, optional
        What counts as leaving the plateau.

    Raises
    ------
    FitError
        ``LENGTHS_DIFFER``, ``NO_CYCLES``, ``PLATED_CHARGE_NOT_POSITIVE``, ``EFFICIENCY_TOO_LARGE`` above 1.5.
    """
    plated, stripped, number = _checked(plated_charge, stripped_charge, cycle)
    whole = np.isfinite(plated) & np.isfinite(stripped)
    efficiency = np.full(plated.size, np.nan)
    efficiency[whole] = stripped[whole] / plated[whole]
    _plausible(efficiency, number)
    error = efficiency * np.hypot(charge_accuracy, charge_accuracy)
    above = efficiency - NORMAL_QUANTILE_95 * error > 1
    found = stability(efficiency[whole], rule, above[whole])
    labels = _labels(whole, above, found)
    quantities = {
        "first_cycle_coulombic_efficiency": _single(efficiency[whole][0], error[whole][0], "first_complete_cycle"),
        "stabilized_cycles": stabilized_cycles(number[whole], found, rule),
    }
    average, used = _average(efficiency[whole], number[whole], found)
    if average is not None:
        quantities["average_coulombic_efficiency"] = average
        if average.value is not None and average.standard_error is not None:
            quantities |= life_quantities(average.value, average.standard_error)
    retained: Array = np.cumprod(np.where(whole, efficiency, 1.0)).astype(np.float64)
    quantities["retention"] = _retention(float(retained[-1]), charge_accuracy * float(np.sqrt(2 * whole.sum())), whole)
    complete = number[whole], plated[whole], stripped[whole]
    return CoulombicEfficiency(
        quantities,
        {"cycling": _verdict(found)},
        (*_warnings(number, whole, above, found, used), *_unit_warnings(plated[whole])),
        table=_table(number, plated, stripped, efficiency, error, retained, labels),
        panels=(
            *efficiency_panels(*complete, average, quantities["stabilized_cycles"].value),
            rule_panel(complete[0], found.last, found.by_factor(rule)),
        ),
        stability=found,
    )


def _retention(value: float, share: float, whole: npt.NDArray[np.bool_]) -> Estimate:
    """Return the product of all efficiencies, whose logarithms' errors of the charges add up in squares.

    A cycle that is missing among the others has lost something too: then the product is a bound.
    """
    method, rule = "propagation", "product_of_efficiencies"
    factor = float(np.exp(NORMAL_QUANTILE_95 * share))
    if not whole[: np.flatnonzero(whole)[-1]].all():
        return Estimate(None, "1", interval_method=method, rule=rule, bound=("below", value * factor))
    return Estimate(value, "1", share * value, (value / factor, value * factor), interval_method=method, rule=rule)


def _checked(
    plated_charge: npt.ArrayLike, stripped_charge: npt.ArrayLike, cycle: npt.ArrayLike | None
) -> tuple[Array, Array, Array]:
    plated, stripped = (np.asarray(one, dtype=np.float64).ravel() for one in (plated_charge, stripped_charge))
    number = np.arange(1.0, plated.size + 1) if cycle is None else np.asarray(cycle, dtype=np.float64).ravel()
    if not plated.size == stripped.size == number.size:
        raise FitError("LENGTHS_DIFFER", "Every plated charge needs its stripped charge and its cycle.")
    order = np.argsort(number, kind="stable")
    plated, stripped, number = plated[order], stripped[order], number[order]
    if not np.any(np.isfinite(plated) & np.isfinite(stripped)):
        raise FitError("NO_CYCLES", "No cycle has both a plating and the stripping after it.")
    wrong = np.flatnonzero(np.isfinite(plated) & (plated <= 0))
    if wrong.size:
        text = "The plated charge of cycle {cycle:.0f} is not above zero: check the sign convention and the pairing."
        raise FitError("PLATED_CHARGE_NOT_POSITIVE", text, float(plated[wrong[0]]), cycle=float(number[wrong[0]]))
    return plated, stripped, number


def _plausible(efficiency: Array, number: Array) -> None:
    wrong = np.flatnonzero(efficiency > _MOST)
    if wrong.size:
        value = float(efficiency[wrong[0]])
        text = (
            "The Coulombic efficiency of cycle {cycle:.0f} is {percent:.0f} %: check which half cycle is the plating, "
            "the units of both charges, and that none is missing."
        )
        raise FitError("EFFICIENCY_TOO_LARGE", text, value, cycle=float(number[wrong[0]]), percent=100 * value)


def _single(value: float, error: float, rule: str) -> Estimate:
    half = NORMAL_QUANTILE_95 * float(error)
    interval = (float(value) - half, float(value) + half)
    return Estimate(float(value), "1", float(error), interval, interval_method="propagation", rule=rule)


def _average(efficiency: Array, number: Array, found: Stability) -> tuple[Estimate | None, Mask]:
    """Return the plateau's median and the cycles it is of; nothing where the efficiency never settles."""
    if _never_settles(found):
        return None, np.zeros(efficiency.size, dtype=bool)
    inside = np.arange(efficiency.size) <= found.last
    if found.first > FORMATION:  # the efficiency rose for longer
        inside &= np.arange(efficiency.size) >= found.first
    used = inside & (number > FORMATION)
    if int(used.sum()) < _FEWEST_ON_PLATEAU:
        used = inside & (np.arange(efficiency.size) >= found.first)
    count = int(used.sum())
    if count < 1:
        return None, used
    value = float(np.median(efficiency[used]))
    rule = f"median_of_cycles_{number[used][0]:.0f}_to_{number[used][-1]:.0f}"
    if count < 3:
        return Estimate(value, "1", rule=rule), used
    error = _MEDIAN_COST * float(np.std(efficiency[used], ddof=1)) / np.sqrt(count)
    half = student_quantile(count - 1) * float(error)
    return Estimate(value, "1", float(error), (value - half, value + half), interval_method="noise", rule=rule), used


def _verdict(found: Stability) -> str:
    if not found.settled:
        return "no_plateau"
    return "stable_to_the_end" if found.censored else "failed"


def _never_settles(found: Stability) -> bool:
    if not found.settled:
        return True
    return not found.censored and found.last - found.first < _FEWEST_ON_PLATEAU


def _labels(whole: Mask, above: Mask, found: Stability) -> list[str]:
    position = np.cumsum(whole) - 1
    labels = []
    for k in range(whole.size):
        if not whole[k]:
            labels.append("incomplete")
        elif above[k]:
            labels.append("soft_short_or_reconnection")
        elif position[k] < found.first:
            labels.append("formation")
        else:
            labels.append("stable" if position[k] <= found.last else "after_failure")
    return labels


def _table(
    number: Array, plated: Array, stripped: Array, efficiency: Array, error: Array, retained: Array, labels: list[str]
) -> dict[str, tuple[float | str | None, ...]]:
    def column(values: Array) -> tuple[float | None, ...]:
        return tuple(float(value) if np.isfinite(value) else None for value in values)

    half = NORMAL_QUANTILE_95 * error
    return {
        "cycle": column(number),
        "plated_charge": column(plated),
        "stripped_charge": column(stripped),
        "coulombic_efficiency": column(efficiency),
        "interval_low": column(efficiency - half),
        "interval_high": column(efficiency + half),
        "retention": column(retained),
        "label": tuple(labels),
    }


def _unit_warnings(plated: Array) -> list[Message]:
    """Return what to say of charges of two sizes: mAh beside mAh/cm^2, or files of two cells."""
    apart = float(np.max(np.maximum(plated / np.median(plated), np.median(plated) / plated)))
    if apart < _MIXED:
        return []
    text = "Plated charges differ by a factor of {apart:.1f}: check whether units (mAh, mAh/cm²) or cells are mixed."
    return [Message("UNITS_MIXED", text, {"apart": apart}, apart)]


def _warnings(number: Array, whole: Mask, above: Mask, found: Stability, used: Mask) -> list[Message]:
    warnings = []
    count = int(whole.sum())
    if count < FEWEST_CYCLES:
        text = "Complete cycles: {count}; formation and plateau cannot be told apart before cycle {needed}."
        warnings.append(Message("FEW_CYCLES", text, {"count": count, "needed": FEWEST_CYCLES}, float(count)))
    if used.any() and float(number[whole][used][0]) <= FORMATION:
        text = "The average holds cycles of formation, the first {last}: cycle longer for a plateau."
        warnings.append(Message("FORMATION_IN_AVERAGE", text, {"last": FORMATION}))
    if above.any():
        text = "Cycles with an efficiency above one: {count}; a soft short, or dead lithium that has reconnected."
        warnings.append(Message("ABOVE_ONE", text, {"count": int(above.sum())}, float(above.sum())))
    missing = int(np.sum(np.diff(number) > 1.5)) + int(np.sum(~whole))
    if missing:
        text = "Gaps in the cycle numbers and incomplete cycles: {count}; nothing is assumed for what is missing."
        warnings.append(Message("CYCLE_GAPS", text, {"count": missing}, float(missing)))
    if found.censored and found.settled:
        text = "The cell is stable to its last cycle: the number of stable cycles is a lower bound."
        warnings.append(Message("STILL_STABLE", text, value=float(number[whole][-1])))
    elif _never_settles(found):
        text = "The efficiency never settles: there is no plateau whose average would mean anything."
        warnings.append(Message("NO_PLATEAU", text, value=float(found.last - found.first + 1)))
    return warnings
