"""The nucleation spike of one plating step: judgement, features, intervals, warnings."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from fitting.constants import LITHIUM_INTERFACIAL_TENSION, STANDARD_TEMPERATURE
from fitting.drift import ALLOWANCE
from fitting.electrocrystallization.candidates import Judgement, judged
from fitting.electrocrystallization.features import Feature
from fitting.electrocrystallization.fitted_model import RelaxationFit
from fitting.electrocrystallization.marks import NucleationSpike, SpikeMarks
from fitting.electrocrystallization.model_reading import ModelReading, growth_resolved, read_model
from fitting.electrocrystallization.picks import checked, in_order, marks_of, overridden, with_picks, with_word
from fitting.electrocrystallization.prepared import Prepared, prepared_record, remembered, windowed
from fitting.electrocrystallization.quantities import derived_features, estimates, model_scores
from fitting.electrocrystallization.reading import Reading, hides_crossing, read_curve
from fitting.electrocrystallization.record import Record, plating_record
from fitting.electrocrystallization.relaxation_fit import fit_relaxation, rough_relaxation
from fitting.electrocrystallization.relaxation_model import COUNT
from fitting.electrocrystallization.smoothing import FULL_BINS, LIVE_BINS, SmoothCurve, binned, smooth
from fitting.electrocrystallization.trend import SMALLEST_RISE, model_trend, plateau_trend
from fitting.electrocrystallization.warnings import fit_warnings, length_warnings, noise_warning, spike_warnings
from fitting.messages import FitError, Message
from fitting.thinning import thinned

Array = npt.NDArray[np.float64]

RULES = ("spike_minimum", "recorded_minimum", "model_minimum", "smoothed_minimum", "first_prominent_minimum")
LONG = 5_000  # samples; a drag along fewer needs no bins
JUDGEMENTS = ("automatic", "present", "absent")


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
        ``spike_minimum``: the fitted curve's minimum where the fit describes the data, else the recorded sample, or a
        spline between the samples where fewer than eight lead to the spike;
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
        ``full`` | ``live`` (a rough fit to few bins: for a drag).

    Raises
    ------
    FitError
        Where no number could mean anything; see `plating_record`.

    Notes
    -----
    PHYSICS 3.3 and 3.4. The review does not define these quantities operationally; these definitions are ours.
    """
    _check_words(rule, judgement)
    known, record = _recorded(time, potential, current, window, effort)
    _check_sand_time(sand_time, record)
    key = (window, equilibrium_potential, interfacial_tension, rule, sand_time)
    if known is not None and known.answer is not None and known.answer[0] == key and effort == "live":
        context, rules, fitted = known.answer[1]
    else:
        curve = smooth(*binned(record, FULL_BINS if effort == "full" else LIVE_BINS))
        context = _Context(
            record, curve, equilibrium_potential, interfacial_tension, rule, sand_time, effort == "full", known
        )
        rules = judged(record, curve, equilibrium_potential, rule)
        fitted = _fitted(context, rules)
        if known is not None and effort == "live":
            known.answer = key, (context, rules, fitted)
    return _with_hand(context, rules, fitted, picked or SpikeMarks(), judgement)


def _with_hand(
    context: _Context, rules: Judgement, fitted: _Fitted | None, picked: SpikeMarks, judgement: str
) -> NucleationSpike:
    """Return the analysis after what a person placed and said."""
    record, curve = context.record, context.curve
    automatic = marks_of(_reading(context, rules, fitted), record.end) if rules.verdict == "present" else SpikeMarks()
    if judgement != "absent":
        checked(record, picked)
    moved = overridden(record, picked, automatic)
    found = with_word(rules, curve, (picked, automatic), moved, judgement)
    if found.verdict != "present":
        return _without_spike(context, found, automatic)
    if found.spike != rules.spike and not (rules.verdict == "present" and "spike" in moved):
        fitted = None  # of another minimum, or of none
    elif fitted is None and "spike" not in moved:
        fitted = _fitted(context, found)
    reading, log = with_picks(record, _reading(context, found, fitted), picked, moved, automatic)
    if moved:
        reading = in_order(record, curve, reading, moved, found.jump.time if found.jump else record.end)
    return _with_spike(context, found, reading, fitted, automatic, moved, log)


def _recorded(
    time: npt.ArrayLike,
    potential: npt.ArrayLike,
    current: npt.ArrayLike,
    window: tuple[float | None, float | None],
    effort: str,
) -> tuple[Prepared | None, Record]:
    """Return the record; for a drag along a long one, the window of its bins, which a full analysis has left behind."""
    if np.size(time) <= LONG:
        return None, plating_record(time, potential, current, window)
    if effort == "full":
        record = plating_record(time, potential, current, window)
        return (remembered(time, potential, current, record) if window == (None, None) else None), record
    known = prepared_record(time, potential, current)
    part = windowed(known.record, window)
    return known, plating_record(time, potential, current, window) if part is None else part


def _check_words(rule: str, judgement: str) -> None:
    if rule not in RULES or judgement not in JUDGEMENTS:
        text = "There is no rule {rule} or judgement {judgement}."
        raise FitError("UNKNOWN_RULE", text, rule=rule, judgement=judgement)


def _check_sand_time(sand_time: float | None, record: Record) -> None:
    length = record.end - record.onset
    if sand_time is None or sand_time > length:
        return
    text = (
        "The Sand time of {sand_time:.4g} s is not beyond the step's end at {length:.4g} s: the potential would fall "
        "without limit; correct it, or end the window before it."
    )
    raise FitError("SAND_TIME_TOO_SHORT", text, sand_time, sand_time=sand_time, length=length)


@dataclass(frozen=True, eq=False)
class _Context:
    """What every part of one analysis needs."""

    record: Record
    curve: SmoothCurve
    equilibrium_potential: float
    interfacial_tension: float
    rule: str
    sand_time: float | None
    full: bool
    known: Prepared | None


@dataclass(frozen=True, eq=False)
class _Fitted:
    """A fit and what was read from it; `reading` is None where the fit does not describe the data."""

    fit: RelaxationFit
    reading: ModelReading | None


def _fitted(context: _Context, found: Judgement) -> _Fitted | None:
    """Return the model fit to a curve with a spike, in full effort."""
    if found.verdict != "present" or found.spike is None:
        return None
    record = context.record
    end = found.jump.time if found.jump else record.end
    spike_time, known = float(context.curve.time[found.spike]), context.known
    if context.full:
        fit = fit_relaxation(record, spike_time, end, context.sand_time)
    else:
        fit = rough_relaxation(record, spike_time, end, context.sand_time, known.start if known else None)
    if known is not None and fit is not None and not fit.structured and fit.model.growth:
        known.start = fit.fit.values[: COUNT + (context.sand_time is not None)]
    if fit is None:
        return None
    hidden = hides_crossing(record, context.equilibrium_potential)
    if fit.structured:
        return _Fitted(fit, None)
    return _Fitted(fit, read_model(fit, record.onset, context.equilibrium_potential, hidden, not context.full))


def _reading(context: _Context, found: Judgement, fitted: _Fitted | None) -> Reading:
    """Return the base features: of the fit where it describes the data and the rule wants it, else of the samples."""
    record = context.record
    if fitted is not None and fitted.fit.structured:
        record = replace(record, drift=ALLOWANCE)
    reading = read_curve(record, context.curve, found, context.equilibrium_potential, context.rule)
    if fitted is None or fitted.reading is None:
        return reading
    if context.rule in ("recorded_minimum", "smoothed_minimum"):
        sampled = {name: reading.features[name] for name in ("spike_time", "spike_potential")}
        return replace(fitted.reading.reading, features={**fitted.reading.reading.features, **sampled})
    return fitted.reading.reading


def _without_spike(context: _Context, found: Judgement, automatic: SpikeMarks) -> NucleationSpike:
    record, curve = context.record, context.curve
    reading = read_curve(record, curve, replace(found, spike=None), context.equilibrium_potential, context.rule)
    features = derived_features(reading, record.onset, context.equilibrium_potential)
    readable = found.verdict == "absent"
    return NucleationSpike(
        quantities=estimates(features, context.interfacial_tension, "undecided", None) if readable else {},
        verdicts={"spike": found.verdict, "plateau_trend": "undecided"},
        warnings=(*record.warnings, *found.warnings, *noise_warning(record)),
        automatic_marks=automatic,
        candidates=found.candidates,
        fit_time=curve.time,
        fit_potential=curve.potential,
        residual_time=record.time,
        residual=record.potential - np.interp(record.time, curve.time, curve.potential),
        noise=record.typical_noise,
    )


def _with_spike(
    context: _Context,
    found: Judgement,
    reading: Reading,
    fitted: _Fitted | None,
    automatic: SpikeMarks,
    moved: tuple[str, ...],
    log: tuple[Message, ...],
) -> NucleationSpike:
    record = context.record
    end = found.jump.time if found.jump else record.end
    features = derived_features(reading, record.onset, context.equilibrium_potential)
    model = fitted.reading if fitted else None
    if model is not None and not moved and context.rule not in ("recorded_minimum", "smoothed_minimum"):
        features = model.features
    trend = model_trend(fitted.fit, model, end) if fitted and model else plateau_trend(record, reading, end)
    rise = features.get("self_smoothing_rise")
    if trend == "self_smoothing" and (rise is None or rise.value <= 0):
        trend = "undecided"  # a mark was placed elsewhere
    longest = end - reading.features["spike_time"].value
    growing = trend == "self_smoothing" or (trend == "undecided" and _still_grows(fitted, rise))
    warnings = [*record.warnings, *found.warnings, *spike_warnings(record, reading, context.equilibrium_potential)]
    warnings += [*(fit_warnings(fitted.fit, _other_form(fitted)) if fitted is not None else []), *log]
    done = features["self_smoothing_time"].value if "self_smoothing_time" in features else None
    warnings += length_warnings(growing, done, longest)
    fit_time, fit_potential, residual_time, residual = _shown(context, fitted)
    return NucleationSpike(
        quantities=estimates(features, context.interfacial_tension, trend, longest if growing else None),
        verdicts={"spike": "present", "plateau_trend": trend},
        warnings=tuple(warnings),
        model_comparison=model_scores(fitted.fit) if fitted and model else (),
        marks=marks_of(reading, record.end),
        automatic_marks=automatic,
        candidates=found.candidates,
        fit_time=fit_time,
        fit_potential=fit_potential,
        residual_time=residual_time,
        residual=residual,
        noise=record.typical_noise,
    )


def _other_form(fitted: _Fitted) -> bool:
    return fitted.reading is not None and fitted.reading.other_form


def _still_grows(fitted: _Fitted | None, rise: Feature | None) -> bool:
    """Whether an undecided curve grows at its end by more than noise and drift, and no depletion is behind it."""
    if fitted is None or fitted.reading is None or rise is None or growth_resolved(fitted.fit):
        return False
    grows = fitted.fit.model.growth and not fitted.fit.model.depletion and fitted.reading.growth.value > 0
    return grows and rise.value > max(3 * rise.error, SMALLEST_RISE)


def _shown(context: _Context, fitted: _Fitted | None) -> tuple[Array, Array, Array, Array]:
    """Return the curve that the features were read from, and the residual against it."""
    record, curve = context.record, context.curve
    if fitted is None or fitted.reading is None:
        smooth_level = np.interp(record.time, curve.time, curve.potential)
        return curve.time, curve.potential, *thinned(record.time, record.potential - smooth_level)
    fit = fitted.fit
    time = record.onset + fit.elapsed
    return *thinned(time, fit.model.potential(fit.fit.values, fit.elapsed)), *thinned(time, fit.residual)
