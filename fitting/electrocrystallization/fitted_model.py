"""The model of a nucleation spike with given nuisances fitted to samples."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fitting.confidence import runs_probability
from fitting.electrocrystallization.relaxation_model import (
    AMPLITUDE,
    CHARGING,
    COUNT,
    DECAY,
    GROWTH,
    GROWTH_TIME,
    RISE,
    RelaxationModel,
)
from fitting.least_squares import LeastSquaresFit, fit_least_squares, polished_fit

Array = npt.NDArray[np.float64]
Data = tuple[Array, Array, Array]  # time since current on / s, potential / V, noise / V

STRUCTURED = 1e-3  # probability of the runs
# V: 2 (1 - t+) RT/F, and as much again from the kinetics. A term of any size would take the place of self-smoothing.
_LONGEST_CHARGING = 0.1  # of the record: slower, and it would take the place of growth
_NEAR, _BLOCKS, _FEWEST_IN_BLOCK = 2.0, 24, 4  # decay times of the spike; samples
_FEW = 12  # blocks, or samples before the spike
_WANDERING = 6.0  # standard deviations of the blocks' mean square
_LEAST_DEPLETION, _MOST_DEPLETION = 5e-3, 0.11


@dataclass(frozen=True, eq=False)
class RelaxationFit:
    """A fitted model.

    Parameters
    ----------
    model : RelaxationModel
    fit : LeastSquaresFit
    covariance : (p, p) array
        By residual block bootstrap where the residuals are coloured, else s^2 (J'J)^-1.
    method : str
        ``covariance`` | ``bootstrap``.
    elapsed, residual : (n,) array
        s since current on; recorded minus model / V.
    structured : bool
        The residuals are not noise.
    scores : tuple of (str, float)
        AICc of the rivals: relaxation, depletion, both.
    drift_covariance : (p, p) array or None
        The part of the covariance that slow drift makes.
    hum : float or None
        Frequency of a hum as slow as the record / Hz; values and covariance are averaged over what it may be.
    """

    model: RelaxationModel
    fit: LeastSquaresFit
    covariance: Array
    method: str
    elapsed: Array
    residual: Array
    structured: bool
    scores: tuple[tuple[str, float], ...] = ()
    drift_covariance: Array | None = None
    hum: float | None = None

    @property
    def sand_time(self) -> float:
        """Transition time of the depletion term / s."""
        return float(np.exp(self.fit.values[COUNT + 1])) if self.model.sand_time is None else self.model.sand_time

    @property
    def score(self) -> float:
        """AICc, the variance counted as a parameter."""
        count, parameters = self.residual.size, self.model.size - (0 if self.model.growth else 2) + 1
        parameters += 0 if self.hum is None else 3
        chi_square = float(np.sum(np.clip(self.fit.residual, -6, 6) ** 2))
        penalty = 2 * parameters + 2 * parameters * (parameters + 1) / max(count - parameters - 1, 1)
        return count * float(np.log(max(chi_square, 1e-300) / count)) + penalty


def fitted(
    model: RelaxationModel, x: Array, e: Array, noise: Array, starts: list[Array], evaluations: int = 60
) -> RelaxationFit:
    """Return the fit of a model to samples: the best of several starts, or the minimum near a single one."""
    low, high = bounds(model, x, starts)

    def residual_of(values: Array) -> Array:
        result: Array = (model.potential(values, x) - e) / noise
        return result

    def jacobian_of(values: Array) -> Array:
        result: Array = model.jacobian(values, x) / noise[:, None]
        return result

    if len(starts) == 1:
        fit = polished_fit(residual_of, jacobian_of, starts[0], low, high)
    else:
        fit = fit_least_squares(residual_of, starts, low, high, jacobian_of, evaluations=evaluations)
    residual = e - model.potential(fit.values, x)
    structured = runs_probability(residual) < STRUCTURED or misses_spike(x, e, residual / noise, fit.values)
    return RelaxationFit(model, fit, fit.covariance, "covariance", x, residual, structured)


def misses_spike(x: Array, e: Array, rows: Array, values: Array) -> bool:
    """Return whether blocks of residuals near the spike wander, which the runs of a long record would not show.

    Where too few samples lie near the spike for blocks, or lead to it, the first ones count one by one: the fit is
    robust, and would pass a spike of a few samples by as if they were glitches. The very first may still be of the
    open circuit.
    """
    near = rows[x <= _NEAR * float(np.exp(max(values[RISE], values[DECAY])))]
    size = max(near.size // _BLOCKS, _FEWEST_IN_BLOCK)
    blocks = near[: near.size // size * size].reshape(-1, size).mean(axis=1) * np.sqrt(size)
    usual = float(np.mean(np.clip(rows, -6, 6) ** 2))
    single = rows[1 : 1 + (max(near.size, _FEW) if blocks.size < _FEW else _FEW)]
    before = int(np.argmin(e[: 3 * _FEW]))
    parts = [*([blocks] if blocks.size >= _FEW else []), *([single] if min(blocks.size, before) < _FEW else [])]
    return any(
        float(np.mean(np.clip(part**2, 0, 36))) > usual * (1 + _WANDERING * float(np.sqrt(2 / part.size)))
        for part in parts
    )


def bounds(model: RelaxationModel, x: Array, starts: list[Array]) -> tuple[Array, Array]:
    """Return the bounds of the parameters; frequencies stay near their start."""
    span = float(x[-1])
    shortest = np.log(max(float(np.min(np.diff(x))) * 0.02, span * 1e-9))
    low, high = np.full(model.size, -5.0), np.full(model.size, 5.0)
    low[AMPLITUDE] = 0.0
    low[CHARGING:COUNT], high[CHARGING:COUNT] = shortest, np.log(3 * span)
    high[CHARGING] = np.log(_LONGEST_CHARGING * span)
    low[GROWTH_TIME] = np.log(span * 0.01)
    high[[RISE, DECAY]] = np.log(span)
    if not model.growth:
        low[GROWTH], high[GROWTH] = -1e-12, 1e-12
        low[GROWTH_TIME], high[GROWTH_TIME] = np.log(span) - 1e-12, np.log(span) + 1e-12
    at = COUNT
    if model.depletion:
        low[at], high[at] = (0.0 if model.sand_time else _LEAST_DEPLETION), _MOST_DEPLETION
        at += 1
        if model.sand_time is None:
            low[at], high[at] = np.log(1.002 * span), np.log(50 * span)
            at += 1
    for line in range(at, model.size, 3):
        frequency = float(starts[0][line + 2])
        low[line + 2], high[line + 2] = max(frequency - 1 / span, 0.0), frequency + 1 / span
    return low, high
