"""The potential spike of nucleation in a galvanostatic plating curve, and what follows it (PHYSICS 3.3)."""

from __future__ import annotations

from fitting.electrocrystallization.marks import Array, NucleationSpike, SpikeCandidate, SpikeMarks
from fitting.electrocrystallization.spike import JUDGEMENTS, RULES, nucleation_spike

__all__ = ["JUDGEMENTS", "RULES", "Array", "NucleationSpike", "SpikeCandidate", "SpikeMarks", "nucleation_spike"]
