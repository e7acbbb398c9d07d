"""What has to be said beside the numbers of a nucleation spike (PHYSICS 3.4)."""

from __future__ import annotations

import numpy as np

from fitting.electrocrystallization.coarse import FEWEST_BEFORE_SPIKE, samples_before
from fitting.electrocrystallization.features import Feature
from fitting.electrocrystallization.fitted_model import RelaxationFit
from fitting.electrocrystallization.reading import Reading
from fitting.electrocrystallization.record import Record
from fitting.mains import mains_removed
from fitting.messages import Message

_FLAT = 1e-3  # V
_NOISY = 2e-3  # V
_OHMIC = 0.2  # V


def fit_warnings(found: RelaxationFit, other_form: bool = False) -> list[Message]:
    """Return what a fit has to say: structured residuals or a spike of another form, mains, depletion."""
    warnings = []
    if found.structured:
        text = (
            "The model does not describe the curve to its noise: features are read from the samples instead, and the "
            "line shown is a smoothing."
        )
        warnings.append(Message("STRUCTURED_RESIDUAL", text))
        return warnings
    if other_form:
        text = (
            "The spike of the fitted model differs from the recorded one in its form: time and potential of the spike "
            "are read from the samples near it."
        )
        warnings.append(Message("STRUCTURED_RESIDUAL", text))
    frequency = float(found.fit.values[-1]) if found.model.mains else found.hum
    if frequency is not None:
        warnings.append(mains_removed(frequency))
    if found.model.depletion:
        sand_time = found.sand_time
        text = "Depletion with a Sand time of {sand_time:.4g} s was fitted and removed before judging the plateau."
        warnings.append(Message("DEPLETION", text, {"sand_time": sand_time}, sand_time))
    return warnings


def spike_warnings(record: Record, reading: Reading, equilibrium_potential: float) -> list[Message]:
    """Return the warnings of PHYSICS 3.4 on a curve with a spike."""
    start, spike = reading.features.get("start"), reading.features["spike_time"]
    warnings = list(noise_warning(record))
    warnings += _no_minimum_at(record, spike.value)
    if reading.features["spike_potential"].value > equilibrium_potential:
        text = "The spike lies above the equilibrium potential, where lithium does not plate: place it elsewhere."
        warnings.append(Message("SPIKE_ABOVE_EQUILIBRIUM", text))
    first = float(record.potential[0]) if record.before is None else record.before
    warnings += _onset_warnings(start, first, equilibrium_potential)
    if start is not None:
        warnings += _undersampled(record, start.value, spike.value)
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


def noise_warning(record: Record) -> tuple[Message, ...]:
    sigma = record.typical_noise
    if sigma <= _NOISY:
        return ()
    text = "The noise is {sigma:.1f} mV; above 2 mV small spikes drown."
    return (Message("NOISY", text, {"sigma": 1e3 * sigma}, sigma),)


def _no_minimum_at(record: Record, time: float) -> list[Message]:
    """Return what to say of a spike beside which the potential is lower: a person may put it anywhere."""
    place = int(np.argmin(np.abs(record.time - time)))
    beside = (record.potential[max(place - 5, 0) : place], record.potential[place + 1 : place + 6])
    lower = min((float(np.median(part)) for part in beside if len(part)), default=np.inf)
    if lower > record.potential[place] - max(5 * record.typical_noise, _FLAT):
        return []
    return [Message("NOT_A_MINIMUM", "The potential is lower beside this spike: it is no minimum of the curve.")]


def length_warnings(growing: bool, self_smoothing_time: float | None, longest: float) -> list[Message]:
    """Return what a step that ends too early has to say; `longest` / s is from the spike to its end."""
    if self_smoothing_time is None:
        text = "The overpotential still grows when the step ends: the self-smoothing time exceeds {longest:.3g} s."
        return [Message("SHORT_RECORD", text, {"longest": longest}, longest)] if growing else []
    if self_smoothing_time <= longest:
        return []
    text = (
        "The step ends {longest:.3g} s after the spike, before 95 % of the growth is done: plateau and self-smoothing "
        "time are the fit's view beyond the record."
    )
    return [Message("SHORT_RECORD", text, {"longest": longest}, longest)]


def _undersampled(record: Record, start: float, spike: float) -> list[Message]:
    count = samples_before(record.time, start, spike)
    if count >= FEWEST_BEFORE_SPIKE:
        return []
    text = "Only {count} samples lie between onset and spike; {needed} are needed to place it: sample faster."
    return [Message("UNDERSAMPLED", text, {"count": count, "needed": FEWEST_BEFORE_SPIKE}, float(count))]


def _onset_warnings(start: Feature | None, first: float, equilibrium_potential: float) -> list[Message]:
    if start is None:
        text = (
            "The window starts after the potential has passed equilibrium, so the induction period is not given: "
            "start the window earlier, or place the onset mark."
        )
        return [Message("ONSET_HIDDEN", text)]
    if start.rule != "current_on":
        return []
    if first > equilibrium_potential:
        text = "The potential does not pass equilibrium before the spike: the induction period is from current on."
        return [Message("NO_CROSSING", text, value=first)]
    text = (
        "The record starts at {first:.1f} mV, already below the equilibrium potential: the induction period is counted "
        "from current on."
    )
    return [Message("NO_CROSSING", text, {"first": 1e3 * (first - equilibrium_potential)}, first)]
