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
_FEWEST_ENDS = 10  # failures, for the test's distribution


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
    return Outcome(quantities, {}, tuple(warnings), table=table, panels=survival_panels({"": (at, share)}))


def compared_lives(groups: Mapping[str, tuple[npt.ArrayLike, npt.ArrayLike | None]]) -> Outcome:
    """Return the survival of several groups of cells, and whether they differ by the log-rank test.

    Groups of one cell are shown but not compared. The p-values of every two groups are corrected after Holm.

    Parameters
    ----------
    groups : mapping of str to (cycles, still_cycling)

    Raises
    ------
    FitError
        As `survival`; ``TOO_FEW_CELLS`` where no group has two cells.
    """
    known = {name: _checked(*given, fewest=1) for name, given in groups.items()}
    large = {name: given for name, given in known.items() if given[0].size > 1}
    if not large:
        raise _too_few(max((given[0].size for given in known.values()), default=0))
    found = {name: survival(*given) for name, given in large.items()}
    warnings = [one for each in found.values() for one in each.warnings]
    single = [name for name in known if name not in large]
    if single:
        text = "{names}: one cell each, which is no survival; it takes two."
        warnings.append(Message("SINGLE_CELLS", text, {"names": ", ".join(single)}, float(len(single))))
    quantities = {} if len(found) > 1 else dict(next(iter(found.values())).quantities)
    verdicts = {}
    if len(large) > 1:
        p = holm(log_rank(large))
        least = min(p, key=lambda pair: p[pair])
        verdicts["lives"] = "differ" if p[least] < 1 - _LEVEL else "not_decided"
        rule = "holm" if len(p) > 1 else "log_rank"
        quantities["log_rank_probability"] = Estimate(p[least], "1", interval_method="chi_square", rule=rule)
        if sum(int((~given[1]).sum()) for given in large.values()) < _FEWEST_ENDS:
            text = "So few cells have failed that the log-rank test's p-value is a rough one."
            warnings.append(Message("FEW_FAILURES", text))
    steps = ("cycle", "surviving_share")
    curves = {name: tuple(np.asarray(one.table[step]) for step in steps) for name, one in found.items()}
    said = tuple({one.text: one for one in warnings}.values())
    return Outcome(quantities, verdicts, said, table=_side_by_side(found), panels=survival_panels(curves))


def _side_by_side(found: Mapping[str, Outcome]) -> dict[str, tuple[float | str | None, ...]]:
    """Return the tables of some groups below each other, with the median life of each group."""
    table: dict[str, tuple[float | str | None, ...]] = {"group": ()}
    for name, each in found.items():
        rows = len(each.table["cycle"])
        table["group"] += (name,) * rows
        for column, values in each.table.items():
            table[column] = table.get(column, ()) + values
        table["median_life"] = table.get("median_life", ()) + (each.quantities["median_life"].value,) * rows
    return table


def holm(probabilities: Mapping[tuple[str, str], float]) -> dict[tuple[str, str], float]:
    """Return p-values corrected for their number after Holm.

    Notes
    -----
    Holm, Scand. J. Statist. 6 (1979) 65.
    """
    ordered = sorted(probabilities, key=lambda pair: probabilities[pair])
    corrected, highest = {}, 0.0
    for place, pair in enumerate(ordered):
        highest = max(highest, min((len(ordered) - place) * probabilities[pair], 1.0))
        corrected[pair] = highest
    return corrected


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


def _checked(
    cycles: npt.ArrayLike, still_cycling: npt.ArrayLike | None, fewest: int = 2
) -> tuple[Array, npt.NDArray[np.bool_]]:
    life = np.asarray(cycles, dtype=np.float64).ravel()
    alive = np.zeros(life.size, dtype=np.bool_) if still_cycling is None else np.asarray(still_cycling, dtype=np.bool_)
    if alive.size != life.size:
        raise FitError("LENGTHS_DIFFER", "Every cell needs its cycles and whether it still cycles.")
    if life.size < fewest:
        raise _too_few(life.size)
    if not np.all(np.isfinite(life)) or np.any(life <= 0):
        raise FitError("LIFE_NOT_POSITIVE", "Every cell needs a number of cycles above zero.")
    return life, alive.ravel()


def _too_few(count: int) -> FitError:
    return FitError("TOO_FEW_CELLS", "A survival curve needs two cells at the least.", float(count))


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
