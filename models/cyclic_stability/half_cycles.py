"""Platings and strippings of a cell in their order, from one record or from files that interleave on the clock."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from fitting.cyclic_stability import half_cycle_charge
from fitting.messages import FitError
from fitting.outcome import Axis, Panel, Trace
from models.curve import Curve
from models.experiment import Experiment, ExperimentStep, linked_curves, segment_times
from models.once_per_curve import once_per_curve
from models.subject import Part, Subject

_FLOWING = ("plating", "stripping")
_LEAST_WAY = 0.05  # V; strippings that end nearer to where they begin have no limit of potential
_NEAR = 0.1  # of that way
_SUMS = ("charge_capacity", "discharge_capacity")


def cell_subjects(curves: Sequence[Curve]) -> list[Subject]:
    """What of some curves are half cycles: one subject per cell, its platings and strippings in clock order.

    Linked files of one experiment are one cell; so are two or more curves that only plate or only strip and share a
    clock; every other curve with both is a cell of its own; a table of cycles with both capacities is one whole.

    Raises
    ------
    FitError
        If there are none, saying what the curves lack.
    """
    found: list[Subject] = []
    joined: set[str] = set()
    for experiment in linked_curves(curves):
        if experiment.cycles:
            found.append(_parts(experiment))
            joined |= {curve.identity for curve in experiment.curves}
    left = [curve for curve in curves if curve.identity not in joined]
    alone = [curve for curve in left if {"plating", "stripping"} <= _kinds(curve)]
    found += [_parts(Experiment(curve.name, (curve,), _steps([curve]), one_clock=True)) for curve in alone]
    found += [(Part(curve, None),) for curve in left if _is_summary(curve)]
    halves = [curve for curve in left if len(_kinds(curve)) == 1]
    together = Experiment("", tuple(halves), _steps(halves), one_clock=True)
    if together.cycles:
        found.append(_parts(together))
    if not found:
        names = ", ".join(dict.fromkeys(Path(curve.source.file).name for curve in curves)) or "Nothing"
        raise FitError(
            "NO_CYCLES",
            "{names} holds no plating that a stripping follows: give a cycling record with current against time "
            "(plating below zero), the files of platings and strippings together, or a table of cycle, charge capacity "
            "and discharge capacity.",
            names=names,
        )
    return found


def _kinds(curve: Curve) -> set[str]:
    if "time" not in curve.columns or not ({"current", "charge"} & set(curve.columns)):
        return set()
    return {segment.kind for segment in curve.segments if segment.kind in _FLOWING}


def _is_summary(curve: Curve) -> bool:
    """Whether a curve is a table with one row per cycle."""
    return {"cycle", *_SUMS} <= set(curve.columns) and not _kinds(curve)


def _steps(curves: Sequence[Curve]) -> tuple[ExperimentStep, ...]:
    steps = []
    for place, curve in enumerate(curves):
        for number, segment in enumerate(curve.segments):
            time = curve.segment_columns(number)["time"]
            known = time[np.isfinite(time)]
            if segment.kind in _FLOWING and len(known):
                steps.append(ExperimentStep(curve, number, place, float(known[0]), float(known[-1])))
    if len(curves) > 1:
        steps.sort(key=lambda step: (step.begins, step.number))
    return tuple(steps)


def _parts(experiment: Experiment) -> Subject:
    return tuple(Part(step.curve, step.segment) for step in experiment.steps if step.kind in _FLOWING)


def signed_charges(subject: Subject) -> np.ndarray:
    """Charge of every half cycle / C, plating below zero; a run of steps of one direction is one half cycle.

    NaN stands for one between two others that is in no file.
    """
    charges: list[float] = []
    for part, is_after_lost in zip(subject, _after_lost(subject), strict=True):
        charge = _charge(part)
        if is_after_lost:
            charges += [np.nan, charge]
        elif charges and charges[-1] * charge > 0:
            charges[-1] += charge
        else:
            charges.append(charge)
    return np.array(charges)


def _after_lost(subject: Subject) -> np.ndarray:
    """Whether a half cycle of the other direction must have run before each step while none of several files recorded.

    Two steps of one direction with as much unrecorded time between them as half of what the other direction takes.
    """
    lost = np.zeros(len(subject), dtype=bool)
    curves = {id(part.curve): part.curve for part in subject}
    if len(curves) < 2:
        return lost
    plates = np.array([_charge_if_any(part) < 0 for part in subject])
    recorded = np.array([times for curve in curves.values() for times in segment_times(curve).values()])
    times = _clock_times(subject)
    lengths = times[:, 1] - times[:, 0]
    for place in np.flatnonzero(plates[1:] == plates[:-1]) + 1:
        end, begin = times[place - 1, 1], times[place, 0]
        usual = np.median(lengths[plates != plates[place]]) if np.any(plates != plates[place]) else np.inf
        within = (recorded[:, 0] < begin) & (recorded[:, 1] > end)
        lost[place] = begin - end > 0.5 * usual and not within.any()
    return lost


def half_cycle_times(subject: Subject) -> np.ndarray:
    """Begin and end of every step / s since the first one began, (n, 2); NaN where it has no time."""
    times = _clock_times(subject)
    return np.asarray(times - times[0, 0])


def _clock_times(subject: Subject) -> np.ndarray:
    unknown = (np.nan, np.nan)
    return np.array(
        [segment_times(part.curve).get(-1 if part.segment is None else part.segment, unknown) for part in subject]
    )


def clock_panel(subject: Subject) -> Panel:
    """The charge of every step of a cell on its clock, inside the fit window or not: the window is cut from it."""
    middle, charge = half_cycle_times(subject).mean(axis=1), np.array([_charge_if_any(part) for part in subject])
    traces = [
        Trace(name, middle[chosen], np.abs(charge[chosen]), "points")
        for name, chosen in (("plated", charge < 0), ("stripped", charge > 0))
    ]
    return Panel(Axis("t", "s", "h"), Axis("Q", "C", "mC"), tuple(traces), "charges on the clock")


def _charge_if_any(part: Part) -> float:
    """NaN for a step that has none: a window may leave it out."""
    try:
        return _charge(part)
    except FitError:
        return float("nan")


def _charge(part: Part) -> float:
    """Charge of one step: the integral of its current, else what its charge column runs through."""
    return once_per_curve((_charge, part.segment), part.curve, lambda: _integrated(part))


def _integrated(part: Part) -> float:
    assert part.segment is not None
    columns = part.columns
    sign = -1.0 if part.curve.segments[part.segment].kind == "plating" else 1.0
    if "current" in columns and np.isfinite(columns["current"]).sum() > 1:
        return half_cycle_charge(columns["time"], columns["current"])
    known = columns["charge"][np.isfinite(columns["charge"])] if "charge" in columns else np.empty(0)
    if len(known) < 2:
        text = "{name} records neither current nor charge in one of its steps, so no charge can be had."
        raise FitError("NO_CURRENT", text, name=part.curve.name)
    return sign * float(np.ptp(known))


def cycle_charges(subject: Subject, plating: str = "discharge") -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Number, plated and stripped charge of every cycle / C, NaN where a half is missing.

    Parameters
    ----------
    subject : Subject
        Half cycles of a cell, or one table of cycles.
    plating : str
        ``discharge`` | ``charge``: which column of a table is the plating.

    The last stripping is missing too where the record ends in it: the others all ended at one potential, which it has
    not reached.
    """
    if len(subject) == 1 and subject[0].segment is None:
        return _of_summary(subject[0].curve, plating)
    charges = signed_charges(subject)
    charges = charges[int(np.argmax(charges < 0)) :] if np.any(charges < 0) else charges[:0]
    if not len(charges):
        raise FitError("NO_PLATING", "No step plates: check the sign convention; plating has current below zero.")
    count = (len(charges) + 1) // 2
    plated, stripped = np.full(count, np.nan), np.full(count, np.nan)
    plated[:] = -charges[::2]
    stripped[: len(charges) // 2] = charges[1::2]
    if len(charges) % 2 == 0 and count > 1 and stripped[-1] < np.nanmin(stripped[:-1]) and _ends_early(subject):
        stripped[-1] = np.nan
    return np.arange(1.0, count + 1), plated, stripped


def _ends_early(subject: Subject) -> bool:
    """Whether the last step is a stripping that stops well below the potential at which all the others ended."""
    potentials = []
    for part in subject:
        assert part.segment is not None
        known = part.columns.get("potential", np.empty(0))
        known = known[np.isfinite(known)]
        if part.curve.segments[part.segment].kind == "stripping" and len(known):
            potentials.append(known)
    if len(potentials) < 2:
        return False
    ends = np.array([known[-1] for known in potentials])
    limit = float(np.median(ends[:-1]))
    way = limit - float(potentials[-1][0])
    return way > _LEAST_WAY and float(np.ptp(ends[:-1])) < _NEAR * way and limit - float(ends[-1]) > _NEAR * way


def _of_summary(curve: Curve, plating: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The largest capacity of each cycle: records count up within a cycle, tables have one row."""
    cycle = curve.columns["cycle"]
    known = np.isfinite(cycle)
    numbers, group = np.unique(cycle[known], return_inverse=True)
    found = []
    for name in _SUMS:
        best = np.full(numbers.size, -np.inf)
        np.fmax.at(best, group, curve.columns[name][known])
        found.append(np.where(np.isfinite(best), best, np.nan))
    charge, discharge = found
    return (numbers, discharge, charge) if plating == "discharge" else (numbers, charge, discharge)
