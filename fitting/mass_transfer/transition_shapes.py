"""Forms of Sand's transition: ln(c_s/c) softened by what takes over when the surface empties (PHYSICS 1.3)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from math import exp, log

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

ROUNDINGS = ("logistic", "gaussian", "hyperbolic")
# Order of a shape's parameters.
WIDTH, REACH, SHARPNESS, REVERSIBILITY, MIXING, TRANSFER = range(6)
PARAMETERS = 6
LOWER = np.array([np.log(1e-6), 0.5, np.log(0.3), -7.0, 0.0, 0.1])
UPPER = np.array([np.log(0.3), 400.0, np.log(60.0), 4.0, 0.99, 0.9])
TAFEL = -7.0
SHARP = np.array([np.log(1e-6), 400.0, 0.0, TAFEL, 0.5, 0.5])
_LEAST = 1e-280


@dataclass(frozen=True)
class RoundedShape:
    """v(x) for E = E_a + b v, x = t/tau: a logarithm of a rounded c_s/c, bounded by a second reaction.

    c = w ln(1 + e^(s/w)) (``logistic``; or the mean of max(s, 0) over a ``gaussian``, or a ``hyperbolic`` bend),
    s = 1 - sqrt(x); v by `with_kinetics`; bounded from below as (1/m) ln(e^(m v) + e^(-m u)).
    Parameters in order: ln w, u, ln m, h, theta, alpha.

    Parameters
    ----------
    rounding : str
        ``logistic`` | ``gaussian`` | ``hyperbolic``.
    """

    rounding: str = "logistic"

    def level(self, x: Array, shape: Array) -> Array:
        """Return v."""
        return self(x, shape)[0]

    def __call__(self, x: Array, shape: Array) -> tuple[Array, Array, Array]:
        """Return v, dv/dx, and dv/d shape (n, 6)."""
        root = np.sqrt(x)
        left, by_excess, by_width = _rounded(self.rounding, 1 - root, exp(shape[WIDTH]))
        floor = np.maximum(left, _LEAST)
        free, by_log, by_kinetics = with_kinetics(np.log(floor), shape)
        m, reach = exp(shape[SHARPNESS]), float(shape[REACH])
        level = np.logaddexp(m * free, -m * reach) / m
        share = np.exp(m * (free - level))
        bend = share * free - (1 - share) * reach - level
        by_left = share * by_log / floor
        slopes = np.stack([by_left * by_width, share - 1, bend, *(share * by_kinetics)], axis=1)
        return level, -by_left * by_excess / (2 * np.maximum(root, 1e-9)), slopes


def with_kinetics(log_left: Array, shape: Array) -> tuple[Array, Array, Array]:
    """Return v, dv/d ln c, and dv/d (h, theta, alpha), (3, n), for L = ln c.

    v = theta L + (1 - theta) (z(0) - z(L)) alpha / (1 - alpha), with alpha z + ln(1 - e^-z) = -h - (1 - alpha) L: a
    concentration part, and Butler-Volmer kinetics at e^-h = |j|/j0. Far from equilibrium v = L.
    """
    back, theta, alpha = float(shape[REVERSIBILITY]), float(shape[MIXING]), float(shape[TRANSFER])
    first = _affinity(np.zeros(1), back, alpha)
    z = _affinity(log_left, back, alpha)
    rate, rate_first = (1 / (alpha + 1 / np.expm1(np.minimum(one, 700.0))) for one in (z, first))
    factor = alpha / (1 - alpha)
    local = (first - z) * factor
    by_alpha = local / (alpha * (1 - alpha)) + factor * ((z - log_left) * rate - first * rate_first)
    slopes = np.stack([(1 - theta) * factor * (rate - rate_first), log_left - local, (1 - theta) * by_alpha])
    return theta * log_left + (1 - theta) * local, theta + (1 - theta) * alpha * rate, slopes


def _affinity(log_left: Array, back: float, alpha: float) -> Array:
    """Return z: the left side is increasing and concave, so Newton's steps climb to it from below."""
    target = -back - (1 - alpha) * log_left
    z = np.maximum(target / alpha, np.exp(np.minimum(target - alpha, 0.0)))
    for _ in range(30):
        step = (target - alpha * z - np.log(-np.expm1(-z))) / (alpha + 1 / np.expm1(np.minimum(z, 700.0)))
        z = z + step
        if np.abs(step).max(initial=0.0) < 1e-12:
            break
    return z


def _rounded(rounding: str, excess: Array, width: float) -> tuple[Array, Array, Array]:
    """Return max(s, 0) rounded over a width w, and its slopes by s and by ln w."""
    z = excess / width
    if rounding == "logistic":
        left = width * np.logaddexp(0.0, z)
        slope = 0.5 * (1 + np.tanh(0.5 * z))
        return left, slope, left - excess * slope
    if rounding == "hyperbolic":
        root = np.hypot(excess, width)
        left = np.where(excess > 0, 0.5 * (excess + root), 0.5 * width**2 / (root - np.minimum(excess, 0)))
        return left, left / root, 0.5 * width**2 / root
    from scipy.special import ndtr  # start-up: not at import

    density = width * np.exp(-0.5 * z**2) / np.sqrt(2 * np.pi)
    slope = ndtr(z)
    return np.maximum(excess * slope + density, 0.0), slope, density


@dataclass(frozen=True)
class SharedShape:
    """v(x) where a second reaction and the double layer share the current and only what plates depletes.

    (c e^-v)^p = phi plates, e^(-p (v + u)) goes into the second reaction, -l dv/dx into the double layer; the three add
    up to 1, and c = 1 - integral of phi / (2 sqrt(x - x')). Kinetics as in `with_kinetics`.
    Parameters in order: ln l, u, ln p, h, theta, alpha, so that they take the places of those of `RoundedShape`.
    """

    rounding: str = "shared"

    def level(self, x: Array, shape: Array) -> Array:
        """Return v."""
        base = tuple(float(one) for one in shape[:3])
        return with_kinetics(np.interp(x, _grid(), _shared_curve(base)), shape)[0]

    def __call__(self, x: Array, shape: Array) -> tuple[Array, Array, Array]:
        """Return v, dv/dx, and dv/d shape (n, 6), the first three by differences."""
        base = tuple(float(one) for one in shape[:3])
        curve = _shared_curve(base)
        plain, by_x = np.interp(x, _grid(), curve), np.interp(x, _grid(), np.gradient(curve, _grid()))
        level, by_log, by_kinetics = with_kinetics(plain, shape)
        columns = []
        for index in range(3):
            moved = tuple(one + 1e-3 * (place == index) for place, one in enumerate(base))
            columns.append(by_log * (np.interp(x, _grid(), _shared_curve(moved)) - plain) / 1e-3)
        return level, by_log * by_x, np.stack([*columns, *by_kinetics], axis=1)


@cache
def _grid() -> Array:
    crowd = np.geomspace(2e-5, 1.0, 110)
    return np.unique(np.concatenate([np.linspace(0.0, 0.9, 25), 1 - crowd, 1 + crowd, 1 + 0.25 * np.arange(1, 17)]))


@cache
def _product_weights() -> Array:
    """Return W with sum_k W_nk phi_k = integral of phi(x') / (2 sqrt(x_n - x')) to x_n, phi piecewise linear."""
    grid = _grid()
    weights = np.zeros((grid.size, grid.size))
    for n in range(1, grid.size):
        left, right = grid[n] - grid[:n], grid[n] - grid[1 : n + 1]
        area, moment = np.sqrt(left) - np.sqrt(right), (left**1.5 - right**1.5) / 3
        weights[n, :n] += (moment - right * area) / (left - right)
        weights[n, 1 : n + 1] += (left * area - moment) / (left - right)
    return weights


@lru_cache(maxsize=16)
def _shared_curve(base: tuple[float, ...]) -> Array:
    """Return v on the grid for ln l, u, ln p."""
    grid, weights = _grid(), _product_weights()
    charging, reach, order = exp(base[0]), base[1], exp(base[2])
    share, level = np.ones(grid.size), np.zeros(grid.size)
    for n in range(1, grid.size):
        history = 1 - float(weights[n, :n] @ share[:n])
        lag = charging / float(grid[n] - grid[n - 1])
        level[n], share[n] = _balance(history, float(weights[n, n]), float(level[n - 1]), lag, reach, order)
    return level


def _balance(history: float, last: float, before: float, lag: float, reach: float, order: float) -> tuple[float, float]:
    """Return v and phi at which plating, second reaction and charging add up to the current.

    Newton's steps in z = ln(c e^-v), in which all three grow, bounded by what was tried.
    """
    high = log(max(history, 1e-290) / last) / order - 1e-12
    low, z = high - 700.0, min(0.0, high - 1e-9)
    v = phi = 0.0
    for _ in range(100):
        phi = exp(order * z)
        left = max(history - last * phi, 1e-300)
        v = log(left) - z
        by_z = -order * last * phi / left - 1
        second = exp(min(-order * (v + reach), 300.0))
        miss = phi + second - lag * (v - before) - 1
        low, high = (low, z) if miss > 0 else (z, high)
        trial = z - miss / max(order * phi - (order * second + lag) * by_z, 1e-300)
        if not low < trial < high:
            trial = 0.5 * (low + high)
        if abs(trial - z) < 1e-11 * (1 + abs(z)):
            break
        z = trial
    return v, phi
