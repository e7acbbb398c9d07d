"""Marks that a person places, windows, and the zero of time: what they may change and what never."""

from pathlib import Path

import numpy as np
import pytest

from fitting.electrocrystallization import NucleationSpike, SpikeMarks, nucleation_spike
from fitting.messages import FitError
from fitting.synthetic import SyntheticCurve, chronopotentiogram
from tests.fitting.test_nucleation_spike_files import _columns

SLOW = {"rise_time": 6.0, "decay_time": 12.0}
MARKS = ("onset", "spike", "crest", "plateau")


def _analysed(curve: SyntheticCurve, **more: object) -> NucleationSpike:
    columns = curve.columns
    return nucleation_spike(columns["time"], columns["potential"], columns["current"], **more)


def _codes(spike: NucleationSpike) -> set[str]:
    return {warning.code for warning in spike.warnings}


def _sound(spike: NucleationSpike) -> None:
    """What holds for every outcome: finite numbers inside their intervals, and marks in order."""
    for name, one in spike.quantities.items():
        assert one.value is not None or one.bound is not None, name
        if one.value is None:
            continue
        assert np.isfinite(one.value), name
        if one.interval is not None:
            assert one.interval[0] <= one.value <= one.interval[1], name
            assert np.isfinite([*one.interval, one.standard_error]).all(), name
            assert one.standard_error >= 0, name
        assert one.interval_method in ("sampling", "noise", "drift", "propagation", "covariance", "bootstrap", "")
    for name in ("induction_period", "self_smoothing_time", "induction_to_self_smoothing_ratio"):
        if name in spike.quantities and spike.quantities[name].value is not None:
            assert spike.quantities[name].value > 0, name
    placed = [getattr(spike.marks, mark) for mark in MARKS if getattr(spike.marks, mark) is not None]
    assert placed == sorted(placed)


def test_the_zero_of_time_does_not_follow_the_window(instrument_data: Path) -> None:
    columns = _columns(instrument_data, "S08_1mAcm2_10uAhcm2")
    whole, cut = nucleation_spike(*columns), nucleation_spike(*columns, window=(0.05, None))
    for name in ("spike_time", "induction_period"):
        assert cut.quantities[name].value == pytest.approx(whole.quantities[name].value, abs=1e-9)
    assert cut.quantities["spike_time"].value == pytest.approx(0.0734, abs=1e-3)
    assert cut.marks.spike == pytest.approx(whole.marks.spike)
    assert cut.residual_time.min() >= 0.05


def test_a_missing_first_potential_does_not_move_the_zero_of_time() -> None:
    columns = chronopotentiogram(**SLOW).columns
    plain = nucleation_spike(columns["time"], columns["potential"], columns["current"])
    potential = columns["potential"].copy()
    potential[:4] = np.nan
    again = nucleation_spike(columns["time"], potential, columns["current"])
    assert again.quantities["spike_time"].value == pytest.approx(plain.quantities["spike_time"].value, abs=0.1)
    assert again.marks.spike == pytest.approx(plain.marks.spike, abs=0.1)


@pytest.mark.parametrize("given", [True, False])
def test_a_window_that_hides_the_crossing_gives_no_induction_period(given: bool) -> None:
    curve = chronopotentiogram(open_circuit_duration=30.0, **SLOW)
    current = -1e-4 if given else curve.columns["current"]
    columns = curve.columns["time"], curve.columns["potential"], current
    spike = nucleation_spike(*columns, window=(32.0, None))
    assert "ONSET_HIDDEN" in _codes(spike)
    assert not {"induction_period", "induction_to_self_smoothing_ratio"} & set(spike.quantities)
    assert spike.quantities["spike_time"].value == pytest.approx(curve.truth["spike_time"], abs=0.6)
    assert spike.marks.onset is None
    placed = nucleation_spike(*columns, window=(32.0, None), picked=SpikeMarks(onset=30.4))
    assert placed.quantities["induction_period"].value == pytest.approx(curve.truth["induction_period"], abs=0.6)


@pytest.mark.parametrize(
    ("code", "mark", "picked"),
    [
        ("MARKS_OUT_OF_ORDER", "plateau", SpikeMarks(spike=8.0, plateau=5.0)),
        ("MARKS_OUT_OF_ORDER", "onset", SpikeMarks(onset=13.4)),
        ("MARKS_OUT_OF_ORDER", "plateau", SpikeMarks(plateau=5.0)),
        ("MARKS_OUT_OF_ORDER", "crest", SpikeMarks(crest=2.0)),
        ("MARKS_OUT_OF_ORDER", "crest", SpikeMarks(crest=50.0, plateau=40.0)),
        ("MARK_OUTSIDE_RECORD", "spike", SpikeMarks(spike=500.0)),
        ("MARK_OUTSIDE_RECORD", "crest", SpikeMarks(crest=500.0)),
    ],
)
def test_marks_that_cannot_be_are_refused_in_one_sentence(code: str, mark: str, picked: SpikeMarks) -> None:
    with pytest.raises(FitError) as caught:
        _analysed(chronopotentiogram(duration=100.0, **SLOW), picked=picked)
    assert caught.value.message.code == code
    assert mark in caught.value.message.text


def test_an_automatic_crest_before_the_picked_spike_is_found_anew() -> None:
    curve = chronopotentiogram(duration=300.0, **SLOW)
    spike = _analysed(curve, picked=SpikeMarks(spike=150.0))
    assert spike.marks.crest is None or spike.marks.crest > 150.0
    assert spike.marks.plateau is None or spike.marks.plateau > 150.0
    _sound(spike)


@pytest.mark.parametrize("kind", ["plain", "absent", "short", "growing", "adaptive"])
def test_any_picked_marks_give_sound_numbers_or_one_sentence(kind: str) -> None:
    changes = {
        "plain": {},
        "absent": {"spike_amplitude": 0.0},
        "short": {"duration": 40.0},
        "growing": {"self_smoothing_constant": 500.0},
        "adaptive": {"sampling_interval": None},
    }[kind]
    curve = chronopotentiogram(**{"duration": 300.0, **SLOW, **changes})
    random = np.random.default_rng(7)
    end = float(curve.columns["time"][-1])
    answers, refused = 0, set()
    for _ in range(60):
        times = random.uniform(0, 1, 4) ** 2 * end * 1.02
        times = np.sort(times) if random.random() < 0.7 else times
        picked = {m: float(t) for m, t in zip(MARKS, times, strict=True) if random.random() < 0.5}
        try:
            spike = _analysed(curve, picked=SpikeMarks(**picked), effort="live" if random.random() < 0.5 else "full")
        except FitError as problem:
            refused.add(problem.message.code)
            continue
        answers += 1
        _sound(spike)
    assert answers > 10
    assert refused <= {"MARKS_OUT_OF_ORDER", "MARK_OUTSIDE_RECORD"}


def test_a_mark_in_a_gap_counts_as_moved() -> None:
    columns = chronopotentiogram(duration=200.0, **SLOW).columns
    kept = (columns["time"] < 60.0) | (columns["time"] > 120.0)
    time, potential, current = (columns[name][kept] for name in ("time", "potential", "current"))
    plain = nucleation_spike(time, potential, current, rule="recorded_minimum", picked=SpikeMarks(crest=59.5))
    assert plain.marks.crest == 59.5
    for wanted in (85.0, 110.0):
        spike = nucleation_spike(time, potential, current, picked=SpikeMarks(crest=wanted))
        assert spike.marks.crest == wanted
        assert "PICKED" in _codes(spike)


def test_the_next_sample_is_another_place() -> None:
    columns = chronopotentiogram(sampling_interval=2.0, **SLOW).columns
    plain = nucleation_spike(columns["time"], columns["potential"], columns["current"], rule="recorded_minimum")
    wanted = plain.marks.spike + 2.0
    spike = _analysed(SyntheticCurve(columns, {}), rule="recorded_minimum", picked=SpikeMarks(spike=wanted))
    assert spike.quantities["spike_time"].value == wanted


@pytest.mark.parametrize("judgement", ["automatic", "present"])
@pytest.mark.parametrize("more", [{}, {"crest": 60.0}, {"onset": 0.5, "plateau": 200.0}])
def test_a_spike_can_be_placed_where_the_rule_finds_none(judgement: str, more: dict[str, float]) -> None:
    curve = chronopotentiogram(spike_amplitude=0.0, duration=300.0)
    spike = _analysed(curve, picked=SpikeMarks(spike=10.0, **more), judgement=judgement)
    assert spike.verdicts["spike"] == "present"
    assert spike.quantities["spike_time"].value == 10.0
    assert {"spike_potential", "spike_overpotential", "plateau_potential", "induction_period"} <= set(spike.quantities)
    assert spike.marks.crest > 10.0
    _sound(spike)


@pytest.mark.parametrize(("name", "step"), [("A6-01_10mAcm2", "04_CP"), ("S20_10cycles", "07_CP")])
@pytest.mark.parametrize("share", [0.01, 0.2, 0.9])
def test_a_spike_can_be_placed_on_a_file_without_one(instrument_data: Path, name: str, step: str, share: float) -> None:
    columns = _columns(instrument_data, name, step)
    plain = nucleation_spike(*columns)
    assert plain.marks == SpikeMarks()
    time = share * float(columns[0][-1] - columns[0][0])
    spike = nucleation_spike(*columns, picked=SpikeMarks(spike=time))
    assert spike.verdicts["spike"] == "present"
    assert spike.quantities["spike_time"].value == pytest.approx(time)
    _sound(spike)


@pytest.mark.parametrize("sand_time", [0.0, 1e-9, 100.0, 900.0, float("nan")])
def test_a_sand_time_within_the_step_is_refused(sand_time: float) -> None:
    with pytest.raises(FitError, match="not beyond the step's end") as caught:
        _analysed(chronopotentiogram(), sand_time=sand_time)
    assert caught.value.message.code == "SAND_TIME_TOO_SHORT"


@pytest.mark.parametrize("duration", [200.0, 300.0, 400.0])
def test_growth_beyond_the_record_is_a_bound(duration: float) -> None:
    curve = chronopotentiogram(duration=duration, self_smoothing_constant=150.0, **SLOW)
    spike = _analysed(curve)
    found = spike.quantities["self_smoothing_time"]
    assert found.value is None
    assert found.bound[0] == "above"
    assert found.bound[1] == pytest.approx(duration - spike.marks.spike, abs=0.5)
    assert "induction_to_self_smoothing_ratio" not in spike.quantities
    assert "SHORT_RECORD" in _codes(spike)
    assert spike.quantities["plateau_potential"].rule == "end_of_step"
    last = curve.columns["potential"][-10:].mean()
    assert spike.quantities["plateau_potential"].value == pytest.approx(last, abs=5e-4)


def test_a_record_of_four_time_constants_keeps_its_accuracy() -> None:
    curve = chronopotentiogram(duration=600.0, **SLOW)
    spike = _analysed(curve)
    assert spike.quantities["plateau_potential"].rule == "asymptote"
    truth = curve.truth["self_smoothing_time"]
    assert spike.quantities["self_smoothing_time"].value == pytest.approx(truth, rel=0.05)


def test_a_spike_that_is_put_on_a_slope_is_said_to_be_no_minimum() -> None:
    made = chronopotentiogram(current=-1.96e-4, duration=600.0, noise="clean", seed=1)
    columns = made.columns
    arguments = (columns["time"], columns["potential"], columns["current"])
    automatic = nucleation_spike(*arguments)
    assert automatic.marks.spike is not None
    assert "NOT_A_MINIMUM" not in [warning.code for warning in automatic.warnings]
    beside = nucleation_spike(*arguments, picked=SpikeMarks(spike=automatic.marks.spike + 8.0))
    assert "NOT_A_MINIMUM" in [warning.code for warning in beside.warnings]


@pytest.mark.parametrize("seed", [1, 6, 8])
def test_a_fit_that_stays_in_a_side_minimum_is_tried_again(seed: int) -> None:
    curve = chronopotentiogram(
        sampling_interval=None, duration=240.0, spike_amplitude=0.024, open_circuit_potential=0.71,
        plateau_potential=-0.065, self_smoothing_rise=0.010, rise_time=0.6, decay_time=6.0, charging_time=0.15,
        noise_level=1e-4, seed=seed,
    )  # fmt: skip
    found = nucleation_spike(*(curve.columns[name] for name in ("time", "potential", "current")))
    assert found.residual is not None
    assert np.std(found.residual) < 1.2e-4
    assert found.verdicts["plateau_trend"] == "undecided", "the record is shorter than three time constants"
