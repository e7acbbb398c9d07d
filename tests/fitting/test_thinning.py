"""Fewer points for the same picture: nothing that sticks out is lost."""

from __future__ import annotations

import numpy as np

from fitting.thinning import thinned


def test_a_short_record_stays_as_it_is() -> None:
    x = np.arange(100.0)
    kept_x, kept_y = thinned(x, -x, 100)
    assert kept_x is x
    np.testing.assert_array_equal(kept_y, -x)


def test_ends_and_every_stretchs_extremes_are_kept() -> None:
    x = np.linspace(0.0, 1.0, 10_007)
    y = np.random.default_rng(0).normal(size=len(x))
    y[1234], y[9000], y[5000] = 50.0, -50.0, np.nan
    kept_x, kept_y = thinned(x, y, 500)
    assert len(kept_x) <= 500
    assert np.all(np.diff(kept_x) > 0)
    assert (kept_x[0], kept_x[-1]) == (0.0, 1.0)
    assert {x[1234], x[9000]} <= set(kept_x)
    assert np.all(np.isin(kept_y, y[~np.isnan(y)]))
