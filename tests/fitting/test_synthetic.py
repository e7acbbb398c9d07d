import numpy as np
import pytest

from fitting.messages import FitError
from fitting.synthetic import NOISE_KINDS, chronopotentiogram


def test_the_truth_is_what_the_clean_curve_shows() -> None:
    curve = chronopotentiogram(noise="clean", sampling_interval=0.01, duration=60.0)
    time, potential = curve.columns["time"], curve.columns["potential"]
    lowest = int(np.argmin(potential))
    assert time[lowest] == pytest.approx(curve.truth["spike_time"], abs=0.01)
    assert potential[lowest] == pytest.approx(curve.truth["spike_potential"], abs=1e-6)


def test_a_seed_gives_the_same_curve_again() -> None:
    for noise in NOISE_KINDS:
        first, again = chronopotentiogram(noise=noise, seed=7), chronopotentiogram(noise=noise, seed=7)
        np.testing.assert_array_equal(first.columns["potential"], again.columns["potential"])


def test_adaptive_sampling_goes_from_a_fifth_of_a_millisecond_to_ten_seconds() -> None:
    steps = np.diff(chronopotentiogram(sampling_interval=None, noise="clean", charging_time=0.01).columns["time"])
    assert steps.min() > 0
    assert steps.max() <= 10.0 + 1e-9
    assert steps.max() / steps.min() > 1000


def test_a_curve_without_a_spike_has_no_spike_in_its_truth() -> None:
    assert "spike_time" not in chronopotentiogram(spike_amplitude=0.0).truth


def test_a_current_that_strips_is_refused() -> None:
    with pytest.raises(FitError, match="below zero"):
        chronopotentiogram(current=1e-4)
