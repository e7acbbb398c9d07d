"""Who wins the polarization contest, and whether the curve knows a reorganization energy (PHYSICS 2.3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from fitting.charge_transfer.polarization_fit import (
    RivalFit,
    fit_rival,
    profile_path,
    profiled,
    with_drift,
    with_resistance,
)
from fitting.charge_transfer.polarization_models import DROP, INVERSE, MODELS, Problem
from fitting.messages import FitError
from fitting.model_choice import DECISIVE_WEIGHT, NOT_DECIDED, aicc, model_scores
from fitting.outcome import ModelScore

_RIVAL = "butler_volmer_resistance"
_EXPLAINS = 4.4  # AICc behind the best: a weight of one tenth of a pair

# A model that holds a simpler one within it and is no better says nothing against it.
_CONTAINS: Mapping[str, tuple[str, ...]] = {
    "butler_volmer_resistance": ("butler_volmer",),
    "marcus_hush_asymmetric": ("marcus_hush", "butler_volmer"),
    "marcus_hush_chidsey_resistance": ("marcus_hush_chidsey", "butler_volmer_resistance", "butler_volmer"),
}


@dataclass(frozen=True, eq=False)
class Contest:
    """All rivals at their best.

    Parameters
    ----------
    problem : Problem
    fits : mapping of str to RivalFit
    criteria : mapping of str to float
        AICc; residuals in units of the current where noise is a share of it, so that it is that of ln i.
    scores : tuple of ModelScore
        The best first.
    best : str
        The model of the largest weight once models that only repeat a simpler one are left out.
    verdict : str
        Its name, or ``not_decided``.
    weight : float
        Its weight among the models that may win.
    """

    problem: Problem
    fits: Mapping[str, RivalFit]
    criteria: Mapping[str, float]
    scores: tuple[ModelScore, ...]
    best: str
    verdict: str
    weight: float


@dataclass(frozen=True)
class EnergyReading:
    """What the curve says about the reorganization energy.

    Parameters
    ----------
    verdict : str
        ``determined`` | ``lower_bound`` | ``not_determined``.
    model : str
        The model that was asked; empty if there is none.
    inverse : (float, float)
        95 % profile interval of RT/(F lambda), the series resistance free where it is not known.
    explained : bool
        Whether Butler-Volmer, with a resistance where none is known, describes the curve as well.
    other : str
        A model of the other family, Marcus' or Chidsey's, that describes the curve as well; empty if there is none.
    profile : (n, 2) array or None
        RT/(F lambda) with the excess of the objective in units of the variance, the series resistance free where it is
        not known.
    threshold : float
        The excess at the ends of the interval.
    """

    verdict: str
    model: str
    inverse: tuple[float, float]
    explained: bool
    other: str = ""
    profile: npt.NDArray[np.float64] | None = None
    threshold: float = 0.0


def contest(problem: Problem, models: Sequence[str]) -> Contest:
    """Return the fits of models to a curve, compared by AICc.

    Raises
    ------
    FitError
        ``UNKNOWN_MODEL``; ``TOO_FEW_POINTS`` if not one of them has three points more than parameters.
    """
    for model in models:
        if model not in MODELS:
            text = "There is no model {model}; there are {known}."
            raise FitError("UNKNOWN_MODEL", text, model=model, known=", ".join(MODELS))
    fits: dict[str, RivalFit] = {}
    for model in MODELS:
        if model in models:
            fits[model] = _fit(problem, model, fits)
    criteria = {model: _criterion(problem, fit) for model, fit in fits.items() if fit.points >= fit.free + 3}
    if not criteria:
        points, least = problem.record.current.size, min(fit.free for fit in fits.values()) + 3
        text = "{points} points are too few for any of the models; it takes {least}: choose a wider range."
        raise FitError("TOO_FEW_POINTS", text, points, points=points, least=least)
    scores = model_scores(criteria)
    serious = _serious(problem, criteria)
    support = _support(problem, fits, criteria, {one.model: one.weight for one in scores if one.model in serious})
    best = max(support, key=lambda model: support[model])
    fits[best] = with_drift(problem, fits[best])
    verdict = best if support[best] >= DECISIVE_WEIGHT else NOT_DECIDED
    return Contest(problem, fits, criteria, scores, best, verdict, support[best])


def _fit(problem: Problem, model: str, fits: Mapping[str, RivalFit]) -> RivalFit:
    """Return a model's fit; Butler-Volmer with a resistance leaves alpha = 1/2 only where AICc asks for it."""
    law = MODELS[model]
    simpler = [fits[name].values for name in _CONTAINS.get(model, ()) if name in fits]
    fit = fit_rival(problem, law, simpler if law.resistance else ())
    if model != _RIVAL:
        return fit
    wider = fit_rival(problem, replace(law, alpha=True), [fit.values])
    if wider.points < wider.free + 3:
        return fit
    return min(fit, wider, key=lambda one: _criterion(problem, one))


def _criterion(problem: Problem, fit: RivalFit) -> float:
    return aicc(fit.cost * problem.noise.relative**2, fit.points, fit.free)


def collapsed(problem: Problem, fit: RivalFit) -> bool:
    """Whether a model has lost its reorganization energy: 1/lambda stands at zero."""
    upper = problem.bounds(fit.law)[1][INVERSE]
    return fit.law.energy and float(fit.values[INVERSE]) < 1e-6 * float(upper)


def _serious(problem: Problem, criteria: Mapping[str, float]) -> list[str]:
    """Return the models that may win: where the resistance is known, none that doubts it, unless there are only such.

    The others are shown beside them: what the curve alone would say.
    """
    believing = [model for model in criteria if not MODELS[model].resistance]
    return believing if problem.known.resistance is not None and believing else list(criteria)


def doubt(found: Contest) -> float:
    """Return by how much AICc prefers a free series resistance to the known one; 0 where none is known."""
    serious = _serious(found.problem, found.criteria)
    doubting = [found.criteria[model] for model in found.criteria if model not in serious]
    best = min(found.criteria[model] for model in serious)
    return max(best - min(doubting, default=best), 0.0)


def _support(
    problem: Problem, fits: Mapping[str, RivalFit], criteria: Mapping[str, float], weights: dict[str, float]
) -> dict[str, float]:
    """Return Akaike weights without those of models that only repeat a simpler one."""
    for model in reversed(list(MODELS)):
        if model not in weights:
            continue
        inner = _CONTAINS.get(model, ("butler_volmer",) if collapsed(problem, fits[model]) else ())
        if any(one in weights and criteria[one] <= criteria[model] + 1e-9 for one in inner):
            del weights[model]
    total = sum(weights.values())
    return {model: weight / total for model, weight in weights.items()} if total > 0 else weights


_NOTHING_KNOWN = EnergyReading("not_determined", "", (0.0, 0.0), explained=False)


def energy_reading(found: Contest) -> EnergyReading:
    """Return whether a reorganization energy can be given.

    A value needs a profile of 1/lambda that excludes zero, with the series resistance free where it is not known, and
    that Butler-Volmer, with such a resistance, does not describe the curve as well. Where not even the best law
    describes the curve, nothing is said.
    """
    problem = found.problem
    serious = _serious(problem, found.criteria)
    energetic = [name for name in serious if found.fits[name].law.energy]
    if not energetic:
        return _NOTHING_KNOWN
    best = found.best if found.best in energetic else min(energetic, key=lambda name: found.criteria[name])
    unknown = problem.known.resistance is None
    asked = with_resistance(problem, found.fits[best]) if unknown else found.fits[best]
    if asked.drift is None:
        wide = with_drift(problem, asked)
        asked = asked if wide.drift is None else wide
    inverse, path = profile_path(problem, asked, INVERSE)
    walked = replace(_NOTHING_KNOWN, profile=path, threshold=asked.quantile**2)
    if unknown and asked.law != found.fits[best].law and best == found.best:
        alone = profiled(problem, found.fits[best], INVERSE)
        inverse = (min(inverse[0], alone[0]), max(inverse[1], alone[1]))
    criteria = [found.criteria[name] for name in serious if not found.fits[name].law.energy]
    if unknown and _RIVAL not in found.criteria:
        criteria.append(_criterion(problem, _fit(problem, _RIVAL, found.fits)))
    explained = min(criteria, default=float("inf")) - found.criteria[best] < _EXPLAINS
    upper = float(problem.bounds(asked.law)[1][INVERSE])
    if found.fits[found.best].misfits:
        return replace(walked, model=best, inverse=inverse, explained=explained)
    if inverse[0] > 0 and best == found.best and not explained:
        other = _other(found, best)
        return replace(walked, verdict="determined", model=best, inverse=inverse, explained=explained, other=other)
    verdict = "lower_bound" if 0 < inverse[1] < upper else "not_determined"
    return replace(walked, verdict=verdict, model=best, inverse=inverse, explained=explained)


def _other(found: Contest, best: str) -> str:
    """Return the best model of the other family if it is nearly as good, a free resistance allowed to both alike."""
    problem, law = found.problem, found.fits[best].law
    serious = _serious(problem, found.criteria)
    family = [name for name in serious if MODELS[name].energy and MODELS[name].chidsey != law.chidsey]
    nearest = min(family, key=lambda name: found.criteria[name], default="")
    if not nearest:
        return ""
    criterion = found.criteria[nearest]
    if law.resistance and not found.fits[nearest].law.resistance:
        criterion = _criterion(problem, with_resistance(problem, found.fits[nearest]))
    return nearest if criterion - found.criteria[best] < _EXPLAINS else ""


def resistance_interval(found: Contest) -> tuple[float, float] | None:
    """Return the 95 % profile interval of the chosen model's series resistance / ohm, None if it was not fitted."""
    problem, fit = found.problem, found.fits[found.best]
    lower, upper = problem.bounds(fit.law)
    if not upper[DROP] > lower[DROP]:
        return None
    low, high = profiled(problem, fit, DROP)
    return low / problem.scale, high / problem.scale
