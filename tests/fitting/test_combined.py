from __future__ import annotations

import numpy as np
import pytest

from fitting.combined import between_variance, combined_estimate
from fitting.messages import FitError
from fitting.outcome import Estimate


def repeats(values: list[float], errors: list[float | None]) -> list[Estimate]:
    return [Estimate(value, "V", error, rule="a") for value, error in zip(values, errors, strict=True)]


def test_repeats_that_agree_within_their_errors_are_weighted_by_them() -> None:
    found = combined_estimate(repeats([1.0, 1.2], [0.1, 0.2]))
    assert found.value == pytest.approx((1.0 / 0.01 + 1.2 / 0.04) / (1 / 0.01 + 1 / 0.04))
    assert found.standard_error == pytest.approx((1 / 0.01 + 1 / 0.04) ** -0.5)
    assert found.interval_method == "random_effects"


def test_repeats_that_scatter_far_beyond_their_errors_count_alike() -> None:
    values = [1.0, 2.0, 4.0]
    found = combined_estimate(repeats(values, [1e-6, 1e-3, 1e-4]))
    assert found.value == pytest.approx(np.mean(values), rel=1e-5)
    assert found.standard_error == pytest.approx(np.std(values, ddof=1) / np.sqrt(3), rel=1e-5)


def test_the_variance_between_repeats_solves_its_equation() -> None:
    values, errors = np.array([0.40, 0.55, 0.47, 0.80]), np.array([0.05, 0.1, 0.02, 0.08])
    variance = between_variance(values, errors)
    weights = 1 / (errors**2 + variance)
    mean = np.sum(weights * values) / np.sum(weights)
    assert variance > 0
    assert np.sum(weights * (values - mean) ** 2) == pytest.approx(3.0, rel=1e-9)


def test_the_interval_covers_the_truth_as_often_as_it_says() -> None:
    random = np.random.default_rng(7)
    inside = 0
    for _ in range(600):
        errors = random.uniform(0.05, 0.3, 5)
        values = 2.0 + 0.2 * random.standard_normal(5) + errors * random.standard_normal(5)
        found = combined_estimate(repeats(list(values), list(errors)))
        assert found.interval is not None
        inside += found.interval[0] <= 2.0 <= found.interval[1]
    assert 0.92 <= inside / 600 <= 0.98


def test_without_errors_the_scatter_counts() -> None:
    found = combined_estimate(repeats([1.0, 3.0], [None, 0.1]))
    assert (found.value, found.standard_error, found.interval_method) == (2.0, 1.0, "deviation")


def test_one_repeat_stays_itself_and_none_is_refused() -> None:
    one = Estimate(1.0, "V", 0.1)
    assert combined_estimate([Estimate(None, "V", bound=("above", 2.0)), one]) is one
    with pytest.raises(FitError, match="None of the repeats"):
        combined_estimate([Estimate(None, "V")])
    with pytest.raises(FitError, match="different units"):
        combined_estimate([one, Estimate(1.0, "A", 0.1)])
