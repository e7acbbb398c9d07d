"""Panels on the screen: points show their intervals as they do on paper, and the legend names what it has to."""

from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from fitting.outcome import Axis, Outcome, Panel, Trace
from models.document import Document
from models.step import series_result
from tests.figure_project import CYCLES, candidates_of, project
from ui.panels_view import PanelsView

X = np.array([1.0, 2.0, 3.0])
CYCLE, SIZE = Axis("cycle", "1", "1"), Axis("j⁰", "A/m^2", "mA/cm^2")


def shown(qtbot: QtBot, outcome: Outcome) -> PanelsView:
    view = PanelsView()
    qtbot.addWidget(view)
    view.resize(600, 400)
    view.show()
    view.show_outcome(outcome, "a", keep_view=False)
    return view


@pytest.mark.parametrize(("scale", "lowest"), [("linear", -0.5), ("log", 0.5)])
def test_a_bar_goes_up_and_down_by_the_error_and_is_in_view(qtbot: QtBot, scale: str, lowest: float) -> None:
    y, error = np.array([10.0, 20.0, 30.0]), np.array([5.0, 25.0, np.nan])
    axis = Axis("j⁰", "A/m^2", "mA/cm^2", scale)
    view = shown(qtbot, Outcome(panels=(Panel(CYCLE, axis, (Trace("data", X, y, "points", error),)),)))
    points, bars = view.canvas.view.panels[0].traces
    assert points.marker and not bars.marker
    assert bars.x[:5].tolist() == pytest.approx([1.0, 1.0, np.nan, 2.0, 2.0], nan_ok=True)
    assert bars.y.tolist() == pytest.approx(
        [0.5, 1.5, np.nan, lowest, 4.5, np.nan, np.nan, np.nan, np.nan], nan_ok=True
    )
    low, high = view.canvas.y_limits("0")
    assert low < lowest and high > 4.5


def test_exchange_currents_against_the_cycle_have_their_intervals(qapp: object) -> None:
    document: Document = project("sweeps")
    found = candidates_of(document, "charge_transfer", "kinetics_series")[:CYCLES]
    results = [each.computed() for each in found]
    together = series_result(found[0].method, results)
    assert together is not None
    for panel, name in zip(together.outcome.panels, ("exchange_current_density", "transfer_coefficient"), strict=True):
        intervals = [result.outcome.quantities[name].interval for result in results]
        assert panel.traces[0].error == pytest.approx([0.5 * (high - low) for low, high in intervals])
    document.close()


def test_the_legend_names_what_stands_side_by_side_in_a_lower_panel(qtbot: QtBot) -> None:
    above = Panel(CYCLE, SIZE, (Trace("data", X, X, "points"),))
    residual = Panel(CYCLE, SIZE, (Trace("residual", X, X, "points"),))
    charges = Panel(CYCLE, SIZE, (Trace("plated", X, X, "points"), Trace("stripped", X, X, "points")))
    for below, named in ((charges, True), (residual, False)):
        view = shown(qtbot, Outcome(panels=(above, below)))
        assert ("plated" in view.legend.text() and "stripped" in view.legend.text()) == named
        assert "residual" not in view.legend.text()
