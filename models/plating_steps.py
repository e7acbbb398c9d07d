"""The plating steps of a curve: what the methods that read a plating's potential are about."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite, nan

from fitting.messages import FitError
from models.curve import Curve
from models.step import Given
from models.subject import Part

_CURRENTS = {"current", "current_density"}


def time_before(part: Part) -> float | None:
    """The time of the last row before a step / s on the clock of the curve; None where the curve begins with it."""
    first = 0 if part.segment is None else part.curve.segments[part.segment].start
    before = float(part.curve.columns["time"][first - 1]) if first > 0 else nan
    return before if isfinite(before) else None


def plating_steps(curve: Curve, given: Given) -> Iterable[int | None]:
    """Segments of plating at constant current; those whose current the file does not record count too.

    Raises
    ------
    FitError
        If the curve has none, saying what it has instead.
    """
    if "potential" not in curve.columns or "time" not in curve.columns:
        raise FitError(
            "NO_POTENTIAL_TIME_CURVE",
            "{name} has no potential against time; give the E–t curve of a plating.",
            name=curve.name,
        )
    kinds = [part.kind for part in curve.segments]
    found = [number for number, kind in enumerate(kinds) if kind == "plating"]
    if found:
        return found
    silent = not _CURRENTS & set(curve.columns)
    if curve.technique in ("chronopotentiometry", "cycling", "other") and (silent or _CURRENTS & set(given)):
        # The person knows what the file does not say, or says with the other sign.
        return [number for number, kind in enumerate(kinds) if kind not in ("rest", "hold")]
    raise FitError(
        "NO_PLATING_STEP",
        "{name} has no step of plating at constant current (it has: {kinds}); load the E–t curve of a plating, or set "
        "current where the file counts plating as positive.",
        name=curve.name,
        kinds=", ".join(sorted(set(kinds))) or "no segment",
    )
