"""Corrosion laws and their contest: by hand, in limits, with censored deposits, and against known truths."""

from __future__ import annotations

import numpy as np
import pytest

from fitting.constants import FARADAY
from fitting.messages import FitError
from fitting.self_corrosion import corrosion_law
from fitting.self_corrosion.corrosion_laws import (
    LAWS,
    exponential_charge,
    linear_parabolic_charge,
    logarithmic_charge,
    parabolic_current,
    thickness_rate,
)
from fitting.self_corrosion.law_fit import Charges, fit_law

HOURS = np.array([0.0, 1.0, 2.0, 4.0, 8.0, 16.0]) * 3600
LINEAR = 0.5 - 0.2 * HOURS / HOURS[-1]


def scattered(charge: np.ndarray, seed: int, scatter: float = 0.02) -> np.ndarray:
    return np.asarray(charge * (1 + scatter * np.random.default_rng(seed).normal(size=charge.size)))


@pytest.mark.parametrize("law", list(LAWS))
def test_the_current_of_a_law_is_the_slope_of_its_charge(law: str) -> None:
    time, step = 3000.0, 0.01
    arguments = (0.5, {"exponential": 1e-4, "linear": 1e-5, "parabolic": 1e-3, "logarithmic": 0.05}[law], 900.0)
    slope = (LAWS[law].charge(time - step, *arguments) - LAWS[law].charge(time + step, *arguments)) / (2 * step)
    assert LAWS[law].current(time, *arguments) == pytest.approx(slope, rel=1e-6)
    assert LAWS[law].charge(0.0, *arguments) == 0.5


def test_limits_of_the_laws_meet() -> None:
    time = np.array([10.0, 20.0])
    assert exponential_charge(time, 1.0, 1e-7) == pytest.approx(1 - 1e-7 * time, abs=1e-11)
    assert logarithmic_charge(time, 1.0, 1e3, 1e9) == pytest.approx(1 - 1e-6 * time, abs=1e-10)
    assert linear_parabolic_charge(time, 1.0, 1e-3, 0.0) == pytest.approx(1 - 1e-3 * time)
    assert np.isinf(parabolic_current(0.0, 1.0, 1.0))


def test_one_ampere_per_square_metre_thins_lithium_by_the_molar_volume_over_faraday() -> None:
    assert thickness_rate(1.0) == pytest.approx(6.94e-3 / 534 / FARADAY, rel=1e-12)
    assert thickness_rate(1.0) * 3600 == pytest.approx(0.4849e-6, rel=1e-3)  # 0.1 mAh/cm2 is 0.485 um


def test_the_linear_law_is_linear_regression_with_the_t_interval() -> None:
    charge = LINEAR + 1e-3 * np.array([1, -1, 0.5, 0, -1.5, 0.5])
    found = corrosion_law(HOURS, charge, law="linear").quantities["corrosion_rate"]
    slope, level = np.polyfit(HOURS, charge, 1, w=1 / np.hypot(0.5, LINEAR))
    assert found.value == pytest.approx(-slope, rel=2e-3)
    low, high = found.interval or (0.0, 0.0)
    assert (high - low) / 2 == pytest.approx(2.776445 * (found.standard_error or 0.0), rel=0.02)
    assert level == pytest.approx(0.5, abs=2e-3)


@pytest.mark.parametrize(
    ("law", "constant", "time_constant"),
    [("linear", 3e-6, 1.0), ("parabolic", 8e-4, 1.0), ("exponential", 1.5e-5, 1.0), ("logarithmic", 0.08, 3600.0)],
)
def test_noise_free_charges_give_back_every_law(law: str, constant: float, time_constant: float) -> None:
    charge = LAWS[law].charge(HOURS, 0.5, constant, time_constant)
    found = corrosion_law(HOURS, charge, law=law).quantities
    assert found["initial_charge"].value == pytest.approx(0.5, rel=1e-5)
    assert found["rate_constant"].value == pytest.approx(constant, rel=1e-3)
    assert found["corrosion_rate"].value == pytest.approx((0.5 - charge[-1]) / HOURS[-1], rel=1e-4)
    half = float(found["half_life"].value or 0.0)
    assert LAWS[law].charge(half, 0.5, constant, time_constant) == pytest.approx(0.25, rel=1e-3)


def test_two_processes_are_told_apart_where_asked() -> None:
    charge = linear_parabolic_charge(HOURS, 0.5, 1e-6, 6e-4)
    found = corrosion_law(HOURS, charge, law="linear_parabolic")
    assert found.fits["linear_parabolic"].charge(HOURS) == pytest.approx(charge, rel=1e-6)
    half = found.quantities["half_life"].value or 0.0
    assert linear_parabolic_charge(half, 0.5, 1e-6, 6e-4) == pytest.approx(0.25, rel=1e-3)


def test_rates_with_an_area_are_current_densities() -> None:
    plain = corrosion_law(HOURS, scattered(LINEAR, 1), law="linear").quantities["corrosion_rate"]
    dense = corrosion_law(HOURS, scattered(LINEAR, 1), law="linear", area=1e-4).quantities
    assert (plain.unit, dense["corrosion_rate"].unit) == ("A", "A/m^2")
    assert dense["corrosion_rate"].value == pytest.approx(1e4 * (plain.value or 0.0))
    assert dense["thickness_rate"].value == pytest.approx(thickness_rate(dense["corrosion_rate"].value or 0.0))


def test_the_contest_finds_a_clear_law_and_refuses_an_unclear_one() -> None:
    parabolic = LAWS["parabolic"].charge(HOURS, 0.5, 0.4 * 0.5 / HOURS[-1] ** 0.5, 1.0)
    assert corrosion_law(HOURS, scattered(parabolic, 2, 0.005)).verdicts["law"] == "parabolic"
    little = exponential_charge(HOURS, 0.5, 0.25 / HOURS[-1])
    unclear = corrosion_law(HOURS, scattered(little, 3))
    assert unclear.verdicts["law"] == "not_decided"
    assert "LAW_NOT_DECIDED" in {one.code for one in unclear.warnings}
    assert sum(score.weight for score in unclear.model_comparison) == pytest.approx(1.0)
    assert "rate_constant" not in unclear.quantities and "corrosion_rate" in unclear.quantities


def test_a_law_that_is_likely_and_not_established_is_not_told_apart_from_itself() -> None:
    parabolic = LAWS["parabolic"].charge(HOURS, 0.5, 0.4 * 0.5 / HOURS[-1] ** 0.5, 1.0)
    texts = []
    for seed in range(60):
        found = corrosion_law(HOURS, scattered(parabolic, seed, 0.02))
        texts += [one.text for one in found.warnings if one.code == "LAW_NOT_DECIDED"]
    apart = [text.partition("laws ")[2].partition(" apart")[0] for text in texts if "apart" in text]
    assert apart and all("," in names for names in apart)
    assert any("favour the law parabolic without" in text for text in texts)


def test_replicates_decide_what_single_cells_cannot() -> None:
    rests = np.repeat(HOURS, 3)
    charge = exponential_charge(rests, 0.5, 1.6 / HOURS[-1])
    found = corrosion_law(rests, scattered(charge, 4))
    assert found.verdicts["law"] == "exponential"
    scatter = found.quantities["cell_scatter"]
    assert scatter.value == pytest.approx(0.015, rel=0.6)
    assert scatter.interval is not None and scatter.interval[0] < 0.015 < scatter.interval[1]


def test_three_rests_give_a_rate_and_no_law() -> None:
    found = corrosion_law(HOURS[[0, 3, 5]], LINEAR[[0, 3, 5]] + [1e-3, -1e-3, 1e-3])
    assert found.verdicts["law"] == "not_decided"
    assert "FEW_RESTS" in {one.code for one in found.warnings}
    assert found.quantities["corrosion_rate"].value == pytest.approx(0.2 / HOURS[-1], rel=0.05)


def test_a_consumed_deposit_is_censored_and_neither_dropped_nor_zero() -> None:
    rests = np.array([0.0, 1.0, 2.0, 3.0, 6.0]) * 3600
    truth = 0.5 - 0.12 * rests / 3600  # gone after 4.2 h
    charge = np.where(truth > 0, truth, 0.0) * [1.005, 0.995, 1.002, 0.99, 1.0]
    gone = truth <= 0
    censored = corrosion_law(rests, charge, consumed=gone, law="linear").quantities["corrosion_rate"]
    as_zero = corrosion_law(rests, charge, law="linear").quantities["corrosion_rate"]
    rate = 0.12 / 3600
    assert censored.value == pytest.approx(rate, rel=0.03)
    assert as_zero.value is not None and as_zero.value < 0.8 * rate


def test_a_consumed_deposit_forces_the_rate_up_where_the_others_would_allow_less() -> None:
    charges = Charges(HOURS, LINEAR, np.full(6, 5e-3), np.zeros(6, dtype=bool))
    gone = Charges(
        np.append(HOURS, 2 * HOURS[-1]), np.append(LINEAR, 0.0), np.full(7, 5e-3), np.append(np.zeros(6, bool), True)
    )
    free, forced = fit_law("linear", charges), fit_law("linear", gone)
    assert forced.charge(2 * HOURS[-1]) < free.charge(2 * HOURS[-1])


@pytest.mark.parametrize("law", ["linear", "parabolic", "exponential"])
def test_intervals_of_the_rate_hold_the_truth_as_often_as_they_say(law: str) -> None:
    constant = {"linear": 0.2 / HOURS[-1], "parabolic": 0.2 / HOURS[-1] ** 0.5, "exponential": 0.9 / HOURS[-1]}[law]
    charge = LAWS[law].charge(HOURS, 0.5, constant, 1.0)
    truth = float(charge[0] - charge[-1]) / HOURS[-1]
    inside = 0
    for seed in range(20):
        low, high = corrosion_law(HOURS, scattered(charge, seed), law=law).quantities["corrosion_rate"].interval or (
            0,
            0,
        )
        inside += low <= truth <= high
    assert inside >= 16


def test_a_loss_that_is_not_sure_has_a_bound_for_its_half_life() -> None:
    found = corrosion_law(HOURS, 0.5 + 0.01 * np.array([1, -1, 1, -1, 0.5, -0.7]), law="linear")
    assert found.quantities["half_life"].value is None
    assert found.quantities["half_life"].bound is not None and found.quantities["half_life"].bound[0] == "above"


def test_the_table_says_what_it_is_normalised_by() -> None:
    assert corrosion_law(HOURS, LINEAR).verdicts["normalised_by"] == "zero_rest"
    later = corrosion_law(HOURS[1:], LINEAR[1:], plated_charge=0.6, law="linear")
    assert later.verdicts["normalised_by"] == "plated_charge"
    assert later.table["residual_fraction"][0] == pytest.approx(LINEAR[1] / 0.6)
    assert "INITIAL_CHARGE_MISSING" in {one.code for one in later.warnings}
    assert corrosion_law(HOURS[1:], LINEAR[1:], law="linear").verdicts["normalised_by"] == "fitted_initial_charge"


def test_charges_that_grow_and_charges_above_the_plated_are_said() -> None:
    found = corrosion_law(HOURS, LINEAR[::-1], law="linear", plated_charge=0.4)
    assert {"NOT_DECREASING", "MORE_THAN_PLATED"} <= {one.code for one in found.warnings}


@pytest.mark.parametrize(
    ("rest", "charge", "options", "code"),
    [
        ([0.0, 60.0], [1.0, 0.9], {}, "TOO_FEW_RESTS"),
        ([0.0, 60.0, 60.0], [1.0, 0.9, 0.8], {}, "TOO_FEW_RESTS"),
        ([0.0, -60.0, 120.0], [1.0, 0.9, 0.8], {}, "REST_NEGATIVE"),
        ([0.0, 60.0, 120.0], [1.0, 0.9], {}, "LENGTHS_DIFFER"),
        ([0.0, 60.0, 120.0], [1.0, 0.0, 0.0], {"consumed": [False, True, True]}, "ALL_CONSUMED"),
        ([0.0, 60.0, 120.0], [1.0, 0.9, 0.8], {"law": "cubic"}, "UNKNOWN_LAW"),
        ([0.0, 60.0, 120.0], [1.0, 0.9, 0.8], {"area": -1.0}, "AREA_NOT_POSITIVE"),
    ],
)
def test_what_gives_no_rate_is_said_in_a_sentence(
    rest: list[float], charge: list[float], options: dict[str, object], code: str
) -> None:
    with pytest.raises(FitError) as caught:
        corrosion_law(rest, charge, **options)  # type: ignore[arg-type]
    assert caught.value.message.code == code


def test_a_linear_loss_is_told_from_a_logarithmic_one_that_is_as_good_as_linear() -> None:
    rests = np.repeat(np.array([0.0, 0.25, 0.5, 1, 2, 4, 8, 16]) * 3600, 3)
    charge = 0.5 - 0.4 * rests / rests[-1]
    verdicts = [corrosion_law(rests, scattered(charge, seed, 0.01)).verdicts["law"] for seed in range(12)]
    assert verdicts.count("linear") >= 5
    assert set(verdicts) <= {"linear", "not_decided"}


def test_the_rate_of_a_deposit_that_is_consumed_before_the_last_rest_is_not_called_a_mean_over_it() -> None:
    left = 0.5 - 0.65 * HOURS / HOURS[-1]
    found = corrosion_law(HOURS, np.maximum(scattered(left, 1), 0.0), consumed=left <= 0, law="linear")
    rate = found.quantities["corrosion_rate"]
    assert rate.value == pytest.approx(0.65 / HOURS[-1], rel=0.1)
    assert rate.rule == "linear_until_consumed"
