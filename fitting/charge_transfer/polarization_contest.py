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
)
from fitting.charge_transfer.polarization_models import INVERSE, MODELS, Problem
from fitting.charge_transfer.polarization_reach import Reach, hull, reach_of
from fitting.messages import FitError
from fitting.model_choice import DECISIVE_WEIGHT, NOT_DECIDED, aicc, model_scores
from fitting.outcome import ModelScore

_USUAL, _RIVAL = "butler_volmer", "butler_volmer_resistance"
_EXPLAINS = 4.4  # AICc behind the best: a weight of one tenth of a pair
_DOUBTED = 10.0  # AICc by which a resistance that is left free beats the known one, beyond which that is doubted
_WIDEST = 100.0  # ratio of the ends of an interval of lambda beyond which there is no value

# Laws that compete, where the resistance is not known, under a name that no model of the contest has.
_TWINS: Mapping[str, str] = {"marcus_hush": "marcus_hush_resistance"}

# A model that holds a simpler one within it and is no better says nothing against it.
_CONTAINS: Mapping[str, tuple[str, ...]] = {
    "butler_volmer_resistance": ("butler_volmer",),
    "marcus_hush_asymmetric": ("marcus_hush", "butler_volmer"),
    "marcus_hush_chidsey_resistance": ("marcus_hush_chidsey", "butler_volmer_resistance", "butler_volmer"),
    "marcus_hush_resistance": ("marcus_hush", "butler_volmer_resistance", "butler_volmer"),
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
        The model of the largest weight once models that only repeat a simpler one are left out; where nothing is
        decided, the one of the fewest parameters among those that are nearly as good.
    verdict : str
        Its name, or ``not_decided``.
    weight : float
        Its weight among the models that may win.
    possible : tuple of str
        Models that are nearly as good as the best, the chosen one first.
    reaches : mapping of str to tuple of Reach
        How far the parameters of these lie: their intervals, the series resistance free where it is not known or
        doubted.
    doubt : float
        By how much AICc prefers a free series resistance to the known one; 0 where none is known.
    """

    problem: Problem
    fits: Mapping[str, RivalFit]
    criteria: Mapping[str, float]
    scores: tuple[ModelScore, ...]
    best: str
    verdict: str
    weight: float
    possible: tuple[str, ...]
    reaches: Mapping[str, tuple[Reach, ...]]
    doubt: float

    @property
    def doubted(self) -> bool:
        """Whether the curve speaks against the resistance that is known."""
        return self.doubt > _DOUBTED

    def interval(self, place: int) -> tuple[float, float]:
        """Return the 95 % interval of a parameter that holds those of all laws that are possible."""
        return hull((one for name in self.possible for one in self.reaches[name]), place)


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
        95 % profile interval of RT/(F lambda), the series resistance free where it is not known; of several possible
        laws it holds each one's.
    explained : bool
        Whether Butler-Volmer, with a resistance where none is known, describes the curve as well.
    other : str
        The best possible model of the other family, Marcus' or Chidsey's; empty if there is none.
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
    unknown = problem.known.resistance is None
    rivals, doubting = _parted(problem, fits, criteria, serious)
    support = _support(problem, fits, rivals)
    lost = [name for name in serious if collapsed(problem, fits[name])]
    best, possible = _chosen(fits, rivals, support, lost)
    doubt = max(min(rivals.values()) - min(doubting.values(), default=float("inf")), 0.0)
    if doubt > _DOUBTED:
        possible = tuple(dict.fromkeys([*possible, _model(min(doubting, key=lambda name: doubting[name]))]))
    fits[best] = with_drift(problem, fits[best])
    reaches = {name: _reaches(problem, fits, name, unknown or doubt > _DOUBTED, best) for name in possible}
    weight = support[best]
    verdict = best if weight >= DECISIVE_WEIGHT and doubt <= _DOUBTED else NOT_DECIDED
    return Contest(problem, fits, criteria, scores, best, verdict, weight, possible, reaches, doubt)


def _parted(
    problem: Problem, fits: Mapping[str, RivalFit], criteria: Mapping[str, float], serious: Sequence[str]
) -> tuple[dict[str, float], dict[str, float]]:
    """Return AICc of all that may win, and of all that speak against a resistance that is known.

    With a free resistance Marcus' law, which no model of the contest stands for, is one of them.
    """
    winning = {model: criteria[model] for model in serious}
    doubting = {model: value for model, value in criteria.items() if model not in serious}
    twins = [name for name in serious if name in _TWINS] if len(criteria) > 1 else []
    for name, fit in ((_TWINS[name], _freed(problem, fits, name)) for name in twins):
        if fit.points >= fit.free + 3:
            (winning if problem.known.resistance is None else doubting)[name] = _criterion(problem, fit)
    return winning, doubting


def _model(name: str) -> str:
    """Return the model of the contest that a law under a name of its own belongs to."""
    return {twin: model for model, twin in _TWINS.items()}.get(name, name)


def _freed(problem: Problem, fits: Mapping[str, RivalFit], model: str) -> RivalFit:
    """Return a model's law with its series resistance free."""
    fit = fits[model]
    law = replace(fit.law, resistance=True)
    starts = [fit.values, *(one.values for one in fits.values() if one.law.resistance)]
    return fit if law == fit.law else fit_rival(problem, law, starts)


def _chosen(
    fits: Mapping[str, RivalFit], rivals: Mapping[str, float], support: Mapping[str, float], lost: Sequence[str]
) -> tuple[str, tuple[str, ...]]:
    """Return the model whose numbers are shown, and all that are possible, it first.

    Those that have lost their reorganization energy are Butler-Volmer's law under another name.
    """
    least = min(rivals[name] for name in support)
    near = [name for name in support if rivals[name] - least < _EXPLAINS]
    near = [name for name in near if name not in lost] or near
    own = [name for name in support if name in MODELS]
    winner = max(own, key=lambda name: support[name])
    if support[winner] < DECISIVE_WEIGHT and any(name in near for name in own):
        simplest = [name for name in own if name in near]  # of laws of as many parameters the usual one
        winner = min(simplest, key=lambda name: (fits[name].free, name != _USUAL, rivals[name]))
    if fits[winner].law.resistance:  # a reorganization energy stands for a resistance, though none is needed
        bent = [name for name in rivals if name.endswith("_resistance")]
        near += [name for name in bent if rivals[name] - least < _EXPLAINS]
    return winner, tuple(dict.fromkeys([winner, *map(_model, near)]))


def _reaches(problem: Problem, fits: Mapping[str, RivalFit], model: str, free: bool, shown: str) -> tuple[Reach, ...]:
    """Return the intervals of a law with its resistance free where that may be so, and those of the law itself."""
    fit, drifts = fits[model], fits[shown].drift is not None
    twin = _freed(problem, fits, model) if free else fit
    alone = twin is fit or twin.points < twin.free + 3
    laws = [fit] if alone else [twin, fit] if model == shown else [twin]
    return tuple(reach_of(problem, law, drifts) for law in laws)


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


def _support(problem: Problem, fits: Mapping[str, RivalFit], criteria: Mapping[str, float]) -> dict[str, float]:
    """Return Akaike weights without those of models that only repeat a simpler one."""
    left = dict(criteria)
    for model in [*_TWINS.values(), *reversed(list(MODELS))]:
        if model not in left:
            continue
        lost = model in fits and collapsed(problem, fits[model])
        inner = _CONTAINS.get(model, ("butler_volmer",) if lost else ())
        if any(one in left and criteria[one] <= criteria[model] + 1e-9 for one in inner):
            del left[model]
    return {score.model: score.weight for score in model_scores(left)}


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
    free = problem.known.resistance is None
    reaches = found.reaches.get(best) or _reaches(problem, found.fits, best, free, found.best)
    asked = reaches[0].fit
    inverse, path = profile_path(problem, asked, INVERSE)
    rivals = [one.fit for name in found.possible for one in found.reaches[name]]
    ends = [inverse, *(profiled(problem, fit, INVERSE) for fit in rivals if fit.law.energy and fit is not asked)]
    inverse = min(low for low, _ in ends), max(high for _, high in ends)
    reading = EnergyReading(
        "not_determined", best, inverse, _explained(found, best), profile=path, threshold=asked.quantile**2
    )
    if found.fits[found.best].misfits or found.doubted:
        return reading
    if inverse[0] > 0 and inverse[1] < _WIDEST * inverse[0] and best == found.best and not reading.explained:
        return replace(reading, verdict="determined", other=_other(found))
    bounded = 0 < inverse[1] < float(problem.bounds(asked.law)[1][INVERSE])
    return replace(reading, verdict="lower_bound" if bounded else "not_determined")


def _explained(found: Contest, best: str) -> bool:
    """Whether a law without a reorganization energy describes the curve as well."""
    problem = found.problem
    serious = _serious(problem, found.criteria)
    criteria = [found.criteria[name] for name in serious if not found.fits[name].law.energy]
    if problem.known.resistance is None and _RIVAL not in found.criteria:
        criteria.append(_criterion(problem, _fit(problem, _RIVAL, found.fits)))
    return min(criteria, default=float("inf")) - found.criteria[best] < _EXPLAINS


def _other(found: Contest) -> str:
    """Return the best possible model of the other family, Marcus' or Chidsey's; empty if there is none."""
    chidsey = MODELS[found.best].chidsey
    family = [name for name in found.possible if MODELS[name].energy and MODELS[name].chidsey != chidsey]
    return min(family, key=lambda name: found.criteria[name], default="")
