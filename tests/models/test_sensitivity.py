from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from fitting.messages import FitError
from fitting.outcome import Axis, Estimate, Outcome
from models.fit_window import WINDOW_NAMES, FitAxis
from models.sensitivity import (
    BOTH,
    END,
    START,
    Reading,
    level_places,
    map_windows,
    plateau,
    readings,
    sensitivity_table,
    spread,
    strip_windows,
    windows_per_edge,
)

TIME = np.linspace(0.0, 100.0, 201)
AXIS = FitAxis(Axis("t", "s", "min"), TIME)


def slope_of_kinked_line(changes: Mapping[str, float | str | None]) -> Outcome:
    """A line of slope 1 up to 60 s and 3 after it, fitted in a window."""
    start, end = (changes[name] for name in WINDOW_NAMES)
    inside = ((0.0 if start is None else float(start)) <= TIME) & ((100.0 if end is None else float(end)) >= TIME)
    if inside.sum() < 8:
        raise FitError("FEW", "Too few.")
    y = np.where(TIME < 60, TIME, 60 + 3 * (TIME - 60))
    slope = float(np.polyfit(TIME[inside], y[inside], 1)[0])
    return Outcome({"slope": Estimate(slope, "1", 0.01), "nothing": Estimate(None, "1", bound=("above", 1.0))})


def found(windows: list[tuple[tuple[float, float], str]]) -> list[Reading]:
    return list(readings(AXIS, windows, slope_of_kinked_line))


def test_a_strip_moves_one_edge_at_a_time() -> None:
    windows = strip_windows(AXIS, (20.0, 80.0), 5)
    assert [window[1] for window, moved in windows if moved == START] == [80.0] * 5
    assert [window[0] for window, moved in windows if moved == END] == [20.0] * 5
    assert windows[0][0] == (0.0, 80.0)
    assert windows[-1][0] == (20.0, 100.0)


def test_a_strip_shows_where_the_answer_turns() -> None:
    by_end = [reading for reading in found(strip_windows(AXIS, (0.0, 60.0), 10)) if reading.moved == END]
    values = [reading.values["slope"] for reading in by_end]
    assert values[0] == pytest.approx(1.0)
    assert values[-1] > 1.5
    assert [reading.place for reading in by_end] == [reading.window[1] for reading in by_end]


def test_what_is_only_a_bound_is_no_value() -> None:
    assert all("nothing" not in reading.values for reading in found(map_windows(AXIS)))


def test_a_window_that_gives_no_number_is_left_out() -> None:
    assert found([((0.0, 1.0), BOTH)]) == []


def test_the_plateau_is_the_largest_set_of_windows_that_agree() -> None:
    windows = found(map_windows(AXIS))
    level = plateau(windows, "slope")
    assert level is not None
    assert level.value == pytest.approx(1.0, abs=0.02)
    assert level.count == sum(abs(reading.values["slope"] - 1.0) <= 0.02 for reading in windows)
    assert level.of == len(windows)
    assert all(end <= 65 for _, end in level.windows)
    assert spread(windows, "slope") == (
        min(r.values["slope"] for r in windows),
        max(r.values["slope"] for r in windows),
    )


def test_two_windows_are_no_plateau() -> None:
    assert plateau(found([((0.0, 50.0), BOTH), ((0.0, 55.0), BOTH)]), "slope") is None


def test_levels_reach_both_ends_and_feel_dense_and_sparse_parts() -> None:
    samples = np.concatenate([np.linspace(0, 1, 990), np.linspace(2, 100, 10)])
    places = level_places(samples, 0.0, 100.0, 11)
    assert (places[0], places[-1]) == (0.0, 100.0)
    assert sum(place <= 1 for place in places) >= 4
    assert sum(place > 10 for place in places) >= 4
    assert places == sorted(places)


def test_a_slow_method_is_asked_less_often() -> None:
    assert windows_per_edge(0.001) > windows_per_edge(0.2) >= windows_per_edge(10.0) >= 5


def test_the_table_holds_windows_values_and_errors() -> None:
    table = sensitivity_table(found([((0.0, 50.0), BOTH), ((70.0, 100.0), BOTH)]), ["slope", "nothing"])
    assert list(table) == ["window_start", "window_end", "slope", "slope_standard_error"]
    assert table["slope"] == pytest.approx((1.0, 3.0))
    assert table["window_start"] == (0.0, 70.0)
