"""Survival of replicate cells, and the dependence on current density."""

from __future__ import annotations

import numpy as np
import pytest

from fitting.cyclic_stability import current_dependence, log_rank, survival
from fitting.messages import FitError

DENSITIES = 10 * np.array([0.2, 0.5, 0.7, 1.0, 2.0, 4.0, 8.0])


def test_kaplan_meier_is_the_product_by_hand() -> None:
    found = survival([10, 20, 20, 30, 40], [False, False, True, False, True])
    assert found.table["cycle"] == (10.0, 20.0, 30.0, 40.0)
    assert found.table["surviving_share"] == pytest.approx((4 / 5, 4 / 5 * 3 / 4, 4 / 5 * 3 / 4 * 1 / 2, 0.3))
    assert found.table["cells_at_risk"] == (5.0, 4.0, 2.0, 1.0)
    assert found.quantities["median_life"].value == 30.0
    assert {"CENSORED"} == {one.code for one in found.warnings}


def test_cells_that_still_cycle_raise_the_median_or_leave_a_bound() -> None:
    lives = [50.0, 60.0, 70.0, 80.0]
    assert survival(lives).quantities["median_life"].value == 60.0
    unfinished = survival(lives, [False, True, True, True]).quantities["median_life"]
    assert unfinished.value is None
    assert unfinished.bound is not None and unfinished.bound[0] == "above"


def test_log_rank_tells_groups_apart_only_where_they_differ() -> None:
    short, long = [10, 12, 14, 16, 18, 20], [40, 45, 50, 55, 60, 65]
    p = log_rank({"a": (short, None), "b": (long, [False] * 5 + [True]), "c": (short, None)})
    assert p["a", "b"] < 0.01
    assert p["a", "c"] == pytest.approx(1.0, abs=1e-9)
    with pytest.raises(FitError):
        log_rank({"a": (short, None)})


@pytest.mark.parametrize(
    ("cycles", "alive", "code"),
    [([10], None, "TOO_FEW_CELLS"), ([10, -1], None, "LIFE_NOT_POSITIVE"), ([10, 20], [True], "LENGTHS_DIFFER")],
)
def test_what_gives_no_survival_is_said(cycles: list[float], alive: list[bool] | None, code: str) -> None:
    with pytest.raises(FitError) as caught:
        survival(cycles, alive)
    assert caught.value.message.code == code


@pytest.mark.parametrize(("sign", "shape"), [(-1.0, "peak"), (1.0, "valley")])
def test_an_optimum_within_the_data_is_found(sign: float, shape: str) -> None:
    x = np.log10(DENSITIES)
    noise = 2 * np.array([1, -1, 0.5, -0.5, 1, -1, 0.3])
    found = current_dependence(DENSITIES, 100 + sign * 80 * (x - 1.0) ** 2 + noise)
    assert found.verdicts["shape"] == shape
    optimum = found.quantities["optimum"]
    low, high = optimum.interval or (0.0, 0.0)
    assert low < 10.0 < high
    assert found.quantities["curvature"].value == pytest.approx(sign * 80, rel=0.2)


def test_one_direction_is_monotone_and_noise_is_not_decided() -> None:
    x = np.log10(DENSITIES)
    noise = np.array([1, -1, 0.5, -0.5, 1, -1, 0.3])
    falling = current_dependence(DENSITIES, 100 - 30 * x + 2 * noise)
    assert falling.verdicts["shape"] == "monotone"
    assert falling.quantities["slope"].value == pytest.approx(-30, rel=0.1)
    assert "optimum" not in falling.quantities
    assert current_dependence(DENSITIES, 100 + 20 * noise).verdicts["shape"] == "not_decided"


@pytest.mark.parametrize("value", [0.0, 50.0, 0.1 + 0.2])
@pytest.mark.parametrize("count", [4, 7])
def test_equal_values_decide_nothing(value: float, count: int) -> None:
    found = current_dependence([0.1, 0.2, 0.5, 1.0, 2.0, 4.0, 7.0][:count], [value] * count)
    assert found.verdicts["shape"] == "not_decided"
    assert "optimum" not in found.quantities
    low, high = found.quantities["slope"].interval or (1.0, 1.0)
    assert low <= 0.0 <= high


@pytest.mark.parametrize("values", [[60, 90, 75, 50], [50, 50, 50, 50], [10, 20, 30, 41], [1, 5, 3]])
def test_an_optimum_that_is_not_found_is_absent(values: list[float]) -> None:
    found = current_dependence(10 * np.array([0.2, 0.5, 1.0, 2.0])[: len(values)], values)
    assert found.verdicts["shape"] in ("not_decided", "monotone")
    assert all(one.value is not None or one.bound is not None for one in found.quantities.values())


def test_four_points_of_three_parameters_do_not_decide() -> None:
    found = current_dependence(10 * np.array([0.2, 0.5, 1.0, 2.0]), [60, 90, 75, 50])
    assert found.verdicts["shape"] == "not_decided"
    assert "FEW_POINTS" in {one.code for one in found.warnings}
    assert "1_degrees_of_freedom" in found.quantities["curvature"].rule
    assert "parabola" not in {score.model for score in found.model_comparison}


def test_four_points_with_known_small_errors_do() -> None:
    found = current_dependence(10 * np.array([0.2, 0.5, 1.0, 2.0]), [60, 90, 88, 50], error=[2, 2, 2, 2])
    assert found.verdicts["shape"] == "peak"


def test_a_scale_of_current_moves_the_optimum_with_it() -> None:
    value = 100 - 80 * np.log10(DENSITIES / 10) ** 2 + np.array([1, -1, 0.5, -0.5, 1, -1, 0.3])
    one = current_dependence(DENSITIES, value).quantities["optimum"].value or 0.0
    ten = current_dependence(10 * DENSITIES, value).quantities["optimum"].value or 0.0
    assert ten == pytest.approx(10 * one, rel=1e-9)


@pytest.mark.parametrize(
    ("density", "value", "error", "code"),
    [
        ([1.0, 2.0], [1.0, 2.0], None, "TOO_FEW_CURRENTS"),
        ([1.0, -2.0, 3.0], [1.0, 2.0, 3.0], None, "CURRENT_NOT_POSITIVE"),
        ([1.0, 2.0, 3.0], [1.0, 2.0], None, "LENGTHS_DIFFER"),
        ([1.0, 2.0, 3.0], [1.0, 2.0, 3.0], [1.0, 0.0, 1.0], "ERROR_NOT_POSITIVE"),
    ],
)
def test_what_gives_no_dependence_is_said(
    density: list[float], value: list[float], error: list[float] | None, code: str
) -> None:
    with pytest.raises(FitError) as caught:
        current_dependence(density, value, error=error)
    assert caught.value.message.code == code
