"""The numbers, warnings and table of a polarization contest (PHYSICS 2.4)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fitting.charge_transfer.polarization_contest import Contest, EnergyReading
from fitting.charge_transfer.polarization_fit import RivalFit, profiled
from fitting.charge_transfer.polarization_models import ALPHA, DROP, INVERSE, LOG_CURRENT, REST
from fitting.confidence import runs_probability
from fitting.messages import Message
from fitting.model_choice import NOT_DECIDED
from fitting.outcome import Estimate

Array = npt.NDArray[np.float64]

_LARGE_DROP = 0.3  # of the overpotential
_NEAR_LIMIT = 0.1  # of the limiting current
_FARTHEST_ABOVE, _FARTHEST_BELOW = 10.0, 1e-3  # exchange current against the recorded ones
_WIDEST = float(np.log(100.0))  # interval of ln i0 beyond which there is no value
_FARTHEST = 100.0  # of ln i0: what a number can still say
_STRUCTURED = 1e-3


def estimates(found: Contest, energy: EnergyReading, area: float | None, density: bool) -> dict[str, Estimate]:
    """Return the chosen model's quantities; currents per area where there is one."""
    problem, fit = found.problem, found.fits[found.best]
    per_area = density or area is not None
    share = 1.0 if density or area is None else area
    exchange = float(np.exp(fit.values[LOG_CURRENT])) / share
    name, unit = ("exchange_current_density", "A/m^2") if per_area else ("exchange_current", "A")
    transfer = problem.thermal / exchange
    quantities = {
        name: _size(found, exchange, unit, 1.0),
        "transfer_coefficient": _coefficient(found),
        "equilibrium_potential": _rest(found),
        "charge_transfer_resistance": _size(found, transfer, "ohm m^2" if per_area else "ohm", -1.0),
        "series_resistance": _resistance(found, fit, "ohm m^2" if density and area is None else "ohm"),
        "reorganization_energy": _energy(found, energy),
    }
    return {name: estimate for name, estimate in quantities.items() if estimate is not None}


def _size(found: Contest, value: float, unit: str, sign: float) -> Estimate | None:
    """Return the exchange current, or what goes with its inverse; a bound where it is open to one side only."""
    method, error, ends = _ranged(found, LOG_CURRENT)
    centre = float(found.fits[found.best].values[LOG_CURRENT])
    low, high = sorted(sign * (end - centre) for end in ends)
    if not _open(ends):
        interval = value * float(np.exp(low)), value * float(np.exp(high))
        return Estimate(value, unit, value * error, interval, 0.95, method, found.best)
    if min(-low, high) > _WIDEST:
        return None
    bound = ("above", value * float(np.exp(low))) if -low < high else ("below", value * float(np.exp(high)))
    return Estimate(None, unit, level=0.95, interval_method=method, rule=found.best, bound=bound)


def _ranged(found: Contest, place: int) -> tuple[str, float, tuple[float, float]]:
    """Return what made the interval of a parameter, its standard error, and the interval over all possible laws."""
    fit, ends = found.fits[found.best], found.interval(place)
    method = interval_method(found)
    if method == "covariance":
        return method, fit.error(place), ends
    return method, 0.5 * (ends[1] - ends[0]) / fit.quantile, ends


def interval_method(found: Contest) -> str:
    """Return what makes the intervals: all possible laws, the profile over a resistance, or covariance."""
    if len(found.possible) > 1:
        return "models"
    return "profile" if any(one.profiled for one in found.reaches[found.best]) else "covariance"


def _open(logarithms: tuple[float, float]) -> bool:
    return logarithms[1] - logarithms[0] > _WIDEST


def _coefficient(found: Contest) -> Estimate:
    fit, model = found.fits[found.best], found.best
    value = float(fit.values[ALPHA])
    method, error, (low, high) = _ranged(found, ALPHA)
    ends = max(low, 0.0), min(high, 1.0)
    if not fit.law.alpha:
        rule = "one_half_by_symmetry"
        return Estimate(value, "1", error, ends, 0.95, method, rule) if error > 0 else Estimate(value, "1", rule=rule)
    if fit.fit.at_bound[ALPHA]:  # the law cannot bend as the curve does
        bound = ("below", value) if value < 0.5 else ("above", value)
        return Estimate(None, "1", level=0.95, interval_method=method, rule=model, bound=bound)
    return Estimate(value, "1", error, ends, 0.95, method, model)


def _rest(found: Contest) -> Estimate:
    value = found.problem.record.rest + float(found.fits[found.best].values[REST])
    if found.problem.known.rest_error == 0:
        return Estimate(value, "V", rule="given")
    method, error, (low, high) = _ranged(found, REST)
    start = found.problem.record.rest
    return Estimate(value, "V", error, (start + low, start + high), 0.95, method, found.best)


def _resistance(found: Contest, fit: RivalFit, unit: str) -> Estimate | None:
    known = found.problem.known
    if known.resistance is not None and known.resistance_error == 0 and not fit.law.resistance:
        return Estimate(known.resistance, unit, rule="given")
    lower, upper = found.problem.bounds(fit.law)
    if not upper[DROP] > lower[DROP]:
        return None
    method, error, ends = _ranged(found, DROP)
    if method == "covariance" or not fit.law.resistance:  # known with its error
        method, error, ends = "profile", fit.error(DROP), profiled(found.problem, fit, DROP)
    interval, error = (ends[0] / found.problem.scale, ends[1] / found.problem.scale), error / found.problem.scale
    value = float(fit.values[DROP]) / found.problem.scale
    if value <= 1e-6 * interval[1]:
        return Estimate(None, unit, level=0.95, interval_method=method, rule=found.best, bound=("below", interval[1]))
    return Estimate(value, unit, error or None, interval, 0.95, method, found.best)


def _energy(found: Contest, energy: EnergyReading) -> Estimate | None:
    thermal = found.problem.thermal
    low, high = energy.inverse
    if energy.verdict == "determined":
        fit = found.fits[energy.model]
        value = thermal / float(fit.values[INVERSE])
        method, ends = interval_method(found), (thermal / high, thermal / low)
        spread = fit.error(INVERSE) if method == "covariance" else 0.5 * (high - low) / fit.quantile
        error, method = value**2 / thermal * spread, "models" if method == "models" else "profile"
        return Estimate(value, "eV", error or None, ends, 0.95, method, energy.model)
    if energy.verdict == "lower_bound":
        bound = ("above", thermal / high)
        return Estimate(None, "eV", level=0.95, interval_method="profile", rule=energy.model, bound=bound)
    return None


def table(found: Contest, area: float | None, density: bool) -> dict[str, tuple[float | str | None, ...]]:
    """Return every rival's parameters side by side; Marcus' and Chidsey's energies have a column each."""
    problem = found.problem
    per_area = density or area is not None
    share = 1.0 if density or area is None else area
    columns: dict[str, list[float | str | None]] = {}
    weights = {score.model: score.weight for score in found.scores}
    for score in found.scores:
        fit = found.fits[score.model]
        inverse, error = float(fit.values[INVERSE]), fit.error(INVERSE)
        finite = fit.law.energy and inverse > 1e-6 * float(problem.bounds(fit.law)[1][INVERSE])
        value = problem.thermal / inverse if finite else None
        spread = None if value is None else value * error / inverse
        drop = problem.bounds(fit.law)[1][DROP] > 0
        row: dict[str, float | str | None] = {
            "model": score.model,
            "aicc": score.aicc,
            "weight": weights[score.model],
            "exchange_current_density" if per_area else "exchange_current": float(np.exp(fit.values[LOG_CURRENT]))
            / share,
            "exchange_current_relative_error": fit.error(LOG_CURRENT),
            "transfer_coefficient": float(fit.values[ALPHA]),
            "transfer_coefficient_error": fit.error(ALPHA) if fit.law.alpha else None,
            "marcus_reorganization_energy": None if fit.law.chidsey else value,
            "marcus_reorganization_energy_error": None if fit.law.chidsey else spread,
            "chidsey_reorganization_energy": value if fit.law.chidsey else None,
            "chidsey_reorganization_energy_error": spread if fit.law.chidsey else None,
            "series_resistance": float(fit.values[DROP]) / problem.scale if drop else None,
            "series_resistance_standard_error": fit.error(DROP) / problem.scale if drop else None,
            "equilibrium_potential": problem.record.rest + float(fit.values[REST]),
        }
        for name, entry in row.items():
            columns.setdefault(name, []).append(entry)
    return {name: tuple(entries) for name, entries in columns.items()}


def warnings(found: Contest, energy: EnergyReading, limiting_current: float | None) -> list[Message]:
    """Return what is to be said about the numbers."""
    said = [*_choice_warnings(found), *_energy_warnings(found, energy), *_size_warnings(found, limiting_current)]
    fit = found.fits[found.best]
    if found.problem.wave is not None:
        size = found.problem.wave_size(fit.values)
        text = "A wave of {size:.2g} standard deviations, mains pick-up by the look of it, was fitted with the curve."
        said.append(Message("MAINS_FITTED", text, {"size": size}, size))
    if fit.law.alpha and fit.fit.at_bound[ALPHA]:
        text = "The curve is not one of charge transfer: its transfer coefficient would lie beyond {bound:g}."
        bound = float(fit.values[ALPHA])
        said.append(Message("COEFFICIENT_AT_BOUND", text, {"bound": bound}, bound))
    if runs_probability(fit.fit.residual[: fit.points]) < _STRUCTURED:
        text = "The residuals are not random: the model leaves something undescribed; intervals were widened."
        said.append(Message("RESIDUALS_STRUCTURED", text, {}, fit.colour))
    return said


def _choice_warnings(found: Contest) -> list[Message]:
    if found.verdict != NOT_DECIDED or found.doubted:
        return []  # where only the two families compete, ENERGY_DEPENDS_ON_MODEL says so
    weight = found.weight
    text = (
        "The models are not distinguishable: {model} has a weight of {weight:.2f}; its numbers are shown, with "
        "intervals that hold those of every possible law."
    )
    return [Message("MODEL_NOT_DECIDED", text, {"model": found.best, "weight": weight}, weight)]


def _energy_warnings(found: Contest, energy: EnergyReading) -> list[Message]:
    said = []
    problem = found.problem
    unknown = problem.known.resistance is None
    if found.doubted:
        text = (
            "With its resistance free, a model describes the curve much better (AICc lower by {doubt:.0f}): the series "
            "resistance given may be wrong; no law is decided, and the intervals hold what a free resistance gives."
        )
        said.append(Message("RESISTANCE_DOUBTED", text, {"doubt": found.doubt}, found.doubt))
    if unknown and not found.fits[found.best].law.resistance:
        text = (
            "The series resistance is not known: the numbers take it as 0, and an ohmic drop changes them all; their "
            "intervals leave it free."
        )
        said.append(Message("RESISTANCE_UNKNOWN", text))
    if energy.model and energy.explained:
        other = "with a series resistance" if unknown else "without a reorganization energy"
        text = (
            "Butler-Volmer {other} describes the curve as well as {model}: no reorganization energy can be given; "
            "{advice}."
        )
        advice = "measure the series resistance" if unknown else "record larger overpotentials"
        arguments = {"other": other, "model": energy.model, "advice": advice}
        said.append(Message("ENERGY_NOT_IDENTIFIED", text, arguments))
    elif energy.other:
        values = [problem.thermal / float(found.fits[name].values[INVERSE]) for name in (energy.model, energy.other)]
        text = (
            "The reorganization energy depends on the law: {value:.3g} eV by {model}, {second:.3g} eV by {other}, and "
            "the curve does not tell them apart; the interval holds both."
        )
        words: dict[str, float | int | str] = {"value": values[0], "model": energy.model}
        words |= {"second": values[1], "other": energy.other}
        said.append(Message("ENERGY_DEPENDS_ON_MODEL", text, words, values[1]))
    elif energy.verdict == "lower_bound":
        bound = problem.thermal / energy.inverse[1]
        text = "The curve bounds the reorganization energy from below only, {bound:.3g} eV."
        said.append(Message("ENERGY_BOUND_ONLY", text, {"bound": bound}, bound))
    return said


def _size_warnings(found: Contest, limiting_current: float | None) -> list[Message]:
    record, fit = found.problem.record, found.fits[found.best]
    said = []
    side = record.potential - record.rest - float(fit.values[REST])
    drop = float(fit.values[DROP]) / found.problem.scale * record.current
    left = np.abs(side - drop)
    worst = float(np.max(np.abs(drop)[left > 0] / left[left > 0]))
    if worst > _LARGE_DROP:
        text = "The ohmic drop reaches {share:.0f} % of the overpotential: the resistance decides the numbers."
        said.append(Message("OHMIC_DROP_LARGE", text, {"share": 100 * worst}, worst))
    exchange, sizes = float(np.exp(fit.values[LOG_CURRENT])), np.abs(record.current[record.current != 0])
    if exchange > _FARTHEST_ABOVE * sizes.max() or exchange < _FARTHEST_BELOW * sizes.min():
        text = "The exchange current lies far outside the recorded currents, at {ratio:.3g} of the largest."
        ratio = exchange / float(sizes.max())
        said.append(Message("EXCHANGE_CURRENT_EXTRAPOLATED", text, {"ratio": ratio}, ratio))
    if _open(ends := found.interval(LOG_CURRENT)):
        text = "The curve leaves its exchange current open by a factor of {factor:.2g}: no value is given."
        factor = float(np.exp(min(ends[1] - ends[0], _FARTHEST)))
        said.append(Message("EXCHANGE_CURRENT_OPEN", text, {"factor": factor}, factor))
    if limiting_current is not None:
        share = float(np.abs(np.minimum(record.current, 0)).max()) / abs(limiting_current)
        if share > _NEAR_LIMIT:
            text = "The current reaches {share:.0f} % of the limiting current: ions are short, which no model here has."
            said.append(Message("CURRENT_NEAR_LIMIT", text, {"share": 100 * share}, share))
    return said
