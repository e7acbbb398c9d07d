"""A window that is dragged in the application goes on from the last full result."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from models.analysis import Analysis
from models.charge_transfer import POLARIZATION
from models.steps import step_named
from models.subject import Part
from tests.models.test_polarization import AREA, sweep_curve


def _analysis() -> Analysis:
    curve = sweep_curve(law="marcus_hush")
    return Analysis(step_named("charge_transfer"), POLARIZATION, (Part(curve, 0),))


def test_a_live_answer_is_that_of_the_window(qapp: object) -> None:
    analysis = _analysis()
    state = analysis.state.with_settings({"area": AREA, "series_resistance": 0.0})
    analysis.swap(state)
    analysis.accept(state, analysis.computed(state), None)
    moved = state.with_settings({"window_start": -0.15, "window_end": 0.15})
    live, full = analysis.computed(moved, "live").outcome, analysis.computed(moved).outcome
    assert live.model_comparison == () and full.model_comparison  # the contest waits for the release
    name = "exchange_current_density"
    assert live.quantities[name].value == pytest.approx(full.quantities[name].value, rel=2e-3)


def test_another_setting_asks_for_the_whole_fit(qapp: object) -> None:
    analysis = _analysis()
    state = analysis.state.with_settings({"area": AREA, "series_resistance": 0.0})
    analysis.swap(state)
    analysis.accept(state, analysis.computed(state), None)
    moved = state.with_settings({"temperature": 310.0, "window_end": 0.15})
    assert analysis.computed(moved, "live").outcome.model_comparison


def test_a_record_with_gaps_is_dragged_as_well(qapp: object) -> None:
    curve = sweep_curve(law="marcus_hush")
    hole = curve.columns["current"].copy()
    hole[40:45] = np.nan
    broken = replace(curve, columns={**curve.columns, "current": hole})
    analysis = Analysis(step_named("charge_transfer"), POLARIZATION, (Part(broken, 0),))
    state = analysis.state.with_settings({"area": AREA, "series_resistance": 0.0})
    analysis.swap(state)
    analysis.accept(state, analysis.computed(state), None)
    live = analysis.computed(state.with_settings({"window_end": 0.15}), "live").outcome
    assert np.isfinite(live.quantities["exchange_current_density"].value)
