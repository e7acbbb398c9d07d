"""Which form of Sand's transition describes a curve, and their average where it does not decide (PHYSICS 1.3, 7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from fitting.electrocrystallization.record import Record
from fitting.mass_transfer.transition_fit import (
    CLEARLY_BETTER,
    TransitionFit,
    best_of,
    better_of,
    fit_log_law,
    fitted,
    refitted,
    samples,
    starts_of,
    with_interval,
    with_mains,
)
from fitting.mass_transfer.transition_model import COUNT, GENERAL, LOG_TAU, SHAPE, SYMMETRIC, TAFEL, TransitionModel
from fitting.mass_transfer.transition_search import Sighting
from fitting.mass_transfer.transition_shapes import REVERSIBILITY, ROUNDINGS, SHARP, RoundedShape, SharedShape
from fitting.mass_transfer.transition_supply import Supply

Array = npt.NDArray[np.float64]

_RICHER = {TAFEL: SYMMETRIC, SYMMETRIC: GENERAL}  # kinetics
_PRICE_OF_KINETICS = 5.0  # of AICc, beside the 2 of every parameter: what goes on from must be needed
# Of AICc, likewise, where all that is possible is averaged: theta and alpha only ever widen what h has said
_PRICES = {TAFEL: 0.0, SYMMETRIC: 2.0, GENERAL: 8.0}
_POSSIBLE = 12.0  # of AICc behind the best
_HOPELESS = 100.0
_WRONG_TAIL = 2.0  # reduced chi-square
_TAIL = 0.35  # of the fall: where the tail after the transition does not follow the model, what lies below is left out


def fit_transition(
    record: Record, sighting: Sighting, supply: Supply | None = None
) -> tuple[TransitionFit, tuple[tuple[str, float], ...]]:
    """Return the fit of the full model, and the AICc of its rivals.

    The logarithm alone, below 0.8 of the tangent's Sand time, finds where spike and charging are over; then the full
    model takes over, its rounding, kinetics, what is left of the relaxation, and mains decided by AICc.

    Parameters
    ----------
    record : Record
    sighting : Sighting
    supply : Supply, optional
        Where the electrode is no plane.
    """
    early = fit_log_law(record, sighting, supply)
    data = samples(record, float(early.time[0]), float(record.elapsed[-1]))
    plain = replace(early.model, sharp=False)
    found = _first_fit(plain, data, starts_of(early, sighting))
    if found.model.relaxation:  # which may have been hum
        starts = [start[:COUNT] for start in starts_of(early, sighting)]
        found = better_of(found, _first_fit(replace(plain, relaxation=False, mains=0), data, starts), -CLEARLY_BETTER)
    rivals = {found.model.shape.rounding: found}
    for rounding in ROUNDINGS[1:]:
        rivals[rounding] = with_mains(refitted(found, replace(found.model, shape=RoundedShape(rounding))))
    rivals["shared"] = _shared(best_of(list(rivals.values())), starts_of(early, sighting)[0])
    first = best_of(list(rivals.values())).score
    for name in sorted(rivals, key=lambda one: rivals[one].score)[:2]:
        if rivals[name].score < first + _HOPELESS:
            rivals[name] = _extended(rivals[name])
    scores = tuple((name, rival.score) for name, rival in rivals.items())
    best = best_of(list(rivals.values()))
    if best.misfit > _WRONG_TAIL:
        return _averaged([_without_tail(best, sighting, early)]), scores
    return _averaged(_possible(list(rivals.values()))), scores


def _first_fit(model: TransitionModel, data: tuple[Array, Array, Array], starts: Sequence[Array]) -> TransitionFit:
    """Return the fit of the first rounding, with kinetics and mains."""
    tafel = replace(model, mains=0)
    return _kinetics_or_hum(fitted(tafel, data, [start[: tafel.size] for start in starts]))


def _kinetics_or_hum(bare: TransitionFit) -> TransitionFit:
    """Return the fit with kinetics off the Tafel line and mains as needed: slow hum looks like it, and competes."""
    found, kinetic = with_mains(bare), bare
    for price in (_PRICE_OF_KINETICS, 0.0):
        kinetic = _kinetic(kinetic)
        found = better_of(found, with_mains(kinetic), CLEARLY_BETTER + price)
    return found


def _extended(found: TransitionFit) -> TransitionFit:
    """Return the fit with what improves it clearly: mains, a rest of relaxation, kinetics off the Tafel line."""
    for _ in range(3):
        before = found
        found = with_mains(found)
        if found.structured and not found.model.relaxation:
            span = float(found.time[-1])
            starts = [np.insert(found.fit.values, COUNT, [0.0, np.log(share * span)]) for share in (0.02, 0.1, 0.3)]
            model = replace(found.model, relaxation=True)
            found = better_of(found, best_of([refitted(found, model, start) for start in starts]))
        if found.model.kinetics == TAFEL or (found.structured and found.model.kinetics < GENERAL):
            by = CLEARLY_BETTER + (_PRICE_OF_KINETICS if found.model.kinetics == TAFEL else 0.0)
            found = better_of(found, _kinetic(found), by)
        if found is before:
            break
    if found.model.kinetics > TAFEL:  # hum that was found since may have looked like kinetics
        simple = _tafel(found)
        found = simple if simple.score < found.score + CLEARLY_BETTER + _PRICE_OF_KINETICS else found
    return found


def _tafel(found: TransitionFit) -> TransitionFit:
    """Return the fit without kinetics off the Tafel line."""
    start = np.array(found.fit.values)
    start[SHAPE + REVERSIBILITY : COUNT] = SHARP[REVERSIBILITY:]
    return refitted(found, replace(found.model, kinetics=TAFEL), start)


def _kinetic(found: TransitionFit) -> TransitionFit:
    """Return the fit with the next richer kinetics."""
    model = replace(found.model, kinetics=_RICHER[found.model.kinetics])
    if found.model.kinetics > TAFEL:
        return refitted(found, model)
    rivals = []
    for back in (-3.0, -0.5):
        start = np.array(found.fit.values)
        start[SHAPE + REVERSIBILITY] = back
        rivals.append(refitted(found, model, start))
    return best_of(rivals)


def _other_kinetics(found: TransitionFit) -> list[TransitionFit]:
    """Return the fits with the next richer and the next simpler kinetics."""
    others = [_kinetic(found)] if found.model.kinetics < GENERAL else []
    if found.model.kinetics > TAFEL:
        simpler = TAFEL if found.model.kinetics == SYMMETRIC else SYMMETRIC
        start = np.array(found.fit.values)
        start[SHAPE + REVERSIBILITY + simpler : COUNT] = SHARP[REVERSIBILITY + simpler :]
        others.append(refitted(found, replace(found.model, kinetics=simpler), start))
    return others


def _priced(found: TransitionFit) -> float:
    """Return AICc with the price of the kinetics: off the Tafel line they only ever delay the transition."""
    return found.score + _PRICES[found.model.kinetics]


def _possible(rivals: Sequence[TransitionFit]) -> list[TransitionFit]:
    """Return the fits that are not far behind the best, with other kinetics, and with kinetics instead of hum."""
    least = min(_priced(one) for one in rivals)
    near = [one for one in rivals if _priced(one) < least + _POSSIBLE]
    others = [other for one in near for other in _other_kinetics(one)]
    for one in near:
        if one.model.mains and one.model.kinetics == TAFEL:
            bare = replace(one.model, mains=0)
            others.append(_kinetic(refitted(one, bare, one.fit.values[: bare.size])))
    return [*near, *others]


def _averaged(rivals: Sequence[TransitionFit]) -> TransitionFit:
    """Return the likeliest fit with ln tau averaged over all by their Akaike weights.

    Where the curve does not decide, the variance has the differences between them in it (Buckland, Burnham and
    Augustin, Biometrics 53 (1997) 603).
    """
    scores = np.array([_priced(one) for one in rivals])
    weights = np.exp(-0.5 * (scores - scores.min()))
    weights /= weights.sum()
    rivals = [with_interval(one) if weight > 1e-3 else one for one, weight in zip(rivals, weights, strict=True)]
    places = np.array([one.fit.values[LOG_TAU] for one in rivals])
    variances = np.array([one.covariance[LOG_TAU, LOG_TAU] for one in rivals])
    middle = float(weights @ places)
    error = float(np.sqrt(weights @ (variances + (places - middle) ** 2)))
    return replace(rivals[int(np.argmax(weights))], log_tau=middle, log_tau_error=error)


def _shared(found: TransitionFit, start: Array) -> TransitionFit:
    """Return the fit with the integrated shape, from what the logarithm alone gave; rough where it cannot win."""
    model = replace(found.model, shape=SharedShape(), kinetics=TAFEL, mains=0)
    data = found.time, found.potential, found.noise
    first = np.append(start[:COUNT], found.fit.values[COUNT : model.size])
    first[SHAPE], first[SHAPE + 2] = np.log(1e-5), 0.0
    best = fitted(model, data, [first], iterations=15)
    if best.score > found.score + 30 * _HOPELESS:
        return best
    best = refitted(best, model)
    if best.structured:
        first[SHAPE] = np.log(1e-3)
        best = best_of([best, fitted(model, data, [first])])
    return _kinetics_or_hum(best) if best.score < found.score + _HOPELESS else best


def _without_tail(found: TransitionFit, sighting: Sighting, early: TransitionFit) -> TransitionFit:
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
            rivals.append(fitted(replace(found.model, shape=RoundedShape(rounding)), part, [np.array(start)]))
    rivals.append(fitted(early.model, part, [early.fit.values]))
    best = best_of(rivals)
    return best if best.misfit < found.misfit else found
