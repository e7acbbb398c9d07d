"""A curve of very many points can be looked at, and says so where it cannot be analysed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from fitting.messages import FitError
from models import preview_series, step
from models.curve import Segment
from models.electrocrystallization import NUCLEATION_SPIKE
from models.preview_series import lowest_and_highest
from models.step import analysed
from models.steps import step_named
from models.subject import Part
from tests.curves import plating_curve


def test_the_lowest_and_highest_of_every_few_stay() -> None:
    values = np.sin(np.arange(100_003) / 500.0)
    values[70_001], values[12_345] = 9.0, -9.0
    rows = lowest_and_highest(values, most=2000)
    assert len(rows) < 2500 and {0, 12_345, 70_001, 100_002} <= set(rows.tolist())
    assert (np.diff(rows) > 0).all()


def test_a_picture_of_a_long_curve_is_made_of_its_extremes(monkeypatch: pytest.MonkeyPatch) -> None:
    curve = plating_curve()
    whole = preview_series.preview_series(curve, curve.points)
    monkeypatch.setattr(preview_series, "LONG", 200)
    monkeypatch.setattr(preview_series, "SHOWN", 100)
    found = preview_series.preview_series(curve, curve.points)
    assert whole is not None and found is not None and len(found.x) < len(whole.x)
    assert found.curves[0][1].min() == whole.curves[0][1].min() and found.x[-1] == whole.x[-1]


def test_too_many_points_are_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(step, "MOST_POINTS", 100)
    electrocrystallization = step_named("electrocrystallization")
    assert electrocrystallization is not None
    with pytest.raises(FitError, match="more than can be analysed at once") as refused:
        analysed(electrocrystallization, NUCLEATION_SPIKE, (Part(replace(plating_curve()), 0),), {})
    assert refused.value.message.code == "TOO_MANY_POINTS"


def test_a_picture_draws_no_line_over_a_pause_of_the_record() -> None:
    time = np.concatenate((np.arange(10.0), 500 + np.arange(10.0)))
    columns = {"time": time, "potential": np.full(20, -0.1), "current": np.full(20, -1e-4)}
    pieces = (Segment(0, 10, "plating"), Segment(10, 20, "plating"))
    curve = replace(plating_curve("two platings", seed=1), columns=columns, segments=pieces)
    series = preview_series.preview_series(curve, 20)
    assert series is not None
    assert [int(np.flatnonzero(np.isnan(line))[0]) for _, line in series.curves] == [10, 10]
    assert len(series.x) == 21 and np.all(np.diff(series.x) >= 0.0)
