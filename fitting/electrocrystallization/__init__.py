"""The potential spike of nucleation in a galvanostatic plating curve, and what follows it (PHYSICS 3.3)."""

from __future__ import annotations

from fitting.electrocrystallization.marks import Array, NucleationSpike, SpikeCandidate, SpikeMarks

__all__ = ["Array", "NucleationSpike", "SpikeCandidate", "SpikeMarks"]
