"""The Tafel line of a window of one branch: j0 and alpha, with what the window does to them (PHYSICS 2.2)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fitting.charge_transfer.branch_reading import (
    BranchReading,
    Conditions,
    branch_range,
    checked_window,
    favoured_branch,
    prepared_branch,
    reading,
)
from fitting.charge_transfer.window_map import Branch, Window, WindowFit
from fitting.constants import STANDARD_TEMPERATURE
from fitting.messages import FitError, Message

_BACK_REACTION = 0.01  # share of the current
_WIDTH = 0.060  # V


def tafel(
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
    """Return exchange current density and transfer coefficient from the straight part of one branch.

    ln|j| = ln j0 - alpha F eta/RT (plating), ln j0 + (1 - alpha) F eta/RT (stripping), eta = E - E_eq - j R solved for.
    alpha is the cathodic coefficient on both branches.

    Parameters
    ----------
    potential, current_density : (n,) array
        V, A/m^2; plating below zero.
    time : (n,) array, optional
        s; with it, mains aliased to a slow wave counts in the intervals.
    window : (float or None, float or None)
        Overpotentials, ohmic drop taken off / V; their sign chooses the branch. An end that is not given lies where
        the back reaction falls to 1 % (118 mV at 25 degC), or half-way where the branch is short, and at the last
        point.
    equilibrium_potential, equilibrium_potential_standard_error : float, optional
        V; not given, where the current changes sign, else 0.
    series_resistance, series_resistance_standard_error : float
        ohm m^2; not given, nothing is taken off and a warning says so.
    temperature : float
        K.
    current_sign : str
        As `polarization`: ``automatic`` | ``signed`` | ``magnitude``.
    effort : str
        ``full``, or ``live`` without the map of windows.

    Raises
    ------
    FitError
        ``WINDOW_CROSSES_EQUILIBRIUM``, ``TOO_FEW_POINTS``, and what `polarization_record` raises.
    """
    conditions = Conditions(
        equilibrium_potential,
        temperature,
        series_resistance,
        equilibrium_potential_standard_error,
        series_resistance_standard_error,
    )
    branch, warnings = prepared_branch(potential, current_density, time, conditions, "tafel", current_sign)
    used = _window(branch, window)
    if used[0] < 0 < used[1]:
        raise FitError(
            "WINDOW_CROSSES_EQUILIBRIUM",
            "The window from {low:.0f} to {high:.0f} mV holds both branches; a Tafel line takes one (plating is below "
            "zero). Allen-Hickling takes both.",
            low=1e3 * used[0],
            high=1e3 * used[1],
        )
    found = checked_window(branch, used)
    whole = favoured_branch(branch)[0] if found.sign < 0 else used
    whole = (min(whole[0], used[0]), max(whole[1], used[1]))
    return reading(branch, found, conditions, [*warnings, *_back_reaction(branch, found)], whole, effort)


def _window(branch: Branch, window: tuple[float | None, float | None]) -> Window:
    """Return the overpotentials of the line, what is not given by the rule of `tafel`."""
    start, end = window
    if start is not None and end is not None:
        return min(start, end), max(start, end)
    one = start if start is not None else end
    (low, high), sign = favoured_branch(branch)
    if one is not None:
        sign = 1.0 if one > 0 else -1.0
        low, high = branch_range(branch, sign)
    far = max(abs(low), abs(high))
    near = float(-np.log(_BACK_REACTION)) * branch.thermal
    near = near if far - near >= _WIDTH else 0.5 * far
    low, high = (-far, -near) if sign < 0 else (near, far)
    return (start if start is not None else low), (end if end is not None else high)


def _back_reaction(branch: Branch, found: WindowFit) -> list[Message]:
    """Return what the back reaction does to a line that ignores it, if it is more than 1 % anywhere."""
    reduced = np.abs(found.overpotential) / branch.thermal
    share = float(np.exp(-reduced.min()))
    if share <= _BACK_REACTION * 1.02 or found.residual.size < 2:
        return []
    slope, intercept = np.polyfit(reduced, np.log(-np.expm1(-np.maximum(reduced, 1e-3))), 1)
    bias = float(slope) if found.sign < 0 else -float(slope)
    text = (
        "The back reaction reaches {share:.1f} % of the current at the near end of the window (below 1 % from "
        "{least:.0f} mV on); on Butler-Volmer it alone shifts α by {alpha:+.3f} and ln j⁰ by {logarithm:+.2f}. "
        "Allen-Hickling is exact there."
    )
    numbers = {
        "share": 100 * share,
        "least": -1e3 * float(np.log(_BACK_REACTION)) * branch.thermal,
        "alpha": bias,
        "logarithm": float(intercept),
    }
    return [Message("BACK_REACTION", text, numbers, share)]
