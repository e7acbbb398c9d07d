"""Which step's number follows the outcome: ranks within series, exact, and "not established" as an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fitting.decisive_step.order import DIFFERENCE_LEVEL, LEVEL, pairs_of, strength_difference, supported_order
from fitting.decisive_step.rank_correlation import RankCorrelation, holm_probabilities, midranks, rank_correlation
from fitting.messages import FitError, Message
from fitting.outcome import Axis, Estimate, Outcome, Panel, Trace

Array = npt.NDArray[np.float64]
Columns = Mapping[str, Array]

AUTHORS_ORDER = "electrocrystallization > charge_transfer > mass_transfer ~ self_corrosion"
FEWEST = 3
NOT_ESTABLISHED = "not_established"


@dataclass(frozen=True)
class RankedPair:
    """A step's quantity against an outcome: pooled, and within series."""

    quantity: str
    outcome: str
    pooled: RankCorrelation
    within: RankCorrelation
    missing: int
    adjusted: float = 1.0  # Holm, over all pairs

    @property
    def cannot_rank(self) -> bool:
        """Whether even a perfect order would not reach the level."""
        return self.within.smallest_probability > LEVEL * (1 + 1e-9)

    @property
    def verdict(self) -> str:
        """``established`` | ``not_established`` | ``cannot_rank``."""
        if self.cannot_rank:
            return "cannot_rank"
        return "established" if self.adjusted <= LEVEL else NOT_ESTABLISHED


def ranking(quantities: Columns, outcomes: Columns, series: Sequence[str]) -> Outcome:
    """Return how each step's quantity is ranked with each outcome, pooled and within series, and the order of steps.

    Per pair Spearman's correlation (and Kendall's tau-b) pooled and within series, with exact permutation
    probabilities, an interval by inverting the exact test, and Holm's correction over all pairs. One quantity stands
    above another in the verdict ``order`` only if its own correlation is established (Holm, 5 %) and so is the
    difference of their strengths (exchange test, Holm, 2.5 %), for every outcome.

    Parameters
    ----------
    quantities, outcomes : mapping of str to (n,) array
        A number per electrolyte; NaN where missing.
    series : (n,) sequence of str
        The family of each electrolyte.

    Raises
    ------
    FitError
        ``NO_STEP_QUANTITY``, ``NO_OUTCOME``, ``TOO_FEW_ELECTROLYTES``.
    """
    if not quantities:
        raise FitError("NO_STEP_QUANTITY", "The table has no column with a step's quantity beside the outcomes.")
    if not outcomes:
        raise FitError("NO_OUTCOME", "The table has no outcome: name its columns with outcomes, for example cycles.")
    pairs = _ranked_pairs(quantities, outcomes, series)
    most = max(pair.within.count for pair in pairs)
    if most < FEWEST:
        raise FitError(
            "TOO_FEW_ELECTROLYTES",
            "No pair of columns has more than {count} electrolytes in common: ranks need three at the least.",
            most,
            count=most,
        )
    above = {name: _established_above(quantities, outcomes, series, pairs, name) for name in outcomes}
    verdicts = _verdicts(pairs, above)
    warnings = (*_pair_warnings(pairs, series), *_overall_warnings(pairs, series, verdicts))
    return Outcome(
        _quantities(pairs, series), verdicts, warnings, (), _table(pairs), _panels(pairs, quantities, outcomes, series)
    )


def _ranked_pairs(quantities: Columns, outcomes: Columns, series: Sequence[str]) -> list[RankedPair]:
    found = []
    for outcome, result in outcomes.items():
        for quantity, values in quantities.items():
            within = rank_correlation(values, result, series)
            found.append(
                RankedPair(quantity, outcome, rank_correlation(values, result), within, len(series) - within.count)
            )
    adjusted = holm_probabilities([pair.within.probability for pair in found])
    return [
        RankedPair(pair.quantity, pair.outcome, pair.pooled, pair.within, pair.missing, holm)
        for pair, holm in zip(found, adjusted, strict=True)
    ]


def _established_above(
    quantities: Columns, outcomes: Columns, series: Sequence[str], pairs: Sequence[RankedPair], outcome: str
) -> frozenset[tuple[str, str]]:
    """Return the pairs (first, second) of quantities, the first established above the second for an outcome."""
    own = {pair.quantity: pair for pair in pairs if pair.outcome == outcome}
    contests = pairs_of(list(quantities))
    found = [strength_difference(quantities[a], quantities[b], outcomes[outcome], series) for a, b in contests]
    tested = [(contest, one) for contest, one in zip(contests, found, strict=True) if one is not None]
    adjusted = holm_probabilities([one.probability * len(outcomes) for _, one in tested])
    winners = set()
    for (contest, one), probability in zip(tested, adjusted, strict=True):
        first, second = contest if one.difference > 0 else contest[::-1]
        if probability <= DIFFERENCE_LEVEL and own[first].verdict == "established":
            winners.add((first, second))
    return frozenset(winners)


def _verdicts(pairs: Sequence[RankedPair], above: Mapping[str, frozenset[tuple[str, str]]]) -> dict[str, str]:
    strengths = {
        outcome: {pair.quantity: abs(pair.within.spearman or 0.0) for pair in pairs if pair.outcome == outcome}
        for outcome in above
    }
    names = list(dict.fromkeys(pair.quantity for pair in pairs))
    mean = {name: float(np.mean([strengths[outcome][name] for outcome in above])) for name in names}
    order = supported_order(mean, frozenset.intersection(*above.values()))
    verdicts = {"order": order or NOT_ESTABLISHED}
    for outcome, winners in above.items():
        if len(above) > 1:
            verdicts[f"order: {outcome}"] = supported_order(strengths[outcome], winners) or NOT_ESTABLISHED
    if order is None:
        verdicts["order_reason"] = _reason(pairs, names, above)
    return verdicts


def _reason(pairs: Sequence[RankedPair], names: Sequence[str], above: Mapping[str, frozenset[tuple[str, str]]]) -> str:
    if all(pair.cannot_rank for pair in pairs):
        return "cannot_rank"
    if not any(pair.verdict == "established" for pair in pairs):
        return "no_correlation_established"
    if len(names) == 1:
        return "one_quantity"
    if len(above) > 1 and any(above.values()):
        return "outcomes_disagree"
    return "no_difference_established"


_REASONS = {
    "cannot_rank": "even a perfect order of so few electrolytes would not be significant",
    "no_correlation_established": "no quantity is established to follow an outcome within the series",
    "one_quantity": "there is only one step's quantity",
    "outcomes_disagree": "what one outcome establishes another does not",
    "no_difference_established": "no quantity is established to follow the outcome more closely than another",
}


def _pair_warnings(pairs: Sequence[RankedPair], series: Sequence[str]) -> list[Message]:
    warnings = []
    for pair in pairs:
        pooled, within = pair.pooled, pair.within
        names: dict[str, float | int | str] = {"quantity_name": pair.quantity, "outcome": pair.outcome}
        if pooled.spearman is not None and within.spearman is not None and pooled.spearman * within.spearman < 0:
            text = (
                "{quantity_name} and {outcome}: pooled {pooled:+.2f} (p {p:.2g}), but {within:+.2f} (p {q:.2g}) within "
                "the series: Simpson's paradox. The pooled sign comes from differences between the series."
            )
            numbers = {
                "pooled": pooled.spearman, "p": pooled.probability, "within": within.spearman, "q": within.probability,
            }  # fmt: skip
            warnings.append(Message("SIMPSON", text, {**names, **numbers}, within.spearman))
        if within.spearman is None:
            text = "{quantity_name} and {outcome}: no series has two electrolytes that differ in both."
            warnings.append(Message("NO_COMPARISON_WITHIN_SERIES", text, names))
        if within.probability_error or pooled.probability_error:
            error = max(within.probability_error, pooled.probability_error)
            text = "{quantity_name} and {outcome}: p was sampled, with a standard error of {error:.1g}."
            warnings.append(Message("SAMPLED_PROBABILITY", text, {**names, "error": error}, error))
        if pair.missing:
            text = "{quantity_name} and {outcome}: {missing} of {count} electrolytes lack a number and are left out."
            numbers = {"missing": pair.missing, "count": len(series)}
            warnings.append(Message("MISSING_VALUES", text, {**names, **numbers}, pair.missing))
    return warnings


def _overall_warnings(pairs: Sequence[RankedPair], series: Sequence[str], verdicts: Mapping[str, str]) -> list[Message]:
    warnings = []
    smallest = min(pair.within.smallest_probability for pair in pairs)
    if any(pair.cannot_rank for pair in pairs):
        poor = [pair for pair in pairs if pair.cannot_rank]
        sizes = ", ".join(map(str, poor[0].within.sizes))
        text = (
            "These data cannot rank {pairs}: with series of {sizes} electrolytes even a perfect order has a two-sided "
            "p of {smallest:.2g}. More electrolytes per series, or more series, would help."
        )
        if not sizes:
            text = "These data cannot rank {pairs}: no series has two electrolytes that differ. Add electrolytes."
        least = min(pair.within.smallest_probability for pair in poor)
        shown = "any pair" if len(poor) == len(pairs) else ", ".join(f"{one.quantity}–{one.outcome}" for one in poor)
        numbers: dict[str, float | int | str] = {"pairs": shown, "sizes": sizes, "smallest": least}
        warnings.append(Message("CANNOT_RANK", text, numbers, least))
    elif smallest * len(pairs) > LEVEL:
        text = (
            "{count} pairs are tried: after Holm's correction even a perfect order of one has p = {smallest:.2g}. Name "
            "fewer step_quantities or outcomes."
        )
        value = smallest * len(pairs)
        warnings.append(Message("TOO_MANY_PAIRS", text, {"count": len(pairs), "smallest": value}, value))
    alone = sum(list(series).count(name) == 1 for name in set(series))
    if alone:
        text = "{alone} series have one electrolyte only: within series they say nothing."
        warnings.append(Message("SINGLE_ELECTROLYTE_SERIES", text, {"alone": alone}, alone))
    if "order_reason" in verdicts:
        text = "No order of the steps is established: {reason}."
        warnings.append(Message("ORDER_NOT_ESTABLISHED", text, {"reason": _REASONS[verdicts["order_reason"]]}))
    text = "The review's order, {order}, is its authors' claim; nothing of it is in this result."
    warnings.append(
        Message("AUTHORS_CLAIM", text, {"order": AUTHORS_ORDER.replace("self_", "self-").replace("_", " ")})
    )
    return warnings


def _quantities(pairs: Sequence[RankedPair], series: Sequence[str]) -> dict[str, Estimate]:
    smallest = min(pair.within.smallest_probability for pair in pairs)
    return {
        "electrolytes": Estimate(float(len(series)), "1", rule="count"),
        "series": Estimate(float(len(set(series))), "1", rule="count"),
        "pairs": Estimate(float(len(pairs)), "1", rule="count"),
        "smallest_probability": Estimate(smallest, "1", rule="perfect_order"),
    }


def _table(pairs: Sequence[RankedPair]) -> dict[str, tuple[float | str | None, ...]]:
    def ends(place: int) -> tuple[float | None, ...]:
        return tuple(None if pair.within.interval is None else pair.within.interval[place] for pair in pairs)

    return {
        "quantity": tuple(pair.quantity for pair in pairs),
        "outcome": tuple(pair.outcome for pair in pairs),
        "count": tuple(float(pair.within.count) for pair in pairs),
        "missing": tuple(float(pair.missing) for pair in pairs),
        "series": tuple(float(len(pair.within.sizes)) for pair in pairs),
        "pooled_correlation": tuple(pair.pooled.spearman for pair in pairs),
        "pooled_probability": tuple(pair.pooled.probability for pair in pairs),
        "within_series_correlation": tuple(pair.within.spearman for pair in pairs),
        "within_series_probability": tuple(pair.within.probability for pair in pairs),
        "interval_lower": ends(0),
        "interval_upper": ends(1),
        "interval_method": tuple(pair.within.interval_method for pair in pairs),
        "within_series_kendall": tuple(pair.within.kendall for pair in pairs),
        "holm_probability": tuple(pair.adjusted for pair in pairs),
        "smallest_probability": tuple(pair.within.smallest_probability for pair in pairs),
        "verdict": tuple(pair.verdict for pair in pairs),
    }


def _panels(
    pairs: Sequence[RankedPair], quantities: Columns, outcomes: Columns, series: Sequence[str]
) -> tuple[Panel, ...]:
    """Return the ranks of every pair, the strongest first, one trace per series."""
    panels = []
    for pair in sorted(pairs, key=lambda one: -abs(one.within.spearman or 0.0))[:12]:
        x, y = quantities[pair.quantity], outcomes[pair.outcome]
        usable = np.isfinite(x) & np.isfinite(y)
        label = np.asarray(series, dtype=object)
        if not usable.any():
            continue
        ranks = np.full((2, x.size), np.nan)
        ranks[:, usable] = midranks(x[usable]), midranks(y[usable])
        members = {str(name): usable & (label == name) for name in dict.fromkeys(label[usable])}
        traces = tuple(Trace(name, ranks[0, who], ranks[1, who], "points") for name, who in members.items())
        across, up = (Axis(f"rank of {name}", "1", "1") for name in (pair.quantity, pair.outcome))
        panels.append(Panel(across, up, traces, f"{pair.quantity} – {pair.outcome}"))
    return tuple(panels)
