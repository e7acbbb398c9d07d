"""Lives of replicate cells, those still cycling included: Kaplan-Meier and the log-rank test (PHYSICS 5)."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from warnings import catch_warnings, simplefilter

import numpy as np
import numpy.typing as npt

from fitting.cyclic_stability.pictures import survival_panels
from fitting.messages import FitError, Message
from fitting.outcome import Estimate, Outcome

Array = npt.NDArray[np.float64]

_LEVEL = 0.95


def survival(cycles: npt.ArrayLike, still_cycling: npt.ArrayLike | None = None) -> Outcome:
    """Return the share of cells that survive each cycle, and the median life.

    Kaplan-Meier with Greenwood's variance on the log-log scale; the median's interval is where the band crosses 1/2.

    Parameters
    ----------
    cycles : (n,) array
        Life of each cell, or how far it has come.
    still_cycling : (n,) array of bool, optional
        Cells that have not failed.

    Raises
    ------
    FitError
        ``LENGTHS_DIFFER``, ``TOO_FEW_CELLS``, ``LIFE_NOT_POSITIVE``.
    """
    from scipy.stats import CensoredData, ecdf  # start-up: not at import

    life, alive = _checked(cycles, still_cycling)
    curve = ecdf(CensoredData.right_censored(life, alive)).sf
    with catch_warnings():  # where no cell has failed yet, or none is left, there is no band
        simplefilter("ignore", RuntimeWarning)
        band = curve.confidence_interval(_LEVEL, method="log-log")
    at, share = np.asarray(curve.quantiles, dtype=np.float64), np.asarray(curve.probabilities, dtype=np.float64)
    low, high = np.asarray(band.low.probabilities), np.asarray(band.high.probabilities)
    warnings = []
    if alive.any():
        text = "{count} cells still cycle: their lives count as lower bounds."
        warnings.append(Message("CENSORED", text, {"count": int(alive.sum())}, float(alive.sum())))
    if life.size < 5:
        text = "Only {count} cells: an interval of the median life hardly has an upper end."
        warnings.append(Message("FEW_CELLS", text, {"count": life.size}, float(life.size)))
    table: dict[str, tuple[float | str | None, ...]] = {
        "cycle": tuple(float(one) for one in at),
        "surviving_share": tuple(float(one) for one in share),
        "interval_low": tuple(float(one) if np.isfinite(one) else None for one in low),
        "interval_high": tuple(float(one) if np.isfinite(one) else None for one in high),
        "cells_at_risk": tuple(float(np.sum(life >= one)) for one in at),
    }
    quantities = {"median_life": _median(at, share, low, high, float(life.max()))}
    return Outcome(quantities, {}, tuple(warnings), table=table, panels=survival_panels(at, share))


def log_rank(groups: Mapping[str, tuple[npt.ArrayLike, npt.ArrayLike | None]]) -> dict[tuple[str, str], float]:
    """Return the p-value of the log-rank test between every two groups of cells.

    Parameters
    ----------
    groups : mapping of str to (cycles, still_cycling)

    Raises
    ------
    FitError
        As `survival`, or ``TOO_FEW_GROUPS``.
    """
    from scipy.stats import CensoredData, logrank  # start-up: not at import

    if len(groups) < 2:
        raise FitError("TOO_FEW_GROUPS", "A comparison of lives needs two groups of cells.", float(len(groups)))
    data = {name: CensoredData.right_censored(*_checked(*given)) for name, given in groups.items()}
    return {(one, other): float(logrank(data[one], data[other]).pvalue) for one, other in combinations(data, 2)}


def _checked(cycles: npt.ArrayLike, still_cycling: npt.ArrayLike | None) -> tuple[Array, npt.NDArray[np.bool_]]:
    life = np.asarray(cycles, dtype=np.float64).ravel()
    alive = np.zeros(life.size, dtype=np.bool_) if still_cycling is None else np.asarray(still_cycling, dtype=np.bool_)
    if alive.size != life.size:
        raise FitError("LENGTHS_DIFFER", "Every cell needs its cycles and whether it still cycles.")
    if life.size < 2:
        raise FitError("TOO_FEW_CELLS", "A survival curve needs two cells at the least.", float(life.size))
    if not np.all(np.isfinite(life)) or np.any(life <= 0):
        raise FitError("LIFE_NOT_POSITIVE", "Every cell needs a number of cycles above zero.")
    return life, alive.ravel()


def _median(at: Array, share: Array, low: Array, high: Array, longest: float) -> Estimate:
    """Return the first cycle that at most half of the cells survive."""

    def crossed(curve: Array) -> float | None:
        found = np.flatnonzero(np.isfinite(curve) & (curve <= 0.5))
        return float(at[found[0]]) if found.size else None

    value, shortest, longest_life = crossed(share), crossed(low), crossed(high)
    if value is None:
        return Estimate(None, "1", rule="kaplan_meier", bound=("above", shortest or longest))
    bound = None if longest_life is not None else ("above", shortest if shortest is not None else value)
    interval = (shortest, longest_life) if shortest is not None and longest_life is not None else None
    return Estimate(value, "1", None, interval, interval_method="greenwood", rule="kaplan_meier", bound=bound)
