"""Which law a deposit's loss at rest follows, and how fast it is: a contest over rests (PHYSICS 4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from math import isfinite

import numpy as np
import numpy.typing as npt

from fitting.confidence import deviation_interval, student_quantile
from fitting.messages import FitError, Message
from fitting.model_choice import NOT_DECIDED, decided, model_scores
from fitting.outcome import Estimate, ModelScore, Outcome
from fitting.self_corrosion.corrosion_laws import LAWS, thickness_rate
from fitting.self_corrosion.law_fit import LINEAR_PARABOLIC, Charges, LawFit, fit_law, parameter_count
from fitting.self_corrosion.pictures import law_panels

Array = npt.NDArray[np.float64]

AUTOMATIC = "automatic"
CHOICES = (AUTOMATIC, *LAWS, LINEAR_PARABOLIC)
FEWEST_RESTS, FEWEST_FOR_A_LAW = 3, 5
_REPLICATE_FREEDOM = 3  # from so many degrees of freedom on, replicates tell the scatter
_SAME = 0.02  # of log likelihood
_ASSUMED_SCATTER = (0.05, 4)  # of cells, and its degrees of freedom, where the rests are too few to tell
_STILL_POSSIBLE = 0.1  # weight of a law that the intervals of an undecided contest must hold
_HEAVY_LOSS = 0.5
_USELESS = 5.0  # half width of the interval of ln half-life


@dataclass(frozen=True, eq=False)
class CorrosionLawChoice(Outcome):
    """The contest's answer, with the fit of every law."""

    fits: Mapping[str, LawFit] = field(default_factory=dict)


def corrosion_law(
    rest_time: npt.ArrayLike,
    residual_charge: npt.ArrayLike,
    *,
    charge_error: npt.ArrayLike | None = None,
    consumed: npt.ArrayLike | None = None,
    law: str = AUTOMATIC,
    area: float | None = None,
    plated_charge: float | None = None,
) -> CorrosionLawChoice:
    """Return the law of a deposit's loss at rest, and its rate.

    The corrosion rate is the mean over all rests, (Q0 - Q(t_max)) / t_max: it exists for every law (that of the
    parabolic one is infinite at first) and hardly depends on which holds; for the linear law it is k.

    Parameters
    ----------
    rest_time, residual_charge : (n,) array
        s, C; several cells may have rested alike.
    charge_error : (n,) array, optional
        Standard error of each charge's reading / C, beside which cells scatter.
    consumed : (n,) array of bool, optional
        Deposits below detection: their likelihood is P(Q <= 0).
    law : str
        ``automatic`` holds the contest; or the name of a law that is known.
    area : float, optional
        m^2; with it the rates are per area.
    plated_charge : float, optional
        C; the table is normalised by it where no cell was stripped without rest.

    Raises
    ------
    FitError
        ``LENGTHS_DIFFER``, ``REST_NEGATIVE``, ``TOO_FEW_RESTS``, ``ALL_CONSUMED``, ``UNKNOWN_LAW``,
        ``AREA_NOT_POSITIVE``.
    """
    charges = _checked(rest_time, residual_charge, charge_error, consumed, law, area)
    scatter = _replicate_scatter(charges)
    fits, scores, verdict = _contest(charges, law, scatter)
    reported = _reported(verdict, fits, scores)
    first = fits[reported[0]]
    warnings = _data_warnings(charges, plated_charge)
    warnings += _law_warnings(verdict, scores, charges.rest.size, first, charges)
    assumed = scatter is None and any(_too_few(name, charges) for name in reported)
    if assumed:
        text = "So few charges do not tell how cells scatter: {share:.0f} % is assumed; measure more cells."
        warnings.append(Message("SCATTER_ASSUMED", text, {"share": 100 * _ASSUMED_SCATTER[0]}, _ASSUMED_SCATTER[0]))
    table, basis = _table(charges, first, plated_charge)
    return CorrosionLawChoice(
        _quantities([fits[name] for name in reported], area, verdict == NOT_DECIDED, assumed),
        {"law": verdict, "normalised_by": basis},
        tuple(warnings),
        scores,
        table,
        law_panels(charges, fits, reported[0]),
        fits=fits,
    )


def _contest(
    charges: Charges, law: str, scatter: tuple[float, int] | None
) -> tuple[dict[str, LawFit], tuple[ModelScore, ...], str]:
    """Return the fits of the laws, their weights as far as the points allow, and the law that holds."""
    fits, criteria, plain = {}, {}, {}
    points = charges.rest.size
    for name in LAWS if law == AUTOMATIC else (law,):
        count = parameter_count(name)
        fits[name] = fit_law(name, charges, scatter or (_ASSUMED_SCATTER if _too_few(name, charges) else None))
        if points >= count + 3:
            free = count + (1 if scatter is None else 0)
            plain[name] = 2 * fits[name].minus_log_likelihood + 2 * free
            criteria[name] = plain[name] + 2 * free * (free + 1) / (points - free - 1)
    if {"linear", "logarithmic"} <= criteria.keys():
        gained = fits["linear"].minus_log_likelihood - fits["logarithmic"].minus_log_likelihood
        if gained < _SAME:  # with an endless time constant the logarithmic law is the linear one, and no rival of it
            del criteria["logarithmic"], plain["logarithmic"]
    scores = model_scores(criteria)
    if law != AUTOMATIC:
        return fits, scores, law
    verdict = decided(scores)
    if plain and min(plain, key=lambda name: plain[name]) != verdict:
        verdict = NOT_DECIDED  # a law with one parameter more fits better, but so few rests cannot afford it
    return fits, scores, verdict


def _too_few(law: str, charges: Charges) -> bool:
    """Return whether the charges do not tell how they scatter about a law."""
    return int((~charges.consumed).sum()) <= parameter_count(law)


def _checked(
    rest_time: npt.ArrayLike,
    residual_charge: npt.ArrayLike,
    charge_error: npt.ArrayLike | None,
    consumed: npt.ArrayLike | None,
    law: str,
    area: float | None,
) -> Charges:
    rest, charge = (np.asarray(one, dtype=np.float64).ravel() for one in (rest_time, residual_charge))
    error = np.zeros(rest.size) if charge_error is None else np.asarray(charge_error, dtype=np.float64).ravel()
    gone = np.zeros(rest.size, dtype=np.bool_) if consumed is None else np.asarray(consumed, dtype=np.bool_).ravel()
    if not rest.size == charge.size == error.size == gone.size:
        raise FitError("LENGTHS_DIFFER", "Every charge needs its rest time, and every rest time its charge.")
    if law not in CHOICES:
        raise FitError("UNKNOWN_LAW", "A corrosion law is one of {names}.", names=", ".join(CHOICES[1:]))
    if area is not None and not area > 0:
        raise FitError("AREA_NOT_POSITIVE", "The electrode area must be above zero.")
    if not np.all(np.isfinite(rest)) or np.any(rest < 0):
        raise FitError("REST_NEGATIVE", "A rest time is below zero or missing: give it for every file, in s.")
    kept = np.isfinite(charge) & np.isfinite(error)
    charges = Charges(rest[kept], charge[kept], error[kept], gone[kept])
    distinct = np.unique(charges.rest).size
    if distinct < FEWEST_RESTS:
        text = "A corrosion rate needs {needed} different rest times; there are {count}: add stripping curves."
        raise FitError("TOO_FEW_RESTS", text, float(distinct), needed=FEWEST_RESTS, count=distinct)
    if np.unique(charges.rest[~charges.consumed]).size < 2 or not float(np.max(charges.charge)) > 0:
        text = "Fewer than two rests left a deposit, so no rate follows: use shorter rests."
        raise FitError("ALL_CONSUMED", text)
    return charges


def _replicate_scatter(charges: Charges) -> tuple[float, int] | None:
    """Return the scatter of cells that rested alike, over the largest charge, and its degrees of freedom."""
    known = ~charges.consumed
    rest, charge, error = charges.rest[known], charges.charge[known], charges.error[known]
    _, group = np.unique(rest, return_inverse=True)
    count = np.bincount(group)
    freedom = int(np.sum(count - 1))
    if freedom < _REPLICATE_FREEDOM:
        return None
    mean = np.bincount(group, charge) / count
    initial = float(mean.max())
    weight = np.sqrt(0.5 * (initial**2 + np.maximum(mean[group], 0.0) ** 2))
    variance = float(np.sum(((charge - mean[group]) / weight) ** 2)) / freedom
    own = float(np.mean((error / weight) ** 2))
    return float(np.sqrt(max(variance - own, 1e-14))), freedom


def _reported(verdict: str, fits: Mapping[str, LawFit], scores: tuple[ModelScore, ...]) -> list[str]:
    """Return the laws whose numbers count: the decided one, or the best first and those that are still possible."""
    if verdict != NOT_DECIDED:
        return [verdict]
    possible = [score.model for score in scores if score.weight >= _STILL_POSSIBLE]
    return possible or [name for name in fits if parameter_count(name) == 2]


def _quantities(fits: list[LawFit], area: float | None, undecided: bool, is_assumed: bool) -> dict[str, Estimate]:
    """Return the numbers of the first law; undecided, their intervals hold those of all."""
    per, unit = (1.0, "A") if area is None else (area, "A/m^2")
    first = fits[0]
    rates = [fit.mean_rate for fit in fits]
    gone = rates[0][0] * first.charges.longest > first.initial_charge[0]
    rule = f"{first.law}_mean_over_0_to_{first.charges.longest:.6g}_s"
    rule = f"{first.law}_until_consumed" if gone else rule
    rate = _hull([(value / per, error / per, (low / per, high / per)) for value, error, (low, high) in rates])
    found = {
        "corrosion_rate": Estimate(rate[0], unit, rate[1], rate[2], interval_method="profile", rule=rule),
        "initial_charge": _estimate(_hull([fit.initial_charge for fit in fits]), "C", "covariance", first.law),
    }
    if area is not None:
        value, error, (low, high) = rate
        thin = (thickness_rate(value), thickness_rate(error), (thickness_rate(low), thickness_rate(high)))
        found["thickness_rate"] = _estimate(thin, "m/s", "profile", rule)
    found["half_life"] = _half_life(fits)
    if not undecided and first.law in LAWS:
        found |= _constants(first, per, unit)
    return found | {"cell_scatter": _scatter_estimate(first, is_assumed)}


def _scatter_estimate(fit: LawFit, is_assumed: bool) -> Estimate:
    """Return how cells scatter, with the interval of a deviation of so few; one that is assumed has none."""
    if is_assumed:
        return Estimate(fit.scatter, "1", rule="assumed")
    interval = deviation_interval(fit.scatter, fit.degrees_of_freedom)
    error = fit.scatter / float(np.sqrt(2 * fit.degrees_of_freedom))
    return Estimate(fit.scatter, "1", error, interval, interval_method="chi_square", rule="over_initial_charge")


def _hull(
    values: list[tuple[float, float, tuple[float, float]]],
) -> tuple[float, float, tuple[float, float]]:
    """Return the first value with the interval that holds all."""
    first = values[0]
    return first[0], first[1], (min(one[2][0] for one in values), max(one[2][1] for one in values))


def _estimate(found: tuple[float, float, tuple[float, float]], unit: str, method: str, rule: str) -> Estimate:
    return Estimate(found[0], unit, found[1], found[2], interval_method=method, rule=rule)


def _constants(fit: LawFit, per: float, unit: str) -> dict[str, Estimate]:
    """Return rate constant, time constant and rate at the start, of the law that holds."""
    law, quantile = LAWS[fit.law], student_quantile(fit.degrees_of_freedom)

    def functions(values: Array) -> Array:
        constant, time_constant = fit.rate_constant(values)
        start = 0.0 if fit.law == "parabolic" else float(law.current(0.0, values[0], constant, time_constant))
        return np.array([constant, time_constant, start / per])

    values, errors = fit.propagated(functions)
    names = [("rate_constant", law.rate_constant_unit), ("time_constant", "s"), ("initial_corrosion_rate", unit)]
    found = {}
    for (name, one), value, error in zip(names, values, errors, strict=True):
        if (name == "time_constant" and fit.law != "logarithmic") or (
            name == "initial_corrosion_rate" and fit.law == "parabolic"
        ):
            continue
        half = quantile * float(error)
        interval = (float(value) - half, float(value) + half)
        found[name] = Estimate(float(value), one, float(error), interval, interval_method="propagation", rule=fit.law)
    return found


def _half_life(fits: list[LawFit]) -> Estimate:
    """Return when half of the initial charge is left, in the laws that count; a bound where loss is not sure."""
    found = []
    for fit in fits:
        _, _, (slowest, fastest) = fit.mean_rate
        if slowest <= 0:
            shortest = 0.5 * fit.initial_charge[0] / fastest if fastest > 0 else fit.charges.longest
            return Estimate(None, "s", rule=fit.law, bound=("above", shortest))
        (value,), (error,) = fit.propagated(partial(_log_half_life, fit))
        half = student_quantile(fit.degrees_of_freedom) * float(error)
        if not isfinite(half) or half > _USELESS:
            return Estimate(None, "s", rule=fit.law, bound=("above", fit.charges.longest))
        time = float(np.exp(value))
        found.append((time, time * float(error), (time * float(np.exp(-half)), time * float(np.exp(half)))))
    return _estimate(_hull(found), "s", "propagation", fits[0].law)


def _log_half_life(fit: LawFit, values: Array) -> Array:
    return np.array([_log_half(fit, values)])


def _log_half(fit: LawFit, values: Array) -> float:
    constant, time_constant = fit.rate_constant(values) if fit.law in LAWS else (0.0, 1.0)
    half = 0.5 * float(values[0])
    if fit.law == LINEAR_PARABOLIC:
        linear, parabolic = float(values[2]), float(values[1] - values[2]) * float(np.sqrt(fit.charges.longest))
        root = np.sqrt(max(parabolic**2 + 4 * linear * half, 0.0)) + parabolic
        return 2 * float(np.log(2 * half / root)) if root > 0 else float("inf")
    if not constant > 0:
        return float("inf")
    if fit.law == "linear":
        return float(np.log(half / constant))
    if fit.law == "parabolic":
        return 2 * float(np.log(half / constant))
    if fit.law == "logarithmic":
        return float(np.log(time_constant) + np.log(np.expm1(min(half / constant, 700.0))))
    return float(np.log(np.log(2) / constant))


def _table(
    charges: Charges, fit: LawFit, plated_charge: float | None
) -> tuple[dict[str, tuple[float | str | None, ...]], str]:
    """Return the charges in the order of rests, normalised, and by what."""
    order = np.argsort(charges.rest, kind="stable")
    fresh = (charges.rest == 0) & ~charges.consumed
    if fresh.any():
        whole, basis = float(charges.charge[fresh].mean()), "zero_rest"
    elif plated_charge is not None:
        whole, basis = plated_charge, "plated_charge"
    else:
        whole, basis = float(fit.fit.values[0]), "fitted_initial_charge"
    charge = [None if charges.consumed[k] else float(charges.charge[k]) for k in order]
    table: dict[str, tuple[float | str | None, ...]] = {
        "rest_time": tuple(float(charges.rest[k]) for k in order),
        "residual_charge": tuple(charge),
        "standard_error": tuple(float(charges.error[k]) for k in order),
        "residual_fraction": tuple(None if one is None else one / whole for one in charge),
        "fitted_charge": tuple(float(one) for one in fit.charge(charges.rest[order])),
        "deposit": tuple("consumed" if charges.consumed[k] else "present" for k in order),
    }
    return table, basis


def _data_warnings(charges: Charges, plated_charge: float | None) -> list[Message]:
    found = []
    if not np.any(charges.rest == 0):
        text = "No cell was stripped without rest: the initial charge is extrapolated, and plating losses count in it."
        found.append(Message("INITIAL_CHARGE_MISSING", text))
    if charges.consumed.any():
        count = int(charges.consumed.sum())
        text = "{count} deposits were consumed: they count as a charge of zero or less, not as a zero."
        found.append(Message("CENSORED", text, {"count": count}, float(count)))
    if plated_charge is not None and float(np.max(charges.charge)) > 1.02 * plated_charge:
        ratio = float(np.max(charges.charge)) / plated_charge
        text = "More charge is stripped than was plated, by a factor of {ratio:.3f}: check both and their units."
        found.append(Message("MORE_THAN_PLATED", text, {"ratio": ratio}, ratio))
    return found


def _law_warnings(
    verdict: str, scores: tuple[ModelScore, ...], points: int, fit: LawFit, charges: Charges
) -> list[Message]:
    found = []
    if verdict == NOT_DECIDED and points < FEWEST_FOR_A_LAW:
        text = "{points} charges give a rate but no law; a choice needs {needed}."
        arguments = {"points": points, "needed": FEWEST_FOR_A_LAW}
        found.append(Message("FEW_RESTS", text, arguments, float(points)))
    elif verdict == NOT_DECIDED:
        found.append(_undecided(scores))
    initial, end = float(fit.fit.values[0]), float(fit.charge(charges.longest))
    if fit.fit.values[1] <= 0:
        text = "The charge does not decrease with rest: the cells scatter by more than they corrode."
        found.append(Message("NOT_DECREASING", text, value=float(fit.fit.values[1])))
    elif 1 - end / initial < _HEAVY_LOSS:
        text = "Only {share:.0f} % is lost over the longest rest: the half-life is an extrapolation."
        found.append(Message("LITTLE_LOSS", text, {"share": 100 * (1 - end / initial)}, 1 - end / initial))
    return found


def _undecided(scores: tuple[ModelScore, ...]) -> Message:
    """Return which laws are still possible, or which one is likely and not yet established."""
    possible = [score.model for score in scores if score.weight >= _STILL_POSSIBLE]
    text = (
        "These rests do not tell the laws {names} apart: measure three cells per rest, rests spaced geometrically, "
        "one of them beyond half of the charge."
    )
    if len(possible) == 1:
        text = (
            "These rests favour the law {names} without establishing it: measure three cells per rest, rests spaced "
            "geometrically, one of them beyond half of the charge."
        )
    elif not possible:
        text = (
            "These rests do not tell the laws apart: measure three cells per rest, rests spaced geometrically, one of "
            "them beyond half of the charge."
        )
    return Message("LAW_NOT_DECIDED", text, {"names": ", ".join(possible)}, scores[0].weight if scores else None)
