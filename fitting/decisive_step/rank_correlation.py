"""Rank correlation, pooled or within series, with its exact permutation probability (PHYSICS 6b)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import atanh, sqrt, tanh

import numpy as np
import numpy.typing as npt

from fitting.confidence import NORMAL_QUANTILE_95
from fitting.decisive_step.permutation import Scores, inverted_interval, permutation_distribution

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class RankCorrelation:
    """A rank correlation within strata; with one stratum, the ordinary one.

    Parameters
    ----------
    count : int
        Pairs without a missing value.
    sizes : tuple of int
        Members of each stratum that can say something: at least two, not all tied.
    spearman, kendall : float or None
        Spearman's rho and Kendall's tau-b; None where no stratum can say anything.
    probability : float
        Two-sided, by permutation within the strata.
    probability_error : float
        One standard error where it was sampled, 0 where counted.
    interval : (float, float) or None
        95 % interval of the expected Spearman correlation.
    interval_method : str
        ``permutation`` (the exact test inverted) | ``fisher`` (Fisher's z with the error of Bonett and Wright).
    smallest_probability : float
        What the most extreme order of so many would reach.
    """

    count: int
    sizes: tuple[int, ...]
    spearman: float | None
    kendall: float | None
    probability: float
    probability_error: float
    interval: tuple[float, float] | None
    interval_method: str
    smallest_probability: float


def midranks(values: npt.ArrayLike) -> Array:
    """Return the ranks 1 ... n, tied values sharing the mean of theirs.

    Parameters
    ----------
    values : (n,) array_like
    """
    numbers = np.asarray(values, dtype=np.float64)
    _, group, count = np.unique(numbers, return_inverse=True, return_counts=True)
    last = np.cumsum(count)
    result: Array = (last - 0.5 * (count - 1))[group]
    return result


def centred_scores(values: npt.ArrayLike) -> Scores:
    """Return 2 rank - (n + 1): midranks as whole numbers with the mean 0."""
    ranks = midranks(values)
    return np.rint(2 * ranks).astype(np.int64) - (ranks.size + 1)


def rank_correlation(x: npt.ArrayLike, y: npt.ArrayLike, series: Sequence[str] | None = None) -> RankCorrelation:
    """Return the rank correlation within series: sum of their rank covariances over the root of the variances.

    r = sum_s C_s(x, y) / sqrt(sum_s V_s(x) sum_s V_s(y)), ranks within each series s. The probability counts every
    permutation within the series (exact; sampled with a fixed seed where a series has more than 14 members).

    Parameters
    ----------
    x, y : (n,) array_like
        NaN where a value is missing: that pair is left out.
    series : (n,) sequence of str, optional
        Without it all are one series: the pooled correlation.

    Notes
    -----
    Without ties the two-sided probability cannot be below 2 / prod_s n_s!: 0.33 for one series of 3, 0.083 of 4,
    0.017 of 5.
    """
    first, second = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    usable = np.isfinite(first) & np.isfinite(second)
    label = np.zeros(first.size, dtype=object) if series is None else np.asarray(series, dtype=object)
    strata, signs = [], []
    for name in dict.fromkeys(label[usable]):
        member = usable & (label == name)
        a, b = centred_scores(first[member]), centred_scores(second[member])
        if a.any() and b.any():
            strata.append((a, b))
            signs.append(_concordance(first[member], second[member]))
    count, sizes = int(usable.sum()), tuple(a.size for a, _ in strata)
    if not strata:
        return RankCorrelation(count, (), None, None, 1.0, 0.0, None, "", 1.0)
    total = sum(int(a @ b) for a, b in strata)
    scale = sqrt(sum(int(a @ a) for a, _ in strata) * sum(int(b @ b) for _, b in strata))
    distribution = permutation_distribution(strata)
    agreement, of_x, of_y = (sum(part) for part in zip(*signs, strict=True))
    value, probability = total / scale, distribution.two_sided(total)
    if distribution.draws:
        method, interval = "fisher", _fisher_interval(value, sum(sizes), len(sizes))
    else:
        method, interval = "permutation", inverted_interval(distribution, total, scale)
    return RankCorrelation(
        count, sizes, value, agreement / sqrt(of_x * of_y), probability, distribution.sampling_error(probability),
        interval, method, 1 / distribution.draws if distribution.draws else distribution.smallest_two_sided,
    )  # fmt: skip


def _concordance(x: Array, y: Array) -> tuple[float, float, float]:
    """Return concordant minus discordant pairs, and the pairs that differ in x and in y."""
    of_x, of_y = np.sign(np.subtract.outer(x, x)), np.sign(np.subtract.outer(y, y))
    return float((of_x * of_y).sum() / 2), float((of_x**2).sum() / 2), float((of_y**2).sum() / 2)


def _fisher_interval(value: float, count: int, strata: int) -> tuple[float, float] | None:
    """Return the interval by Fisher's z, one degree of freedom lost for each further stratum.

    Bonett and Wright, Psychometrika 65 (2000) 23: var z = (1 + r^2/2) / (n - 3).
    """
    free = count - strata - 2
    if free < 1 or abs(value) >= 1:
        return None
    half = NORMAL_QUANTILE_95 * sqrt((1 + value**2 / 2) / free)
    return tanh(atanh(value) - half), tanh(atanh(value) + half)


def holm_probabilities(probabilities: Sequence[float]) -> tuple[float, ...]:
    """Return Holm's step-down probabilities: valid together, however many pairs were tried.

    Parameters
    ----------
    probabilities : sequence of float
    """
    order = np.argsort(probabilities, kind="stable")
    adjusted, worst = [1.0] * len(probabilities), 0.0
    for done, position in enumerate(order):
        worst = max(worst, min((len(probabilities) - done) * probabilities[position], 1.0))
        adjusted[position] = worst
    return tuple(adjusted)
