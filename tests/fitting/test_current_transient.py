import numpy as np
import pytest
from scipy.integrate import quad
from scipy.optimize import minimize_scalar

from fitting.electrocrystallization.current_transient import CurrentTransient, current_transient
from fitting.electrocrystallization.current_transient_model import (
    birth_time,
    dimensionless_transient,
    instantaneous_current,
    mostany_current,
    mostany_peak,
    mostany_slopes,
    peak_diffusion_coefficient,
    peak_exponent,
    peak_parameters,
    peak_product,
    progressive_current,
)
from fitting.messages import FitError
from fitting.outcome import Trace
from fitting.synthetic import SyntheticCurve, current_transient_curve

AREA, CONCENTRATION = 1e-6, 1000.0


def _curve(rate_times_peak: float, **given: float | str) -> SyntheticCurve:
    """A transient with its maximum of 150 A/m^2 at 1 s."""
    D, N0, A = np.exp(peak_parameters(1.0, 150.0, rate_times_peak, CONCENTRATION))
    return current_transient_curve(
        diffusion_coefficient=D, nuclei_density=N0, nucleation_rate=A, **({"duration": 6.0, "points": 400} | given)
    )


def _read(curve: SyntheticCurve, **given: object) -> CurrentTransient:
    return current_transient(curve.columns["time"], curve.columns["current"] / AREA, CONCENTRATION, **given)


def test_the_constants_are_the_roots_and_not_the_printed_ones() -> None:
    for order, printed in ((2.0, 1.2564), (4.0, 2.3367)):
        x = peak_exponent(order)
        assert np.exp(x) == pytest.approx(1 + order * x, rel=1e-14)
        assert x == pytest.approx(printed, abs=1e-4)
    assert (peak_product("instantaneous"), peak_product("progressive")) == pytest.approx((0.1629, 0.2598), abs=1e-4)


@pytest.mark.parametrize("mode", ["instantaneous", "progressive"])
def test_the_dimensionless_transients_have_their_maximum_one_at_one(mode: str) -> None:
    top = minimize_scalar(lambda x: -dimensionless_transient(x, mode), bounds=(0.5, 2), options={"xatol": 1e-10})
    assert top.x == pytest.approx(1.0, abs=1e-6)
    assert dimensionless_transient(1.0, mode) == pytest.approx(1.0, rel=1e-14)


def test_the_time_since_birth_is_the_integral_of_the_born() -> None:
    # mean growth time of nuclei born at A e^(-A u): int_0^t A e^(-A u) (t - u) du
    for A in (1e-6, 0.05, 0.3, 4.0, 700.0):
        whole = quad(lambda u, A=A: A * np.exp(-A * u) * (2.0 - u), 0, 2.0, epsabs=0, epsrel=1e-12, points=[0.01])[0]
        assert birth_time(np.array([2.0]), A)[0][0] == pytest.approx(whole, rel=1e-10)


def test_a_tiny_rate_loses_no_digits() -> None:
    x = 1e-9
    assert birth_time(np.array([1.0]), x)[0][0] == pytest.approx(x / 2 - x * x / 6, rel=1e-14)


def test_fast_births_are_instantaneous_and_slow_ones_progressive() -> None:
    t = np.linspace(0.1, 3, 20)
    fast = mostany_current(t, 1e-10, 1000.0, 1e11, 1e7)
    np.testing.assert_allclose(fast, instantaneous_current(t, 1e-10, 1000.0, 1e11), rtol=1e-6)
    # Mostany has not the factor 4/3 of the progressive limit of Scharifker and Hills.
    slow = mostany_current(t, 1e-10, 1000.0, 4 / 3 * 1e15, 1e-5)
    np.testing.assert_allclose(slow, progressive_current(t, 1e-10, 1000.0, 1e15, 1e-5), rtol=1e-4)


def test_late_currents_are_those_of_cottrell() -> None:
    late = mostany_current(np.array([1e4]), 1e-10, 1000.0, 1e11, 1.0)[0]
    assert late == pytest.approx(96485.33212331 * 1000 * np.sqrt(1e-10 / (np.pi * 1e4)), rel=1e-12)


def test_slopes_are_those_of_finite_differences() -> None:
    t, values = np.geomspace(1e-3, 10, 40), np.log([1e-10, 3e10, 0.7])
    _, slopes = mostany_slopes(t, values, 1000.0)
    for k in range(3):
        step = np.zeros(3)
        step[k] = 1e-5
        upper, lower = (mostany_slopes(t, values + sign * step, 1000.0)[0] for sign in (1, -1))
        np.testing.assert_allclose(slopes[:, k], (upper - lower) / 2e-5, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("product", [1e-3, 0.1, 1.0, 30.0, 1e4])
def test_parameters_from_the_maximum_return_to_it(product: float) -> None:
    values = peak_parameters(2.5, 40.0, product, 1200.0)
    assert mostany_peak(values, 1200.0) == pytest.approx([2.5, 40.0], rel=1e-9)


def test_the_classic_reading_is_right_in_the_limit_it_is_made_for() -> None:
    for mode, product in (("instantaneous", 1e6), ("progressive", 1e-5)):
        values = peak_parameters(1.0, 150.0, product, 1000.0)
        assert peak_diffusion_coefficient(150.0, 1.0, 1000.0, mode) == pytest.approx(np.exp(values[0]), rel=1e-4)


@pytest.mark.parametrize("noise", ["white", "typical"])
def test_truth_is_recovered_within_the_intervals(noise: str) -> None:
    names = ("diffusion_coefficient", "nuclei_density", "nucleation_rate")
    inside = 0
    for seed in range(12):
        curve = _curve(1.0, noise=noise, seed=seed)
        found = _read(curve).quantities
        inside += sum(found[name].interval[0] <= curve.truth[name] <= found[name].interval[1] for name in names)
    assert inside >= 31  # of 36; 1 in 1000 with 95 % intervals


@pytest.mark.parametrize(("product", "regime"), [(0.02, "progressive"), (1.0, "mixed"), (200.0, "instantaneous")])
def test_the_regime_is_told(product: float, regime: str) -> None:
    assert _read(_curve(product)).verdicts["regime"] == regime


def test_progressive_nucleation_tells_only_the_product() -> None:
    curve = _curve(0.02)
    found = _read(curve)
    N0, A = found.quantities["nuclei_density"], found.quantities["nucleation_rate"]
    assert N0.value is None and N0.bound[0] == "above" and N0.bound[1] < curve.truth["nuclei_density"]
    assert A.value is None and A.bound[0] == "below" and A.bound[1] > curve.truth["nucleation_rate"]
    low, high = found.quantities["steady_nucleation_rate"].interval
    assert low < curve.truth["nuclei_density"] * curve.truth["nucleation_rate"] < high
    assert "ONLY_PRODUCT" in [one.code for one in found.warnings]


def test_instantaneous_nucleation_leaves_the_rate_without_upper_end() -> None:
    curve = _curve(8000.0, seed=3)
    found = _read(curve)
    rate, nuclei = found.quantities["nucleation_rate"], found.quantities["nuclei_density"]
    assert rate.value is None and rate.bound[0] == "above" and 20 < rate.bound[1] < curve.truth["nucleation_rate"]
    assert nuclei.value == pytest.approx(curve.truth["nuclei_density"], rel=0.02)


def test_d_does_not_ask_for_the_area_twice_and_scales_with_the_square_of_the_current() -> None:
    curve = _curve(1.0, noise="clean")
    time, current = curve.columns["time"], curve.columns["current"] / AREA
    once, twice = (current_transient(time, scale * current, CONCENTRATION).quantities for scale in (1.0, 2.0))
    ratio = twice["diffusion_coefficient"].value / once["diffusion_coefficient"].value
    assert ratio == pytest.approx(4.0, rel=1e-6)


def test_slower_by_ten_is_slower_by_ten() -> None:
    curve = _curve(1.0, noise="clean")
    time, current = curve.columns["time"], curve.columns["current"] / AREA
    slow = current_transient(10 * time, current, CONCENTRATION).quantities
    assert slow["nucleation_rate"].value == pytest.approx(curve.truth["nucleation_rate"] / 10, rel=1e-5)
    assert slow["peak_time"].value == pytest.approx(10.0, rel=1e-5)


def test_a_current_beside_nucleation_is_found_and_taken_off() -> None:
    curve = _curve(1.0, offset=20.0, charging_current=300.0, charging_time=0.05)
    found = _read(curve)
    assert found.verdicts["background"] == "offset_exponential"
    estimate = found.quantities["diffusion_coefficient"]
    assert estimate.interval[0] < curve.truth["diffusion_coefficient"] < estimate.interval[1]
    bare = _read(_curve(1.0, offset=20.0), background="none").quantities["diffusion_coefficient"]
    assert bare.value > 1.1 * curve.truth["diffusion_coefficient"]


def test_a_clean_transient_gets_no_background() -> None:
    assert [_read(_curve(1.0, seed=seed)).verdicts["background"] for seed in range(5)] == ["none"] * 5


def test_noise_that_grows_with_the_current_is_weighed() -> None:
    curve = _curve(1.0, noise="clean")
    random = np.random.default_rng(4)
    current = curve.columns["current"] / AREA
    noisy = current * (1 + random.normal(0, 0.005, current.size))
    found = current_transient(curve.columns["time"], noisy, CONCENTRATION)
    spread = np.abs(np.diff(found.fit.noise)).max()
    assert spread > 0
    error = found.quantities["nucleation_rate"].standard_error / curve.truth["nucleation_rate"]
    assert error < 0.014  # constant weights would give 0.022


def test_a_diffusion_coefficient_from_elsewhere_is_compared() -> None:
    curve = _curve(1.0)
    D = curve.truth["diffusion_coefficient"]
    near = _read(curve, known_diffusion_coefficient=2 * D)
    far = _read(curve, known_diffusion_coefficient=4 * D)
    assert "DIFFUSION_DISAGREES" not in [one.code for one in near.warnings]
    assert "DIFFUSION_DISAGREES" in [one.code for one in far.warnings]


def _refusal(time: np.ndarray, current: np.ndarray, concentration: float = CONCENTRATION) -> str:
    with pytest.raises(FitError) as caught:
        current_transient(time, current, concentration)
    return caught.value.message.code


def test_what_is_no_transient_is_refused() -> None:
    curve = _curve(1.0)
    time, current = curve.columns["time"], curve.columns["current"] / AREA
    assert _refusal(time, -current) == "NOT_PLATING"
    assert _refusal(time[::-1], current) == "TIME_NOT_INCREASING"
    assert _refusal(time[:10], current[:10]) == "TOO_FEW_POINTS"
    assert _refusal(time, current, 0.0) == "CONCENTRATION_NOT_POSITIVE"
    assert _refusal(time[:60], current[:60]) == "NO_MAXIMUM"
    assert _refusal(time, -100 / np.sqrt(time)) == "NO_RISE"


def test_a_short_and_a_coarse_record_are_warned_of() -> None:
    short = _read(_curve(1.0, duration=1.7, points=300))
    assert "SHORT_RECORD" in [one.code for one in short.warnings]
    coarse = _read(_curve(1.0, points=40))
    assert "UNDERSAMPLED" in [one.code for one in coarse.warnings]


def test_first_charging_and_a_late_start_are_cut_by_the_window() -> None:
    curve = _curve(1.0, charging_current=500.0, charging_time=0.01)
    found = _read(curve, window=(0.15, None), background="none")
    assert found.quantities["diffusion_coefficient"].value == pytest.approx(
        curve.truth["diffusion_coefficient"], rel=0.01
    )


def test_mains_that_sampling_makes_slow_is_in_the_interval() -> None:
    # 5 samples a second turn 50 and 60 Hz into waves as slow as the transient.
    slow = {"duration": 60.0, "points": 300, "nuclei_density": 3.2e9, "nucleation_rate": 0.1}
    inside, widths = 0, []
    for seed in range(6):
        curve = current_transient_curve(noise="typical", seed=seed, **slow)
        D = _read(curve, effort="live").quantities["diffusion_coefficient"]
        inside += D.interval[0] <= 1e-10 <= D.interval[1]
        widths.append(D.standard_error / 1e-10)
    assert inside >= 4
    assert np.median(widths) > 0.002  # white noise alone would leave 0.0011


def test_the_residual_has_its_own_times_where_samples_are_left_out() -> None:
    time = np.linspace(0.002, 1.6, 800)
    current = -mostany_current(time, 3e-10, 1000.0, 3e12, 8.0)
    current *= 1 + np.random.default_rng(5).normal(0, 0.005, time.size)
    current[0] *= 1.2
    found = current_transient(time, current, 1000.0)
    residual = found.panels[1].traces[0]
    assert len(residual.x) == len(residual.y) < time.size
    with pytest.raises(ValueError, match="2 times, 3 values"):
        Trace("residual", np.zeros(2), np.zeros(3))
