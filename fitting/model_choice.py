"""Which of several models: AICc, its weights, and the verdict that nothing is decided (PHYSICS 2.3, 7)."""

from __future__ import annotations

from collections.abc import Mapping
from math import exp, isfinite, log

from fitting.messages import FitError
from fitting.outcome import ModelScore

NOT_DECIDED = "not_decided"
DECISIVE_WEIGHT = 0.9  # below it, models are not distinguishable


def aicc(residual_sum_of_squares: float, points: int, parameters: int) -> float:
    """Return Akaike's criterion for small samples, n ln(RSS/n) + 2K + 2K(K+1)/(n-K-1) with K = p + 1.

    Parameters
    ----------
    residual_sum_of_squares : float
        Of residuals weighted alike in all models.
    points, parameters : int
        n and p; the unknown variance counts as one parameter more.

    Raises
    ------
    FitError
        ``TOO_FEW_POINTS`` for n < p + 3.

    Notes
    -----
    Hurvich and Tsai, Biometrika 76 (1989) 297.
    """
    count = parameters + 1
    if points < parameters + 3:
        raise FitError(
            "TOO_FEW_POINTS",
            "{points} points cannot judge a model of {parameters} parameters; it takes {least}.",
            points,
            points=points,
            parameters=parameters,
            least=parameters + 3,
        )
    penalty = 2 * count + 2 * count * (count + 1) / (points - count - 1)
    return points * log(residual_sum_of_squares / points) + penalty


def model_scores(criteria: Mapping[str, float]) -> tuple[ModelScore, ...]:
    """Return every rival with its Akaike weight exp(-D/2) / sum, the best first.

    Parameters
    ----------
    criteria : mapping of str to float
        AICc of each model; one that is not finite is left out.
    """
    finite = {model: value for model, value in criteria.items() if isfinite(value)}
    best = min(finite.values(), default=0.0)
    likelihood = {model: exp(-0.5 * (value - best)) for model, value in finite.items()}
    total = sum(likelihood.values())
    scores = [ModelScore(model, finite[model], likelihood[model] / total) for model in finite]
    return tuple(sorted(scores, key=lambda score: score.aicc))


def decided(scores: tuple[ModelScore, ...], least: float = DECISIVE_WEIGHT) -> str:
    """Return the name of the winner, or ``not_decided`` where its weight is below `least`."""
    return scores[0].model if scores and scores[0].weight >= least else NOT_DECIDED
