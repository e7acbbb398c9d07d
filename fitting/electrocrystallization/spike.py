"""The nucleation spike of one plating step: judgement, features, intervals, warnings."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from fitting.constants import LITHIUM_INTERFACIAL_TENSION, STANDARD_TEMPERATURE
from fitting.electrocrystallization.candidates import Judgement, judged
from fitting.electrocrystallization.marks import NucleationSpike, SpikeMarks
from fitting.electrocrystallization.picks import marks_of, overridden, with_picks
from fitting.electrocrystallization.quantities import derived_features, estimates
from fitting.electrocrystallization.reading import Reading, read_curve
from fitting.electrocrystallization.record import Record, plating_record
from fitting.electrocrystallization.smoothing import FULL_BINS, LIVE_BINS, SmoothCurve, binned, smooth
from fitting.electrocrystallization.trend import plateau_trend
from fitting.messages import FitError, Message

Array = npt.NDArray[np.float64]

RULES = ("spike_minimum", "recorded_minimum", "model_minimum", "smoothed_minimum", "first_prominent_minimum")
JUDGEMENTS = ("automatic", "present", "absent")
_FEWEST_BEFORE_SPIKE = 8
_NOISY = 2e-3  # V
_OHMIC = 0.2  # V


def nucleation_spike(
    time: npt.ArrayLike,
    potential: npt.ArrayLike,
    current: npt.ArrayLike,
    *,
    equilibrium_potential: float = 0.0,
    temperature: float = STANDARD_TEMPERATURE,
    interfacial_tension: float = LITHIUM_INTERFACIAL_TENSION,
    rule: str = "spike_minimum",
    window: tuple[float | None, float | None] = (None, None),
    picked: SpikeMarks | None = None,
    judgement: str = "automatic",
    sand_time: float | None = None,
    effort: str = "full",
) -> NucleationSpike:
    """Return the nucleation spike of a plating step at constant current, and what follows it.

    Parameters
    ----------
    time, potential : (n,) array
        s on any clock, V.
    current : (n,) array or float
        A, below zero.
    equilibrium_potential : float
        Of lithium against the reference / V.
    temperature : float
        K; of the depletion term.
    interfacial_tension : float
        J/m^2; of the critical radius.
    rule : str
        ``spike_minimum``: the fitted curve's minimum where the fit describes the data, else the recorded sample;
        ``recorded_minimum``: always the sample; ``model_minimum``: fit or local parabola; ``smoothed_minimum``: of the
        running median of seven samples; ``first_prominent_minimum``: the first that stands out, however small.
    window : (float or None, float or None)
        Samples to use / s from the first sample.
    picked : SpikeMarks
        Marks placed by hand / s from the first sample; they override the rule and are logged.
    judgement : str
        ``automatic`` | ``present`` | ``absent``: a person's word on whether there is a spike.
    sand_time : float, optional
        Known transition time / s; the depletion before it is fitted and removed.
    effort : str
        ``full`` | ``live`` (no fit, few bins: for a drag).

    Raises
    ------
    FitError
        Where no number could mean anything; see `plating_record`.

    Notes
    -----
    PHYSICS 3.3 and 3.4. The review does not define these quantities operationally; these definitions are ours.
    """
    if rule not in RULES or judgement not in JUDGEMENTS:
        text = "There is no rule {rule} or judgement {judgement}."
        raise FitError("UNKNOWN_RULE", text, rule=rule, judgement=judgement)
    picked = picked or SpikeMarks()
    record = plating_record(time, potential, current, window)
    curve = smooth(*binned(record, FULL_BINS if effort == "full" else LIVE_BINS))
    found = judged(record, curve, equilibrium_potential, rule)
    reading = read_curve(record, curve, found, equilibrium_potential, rule)
    automatic = marks_of(reading) if found.verdict == "present" else SpikeMarks()
    moved = overridden(record, picked, automatic)
    found = _with_judgement(found, curve, picked, moved, judgement)
    if found.verdict != "present":
        reading = read_curve(record, curve, replace(found, spike=None), equilibrium_potential, rule)
        return _without_spike(record, curve, found, reading, automatic, interfacial_tension)
    reading = read_curve(record, curve, found, equilibrium_potential, rule)
    reading, log = with_picks(record, reading, picked, moved, automatic)
    return _with_spike(record, curve, found, reading, automatic, log, equilibrium_potential, interfacial_tension)


def _with_judgement(
    found: Judgement, curve: SmoothCurve, picked: SpikeMarks, moved: tuple[str, ...], judgement: str
) -> Judgement:
    """Return the judgement after a person's word."""
    if judgement == "absent":
        return replace(found, verdict="absent", spike=None)
    if "spike" in moved and picked.spike is not None:
        near = int(np.argmin(np.abs(curve.time - picked.spike)))
        return replace(found, verdict="present", spike=near)
    if judgement == "present" and found.verdict != "present":
        best = max(found.candidates, key=lambda one: one.prominence, default=None)
        if found.spike is None and best is None:
            reason = Message("NO_MINIMUM", "You see a spike where the rule finds no minimum: place the mark by hand.")
            return replace(found, verdict="not_readable", warnings=(*found.warnings, reason))
        spike = found.spike
        if spike is None and best is not None:
            spike = int(np.argmin(np.abs(curve.time - best.time)))
        return replace(found, verdict="present", spike=spike)
    return found


def _without_spike(
    record: Record, curve: SmoothCurve, found: Judgement, reading: Reading, automatic: SpikeMarks, tension: float
) -> NucleationSpike:
    features = derived_features(reading, record.onset, 0.0)
    return NucleationSpike(
        quantities=estimates(features, tension, "undecided", None) if found.verdict == "absent" else {},
        verdicts={"spike": found.verdict, "plateau_trend": "undecided"},
        warnings=(*record.warnings, *found.warnings, *_noise_warning(record)),
        marks=SpikeMarks(),
        automatic_marks=automatic,
        candidates=found.candidates,
        fit_time=curve.time,
        fit_potential=curve.potential,
        residual_time=record.time,
        residual=record.potential - np.interp(record.time, curve.time, curve.potential),
        noise=record.typical_noise,
    )


def _with_spike(
    record: Record,
    curve: SmoothCurve,
    found: Judgement,
    reading: Reading,
    automatic: SpikeMarks,
    log: tuple[Message, ...],
    equilibrium_potential: float,
    interfacial_tension: float,
) -> NucleationSpike:
    end = found.jump.time if found.jump else record.end
    trend = plateau_trend(record, reading, end)
    features = derived_features(reading, record.onset, equilibrium_potential)
    longest = end - reading.features["spike_time"].value
    warnings = [*record.warnings, *found.warnings, *_spike_warnings(record, reading, equilibrium_potential), *log]
    if trend == "self_smoothing" and "self_smoothing_time" not in features:
        warnings.append(_short_record(longest))
    return NucleationSpike(
        quantities=estimates(features, interfacial_tension, trend, longest),
        verdicts={"spike": "present", "plateau_trend": trend},
        warnings=tuple(warnings),
        marks=marks_of(reading),
        automatic_marks=automatic,
        candidates=found.candidates,
        fit_time=curve.time,
        fit_potential=curve.potential,
        residual_time=record.time,
        residual=record.potential - np.interp(record.time, curve.time, curve.potential),
        noise=record.typical_noise,
    )


def _spike_warnings(record: Record, reading: Reading, equilibrium_potential: float) -> list[Message]:
    """Return the warnings of PHYSICS 3.4 on a curve with a spike."""
    start, spike = reading.features["start"], reading.features["spike_time"]
    warnings = list(_noise_warning(record))
    if start.rule == "current_on":
        first = float(record.potential[0])
        warnings.append(
            Message(
                "NO_CROSSING",
                "The record starts at {first:.1f} mV, already below the equilibrium potential: the induction period "
                "is counted from current on.",
                {"first": 1e3 * (first - equilibrium_potential)},
                first,
            )
        )
    count = int(np.sum((record.time >= start.value) & (record.time <= spike.value)))
    if count < _FEWEST_BEFORE_SPIKE:
        warnings.append(
            Message(
                "UNDERSAMPLED",
                "Only {count} samples lie between onset and spike; {needed} are needed to place it: sample faster.",
                {"count": count, "needed": _FEWEST_BEFORE_SPIKE},
                float(count),
            )
        )
    if spike.value <= record.time[2] or spike.value >= record.time[-3]:
        warnings.append(Message("EDGE", "The spike lies at the edge of the record: choose a wider range."))
    plateau = reading.features["plateau_potential"].value - equilibrium_potential
    if reading.features["plateau_potential"].value <= reading.features["spike_potential"].value:
        text = "The plateau lies below the spike: no nucleation overpotential can be told from them; mark the plateau."
        warnings.append(Message("PLATEAU_BELOW_SPIKE", text))
    if abs(plateau) > _OHMIC:
        warnings.append(
            Message(
                "TWO_ELECTRODE",
                "The plateau lies {plateau:.0f} mV from equilibrium: in a two-electrode cell most of this is ohmic "
                "drop and counter electrode.",
                {"plateau": 1e3 * plateau},
                plateau,
            )
        )
    return warnings


def _noise_warning(record: Record) -> tuple[Message, ...]:
    sigma = record.typical_noise
    if sigma <= _NOISY:
        return ()
    text = "The noise is {sigma:.1f} mV; above 2 mV small spikes drown."
    return (Message("NOISY", text, {"sigma": 1e3 * sigma}, sigma),)


def _short_record(longest: float) -> Message:
    return Message(
        "SHORT_RECORD",
        "The overpotential still grows when the step ends: the self-smoothing time exceeds {longest:.3g} s.",
        {"longest": longest},
        longest,
    )
