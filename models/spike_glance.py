"""What a glance says of a plating until its spike is read: a first number, marked as such, never a result."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fitting.electrocrystallization.first_look import Glance, first_look
from models.curve import Curve
from models.once_per_curve import once_per_curve
from models.subject import Part


@dataclass(frozen=True)
class Glimpse:
    """The spike potential / V, and how far it lies below the plateau / V, of a plating that has a spike."""

    spike_potential: float
    nucleation_overpotential: float


def glimpse_of(part: Part) -> Glimpse | None:
    """What a glance at the whole curve says of one plating; None where it sees no spike."""
    curve = part.curve
    seen = once_per_curve(_look, curve, lambda: _look(curve))
    if seen is None or part.segment not in seen[0]:
        return None
    segments, glance = seen
    place = segments.index(part.segment)
    if not glance.present[place]:
        return None
    potential, plateau = float(glance.potential[place]), float(glance.plateau[place])
    return Glimpse(potential, potential - plateau) if np.isfinite(plateau) else None


def _look(curve: Curve) -> tuple[tuple[int, ...], Glance] | None:
    time, potential = curve.columns.get("time"), curve.columns.get("potential")
    plated = tuple(number for number, segment in enumerate(curve.segments) if segment.kind == "plating")
    if time is None or potential is None or not plated:
        return None
    edges = np.array([(curve.segments[number].start, curve.segments[number].stop) for number in plated], dtype=np.int64)
    return plated, first_look(time, potential, edges[:, 0], edges[:, 1])
