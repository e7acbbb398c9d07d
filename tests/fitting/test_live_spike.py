"""A drag along a long record: quick, and near enough to what the release gives."""

import numpy as np
import pytest

from fitting.electrocrystallization import NucleationSpike, SpikeMarks, nucleation_spike
from fitting.electrocrystallization.prepared import prepared_record
from fitting.synthetic import chronopotentiogram


@pytest.fixture(scope="module")
def columns() -> tuple[np.ndarray, ...]:
    curve = chronopotentiogram(sampling_interval=4.5e-3, rise_time=6.0, decay_time=12.0).columns
    for name in curve:
        curve[name].flags.writeable = False
    return tuple(curve[name] for name in ("time", "potential", "current"))


def _live(columns: tuple[np.ndarray, ...], **more: object) -> NucleationSpike:
    return nucleation_spike(*(one[:] for one in columns), effort="live", **more)


def test_a_drag_does_not_clean_the_record_again(columns: tuple[np.ndarray, ...]) -> None:
    full = nucleation_spike(*columns)
    moves = [{"picked": SpikeMarks(crest=60.0 + k)} for k in range(9)] + [
        {"window": (0.0, 800.0 + k)} for k in range(9)
    ]
    record = prepared_record(*columns)
    for move in moves:
        _live(columns, **move)
        assert prepared_record(*columns) is record
    live = _live(columns)
    assert live.verdicts == full.verdicts
    for name in ("self_smoothing_time", "induction_period"):
        one, other = full.quantities[name], live.quantities[name]
        assert abs(one.value - other.value) < one.interval[1] - one.interval[0]


def test_arrays_that_may_change_are_not_remembered(columns: tuple[np.ndarray, ...]) -> None:
    mine = [one.copy() for one in columns]
    before = _live(tuple(mine)).quantities["spike_potential"].value
    mine[1] += 0.01
    assert _live(tuple(mine)).quantities["spike_potential"].value == pytest.approx(before + 0.01, abs=1e-5)
    assert prepared_record(*columns) is prepared_record(*(one[:] for one in columns))
    assert prepared_record(*mine) is not prepared_record(*mine)
