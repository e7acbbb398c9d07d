"""The Sand time of a curve at constant current, by its model and by the classic readings (PHYSICS 1.3)."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, hypot

import numpy as np
import numpy.typing as npt

from fitting.confidence import NORMAL_QUANTILE_95
from fitting.electrocrystallization.record import Record, plating_record
from fitting.mains import mains_removed
from fitting.mass_transfer.current_on import CurrentOn, begun
from fitting.mass_transfer.sand_cell import SandCell
from fitting.mass_transfer.sand_refit import sand_refit
from fitting.mass_transfer.transition_contest import fit_transition
from fitting.mass_transfer.transition_fit import TransitionFit
from fitting.mass_transfer.transition_model import SHAPE
from fitting.mass_transfer.transition_search import Sighting, no_transition, sighted_transition
from fitting.mass_transfer.transition_shapes import RoundedShape
from fitting.messages import Message
from fitting.model_choice import model_scores
from fitting.outcome import Axis, Estimate, Outcome, Panel, Trace

Array = npt.NDArray[np.float64]

_EXTRAPOLATED = 0.05  # relative standard error from which a transition after the record's end is none
_FELT = 0.3  # of the error of the fit: an error beside it that shows in the interval
_UNKNOWN_CELL = SandCell()


@dataclass(frozen=True, eq=False)
class SandFit(Outcome):
    """The Sand time and what follows from it.

    Parameters
    ----------
    current_density : float or None
        A/m^2.
    transition : TransitionFit or None
    """

    current_density: float | None = None
    transition: TransitionFit | None = None


def fit_sand(
    time: npt.ArrayLike,
    potential: npt.ArrayLike,
    current: npt.ArrayLike,
    cell: SandCell = _UNKNOWN_CELL,
    *,
    equilibrium_potential: float = 0.0,
    window: tuple[float | None, float | None] = (None, None),
    current_on: float | None = None,
    before: float | None = None,
) -> SandFit:
    """Return the Sand time of a plating curve, and the salt's diffusion coefficient where the cell is known.

    E = E_a + b ln(c_s/c), at a plane 1 - sqrt(t/tau), below the transition, then with its rounding, kinetics, a second
    reaction, what is left of the spike, and mains, as far as AICc asks for them. The tangent and the steepest slope are
    given as classic readings: they come too early and too late by several per cent.

    Parameters
    ----------
    time, potential : (n,) array
        s on any clock; V against Li/Li+.
    current : (n,) array or float
        A, below zero.
    cell : SandCell
        What is known of it.
    equilibrium_potential : float
        V; a transition starts below it.
    window : (float or None, float or None)
        Times to use / s from the first sample.
    current_on : float, optional
        When the current came on, on the clock of `time` / s; else as `current_on` finds it.
    before : float, optional
        Time of the last row before the plating, on that clock / s, where the step was cut out of a longer record.

    Raises
    ------
    FitError
        ``NO_TRANSITION_FOUND`` where the potential never falls off its plateau; those of `plating_record` for records
        that are no plating step; ``CURRENT_ON_TOO_LATE`` for a `current_on` near or after the end; those of
        `diffusion_length` for a geometry without its length.
    """
    _ = cell.length
    record, on = begun(plating_record(time, potential, current, window), time, np.ndim(current) > 0, current_on, before)
    sighting = sighted_transition(record, equilibrium_potential)
    density = cell.density(_level(current))
    found, scores = fit_transition(record, sighting, cell.supply(density))
    sand_time = _estimate(on, found)
    quantities = {"sand_time": sand_time} | _classic(sighting)
    warnings = [*record.warnings, *_fit_warnings(record, on, found, sighting, sand_time)]
    missing = cell.missing(density)
    if missing:
        warnings.append(_missing(missing))
    elif density is not None:
        quantities["diffusion_coefficient"] = cell.estimate(sand_time, density)
    return SandFit(
        quantities=quantities,
        verdicts={"transition": "found"},
        warnings=(*warnings, *cell.warnings(found.sand_time, density)),
        model_comparison=model_scores(dict(scores)),
        panels=_panels(record, found, sighting),
        refit=sand_refit(found, _first_time(time), record.onset, cell, density),
        current_density=density,
        transition=found,
    )


def _first_time(time: npt.ArrayLike) -> float:
    """Return the first time that is a number / s."""
    values = np.asarray(time, dtype=np.float64).ravel()
    return float(values[np.flatnonzero(np.isfinite(values))[0]])


def _level(current: npt.ArrayLike) -> float:
    """Return the plating current / A."""
    values = np.atleast_1d(np.asarray(current, dtype=np.float64))
    return float(np.median(values[values < 0.1 * np.nanmin(values)]))


def _estimate(on: CurrentOn, found: TransitionFit) -> Estimate:
    """Return the Sand time with the uncertainty of the fit, of when the current came on, and of sampling."""
    value = found.sand_time
    near = int(np.clip(np.searchsorted(found.time, value), 1, found.time.size - 1))
    step = float(found.time[near] - found.time[near - 1])
    blind = on.error
    if isinstance(found.model.shape, RoundedShape) and 2 * value * exp(found.fit.values[SHAPE]) < 0.5 * step:
        blind = hypot(blind, step / 12**0.5)  # the bend is sharper than the sampling
    error = hypot(found.log_tau_error, blind / value)
    width = NORMAL_QUANTILE_95 * error
    method = "propagation" if blind > _FELT * found.log_tau_error * value else found.method
    interval = value * exp(-width), value * exp(width)
    return Estimate(value, "s", value * error, interval, interval_method=method, rule="full_model")


def _classic(sighting: Sighting) -> dict[str, Estimate]:
    readings = {"tangent": sighting.tangent, "steepest_slope": sighting.steepest}
    half = sighting.resolution
    return {
        f"{rule}_sand_time": Estimate(
            value, "s", half / 3**0.5, (value - half, value + half), interval_method="sampling", rule=rule
        )
        for rule, value in readings.items()
    }


def _bias(sighting: Sighting, sand_time: float) -> Message:
    early, late = sighting.tangent / sand_time - 1, sighting.steepest / sand_time - 1
    text = (
        "The classic readings differ from the model's Sand time: the tangent by {early:+.1f} %, the steepest slope by "
        "{late:+.1f} %; a rounded transition pulls the tangent early and the steepest slope late."
    )
    return Message("CLASSIC_READING_BIAS", text, {"early": 100 * early, "late": 100 * late}, early)


def _missing(names: list[str]) -> Message:
    text = "The diffusion coefficient needs {names}: give it."
    return Message("MISSING_SETTING", text, {"names": ", ".join(names)}, float(len(names)))


def _fit_warnings(
    record: Record, on: CurrentOn, found: TransitionFit, sighting: Sighting, estimate: Estimate
) -> list[Message]:
    """Return what is to be said of a fit.

    Raises
    ------
    FitError
        ``NO_TRANSITION_FOUND`` for a transition after the record's end of which the fit hardly knows when.
    """
    sand_time = found.sand_time
    beyond = bool(sand_time > record.elapsed[-1])
    assert estimate.standard_error is not None
    if beyond and estimate.standard_error > _EXTRAPOLATED * sand_time:
        raise no_transition()
    felt = on.rule == "contradicted" or on.error > _FELT * found.log_tau_error * sand_time
    warnings = list(on.warnings) if felt else []
    if found.structured:
        text = "The model does not describe the curve to its noise: the Sand time may be off by more than its interval."
        warnings.append(Message("STRUCTURED_RESIDUAL", text, {}, found.misfit))
    if found.model.mains:
        warnings.append(mains_removed(float(found.fit.values[found.model.lines_at + 2])))
    if beyond:
        text = (
            "The record ends before the Sand time of {sand_time:.4g} s: it is extrapolated from the bend before it; "
            "record longer."
        )
        warnings.append(Message("TRANSITION_BEYOND_RECORD", text, {"sand_time": sand_time}, sand_time))
    return [*warnings, _bias(sighting, sand_time)]


def _panels(record: Record, found: TransitionFit, sighting: Sighting) -> tuple[Panel, ...]:
    time, potential = Axis("t", "s", "s"), Axis("E", "V", "mV")
    every = slice(None, None, max(record.time.size // 20_000, 1))
    fitted = found.model.potential(found.fit.values, found.time)
    marks = np.array([found.sand_time, sighting.tangent, sighting.steepest])
    levels = np.interp(marks, found.time, fitted)
    return (
        Panel(
            time,
            potential,
            (
                Trace("data", record.elapsed[every], record.potential[every]),
                Trace("fit", found.time, fitted, "fit"),
                Trace("tangent", marks[1:2], levels[1:2], "classic"),
                Trace("steepest slope", marks[2:], levels[2:], "classic"),
                Trace("Sand time", marks[:1], levels[:1], "mark"),
            ),
            "curve",
        ),
        Panel(time, potential.of_residual, (Trace("residual", found.time, found.residual),), "residual"),
    )
