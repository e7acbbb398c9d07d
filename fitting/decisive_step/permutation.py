"""The exact permutation distribution of a sum of rank products, within strata, and intervals from inverting it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt

import numpy as np
import numpy.typing as npt

from fitting.least_squares import bracketed_root

Array = npt.NDArray[np.float64]
Scores = npt.NDArray[np.int64]

LARGEST_EXACT = 14  # electrolytes of one stratum; 14! arrangements are counted exactly, by subsets
MOST_DRAWS, MOST_NUMBERS = 100_000, 20_000_000
SEED = 20240607


@dataclass(frozen=True, eq=False)
class PermutationDistribution:
    """How a sum of products of scores is distributed when one side is shuffled within each stratum.

    Parameters
    ----------
    lowest : int
        The smallest possible sum; the others follow one by one.
    probability : (m,) array
        Of lowest, lowest + 1, ...
    draws : int
        Shuffles per sampled stratum, 0 where every arrangement was counted.
    sampled : int
        How many strata were too large to be counted.
    """

    lowest: int
    probability: Array
    draws: int = 0
    sampled: int = 0

    @property
    def sums(self) -> Scores:
        """The possible sums, with those of probability 0 between them."""
        return self.lowest + np.arange(self.probability.size)

    def two_sided(self, observed: int) -> float:
        """Return P(|sum| >= |observed|); sampled ones are never 0."""
        value = float(self.probability[np.abs(self.sums) >= abs(observed)].sum())
        return min(max(value, 1 / (self.draws + 1) if self.draws else 0.0), 1.0)

    def sampling_error(self, probability: float) -> float:
        """Return one standard error of a sampled probability, 0 of a counted one."""
        return sqrt(self.sampled * probability * (1 - probability) / self.draws) if self.draws else 0.0

    @property
    def smallest_two_sided(self) -> float:
        """The two-sided p of the most extreme arrangement: no data of this size can reach less."""
        possible = np.abs(self.sums[self.probability > 0])
        return self.two_sided(int(possible.max()))


def permutation_distribution(strata: Sequence[tuple[Scores, Scores]]) -> PermutationDistribution:
    """Return the distribution of sum_s sum_i a_i b_p(i) over all permutations p within each stratum s.

    Each stratum is counted by subsets (2^n steps instead of n!) up to 14 members, sampled with a fixed seed beyond;
    independent strata are convolved, so that any number of small ones stays exact.

    Parameters
    ----------
    strata : sequence of ((n,) int array, (n,) int array)
        Scores a and b of each stratum.
    """
    lowest, probability, draws, sampled = 0, np.ones(1), 0, 0
    for number, (a, b) in enumerate(strata):
        if a.size <= LARGEST_EXACT:
            start, share = _counted(tuple(sorted(a.tolist())), tuple(sorted(b.tolist())))
        else:
            draws = int(min(MOST_DRAWS, max(MOST_NUMBERS // a.size, 2000)))
            start, share = _sampled(a, b, draws, SEED + number)
            sampled += 1
        lowest, probability = lowest + start, np.convolve(probability, share)
    return PermutationDistribution(lowest, probability, draws, sampled)


@lru_cache(maxsize=256)
def _counted(a: tuple[int, ...], b: tuple[int, ...]) -> tuple[int, Array]:
    """Return the smallest sum, and the share of arrangements that give it, one more, two more ...

    Row m of `layer` holds, for the subset m of b that the first k of a have taken, how many ways lead to each sum.
    """
    n = len(a)
    left, right = np.array(a) - a[0], np.array(b) - b[0]
    step_a, step_b = max(int(np.gcd.reduce(left)), 1), max(int(np.gcd.reduce(right)), 1)
    left, right = left // step_a, right // step_b
    layer, place = np.ones((1, 1)), np.zeros(1 << n, dtype=np.int64)
    masks = np.zeros(1, dtype=np.int64)
    every = np.arange(1 << n)
    bits = sum((every >> j) & 1 for j in range(n))
    for k in range(n):
        following = every[bits == k + 1]
        place[following] = np.arange(following.size)
        grown = np.zeros((following.size, 1 + int(left[: k + 1] @ right[n - 1 - k :])))
        for j in range(n):
            free = (masks >> j) & 1 == 0
            shift = int(left[k] * right[j])
            width = min(layer.shape[1], grown.shape[1] - shift)
            grown[place[masks[free] | (1 << j)], shift : shift + width] += layer[free, :width]
        masks, layer = following, grown
    # sum a b = steps sum left right + a0 sum b + b0 sum a - n a0 b0
    lowest = a[0] * sum(b) + b[0] * sum(a) - n * a[0] * b[0]
    counts = np.zeros((layer.shape[1] - 1) * step_a * step_b + 1)
    counts[:: step_a * step_b] = layer[0]
    return lowest, counts / counts.sum()


def _sampled(a: Scores, b: Scores, draws: int, seed: int) -> tuple[int, Array]:
    random = np.random.default_rng(seed)
    sums = np.concatenate(
        [random.permuted(np.tile(b, (min(1000, draws - done), 1)), axis=1) @ a for done in range(0, draws, 1000)]
    )
    lowest = int(sums.min())
    return lowest, np.bincount(sums - lowest) / draws


def inverted_interval(
    distribution: PermutationDistribution, observed: int, scale: float, level: float = 0.95
) -> tuple[float, float]:
    """Return the interval of the expected correlation by inverting the exact test in P(p) ~ e^(theta r(p)).

    Shuffling is theta = 0 of this family of orders (Mallows 1957, with Spearman's distance). Each end is the theta at
    which a sum as extreme as the observed one has the probability (1 - level)/2, given as the mean correlation there;
    the likeliest theta has the observed correlation as its mean.

    Parameters
    ----------
    distribution : PermutationDistribution
        Counted, not sampled.
    observed : int
        The observed sum.
    scale : float
        Correlation r = sum / scale.
    level : float
    """
    kept = distribution.probability > 0
    r, weight = distribution.sums[kept] / scale, np.log(distribution.probability[kept])
    seen, tail = observed / scale, (1 - level) / 2
    slack = 1e-9

    def tilted(theta: float) -> Array:
        power = weight + theta * r
        share = np.exp(power - power.max())
        result: Array = share / share.sum()
        return result

    def end(side: int) -> float:
        reached = side * r >= side * seen - slack  # at least as far towards this side
        if bool(reached.all()):
            return float(r.min() if side > 0 else r.max())
        far = -side * 1.0

        def excess(theta: float) -> float:
            return float(tilted(theta)[reached].sum()) - tail

        while excess(far) > 0 and abs(far) < 1e7:
            far *= 2
        near = side * 1.0
        while excess(near) < 0 and abs(near) < 1e7:
            near *= 2
        return float(tilted(bracketed_root(excess, min(far, near), max(far, near))) @ r)

    return end(+1), end(-1)
