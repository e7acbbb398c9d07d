"""Which step decides: ranks within series of electrolytes, and the shares of the measured polarization (PHYSICS 6)."""

from __future__ import annotations

from fitting.decisive_step.order import strength_difference, supported_order
from fitting.decisive_step.polarization_shares import OperatingPoint, overpotentials, polarization_shares
from fitting.decisive_step.rank_correlation import RankCorrelation, holm_probabilities, midranks, rank_correlation
from fitting.decisive_step.ranking import AUTHORS_ORDER, ranking

__all__ = [
    "AUTHORS_ORDER",
    "OperatingPoint",
    "RankCorrelation",
    "holm_probabilities",
    "midranks",
    "overpotentials",
    "polarization_shares",
    "rank_correlation",
    "ranking",
    "strength_difference",
    "supported_order",
]
