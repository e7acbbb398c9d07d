"""The comparison as the application knows it: which step decides."""

from __future__ import annotations

from models.decisive_step.polarization_shares import POLARIZATION_SHARES
from models.decisive_step.ranking import RANKING

METHODS = (RANKING, POLARIZATION_SHARES)

__all__ = ["METHODS", "POLARIZATION_SHARES", "RANKING"]
