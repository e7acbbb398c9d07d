"""Coulombic efficiency, its plateau and end, and the reservoir protocol: by hand, in limits, against known truths."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from fitting.cyclic_stability import (
    StabilityRule,
    coulombic_efficiency,
    half_cycle_charge,
    reservoir_average,
    reservoir_efficiency,
    reservoir_protocol,
    stability,
)
from fitting.cyclic_stability.capacity import charge_density, lithium_thickness
from fitting.cyclic_stability.reservoir import cycles_to_exhaustion, cycles_to_retention
from fitting.messages import FitError
from fitting.outcome import Outcome
from fitting.synthetic.cycling import cycling_record, cycling_series, reservoir_cycling
from tests.accuracy.cyclic_stability import rows
from tests.accuracy.rows import measured


def codes(outcome: Outcome) -> set[str]:
    return {warning.code for warning in outcome.warnings}


def test_one_milliampere_hour_per_square_centimetre_is_3_6_coulombs_and_4_85_micrometres() -> None:
    assert charge_density(1.0) == pytest.approx(3.6e4)
    assert lithium_thickness(charge_density(1.0)) == pytest.approx(4.8493e-6, rel=1e-3)


def test_a_half_cycle_of_constant_current_has_the_charge_current_times_time() -> None:
    time = np.array([1860.26, 1860.3, 1861.0, 1900.0, 1960.26])  # uneven, on any clock
    assert half_cycle_charge(time, np.full(5, -2e-4)) == pytest.approx(-0.02)
    with_gap = np.array([-2e-4, -2e-4, np.nan, -2e-4, -2e-4])
    assert half_cycle_charge(time, with_gap) == pytest.approx(-0.02)


def test_efficiency_is_stripped_over_plated_and_retention_their_product() -> None:
    found = coulombic_efficiency([2.0, 2.0, 2.0, 2.0], [1.8, 1.9, 1.96, 1.94])
    assert found.table["coulombic_efficiency"] == pytest.approx((0.9, 0.95, 0.98, 0.97))
    assert found.quantities["first_cycle_coulombic_efficiency"].value == pytest.approx(0.9)
    assert found.quantities["retention"].value == pytest.approx(0.9 * 0.95 * 0.98 * 0.97)
    assert list(found.table)[:4] == ["cycle", "plated_charge", "stripped_charge", "coulombic_efficiency"]
    low, high = found.table["interval_low"][0], found.table["interval_high"][0]
    assert (float(high or 0) - float(low or 0)) / 2 == pytest.approx(1.96 * 0.9 * 2**0.5 * 1e-3, rel=1e-3)


def test_the_average_is_the_median_after_formation_up_to_the_last_stable_cycle() -> None:
    series = cycling_series(cycles=120, stable_cycles=80, failure="drop", seed=1)
    found = coulombic_efficiency(series.plated_charge, series.stripped_charge)
    last = int(found.quantities["stabilized_cycles"].value or 0)
    assert abs(last - 80) <= 2
    efficiency = series.stripped_charge / series.plated_charge
    average = found.quantities["average_coulombic_efficiency"]
    assert average.value == pytest.approx(np.median(efficiency[20:last]))
    expected = 1.25 * np.std(efficiency[20:last], ddof=1) / np.sqrt(last - 20)
    assert average.standard_error == pytest.approx(expected)
    assert found.verdicts["cycling"] == "failed"
    life = np.log(0.8) / np.log(average.value)
    assert found.quantities["cycles_to_80_percent"].value == pytest.approx(life)


@pytest.mark.parametrize("failure", ["drop", "fade", "erratic"])
def test_the_last_stable_cycle_is_recovered_within_three(failure: str) -> None:
    errors = []
    for seed in range(20):
        series = cycling_series(cycles=150, stable_cycles=90, failure=failure, glitches=3, seed=seed)
        errors.append(stability(series.stripped_charge / series.plated_charge).last + 1 - 90)
    assert np.mean(np.abs(errors) <= 3) >= 0.9
    assert abs(np.median(errors)) <= 2


def noisy(efficiency: npt.ArrayLike) -> npt.NDArray[np.float64]:
    values = np.asarray(efficiency, dtype=np.float64)
    return values + np.random.default_rng(4).normal(0.0, 0.002, values.size)


@pytest.mark.parametrize("cycles", [20, 40, 150, 600])
def test_an_efficiency_that_rises_to_the_end_has_no_plateau_and_has_not_failed(cycles: int) -> None:
    found = coulombic_efficiency(np.ones(cycles), noisy(np.linspace(0.9, 0.99, cycles)))
    assert found.verdicts["cycling"] == "no_plateau"
    number = found.quantities["stabilized_cycles"]
    assert number.value is None and number.bound == ("above", float(cycles))
    assert "average_coulombic_efficiency" not in found.quantities
    assert "NO_PLATEAU" in codes(found) and "STILL_STABLE" not in codes(found)
    assert set(found.table["label"]) == {"formation"}


def test_a_plateau_after_a_long_rise_is_found_with_its_end() -> None:
    rise, plateau = np.linspace(0.8, 0.98, 60), np.full(140, 0.98)
    lasting = coulombic_efficiency(np.ones(200), noisy(np.r_[rise, plateau]))
    assert lasting.verdicts["cycling"] == "stable_to_the_end"
    assert lasting.quantities["average_coulombic_efficiency"].value == pytest.approx(0.98, abs=0.002)
    failing = coulombic_efficiency(np.ones(240), noisy(np.r_[rise, plateau, np.full(40, 0.8)]))
    assert failing.verdicts["cycling"] == "failed"
    assert failing.quantities["stabilized_cycles"].value == pytest.approx(200, abs=2)


def test_a_fall_after_a_rise_is_a_failure() -> None:
    efficiency = np.r_[np.linspace(0.9, 0.99, 75), np.linspace(0.99, 0.9, 75)]
    found = coulombic_efficiency(np.ones(150), noisy(efficiency))
    assert found.verdicts["cycling"] == "failed"
    assert 75 < (found.quantities["stabilized_cycles"].value or 0) < 120


def test_single_glitches_do_not_end_stability() -> None:
    values = np.full(60, 0.98)
    values[[30, 40, 50]] = 0.5
    assert stability(values).censored
    values[30:33] = 0.5
    assert stability(values).last == 29


def test_three_of_five_end_it_and_two_of_five_do_not() -> None:
    values = np.full(60, 0.98)
    values[[30, 32]] = 0.9
    assert stability(values).censored
    values[34] = 0.9
    assert stability(values).last == 29
    assert stability(values, StabilityRule(least=4)).censored


def test_a_cell_that_lasts_gives_a_lower_bound_and_says_so() -> None:
    series = cycling_series(cycles=119, seed=2)
    found = coulombic_efficiency(series.plated_charge, series.stripped_charge)
    assert found.quantities["stabilized_cycles"].bound == ("above", 119.0)
    assert "STILL_STABLE" in codes(found)


def test_the_interval_of_stabilized_cycles_is_its_sensitivity_to_the_rule() -> None:
    values = np.full(80, 0.98)
    values[40:60] -= 0.025  # within 3 %, beyond 2 %
    values[60:] -= 0.2
    found = coulombic_efficiency(np.ones(80), values)
    estimate = found.quantities["stabilized_cycles"]
    assert estimate.value == 40
    assert estimate.interval == (40.0, 60.0)
    assert "3_of_5" in estimate.rule


def test_an_efficiency_above_one_is_labelled_and_never_stable() -> None:
    values = np.full(40, 0.98)
    values[25:] = 1.02
    found = coulombic_efficiency(np.ones(40), values, rule=StabilityRule(band=0.1))
    assert found.table["label"][25] == "soft_short_or_reconnection"
    assert found.quantities["stabilized_cycles"].value == 25
    assert "ABOVE_ONE" in codes(found)


def test_what_a_series_lacks_is_said() -> None:
    found = coulombic_efficiency([1.0] * 6, [0.9, 0.95, np.nan, 0.97, 0.97, 0.97], cycle=[1, 2, 3, 4, 8, 9])
    assert {"FEW_CYCLES", "FORMATION_IN_AVERAGE", "CYCLE_GAPS"} <= codes(found)
    assert found.table["coulombic_efficiency"][2] is None
    assert found.table["label"][2] == "incomplete"


def test_a_record_no_longer_than_the_span_gives_only_a_bound() -> None:
    estimate = coulombic_efficiency([1.0] * 5, [0.9, 0.95, 0.97, 0.97, 0.97]).quantities["stabilized_cycles"]
    assert estimate.value is None and estimate.bound == ("above", 5.0)


def test_charges_of_two_sizes_hint_at_mixed_units() -> None:
    found = coulombic_efficiency([1.0, 1.0, 1.0, 5.1], [0.9, 0.9, 0.9, 5.0])
    assert "UNITS_MIXED" in codes(found)
    assert "UNITS_MIXED" not in codes(coulombic_efficiency([1.0, 1.1, 1.0], [0.9, 0.9, 0.9]))


@pytest.mark.parametrize(
    ("plated", "stripped", "code"),
    [
        ([1.0, 0.0], [0.9, 0.9], "PLATED_CHARGE_NOT_POSITIVE"),
        ([1.0, 1.0], [0.9, 1.6], "EFFICIENCY_TOO_LARGE"),
        ([1.0], [0.9, 0.9], "LENGTHS_DIFFER"),
        ([np.nan], [0.9], "NO_CYCLES"),
    ],
)
def test_what_gives_no_efficiency_is_said_in_a_sentence(plated: list[float], stripped: list[float], code: str) -> None:
    with pytest.raises(FitError) as caught:
        coulombic_efficiency(plated, stripped)
    assert caught.value.message.code == code
    assert caught.value.message.text.endswith(".")


def test_a_record_gives_back_the_charges_it_was_made_of() -> None:
    series = cycling_series(cycles=3, seed=4)
    record = cycling_record(series, noise="white", noise_level=1e-7).columns
    for number in (1, 2, 3):
        own = record["cycle"] == number
        plating = own & (record["current"] < -1e-5)
        stripping = own & (record["current"] > 1e-5)
        plated = half_cycle_charge(record["time"][plating], record["current"][plating])
        stripped = half_cycle_charge(record["time"][stripping], record["current"][stripping])
        assert stripped / -plated == pytest.approx(series.stripped_charge[number - 1] / 0.36, abs=2e-4)


def test_the_reservoir_efficiency_is_the_one_of_every_cycle() -> None:
    charges, truth = reservoir_cycling(charge_error=0.0)
    found = reservoir_protocol(charges)
    assert (found.reservoir, found.cycled, found.cycles) == (5.0, 1.0, 10)
    value = reservoir_efficiency(found.reservoir, found.cycled, found.cycles, found.final)
    assert value == pytest.approx(truth["average_coulombic_efficiency"], rel=1e-12)
    plain, _ = reservoir_cycling(charge_error=0.0, conditioning=False)
    assert reservoir_protocol(plain) == found


def test_calibration_carries_to_the_reservoir_efficiency_as_published_numbers_say() -> None:
    def error(reservoir: float) -> float:
        charges, _ = reservoir_cycling(reservoir=reservoir, charge_error=0.0, efficiency=0.99)
        found = reservoir_protocol(charges)
        outcome = reservoir_average(found.reservoir, found.cycled, found.cycles, found.final)
        return outcome.quantities["average_coulombic_efficiency"].standard_error or 0.0

    assert error(10.0) == pytest.approx(7e-4, rel=0.05)  # PHYSICS 5: Q_T = 10 Q_C, n = 10
    assert error(1.0) == pytest.approx(1.2e-4, rel=0.06)  # Q_T = Q_C


def test_errors_of_the_charges_are_carried_to_what_was_lost_and_what_is_left() -> None:
    random, names = np.random.default_rng(0), ("lost_charge", "retention")
    drawn: dict[str, list[float]] = {name: [] for name in names}
    said: dict[str, float] = {}
    for _ in range(400):
        large, small, last = random.normal(1.0, 1e-3, 3) * [5.0, 1.0, 4.5]
        plated, stripped = (level * random.normal(1.0, 1e-3, 30) for level in (1.0, 0.99))
        for outcome in (reservoir_average(large, small, 10, last), coulombic_efficiency(plated, stripped)):
            for name in set(names) & set(outcome.quantities):
                estimate = outcome.quantities[name]
                drawn[name].append(estimate.value or 0.0)
                said[name] = estimate.standard_error or 0.0
    for name in names:
        assert said[name] == pytest.approx(np.std(drawn[name]), rel=0.12)


def test_an_exhausted_reservoir_gives_a_bound_and_says_so() -> None:
    found = reservoir_average(1.0, 1.0, 50, 0.0)
    estimate = found.quantities["average_coulombic_efficiency"]
    assert estimate.value is None and estimate.bound is not None and estimate.bound[0] == "below"
    assert found.verdicts["reservoir"] == "exhausted"
    assert "RESERVOIR_EXHAUSTED" in codes(found)


@pytest.mark.parametrize("charges", [[-1.0, 1.0], [-5.0, 1.0, -0.2, 1.0, -1.0, 4.0], [1.0, 2.0, 3.0], []])
def test_what_is_no_reservoir_protocol_is_said(charges: list[float]) -> None:
    with pytest.raises(FitError) as caught:
        reservoir_protocol(charges)
    assert caught.value.message.code == "NOT_A_RESERVOIR_PROTOCOL"


def test_life_follows_from_the_power_of_the_efficiency() -> None:
    assert 0.99 ** cycles_to_retention(0.99) == pytest.approx(0.8)
    assert cycles_to_exhaustion(0.99, 1.0) == pytest.approx(200.0)
    for wrong in (1.0, 0.0, 1.2):
        with pytest.raises(FitError):
            cycles_to_retention(wrong)
    with pytest.raises(FitError):
        cycles_to_exhaustion(0.9, -1.0)


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.name)
def test_averages_come_near_the_limit_of_their_noise(row: object) -> None:
    figures = measured(row, 25)  # type: ignore[arg-type]
    assert figures["ratio"] < 1.5  # type: ignore[operator]
    assert figures["coverage"] >= 0.85  # type: ignore[operator]


def test_the_picture_says_what_other_numbers_of_the_rule_give() -> None:
    efficiency = np.concatenate((np.full(60, 0.99), np.linspace(0.99, 0.9, 30)))
    found = coulombic_efficiency(np.ones(90), efficiency)
    (panel,) = (each for each in found.panels if each.title == "stable cycles by rule")
    band, deviations, span, given = panel.traces
    last = found.quantities["stabilized_cycles"].value
    assert [trace.label for trace in panel.traces] == ["band", "deviations", "span", "rule as given"]
    assert band.x.tolist() == pytest.approx([0.75, 1.5]) and span.x.tolist() == pytest.approx([0.8, 1.4])
    assert (given.x.tolist(), given.y.tolist()) == ([1.0], [last])
    assert band.y[0] < last < band.y[1]
    ends = [value for trace in (band, deviations, span, given) for value in trace.y]
    assert found.quantities["stabilized_cycles"].interval == (min(ends), max(ends))


@pytest.mark.parametrize("seed", range(4))
def test_the_band_is_median_and_deviation_of_the_cycles_before(seed: int) -> None:
    random = np.random.default_rng(seed)
    values = 0.97 + 0.01 * random.normal(size=90 + seed)
    values[70:] -= 0.1
    found = stability(values)
    before = values[20 : found.last + 1]
    steps = np.diff(before)
    scatter = [np.median(np.abs(each - np.median(each))) for each in (before, steps)]
    assert found.last == 69
    assert found.middle == pytest.approx(np.median(before))
    assert found.half_width == pytest.approx(max(0.02, 5 * min(scatter[0], scatter[1] / np.sqrt(2))))
