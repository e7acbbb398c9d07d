"""Least squares of a smooth course on any number of points through a few rows (SPEED 3).

A course that a polynomial of degree M follows to rounding enters the sum of squares only by its M + 1 Chebyshev
coefficients, so that a triangle R of M + 1 rows has all that the points say: the minimum is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fitting.least_squares import LeastSquaresFit, covariance_matrix

Array = npt.NDArray[np.float64]
Course = Callable[[Array, Array], tuple[Array, Array]]

_ITERATIONS = 60
_CONVERGED = 1e-13  # of the squares
_SMALLEST_STEP = 1e-12  # of logarithms and the like
_APART = 1e-4  # least over largest on a triangle's diagonal
_BLOCK = 4096  # points whose polynomials are held at once: they stay in the processor's cache
_RANK = 1e-13  # of a triangle, relative


@dataclass(frozen=True, eq=False)
class Compression:
    """Points as a few rows.

    Parameters
    ----------
    nodes : (m,) array
        Chebyshev points of the range, at which a course has to be known.
    rows : (m, m) array
        From values at the nodes to the rows that stand for the weighted points.
    target : (m,) array
        What the points say of those rows.
    rest : float
        Weighted squares that no polynomial takes away.
    triangle : (m, m) array
        R of the weighted polynomials at the points: their products are R'R.
    place, weight : (n,) array
        Where the points stand in the range, -1 to 1, and one over their deviations.
    """

    nodes: Array
    rows: Array
    target: Array
    rest: float
    triangle: Array
    place: Array
    weight: Array

    @property
    def count(self) -> int:
        """How many points there are."""
        return int(self.place.size)

    def drawn(self, residuals: Array) -> Array:
        """Return what weighted residuals (b, n) say of the rows, (b, m)."""
        sums = np.zeros((len(residuals), len(self.triangle)))
        for part, polynomials in _polynomials(self.place, self.weight, len(self.triangle)):
            sums += residuals[:, part] @ polynomials
        return _solved(self.triangle.T, sums.T).T

    def fitted(self, rows: Array) -> Array:
        """Return weighted points (n,) that some rows (m,) stand for."""
        coefficients = _solved(self.triangle, rows)
        parts = _polynomials(self.place, self.weight, len(self.triangle))
        return np.concatenate([polynomials @ coefficients for _, polynomials in parts])


def compressed(x: Array, y: Array, deviation: Array | float, degree: int = 40) -> Compression:
    """Return points with their weights as rows.

    Parameters
    ----------
    x, y : (n,) array
    deviation : (n,) array or float
        Of y.
    degree : int
        Of the polynomial; fewer points than that are too few.
    """
    low, high = float(x.min()), float(x.max())
    count = degree + 1
    angle = np.pi * (np.arange(count) + 0.5) / count
    place = np.clip((2 * x - low - high) / (high - low), -1.0, 1.0)
    weight: Array = 1 / np.broadcast_to(np.asarray(deviation, dtype=np.float64), x.shape)
    at_nodes = np.cos(np.outer(np.arange(count), angle)) * (2 / count)
    at_nodes[0] *= 0.5  # coefficients from values at the nodes
    weighted = y * weight
    triangle, target = _decomposed(place, weight, weighted, count)
    rest = max(float(weighted @ weighted - target @ target), 0.0)
    nodes = 0.5 * (low + high) + 0.5 * (high - low) * np.cos(angle)
    return Compression(nodes, triangle @ at_nodes, target, rest, triangle, place, weight)


def _polynomials(place: Array, weight: Array, count: int) -> Iterator[tuple[slice, Array]]:
    """Give the weighted Chebyshev polynomials (b, count) of block after block of the points."""
    for start in range(0, place.size, _BLOCK):
        part = slice(start, start + _BLOCK)
        twice = 2 * place[part]
        rows = np.empty((count, twice.size))
        rows[0] = weight[part]
        np.multiply(place[part], rows[0], out=rows[1])
        for k in range(2, count):
            np.multiply(twice, rows[k - 1], out=rows[k])
            rows[k] -= rows[k - 2]
        yield part, rows.T


def _decomposed(place: Array, weight: Array, weighted: Array, count: int) -> tuple[Array, Array]:
    """Return R and Q'y of a QR decomposition, from products alone where the columns are well apart."""
    products, sums = np.zeros((count, count)), np.zeros(count)
    for part, polynomials in _polynomials(place, weight, count):
        products += polynomials.T @ polynomials
        sums += polynomials.T @ weighted[part]
    try:
        factor: Array = np.asarray(np.linalg.cholesky(products).T, dtype=np.float64)
        size = np.abs(np.diag(factor))
        if size.min() > _APART * size.max():
            return factor, np.asarray(np.linalg.solve(factor.T, sums), dtype=np.float64)
    except np.linalg.LinAlgError:
        pass
    whole = np.empty((0, count + 1))
    for part, polynomials in _polynomials(place, weight, count):
        rows = np.vstack([whole, np.column_stack([polynomials, weighted[part]])])
        whole = np.asarray(np.linalg.qr(rows, mode="r"), dtype=np.float64)
    return whole[:count, :count], whole[:count, count]


def _solved(matrix: Array, wanted: Array) -> Array:
    """Solve for the part that a matrix, of full rank or not, determines."""
    return np.asarray(np.linalg.lstsq(matrix, wanted, rcond=_RANK)[0], dtype=np.float64)


def fit_compressed(course: Course, points: Compression, start: Array) -> LeastSquaresFit:
    """Return the parameters of least squares, by Levenberg's and Marquardt's steps.

    Parameters
    ----------
    course : callable
        (p,), (m,) -> (m,), (m, p): ordinate and slopes.
    points : Compression
    start : (p,) array
    """
    values = np.array(start, dtype=np.float64)
    level, slopes = course(values, points.nodes)
    rows, jacobian = points.rows @ level - points.target, points.rows @ slopes
    squares, damping, success = float(rows @ rows), 1e-3, False
    for _ in range(_ITERATIONS):
        normal = jacobian.T @ jacobian
        step = np.linalg.solve(normal + damping * np.diag(np.diag(normal)), -jacobian.T @ rows)
        trial_level, trial_slopes = course(values + step, points.nodes)
        trial = points.rows @ trial_level - points.target
        fall = squares - float(trial @ trial)
        small = float(np.abs(step).max()) < _SMALLEST_STEP or abs(fall) < _CONVERGED * (squares + points.rest)
        if small and np.isfinite(fall):
            success = True
            if fall <= 0:
                break
        if not fall > 0:
            damping = max(10 * damping, 1e-6)
            continue
        values, rows, slopes, squares = values + step, trial, trial_slopes, squares - fall
        jacobian, damping = points.rows @ slopes, damping / 10
        if success:
            break
    condition = covariance_matrix(jacobian, rows)[1]
    free = max(points.count - values.size, 1)
    gram = np.linalg.pinv(jacobian.T @ jacobian, hermitian=True)
    covariance = gram * (squares + points.rest) / free
    at_bound = np.zeros(values.size, dtype=np.bool_)
    verdict = "converged" if success else "failed"
    return LeastSquaresFit(values, covariance, rows, jacobian, condition, at_bound, verdict)


def resampled_fits(
    course: Callable[[Array, Array], tuple[Array, Array]],
    points: Compression,
    best: Array,
    residual: Array,
    count: int = 1000,
    block: int = 1,
    seed: int = 0,
) -> Array:
    """Return the parameters of refits to the fitted course with resampled residuals, all at once, (count, p).

    Parameters
    ----------
    course : callable
        (b, p), (m,) -> (b, m), (b, m, p): for many sets of parameters together.
    points : Compression
    best : (p,) array
        The fit.
    residual : (n,) array
        Weighted, point less course.
    count, block, seed : int
        Resamples; neighbours that are drawn together, as coloured noise asks for; of the random numbers.
    """
    random = np.random.default_rng(seed)
    centred = residual - residual.mean()
    values = np.broadcast_to(best, (count, best.size)).copy()
    level, slopes = course(values[:1], points.nodes)
    fitted = points.rows @ level[0]
    targets = np.empty((count, points.target.size))
    pieces = -(-residual.size // block)
    for first in range(0, count, 100):
        many = min(100, count - first)
        begin = random.integers(0, residual.size - block + 1, (many, pieces))
        take = (begin[:, :, None] + np.arange(block)).reshape(many, -1)[:, : residual.size]
        targets[first : first + many] = fitted + points.drawn(centred[take])
    for _ in range(4):  # Gauss and Newton from the best fit: resamples are near
        level, slopes = course(values, points.nodes)
        rows = level @ points.rows.T - targets
        jacobian = np.einsum("ij,bjp->bip", points.rows, slopes)
        normal = np.einsum("bip,biq->bpq", jacobian, jacobian)
        pull = np.einsum("bip,bi->bp", jacobian, rows)
        values = values - np.linalg.solve(normal, pull[:, :, None])[:, :, 0]
    return values
