"""Weighted non-linear least squares: the only caller of scipy.optimize and iminuit in this program."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

_ILL_CONDITIONED = 1e7
_ROUNDING = 1e-11  # of a cost: a step that changes it by less is at the minimum


@dataclass(frozen=True, eq=False)
class LeastSquaresFit:
    """The best of several starts.

    Parameters
    ----------
    values : (p,) array
        Parameters.
    covariance : (p, p) array
        s^2 (J'J)^-1 with s^2 the reduced chi-square; parameters at a bound count as known.
    residual : (n,) array
        Weighted residuals at the values, without the robust loss.
    jacobian : (n, p) array
        Of the weighted residuals.
    condition_number : float
        Of the scaled Jacobian.
    at_bound : (p,) array of bool
    verdict : str
        ``converged`` | ``at_bound`` | ``ill_conditioned`` | ``failed``.
    """

    values: Array
    covariance: Array
    residual: Array
    jacobian: Array
    condition_number: float
    at_bound: npt.NDArray[np.bool_]
    verdict: str

    @property
    def chi_square(self) -> float:
        """Sum of the squared weighted residuals."""
        return float(self.residual @ self.residual)

    @property
    def degrees_of_freedom(self) -> int:
        """Points minus parameters."""
        return int(self.residual.size - self.values.size)

    @property
    def standard_errors(self) -> Array:
        """Standard errors of the values."""
        result: Array = np.sqrt(np.maximum(np.diag(self.covariance), 0.0))
        return result


def fit_least_squares(
    residual: Callable[[Array], Array],
    starts: Sequence[Array],
    lower: Array,
    upper: Array,
    jacobian: Callable[[Array], Array] | None = None,
    *,
    loss: str = "soft_l1",
    scale: float = 3.0,
    evaluations: int = 60,
) -> LeastSquaresFit:
    """Return the parameters that minimise sum rho(r_i^2), r the weighted residuals.

    Parameters
    ----------
    residual, jacobian : callable
        (p,) -> (n,) and (p,) -> (n, p); in units of the noise.
    starts : sequence of (p,) array
        The fit with the lowest cost wins.
    lower, upper : (p,) array
        Bounds.
    loss : str
        ``soft_l1`` bends from squares to straight lines at `scale` standard deviations; ``linear`` never does.
    scale : float
        In standard deviations.
    evaluations : int
        At the most, per start.
    """
    from scipy.optimize import least_squares  # start-up: not at import

    best = None
    for start in starts:
        inside = np.clip(start, lower + 1e-9 * (upper - lower), upper - 1e-9 * (upper - lower))
        answer = least_squares(
            residual,
            inside,
            jac=jacobian if jacobian is not None else "2-point",
            bounds=(lower, upper),
            x_scale="jac",
            loss=loss,
            f_scale=scale,
            max_nfev=evaluations,
            ftol=1e-10,
            xtol=1e-9,
            gtol=1e-10,
        )
        if best is None or answer.cost < best.cost:
            best = answer
    if best is None:
        raise ValueError("a fit needs a start")
    values = np.asarray(best.x, dtype=np.float64)
    rows = np.asarray(residual(values), dtype=np.float64)
    slopes = np.asarray(jacobian(values) if jacobian is not None else best.jac, dtype=np.float64)
    return _summary(values, rows, slopes, lower, upper, bool(best.success))


def bracketed_root(function: Callable[[float], float], lower: float, upper: float, tolerance: float = 0.0) -> float:
    """Return x between two bounds at which a scalar function changes sign (Brent's method).

    Parameters
    ----------
    function : callable
        Continuous, of opposite signs at the bounds.
    lower, upper : float
    tolerance : float
        Of x; 0 asks for all digits.

    Raises
    ------
    ValueError
        If the signs at the bounds are the same.
    """
    from scipy.optimize import brentq  # start-up: not at import

    return float(brentq(function, lower, upper, xtol=max(tolerance, 1e-300), rtol=4 * np.finfo(float).eps))


def polished_fit(
    residual: Callable[[Array], Array],
    jacobian: Callable[[Array], Array],
    start: Array,
    lower: Array,
    upper: Array,
    *,
    scale: float | Array = 3.0,
    damping: float = 1e-3,
    iterations: int = 25,
    tolerance: float = 1e-8,
) -> LeastSquaresFit:
    """Return the same minimum as `fit_least_squares`, from a start near it, by damped normal equations.

    Ten times as fast on thousands of points: no decomposition of the whole Jacobian. Parameters as there; soft_l1. It
    ends where the cost falls by less than a share `tolerance` of itself. `scale` may be one for each residual;
    `damping` is that of the first step.
    """
    values = np.clip(start, lower, upper)
    rows = residual(values)
    cost, success = _soft_cost(rows, scale), False
    slopes = jacobian(values)
    for _ in range(iterations):
        weight = 1 / np.sqrt(1 + (rows / scale) ** 2)
        normal = slopes.T @ (slopes * weight[:, None])
        pull = slopes.T @ (weight * rows)
        size = np.maximum(np.diag(normal), 1e-12)
        free = ~(((values <= lower) & (pull > 0)) | ((values >= upper) & (pull < 0)))
        step = np.zeros_like(values)
        scaled = normal / np.sqrt(np.outer(size, size)) + damping * np.eye(values.size)
        step[free] = -np.linalg.solve(scaled[np.ix_(free, free)], (pull / np.sqrt(size))[free]) / np.sqrt(size)[free]
        trial = np.clip(values + step, lower, upper)
        trial_rows = residual(trial)
        trial_cost = _soft_cost(trial_rows, scale)
        if not trial_cost < cost:
            damping *= 10
            if damping > 1e6 or trial_cost - cost < _ROUNDING * cost:
                success = True
                break
            continue
        success = cost - trial_cost < tolerance * cost
        values, rows, cost, damping = trial, trial_rows, trial_cost, max(damping / 10, 1e-10)
        slopes = jacobian(values)
        if success:
            break
    return _summary(values, rows, slopes, lower, upper, success)


def _soft_cost(rows: Array, scale: float | Array) -> float:
    return float(np.sum((np.sqrt(1 + (rows / scale) ** 2) - 1) * np.square(scale)))


def _summary(values: Array, rows: Array, slopes: Array, lower: Array, upper: Array, success: bool) -> LeastSquaresFit:
    width = upper - lower
    fixed = width < 1e-9
    at_bound = fixed | (values - lower < 1e-6 * width) | (upper - values < 1e-6 * width)
    covariance, condition = covariance_matrix(slopes, rows, ~at_bound)
    verdict = "converged" if success else "failed"
    if success and (at_bound & ~fixed).any():
        verdict = "at_bound"
    if condition > _ILL_CONDITIONED:
        verdict = "ill_conditioned"
    return LeastSquaresFit(values, covariance, rows, slopes, condition, at_bound, verdict)


def covariance_matrix(
    jacobian: Array, residual: Array, free: npt.NDArray[np.bool_] | None = None
) -> tuple[Array, float]:
    """Return s^2 (J'J)^-1 and the condition number of the Jacobian with columns scaled to length one.

    Parameters
    ----------
    jacobian : (n, p) array
    residual : (n,) array
        Weighted residuals; s^2 is their sum of squares over n - p, outliers beyond 6 left at 6.
    free : (p,) array of bool, optional
        Columns that count; the others get zeros.
    """
    count = jacobian.shape[1]
    free = np.ones(count, dtype=np.bool_) if free is None else free
    used = jacobian[:, free]
    length = np.linalg.norm(used, axis=0)
    length[length == 0] = 1.0
    scaled = used / length
    eigenvalues = np.linalg.eigvalsh(scaled.T @ scaled)
    smallest = max(float(eigenvalues[0]), 0.0) if eigenvalues.size else 1.0
    condition = float(np.sqrt(eigenvalues[-1] / smallest)) if smallest > 0 and eigenvalues.size else np.inf
    spread = float(np.sum(np.clip(residual, -6, 6) ** 2)) / max(residual.size - int(free.sum()), 1)
    covariance = np.zeros((count, count))
    inverse = np.linalg.pinv(scaled.T @ scaled, hermitian=True)
    covariance[np.ix_(free, free)] = spread * inverse / np.outer(length, length)
    return covariance, condition
