"""The Allen-Hickling line: j0 and alpha down to small overpotentials, on one branch or both (PHYSICS 2.1)."""

from __future__ import annotations

import numpy.typing as npt

from fitting.charge_transfer.branch_reading import (
    BranchReading,
    Conditions,
    checked_window,
    favoured_branch,
    prepared_branch,
    reading,
)
from fitting.constants import STANDARD_TEMPERATURE


def allen_hickling(
    potential: npt.ArrayLike,
    current_density: npt.ArrayLike,
    time: npt.ArrayLike | None = None,
    *,
    window: tuple[float | None, float | None] = (None, None),
    equilibrium_potential: float | None = None,
    equilibrium_potential_standard_error: float = 0.0,
    series_resistance: float | None = None,
    series_resistance_standard_error: float = 0.0,
    temperature: float = STANDARD_TEMPERATURE,
    current_sign: str = "automatic",
    effort: str = "full",
) -> BranchReading:
    """Return exchange current density and transfer coefficient from ln[|j| / |1 - e^H|] = ln j0 - alpha H.

    Exact for every one-electron law with detailed balance, so alpha is -(RT/F) d ln j_red / dE of the window itself.
    Parameters and errors as `tafel`; the window may hold equilibrium, and is one whole branch if not given.

    Notes
    -----
    Allen and Hickling, Trans. Faraday Soc. 53 (1957) 1626.
    """
    conditions = Conditions(
        equilibrium_potential,
        temperature,
        series_resistance,
        equilibrium_potential_standard_error,
        series_resistance_standard_error,
    )
    branch, warnings = prepared_branch(potential, current_density, time, conditions, "allen_hickling", current_sign)
    (low, high), _ = favoured_branch(branch)
    start, end = window
    low = low if start is None else start
    high = high if end is None else end
    used = min(low, high), max(low, high)
    found = checked_window(branch, used)
    whole = (min(used[0], low), max(used[1], high))
    return reading(branch, found, conditions, warnings, whole, effort)
