"""The potential spike of nucleation in a galvanostatic plating curve, and what follows it (PHYSICS 3.3)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fitting.outcome import Outcome

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class SpikeMarks:
    """Times of the four marks in s from the first sample; None where there is no such mark."""

    onset: float | None = None
    spike: float | None = None
    crest: float | None = None
    plateau: float | None = None


@dataclass(frozen=True)
class SpikeCandidate:
    """One local minimum that could be the spike."""

    time: float
    potential: float
    prominence: float


@dataclass(frozen=True, eq=False)
class NucleationSpike(Outcome):
    """What the spike analysis found; all times in s from the first sample, potentials in V."""

    marks: SpikeMarks = SpikeMarks()  # the marks used
    automatic_marks: SpikeMarks = SpikeMarks()  # what the rule finds without anyone's hand
    candidates: tuple[SpikeCandidate, ...] = ()
    fit_time: Array | None = None
    fit_potential: Array | None = None
    residual_time: Array | None = None
    residual: Array | None = None
    noise: float = 0.0
