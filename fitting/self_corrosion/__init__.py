"""Self-corrosion: the charge that a deposit keeps at rest, the law of its loss, and how alike its strippings are."""

from __future__ import annotations

from fitting.self_corrosion.corrosion_contest import CorrosionLawChoice, corrosion_law
from fitting.self_corrosion.similarity import Similarity, similarity, similarity_distance
from fitting.self_corrosion.stripping import StrippingCharge, stripping_charge

__all__ = [
    "CorrosionLawChoice",
    "Similarity",
    "StrippingCharge",
    "corrosion_law",
    "similarity",
    "similarity_distance",
    "stripping_charge",
]
