from __future__ import annotations

import numpy as np
import pytest

from fitting.marcus_calculator import marcus_calculator


def test_the_line_of_eq_3_passes_through_the_point() -> None:
    (panel,) = marcus_calculator(transfer_coefficient=0.4, potential_difference=-0.08).panels
    eq3, rate_law, half, here = panel.traces
    assert np.interp(-0.08, eq3.x, eq3.y) == pytest.approx(0.4)
    assert np.interp(-0.08, rate_law.x, rate_law.y) == pytest.approx(0.45)
    assert (here.x[0], here.y[0]) == (-0.08, 0.4)
    assert set(half.y) == {0.5}


def test_no_line_reaches_into_the_inverted_region() -> None:
    (panel,) = marcus_calculator(potential_difference=-0.1, reorganization_energy=0.12).panels
    assert np.abs(panel.traces[0].x).max() == pytest.approx(0.12)
    assert panel.traces[0].y.min() == pytest.approx(0.0)
