"""What Tafel and Allen-Hickling share: the window, its fit and map, quantities, and what has to be said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from fitting.charge_transfer.butler_volmer import allen_hickling_ordinate, checked_resistance
from fitting.charge_transfer.polarization_record import polarization_record
from fitting.charge_transfer.window_map import (
    FEWEST_POINTS,
    Branch,
    Window,
    WindowFit,
    fit_window,
    map_table,
    window_map,
)
from fitting.confidence import student_quantile
from fitting.constants import thermal_voltage
from fitting.live import Ends, Refit
from fitting.messages import FitError, Message
from fitting.outcome import Axis, Estimate, Outcome, Panel, Trace

Array = npt.NDArray[np.float64]

_NARROW = 0.060  # V
_LARGEST_DROP = 0.3  # of the overpotential
_FAR_ABOVE, _FAR_BELOW = 10.0, 1e-3  # j0 over the largest, the smallest current
_CURVED = 3.0  # standard errors between the halves of a window
_LEAST_CURVATURE = 0.01  # of alpha


@dataclass(frozen=True, eq=False)
class BranchReading(Outcome):
    """Exchange current density and transfer coefficient of one window, with the map of all windows."""

    fit: WindowFit | None = None


@dataclass(frozen=True)
class Conditions:
    """What a window is read under.

    Parameters
    ----------
    equilibrium_potential : float or None
        V; None for where the current changes sign, else 0.
    temperature : float
        K.
    series_resistance : float or None
        ohm m^2; None where nobody knows it.
    equilibrium_potential_standard_error, series_resistance_standard_error : float
        Standard errors.
    """

    equilibrium_potential: float | None
    temperature: float
    series_resistance: float | None
    equilibrium_potential_standard_error: float = 0.0
    series_resistance_standard_error: float = 0.0


def prepared_branch(
    potential: npt.ArrayLike,
    current_density: npt.ArrayLike,
    time: npt.ArrayLike | None,
    conditions: Conditions,
    law: str,
    current_sign: str,
) -> tuple[Branch, list[Message]]:
    """Return the points of a curve, from equilibrium, and what was noticed of them.

    Raises
    ------
    FitError
        As `polarization_record`; ``RESISTANCE_NEGATIVE``, ``TEMPERATURE_NOT_POSITIVE``.
    """
    if not conditions.temperature > 0:
        raise FitError("TEMPERATURE_NOT_POSITIVE", "The temperature must be above zero kelvin.", conditions.temperature)
    resistance = conditions.series_resistance or 0.0
    checked_resistance(resistance)
    record = polarization_record(
        potential, current_density, time, conditions.equilibrium_potential, (None, None), current_sign
    )
    said = [one for one in record.warnings if one.code != "ONE_BRANCH"]
    E = record.potential - record.rest
    if conditions.equilibrium_potential is None:
        text = (
            "The current never vanishes: equilibrium was taken at {rest:.1f} mV; an error of it shifts the exchange "
            "current density."
        )
        if record.crosses:
            text = (
                "Equilibrium was taken where the current changes sign, {rest:.1f} mV; an error of it shifts the "
                "exchange current density."
            )
        said.append(Message("EQUILIBRIUM_ASSUMED", text, {"rest": 1e3 * record.rest}, record.rest))
    clock = None if record.step is None else record.place * record.step
    thermal = thermal_voltage(conditions.temperature)
    return Branch(E, record.current, resistance, thermal, law, clock, record.rest), said


def checked_window(branch: Branch, window: Window) -> WindowFit:
    """Return the fit of a window.

    Raises
    ------
    FitError
        ``TOO_FEW_POINTS``.
    """
    low, high = min(window), max(window)
    found = fit_window(branch, (low, high))
    if found is None:
        eta = branch.potential - branch.series_resistance * branch.current_density
        raise FitError(
            "TOO_FEW_POINTS",
            "Fewer than {least} points lie between overpotentials of {low:.0f} and {high:.0f} mV (the curve runs from "
            "{first:.0f} to {last:.0f} mV; plating is below zero): choose another window.",
            least=FEWEST_POINTS,
            low=1e3 * low,
            high=1e3 * high,
            first=1e3 * float(eta.min()),
            last=1e3 * float(eta.max()),
        )
    return found


def reading(
    branch: Branch, found: WindowFit, conditions: Conditions, warnings: list[Message], whole: Window, effort: str
) -> BranchReading:
    """Return quantities, map, warnings and pictures of a fitted window.

    Parameters
    ----------
    branch : Branch
    found : WindowFit
    conditions : Conditions
    warnings : list of Message
        What is known already.
    whole : (float, float)
        Overpotentials that the map covers / V.
    effort : str
        ``full``, or ``live`` without the map.
    """
    systematic = _systematic(branch, found, conditions)
    found = replace(found, covariance=found.covariance + systematic)
    restored = any(one.code == "SIGN_RESTORED" for one in warnings)
    fits = window_map(branch, whole, found) if effort == "full" else []
    warnings = [*warnings, *_window_warnings(branch, found, conditions), *_curvature(branch, found)]
    branches = {True: "cathodic", False: "anodic"}[found.sign < 0]
    if found.window[0] < 0 < found.window[1]:
        branches = "both"
    return BranchReading(
        _estimates(found, branch.law), {"branch": branches}, tuple(warnings), (), map_table(fits),
        _panels(branch, found, fits), None if restored else _refit(branch, found, systematic), found,
    )  # fmt: skip


@dataclass(frozen=True, eq=False, kw_only=True)
class WindowRefit(Refit):
    """A window of a branch while it is dragged; parameters ln j0 and alpha.

    Parameters
    ----------
    branch : Branch
    found : WindowFit
    systematic : (2, 2) array
        What is added to the covariance.
    """

    branch: Branch
    found: WindowFit
    systematic: Array

    def course(self, values: Array, x: Array, near: Array) -> tuple[Array, Array]:
        """Return j / A/m^2 and its slopes."""
        current, _, slopes = replace(self.branch, potential=x, current_density=near, time=None).solved(
            values, self.found.sign
        )
        return current, slopes

    def place(self, end: float) -> float:
        """Return the potential of an overpotential: the ohmic drop comes on top."""
        bare = replace(
            self.branch, potential=np.array([end]), current_density=np.zeros(1), series_resistance=0.0, time=None
        )
        current = bare.solved(self.values, self.found.sign)[0]
        return end + self.branch.series_resistance * float(current[0])

    def deviation(self, y: Array) -> Array:
        """Return the noise of the branch."""
        return self.found.noise.deviation(y)

    def estimates(self, values: Array, covariance: Array, freedom: int, ends: Ends) -> Mapping[str, Estimate]:
        """Return exchange current density, transfer coefficient and window."""
        places = np.array(ends)
        drop = self.branch.series_resistance * self.course(values, places, np.zeros(2))[0]
        window = ends[0] - float(drop[0]), ends[1] - float(drop[1])
        moved = replace(
            self.found,
            values=values,
            covariance=covariance + self.systematic,
            window=window,
            residual=np.zeros(freedom + 2),
        )
        return _estimates(moved, self.branch.law)


def _refit(branch: Branch, found: WindowFit, systematic: Array) -> WindowRefit:
    """Return what a drag needs."""
    span = np.array([8.0, 2.0])
    return WindowRefit(
        columns=("potential", "current_density"),
        axes=(Axis("η", "V", "mV"), Axis("j", "A/m^2", "mA/cm^2")),
        origin=branch.rest,
        window_origin=branch.rest,
        scale=1.0,
        reach=((-np.inf, 0.0) if found.sign < 0 else (0.0, np.inf)) if branch.law == "tafel" else (-np.inf, np.inf),
        values=found.values,
        lower=found.values - span,
        upper=found.values + span,
        noise=1.0,
        branch=branch,
        found=found,
        systematic=systematic,
    )


def branch_range(branch: Branch, sign: float) -> Window:
    """Return the overpotentials of the points on one side of equilibrium / V; (0, 0) if there are too few."""
    eta = branch.potential - branch.series_resistance * branch.current_density
    side = eta[sign * eta > 0]
    if side.size < FEWEST_POINTS:
        return 0.0, 0.0
    return float(side.min()), float(side.max())


def favoured_branch(branch: Branch) -> tuple[Window, float]:
    """Return range and sign of the plating branch, of the stripping branch where that reaches twice as far.

    Raises
    ------
    FitError
        ``TOO_FEW_POINTS``.
    """
    plating, stripping = branch_range(branch, -1.0), branch_range(branch, 1.0)
    if plating == stripping == (0.0, 0.0):
        raise FitError("TOO_FEW_POINTS", "Neither branch has five points: a line needs more of the curve.")
    return (stripping, 1.0) if stripping[1] > -2 * plating[0] else (plating, -1.0)


def _estimates(found: WindowFit, law: str) -> dict[str, Estimate]:
    quantile = student_quantile(found.residual.size - 2)
    log_error, error = (float(one) for one in found.standard_errors)
    j0, alpha = float(np.exp(found.values[0])), float(found.values[1])
    spread = float(np.exp(quantile * log_error))
    return {
        "exchange_current_density": Estimate(
            j0, "A/m^2", j0 * log_error, (j0 / spread, j0 * spread), 0.95, "covariance", law
        ),
        "transfer_coefficient": Estimate(
            alpha, "1", error, (alpha - quantile * error, alpha + quantile * error), 0.95, "covariance", law
        ),
        "window_start": Estimate(found.window[0], "V", rule="overpotential"),
        "window_end": Estimate(found.window[1], "V", rule="overpotential"),
        "window_middle": Estimate(0.5 * (found.window[0] + found.window[1]), "V", rule="for_equation_3"),
    }


def _systematic(branch: Branch, found: WindowFit, conditions: Conditions) -> Array:
    """Return what back reaction and the errors of resistance and equilibrium potential add to the covariance."""
    added = np.zeros((2, 2))
    if branch.law == "tafel":
        # On Butler-Volmer this is what the line without back reaction misses.
        exact = fit_window(replace(branch, law="allen_hickling"), found.window)
        if exact is not None:
            added += np.outer(exact.values - found.values, exact.values - found.values)
    resistance, potential = conditions.series_resistance_standard_error, conditions.equilibrium_potential_standard_error
    rivals = []
    if resistance > 0:
        rivals.append(replace(branch, series_resistance=branch.series_resistance + resistance))
    if potential > 0:
        rivals.append(replace(branch, potential=branch.potential - potential))
    for rival in rivals:
        moved = fit_window(rival, found.window)
        if moved is not None:
            shift = moved.values - found.values
            added += np.outer(shift, shift)
    return added


def _window_warnings(branch: Branch, found: WindowFit, conditions: Conditions) -> list[Message]:
    warnings = []
    width = found.window[1] - found.window[0]
    if width < _NARROW - 1e-9:
        text = "The window is {width:.0f} mV wide; below 60 mV a slope says little."
        warnings.append(Message("NARROW_WINDOW", text, {"width": 1e3 * width}, width))
    current = branch.current_density[found.used]
    if conditions.series_resistance is None:
        text = (
            "The series resistance is not known: an ohmic drop bends the branch as the reorganization energy does, and "
            "lowers α."
        )
        warnings.append(Message("RESISTANCE_UNKNOWN", text))
    else:
        share = float(
            np.max(np.abs(found.fitted) * branch.series_resistance / np.maximum(np.abs(found.overpotential), 1e-6))
        )
        if share > _LARGEST_DROP:
            text = "The ohmic drop reaches {share:.0f} % of the overpotential: the error of the resistance rules α."
            warnings.append(Message("OHMIC_DROP", text, {"share": 100 * share}, share))
    j0 = float(np.exp(found.values[0]))
    if j0 > _FAR_ABOVE * float(np.abs(current).max()) or j0 < _FAR_BELOW * float(np.abs(found.fitted).min()):
        text = "The exchange current density lies far from every current measured: an extrapolation."
        warnings.append(Message("FAR_EXTRAPOLATION", text, value=j0))
    alpha = float(found.values[1])
    if not 0 <= alpha <= 1:
        text = "A transfer coefficient of {alpha:.3g} is outside 0 to 1: this is not the transfer of one electron."
        warnings.append(Message("ALPHA_OUT_OF_RANGE", text, {"alpha": alpha}, alpha))
    return warnings


def _curvature(branch: Branch, found: WindowFit) -> list[Message]:
    """Return that the slope changes within the window, which a straight line hides."""
    low, high = found.window
    if low < 0 < high:
        return []
    middle = 0.5 * (low + high)
    near, far = ((middle, high), (low, middle)) if high <= 0 else ((low, middle), (middle, high))
    first, second = fit_window(branch, near, found), fit_window(branch, far, found)
    if first is None or second is None:
        return []
    change = float(second.values[1] - first.values[1])
    error = float(np.hypot(first.standard_errors[1], second.standard_errors[1]))
    if abs(change) < max(_CURVED * error, _LEAST_CURVATURE):
        return []
    text = (
        "α changes from {near:.3f} to {far:.3f} within the window: the branch is curved (Marcus, ohmic drop or "
        "depletion), and a straight line overestimates the exchange current density, on Marcus's law by 21 % (60 to "
        "120 mV) to 78 % (120 to 200 mV). Fit the whole curve with the polarization method."
    )
    numbers = {"near": float(first.values[1]), "far": float(second.values[1])}
    return [Message("CURVED_BRANCH", text, numbers, change)]


def _panels(branch: Branch, found: WindowFit, fits: list[WindowFit]) -> tuple[Panel, ...]:
    """Return the branch with its line, the residual, and alpha against the middle of the window."""
    eta = branch.potential - branch.series_resistance * branch.current_density
    volts = Axis("η", "V", "mV")
    order = np.argsort(found.overpotential)
    if branch.law == "tafel":
        y, line = np.abs(branch.current_density), np.abs(found.fitted)
        axis = Axis("|j|", "A/m^2", "mA/cm^2", "log")
    else:
        away = (np.abs(eta) > 1e-6) & (branch.current_density != 0)
        y = np.full(eta.size, np.nan)
        temperature = branch.thermal / thermal_voltage(1.0)
        y[away] = np.exp(allen_hickling_ordinate(eta[away], branch.current_density[away], temperature))
        line = np.exp(found.values[0] - found.values[1] * found.overpotential / branch.thermal)
        axis = Axis("|j|/|1 − exp(Fη/RT)|", "A/m^2", "mA/cm^2", "log")
    shown = np.isfinite(y) & (y > 0)
    main = Panel(volts, axis, (
        Trace("data", eta[shown], y[shown], "points"),
        Trace("fit", found.overpotential[order], line[order], "fit"),
    ))  # fmt: skip
    residual = Panel(volts, Axis("Δj/σ", "1", "1"), (Trace("residual", found.overpotential, found.residual, "points"),))
    if not fits:
        return main, residual
    middle = np.array([0.5 * (one.window[0] + one.window[1]) for one in fits])
    alpha = np.array([one.values[1] for one in fits])
    error = np.array([one.standard_errors[1] for one in fits])
    windows = Panel(volts, Axis("α", "1", "1"), (Trace("windows", middle, alpha, "points", error),), "α by window")
    return main, residual, windows
