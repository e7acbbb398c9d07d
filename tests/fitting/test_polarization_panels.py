from __future__ import annotations

import numpy as np
import pytest

from fitting.charge_transfer import polarization
from fitting.charge_transfer.polarization import Polarization
from fitting.charge_transfer.polarization_panels import PROFILE, RESIDUALS
from fitting.synthetic import polarization_curve


@pytest.fixture(scope="module")
def found() -> Polarization:
    columns = polarization_curve(law="marcus_hush", seed=1).columns
    return polarization(columns["potential"], columns["current"], area=4.9e-10, series_resistance=0.0)


def test_every_law_shows_what_it_leaves(found: Polarization) -> None:
    labels = [trace.label for panel in found.panels for trace in panel.traces if trace.kind == "points"]
    assert labels[2:] == [score.model for score in found.model_comparison]
    assert [panel.title for panel in found.panels].count(RESIDUALS) == 1
    left = {trace.label: trace.y for panel in found.panels for trace in panel.traces if trace.kind == "points"}
    assert np.std(left["marcus_hush"]) < 1.3
    assert np.std(left["butler_volmer"]) > 5


def test_the_profile_meets_its_level_at_the_ends_of_the_interval(found: Polarization) -> None:
    (panel,) = (panel for panel in found.panels if panel.title == PROFILE)
    profile, level = panel.traces
    interval = found.quantities["reorganization_energy"].interval
    assert interval is not None
    for energy in interval:
        assert np.interp(1 / energy, profile.x, profile.y) == pytest.approx(level.y[0], rel=0.05)
    assert profile.y.min() == pytest.approx(0.0, abs=0.01)
