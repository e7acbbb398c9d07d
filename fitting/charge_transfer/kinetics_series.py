"""Exchange current density and transfer coefficient against cycle number: limits, and the first stable cycle.

The review calls kinetics stable after three to five cycles and gives no rule. Ours is visible: an exponential approach,
stable from where it has come within 5 % of its limit; where it is none, a median and a band (PHYSICS 5).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fitting.confidence import student_quantile
from fitting.least_squares import LeastSquaresFit, fit_least_squares
from fitting.messages import FitError, Message
from fitting.model_choice import aicc, model_scores
from fitting.outcome import Axis, Estimate, ModelScore, Outcome, Panel, Trace

Array = npt.NDArray[np.float64]

TOLERANCE = 0.05
FEWEST_CYCLES, FEWEST_FOR_A_LAW = 3, 6
_DECISIVE = 4.0  # of AICc, by which an approach must beat a constant
_WANDERING = 3.0  # of the scatter from cycle to cycle
_OUTLIER = 12.0  # standard deviations, beyond which a cycle weighs no more; the first ones differ for a reason


@dataclass(frozen=True, eq=False)
class Approach:
    """One quantity on its way to its limit; of ln j0 the logarithm is fitted.

    Parameters
    ----------
    verdict : str
        ``exponential`` | ``constant`` | ``irregular``.
    limit, limit_error : float
        In the unit of the quantity.
    limit_interval : (float, float)
    stable, stable_interval : float, (float, float)
        First stable cycle; 1 for a constant, NaN where it lies beyond the record.
    constant, constant_error : float or None, float
        n_s in cycles, and the standard error of its logarithm.
    quantile : float
        Student's t of 95 %.
    scores : tuple of ModelScore
    fitted : (n,) array
    method : str
    """

    verdict: str
    limit: float
    limit_error: float
    limit_interval: tuple[float, float]
    stable: float
    stable_interval: tuple[float, float]
    constant: float | None
    constant_error: float
    quantile: float
    scores: tuple[ModelScore, ...]
    fitted: Array
    method: str


def kinetics_series(
    cycle: npt.ArrayLike,
    exchange_current_density: npt.ArrayLike,
    transfer_coefficient: npt.ArrayLike | None = None,
    *,
    exchange_current_density_error: npt.ArrayLike | None = None,
    transfer_coefficient_error: npt.ArrayLike | None = None,
    tolerance: float = TOLERANCE,
) -> Outcome:
    """Return the limits of j0 and alpha and the first stable cycle, n_stab = 1 + n_s ln(|j0_1/j0_inf - 1| / 5 %).

    j0(n) = j0_inf + (j0_1 - j0_inf) exp(-(n - 1)/n_s), fitted to ln j0 with a robust loss; alpha the same. Where a
    constant does as well, or the approach is no exponential, the limit is the median of the last half and the first
    stable cycle the first from which on all but single glitches stay within the tolerance (or the scatter).

    Parameters
    ----------
    cycle : (n,) array
        Numbers, increasing.
    exchange_current_density, transfer_coefficient : (n,) array
        A/m^2 above zero; alpha.
    exchange_current_density_error, transfer_coefficient_error : (n,) array, optional
        Standard errors: weights; their size is taken from the scatter.
    tolerance : float
        Of the limit.

    Raises
    ------
    FitError
        ``LENGTHS_DIFFER``, ``CYCLES_NOT_INCREASING``, ``TOO_FEW_CYCLES``, ``NOT_POSITIVE``.
    """
    n, j0 = _columns(cycle, exchange_current_density)
    if not (np.isfinite(j0).all() and (j0 > 0).all()):
        raise FitError("NOT_POSITIVE", "Every exchange current density must be a number above zero.")
    weights = _weights(exchange_current_density_error, j0, n.size)
    kinetic = _approach(n, j0, weights, tolerance, logarithmic=True)
    quantities = _estimates("exchange_current_density", "A/m^2", kinetic, n)
    warnings = _warnings("exchange current density", kinetic, n)
    table: dict[str, tuple[float | str | None, ...]] = {
        "cycle": tuple(n.tolist()),
        "exchange_current_density": tuple(j0.tolist()),
        "exchange_current_density_fit": tuple(kinetic.fitted.tolist()),
    }
    panels = [_panel(n, j0, kinetic, Axis("j⁰", "A/m^2", "mA/cm^2"))]
    verdicts = {"approach": kinetic.verdict}
    if transfer_coefficient is not None:
        _, alpha = _columns(cycle, transfer_coefficient)
        if not np.isfinite(alpha).all():
            raise FitError("NOT_FINITE", "A transfer coefficient of the series is not a number.")
        slope = _approach(
            n, alpha, _weights(transfer_coefficient_error, np.ones(n.size), n.size), tolerance, logarithmic=False
        )
        quantities |= _estimates("transfer_coefficient", "1", slope, n)
        warnings += _warnings("transfer coefficient", slope, n)
        table["transfer_coefficient"] = tuple(alpha.tolist())
        table["transfer_coefficient_fit"] = tuple(slope.fitted.tolist())
        panels.append(_panel(n, alpha, slope, Axis("α", "1", "1")))
        verdicts["transfer_coefficient_approach"] = slope.verdict
    return Outcome(quantities, verdicts, tuple(warnings), kinetic.scores, table, tuple(panels))


def _columns(cycle: npt.ArrayLike, values: npt.ArrayLike) -> tuple[Array, Array]:
    n, y = np.asarray(cycle, dtype=np.float64), np.asarray(values, dtype=np.float64)
    if n.shape != y.shape or n.ndim != 1:
        raise FitError("LENGTHS_DIFFER", "Cycles and values must be columns of the same length.")
    if n.size < FEWEST_CYCLES:
        text = "A series of {count} cycles has no limit; it takes {least}, and {more} for a law."
        raise FitError("TOO_FEW_CYCLES", text, n.size, count=n.size, least=FEWEST_CYCLES, more=FEWEST_FOR_A_LAW)
    if np.any(~np.isfinite(n)) or np.any(np.diff(n) <= 0):
        raise FitError("CYCLES_NOT_INCREASING", "Cycle numbers must increase: remove repeated cycles.")
    return n, y


def _weights(errors: npt.ArrayLike | None, scale: Array, count: int) -> Array:
    """Return relative weights with median 1; a cycle without an error gets the median."""
    if errors is None:
        return np.ones(count)
    relative = np.asarray(errors, dtype=np.float64) / scale
    good = np.isfinite(relative) & (relative > 0)
    if not good.any():
        return np.ones(count)
    usual = float(np.median(relative[good]))
    result: Array = np.where(good, usual / np.where(good, relative, usual), 1.0)
    return result


def _approach(n: Array, y: Array, weights: Array, tolerance: float, *, logarithmic: bool) -> Approach:
    """Return how a series comes to its limit: by an exponential, as a constant, or in some other way."""
    if n.size < FEWEST_FOR_A_LAW:
        return _robust(n, y, tolerance, "irregular", ())
    seen = np.log(y) if logarithmic else y
    scale = max(_scatter(seen), 1e-9 * float(np.abs(seen).max()), 1e-12)
    fit, curve = _exponential(n, seen, weights / scale, logarithmic)
    level = float(np.median(seen))
    constant = fit_least_squares(
        lambda p: np.asarray((p[0] - seen) * weights / scale), [np.array([level])], np.array([level - 10.0]),
        np.array([level + 10.0]),
    )  # fmt: skip
    criteria = {
        "exponential": aicc(_robust_squares(fit), n.size, 3),
        "constant": aicc(_robust_squares(constant), n.size, 1),
    }
    scores = model_scores(criteria)
    if criteria["exponential"] > criteria["constant"] - _DECISIVE:
        # Where both miss every point, neither is better: a series that wanders is no constant.
        wander = float(np.percentile(np.abs(seen - level), 75))
        steady = wander <= max(_WANDERING * scale, tolerance * (1.0 if logarithmic else abs(level)))
        return _robust(n, y, tolerance, "constant" if steady else "irregular", scores)
    if fit.verdict not in ("converged", "at_bound") or fit.at_bound[1:].any():
        return _robust(n, y, tolerance, "irregular", scores)
    return _exponential_approach(fit, curve, tolerance, scores, logarithmic)


def _exponential(n: Array, seen: Array, weights: Array, logarithmic: bool) -> tuple[LeastSquaresFit, Array]:
    """Return the fit of (limit, r, ln n_s): y_inf + ln(1 + r e^-(n - 1)/n_s) of a logarithm, y_inf + r e^... else."""

    def curve(p: Array) -> Array:
        left = np.exp(-(n - 1) / np.exp(p[2]))
        result: Array = p[0] + (np.log1p(p[1] * left) if logarithmic else p[1] * left)
        return result

    limit = float(np.median(seen[n.size // 2 :]))
    change = float(np.expm1(seen[0] - limit)) if logarithmic else float(seen[0] - limit)
    span = float(n[-1] - n[0])
    starts = [np.array([limit, change, np.log(part * span)]) for part in (0.05, 0.15, 0.4)]
    lower = np.array([limit - 5.0, -0.999 if logarithmic else -5.0, np.log(0.1)])
    upper = np.array([limit + 5.0, 100.0 if logarithmic else 5.0, np.log(2 * span)])
    fit = fit_least_squares(lambda p: np.asarray((curve(p) - seen) * weights), starts, lower, upper, evaluations=200)
    return fit, curve(fit.values)


def _exponential_approach(
    fit: LeastSquaresFit, curve: Array, tolerance: float, scores: tuple[ModelScore, ...], logarithmic: bool
) -> Approach:
    quantile = student_quantile(fit.degrees_of_freedom)
    limit, error = float(fit.values[0]), float(fit.standard_errors[0])
    ends = (limit - quantile * error, limit + quantile * error)

    def logarithm(p: Array) -> float:
        """ln of n_stab - 1, what a straight confidence interval suits."""
        share = float(np.abs(p[1]) if logarithmic else np.abs(p[1] / p[0]))
        decades = max(float(np.log(max(share / tolerance, 1e-12))), 1e-3)
        return float(np.log(decades)) + float(p[2])

    steps = 0.1 * fit.standard_errors
    slopes = np.zeros(3)
    for k in range(3):
        shift = np.zeros(3)
        shift[k] = steps[k]
        slopes[k] = (logarithm(fit.values + shift) - logarithm(fit.values - shift)) / (2 * steps[k])
    share = abs(fit.values[1]) if logarithmic else abs(fit.values[1] / limit)
    if share <= tolerance:
        stable, interval = 1.0, (1.0, 1.0)
    else:
        centre = logarithm(fit.values)
        half = quantile * float(np.sqrt(max(float(slopes @ fit.covariance @ slopes), 0.0)))
        stable = 1 + float(np.exp(centre))
        interval = (1 + float(np.exp(centre - half)), 1 + float(np.exp(centre + half)))
    if logarithmic:
        limit, error = float(np.exp(limit)), float(np.exp(limit)) * error
        ends, curve = (float(np.exp(ends[0])), float(np.exp(ends[1]))), np.exp(curve)
    return Approach(
        "exponential", limit, error, ends, stable, interval, float(np.exp(fit.values[2])),
        float(fit.standard_errors[2]), quantile, scores, curve, "covariance",
    )  # fmt: skip


def _robust(n: Array, y: Array, tolerance: float, verdict: str, scores: tuple[ModelScore, ...]) -> Approach:
    """Return median of the last half, and the first cycle from which on no two of three leave its band."""
    tail = y if verdict == "constant" else y[n.size // 2 :]
    limit = float(np.median(tail))
    scatter = 1.4826 * float(np.median(np.abs(tail - limit)))
    error = 1.2533 * max(scatter, 1e-12 * abs(limit)) / float(np.sqrt(tail.size))
    quantile = student_quantile(tail.size - 1)
    half = quantile * error
    band = max(tolerance * abs(limit), 3 * scatter)
    outside = np.abs(y - limit) > band
    stable, interval = float(n[0]), (float(n[0]), float(n[0]))
    if verdict != "constant":
        # A single cycle outside is a glitch; the end of the record counts as its own neighbour.
        neighbours = np.convolve(np.pad(outside.astype(float), 1, mode="edge"), np.ones(3), mode="valid")
        left = np.flatnonzero(outside & (neighbours >= 2))
        if left.size:
            after = int(left[-1]) + 1
            stable = float(n[after]) if after < n.size else float("nan")
            interval = (float(n[left[-1]]), stable)
    return Approach(
        verdict, limit, error, (limit - half, limit + half), stable, interval, None, 0.0, quantile, scores,
        np.full(n.size, limit), "sampling",
    )  # fmt: skip


def _scatter(values: Array) -> float:
    """Return the standard deviation from second differences, which a trend hardly changes."""
    second = values[1:-1] - 0.5 * (values[2:] + values[:-2])
    return float(1.4826 * np.median(np.abs(second)) / np.sqrt(1.5))


def _robust_squares(fit: LeastSquaresFit) -> float:
    return float(np.sum(np.clip(fit.residual, -_OUTLIER, _OUTLIER) ** 2)) + 1e-12


def _estimates(name: str, unit: str, found: Approach, n: Array) -> dict[str, Estimate]:
    prefix = "" if name == "exchange_current_density" else f"{name}_"
    rule = {"exponential": "within_5_percent", "constant": "constant", "irregular": "last_leaving"}[found.verdict]
    quantities = {
        f"limiting_{name}": Estimate(
            found.limit, unit, found.limit_error, found.limit_interval, 0.95, found.method, found.verdict
        )
    }
    last = float(n[-1])
    if not np.isfinite(found.stable) or found.stable > last:
        stable = Estimate(None, "1", interval_method=found.method, rule=rule, bound=("above", last))
    else:
        half = 0.25 * (found.stable_interval[1] - found.stable_interval[0])
        stable = Estimate(found.stable, "1", half, found.stable_interval, 0.95, found.method, rule)
    quantities[f"{prefix}first_stable_cycle"] = stable
    if found.constant is not None:
        factor = float(np.exp(found.quantile * found.constant_error))
        quantities[f"{prefix}stabilization_cycles"] = Estimate(
            found.constant, "1", found.constant * found.constant_error,
            (found.constant / factor, found.constant * factor), interval_method=found.method, rule="exponential",
        )  # fmt: skip
    return quantities


def _warnings(name: str, found: Approach, n: Array) -> list[Message]:
    warnings = []
    if n.size < FEWEST_FOR_A_LAW:
        text = "{count} cycles are too few for a law of the {name}: median and band are given."
        warnings.append(Message("FEW_CYCLES", text, {"count": n.size, "name": name}, float(n.size)))
    elif found.verdict == "irregular":
        text = "The {name} does not approach a limit exponentially: median and band are given."
        warnings.append(Message("NOT_EXPONENTIAL", text, {"name": name}))
    if found.constant is not None and n[-1] - n[0] < 2 * found.constant:
        text = "The {name} still changes when the series ends: its limit is the fit's view beyond the last cycle."
        warnings.append(Message("NOT_YET_STABLE", text, {"name": name}, found.constant))
    if np.any(np.diff(n) > 1.5):
        text = "Cycle numbers are missing in the series."
        warnings.append(Message("CYCLES_MISSING", text))
    return warnings


def _panel(n: Array, y: Array, found: Approach, axis: Axis) -> Panel:
    traces = [Trace("data", n, y, "points"), Trace("fit", n, found.fitted, "fit")]
    traces.append(Trace("limit", n[[0, -1]], np.full(2, found.limit), "level"))
    if np.isfinite(found.stable):
        at = float(np.interp(found.stable, n, found.fitted))
        traces.append(Trace("stable", np.array([found.stable]), np.array([at]), "mark"))
    return Panel(Axis("cycle", "1", "1"), axis, tuple(traces))
