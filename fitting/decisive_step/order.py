"""Whether one step's number follows an outcome more closely than another's, and the order that this supports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from fitting.decisive_step.permutation import SEED
from fitting.decisive_step.rank_correlation import centred_scores

Array = npt.NDArray[np.float64]

LEVEL = 0.05
DIFFERENCE_LEVEL = 0.025  # ranks are exchanged, not raw values: up to 8 % of alike pairs fall below a nominal 5 %
_MOST_COUNTED = 14  # electrolytes whose 2^n exchanges are counted
_DRAWS = 20_000


@dataclass(frozen=True)
class StrengthDifference:
    """|r| of one quantity minus |r| of another with the same outcome, and its two-sided probability."""

    difference: float
    probability: float
    probability_error: float
    count: int


def strength_difference(
    first: npt.ArrayLike, second: npt.ArrayLike, outcome: npt.ArrayLike, series: Sequence[str]
) -> StrengthDifference | None:
    """Return whether two quantities are correlated with an outcome, within series, to different degrees.

    If both were alike, exchanging their ranks in any electrolyte would change nothing (the second turned round where
    the two correlations differ in sign). All 2^n exchanges are counted, 20 000 sampled with a fixed seed beyond 14
    electrolytes.

    Parameters
    ----------
    first, second, outcome : (n,) array_like
        NaN where missing: that electrolyte is left out.
    series : (n,) sequence of str

    Returns
    -------
    StrengthDifference or None
        None where a correlation is undefined.
    """
    columns = [np.asarray(values, dtype=np.float64) for values in (first, second, outcome)]
    usable = np.all(np.isfinite(columns), axis=0)
    label = np.asarray(series, dtype=object)
    scores = np.zeros((3, label.size), dtype=np.int64)
    for name in set(label[usable]):
        member = usable & (label == name)
        scores[:, member] = [centred_scores(values[member]) for values in columns]
    scores, label = scores[:, usable], label[usable]
    if not np.all(np.any(scores != 0, axis=1)):
        return None
    a, b, y = scores.astype(np.float64)
    b = b * (np.sign(a @ y) * np.sign(b @ y) or 1.0)
    exchanged, is_counted = _exchanges(y.size)
    members = [np.flatnonzero(label == name) for name in dict.fromkeys(label)]
    strength_a, strength_b = (
        np.abs(ranked @ y) / np.sqrt(np.sum(ranked**2, axis=1).clip(1e-12) * (y @ y))
        for ranked in (
            _ranked(np.where(exchanged, b, a), members),
            _ranked(np.where(exchanged, a, b), members),
        )
    )
    differences = strength_a - strength_b
    observed = float(differences[0])
    probability = float(np.mean(np.abs(differences) >= abs(observed) - 1e-12))
    error = 0.0 if is_counted else float(np.sqrt(probability * (1 - probability) / _DRAWS))
    return StrengthDifference(observed, probability, error, int(y.size))


def _ranked(rows: Array, members: Sequence[npt.NDArray[np.intp]]) -> Array:
    """Return centred midranks of each row within each series."""
    ranks = np.zeros_like(rows)
    for who in members:
        part = rows[:, who]
        for place, member in enumerate(who):
            ranks[:, member] = np.sign(part[:, place, None] - part).sum(axis=1)
    return ranks


def _exchanges(count: int) -> tuple[npt.NDArray[np.bool_], bool]:
    """Return which members are exchanged, one row per way; the first row exchanges none."""
    if count <= _MOST_COUNTED:
        return (np.arange(1 << count)[:, None] >> np.arange(count)) & 1 == 1, True
    drawn = np.random.default_rng(SEED).random((_DRAWS, count)) < 0.5
    drawn[0] = False
    return drawn, False


def supported_order(strength: Mapping[str, float], above: frozenset[tuple[str, str]]) -> str | None:
    """Return ``a > b ~ c``: split only where everything before is established above everything behind.

    Parameters
    ----------
    strength : mapping
        |r| of each quantity.
    above : frozenset of (str, str)
        Established: the first above the second.

    Returns
    -------
    str or None
        None where nothing is established above anything else as a group.
    """
    names = sorted(strength, key=lambda name: -strength[name])
    groups: list[list[str]] = [[]]
    for place, name in enumerate(names):
        groups[-1].append(name)
        before, behind = names[: place + 1], names[place + 1 :]
        if behind and all((a, b) in above for a in before for b in behind):
            groups.append([])
    return " > ".join(" ~ ".join(group) for group in groups) if len(groups) > 1 else None


def pairs_of(names: Sequence[str]) -> list[tuple[str, str]]:
    """Return every two names once."""
    return list(combinations(names, 2))
