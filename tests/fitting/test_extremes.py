from __future__ import annotations

import math

import numpy as np
import pytest

from fitting.extremes import middle, positive_reach, reach


@pytest.mark.parametrize(
    ("values", "whole", "positive"),
    [
        ([3.0, -1.0, 2.0], (-1.0, 3.0), (2.0, 3.0)),
        ([3.0, np.nan, np.inf, -np.inf], (3.0, 3.0), (3.0, 3.0)),
        ([0.0, 5.0], (0.0, 5.0), (5.0, 5.0)),
        ([0.5, 5.0], (0.5, 5.0), (0.5, 5.0)),
    ],
)
def test_what_is_not_finite_reaches_nowhere(
    values: list[float], whole: tuple[float, float], positive: tuple[float, float]
) -> None:
    assert reach(np.array(values)) == whole
    assert positive_reach(np.array(values)) == positive


@pytest.mark.parametrize("values", [[], [np.nan], [np.inf]])
def test_nothing_has_no_ends(values: list[float]) -> None:
    assert all(map(math.isnan, (*reach(np.array(values)), *positive_reach(np.array(values)))))
    assert math.isnan(positive_reach(np.array([-1.0]))[0])


def test_an_array_that_may_change_is_looked_at_again() -> None:
    values = np.array([1.0, 2.0])
    assert reach(values) == (1.0, 2.0)
    values[0] = -4.0
    assert reach(values) == (-4.0, 2.0)


@pytest.mark.parametrize("values", [[3.0], [3.0, 1.0], [5.0, -1.0, 2.0], [0.1, 0.2, 0.7, 0.4], [1.0, np.nan, 2.0]])
def test_the_middle_is_the_median(values: list[float]) -> None:
    np.testing.assert_equal(middle(np.array(values)), np.median(values))


def test_nothing_has_no_middle() -> None:
    assert math.isnan(middle(np.array([])))
