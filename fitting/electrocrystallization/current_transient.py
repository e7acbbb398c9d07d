"""Nuclei and their growth from the current after a potential step: D, N0 and A by Scharifker-Mostany (PHYSICS 3.1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from fitting.confidence import delta_errors, gradient, profile_interval, student_quantile
from fitting.constants import FARADAY
from fitting.electrocrystallization.current_transient_fit import (
    BACKGROUNDS,
    TransientFit,
    fit_transient,
    held_excess,
)
from fitting.electrocrystallization.current_transient_model import (
    mostany_peak,
    mostany_slopes,
    peak_diffusion_coefficient,
)
from fitting.electrocrystallization.current_transient_record import TransientRecord, transient_record
from fitting.live import Ends, Refit
from fitting.messages import FitError, Message
from fitting.outcome import Axis, Estimate, Outcome, Panel, Trace

Array = npt.NDArray[np.float64]
Interval = tuple[float, float]

INSTANTANEOUS, PROGRESSIVE = 20.0, 0.2  # A t_m above and below which nucleation is one or the other
_WIDE = 0.15  # standard error of a logarithm from which on its interval is profiled
_FARTHER = 3.0  # ratio of two diffusion coefficients that calls for a word
_FEWEST_BEFORE_PEAK = 8
_SHORT = 2.0  # t_m
_LARGEST_LOG = 700.0  # of a number that is still finite


@dataclass(frozen=True, eq=False)
class CurrentTransient(Outcome):
    """What a transient says of nucleation.

    Parameters
    ----------
    fit : TransientFit or None
        Parameters and residuals, for a drawing or a closer look.
    """

    fit: TransientFit | None = None


def current_transient(
    time: Array,
    current_density: Array,
    concentration: float,
    *,
    background: str = "automatic",
    window: tuple[float | None, float | None] = (None, None),
    known_diffusion_coefficient: float | None = None,
    effort: str = "full",
) -> CurrentTransient:
    """Return diffusion coefficient, density of nuclei and nucleation rate from the current after a potential step.

    |j| = F c sqrt(D/(pi t)) (1 - exp(-N0 pi k D [t - (1 - e^(-At))/A])) + background, k = sqrt(8 pi c V_m).

    Parameters
    ----------
    time, current_density : (n,) array
        s since the step; A/m^2, negative while plating.
    concentration : float
        Of lithium ions / mol/m^3.
    background : str
        Current of other reactions under the transient: ``none``, ``offset``, ``offset_exponential`` (solid-electrolyte
        interphase, double layer), or ``automatic``: the least one that the record clearly asks for.
    window : (float or None, float or None)
        Times to use / s.
    known_diffusion_coefficient : float, optional
        From mass transfer / m^2/s; a disagreement by more than three times is told.
    effort : str
        ``full``, or ``live`` without profile intervals.

    Raises
    ------
    FitError
        ``CONCENTRATION_NOT_POSITIVE``, ``UNKNOWN_BACKGROUND``, and those of `transient_record`.

    Notes
    -----
    Scharifker and Mostany, J. Electroanal. Chem. 177 (1984) 13.
    """
    if not (np.isfinite(concentration) and concentration > 0):
        raise FitError("CONCENTRATION_NOT_POSITIVE", "The concentration of lithium ions must be above zero.")
    if background not in (*BACKGROUNDS, "automatic"):
        raise FitError("UNKNOWN_BACKGROUND", "A background is none, offset, offset_exponential or automatic.")
    record = transient_record(time, current_density, window)
    found = fit_transient(record, concentration, background)
    peak = mostany_peak(found.fit.values, concentration)
    product = float(np.exp(found.fit.values[2]) * peak[0])
    regime = _regime(product)
    intervals, method = _intervals(found, effort)
    quantities = _quantities(found, regime, intervals, method) | _peak_estimates(found, peak)
    warnings = _fit_warnings(found, record, peak, regime, intervals)
    warnings += _regime_warnings(quantities, regime, product, intervals[2], float(peak[0]))
    warnings += _known(float(np.exp(found.fit.values[0])), known_diffusion_coefficient)
    modes = ("instantaneous", "progressive")
    table: dict[str, tuple[float | str | None, ...]] = {
        "reading": ("fit", *modes),
        "diffusion_coefficient": (
            float(np.exp(found.fit.values[0])),
            *(peak_diffusion_coefficient(float(peak[1]), float(peak[0]), concentration, one) for one in modes),
        ),
    }
    verdicts = {"regime": regime, "background": found.model.background}
    panels = _panels(found, record, peak)
    refit = _refit(found, intervals)
    return CurrentTransient(quantities, verdicts, tuple(warnings), (), table, panels, refit, found)


@dataclass(frozen=True, eq=False, kw_only=True)
class NucleationRefit(Refit):
    """Scharifker and Mostany's current with its background, while a window is dragged."""

    found: TransientFit

    def course(self, values: Array, x: Array, near: Array) -> tuple[Array, Array]:
        """Return |j| / A/m^2 and its slopes."""
        return self.found.model.slopes(values, x)

    def estimates(self, values: Array, covariance: Array, freedom: int, ends: Ends) -> Mapping[str, Estimate]:
        """Return D, N0 and A as far as their regime tells them, and the maximum."""
        peak = mostany_peak(values, self.found.model.concentration)
        regime = _regime(float(np.exp(values[2]) * peak[0]))
        fit = replace(self.found.fit, values=values, covariance=covariance)
        moved = replace(self.found, fit=fit, covariance=covariance)
        intervals, method = _intervals(moved, "live")
        return _quantities(moved, regime, intervals, method)


def _refit(found: TransientFit, intervals: list[Interval]) -> NucleationRefit | None:
    """Return what a drag needs; nothing where the curve does not hold all parameters."""
    if not np.isfinite(intervals).all() or found.fit.at_bound.any():
        return None
    return NucleationRefit(
        columns=("time", "current_density"),
        axes=(Axis("t", "s", "s"), Axis("|j|", "A/m^2", "mA/cm^2")),
        origin=0.0,
        window_origin=0.0,
        scale=-1.0,
        reach=(float(found.record.time[0]), np.inf),
        values=found.fit.values,
        lower=found.lower,
        upper=found.upper,
        noise=found.record.noise,
        inflation=float(found.inflation.max()),
        found=found,
    )


def _regime(product: float) -> str:
    return "instantaneous" if product > INSTANTANEOUS else "progressive" if product < PROGRESSIVE else "mixed"


def _intervals(found: TransientFit, effort: str) -> tuple[list[Interval], list[str]]:
    """Return intervals of ln D, ln N0 and ln A and their methods; an end that the data do not set is infinite."""
    quantile = student_quantile(found.fit.degrees_of_freedom)
    errors = np.sqrt(np.maximum(np.diag(found.covariance), 0.0))
    intervals, methods = [], []
    edge = bool(found.fit.at_bound[:3].any())
    for k in range(3):
        value = float(found.fit.values[k])
        if effort == "full" and (edge or errors[:3].max() > _WIDE):
            low, high = float(found.lower[k]), float(found.upper[k])
            step = float(errors[k]) if 0 < errors[k] < 1 else 0.3
            ends = profile_interval(held_excess(found, k), value, step, low, high, quantile**2)
            ends = (ends[0] if ends[0] > low else -np.inf, ends[1] if ends[1] < high else np.inf)
            intervals.append(ends)
            methods.append("profile")
            continue
        half = quantile * float(errors[k])
        unbounded = bool(found.fit.at_bound[k])
        intervals.append((-np.inf, np.inf) if unbounded else (value - half, value + half))
        methods.append("covariance")
    return intervals, methods


def _quantities(found: TransientFit, regime: str, intervals: list[Interval], methods: list[str]) -> dict[str, Estimate]:
    """Return D, N0, A and A N0 as far as the regime lets them be told."""
    names = (("diffusion_coefficient", "m^2/s"), ("nuclei_density", "1/m^2"), ("nucleation_rate", "1/s"))
    errors = np.sqrt(np.maximum(np.diag(found.covariance), 0.0))
    quantities = {}
    for k, (name, unit) in enumerate(names):
        value, (low, high) = float(np.exp(found.fit.values[k])), (_number(end) for end in intervals[k])
        untold = k > 0 and regime == "progressive"
        if not untold and low > 0 and np.isfinite(high):
            quantities[name] = Estimate(
                value, unit, value * float(errors[k]), (low, high), 0.95, methods[k], "scharifker_mostany"
            )
            continue
        # Progressive nucleation tells A N0 alone: N0 from below, A from above.
        lower = low if low > 0 and (k == 1 or not untold) else None
        upper = high if np.isfinite(high) and (k == 2 or not untold) else None
        bound = ("above", lower) if lower is not None else ("below", upper) if upper is not None else None
        quantities[name] = Estimate(None, unit, interval_method=methods[k], rule="scharifker_mostany", bound=bound)
    product = None if regime == "instantaneous" else _product(found)
    return quantities if product is None else {**quantities, "steady_nucleation_rate": product}


def _number(logarithm: float) -> float:
    """Return its exponential, infinite where that is no number."""
    return float(np.exp(logarithm)) if logarithm < _LARGEST_LOG else np.inf


def _product(found: TransientFit) -> Estimate | None:
    """Return A N0, births per area and time, which progressive nucleation tells; None where the fit does not know it.

    At a bound both factors count as known, and nothing is known of them.
    """
    slope = np.zeros((1, found.model.size))
    slope[0, 1:3] = 1.0
    error = float(delta_errors(slope, found.covariance)[0])
    value = float(np.exp(found.fit.values[1] + found.fit.values[2]))
    half = student_quantile(found.fit.degrees_of_freedom) * error
    if not 0 < half <= _LARGEST_LOG / 2:
        return None
    interval = (value * _number(-half), value * _number(half))
    return Estimate(value, "1/(m^2 s)", value * error, interval, 0.95, "covariance", "scharifker_mostany")


def _peak_estimates(found: TransientFit, peak: Array) -> dict[str, Estimate]:
    """Return t_m and j_m of the fitted nucleation current, without background."""

    def logarithms(values: Array) -> Array:
        result: Array = np.log(mostany_peak(values, found.model.concentration))
        return result

    errors = np.where(found.fit.at_bound, 0.0, np.minimum(found.fit.standard_errors, 1.0))
    slopes = gradient(logarithms, found.fit.values, errors)
    relative = delta_errors(slopes, found.covariance)
    half = student_quantile(found.fit.degrees_of_freedom) * relative * peak
    time = Estimate(
        float(peak[0]), "s", float(relative[0] * peak[0]), (float(peak[0] - half[0]), float(peak[0] + half[0])),
        0.95, "covariance", "fitted_maximum",
    )  # fmt: skip
    current = Estimate(
        -float(peak[1]), "A/m^2", float(relative[1] * peak[1]), (-float(peak[1] + half[1]), -float(peak[1] - half[1])),
        0.95, "covariance", "fitted_maximum",
    )  # fmt: skip
    return {"peak_time": time, "peak_current_density": current}


def _fit_warnings(
    found: TransientFit, record: TransientRecord, peak: Array, regime: str, intervals: list[Interval]
) -> list[Message]:
    warnings = []
    if found.mains:
        text = "Mains hum aliased to {frequency:.4g} Hz was fitted and removed."
        warnings.append(Message("MAINS_ALIAS", text, {"frequency": found.mains[-1]}, found.mains[-1]))
    if found.structured:
        text = (
            "The fit does not describe the transient to its noise: nucleation on lithium is accompanied by other "
            "currents, or the first instants are charging. Try a background, or start the window later."
        )
        warnings.append(Message("STRUCTURED_RESIDUAL", text))
    if found.model.background != "none":
        share = abs(float(found.fit.values[3])) / float(peak[1])
        text = "A background of {share:.0f} % of the maximum was fitted beside the nucleation current."
        warnings.append(Message("BACKGROUND_CURRENT", text, {"share": 100 * share}, share))
    count = int(np.sum(record.time < peak[0]))
    if count < _FEWEST_BEFORE_PEAK:
        text = "Only {count} samples lie before the maximum; {needed} are needed to tell how nuclei are born."
        warnings.append(Message("UNDERSAMPLED", text, {"count": count, "needed": _FEWEST_BEFORE_PEAK}, float(count)))
    if record.time[-1] < _SHORT * peak[0]:
        text = "The record ends at {ratio:.2g} times the time of the maximum: its fall, which gives D, is short."
        ratio = float(record.time[-1] / peak[0])
        warnings.append(Message("SHORT_RECORD", text, {"ratio": ratio}, ratio))
    return warnings


def _regime_warnings(
    quantities: dict[str, Estimate], regime: str, product: float, rate: Interval, peak_time: float
) -> list[Message]:
    """Return what the regime hides, and whether it is sure."""
    warnings = []
    if regime == "progressive":
        text = (
            "A times the time of the maximum is {product:.2g}: nucleation is progressive, and only A N0 can be told, "
            "not how many sites there are or how fast each is taken."
        )
        warnings.append(Message("ONLY_PRODUCT", text, {"product": product}, product))
    elif quantities["nucleation_rate"].value is None:
        text = (
            "A times the time of the maximum is {product:.2g}: nuclei are there at once, and their rate has no upper "
            "end."
        )
        warnings.append(Message("RATE_UNBOUNDED", text, {"product": product}, product))
    low, high = (_number(end) * peak_time for end in rate)
    limits = {"instantaneous": low < INSTANTANEOUS, "progressive": high > PROGRESSIVE}
    if limits.get(regime, low < PROGRESSIVE or high > INSTANTANEOUS):
        text = "The interval of A t_m reaches beyond the limits of its regime (0.2 and 20): {regime} is the likeliest."
        warnings.append(Message("REGIME_UNSURE", text, {"regime": regime}, product))
    return warnings


def _known(value: float, known: float | None) -> list[Message]:
    if known is None:
        return []
    if not known > 0:
        raise FitError("DIFFUSION_NOT_POSITIVE", "The known diffusion coefficient must be above zero.", known)
    ratio = value / known
    if 1 / _FARTHER <= ratio <= _FARTHER:
        return []
    text = (
        "The diffusion coefficient of the transient is {ratio:.2g} times the one from mass transfer: area, "
        "concentration or another current under the transient (SEI, migration) is not what was assumed."
    )
    return [Message("DIFFUSION_DISAGREES", text, {"ratio": ratio}, ratio)]


def _panels(found: TransientFit, record: TransientRecord, peak: Array) -> tuple[Panel, ...]:
    """Return transient with fit and nucleation part; residual."""
    values, model = found.fit.values, found.model
    fine = np.linspace(float(record.time[0]), float(record.time[-1]), 600)
    nucleation = mostany_slopes(fine, values, model.concentration)[0]
    late = fine[fine > 0.3 * peak[0]]
    cottrell = FARADAY * model.concentration * np.sqrt(np.exp(values[0]) / (np.pi * late))
    seconds, density = Axis("t", "s", "s"), Axis("j", "A/m^2", "mA/cm^2")
    traces = [
        Trace("data", record.time, -record.current, "data"),
        Trace("fit", fine, -model.current(values, fine), "fit"),
        Trace("Cottrell", late, -cottrell, "classic"),
        Trace("maximum", peak[:1], -peak[1:], "mark"),
    ]
    if model.background != "none":
        traces.insert(2, Trace("nucleation", fine, -nucleation, "level"))
    difference = Trace("residual", found.record.time, -found.residual, "data")
    return Panel(seconds, density, tuple(traces)), Panel(seconds, density.of_residual, (difference,))
