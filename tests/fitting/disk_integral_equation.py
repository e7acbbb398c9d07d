"""The diffusion-limited current of an inlaid disk from its dual integral equations: the source of the product's series.

In Laplace space, lengths in radii and times in a^2/D, p = sqrt(s),
phi(x) = 2/pi + (1/pi) int_-1^1 phi(t) M(|x - t|) dt, M(u) = p int_0^(pi/2) cos v exp(-p u cos v) dv,
I(s) = (2 pi/s) int_0^1 phi(x) dx, of which the steady value is 4. Collocation at Gauss points (the kink of the kernel
split), Talbot's contour for the inverse. ``python -m tests.fitting.disk_integral_equation`` prints the Chebyshev
coefficients of v i/i_ss in v = sqrt(theta)/(sqrt(theta) + 1/2), which `fitting.mass_transfer.microdisk` keeps.
"""

from __future__ import annotations

import numpy as np
from numpy.polynomial import Chebyshev, Polynomial
from numpy.polynomial.chebyshev import chebpts1, chebvander
from numpy.polynomial.legendre import leggauss

TERMS = 44
MIDDLE = 0.5  # sqrt(theta) in the middle of the map
_SHORT = 0.03  # sqrt(theta) below which the short-time series is used


def laplace_current(p: complex, nodes: int) -> complex:
    """Return int_0^1 phi at p = sqrt(s)."""
    x, weight = (half(each) for each in leggauss(nodes))
    x = x + 0.5
    barycentric = (-1.0) ** np.arange(nodes) * np.sqrt((1 - (2 * x - 1) ** 2) * weight)
    q, share = (half(each) for each in leggauss(2 * nodes))
    q = q + 0.5
    angle, width = leggauss(int(60 + 6 * np.sqrt(abs(p))))
    cosine, width = np.cos((angle + 1) * np.pi / 4), width * np.pi / 4

    def kernel(distance: np.ndarray) -> np.ndarray:
        return p * (np.exp(-p * distance[:, None] * cosine) @ (width * cosine))

    matrix = np.zeros((nodes, nodes), complex)
    for row, here in enumerate(x):
        t = np.concatenate([q * here, here + q * (1 - here)])
        lagrange = barycentric / (t[:, None] - x + 1e-16)
        lagrange /= lagrange.sum(axis=1, keepdims=True)
        rule = np.concatenate([share * here, share * (1 - here)])
        matrix[row] = (rule * (kernel(abs(here - t)) + kernel(here + t))) @ lagrange
    phi = np.linalg.solve(np.eye(nodes) - matrix / np.pi, np.full(nodes, 2 / np.pi, complex))
    return complex(weight @ phi)


def half(values: np.ndarray) -> np.ndarray:
    """Return what belongs to [-1, 1] for an interval of length 1."""
    return np.asarray(values) / 2


def current_ratio(theta: float, nodes: int = 30, contour: int = 24) -> float:
    """Return i/i_ss at theta = D t/a^2, to about 1e-11 above theta = 1e-3 with 60 nodes, above 0.01 with 30."""
    angle = (np.arange(contour // 2) + 0.5) * 2 * np.pi / contour
    sine, cotangent = np.sin(0.6407 * angle), 1 / np.tan(0.6407 * angle)
    s = contour / theta * (0.5017 * angle * cotangent - 0.6122 + 0.2645j * angle)
    slope = contour / theta * (0.5017 * cotangent - 0.5017 * 0.6407 * angle / sine**2 + 0.2645j)
    image = np.array([2 * np.pi / one * laplace_current(np.sqrt(one), nodes) for one in s])
    return float((2 / contour * np.sum(np.exp(s * theta) * image * slope)).imag / 4)


def short_time_rest() -> Polynomial:
    """Return (i/i_ss - the first three terms)/theta as a polynomial in sqrt(theta), for the shortest times."""
    root = np.linspace(_SHORT, 0.15, 9)
    ratio = np.array([current_ratio(r**2, 60) for r in root])
    return Polynomial.fit(root, (ratio - _first_terms(root)) / root**2, 3)


def _first_terms(root: np.ndarray | float) -> np.ndarray | float:
    return np.sqrt(np.pi) / (4 * root) + np.pi / 4 + np.sqrt(np.pi) / 8 * root


def coefficients() -> np.ndarray:
    """Return the Chebyshev coefficients of v i/i_ss."""
    rest = short_time_rest()
    v = (chebpts1(TERMS) + 1) / 2
    root = MIDDLE * v / (1 - v)
    ratio = [
        current_ratio(r**2, 34 if r > 0.1 else 60) if r >= _SHORT else _first_terms(r) + r**2 * rest(r) for r in root
    ]
    return np.linalg.solve(chebvander(2 * v - 1, TERMS - 1), v * np.array(ratio))


def main() -> None:
    """Print the coefficients, and how far the series is from the integral equation between its nodes."""
    found = coefficients()
    print(",\n".join(f"{one:.13g}" for one in found))
    series = Chebyshev(found)
    for theta in (1e-3, 3e-3, 0.017, 0.21, 0.9, 3.3, 41.0, 900.0, 1.3e4):
        v = np.sqrt(theta) / (np.sqrt(theta) + MIDDLE)
        print(theta, series(2 * v - 1) / v / current_ratio(theta, 60) - 1)


if __name__ == "__main__":
    main()
