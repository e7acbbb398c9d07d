"""Currents after potential steps: which segments of a curve they are, and the settings that all of them share."""

from __future__ import annotations

from collections.abc import Iterator
from math import pi

from PyQt6.QtCore import QT_TRANSLATE_NOOP

from fitting.messages import FitError
from fitting.quantity import Quantity
from models.curve import Array, Curve
from models.step_moment import first_moment, step_moment
from models.subject import Part

WINDOW = (
    Quantity(
        "window_start",
        "t₁",
        "s",
        "s",
        QT_TRANSLATE_NOOP("Quantity", "Start of the window, from the potential step."),
        lower=0.0,
    ),
    Quantity(
        "window_end",
        "t₂",
        "s",
        "s",
        QT_TRANSLATE_NOOP("Quantity", "End of the window, from the potential step."),
        lower=0.0,
    ),
)
_FEWEST = 12  # samples
_USABLE = ("hold", "other", "plating", "stripping")


def potential_steps(curve: Curve) -> list[int | None]:
    """Segments of current at constant potential.

    Raises
    ------
    FitError
        If the curve has none, saying what it has instead.
    """
    names = {"current", "current_density"} & set(curve.columns)
    if "time" not in curve.columns or not names:
        raise FitError(
            "NO_CURRENT_TIME_CURVE",
            "{name} has no current against time; give the i–t curve after a potential step.",
            name=curve.name,
        )
    kinds = [part.kind for part in curve.segments]
    if curve.technique == "chronoamperometry":
        found = list(_long_enough(curve, _USABLE))
    else:
        found = list(_long_enough(curve, ("hold",)))
    found = [number for number in found if _flows(Part(curve, number))] or found
    if not found:
        raise FitError(
            "NO_POTENTIAL_STEP",
            "{name} has no step at constant potential with at least {least} samples (it has: {kinds}); give the i–t "
            "curve after a potential step.",
            name=curve.name,
            least=_FEWEST,
            kinds=", ".join(sorted(set(kinds))) or "no segment",
        )
    return found


def _long_enough(curve: Curve, kinds: tuple[str, ...]) -> Iterator[int | None]:
    for number, part in enumerate(curve.segments):
        if part.kind in kinds and part.stop - part.start >= _FEWEST:
            yield number


def _flows(part: Part) -> bool:
    """Whether the part has a current: a rest that stands before the step is no step."""
    column = part.columns["current"] if "current" in part.columns else part.columns["current_density"]
    return bool((column != 0.0).any())


def step_current(part: Part, area: float | None) -> Array:
    """The current of a part / A, from its density where only that is recorded.

    Raises
    ------
    FitError
        ``MISSING_SETTING`` where the area is needed and not known.
    """
    columns = part.columns
    if "current" in columns:
        return columns["current"]
    if area is None:
        raise FitError(
            "MISSING_SETTING",
            "{name} records the current density only; give area to have the current.",
            name=part.curve.name,
        )
    current: Array = columns["current_density"] * area
    return current


def disk_area(radius: float) -> float:
    """The area of a disk / m^2."""
    return pi * radius**2


def begins(part: Part) -> float | None:
    """When the potential stepped / s on the clock of the curve; None where the curve's own zero says."""
    moment = step_moment(part)
    return first_moment(part) if moment is None and part.segment not in (None, 0) else moment
