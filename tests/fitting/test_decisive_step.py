from __future__ import annotations

from itertools import permutations, product
from math import factorial, prod

import numpy as np
import pytest
from scipy import stats

from fitting.decisive_step import (
    holm_probabilities,
    midranks,
    rank_correlation,
    ranking,
    strength_difference,
    supported_order,
)
from fitting.messages import FitError

# Three families: within each, the higher number lasts longer; the family with the higher numbers lasts less.
FAMILIES = ("A",) * 4 + ("B",) * 4 + ("C",) * 4
TRANSFERENCE = np.array([0.20, 0.25, 0.30, 0.33, 0.50, 0.55, 0.60, 0.62, 0.70, 0.75, 0.80, 0.85])
CYCLES = np.array([200.0, 210, 220, 230, 90, 100, 110, 120, 30, 40, 45, 60])


def codes(outcome: object) -> list[str]:
    return [warning.code for warning in outcome.warnings]  # type: ignore[attr-defined]


def brute_probability(x: np.ndarray, y: np.ndarray, series: tuple[str, ...]) -> float:
    """Every arrangement within the series, one by one."""
    members = [np.flatnonzero(np.array(series) == name) for name in dict.fromkeys(series)]

    def total(values: np.ndarray) -> float:
        parts = [
            (stats.rankdata(x[who]) - (len(who) + 1) / 2) @ (stats.rankdata(values[who]) - (len(who) + 1) / 2)
            for who in members
        ]
        return float(sum(parts))

    observed, sums = abs(total(y)), []
    for ways in product(*(list(permutations(who)) for who in members)):
        shuffled = y.copy()
        for who, way in zip(members, ways, strict=True):
            shuffled[who] = y[list(way)]
        sums.append(total(shuffled))
    return float(np.mean(np.abs(sums) >= observed - 1e-9))


def test_tied_values_share_the_mean_of_their_ranks() -> None:
    assert midranks([3.0, 1.0, 3.0, 2.0]).tolist() == [3.5, 1.0, 3.5, 2.0]


@pytest.mark.parametrize(("count", "smallest"), [(3, 2 / 6), (4, 2 / 24), (5, 2 / 120)])
def test_a_perfect_order_of_so_few_has_two_of_all_arrangements(count: int, smallest: float) -> None:
    found = rank_correlation(np.arange(count), np.arange(count)[::-1])
    assert found.spearman == pytest.approx(-1.0)
    assert found.kendall == pytest.approx(-1.0)
    assert found.probability == pytest.approx(smallest, rel=1e-12)
    assert found.smallest_probability == pytest.approx(smallest, rel=1e-12)


def test_a_perfect_order_in_several_series_multiplies_their_arrangements() -> None:
    found = rank_correlation(TRANSFERENCE, CYCLES, FAMILIES)
    assert found.spearman == pytest.approx(1.0)
    assert found.probability == pytest.approx(2 / factorial(4) ** 3, rel=1e-12)
    assert found.sizes == (4, 4, 4)


def test_one_swap_in_four_has_the_probability_counted_by_hand() -> None:
    # Of 24 orders of four, 1 has sum d^2 = 0 and 3 have 2 (rho 0.8); as many on the other side: 8 of 24.
    found = rank_correlation([1, 2, 3, 4], [1, 2, 4, 3])
    assert found.spearman == pytest.approx(0.8)
    assert found.probability == pytest.approx(8 / 24, rel=1e-12)


@pytest.mark.parametrize("seed", range(4))
def test_spearman_and_kendall_agree_with_scipy_with_ties_too(seed: int) -> None:
    random = np.random.default_rng(seed)
    x, y = random.integers(0, 5, 11).astype(float), random.integers(0, 4, 11).astype(float)
    found = rank_correlation(x, y)
    assert found.spearman == pytest.approx(stats.spearmanr(x, y).statistic)
    assert found.kendall == pytest.approx(stats.kendalltau(x, y).statistic)


def test_the_exact_probability_agrees_with_scipys_full_enumeration() -> None:
    random = np.random.default_rng(3)
    x, y = random.normal(size=7), random.normal(size=7)
    oracle = stats.permutation_test(
        (x,), lambda one: stats.spearmanr(one, y).statistic, permutation_type="pairings", n_resamples=np.inf
    )
    assert rank_correlation(x, y).probability == pytest.approx(oracle.pvalue, rel=1e-9)


@pytest.mark.parametrize("seed", range(3))
def test_the_probability_within_series_agrees_with_every_arrangement_one_by_one(seed: int) -> None:
    random = np.random.default_rng(seed)
    series = ("a",) * 4 + ("b",) * 3 + ("c",) * 3
    x, y = random.integers(0, 4, 10).astype(float), random.normal(size=10).round(0)
    assert rank_correlation(x, y, series).probability == pytest.approx(brute_probability(x, y, series), rel=1e-9)


def test_fourteen_are_still_counted_and_forty_are_sampled_with_their_error() -> None:
    random = np.random.default_rng(0)
    x = random.normal(size=40)
    y = x + 2 * random.normal(size=40)
    counted, sampled = rank_correlation(x[:14], y[:14]), rank_correlation(x, y)
    assert counted.probability_error == 0
    assert counted.smallest_probability == pytest.approx(2 / factorial(14), rel=1e-9)
    assert sampled.probability_error > 0
    normal = stats.spearmanr(x, y).pvalue
    assert sampled.probability == pytest.approx(normal, abs=5 * sampled.probability_error + 1e-4)
    assert sampled.interval_method == "fisher"


def test_ranks_do_not_change_with_any_growing_transformation_within_a_series() -> None:
    found = rank_correlation(TRANSFERENCE, CYCLES, FAMILIES)
    scaled = rank_correlation(np.exp(9 * TRANSFERENCE) * np.repeat([1.0, 10.0, 0.1], 4), np.log(CYCLES), FAMILIES)
    assert scaled == found


def test_turning_one_side_round_turns_correlation_and_interval_round() -> None:
    random = np.random.default_rng(8)
    x, y = random.normal(size=9), random.normal(size=9)
    there, back = rank_correlation(x, y), rank_correlation(x, -y)
    assert there.interval is not None and back.interval is not None
    assert back.spearman == pytest.approx(-there.spearman)
    assert back.probability == pytest.approx(there.probability)
    assert back.interval == pytest.approx((-there.interval[1], -there.interval[0]), abs=1e-6)


@pytest.mark.parametrize("seed", range(6))
def test_the_interval_leaves_out_zero_exactly_where_the_test_rejects(seed: int) -> None:
    random = np.random.default_rng(seed)
    x = random.normal(size=10)
    y = x + random.normal(size=10)
    found = rank_correlation(x, y, ("a",) * 5 + ("b",) * 5)
    assert found.interval is not None and found.spearman is not None
    assert found.interval[0] <= found.spearman <= found.interval[1]
    assert (found.interval[0] > 0 or found.interval[1] < 0) == (found.probability <= 0.05)


def test_the_interval_covers_the_mean_correlation_of_its_family_of_curves() -> None:
    random, series = np.random.default_rng(5), ("a",) * 4 + ("b",) * 4 + ("c",) * 3 + ("d",) * 3

    def drawn() -> tuple[np.ndarray, np.ndarray]:
        y = random.normal(size=14)
        return y + 0.7 * random.normal(size=14), y

    found = [rank_correlation(*drawn(), series) for _ in range(300)]
    truth = np.mean([one.spearman for one in found if one.spearman is not None])
    covered = np.mean([one.interval[0] <= truth <= one.interval[1] for one in found if one.interval is not None])
    assert 0.92 <= covered <= 0.99


def test_a_missing_value_costs_its_pair_only() -> None:
    with_gap = TRANSFERENCE.copy()
    with_gap[5] = np.nan
    found = rank_correlation(with_gap, CYCLES, FAMILIES)
    kept = np.delete(np.arange(12), 5)
    assert found == rank_correlation(with_gap[kept], CYCLES[kept], [FAMILIES[place] for place in kept])
    assert found.count == 11
    assert found.probability == pytest.approx(2 / prod(factorial(size) for size in (4, 3, 4)))


def test_series_of_one_or_all_alike_say_nothing() -> None:
    assert rank_correlation([1, 2, 3], [1, 2, 3], ["a", "b", "c"]).spearman is None
    found = rank_correlation([1, 2, 3, 5, 5], [1, 2, 3, 1, 2], ["a", "a", "a", "b", "b"])
    assert found.sizes == (3,)


def test_holm_multiplies_the_smallest_by_all_and_never_falls() -> None:
    assert holm_probabilities([0.04, 0.01, 0.03]) == pytest.approx((0.06, 0.03, 0.06))
    assert holm_probabilities([0.5, 0.9]) == pytest.approx((1.0, 1.0))


def test_simpsons_paradox_is_found() -> None:
    outcome = ranking({"t+": TRANSFERENCE}, {"cycles": CYCLES}, FAMILIES)
    assert outcome.table["pooled_correlation"][0] < -0.7  # type: ignore[operator]
    assert outcome.table["within_series_correlation"][0] == pytest.approx(1.0)
    (simpson,) = [warning for warning in outcome.warnings if warning.code == "SIMPSON"]
    assert simpson.value == pytest.approx(1.0)
    assert outcome.table["verdict"] == ("established",)
    assert outcome.verdicts["order"] == "not_established"


def test_without_a_difference_between_the_families_there_is_no_paradox() -> None:
    within = np.tile([1.0, 2.0, 3.0, 4.0], 3)
    assert "SIMPSON" not in codes(ranking({"t+": within}, {"cycles": within * 2}, FAMILIES))


def test_three_electrolytes_cannot_rank_whatever_their_order() -> None:
    outcome = ranking({"ratio": np.array([1.0, 2, 3])}, {"CE": np.array([0.94, 0.97, 0.98])}, ["s"] * 3)
    assert outcome.verdicts == {"order": "not_established", "order_reason": "cannot_rank"}
    assert outcome.table["verdict"] == ("cannot_rank",)
    (warning,) = [one for one in outcome.warnings if one.code == "CANNOT_RANK"]
    assert warning.value == pytest.approx(1 / 3)


def test_series_of_one_electrolyte_each_are_said_to_be_such() -> None:
    outcome = ranking({"ratio": np.array([1.0, 2, 3])}, {"CE": np.array([0.94, 0.97, 0.98])}, ["a", "b", "c"])
    (text,) = [one.text for one in outcome.warnings if one.code == "CANNOT_RANK"]
    assert text == "These data cannot rank any pair: no series has two electrolytes that differ. Add electrolytes."


def test_a_quantity_that_decides_stands_above_one_that_does_not() -> None:
    random, series = np.random.default_rng(2), [name for name in "abc" for _ in range(5)]
    cycles = random.permutation(15).astype(float)
    noise = random.permutation(15).astype(float)
    outcome = ranking({"noise": noise, "spike": 3 * cycles}, {"cycles": cycles}, series)
    assert outcome.verdicts == {"order": "spike > noise"}
    alike = ranking({"spike": cycles, "same": 2 * cycles}, {"cycles": cycles}, series)
    assert alike.verdicts["order"] == "not_established"
    assert alike.verdicts["order_reason"] == "no_difference_established"


def test_an_order_must_hold_for_every_outcome() -> None:
    random, series = np.random.default_rng(2), [name for name in "abc" for _ in range(5)]
    first, second = random.permutation(15).astype(float), random.permutation(15).astype(float)
    outcome = ranking({"a": first, "b": second}, {"cycles": first, "CE": second}, series)
    assert outcome.verdicts["order: cycles"] == "a > b"
    assert outcome.verdicts["order: CE"] == "b > a"
    assert outcome.verdicts["order"] == "not_established"
    assert outcome.verdicts["order_reason"] == "outcomes_disagree"


def test_only_what_is_established_splits_an_order() -> None:
    strength = {"a": 0.9, "b": 0.5, "c": 0.4}
    assert supported_order(strength, frozenset({("a", "b"), ("a", "c")})) == "a > b ~ c"
    assert supported_order(strength, frozenset({("a", "c")})) is None
    assert supported_order(strength, frozenset({("a", "b"), ("a", "c"), ("b", "c")})) == "a > b > c"


def test_the_difference_of_two_quantities_changes_sign_with_their_places() -> None:
    random = np.random.default_rng(4)
    y, other = random.normal(size=10), random.normal(size=10)
    there, back = strength_difference(y, other, y, ["s"] * 10), strength_difference(other, y, y, ["s"] * 10)
    assert there is not None and back is not None
    assert there.difference == pytest.approx(-back.difference)
    assert there.probability == pytest.approx(back.probability)
    mirrored = strength_difference(y, -other, y, ["s"] * 10)
    assert mirrored is not None and mirrored.probability == pytest.approx(there.probability)


def test_alike_quantities_are_seldom_told_apart() -> None:
    random, found = np.random.default_rng(1), []
    for _ in range(150):
        y = random.normal(size=9)
        pair = strength_difference(*(y + random.normal(size=9) for _ in range(2)), y, ["s"] * 9)
        found.append(pair is not None and pair.probability <= 0.05)
    assert np.mean(found) <= 0.11


def test_missing_numbers_and_lonely_electrolytes_are_told() -> None:
    gap = TRANSFERENCE.copy()
    gap[0] = np.nan
    outcome = ranking({"t+": gap}, {"cycles": CYCLES}, (*FAMILIES[:-1], "D"))
    assert {"MISSING_VALUES", "SINGLE_ELECTROLYTE_SERIES"} <= set(codes(outcome))
    assert outcome.table["missing"] == (1.0,)
    assert outcome.table["count"] == (11.0,)


@pytest.mark.parametrize(
    ("quantities", "outcomes", "code"),
    [
        ({}, {"cycles": CYCLES}, "NO_STEP_QUANTITY"),
        ({"t+": TRANSFERENCE}, {}, "NO_OUTCOME"),
        ({"t+": np.full(12, np.nan)}, {"cycles": CYCLES}, "TOO_FEW_ELECTROLYTES"),
    ],
)
def test_a_table_that_cannot_be_ranked_says_why(quantities: dict, outcomes: dict, code: str) -> None:
    with pytest.raises(FitError) as caught:
        ranking(quantities, outcomes, FAMILIES)
    assert caught.value.message.code == code
