"""A window that moves: the last full fit goes on from where it stood, on at most 256 bins (SPEED 4)."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fitting.blocks import MOST_BINS, blocks_of
from fitting.least_squares import LeastSquaresFit, polished_fit
from fitting.messages import FitError
from fitting.outcome import Axis, Estimate, Outcome, Panel, Trace

Array = npt.NDArray[np.float64]
Window = tuple[float | None, float | None]
Ends = tuple[float, float]

_ITERATIONS = 12
_DAMPING = 1e-7  # hardly any: the full fit, from which it starts, is near, and a flat direction is to be gone at once
_FAR = 3.0  # standard deviations of a sample, from where its weight falls
_TOLERANCE = 1e-6  # of the sum of squares: a sixtieth of a standard deviation
_SPARE = 3  # bins more than parameters


@dataclass(frozen=True, eq=False, kw_only=True)
class Refit(ABC):
    """What a drag needs of a full fit: its parameters, its course, and what they mean.

    Parameters
    ----------
    columns : (str, str)
        The columns of abscissa and ordinate, as curves name them.
    axes : (Axis, Axis)
        Of the picture.
    origin, window_origin : float
        Where the course has its zero on the abscissa of the record, and where a window's zero lies.
    scale : float
        From the ordinate of the record to that of the course.
    reach : (float, float)
        What of the abscissa may be used at all, from the origin.
    values, lower, upper : (p,) array
        Where the fit stood, and bounds; parameters that stay have equal ones.
    noise : float
        Standard deviation of one sample.
    inflation : float
        Of variances, for coloured residuals.
    prior : (k, p) array, optional
        What is known of the parameters beside the record: rows that are standard normal in values less those given.
    """

    columns: tuple[str, str]
    axes: tuple[Axis, Axis]
    origin: float
    window_origin: float
    scale: float
    reach: tuple[float, float]
    values: Array
    lower: Array
    upper: Array
    noise: float
    inflation: float = 1.0
    prior: Array | None = None

    @abstractmethod
    def course(self, values: Array, x: Array, near: Array) -> tuple[Array, Array]:
        """Return ordinate (n,) and its slopes by the parameters (n, p); `near` is the ordinate that was recorded."""

    @abstractmethod
    def estimates(self, values: Array, covariance: Array, freedom: int, ends: Ends) -> Mapping[str, Estimate]:
        """Return the quantities of some parameters; `ends` are the first and last sample fitted, from the origin."""

    def place(self, end: float) -> float:
        """Return where on the abscissa, from the origin, an end of the window lies."""
        return end + self.window_origin - self.origin

    def edges(self, low: float, high: float) -> Array:
        """Return where bins may end between two places of the abscissa, from the origin."""
        result: Array = np.linspace(low, high, MOST_BINS)
        return result

    def deviation(self, y: Array) -> Array:
        """Return the standard deviation of one sample at some ordinates."""
        return np.full(y.size, self.noise)


def logarithmic_edges(low: float, high: float) -> Array:
    """Return edges of bins that are equally wide in the logarithm."""
    result: Array = np.geomspace(max(low, 1e-9 * high), high, MOST_BINS)
    return result


def live_fit(refit: Refit, x: Array, y: Array, window: Window) -> Outcome:
    """Return the quantities and the course of a fit in another window.

    The minimum is that of the bin means; verdicts, warnings and model choice wait for the full fit.

    Parameters
    ----------
    refit : Refit
    x, y : (n,) array
        The columns of the record that `Refit.columns` names.
    window : (float or None, float or None)
        As the method takes it.

    Raises
    ------
    FitError
        ``TOO_FEW_POINTS``.
    """
    low, high = refit.reach
    low = low if window[0] is None else max(low, refit.place(window[0]))
    high = high if window[1] is None else min(high, refit.place(window[1]))
    blocks = blocks_of(x, y)
    low, high = max(low, float(blocks.x[0]) - refit.origin), min(high, float(blocks.x[-1]) - refit.origin)
    edges = refit.edges(low, high) if high > low else np.empty(0)
    at, level, count = blocks.means(low + refit.origin, high + refit.origin, edges + refit.origin)
    inside = np.searchsorted(blocks.x, (low + refit.origin, high + refit.origin))
    first, last = (float(blocks.x[min(int(place), blocks.x.size - 1)]) - refit.origin for place in inside)
    free = int((refit.upper > refit.lower).sum())
    if at.size < free + _SPARE:
        text = "Only {count} samples lie in the window; the fit needs {least}: choose a wider one."
        raise FitError("TOO_FEW_POINTS", text, at.size, count=at.size, least=free + _SPARE)
    at, level = at - refit.origin, refit.scale * level
    fit = _polished(refit, at, level, refit.deviation(level), np.sqrt(count))
    covariance = refit.inflation * fit.covariance
    found = refit.estimates(fit.values, covariance, max(fit.degrees_of_freedom, 1), (first, last))
    curve = refit.course(fit.values, at, level)[0]
    traces = (Trace("data", at, level, "points"), Trace("fit", at, curve, "fit"))
    return Outcome(dict(found), panels=(Panel(*refit.axes, traces),))


def _polished(refit: Refit, x: Array, y: Array, deviation: Array, root: Array) -> LeastSquaresFit:
    """Return the fit; course and slopes are computed together, and once for each set of parameters.

    A mean of n samples lies sqrt(n) times as many of its own deviations away from a course that misses it: what is far
    is told by the deviation of one sample (shape (n,), `root` is sqrt(n)), as in the fit of the samples.
    """
    noise, scale = deviation / root, _FAR * root
    if refit.prior is not None:
        scale = np.concatenate([scale, np.full(len(refit.prior), _FAR)])
    seen: dict[bytes, tuple[Array, Array]] = {}

    def both(values: Array) -> tuple[Array, Array]:
        key = values.tobytes()
        if key not in seen:
            seen.clear()
            level, slopes = refit.course(values, x, y)
            rows, slopes = (level - y) / noise, slopes / noise[:, None]
            if refit.prior is not None:
                rows = np.concatenate([rows, refit.prior @ (values - refit.values)])
                slopes = np.concatenate([slopes, refit.prior])
            seen[key] = rows, slopes
        return seen[key]

    start = np.clip(refit.values, refit.lower, refit.upper)
    return polished_fit(
        lambda values: both(values)[0], lambda values: both(values)[1], start, refit.lower, refit.upper,
        scale=scale, damping=_DAMPING, iterations=_ITERATIONS, tolerance=_TOLERANCE,
    )  # fmt: skip
