from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from fitting.outcome import Axis, Estimate, Outcome, Panel, Trace
from models.fit_window import FitAxis, bare_panel, fit_axis, step_boundaries
from models.result import Result
from models.subject import Part
from tests.curves import plating_curve
from tests.ui.line_method import LINE

AXIS = FitAxis(Axis("t", "s", "min"), np.array([0.0, 60.0, 120.0]))


def result(outcome: Outcome) -> Result:
    subject = (Part(plating_curve(), 0),)
    return Result("mass_transfer", "line", subject, LINE.recipe(subject, {}), outcome)


def test_a_window_is_what_was_given_else_what_the_method_chose_else_everything() -> None:
    chosen = result(Outcome({"window_end": Estimate(100.0, "s")}))
    assert AXIS.window(result(Outcome()), {}) == (0.0, 120.0)
    assert AXIS.window(chosen, {}) == (0.0, 100.0)
    assert AXIS.window(chosen, {"window_start": 30.0, "window_end": 500.0}) == (30.0, 120.0)


def test_edges_at_the_ends_of_the_data_say_nothing() -> None:
    assert AXIS.settings(0.0, 120.0) == {"window_start": None, "window_end": None}
    assert AXIS.settings_of_shown(0.5, 2.0) == {"window_start": pytest.approx(30.0), "window_end": None}
    assert AXIS.shown_limits == (0.0, 2.0)


def test_a_picture_over_another_quantity_has_no_window() -> None:
    over_cycles = Panel(Axis("n", "1", "1"), Axis("E", "V", "mV"), (Trace("data", np.arange(3.0), np.ones(3)),))
    assert fit_axis(LINE, result(Outcome(panels=(over_cycles,)))) is None
    over_time = dataclasses.replace(over_cycles, x=Axis("t", "s", "s"))
    axis = fit_axis(LINE, result(Outcome(panels=(over_cycles, over_time))))
    assert axis is not None
    assert axis.limits == (0.0, 2.0)


def test_a_segment_can_be_cut_before_there_is_a_result() -> None:
    part = Part(plating_curve(platings=2), 1)
    panel = bare_panel(LINE, (part,))
    assert panel is not None
    assert panel.traces[0].x[0] == 0.0
    assert len(panel.traces[0].x) == len(part.columns["time"])
    assert bare_panel(LINE, ()) is None


def test_steps_of_the_record_catch_an_edge() -> None:
    curve = plating_curve(platings=2)
    whole = FitAxis(Axis("t", "s", "s"), np.asarray(curve.columns["time"]))
    second = float(curve.columns["time"][curve.segments[1].start])
    assert step_boundaries((Part(curve, None),), whole) == [pytest.approx(second - curve.columns["time"][0])]
    assert step_boundaries((), whole) == []
