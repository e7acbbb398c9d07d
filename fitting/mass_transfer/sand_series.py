"""Sand times at several currents: do they go with the current as the equation demands (PHYSICS 1.3 c)?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, sqrt

import numpy as np
import numpy.typing as npt

from fitting.confidence import NORMAL_QUANTILE_95, student_quantile
from fitting.mass_transfer.sand_cell import SandCell
from fitting.messages import FitError, Message
from fitting.outcome import Axis, Estimate, Outcome, Panel, Trace

Array = npt.NDArray[np.float64]

_IDEAL = -2.0  # d ln tau / d ln |j|
_LEAST_SPREAD = 0.05  # of ln |j|
_WIDE = 0.5  # half width of the slope's interval above which agreement says nothing


@dataclass(frozen=True)
class SandPoint:
    """One measured transition.

    Parameters
    ----------
    current_density : float
        A/m^2.
    sand_time, standard_error : float
        s.
    """

    current_density: float
    sand_time: float
    standard_error: float


def sand_series(points: Sequence[SandPoint], cell: SandCell | None = None) -> Outcome:
    """Return the slope of ln tau against ln |j|, j sqrt(tau), and D of the salt if the slope agrees with -2.

    Parameters
    ----------
    points : sequence of SandPoint
        At two currents at least; repeats at one current count as scatter.
    cell : SandCell, optional
        Concentration, transference number and geometry, for the diffusion coefficient.

    Raises
    ------
    FitError
        ``TOO_FEW_CURRENTS`` for fewer than two different current densities; ``SAND_TIME_NOT_POSITIVE``.
    """
    density = np.array([abs(one.current_density) for one in points])
    tau = np.array([one.sand_time for one in points])
    if tau.size and not (tau > 0).all():
        raise FitError("SAND_TIME_NOT_POSITIVE", "Every Sand time must be above zero.")
    if not (density > 0).all() or density.size < 2 or np.ptp(np.log(density)) < _LEAST_SPREAD:
        raise FitError(
            "TOO_FEW_CURRENTS",
            "The slope of the Sand time against the current needs curves at two different current densities at least.",
        )
    error = np.array([one.standard_error for one in points]) / tau
    slope, intercept, error_of_slope, quantile = _line(np.log(density), np.log(tau), error)
    half = quantile * error_of_slope
    interval = slope - half, slope + half
    verdict = "disagree" if not interval[0] <= _IDEAL <= interval[1] else "agree" if half <= _WIDE else "not_decided"
    product = density * np.sqrt(tau)
    quantities = {
        "sand_slope": Estimate(slope, "1", error_of_slope, interval, interval_method="covariance", rule="line")
    }
    warnings = list(_verdict_warning(verdict, slope))
    if verdict != "disagree":
        quantities["current_times_root_time"] = _mean(product, 0.5 * error, "A s^0.5/m^2")
    if verdict == "agree" and cell is not None:
        if cell.concentration is not None and cell.transference_number is not None:
            each = np.array([cell.diffusion_coefficient(*pair) for pair in zip(tau, density, strict=True)])
            quantities["diffusion_coefficient"] = _mean(each, error, "m^2/s", f"salt_{cell.geometry}")
        else:
            text = "The diffusion coefficient needs {names}: give it."
            names = cell.missing(1.0)
            warnings.append(Message("MISSING_SETTING", text, {"names": ", ".join(names)}, float(len(names))))
    table = {
        "current_density": tuple(float(one) for one in density),
        "sand_time": tuple(float(one) for one in tau),
        "current_times_root_time": tuple(float(one) for one in product),
    }
    picture = _picture(density, tau, error, slope, intercept)
    return Outcome(quantities, {"sand_law": verdict}, tuple(warnings), table=table, panels=(picture,))


def _picture(density: Array, tau: Array, error: Array, slope: float, intercept: float) -> Panel:
    ends = np.array([density.min(), density.max()])
    return Panel(
        Axis("|j|", "A/m^2", "mA/cm^2", "log"),
        Axis("τ", "s", "s", "log"),
        (
            Trace("Sand times", density, tau, "points", error * tau),
            Trace("fit", ends, np.exp(intercept + slope * np.log(ends)), "fit"),
            Trace("slope -2", ends, exp(float(np.mean(np.log(tau * density**2)))) / ends**2, "level"),
        ),
        "Sand time against current density",
    )


def _line(x: Array, y: Array, error: Array) -> tuple[float, float, float, float]:
    """Return slope, intercept, the slope's standard error and the quantile that goes with it.

    Cells scatter by more than one curve's noise: with three points and more, scatter common to all is estimated
    (weights 1 / (error^2 + scatter^2)) and Student's t taken.
    """
    floor = max(float(np.median(error)) * 0.1, 1e-9)
    variance = np.maximum(error, floor) ** 2
    freedom = x.size - 2
    scatter = 0.0
    for _ in range(60):
        weight = 1 / (variance + scatter)
        centre = float(weight @ x / weight.sum())
        spread = float(weight @ (x - centre) ** 2)
        slope = float(weight @ ((x - centre) * y)) / spread
        intercept = float(weight @ y / weight.sum()) - slope * centre
        excess = float(weight @ (y - intercept - slope * x) ** 2)
        if freedom < 1 or (excess <= freedom * (1 + 1e-6) and scatter == 0) or abs(excess / freedom - 1) < 1e-6:
            break
        scatter = max((scatter + float(np.mean(variance))) * excess / freedom - float(np.mean(variance)), 0.0)
    quantile = NORMAL_QUANTILE_95 if scatter == 0 else student_quantile(freedom)
    return slope, intercept, 1 / sqrt(spread), quantile


def _mean(values: Array, relative: Array, unit: str, rule: str = "mean") -> Estimate:
    """Return the geometric mean over currents, its error from their scatter or from their own, the larger."""
    logs = np.log(values)
    own = float(np.sqrt(np.mean(relative**2) / logs.size))
    seen = float(np.std(logs, ddof=1) / sqrt(logs.size))
    width = max(NORMAL_QUANTILE_95 * own, student_quantile(logs.size - 1) * seen if seen > own else 0.0)
    value = exp(float(logs.mean()))
    error = value * max(own, seen)
    interval = value * exp(-width), value * exp(width)
    return Estimate(value, unit, error, interval, interval_method="covariance", rule=rule)


def _verdict_warning(verdict: str, slope: float) -> list[Message]:
    if verdict == "agree":
        return []
    text = {
        "disagree": "ln τ falls with ln |j| by {slope:.3g}, not by −2: the transitions are not Sand's (convection, "
        "finite cell, microelectrode, growing area), and no diffusion coefficient follows from them.",
        "not_decided": "The slope of {slope:.3g} is too uncertain to be compared with −2: measure at more currents.",
    }[verdict]
    return [Message("SAND_LAW_" + verdict.upper(), text, {"slope": slope}, slope)]
