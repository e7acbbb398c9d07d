"""What a polarization curve must be, and what is done to it before a fit."""

from __future__ import annotations

import numpy as np
import pytest

from fitting.charge_transfer import polarization
from fitting.charge_transfer.polarization_noise import CurrentNoise, estimated_noise, mains_wave
from fitting.charge_transfer.polarization_record import polarization_record
from fitting.messages import FitError
from fitting.synthetic import polarization_curve

POTENTIAL = np.linspace(-0.2, 0.2, 81)
CURRENT = np.sinh(POTENTIAL / 0.05)


def record(potential=POTENTIAL, current=CURRENT, rest=0.0, window=(None, None), sign="automatic"):
    return polarization_record(potential, current, None, rest, window, sign)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"current": -CURRENT}, "SIGNS_OPPOSITE"),
        ({"current": CURRENT[:-1]}, "LENGTHS_DIFFER"),
        ({"potential": POTENTIAL[:4], "current": CURRENT[:4]}, "TOO_FEW_POINTS"),
        ({"window": (0.19, None)}, "TOO_FEW_POINTS"),
        ({"current": np.random.default_rng(1).normal(0, 1e-9, 81)}, "CURRENT_BELOW_NOISE"),
        ({"current": np.zeros(81)}, "CURRENT_BELOW_NOISE"),
        ({"current": CURRENT * np.exp(-((np.abs(POTENTIAL) / 0.1) ** 4))}, "BRANCH_NOT_MONOTONE"),
        ({"sign": "positive"}, "UNKNOWN_CURRENT_SIGN"),
    ],
)
def test_a_curve_that_gives_no_number_is_refused(change: dict, code: str) -> None:
    with pytest.raises(FitError) as caught:
        record(**change)
    assert caught.value.message.code == code


@pytest.mark.parametrize(
    ("setting", "code"),
    [
        ({"area": 0.0}, "NOT_POSITIVE"),
        ({"temperature": -1.0}, "NOT_POSITIVE"),
        ({"series_resistance": -1.0}, "RESISTANCE_NEGATIVE"),
        ({"series_resistance": 1.0, "series_resistance_standard_error": -1.0}, "ERROR_NEGATIVE"),
        ({"models": ("tafel",)}, "UNKNOWN_MODEL"),
        ({"charging_current": "some"}, "UNKNOWN_CHARGING_CURRENT"),
    ],
)
def test_a_setting_that_means_nothing_is_refused(setting: dict, code: str) -> None:
    with pytest.raises(FitError) as caught:
        polarization(POTENTIAL, CURRENT, **setting)
    assert caught.value.message.code == code


def test_five_points_cannot_carry_an_asymmetric_law() -> None:
    with pytest.raises(FitError) as caught:
        polarization(POTENTIAL[::20], CURRENT[::20], models=("marcus_hush_asymmetric",))
    assert caught.value.message.code == "TOO_FEW_POINTS"


def test_magnitudes_get_their_sign_back_and_it_is_said() -> None:
    found = record(current=np.abs(CURRENT))
    assert np.allclose(found.current, CURRENT)
    assert [message.code for message in found.warnings] == ["SIGN_RESTORED"]


def test_magnitudes_of_one_branch_are_plating_currents_below_equilibrium() -> None:
    below = POTENTIAL < -0.01
    found = record(POTENTIAL[below], np.abs(CURRENT[below]))
    assert (found.current < 0).all()
    assert {"SIGN_RESTORED", "ONE_BRANCH"} == {message.code for message in found.warnings}


def test_signed_currents_are_never_changed() -> None:
    assert np.array_equal(record().current, CURRENT)
    with pytest.raises(FitError):
        record(POTENTIAL[POTENTIAL < -0.01], np.abs(CURRENT[POTENTIAL < -0.01]), sign="signed")


def test_the_equilibrium_is_where_the_current_vanishes() -> None:
    found = polarization_record(POTENTIAL + 0.7013, CURRENT, None, None, (None, None), "automatic")
    assert found.crosses and found.rest == pytest.approx(0.7013, abs=1e-6)


def test_a_narrow_curve_is_called_so() -> None:
    near = np.abs(POTENTIAL) < 0.05
    assert "WINDOW_NARROW" in {message.code for message in record(POTENTIAL[near], CURRENT[near]).warnings}


def test_a_long_record_is_averaged_within_each_sweep() -> None:
    potential = np.concatenate([np.linspace(-0.2, 0.2, 6001), np.linspace(0.2, -0.2, 6001)[1:]])
    found = record(potential, np.sinh(potential / 0.05))
    assert 400 < found.current.size < 1000
    assert set(found.direction) == {-1.0, 1.0}
    assert found.current == pytest.approx(np.sinh(found.potential / 0.05), rel=1e-3, abs=1e-4)


def test_a_sweep_one_way_has_no_direction() -> None:
    assert not record().direction.any()


def test_noise_is_split_into_a_share_and_a_floor() -> None:
    random = np.random.default_rng(3)
    model = np.sinh(np.linspace(-4, 4, 2001))
    noise = estimated_noise(random.normal(size=2001) * np.hypot(0.02 * model, 0.05), model, 2)
    assert noise.relative == pytest.approx(0.02, rel=0.1)
    assert noise.floor == pytest.approx(0.05, rel=0.15)


@pytest.mark.parametrize(("relative", "floor"), [(0.02, 0.0), (0.0, 0.05)])
def test_a_share_or_a_floor_alone_is_found_alone(relative: float, floor: float) -> None:
    random = np.random.default_rng(4)
    model = np.sinh(np.linspace(0.5, 4, 2001))
    noise = estimated_noise(random.normal(size=2001) * np.hypot(relative * model, floor), model, 2)
    if relative:
        assert noise.relative == pytest.approx(relative, rel=0.06) and noise.floor < 0.1 * relative
    else:
        assert noise.floor == pytest.approx(floor, rel=0.06) and noise.relative * model.max() < 0.2 * floor


def test_transformed_currents_have_noise_one_and_no_bias() -> None:
    noise = CurrentNoise(0.05, 0.01)
    random = np.random.default_rng(5)
    for current in (0.0, 0.1, 10.0):
        drawn = current + noise.deviation(np.array(current)) * random.normal(size=200_000)
        shifted = noise.transformed(drawn) + noise.offset(drawn)
        assert np.std(shifted) == pytest.approx(1.0, abs=0.02)
        assert np.mean(shifted) == pytest.approx(float(noise.transformed(np.array(current))), abs=0.01)


def test_a_wave_is_found_and_white_noise_has_none() -> None:
    random = np.random.default_rng(6)
    place = np.arange(400.0)
    white, slopes = random.normal(size=400), np.stack([np.ones(400), place], axis=1)
    noise, current = CurrentNoise(0.01, 0.01), np.linspace(-10, 10, 400)
    assert mains_wave(white, slopes, place, None, noise, current) is None
    line = np.sin(2 * np.pi * 0.1234 * place)
    for hum, additive in ((line, False), (0.05 * line / noise.deviation(current), True)):
        wave = mains_wave(white + hum, slopes, place, None, noise, current)
        assert wave is not None and wave.additive is additive
        assert wave.frequency == pytest.approx(0.1234, abs=2e-3)
        assert wave.slowest < 0.1234 < wave.fastest


def test_a_line_that_is_no_alias_of_mains_is_left_alone() -> None:
    place = np.arange(400.0)
    rest = np.random.default_rng(8).normal(size=400) + 2 * np.sin(2 * np.pi * 0.155 * place)
    slopes, noise, current = np.ones((400, 1)), CurrentNoise(0.01, 1e-9), np.ones(400)
    assert mains_wave(rest, slopes, place, 0.0769, noise, current) is not None  # 50 Hz every 76.9 ms: 3.845 cycles
    assert mains_wave(rest, slopes, place, 0.0745, noise, current) is None  # 3.725, 4.47 cycles, and their harmonics


def test_a_slow_misfit_is_no_mains_where_the_clock_forbids_it() -> None:
    place = np.arange(400.0)
    rest = np.random.default_rng(7).normal(size=400) + 2 * np.sin(2 * np.pi * place / 300)
    slopes, noise, current = np.ones((400, 1)), CurrentNoise(0.01, 1e-9), np.ones(400)
    assert mains_wave(rest, slopes, place, 0.0769, noise, current) is None
    assert mains_wave(rest, slopes, place, 0.1, noise, current) is not None  # 50 Hz every 0.1 s stands nearly still


def test_the_generator_obeys_its_own_law() -> None:
    curve = polarization_curve(series_resistance=1e6, area=4.9e-10, transfer_coefficient=0.4, noise="clean")
    overpotential = (curve.columns["potential"] - 1e6 * curve.columns["current"]) * 38.92174450
    expected = 4.9e-8 * (np.exp(0.6 * overpotential) - np.exp(-0.4 * overpotential))
    assert curve.columns["current"] == pytest.approx(expected, rel=1e-6, abs=1e-20)


def test_the_generator_refuses_an_unknown_law() -> None:
    with pytest.raises(FitError, match="rate law"):
        polarization_curve(law="tafel")
