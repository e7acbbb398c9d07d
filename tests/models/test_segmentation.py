"""Where segments begin: at gaps, resets and changes of control, not at a glitch or a slow sample."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from models.readers.techniques import judged_technique
from models.segmentation import Controls, changes, pauses, segments


def starts(technique: str, controls: Controls | None = None, **columns: object) -> list[int]:
    arrays = {name: np.asarray(column, dtype=float) for name, column in columns.items()}
    return [part.start for part in segments(technique, arrays, controls)]


def kinds(technique: str, controls: Controls | None = None, **columns: object) -> list[str]:
    arrays = {name: np.asarray(column, dtype=float) for name, column in columns.items()}
    return [part.kind for part in segments(technique, arrays, controls)]


def test_adaptive_sampling_up_to_ten_seconds_is_no_gap() -> None:
    time = np.cumsum([0, 2e-4, 2e-4, 1e-3, 0.1, 1, 5, 10, 10, 9, 2e-4, 10])
    assert pauses(time, np.linspace(0, -0.1, 12)) == []


def test_a_pause_between_two_platings_splits() -> None:
    time = np.concatenate([np.arange(10) * 10.0, 130 + np.cumsum([0, 2e-4, 2e-4, 1, 5])])
    potential = np.concatenate([np.linspace(-0.10, -0.11, 10), [0.9, 0.8, -0.2, -0.1, -0.1]])
    assert starts("chronopotentiometry", time=time, potential=potential, current=np.full(15, -1e-4)) == [0, 10]


@pytest.mark.parametrize("step", [30.0, 60.0, 600.0])
def test_slow_regular_sampling_has_no_gaps(step: float) -> None:
    assert starts("open_circuit", time=np.arange(50) * step, potential=np.linspace(3, 2, 50)) == [0]


def test_a_slow_sample_on_a_flat_plateau_is_no_gap_but_a_long_one_is() -> None:
    steady = np.full(12, -0.1)
    time = np.arange(12) * 8.0
    slower, longer = time.copy(), time.copy()
    slower[6:] += 17.0
    longer[6:] += 500.0
    assert pauses(slower, steady) == []
    assert pauses(longer, steady) == [6]


def test_the_first_odd_sample_of_a_plating_is_no_segment_of_its_own() -> None:
    current = np.full(30, -0.196e-3)
    current[0] = -0.1e-3
    assert starts("chronopotentiometry", time=np.arange(30), current=current) == [0]
    current[0] = 1e-9
    assert starts("chronopotentiometry", time=np.arange(30), current=current) == [0]


def test_a_varying_current_against_a_failing_counter_electrode_is_one_plating() -> None:
    current = -0.785e-3 * (1 + 0.06 * np.sin(np.arange(200)))
    current[:2] = [-0.595e-3, -0.740e-3]
    assert starts("chronopotentiometry", time=np.arange(200), current=current) == [0]


def test_current_steps_sign_changes_and_rests_split() -> None:
    current = np.repeat([0.0, -1e-3, -2e-3, 0.0, 1e-3], 10)
    parts = segments("cycling", {"time": np.arange(50.0), "current": current})
    assert [(part.start, part.kind) for part in parts] == [
        (0, "rest"), (10, "plating"), (20, "plating"), (30, "rest"), (40, "stripping"),
    ]  # fmt: skip
    assert [part.current for part in parts] == [None, -1e-3, -2e-3, None, 1e-3]


def test_a_voltammogram_is_one_sweep_whatever_its_direction() -> None:
    potential = np.concatenate([np.linspace(0, 1, 50), np.linspace(1, -1, 100)])
    assert kinds("cyclic_voltammetry", time=np.arange(150), potential=potential, current=potential) == ["sweep"]


def test_a_potential_step_splits_holds_but_the_first_sample_does_not() -> None:
    potential = [2.7] + [0.01] * 20 + [0.05] * 20
    assert starts("chronoamperometry", time=np.arange(41), potential=potential, current=np.arange(41)) == [0, 21]


def test_what_the_file_says_is_used_first() -> None:
    said = Controls(loop_starts=(0, 4), sequence=np.repeat([0.0, 1.0], 6), mode=np.repeat([3.0, 1.0], 6),
                    set_current=np.repeat([np.nan, -1e-3], 6))  # fmt: skip
    columns = {"time": np.arange(12.0), "current": np.repeat([0.0, -1e-3], 6)}
    parts = segments("cycling", columns, said)
    assert [(part.start, part.kind) for part in parts] == [(0, "rest"), (4, "rest"), (6, "plating")]


def test_time_that_starts_again_splits() -> None:
    assert starts("open_circuit", time=[0, 1, 2, 0, 1, 2], potential=[1, 1, 1, 1, 1, 1]) == [0, 3]


def test_missing_numbers_split_nothing() -> None:
    current = np.full(20, -1e-3)
    current[7] = np.nan
    time = np.arange(20.0)
    time[11] = np.nan
    assert starts("chronopotentiometry", time=time, current=current) == [0]


def test_segments_cover_every_row_once() -> None:
    random = np.random.default_rng(5)
    columns = {
        "time": random.normal(size=300).cumsum(),
        "potential": random.normal(size=300),
        "current": random.normal(size=300),
    }
    for technique in ("cycling", "chronopotentiometry", "chronoamperometry", "open_circuit", "impedance", "other"):
        parts = segments(technique, columns)
        assert parts[0].start == 0
        assert parts[-1].stop == 300
        assert all(one.stop == two.start for one, two in itertools.pairwise(parts))
    assert segments("cycling", {"time": np.array([])}) == ()


def test_what_the_file_says_is_the_same_told_row_by_row_or_by_its_changes() -> None:
    mode, current = np.repeat([3.0, 1.0, 2.0, 1.0], 8), np.repeat([np.nan, -1e-3, np.nan, 2e-3], 8)
    rows = changes([mode, current], 32)
    assert rows.tolist() == [0, 8, 16, 24]
    columns = {"time": np.arange(32.0), "current": np.nan_to_num(current), "potential": np.zeros(32)}
    each_row = Controls((4,), mode=mode, set_current=current)
    by_change = Controls((4,), mode=mode[rows], set_current=current[rows], rows=rows, count=32)
    assert judged_technique(columns, by_change) == judged_technique(columns, each_row) == "cycling"
    assert segments("cycling", columns, by_change) == segments("cycling", columns, each_row)
    assert np.array_equal(by_change.between(current[rows], 4, 30), current[4:30], equal_nan=True)
