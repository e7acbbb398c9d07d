import numpy as np
import pytest
from scipy.stats import chi2

from fitting.confidence import (
    block_bootstrap_covariance,
    correlation_time,
    delta_errors,
    deviation_interval,
    gradient,
    runs_probability,
)
from fitting.least_squares import fit_least_squares, polished_fit

X = np.linspace(0.0, 5.0, 400)
TRUE = np.array([2.0, -0.5])


def _data(seed: int) -> np.ndarray:
    return TRUE[0] * np.exp(TRUE[1] * X) + np.random.default_rng(seed).normal(0, 0.05, X.size)


def _residual(values: np.ndarray, y: np.ndarray) -> np.ndarray:
    return (values[0] * np.exp(values[1] * X) - y) / 0.05


def _jacobian(values: np.ndarray) -> np.ndarray:
    decay = np.exp(values[1] * X)
    return np.stack([decay, values[0] * X * decay], axis=1) / 0.05


LOW, HIGH = np.array([0.0, -5.0]), np.array([10.0, 5.0])


def test_both_fits_find_the_same_minimum() -> None:
    y = _data(1)
    slow = fit_least_squares(lambda v: _residual(v, y), [np.array([1.0, 0.0])], LOW, HIGH, _jacobian)
    fast = polished_fit(lambda v: _residual(v, y), _jacobian, np.array([1.5, -0.3]), LOW, HIGH)
    np.testing.assert_allclose(slow.values, fast.values, rtol=1e-5)
    assert slow.verdict == fast.verdict == "converged"


def test_intervals_cover_the_truth_as_often_as_they_say() -> None:
    inside = 0
    for seed in range(200):
        y = _data(seed)
        fit = polished_fit(lambda v, y=y: _residual(v, y), _jacobian, TRUE, LOW, HIGH)
        inside += int(abs(fit.values[1] - TRUE[1]) < 1.96 * fit.standard_errors[1])
    assert 0.91 <= inside / 200 <= 0.985


def test_an_outlier_moves_a_robust_fit_little() -> None:
    y = _data(3)
    clean = fit_least_squares(lambda v: _residual(v, y), [TRUE], LOW, HIGH, _jacobian)
    y[50] += 5.0
    hit = fit_least_squares(lambda v: _residual(v, y), [TRUE], LOW, HIGH, _jacobian)
    assert np.all(np.abs(hit.values - clean.values) < clean.standard_errors)


def test_a_bound_is_reported() -> None:
    y = _data(4)
    fit = fit_least_squares(lambda v: _residual(v, y), [np.array([1.0, -0.3])], LOW, np.array([1.5, 5.0]), _jacobian)
    assert fit.verdict == "at_bound"


def test_delta_method_of_a_product() -> None:
    slopes = gradient(lambda v: np.array([v[0] * v[1]]), np.array([2.0, 3.0]), np.array([0.1, 0.1]))
    np.testing.assert_allclose(slopes, [[3.0, 2.0]], rtol=1e-9)
    assert delta_errors(slopes, 0.01 * np.eye(2))[0] == pytest.approx(0.1 * np.sqrt(13))


def test_block_bootstrap_sees_coloured_noise() -> None:
    random = np.random.default_rng(0)
    white = random.normal(size=4000)
    coloured = np.convolve(white, np.ones(10) / np.sqrt(10), "same")
    design = np.ones((4000, 1))
    assert correlation_time(white) <= 2
    assert correlation_time(coloured) > 5
    assert np.sqrt(block_bootstrap_covariance(design, white)[0, 0]) == pytest.approx(1 / np.sqrt(4000), rel=0.2)
    assert np.sqrt(block_bootstrap_covariance(design, coloured)[0, 0]) > 2 / np.sqrt(4000)


def test_runs_tell_noise_from_structure() -> None:
    random = np.random.default_rng(0)
    assert runs_probability(random.normal(size=500)) > 1e-3
    assert runs_probability(np.sin(np.linspace(0, 20, 500))) < 1e-6


def test_the_interval_of_a_deviation_is_that_of_chi_square() -> None:
    low, high = deviation_interval(2.0, 7)
    assert 7 * (2.0 / low) ** 2 == pytest.approx(chi2(7).ppf(0.975))
    assert 7 * (2.0 / high) ** 2 == pytest.approx(chi2(7).ppf(0.025))
