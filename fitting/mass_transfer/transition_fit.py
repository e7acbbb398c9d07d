"""The model of Sand's transition fitted to a curve, and which form of it (PHYSICS 1.3, 7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from fitting.confidence import block_bootstrap_covariance, correlation_time, runs_probability
from fitting.drift import drift_under
from fitting.electrocrystallization.record import Record
from fitting.least_squares import LeastSquaresFit, fit_least_squares, polished_fit
from fitting.mass_transfer.transition_mains import USUAL_HUM, strongest_line
from fitting.mass_transfer.transition_model import COUNT, LEVEL, LOG_TAU, SHAPE, SLOPE, TransitionModel
from fitting.mass_transfer.transition_search import Sighting
from fitting.mass_transfer.transition_shapes import REVERSIBILITY, ROUNDINGS, SHARP, RoundedShape, SharedShape

Array = npt.NDArray[np.float64]

MOST_POINTS = 6000
_CUTS = (0.0, 0.01, 0.02, 0.04, 0.07, 0.12, 0.2, 0.3, 0.4)  # of the tangent's Sand time
_LOG_LAW_END = 0.8  # of the tangent's Sand time
_STRUCTURED = 1e-3  # probability of the runs
_MISFIT = 1.25  # reduced chi-square, of noise that was estimated from second differences
_CLEARLY_BETTER = 2.0  # of AICc
_PRICE_OF_KINETICS = 3.0  # of AICc, beside the 2 of every parameter
_POSSIBLE = 12.0  # of AICc behind the best
_HOPELESS = 100.0
_WRONG_TAIL = 2.0  # reduced chi-square
_MOST_LINES = 2
_TAIL = 0.35  # of the fall: where the tail after the transition does not follow the model, what lies below is left out


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
        Chi-square of the mains against its usual size.
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


def fit_transition(record: Record, sighting: Sighting) -> tuple[TransitionFit, tuple[tuple[str, float], ...]]:
    """Return the fit of the full model, and the AICc of its rivals.

    The logarithm alone, below 0.8 of the tangent's Sand time, finds where spike and charging are over; then the full
    model takes over, its rounding, kinetics, what is left of the relaxation, and mains decided by AICc.

    Parameters
    ----------
    record : Record
    sighting : Sighting
    """
    early = fit_log_law(record, sighting)
    data = _samples(record, float(early.time[0]), float(record.elapsed[-1]))
    plain = replace(early.model, sharp=False)
    found = _fitted(plain, data, _starts(early, sighting))
    found = _with_mains(found)
    found = _better(found, _with_mains(_kinetic(found)), _CLEARLY_BETTER + _PRICE_OF_KINETICS)
    rivals = {found.model.shape.rounding: found}
    for rounding in ROUNDINGS[1:]:
        rivals[rounding] = _with_mains(_refitted(found, replace(found.model, shape=RoundedShape(rounding))))
    rivals["shared"] = _shared(_best(list(rivals.values())), _starts(early, sighting)[0])
    first = _best(list(rivals.values())).score
    for name in sorted(rivals, key=lambda one: rivals[one].score)[:2]:
        if rivals[name].score < first + _HOPELESS:
            rivals[name] = _extended(rivals[name])
    scores = tuple((name, rival.score) for name, rival in rivals.items())
    best = _best(list(rivals.values()))
    if best.misfit > _WRONG_TAIL:
        return _averaged([_without_tail(best, sighting)]), scores
    near = [one for one in rivals.values() if one is not best and one.score < best.score + _POSSIBLE]
    return _averaged([best, *near, *_other_kinetics(best)]), scores


def fit_log_law(record: Record, sighting: Sighting) -> TransitionFit:
    """Return the fit of E_a + b ln(1 - sqrt(t/tau)) below 0.8 of the tangent's Sand time, after the shortest start
    that leaves no structure in the residuals, with or without an exponential relaxation.

    Parameters
    ----------
    record : Record
    sighting : Sighting
    """
    end = _LOG_LAW_END * sighting.tangent
    rivals: list[TransitionFit] = []
    for cut in _CUTS:
        start = max(cut * sighting.tangent, sighting.start if sighting.start < 0.2 * sighting.tangent else 0.0)
        data = _samples(record, start, end)
        if data[0].size < 20:
            continue
        for relaxation in (False, True):
            more = np.array([0.005, np.log(0.1 * end)][: 2 * relaxation])
            first = [
                np.concatenate([[sighting.plateau, 0.05, np.log(tau)], SHARP, more])
                for tau in (sighting.tangent, sighting.steepest)
            ]
            rival = _fitted(TransitionModel(relaxation=relaxation, sharp=True), data, first, evaluations=25)
            rivals.append(_with_mains(rival) if rival.structured else rival)
            if not rivals[-1].structured and _clean_start(rivals[-1].fit.residual):
                return rivals[-1]
    return min(rivals, key=lambda one: one.misfit)


def _clean_start(rows: Array) -> bool:
    """Return whether the first residuals are no larger than noise, and not all on one side."""
    first = np.clip(rows[: max(20, rows.size // 50)], -6, 6)
    return bool(np.mean(first**2) < 1 + 4 * np.sqrt(2 / first.size) and abs(first.mean()) < 3.5 / np.sqrt(first.size))


def _samples(record: Record, start: float, end: float) -> tuple[Array, Array, Array]:
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


def _starts(early: TransitionFit, sighting: Sighting) -> list[Array]:
    level, slope = early.fit.values[LEVEL], max(float(early.fit.values[SLOPE]), 5e-3)
    reach = max((level - sighting.bottom) / slope, 2.0)
    more = early.fit.values[COUNT:]
    starts = []
    for tau in sorted({early.sand_time, 0.5 * (sighting.tangent + sighting.steepest)}):
        for width in (1e-3, 1e-2, 5e-2):
            shape = [np.log(width), reach, 0.7, *SHARP[REVERSIBILITY:]]
            starts.append(np.concatenate([[level, slope, np.log(tau)], shape, more]))
    return starts


def _fitted(
    model: TransitionModel,
    data: tuple[Array, Array, Array],
    starts: Sequence[Array],
    evaluations: int = 60,
    iterations: int = 60,
) -> TransitionFit:
    t, e, noise = data
    low, high = model.bounds(t, starts[0])

    # Hum is bounded by what is usual, or a wave of less than a cycle would take the place of the curve
    hum, usual = model.amplitudes, USUAL_HUM * float(np.median(noise))
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
    fit = polished_fit(residual, jacobian, np.clip(starts[0], low, high), low, high, iterations=iterations)
    rows = replace(fit, residual=fit.residual[: t.size], jacobian=fit.jacobian[: t.size])
    return TransitionFit(model, rows, t, e, noise, fit.covariance, float(np.sum(fit.residual[t.size :] ** 2)))


def _refitted(found: TransitionFit, model: TransitionModel, start: Array | None = None) -> TransitionFit:
    values = found.fit.values if start is None else start
    return _fitted(model, (found.time, found.potential, found.noise), [values])


def _best(rivals: Sequence[TransitionFit]) -> TransitionFit:
    return min(rivals, key=lambda one: one.score)


def _extended(found: TransitionFit) -> TransitionFit:
    """Return the fit with what improves it clearly: mains, a rest of relaxation, kinetics off the Tafel line."""
    for _ in range(3):
        before = found
        found = _with_mains(found)
        if found.structured and not found.model.relaxation:
            span = float(found.time[-1])
            starts = [np.insert(found.fit.values, COUNT, [0.0, np.log(share * span)]) for share in (0.02, 0.1, 0.3)]
            model = replace(found.model, relaxation=True)
            found = _better(found, _best([_refitted(found, model, start) for start in starts]))
        if found.model.kinetics == 0 or (found.structured and found.model.kinetics < 3):
            by = _CLEARLY_BETTER + (_PRICE_OF_KINETICS if found.model.kinetics == 0 else 0.0)
            found = _better(found, _kinetic(found), by)
        if found is before:
            break
    if found.model.kinetics > 0:  # hum that was found since may have looked like kinetics
        simple = _tafel(found)
        found = simple if simple.score < found.score + _CLEARLY_BETTER + _PRICE_OF_KINETICS else found
    return found


def _tafel(found: TransitionFit) -> TransitionFit:
    """Return the fit without kinetics off the Tafel line."""
    start = np.array(found.fit.values)
    start[SHAPE + REVERSIBILITY : COUNT] = SHARP[REVERSIBILITY:]
    return _refitted(found, replace(found.model, kinetics=0), start)


def _kinetic(found: TransitionFit) -> TransitionFit:
    """Return the fit with one parameter of the kinetics more."""
    model = replace(found.model, kinetics=found.model.kinetics + 1)
    if found.model.kinetics > 0:
        return _refitted(found, model)
    rivals = []
    for back in (-3.0, -0.5):
        start = np.array(found.fit.values)
        start[SHAPE + REVERSIBILITY] = back
        rivals.append(_refitted(found, model, start))
    return _best(rivals)


def _other_kinetics(found: TransitionFit) -> list[TransitionFit]:
    """Return the fits with one parameter of the kinetics more, and one less."""
    others = [_kinetic(found)] if found.model.kinetics < 2 else []
    if found.model.kinetics > 0:
        index = REVERSIBILITY + found.model.kinetics - 1
        start = np.array(found.fit.values)
        start[SHAPE + index] = SHARP[index]
        others.append(_refitted(found, replace(found.model, kinetics=found.model.kinetics - 1), start))
    return others


def _averaged(rivals: Sequence[TransitionFit]) -> TransitionFit:
    """Return the first fit with ln tau averaged over all by their Akaike weights.

    Where the curve does not decide, the variance has the differences between them in it (Buckland, Burnham and
    Augustin, Biometrics 53 (1997) 603).
    """
    # The first parameter of the kinetics only ever delays the transition, so chance must not let it in too easily;
    # no price for the second: it is always there, if the first is.
    price = {0: 0.0, 1: _PRICE_OF_KINETICS, 2: _PRICE_OF_KINETICS - 2, 3: _PRICE_OF_KINETICS - 2}
    scores = np.array([one.score + price[one.model.kinetics] for one in rivals])
    weights = np.exp(-0.5 * (scores - scores.min()))
    weights /= weights.sum()
    rivals = [_with_interval(one) if weight > 1e-3 else one for one, weight in zip(rivals, weights, strict=True)]
    places = np.array([one.fit.values[LOG_TAU] for one in rivals])
    variances = np.array([one.covariance[LOG_TAU, LOG_TAU] for one in rivals])
    middle = float(weights @ places)
    error = float(np.sqrt(weights @ (variances + (places - middle) ** 2)))
    return replace(rivals[0], log_tau=middle, log_tau_error=error)


def _better(found: TransitionFit, rival: TransitionFit, by: float = _CLEARLY_BETTER) -> TransitionFit:
    return rival if rival.score < found.score - by else found


def _with_mains(found: TransitionFit) -> TransitionFit:
    """Return the fit with lines at aliases of the mains, as many as stand out of its residual."""
    while found.model.mains < _MOST_LINES:
        free = ~found.fit.at_bound
        part = slice(0, max(int(np.searchsorted(found.time, 0.9 * found.sand_time)), 3 * COUNT))
        line = strongest_line(
            found.time[part], -found.fit.residual[part], found.noise[part], found.fit.jacobian[part][:, free]
        )
        if line is None:
            break
        start = np.concatenate([found.fit.values, line])
        rival = _refitted(found, replace(found.model, mains=found.model.mains + 1), start)
        if rival.score > found.score - _CLEARLY_BETTER:
            break
        found = rival
    return found


def _shared(found: TransitionFit, start: Array) -> TransitionFit:
    """Return the fit with the integrated shape, from what the logarithm alone gave and what else is known."""
    first = np.append(start[:COUNT], found.fit.values[COUNT:])
    first[SHAPE], first[SHAPE + 2] = np.log(1e-5), 0.0
    first[SHAPE + REVERSIBILITY : COUNT] = found.fit.values[SHAPE + REVERSIBILITY : COUNT]
    data = found.time, found.potential, found.noise
    best = _fitted(replace(found.model, shape=SharedShape()), data, [first], iterations=15)
    if best.score > found.score + 30 * _HOPELESS:
        return best
    best = _refitted(best, best.model)
    if best.structured:
        first[SHAPE] = np.log(1e-3)
        best = _best([best, _refitted(found, best.model, first)])
    return best


def _without_tail(found: TransitionFit, sighting: Sighting) -> TransitionFit:
    """Return the better of the fit and one to the curve above the tail, whose form is of no interest."""
    limit = sighting.plateau - _TAIL * (sighting.plateau - sighting.bottom)
    below = np.flatnonzero(found.potential < limit)
    below = below[found.time[below] > 0.5 * found.sand_time]
    if not below.size or below[0] < 3 * COUNT:
        return found
    kept = slice(0, int(below[0]))
    part = (found.time[kept], found.potential[kept], found.noise[kept])
    start = np.array(found.fit.values)
    rivals = []
    for rounding in ROUNDINGS:
        for width in (1e-3, 1e-2, 3e-2):
            start[SHAPE : SHAPE + 3] = np.log(width), 200.0, 3.0
            rivals.append(_fitted(replace(found.model, shape=RoundedShape(rounding)), part, [np.array(start)]))
    best = _best(rivals)
    return best if best.misfit < found.misfit else found


def _with_interval(found: TransitionFit) -> TransitionFit:
    """Return the fit with the covariance that its residuals ask for: white, resampled in blocks, or white and drift."""
    rows, free = found.fit.residual, ~found.fit.at_bound
    slopes = found.fit.jacobian * found.noise[:, None]
    drift = drift_under(found.time, found.residual, found.noise, slopes, free)
    if drift is not None:
        return replace(found, covariance=found.covariance + drift.covariance, method="propagation")
    if correlation_time(rows) <= 1:
        return found
    covariance = np.zeros_like(found.covariance)
    covariance[np.ix_(free, free)] = block_bootstrap_covariance(found.fit.jacobian[:, free], rows)
    return replace(found, covariance=covariance, method="bootstrap")
