"""What a spike analysis is told and what it gives."""

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
    """What the spike analysis found; all times in s from the first sample, potentials in V.

    Parameters
    ----------
    marks : SpikeMarks
        The marks used.
    automatic_marks : SpikeMarks
        What the rule finds without anyone's hand.
    candidates : tuple of SpikeCandidate
        Every local minimum that stands out, the small ones too.
    fit_time, fit_potential : (m,) array or None
        The curve that the features were read from: the fitted model, or the robust smooth curve.
    residual_time, residual : (n,) array or None
        Recorded minus that curve, at the samples used.
    noise : float
        Standard deviation of the noise / V.
    """

    marks: SpikeMarks = SpikeMarks()
    automatic_marks: SpikeMarks = SpikeMarks()
    candidates: tuple[SpikeCandidate, ...] = ()
    fit_time: Array | None = None
    fit_potential: Array | None = None
    residual_time: Array | None = None
    residual: Array | None = None
    noise: float = 0.0
