"""A glance at thousands of platings: against medians by numpy, and on curves whose spike is known."""

from __future__ import annotations

import numpy as np
import pytest

from fitting.electrocrystallization.first_look import first_look, median_of_five
from fitting.synthetic import chronopotentiogram


def recording(*amplitudes: float, noise: str = "white", shift: float = 0.0) -> tuple[np.ndarray, ...]:
    """Platings one after the other, with pauses; a height of 0 is no spike."""
    made = [
        chronopotentiogram(spike_amplitude=height, noise=noise, seed=number, self_smoothing_rise=0.0)
        for number, height in enumerate(amplitudes)
    ]
    time = [curve.columns["time"] + 1000.0 * number for number, curve in enumerate(made)]
    lengths = np.array([part.size for part in time])
    stops = np.cumsum(lengths)
    spikes = np.array([curve.truth.get("spike_time", np.nan) + 1000.0 * n for n, curve in enumerate(made)])
    potential = np.concatenate([curve.columns["potential"] for curve in made]) + shift
    return np.concatenate(time), potential, stops - lengths, stops, spikes


def test_the_median_of_five_is_numpys_and_a_gap_stays_one() -> None:
    values = np.random.default_rng(0).normal(size=(3, 400))
    expected = np.median(np.stack([np.roll(values, by, axis=1) for by in (-2, -1, 0, 1, 2)]), axis=0)
    assert np.array_equal(median_of_five(values)[:, 2:-2], expected[:, 2:-2])
    values[1, 100] = np.nan
    assert np.flatnonzero(np.isnan(median_of_five(values)[1])).tolist() == [98, 99, 100, 101, 102]
    values[0, 0] = -50.0
    assert median_of_five(values)[0, 0] > -10.0


@pytest.mark.parametrize("noise", ["clean", "white", "typical"])
def test_spikes_are_found_where_they_are_and_none_where_there_is_none(noise: str) -> None:
    time, potential, starts, stops, spikes = recording(0.08, 0.0, 0.03, 0.0, 0.15, noise=noise)
    found = first_look(time, potential, starts, stops)
    assert found.present.tolist() == [True, False, True, False, True]
    assert found.time[[0, 2, 4]] == pytest.approx(spikes[[0, 2, 4]], abs=2.0)


def test_a_soft_short_is_no_spike_and_single_glitches_are_nothing() -> None:
    time, potential, starts, stops, spikes = recording(0.0, 0.06)
    potential[starts[0] + 900 : stops[0]] += 0.08
    potential[starts[1] + 3] -= 0.5
    potential[starts[1] + 300] -= 0.5
    found = first_look(time, potential, starts, stops)
    assert found.present.tolist() == [False, True]
    assert found.time[1] == pytest.approx(spikes[1], abs=1.0)


def test_a_plating_too_short_to_tell_has_none_and_costs_the_others_nothing() -> None:
    time, potential, starts, stops, _ = recording(0.08, 0.08)
    starts, stops = np.append(starts, 5), np.append(stops, 12)
    found = first_look(time, potential, starts, stops)
    assert found.present.tolist() == [True, True, False]
    assert np.isnan(found.time[2]) and np.isnan(found.potential[2])
    assert first_look(time, potential, starts[:0], stops[:0]).present.size == 0


def test_samples_without_numbers_are_passed_over() -> None:
    time, potential, starts, stops, spikes = recording(0.08)
    potential[starts[0] + 200 : starts[0] + 260] = np.nan
    found = first_look(time, potential, starts, stops)
    assert found.present[0]
    assert found.time[0] == pytest.approx(spikes[0], abs=1.0)
    assert not first_look(time, np.full_like(potential, np.nan), starts, stops).present.any()
