"""The model of Sand's transition fitted to a curve (PHYSICS 1.3, 7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from fitting.confidence import block_bootstrap_covariance, correlation_time, runs_probability
from fitting.drift import drift_under
from fitting.electrocrystallization.record import Record
from fitting.least_squares import LeastSquaresFit, fit_least_squares, polished_fit
from fitting.mains import Needed, strongest_line, unseen_hum
from fitting.mass_transfer.transition_model import (
    COUNT,
    FEWEST_CYCLES,
    GENERAL,
    LEVEL,
    LOG_TAU,
    SLOPE,
    TransitionModel,
)
from fitting.mass_transfer.transition_search import Sighting
from fitting.mass_transfer.transition_shapes import REVERSIBILITY, SHARP
from fitting.mass_transfer.transition_supply import Supply

Array = npt.NDArray[np.float64]

MOST_POINTS = 6000
_CUTS = (0.0, 0.01, 0.02, 0.04, 0.07, 0.12, 0.2, 0.3, 0.4)  # of the tangent's Sand time
_LOG_LAW_END = 0.8  # of the tangent's Sand time
_STRUCTURED = 1e-3  # probability of the runs
_MISFIT = 1.25  # reduced chi-square, of noise that was estimated from second differences
CLEARLY_BETTER = 2.0  # of AICc
SLOW = 2.0  # cycles of hum in the record
_USUAL_HUM = 1.5  # of the noise, its usual amplitude: what bounds waves of less than a cycle
_NEEDED = Needed(gain=18.0, slow_gain=12.0, slow=SLOW, usual=_USUAL_HUM)
_PRICE_OF_SLOW_HUM = 8.0  # of chi-square: one record in fifty has an alias of less than a cycle


@dataclass(frozen=True, eq=False)
class TransitionFit:
    """A fitted model of a transition.

    Parameters
    ----------
    model : TransitionModel
    fit : LeastSquaresFit
    time, potential, noise : (n,) array
        What was fitted: s from current on, V, V.
    covariance : (p, p) array
    penalty : float
        Chi-square of the mains against its usual size, and how rare such a slow alias is.
    method : str
        ``covariance`` | ``bootstrap`` | ``propagation``.
    log_tau, log_tau_error : float
        Averaged over what the curve does not decide, and its standard error.
    """

    model: TransitionModel
    fit: LeastSquaresFit
    time: Array
    potential: Array
    noise: Array
    covariance: Array
    penalty: float = 0.0
    method: str = "covariance"
    log_tau: float | None = None
    log_tau_error: float = 0.0

    @property
    def sand_time(self) -> float:
        """tau / s."""
        return float(np.exp(self.fit.values[LOG_TAU] if self.log_tau is None else self.log_tau))

    @property
    def residual(self) -> Array:
        """Recorded minus model / V."""
        return -self.fit.residual * self.noise

    @property
    def misfit(self) -> float:
        """Reduced chi-square, outliers left at 6 standard deviations."""
        free = int((~self.fit.at_bound).sum())
        return float(np.sum(np.clip(self.fit.residual, -6, 6) ** 2)) / max(self.time.size - free, 1)

    @property
    def structured(self) -> bool:
        """Whether the residuals are more than noise."""
        return (runs_probability(self.fit.residual) < _STRUCTURED and self.misfit > 1.02) or self.misfit > _MISFIT

    @property
    def score(self) -> float:
        """AICc, the variance counted as a parameter."""
        free, count = int((~self.fit.at_bound).sum()) + 1, self.time.size
        chi_square = max(float(np.sum(np.clip(self.fit.residual, -6, 6) ** 2)) + self.penalty, 1e-300)
        return count * float(np.log(chi_square / count)) + 2 * free + 2 * free * (free + 1) / max(count - free - 1, 1)


def fit_log_law(record: Record, sighting: Sighting, supply: Supply | None = None) -> TransitionFit:
    """Return the fit of E_a + b ln(1 - sqrt(t/tau)) below 0.8 of the tangent's Sand time.

    It starts as early as leaves no structure in the residuals, with or without an exponential relaxation.

    Parameters
    ----------
    record : Record
    sighting : Sighting
    supply : Supply, optional
        Where the electrode is no plane.
    """
    end = _LOG_LAW_END * sighting.tangent
    rivals: list[TransitionFit] = []
    for cut, later in zip(_CUTS, (*_CUTS[1:], _CUTS[-1]), strict=True):
        for relaxation in (False, True):
            rival = _log_law(record, sighting, (cut, end), relaxation, supply)
            if rival is None:
                continue
            rivals.append(rival)
            if not rival.structured and _clean_start(rival.fit.residual):
                # A rest of the spike too small to be seen still pulls: leave it a little farther behind
                calmer = _log_law(record, sighting, (later, end), relaxation, supply) if cut > 0 else None
                return rival if calmer is None or calmer.structured else calmer
    return min(rivals, key=lambda one: one.misfit)


def _log_law(
    record: Record, sighting: Sighting, part: tuple[float, float], relaxation: bool, supply: Supply | None
) -> TransitionFit | None:
    """Return the logarithm fitted from a share of the tangent's Sand time on; None for too few samples."""
    cut, end = part
    start = max(cut * sighting.tangent, sighting.start if sighting.start < 0.2 * sighting.tangent else 0.0)
    data = samples(record, start, end)
    if data[0].size < 20:
        return None
    more = np.array([0.005, np.log(0.1 * end)][: 2 * relaxation])
    first = [
        np.concatenate([[sighting.plateau, 0.05, np.log(tau)], SHARP, more])
        for tau in (sighting.tangent, sighting.steepest)
    ]
    rival = fitted(TransitionModel(relaxation=relaxation, sharp=True, supply=supply), data, first, evaluations=25)
    return with_mains(rival, SLOW) if rival.structured else rival  # slow waves: spike and smoothing


def _clean_start(rows: Array) -> bool:
    """Return whether the first residuals are no larger than noise, and not all on one side."""
    first = np.clip(rows[: max(20, rows.size // 50)], -6, 6)
    return bool(np.mean(first**2) < 1 + 4 * np.sqrt(2 / first.size) and abs(first.mean()) < 3.5 / np.sqrt(first.size))


def samples(record: Record, start: float, end: float) -> tuple[Array, Array, Array]:
    """Return time, potential and noise of a part of a record, thinned by means of neighbours where they are many."""
    t = record.elapsed
    used = (t >= max(start, 0.0)) & (t <= end)
    used[np.flatnonzero(t <= 0)] = False
    t, e, noise = t[used], record.potential[used], record.noise[used]
    together = -(-t.size // MOST_POINTS)
    if together <= 1:
        return t, e, noise
    group = np.arange(t.size) // together
    count = np.bincount(group)
    mean_time, mean_potential = (np.bincount(group, one) / count for one in (t, e))
    return mean_time, mean_potential, np.bincount(group, noise) / count**1.5


def starts_of(early: TransitionFit, sighting: Sighting) -> list[Array]:
    """Return starts for the full model from the logarithm alone and what was sighted."""
    level, slope = early.fit.values[LEVEL], max(float(early.fit.values[SLOPE]), 5e-3)
    reach = max((level - sighting.bottom) / slope, 2.0)
    more = early.fit.values[COUNT:]
    starts = []
    for tau in sorted({early.sand_time, 0.5 * (sighting.tangent + sighting.steepest)}):
        for width in (1e-5, 1e-3, 1e-2, 5e-2):
            shape = [np.log(width), reach, 0.7, *SHARP[REVERSIBILITY:]]
            starts.append(np.concatenate([[level, slope, np.log(tau)], shape, more]))
    return starts


def fitted(
    model: TransitionModel,
    data: tuple[Array, Array, Array],
    starts: Sequence[Array],
    evaluations: int = 60,
    iterations: int = 60,
) -> TransitionFit:
    """Return the best fit of a model to time / s, potential / V and noise / V.

    Parameters
    ----------
    model : TransitionModel
    data : tuple of (n,) arrays
    starts : sequence of (p,) array
        Of several the best on every few samples goes on.
    evaluations, iterations : int
        At the most, per start on few samples, and on all.
    """
    t, e, noise = data
    low, high = model.bounds(t, starts[0])

    # Hum is bounded by what is usual, or a wave of less than a cycle would take the place of the curve
    hum, usual = model.amplitudes, _USUAL_HUM * float(np.median(noise))
    prior = np.eye(model.size)[hum] / usual

    def residual(values: Array) -> Array:
        return np.append((model.potential(values, t) - e) / noise, values[hum] / usual)

    def jacobian(values: Array) -> Array:
        return np.concatenate([model.jacobian(values, t) / noise[:, None], prior])

    if len(starts) > 1:
        thin = slice(None, None, max(t.size // 800, 1))
        rough = fit_least_squares(
            lambda values: (model.potential(values, t[thin]) - e[thin]) / noise[thin],
            starts, low, high,
            lambda values: model.jacobian(values, t[thin]) / noise[thin, None],
            evaluations=evaluations,
        )  # fmt: skip
        starts = [rough.values]
    if model.kinetics == GENERAL:  # a narrow valley
        fit = fit_least_squares(residual, starts, low, high, jacobian, evaluations=4 * iterations)
    else:
        fit = polished_fit(residual, jacobian, np.clip(starts[0], low, high), low, high, iterations=iterations)
    rows = replace(fit, residual=fit.residual[: t.size], jacobian=fit.jacobian[: t.size])
    span = float(t[-1] - t[0])
    slow = sum(values < 1 / span for values in fit.values[model.lines_at + 2 :: 3])
    penalty = float(np.sum(fit.residual[t.size :] ** 2)) + _PRICE_OF_SLOW_HUM * slow
    return TransitionFit(model, rows, t, e, noise, fit.covariance, penalty)


def refitted(found: TransitionFit, model: TransitionModel, start: Array | None = None) -> TransitionFit:
    """Return the fit of another model to the same samples, from the parameters found or from a start."""
    values = found.fit.values if start is None else start
    return fitted(model, (found.time, found.potential, found.noise), [values])


def best_of(rivals: Sequence[TransitionFit]) -> TransitionFit:
    """Return the fit of the lowest AICc."""
    return min(rivals, key=lambda one: one.score)


def better_of(found: TransitionFit, rival: TransitionFit, by: float = CLEARLY_BETTER) -> TransitionFit:
    """Return the rival where its AICc is lower by so much, else what was found."""
    return rival if rival.score < found.score - by else found


def _described(found: TransitionFit) -> slice:
    """Return the rows that hum can be looked for in: all, or those before a transition that the model misses."""
    first = max(int(np.searchsorted(found.time, 0.9 * found.sand_time)), 3 * COUNT)
    late = np.clip(found.fit.residual[first:], -6, 6)
    return slice(None) if late.size and float(np.mean(late**2)) < 2 else slice(0, first)


def with_mains(found: TransitionFit, fewest_cycles: float = FEWEST_CYCLES) -> TransitionFit:
    """Return the fit with a line at an alias of the mains, if one stands out of its residual.

    Parameters
    ----------
    found : TransitionFit
    fewest_cycles : float
        Of the line, in the record.
    """
    if found.model.mains:
        return found
    rows = _described(found)
    jacobian = found.fit.jacobian[rows][:, ~found.fit.at_bound]
    left, noise = -found.fit.residual[rows], found.noise[rows]
    rivals: list[TransitionFit] = []
    # The slopes of a wave of less than two cycles lie near those of the curve, and may promise more than they keep
    for fewest in sorted({fewest_cycles, max(fewest_cycles, SLOW)}):
        line = strongest_line(found.time[rows], left, jacobian, noise, _NEEDED, fewest)
        if line is None:
            break
        rivals.append(refitted(found, replace(found.model, mains=1), np.append(found.fit.values, line)))
        if line[2] * float(np.ptp(found.time)) >= SLOW:
            break
    return better_of(found, best_of(rivals)) if rivals else found


def with_interval(found: TransitionFit) -> TransitionFit:
    """Return the fit with the covariance that its residuals ask for: white, in blocks, with drift, with unseen hum."""
    rows, free = found.fit.residual, ~found.fit.at_bound
    slopes = found.fit.jacobian * found.noise[:, None]
    drift = drift_under(found.time, found.residual, found.noise, slopes, free)
    if drift is not None:
        return replace(found, covariance=found.covariance + drift.covariance, method="propagation")
    covariance = np.zeros_like(found.covariance)
    hum = None if found.model.mains else unseen_hum(-rows, found.fit.jacobian[:, free], found.time, found.noise)
    if hum is not None and hum[LOG_TAU, LOG_TAU] > found.covariance[LOG_TAU, LOG_TAU] and free[: LOG_TAU + 1].all():
        covariance[np.ix_(free, free)] = hum
        return replace(found, covariance=covariance, method="propagation")
    if correlation_time(rows) <= 1:
        return found
    covariance[np.ix_(free, free)] = block_bootstrap_covariance(found.fit.jacobian[:, free], rows)
    return replace(found, covariance=covariance, method="bootstrap")
