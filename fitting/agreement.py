"""How well two people agree who judged the same curves: Cohen's kappa, and the distances of what both picked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from fitting.confidence import NORMAL_QUANTILE_95
from fitting.outcome import Estimate


@dataclass(frozen=True)
class Agreement:
    """What two judges of the same curves have in common.

    Parameters
    ----------
    both, first_only, second_only, neither : int
        Curves that both, one or none of them called present.
    kappa : Estimate or None
        Agreement beyond chance; None where chance alone would agree always, or nothing was judged by both.
    """

    both: int
    first_only: int
    second_only: int
    neither: int
    kappa: Estimate | None

    @property
    def count(self) -> int:
        """Curves that both judged."""
        return self.both + self.first_only + self.second_only + self.neither


def agreement(first: Sequence[bool], second: Sequence[bool]) -> Agreement:
    """Return counts and Cohen's kappa = (p_o - p_e) / (1 - p_e) of two judges' yes and no.

    p_o is the share on which they agree, p_e the share on which two judges with their leanings would by chance.

    Parameters
    ----------
    first, second : (n,) sequences of bool

    Notes
    -----
    Cohen 1960; the standard error is the usual large-sample one, sqrt(p_o (1 - p_o) / n) / (1 - p_e), and means little
    below some ten curves.
    """
    one, other = np.asarray(first, dtype=bool), np.asarray(second, dtype=bool)
    if one.shape != other.shape:
        raise ValueError(f"{one.size} and {other.size} judgements")
    both, neither = int(np.sum(one & other)), int(np.sum(~one & ~other))
    first_only, second_only = int(np.sum(one & ~other)), int(np.sum(~one & other))
    return Agreement(both, first_only, second_only, neither, _kappa(both, first_only, second_only, neither))


def _kappa(both: int, first_only: int, second_only: int, neither: int) -> Estimate | None:
    count = both + first_only + second_only + neither
    if not count:
        return None
    observed = (both + neither) / count
    yes = (both + first_only) * (both + second_only) / count**2
    no = (second_only + neither) * (first_only + neither) / count**2
    chance = yes + no
    if chance >= 1:
        return None
    value = (observed - chance) / (1 - chance)
    error = sqrt(observed * (1 - observed) / count) / (1 - chance)
    half = NORMAL_QUANTILE_95 * error
    interval = (max(value - half, -1.0), min(value + half, 1.0))
    return Estimate(value, "1", error, interval, 0.95, "deviation", "cohen_kappa")
