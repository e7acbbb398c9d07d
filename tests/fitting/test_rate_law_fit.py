"""A rate law fitted through a few rows has the minimum of all its points."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy.optimize import least_squares

from fitting.charge_transfer.rate_law_fit import fit_rate_law
from fitting.compression import compressed
from fitting.marcus_hush import marcus_hush_chidsey_current, marcus_hush_current
from fitting.messages import FitError

E = np.linspace(-0.3, 0.3, 3000)
FUNCTIONS = {"marcus_hush": marcus_hush_current, "marcus_hush_chidsey": marcus_hush_chidsey_current}


def _sweep(
    seed: int = 0, law: Callable[..., np.ndarray] = marcus_hush_chidsey_current
) -> tuple[np.ndarray, np.ndarray]:
    current = law(E - 2e-3, 10.0, 0.4)
    deviation = 0.01 * np.abs(current) + 1e-3
    return current + deviation * np.random.default_rng(seed).normal(size=E.size), deviation


def test_the_minimum_is_that_of_every_point() -> None:
    i, deviation = _sweep()

    def residual(p: np.ndarray) -> np.ndarray:
        return (marcus_hush_chidsey_current(E - p[2], np.exp(p[0]), np.exp(p[1])) - i) / deviation

    whole = least_squares(residual, [2.0, -0.7, 0.0], x_scale=[1, 1, 0.01], xtol=1e-14, ftol=1e-14, gtol=1e-14)
    found = fit_rate_law(E, i, deviation)
    assert found.exchange_current == pytest.approx(np.exp(whole.x[0]), rel=1e-9)
    assert found.reorganization_energy == pytest.approx(np.exp(whole.x[1]), rel=1e-9)
    assert found.equilibrium_potential == pytest.approx(whole.x[2], abs=1e-12)
    spread = np.sqrt(np.diag(np.linalg.inv(whole.jac.T @ whole.jac)) * 2 * whole.cost / (E.size - 3))
    units = np.array([found.exchange_current, found.reorganization_energy, 1.0])
    assert found.standard_errors == pytest.approx(spread * units, rel=1e-4)


@pytest.mark.parametrize("law", FUNCTIONS)
def test_resamples_scatter_as_the_covariance_says(law: str) -> None:
    found = fit_rate_law(E, *_sweep(1, FUNCTIONS[law]), law=law, resamples=1000)
    assert found.reorganization_energy == pytest.approx(0.4, abs=4 * found.standard_errors[1])
    assert found.resamples.std(axis=0) == pytest.approx(found.standard_errors, rel=0.1)
    best = np.array([found.exchange_current, found.reorganization_energy, found.equilibrium_potential])
    assert np.abs(found.resamples.mean(axis=0) - best).max() < (0.2 * found.standard_errors).max()


def test_points_that_crowd_lose_nothing() -> None:
    x = np.concatenate([np.linspace(0, 1e-3, 500), np.linspace(0.9, 1.0, 500)])
    points = compressed(x, np.exp(x), 1.0, degree=12)
    assert points.rest < 1e-10
    assert points.rows @ np.exp(points.nodes) == pytest.approx(points.target, rel=1e-9, abs=1e-9)
    assert points.fitted(points.target) == pytest.approx(np.exp(x), rel=1e-9)


@pytest.mark.parametrize(("law", "count", "code"), [("tafel", 99, "UNKNOWN_LAW"), ("marcus_hush", 9, "TOO_FEW_POINTS")])
def test_what_cannot_be_fitted_is_refused(law: str, count: int, code: str) -> None:
    i, deviation = _sweep()
    with pytest.raises(FitError) as refused:
        fit_rate_law(E[:count], i[:count], deviation[:count], law=law)
    assert refused.value.message.code == code
