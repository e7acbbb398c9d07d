"""When the current came on: what a Sand time counts from, and how far that is known."""

from functools import lru_cache
from math import sqrt

import numpy as np
import pytest

from fitting.mass_transfer import SandFit, current_on, fit_sand
from fitting.messages import FitError
from fitting.outcome import Estimate
from fitting.synthetic import SyntheticCurve, sand_transition


@lru_cache
def _curve() -> SyntheticCurve:
    return sand_transition(exchange_current_density=0.01, noise="white", seed=3)


def _cut(first: int, shift: float = 0.0, **more: float) -> SandFit:
    time, potential, current = (one[first:] for one in _curve().columns.values())
    return fit_sand(time + shift, potential, current, **more)


def _off(tau: Estimate) -> float:
    assert tau.value is not None
    return tau.value - _curve().truth["sand_time"]


def _holds(tau: Estimate) -> bool:
    assert tau.interval is not None
    return tau.interval[0] <= _curve().truth["sand_time"] <= tau.interval[1]


@pytest.mark.parametrize("first", [1, 3])
def test_a_clock_that_started_with_the_current_is_believed(first: int) -> None:
    tau = _cut(first).quantities["sand_time"]
    assert abs(_off(tau)) < 0.05
    assert tau.standard_error is not None
    assert tau.standard_error < 0.05


def test_between_the_last_row_at_rest_and_the_first_of_the_plating_the_middle_is_taken() -> None:
    found = _cut(1, 1000.0, before=1000.0)
    tau = found.quantities["sand_time"]
    assert _off(tau) == pytest.approx(-0.15, abs=0.05)
    assert _holds(tau)
    assert "CURRENT_ON_UNCERTAIN" in [one.code for one in found.warnings]


def test_rows_at_rest_in_the_record_say_the_same() -> None:
    time, potential, current = _curve().columns.values()
    rest = np.arange(-30.0, 0.0, 0.3) + 0.15
    on = np.concatenate([np.zeros(rest.size), current])
    found = fit_sand(np.append(rest, time + 0.15), np.append(0 * rest, potential), on)
    assert found.quantities["sand_time"].value == pytest.approx(_curve().truth["sand_time"] + 0.15, abs=0.05)
    assert _holds(found.quantities["sand_time"])


def test_another_clock_without_rows_at_rest_takes_the_first_row_and_says_so() -> None:
    found = _cut(1, 1000.0)
    tau = found.quantities["sand_time"]
    assert _off(tau) == pytest.approx(-0.3, abs=0.05)
    assert _holds(tau)
    assert "CURRENT_ON_UNCERTAIN" in [one.code for one in found.warnings]


def test_a_moment_that_is_given_is_taken() -> None:
    found = _cut(1, 1000.0, current_on=1000.0)
    assert abs(_off(found.quantities["sand_time"])) < 0.05
    assert "CURRENT_ON_UNCERTAIN" not in [one.code for one in found.warnings]


def test_a_moment_after_the_record_is_refused() -> None:
    with pytest.raises(FitError) as refused:
        _cut(1, 1000.0, current_on=1e6)
    assert refused.value.message.code == "CURRENT_ON_TOO_LATE"


def test_a_rest_that_ended_long_before_says_nothing() -> None:
    rows = np.arange(100.0, 200.0, 0.5)
    assert current_on(rows, 99.5).rule == "between"
    assert current_on(rows, 100.0).moment == 100.0
    assert current_on(rows, 60.0).rule == "row"
    assert current_on(rows, 60.0).error == pytest.approx(0.5 / sqrt(3))
    assert current_on(rows - 99.0).rule == "clock"
    assert current_on(rows - 99.0, 300.0).rule == "clock"


def test_a_given_moment_after_which_the_record_still_rests_is_doubted() -> None:
    def codes(moment: float) -> list[str]:
        return [one.code for one in _cut(1, 1000.0, before=1000.0, current_on=moment).warnings]

    assert "CURRENT_ON_CONTRADICTED" in codes(990.0)
    assert "CURRENT_ON_CONTRADICTED" not in codes(1000.0)
