"""The numbers, warnings and table of a polarization contest (PHYSICS 2.4)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fitting.charge_transfer.polarization_contest import Contest, EnergyReading, doubt, resistance_interval
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
_STRUCTURED = 1e-3
_DOUBTED = 10.0  # of AICc, beyond which a known resistance is doubted aloud


def estimates(found: Contest, energy: EnergyReading, area: float | None, density: bool) -> dict[str, Estimate]:
    """Return the chosen model's quantities; currents per area where there is one."""
    problem, fit, model = found.problem, found.fits[found.best], found.best
    per_area = density or area is not None
    share = 1.0 if density or area is None else area
    exchange = float(np.exp(fit.values[LOG_CURRENT])) / share
    error, centre = fit.error(LOG_CURRENT), float(fit.values[LOG_CURRENT])
    method, logarithms = _size_interval(found)

    def scaled(value: float, unit: str, sign: float) -> Estimate:
        ends = sorted(value * float(np.exp(sign * (end - centre))) for end in logarithms)
        if _open(logarithms):
            bound = ("above", ends[0]) if value / ends[0] < ends[1] / value else ("below", ends[1])
            return Estimate(None, unit, level=0.95, interval_method=method, rule=model, bound=bound)
        return Estimate(value, unit, value * error, (ends[0], ends[1]), 0.95, method, model)

    name, unit = ("exchange_current_density", "A/m^2") if per_area else ("exchange_current", "A")
    quantities = {
        name: scaled(exchange, unit, 1.0),
        "transfer_coefficient": _coefficient(fit, model),
        "equilibrium_potential": _rest(found, fit, model),
        "charge_transfer_resistance": scaled(problem.thermal / exchange, "ohm m^2" if per_area else "ohm", -1.0),
    }
    resistance = _resistance(found, fit, "ohm m^2" if density and area is None else "ohm")
    if resistance is not None:
        quantities["series_resistance"] = resistance
    reorganization = _energy(found, energy)
    if reorganization is not None:
        quantities["reorganization_energy"] = reorganization
    return quantities


def _size_interval(found: Contest) -> tuple[str, tuple[float, float]]:
    """Return the interval of the chosen model's ln i0, and what made it."""
    fit = found.fits[found.best]
    if fit.law.resistance:  # exchange current and resistance stand for each other along a bent valley
        return "profile", profiled(found.problem, fit, LOG_CURRENT)
    centre, half = float(fit.values[LOG_CURRENT]), fit.quantile * fit.error(LOG_CURRENT)
    return "covariance", (centre - half, centre + half)


def _open(logarithms: tuple[float, float]) -> bool:
    return logarithms[1] - logarithms[0] > _WIDEST


def _coefficient(fit: RivalFit, model: str) -> Estimate:
    value, error = float(fit.values[ALPHA]), fit.error(ALPHA)
    if not fit.law.alpha:
        return Estimate(value, "1", rule="one_half_by_symmetry")
    if fit.fit.at_bound[ALPHA]:  # the law cannot bend as the curve does
        bound = ("below", value) if value < 0.5 else ("above", value)
        return Estimate(None, "1", level=0.95, interval_method="covariance", rule=model, bound=bound)
    ends = (value - fit.quantile * error, value + fit.quantile * error)
    return Estimate(value, "1", error, ends, 0.95, "covariance", model)


def _rest(found: Contest, fit: RivalFit, model: str) -> Estimate:
    value = found.problem.record.rest + float(fit.values[REST])
    if found.problem.known.rest_error == 0:
        return Estimate(value, "V", rule="given")
    error = fit.error(REST)
    ends = (value - fit.quantile * error, value + fit.quantile * error)
    return Estimate(value, "V", error, ends, 0.95, "covariance", model)


def _resistance(found: Contest, fit: RivalFit, unit: str) -> Estimate | None:
    known = found.problem.known
    if known.resistance is not None and known.resistance_error == 0 and not fit.law.resistance:
        return Estimate(known.resistance, unit, rule="given")
    interval = resistance_interval(found)
    if interval is None:
        return None
    value, error = float(fit.values[DROP]) / found.problem.scale, fit.error(DROP) / found.problem.scale
    if value <= 1e-6 * interval[1]:
        return Estimate(
            None, unit, level=0.95, interval_method="profile", rule=found.best, bound=("below", interval[1])
        )
    return Estimate(value, unit, error or None, interval, 0.95, "profile", found.best)


def _energy(found: Contest, energy: EnergyReading) -> Estimate | None:
    thermal = found.problem.thermal
    low, high = energy.inverse
    if energy.verdict == "determined":
        fit = found.fits[energy.model]
        value = thermal / float(fit.values[INVERSE])
        error = value * fit.error(INVERSE) / float(fit.values[INVERSE])
        ends = (thermal / high, thermal / low)
        return Estimate(value, "eV", error or None, ends, 0.95, "profile", energy.model)
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
    if found.verdict != NOT_DECIDED:
        return []  # where only the two families compete, ENERGY_DEPENDS_ON_MODEL says so
    weight = found.weight
    text = "The models are not distinguishable: {model} has a weight of {weight:.2f}; its numbers are shown."
    return [Message("MODEL_NOT_DECIDED", text, {"model": found.best, "weight": weight}, weight)]


def _energy_warnings(found: Contest, energy: EnergyReading) -> list[Message]:
    said = []
    problem = found.problem
    unknown = problem.known.resistance is None
    if (doubted := doubt(found)) > _DOUBTED:
        text = (
            "With its resistance free, a model describes the curve much better (AICc lower by {doubt:.0f}): the series "
            "resistance given may be wrong."
        )
        said.append(Message("RESISTANCE_DOUBTED", text, {"doubt": doubted}, doubted))
    if unknown and not found.fits[found.best].law.resistance:
        text = "The series resistance is not known and was taken as 0: an ohmic drop changes every number here."
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
            "the curve does not tell them apart."
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
    if _open(ends := _size_interval(found)[1]):
        text = "The curve leaves its exchange current open by a factor of {factor:.2g}: only a bound is given."
        factor = float(np.exp(ends[1] - ends[0]))
        said.append(Message("EXCHANGE_CURRENT_OPEN", text, {"factor": factor}, factor))
    if limiting_current is not None:
        share = float(np.abs(np.minimum(record.current, 0)).max()) / abs(limiting_current)
        if share > _NEAR_LIMIT:
            text = "The current reaches {share:.0f} % of the limiting current: ions are short, which no model here has."
            said.append(Message("CURRENT_NEAR_LIMIT", text, {"share": 100 * share}, share))
    return said
