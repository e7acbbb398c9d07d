from __future__ import annotations

import pytest

from fitting.agreement import agreement


def judged(both: int, first_only: int, second_only: int, neither: int) -> tuple[list[bool], list[bool]]:
    first = [True] * (both + first_only) + [False] * (second_only + neither)
    second = [True] * both + [False] * first_only + [True] * second_only + [False] * neither
    return first, second


def test_a_value_by_hand() -> None:
    found = agreement(*judged(20, 5, 10, 15))
    assert (found.both, found.first_only, found.second_only, found.neither, found.count) == (20, 5, 10, 15, 50)
    assert found.kappa is not None
    assert found.kappa.value == pytest.approx(0.4)
    assert found.kappa.standard_error == pytest.approx((0.7 * 0.3 / 50) ** 0.5 / 0.5)


def test_perfect_agreement_is_one_and_its_reverse_below_zero() -> None:
    assert agreement(*judged(5, 0, 0, 5)).kappa.value == 1.0  # type: ignore[union-attr]
    assert agreement(*judged(0, 5, 5, 0)).kappa.value == -1.0  # type: ignore[union-attr]


def test_where_chance_alone_would_agree_there_is_no_kappa() -> None:
    assert agreement(*judged(7, 0, 0, 0)).kappa is None
    assert agreement([], []).kappa is None


def test_two_judges_of_different_curves_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="2 and 1"):
        agreement([True, False], [True])
