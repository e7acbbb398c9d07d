"""Mains hum under a nucleation spike: found where it is, averaged over where it is as slow as the record."""

import numpy as np

from fitting.electrocrystallization import NucleationSpike, nucleation_spike
from fitting.mains import Needed, strongest_line
from fitting.synthetic import chronopotentiogram

LEVEL = 0.3e-3
TIME = np.arange(0.0, 900.1, 0.5)


def _line(hum: np.ndarray, seed: int) -> np.ndarray | None:
    residual = hum + np.random.default_rng(seed).normal(0.0, LEVEL, TIME.size)
    design = np.stack([np.ones_like(TIME), np.exp(-TIME / 150.0)], axis=1)
    residual = residual - design @ np.linalg.lstsq(design, residual, rcond=None)[0]
    needed = Needed(gain=16.0, slow_gain=5.0, slow=1.5, usual=1.0)
    return strongest_line(TIME, residual / LEVEL, design / LEVEL, np.full(TIME.size, LEVEL), needed)


def _with_hum(frequency: float, phase: float = 0.0, size: float = 1.5) -> tuple[NucleationSpike, dict[str, float]]:
    curve = chronopotentiogram(rise_time=6.0, decay_time=12.0, seed=3)
    hum = size * LEVEL * np.sin(2 * np.pi * frequency * TIME + phase)
    found = nucleation_spike(TIME, curve.columns["potential"] + hum, curve.columns["current"])
    return found, dict(curve.truth)


def test_a_line_is_found_with_its_frequency_and_parts() -> None:
    for frequency in (0.0041, 0.0172, 0.0297):
        line = _line(0.4e-3 * np.sin(2 * np.pi * frequency * TIME) + 0.2e-3 * np.cos(2 * np.pi * frequency * TIME), 1)
        assert abs(line[2] - frequency) < 0.3 / 900.0
        assert abs(np.hypot(line[0], line[1]) - np.hypot(0.4e-3, 0.2e-3)) < 0.06e-3


def test_white_noise_has_no_line() -> None:
    found = [_line(np.zeros(TIME.size), seed) for seed in range(60)]
    assert sum(one is not None and one[2] * 900.0 > 1.5 for one in found) <= 4


def test_hum_of_many_cycles_costs_nothing() -> None:
    hummed, truth = _with_hum(0.0213)
    plain, _ = _with_hum(0.0213, size=0.0)
    for name in ("induction_period", "self_smoothing_time"):
        one, other = hummed.quantities[name], plain.quantities[name]
        assert abs(one.value - other.value) < other.standard_error
        assert one.standard_error < 1.2 * other.standard_error
        assert one.interval[0] < truth[name] < one.interval[1]
    assert "MAINS_ALIAS" in {warning.code for warning in hummed.warnings}


def test_hum_as_slow_as_the_record_widens_the_interval_of_what_it_looks_like() -> None:
    plain, _ = _with_hum(0.001, size=0.0)
    for phase in (0.4, 2.0, 3.6):
        hummed, truth = _with_hum(0.001, phase)
        slow, quick = hummed.quantities["self_smoothing_time"], hummed.quantities["induction_period"]
        assert slow.standard_error > 2 * plain.quantities["self_smoothing_time"].standard_error
        assert quick.standard_error < 1.5 * plain.quantities["induction_period"].standard_error
        assert abs(slow.value - truth["self_smoothing_time"]) < 2.5 * slow.standard_error


def test_a_crest_that_does_not_stand_out_is_not_reported() -> None:
    for rise, crest in ((-0.03, False), (0.0, False), (0.022, True)):
        columns = chronopotentiogram(self_smoothing_rise=rise, rise_time=6.0, decay_time=12.0).columns
        spike = nucleation_spike(columns["time"], columns["potential"], columns["current"])
        assert ("crest_time" in spike.quantities) is crest
        assert ("crest_potential" in spike.quantities) is crest


def test_white_noise_on_a_long_record_has_no_line_either() -> None:
    time = np.arange(0.0, 8000.1, 5.0)  # 800 frequencies, all of them near enough to an alias
    needed = Needed(gain=18.0, slow_gain=18.0, slow=1.5, usual=1.0)
    slopes, noise = np.ones((time.size, 1)) / LEVEL, np.full(time.size, LEVEL)
    rows = [np.random.default_rng(seed).normal(size=time.size) for seed in range(60)]
    assert sum(strongest_line(time, row - row.mean(), slopes, noise, needed) is not None for row in rows) <= 3


def test_a_fit_ends_in_the_lowest_of_its_minima_and_takes_no_misfit_for_hum() -> None:
    errors = []
    for seed in range(6):
        curve = chronopotentiogram(
            open_circuit_potential=0.5, plateau_potential=-0.07, spike_amplitude=0.04, rise_time=0.6, decay_time=1.5,
            charging_time=0.3, self_smoothing_rise=0.02, self_smoothing_constant=7.0, duration=50.0,
            sampling_interval=0.05, noise="white", noise_level=0.2e-3, seed=seed,
        )  # fmt: skip
        found = nucleation_spike(*(curve.columns[name] for name in ("time", "potential", "current")))
        assert "MAINS_ALIAS" not in {warning.code for warning in found.warnings}
        period = found.quantities["self_smoothing_time"]
        errors.append((period.value - curve.truth["self_smoothing_time"]) / period.standard_error)
    assert abs(np.mean(errors)) < 1.3  # of one standard error over the square root of six
