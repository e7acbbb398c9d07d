import numpy as np
import pytest

from fitting.electrocrystallization import RULES, NucleationSpike, SpikeMarks, nucleation_spike
from fitting.messages import FitError
from fitting.synthetic import SyntheticCurve, chronopotentiogram, noisy
from tests.fitting.integrated_plating import Plating

SLOW = {"rise_time": 6.0, "decay_time": 12.0}


def _analysed(curve: SyntheticCurve, **more: object) -> NucleationSpike:
    columns = curve.columns
    return nucleation_spike(columns["time"], columns["potential"], columns["current"], **more)


def _codes(spike: NucleationSpike) -> set[str]:
    return {warning.code for warning in spike.warnings}


@pytest.mark.parametrize("noise", ["clean", "white", "typical"])
def test_the_truth_is_recovered(noise: str) -> None:
    curve = chronopotentiogram(noise=noise, **SLOW)
    spike = _analysed(curve)
    assert spike.verdicts == {"spike": "present", "plateau_trend": "self_smoothing"}
    for name, relative in {"induction_period": 0.01, "self_smoothing_time": 0.03, "spike_potential": 0.005}.items():
        assert spike.quantities[name].value == pytest.approx(curve.truth[name], rel=relative)


def test_intervals_hold_the_truth_and_the_error_is_at_its_limit() -> None:
    curves = [chronopotentiogram(seed=seed, **SLOW) for seed in range(20)]
    for name, limit in {"induction_period": 0.0147, "self_smoothing_time": 2.3}.items():
        found = [_analysed(curve).quantities[name] for curve in curves]
        truth = curves[0].truth[name]
        errors = np.array([one.value - truth for one in found])
        assert np.sqrt(np.mean(errors**2)) < 1.5 * limit
        assert sum(one.interval[0] <= truth <= one.interval[1] for one in found) >= 16


@pytest.mark.parametrize("interval", [None, 0.1, 0.5, 2.0])
def test_any_sampling_finds_the_spike(interval: float | None) -> None:
    curve = chronopotentiogram(sampling_interval=interval, duration=600.0, **SLOW)
    spike = _analysed(curve)
    assert spike.quantities["spike_time"].value == pytest.approx(curve.truth["spike_time"], rel=0.05)


@pytest.mark.parametrize("seed", range(4))
def test_hard_noise_does_not_hide_the_spike(seed: int) -> None:
    curve = chronopotentiogram(noise="hard", seed=seed, **SLOW)
    spike = _analysed(curve)
    assert spike.verdicts["spike"] == "present"
    assert spike.quantities["spike_time"].value == pytest.approx(curve.truth["spike_time"], rel=0.15)


@pytest.mark.parametrize("noise", ["clean", "white", "typical", "hard"])
def test_a_monotone_curve_has_no_spike(noise: str) -> None:
    spike = _analysed(chronopotentiogram(spike_amplitude=0.0, noise=noise, seed=5))
    assert spike.verdicts["spike"] == "absent"
    assert "spike_time" not in spike.quantities
    assert spike.marks == SpikeMarks()


def test_shifting_the_potential_with_its_zero_changes_potentials_only() -> None:
    columns = chronopotentiogram(**SLOW).columns
    plain = nucleation_spike(columns["time"], columns["potential"], columns["current"])
    moved = nucleation_spike(columns["time"], columns["potential"] + 3.0, columns["current"], equilibrium_potential=3.0)
    for name in ("spike_time", "induction_period", "self_smoothing_time", "nucleation_overpotential"):
        assert moved.quantities[name].value == pytest.approx(plain.quantities[name].value, rel=1e-4)
    assert moved.quantities["spike_potential"].value == pytest.approx(plain.quantities["spike_potential"].value + 3)


@pytest.mark.parametrize("factor", [0.01, 100.0])
def test_scaling_the_time_scales_the_times(factor: float) -> None:
    columns = chronopotentiogram(**SLOW).columns
    plain = nucleation_spike(columns["time"], columns["potential"], columns["current"])
    scaled = nucleation_spike(factor * columns["time"], columns["potential"], columns["current"])
    for name in ("spike_time", "induction_period", "self_smoothing_time"):
        assert scaled.quantities[name].value == pytest.approx(factor * plain.quantities[name].value, rel=1e-3)


def test_the_clock_may_start_anywhere() -> None:
    columns = chronopotentiogram().columns
    plain = nucleation_spike(columns["time"], columns["potential"], columns["current"])
    later = nucleation_spike(columns["time"] + 1860.26, columns["potential"], columns["current"])
    assert later.marks.spike == pytest.approx(plain.marks.spike, rel=1e-6)


@pytest.mark.parametrize("where", [3, 40, 300])
def test_single_glitches_do_not_capture_the_spike(where: int) -> None:
    columns = chronopotentiogram(**SLOW).columns
    plain = nucleation_spike(columns["time"], columns["potential"], columns["current"])
    potential = columns["potential"].copy()
    potential[where] -= 0.3
    hit = nucleation_spike(columns["time"], potential, columns["current"])
    assert "GLITCHES" in _codes(hit)
    assert hit.quantities["spike_time"].value == pytest.approx(plain.quantities["spike_time"].value, rel=0.01)


def test_missing_and_double_samples_are_borne() -> None:
    columns = chronopotentiogram().columns
    time, potential = columns["time"].copy(), columns["potential"].copy()
    potential[[10, 500]] = np.nan
    time[20] = time[21]
    spike = nucleation_spike(time, potential, -1e-4)
    assert spike.verdicts["spike"] == "present"


def test_open_circuit_before_the_current_is_left_out() -> None:
    curve = chronopotentiogram(open_circuit_duration=30.0)
    for current in (curve.columns["current"], -1e-4):
        spike = nucleation_spike(curve.columns["time"], curve.columns["potential"], current)
        assert spike.quantities["spike_time"].value == pytest.approx(curve.truth["spike_time"], abs=0.6)


def test_a_start_below_equilibrium_counts_from_current_on_and_says_so() -> None:
    curve = chronopotentiogram(open_circuit_potential=-0.004)
    spike = _analysed(curve)
    assert "NO_CROSSING" in _codes(spike)
    assert spike.quantities["induction_period"].rule == "current_on"
    assert spike.quantities["induction_period"].value == pytest.approx(spike.quantities["spike_time"].value)


def test_known_depletion_is_not_called_self_smoothing() -> None:
    curve = chronopotentiogram(self_smoothing_rise=0.0, sand_time=1200.0)
    for sand_time in (None, 1200.0):
        assert _analysed(curve, sand_time=sand_time).verdicts["plateau_trend"] != "self_smoothing"


def test_a_falling_overpotential_is_called_falling() -> None:
    curve = chronopotentiogram(self_smoothing_rise=-0.03, self_smoothing_constant=600.0)
    assert _analysed(curve).verdicts["plateau_trend"] == "falling"


@pytest.mark.parametrize(
    ("changes", "trends"),
    [
        ({}, {"steady"}),
        ({"smoothing": 0.4}, {"self_smoothing"}),
        ({"sand_time": 1800.0}, {"steady", "undecided"}),
        ({"sand_time": 1130.0}, {"steady", "undecided"}),
    ],
)
def test_curves_of_an_integrated_model_are_judged_right(changes: dict[str, float], trends: set[str]) -> None:
    time = np.arange(0.0, 900.01, 0.25)
    potential = Plating(**changes).potential(time)
    lowest = int(np.argmin(potential[:400]))
    for seed, noise in enumerate(("white", "typical")):
        recorded, level = noisy(time, potential, noise, 0.3e-3, seed)
        spike = nucleation_spike(recorded, level, -1e-4)
        assert spike.verdicts["spike"] == "present"
        assert spike.verdicts["plateau_trend"] in trends
        assert spike.quantities["spike_time"].value == pytest.approx(time[lowest], rel=0.1, abs=0.3)


def test_a_mark_placed_by_hand_takes_over_and_is_logged() -> None:
    curve = chronopotentiogram(**SLOW)
    spike = _analysed(curve, picked=SpikeMarks(spike=12.0))
    assert spike.marks.spike == 12.0
    assert spike.quantities["spike_time"].value == 12.0
    assert spike.quantities["spike_time"].rule == "picked"
    assert "PICKED" in _codes(spike)
    assert spike.automatic_marks.spike == pytest.approx(curve.truth["spike_time"], rel=0.02)


def test_a_mark_on_the_automatic_one_changes_nothing() -> None:
    curve = chronopotentiogram(**SLOW)
    plain = _analysed(curve)
    again = _analysed(curve, picked=SpikeMarks(spike=plain.marks.spike, crest=plain.marks.crest))
    assert "PICKED" not in _codes(again)
    assert again.quantities == plain.quantities


def test_no_spike_is_a_valid_answer() -> None:
    spike = _analysed(chronopotentiogram(), judgement="absent")
    assert spike.verdicts["spike"] == "absent"
    assert "spike_time" not in spike.quantities


def test_the_window_limits_the_samples() -> None:
    curve = chronopotentiogram()
    spike = _analysed(curve, window=(0.0, 400.0))
    assert spike.residual_time.max() <= 400.0
    with pytest.raises(FitError, match="wider range"):
        _analysed(curve, window=(0.0, 3.0))


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_finds_the_same_spike(rule: str) -> None:
    curve = chronopotentiogram(**SLOW)
    found = _analysed(curve, rule=rule).quantities["spike_time"].value
    assert found == pytest.approx(curve.truth["spike_time"], abs=1.6)


def test_the_live_reading_agrees_with_the_full_one() -> None:
    curve = chronopotentiogram(**SLOW)
    live, full = _analysed(curve, effort="live"), _analysed(curve)
    assert live.verdicts == full.verdicts
    assert live.quantities["spike_time"].value == pytest.approx(full.quantities["spike_time"].value, rel=0.1)


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("NOT_PLATING", {"current": 1e-4}),
        ("TOO_FEW_POINTS", {"size": 15}),
        ("LENGTHS_DIFFER", {"current": np.full(7, -1e-4)}),
        ("CURRENT_NOT_CONSTANT", {"current": "ramp"}),
        ("CURRENT_REVERSED", {"current": "reversed"}),
        ("TIME_NOT_INCREASING", {"shuffled": True}),
    ],
)
def test_data_that_give_no_number_say_why(code: str, changes: dict[str, object]) -> None:
    columns = chronopotentiogram().columns
    size = changes.get("size", columns["time"].size)
    time, potential = columns["time"][:size].copy(), columns["potential"][:size]
    current = changes.get("current", -1e-4)
    if isinstance(current, str):
        ramp = np.linspace(-1e-4, -3e-4, size)
        current = ramp if current == "ramp" else np.where((time > 200) & (time < 300), 1e-4, -1e-4)
    if changes.get("shuffled"):
        np.random.default_rng(0).shuffle(time)
    with pytest.raises(FitError) as caught:
        nucleation_spike(time, potential, current)
    assert caught.value.message.code == code


def test_a_spike_of_another_form_is_told_and_its_time_lies_in_the_interval() -> None:
    # The samples after it are so many that the runs of all residuals do not show the misfit near the spike.
    time = np.arange(0.0, 200.0, 0.02)
    spike = 0.1 * np.exp(-((time / 6) ** 1.2)) * -np.expm1(-time / 2)
    potential = 0.03 * np.exp(-time / 0.8) + np.expm1(-time / 0.8) * (0.065 + spike - 0.015 * np.exp(-time / 33))
    noise = np.random.default_rng(5).normal(0.0, 5e-4, time.size)
    found = nucleation_spike(time, potential + noise, -1e-3)
    low, high = found.quantities["spike_time"].interval
    assert "STRUCTURED_RESIDUAL" in [one.code for one in found.warnings]
    assert low < time[np.argmin(potential)] < high
