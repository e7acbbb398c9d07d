"""The stripping charge: by hand, in limits, and against the truth of simulated transients."""

from __future__ import annotations

import numpy as np
import pytest

from fitting.mains import alias_frequencies, mains_posterior, waves_at
from fitting.messages import FitError
from fitting.self_corrosion import similarity, similarity_distance, stripping_charge
from fitting.synthetic.noise import SyntheticCurve
from fitting.synthetic.stripping import stripping_transient
from tests.accuracy.rows import measured
from tests.accuracy.self_corrosion import rows


def columns(curve: SyntheticCurve) -> tuple[np.ndarray, np.ndarray]:
    return curve.columns["time"], curve.columns["current"]


def codes(outcome: object) -> set[str]:
    return {warning.code for warning in outcome.warnings}  # type: ignore[attr-defined]


def test_the_charge_of_a_clean_transient_is_that_of_its_exponential_to_the_end_of_time() -> None:
    found = stripping_charge(*columns(stripping_transient(noise="clean", duration=120.0)))
    assert found.quantities["residual_charge"].value == pytest.approx(0.5, rel=5e-5)
    assert found.quantities["tail_charge"].value == pytest.approx(0.5 * np.exp(-120 / 25), rel=1e-4)
    assert found.quantities["baseline_current"].value == pytest.approx(20e-6, abs=1e-9)
    assert found.quantities["initial_current"].value == pytest.approx(0.02, rel=1e-6)
    assert found.verdicts["deposit"] == "present"


def test_charge_scales_with_the_current_and_with_the_time_scale() -> None:
    time, current = columns(stripping_transient(seed=3))
    one = stripping_charge(time, current).charge
    assert stripping_charge(time, 1e-3 * current).charge == pytest.approx(1e-3 * one, rel=1e-6)
    assert stripping_charge(time + 1860.26, current).charge == pytest.approx(one, rel=1e-9)


def test_uneven_time_stamps_give_the_same_charge() -> None:
    time, current = columns(stripping_transient(noise="clean", sampling_interval=0.1))
    kept = np.unique(np.round(np.geomspace(1, time.size, 300)).astype(int)) - 1
    assert stripping_charge(time[kept], current[kept]).charge == pytest.approx(0.5, rel=1e-4)


def test_the_double_layer_is_that_of_the_blank() -> None:
    loaded = stripping_transient(double_layer_charge=3e-3, seed=1)
    blank = stripping_transient(charge=0.0, double_layer_charge=3e-3, seed=2)
    found = stripping_charge(*columns(loaded), blank=columns(blank))
    assert found.charge == pytest.approx(0.5, abs=5 * found.charge_error)
    assert found.quantities["double_layer_charge"].value == pytest.approx(3e-3, rel=0.1)
    assert "DOUBLE_LAYER_ASSUMED" not in codes(found)


def test_without_a_blank_the_first_samples_are_said_to_be_taken_for_the_double_layer() -> None:
    found = stripping_charge(*columns(stripping_transient(double_layer_charge=1e-3, seed=1)))
    assert "DOUBLE_LAYER_ASSUMED" in codes(found)
    assert found.charge == pytest.approx(0.5, abs=5 * found.charge_error)


def test_a_blank_with_another_baseline_is_said_and_not_used_for_it() -> None:
    blank = stripping_transient(charge=0.0, baseline=200e-6, seed=2)
    found = stripping_charge(*columns(stripping_transient(seed=1)), blank=columns(blank))
    assert "BASELINE_DIFFERS" in codes(found)
    assert found.charge == pytest.approx(0.5, abs=2e-3)


def test_a_plateau_that_falls_is_integrated_too() -> None:
    found = stripping_charge(*columns(stripping_transient(shape="plateau", seed=4)))
    assert found.charge == pytest.approx(0.5, rel=2e-3)
    low, high = found.quantities["residual_charge"].interval or (0.0, 0.0)
    assert low < 0.5 < high


def test_a_consumed_deposit_is_a_bound_and_no_zero() -> None:
    found = stripping_charge(*columns(stripping_transient(charge=0.0, seed=7)))
    estimate = found.quantities["residual_charge"]
    assert found.consumed
    assert estimate.value is None
    assert estimate.bound is not None and estimate.bound[0] == "below" and 0 < estimate.bound[1] < 0.01
    assert "CONSUMED" in codes(found)


def test_glitches_do_not_count() -> None:
    time, current = columns(stripping_transient(seed=5))
    clean = stripping_charge(time, current).charge
    spoiled = current.copy()
    spoiled[[1, 100, 300, 301]] += [5e-3, 2e-3, -3e-3, 3e-3]
    found = stripping_charge(time, spoiled)
    assert found.charge == pytest.approx(clean, abs=4e-4)


def test_a_cut_off_record_is_said_and_its_interval_is_wide() -> None:
    whole = stripping_charge(*columns(stripping_transient(seed=6)))
    cut = stripping_charge(*columns(stripping_transient(seed=6, duration=60.0)))
    assert "CUT_OFF" in codes(cut) and "CUT_OFF" not in codes(whole)
    assert cut.charge_error > 5 * whole.charge_error
    assert abs(cut.charge - 0.5) < 3 * cut.charge_error


def test_area_and_plated_charge_make_density_and_fraction() -> None:
    curve = columns(stripping_transient(seed=1))
    found = stripping_charge(*curve, area=2e-5, plated_charge=0.4)
    plain = stripping_charge(*curve)
    density = found.quantities["initial_current_density"].value or 0.0
    assert density == pytest.approx((plain.quantities["initial_current"].value or 0.0) / 2e-5)
    assert found.quantities["residual_fraction"].value == pytest.approx(found.charge / 0.4)
    assert "MORE_THAN_PLATED" in codes(found)
    assert "initial_current_density" not in plain.quantities


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda t, i: ((t, -np.abs(i)), {}), "NOT_STRIPPING"),
        (lambda t, i: ((t[:10], i[:10]), {}), "TOO_FEW_POINTS"),
        (lambda t, i: ((t, i[:-1]), {}), "LENGTHS_DIFFER"),
        (lambda t, i: ((t[::-1], i), {}), "TIME_NOT_INCREASING"),
        (lambda t, i: ((t, i), {"area": 0.0}), "AREA_NOT_POSITIVE"),
        (lambda t, i: ((t, i), {"plated_charge": -1.0}), "PLATED_CHARGE_NOT_POSITIVE"),
    ],
)
def test_what_gives_no_charge_is_said_in_a_sentence(change: object, code: str) -> None:
    (time, current), options = change(*columns(stripping_transient(seed=1)))  # type: ignore[operator]
    with pytest.raises(FitError) as caught:
        stripping_charge(time, current, **options)
    assert caught.value.message.code == code
    assert caught.value.message.text.endswith(".")


def test_mains_sampled_every_third_of_a_second_are_a_slow_wave() -> None:
    frequencies = alias_frequencies(180.0, 0.3)
    assert 0 < frequencies.min() < 1 / 180
    assert 0.03 < frequencies.max() < 0.051
    assert alias_frequencies(180.0, 0.0123).size == 0  # 50 and 60 Hz alias to many cycles, which carry no charge


def test_averaging_over_mains_is_least_squares_where_there_can_be_none() -> None:
    random = np.random.default_rng(1)
    time = np.arange(0.0, 60.0, 0.3)
    design = np.stack([np.ones(time.size), time], axis=1)
    values = design @ [1.0, 0.2] + random.normal(size=time.size)
    found = mains_posterior(values, design, 1.0, np.empty(0), np.empty((0, 2, time.size)))
    assert found.step == pytest.approx(np.linalg.lstsq(design, values, rcond=None)[0])
    value, variance = found.functional(np.array([0.0, 1.0]))
    assert value == pytest.approx(found.step[1])
    assert variance == pytest.approx(np.linalg.inv(design.T @ design)[1, 1])


def test_a_strong_wave_is_found_and_taken_from_the_mean() -> None:
    random = np.random.default_rng(2)
    time = np.arange(0.0, 180.0, 0.3)
    wave = 3.0 * np.sin(2 * np.pi * 0.013 * time + 1.0)
    values = 5.0 + wave + random.normal(size=time.size)
    frequencies = alias_frequencies(180.0, 0.3)
    waves = waves_at(frequencies, time)
    found = mains_posterior(values, np.ones((time.size, 1)), 1.0, frequencies, waves)
    value, variance = found.functional(np.array([1.0]))
    assert found.no_wave < 1e-6
    assert value == pytest.approx(5.0, abs=4 * variance**0.5)
    assert np.abs(found.wave(time) - wave).max() < 0.6


def test_similarity_is_one_for_one_shape_and_small_for_charges_that_pass_one_after_the_other() -> None:
    fast = stripping_charge(*columns(stripping_transient(noise="clean", decay_time=5.0)))
    scaled = stripping_charge(*columns(stripping_transient(noise="clean", decay_time=5.0, charge=0.1)))
    slow = stripping_charge(*columns(stripping_transient(noise="clean", decay_time=40.0, duration=400.0)))
    assert similarity_distance(fast, scaled) == pytest.approx(0.0, abs=1e-4)
    # max of e^(-t/40) - e^(-t/5): at t = 40/7 ln 8
    peak = 40 / 7 * np.log(8)
    assert similarity_distance(fast, slow) == pytest.approx(np.exp(-peak / 40) - np.exp(-peak / 5), abs=2e-3)


def test_replicates_are_the_yardstick_of_similarity() -> None:
    def curve(decay: float, seed: int) -> object:
        return stripping_charge(*columns(stripping_transient(decay_time=decay, seed=seed)))

    alike = similarity([curve(decay, k) for k, decay in enumerate((20.0, 22.0, 21.0, 20.5))], [0, 0, 60, 60])  # type: ignore[misc]
    apart = similarity([curve(decay, k) for k, decay in enumerate((20.0, 21.0, 8.0, 8.5))], [0, 0, 60, 60])  # type: ignore[misc]
    assert alike.verdicts["shape"] == "similar"
    assert apart.verdicts["shape"] == "different"
    assert (alike.quantities["similarity"].value or 0) > (apart.quantities["similarity"].value or 1)
    unsure = similarity([curve(20.0, 1), curve(21.0, 2)])  # type: ignore[list-item]
    assert unsure.verdicts["shape"] == "not_decided" and "NO_REPLICATES" in codes(unsure)


def test_the_charge_comes_near_the_limit_of_white_noise() -> None:
    row = next(row for row in rows() if row.name == "stripping_charge_white")
    figures = measured(row, 8)
    assert float(figures["ratio"]) < 1.6  # type: ignore[arg-type]
    assert float(figures["coverage"]) >= 0.8  # type: ignore[arg-type]


def test_mains_beyond_a_period_hardly_cost_accuracy_and_slower_ones_are_in_the_interval() -> None:
    row = next(row for row in rows() if row.name == "stripping_charge_typical")
    found = [row.estimate(seed) for seed in range(8)]
    deviations = [abs((one.value or 0.0) - row.truth) / (one.standard_error or 1.0) for one in found]
    assert np.median(deviations) < 1.5
    # Without modelling, 30 uA of mains over 180 s are up to 5 mC.
    assert max(abs((one.value or 0.0) - row.truth) for one in found) < 1.5e-3


def test_a_second_exponential_is_not_taken_for_hum() -> None:
    held = 0
    for seed in range(8):
        random = np.random.default_rng(seed)
        time, charge, constant = np.arange(0.0, 240.0, 0.25), random.uniform(0.2, 0.8), random.uniform(15.0, 35.0)
        parts = ((0.8, constant), (0.2, constant / 4))
        current = sum(share * charge / tau * np.exp(-time / tau) for share, tau in parts)
        found = stripping_charge(time, current + 2e-5 * random.normal(size=time.size) + 3e-5)
        estimate = found.quantities["residual_charge"]
        held += estimate.interval[0] <= charge <= estimate.interval[1]
        assert estimate.value == pytest.approx(charge, rel=2.5e-3)
        assert "MAINS_ALIAS" not in {one.code for one in found.warnings}
    assert held >= 7
