"""The steady-state transference number from numbers, or from a polarization and its spectra (PHYSICS 1.3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np
import numpy.typing as npt

from fitting.confidence import NORMAL_QUANTILE_95, delta_errors, gradient, student_quantile
from fitting.mass_transfer.bruce_vincent import bruce_vincent_number, error_amplification
from fitting.mass_transfer.bruce_vincent_warnings import (
    bulk_warning,
    current_warnings,
    fit_warnings,
    require_one_cell,
    resistance_warnings,
)
from fitting.mass_transfer.cell_spectrum import Spectrum, SpectrumFit, fit_spectrum
from fitting.mass_transfer.polarization_fit import PolarizationFit, changed, fit_polarization
from fitting.mass_transfer.polarization_refit import cell_refit
from fitting.mass_transfer.sand import positive
from fitting.mass_transfer.transient_panels import course_panels, level_course, nyquist_panel
from fitting.mass_transfer.transient_record import Transient, transient
from fitting.messages import FitError, Message
from fitting.outcome import Estimate, Outcome, Panel

Array = npt.NDArray[np.float64]
Record = tuple[npt.ArrayLike, npt.ArrayLike]

_STEADY_SHARE = 0.1  # of the record: its last part, where the current is steady
_BULK_CHANGED = 3.0  # standard errors, and
_BULK_SHARE = 0.02  # of itself
_UNITS = {
    "transference_number": "1",
    "initial_current": "A",
    "steady_current": "A",
    "initial_resistance": "ohm",
    "steady_resistance": "ohm",
    "bulk_resistance": "ohm",
    "error_amplification": "1",
    "diffusion_time": "s",
}
_WORDS = {
    "steady_current": "steady_current, or the current after the step",
    "initial_resistance": "initial_resistance, or the spectrum before",
    "steady_resistance": "steady_resistance, or the spectrum after",
    "initial_current": "initial_current, or bulk_resistance, or the spectrum before",
}


@dataclass(frozen=True, eq=False)
class BruceVincent(Outcome):
    """The current fraction rho+: t+ in an ideal solution.

    Parameters
    ----------
    time, current, fitted : (n,) array
        Polarization and joint fit: s since the step, A; empty where only numbers were given.
    """

    time: Array = field(default_factory=lambda: np.empty(0))
    current: Array = field(default_factory=lambda: np.empty(0))
    fitted: Array = field(default_factory=lambda: np.empty(0))


def bruce_vincent(
    polarization: float,
    *,
    initial_current: float | None = None,
    steady_current: float | None = None,
    initial_resistance: float | None = None,
    steady_resistance: float | None = None,
    bulk_resistance: float | None = None,
    steady_bulk_resistance: float | None = None,
    errors: Mapping[str, float] | None = None,
    record: Record | None = None,
    before: Spectrum | None = None,
    after: Spectrum | None = None,
    thickness: float | None = None,
    window: tuple[float | None, float | None] = (None, None),
    step_time: float | None = None,
) -> BruceVincent:
    """Return rho+ = I_ss (dV - I_0 R_0) / [I_0 (dV - I_ss R_ss)], jointly from current and spectra where given.

    The initial current is dV/(R_e + R_0) unless it is given.

    Parameters
    ----------
    polarization : float
        dV / V.
    initial_current, steady_current : float, optional
        A.
    initial_resistance, steady_resistance : float, optional
        Of the interfaces before and after / ohm.
    bulk_resistance, steady_bulk_resistance : float, optional
        Of the electrolyte before and after / ohm.
    errors : mapping of str to float, optional
        Standard errors of the numbers above, by their names.
    record : (times, currents), optional
        s, A.
    before, after : (frequency, real, imaginary), optional
        Hz, ohm, ohm (the imaginary part below zero for a capacitance).
    thickness : float, optional
        L / m; the joint fit then gives D of the salt, from L^2/4D.
    window, step_time
        As in `transient`.

    Raises
    ------
    FitError
        For what is missing, outside its domain, or impossible together.
    """
    if not 0 < abs(polarization) < np.inf:
        raise FitError("NO_POLARIZATION", "The polarization must be a voltage other than zero.", polarization)
    numbers = {
        "initial_current": initial_current,
        "steady_current": steady_current,
        "initial_resistance": initial_resistance,
        "steady_resistance": steady_resistance,
        "bulk_resistance": bulk_resistance,
        "steady_bulk_resistance": steady_bulk_resistance,
    }
    given = _magnitudes(numbers)
    spectra = [fit_spectrum(one) for one in (before, after) if one is not None]
    course = transient(*record, window, step_time) if record is not None else None
    warnings = _sign_warning(polarization, initial_current, steady_current, course)
    moved = len(spectra) == 2 and _bulk_moved(spectra[0], spectra[1])
    if course is not None and before is not None and not given and not moved:
        return _joint(course, abs(polarization), spectra, thickness, warnings)
    known, spread = _numbers(abs(polarization), given, dict(errors or {}), course, before, after, spectra, warnings)
    return _formula(abs(polarization), known, spread, course, warnings)


def _magnitudes(numbers: Mapping[str, float | None]) -> dict[str, float]:
    given = {name: abs(float(value)) for name, value in numbers.items() if value is not None}
    for name, value in given.items():
        if not 0 < value < np.inf:
            template = "{name} is {number:.4g}; it must not be zero."
            raise FitError("NUMBER_NOT_POSITIVE", template, value, name=name, number=value)
    return given


def _bulk_moved(before: SpectrumFit, after: SpectrumFit) -> bool:
    size = abs(float(after.fit.values[0] - before.fit.values[0]))
    return abs(changed(before, after, 0)) > _BULK_CHANGED and size > _BULK_SHARE


def _sign_warning(
    polarization: float, initial: float | None, steady: float | None, course: Transient | None
) -> list[Message]:
    signs = {np.sign(one) for one in (polarization, initial, steady, course.sign if course else None) if one}
    text = "Polarization and currents have different signs; their magnitudes are used."
    return [Message("SIGNS_DIFFER", text)] if len(signs) > 1 else []


def _joint(
    course: Transient,
    polarization: float,
    spectra: list[SpectrumFit],
    thickness: float | None,
    warnings: list[Message],
) -> BruceVincent:
    """Return the outcome of the joint fit of current and spectra."""
    found = fit_polarization(course, polarization, spectra)
    require_one_cell(found)
    refit = cell_refit(found, course, partial(_joint_estimates, polarization))
    of = found.fit.values[: found.count], found.covariance[: found.count, : found.count]
    estimates = _joint_estimates(polarization, found, *of, found.fit.degrees_of_freedom)
    plain = {name: one.value or 0.0 for name, one in estimates.items()}
    if thickness is not None:
        estimates["diffusion_coefficient"] = _diffusion(estimates["diffusion_time"], thickness)
    warnings += resistance_warnings(polarization, plain)
    warnings += current_warnings(polarization, plain, course, _steady(course))
    warnings += fit_warnings(found, spectra)
    return BruceVincent(
        _signed(estimates, course.sign),
        {
            "interface": "changes" if found.drifts else "steady",
            "residuals": "structured" if found.structured else "random",
        },
        tuple(warnings),
        panels=(
            *course_panels(found.time, course.sign * found.current, course.sign * found.fitted, "linear"),
            nyquist_panel(spectra, found.spectra),
        ),
        time=found.time,
        current=course.sign * found.current,
        fitted=course.sign * found.fitted,
        refit=refit,
    )


def _diffusion(span: Estimate, thickness: float) -> Estimate:
    """Return D of the salt from L^2/4D."""
    positive("THICKNESS_NOT_POSITIVE", "thickness", thickness)
    time, error, (low, high) = span.value or np.inf, span.standard_error or 0.0, span.interval or (np.inf, np.inf)
    size = thickness**2 / 4
    ends = size / high, size / max(low, 1e-300)
    return Estimate(
        size / time, "m^2/s", size / time**2 * error, ends, interval_method=span.interval_method, rule="joint_fit"
    )


def _joint_estimates(
    polarization: float, found: PolarizationFit, values: Array, covariance: Array, freedom: int
) -> dict[str, Estimate]:
    errors = np.sqrt(np.maximum(np.diag(covariance), 0.0))

    def quantities(at: Array) -> Array:
        bulk, first, span = np.exp(at[0]), np.exp(at[3]), np.exp(at[2])
        number, last = 1 / (1 + np.exp(-at[1])), found.steady_resistance(at)
        steady = polarization / (bulk / number + last)
        return np.array(
            [number, polarization / (bulk + first), steady, first, last, bulk, error_amplification(first, bulk), span]
        )

    sizes = delta_errors(gradient(quantities, values, errors), covariance)
    quantile = student_quantile(freedom)
    method = "bootstrap" if found.structured else "covariance"
    estimates = {
        name: Estimate(
            float(value), _UNITS[name], float(size), (float(value - quantile * size), float(value + quantile * size)),
            interval_method=method, rule="joint_fit",
        )
        for name, value, size in zip(_UNITS, quantities(values), sizes, strict=True)
    }  # fmt: skip
    number = estimates["transference_number"]
    low, high = (1 / (1 + np.exp(-(values[1] + one * quantile * errors[1]))) for one in (-1, 1))
    estimates["transference_number"] = Estimate(
        number.value, "1", number.standard_error, (float(low), float(high)), interval_method=method,
        rule="joint_fit_current_fraction",
    )  # fmt: skip
    return estimates


def _numbers(
    polarization: float,
    given: dict[str, float],
    errors: dict[str, float],
    course: Transient | None,
    before: Spectrum | None,
    after: Spectrum | None,
    spectra: list[SpectrumFit],
    warnings: list[Message],
) -> tuple[dict[str, float], dict[str, float]]:
    """Return the numbers of the formula and their standard errors: given, else from spectra and record."""
    known, spread = dict(given), {name: abs(errors.get(name, 0.0)) for name in given}

    def found(name: str, value: float, error: float) -> None:
        if name not in known:
            known[name], spread[name] = value, error

    given_spectra = [name for name, one in (("initial", before), ("steady", after)) if one is not None]
    for when, one in zip(given_spectra, spectra, strict=True):
        bulk = "bulk_resistance" if when == "initial" else "steady_bulk_resistance"
        for name, value, error in zip(
            (bulk, f"{when}_resistance"), one.resistances, one.resistance_errors, strict=True
        ):
            found(name, value, error)
    if "steady_resistance" not in known and "initial_resistance" in known:
        found("steady_resistance", known["initial_resistance"], spread["initial_resistance"])
        warnings.append(
            Message(
                "NO_STEADY_RESISTANCE",
                "Without a spectrum after the polarization the interfaces are taken as unchanged.",
            )
        )
    if course is not None:
        found("steady_current", *_steady(course)[:2])
    _complete(known)
    return known, spread


def _complete(known: Mapping[str, float]) -> None:
    missing = [name for name in ("steady_current", "initial_resistance") if name not in known]
    if "initial_current" not in known and "bulk_resistance" not in known:
        missing.append("initial_current")
    if missing:
        raise FitError(
            "NUMBERS_MISSING",
            "The transference number needs also {what}.",
            what="; ".join(_WORDS[name] for name in missing),
        )


def _steady(course: Transient) -> tuple[float, float, float]:
    """Return the steady current, its standard error, and by how much of itself it drifts over its window."""
    last = course.time >= course.time[-1] - _STEADY_SHARE * (course.time[-1] - course.time[0])
    last[-min(5, last.size) :] = True
    t, i = course.time[last], course.current[last]
    level = float(np.median(i))
    near = np.abs(i - level) <= 5 * max(1.4826 * float(np.median(np.abs(i - level))), 1e-15 * abs(level))
    mean = float(i[near].mean())
    slope = float(np.polyfit(t[near] - t[0], i[near], 1)[0]) if near.sum() > 2 else 0.0
    drift = slope * float(t[-1] - t[0]) / mean if mean else 0.0
    noise = float(i[near].std(ddof=1)) / float(np.sqrt(near.sum())) if near.sum() > 2 else 0.0
    return mean, noise, drift


def _formula(
    polarization: float,
    known: dict[str, float],
    spread: dict[str, float],
    course: Transient | None,
    warnings: list[Message],
) -> BruceVincent:
    """Return the outcome of the formula, Watanabe's where the electrolyte's resistance is known before and after."""
    estimates = _formula_estimates(polarization, known, spread)
    plain = {name: one.value or 0.0 for name, one in estimates.items()}
    warnings += resistance_warnings(polarization, plain)
    warnings += current_warnings(polarization, plain, course, _steady(course) if course else None)
    if _watanabe(known):
        warnings += bulk_warning(known["steady_bulk_resistance"] / known["bulk_resistance"])
    if estimates["transference_number"].interval is None:
        warnings.append(
            Message("NO_ERRORS_GIVEN", "No standard errors were given, so the transference number has no interval.")
        )
    sign = course.sign if course is not None else 1.0
    drawn: tuple[Panel, ...] = ()
    if course is not None:
        drawn = level_course(course.time, sign * course.current, sign * plain["steady_current"])
    return BruceVincent(_signed(estimates, sign), {}, tuple(warnings), panels=drawn)


def _watanabe(known: Mapping[str, float]) -> bool:
    return {"bulk_resistance", "steady_bulk_resistance"} <= known.keys()


def _formula_quantities(polarization: float, numbers: Mapping[str, float]) -> dict[str, float]:
    """Return what the formula gives for its numbers."""
    first = numbers.get("initial_current")
    if first is None:
        first = polarization / (numbers["bulk_resistance"] + numbers["initial_resistance"])
    steady, ohms = numbers["steady_current"], (numbers["initial_resistance"], numbers["steady_resistance"])
    number = bruce_vincent_number(first, steady, polarization, *ohms)
    bulk = numbers.get("bulk_resistance")
    if bulk is not None:
        number *= numbers.get("steady_bulk_resistance", bulk) / bulk
    result = {"transference_number": number, "initial_current": first, "steady_current": steady}
    result |= {"initial_resistance": ohms[0], "steady_resistance": ohms[1]}
    if bulk is not None:
        result |= {"bulk_resistance": bulk, "error_amplification": error_amplification(ohms[0], bulk)}
    return result


def _formula_estimates(
    polarization: float, known: Mapping[str, float], spread: Mapping[str, float]
) -> dict[str, Estimate]:
    """Return the formula's quantities with the errors of its numbers carried to them."""
    values = np.array(list(known.values()))
    sizes = np.array([spread.get(name, 0.0) for name in known])

    def read(at: Array) -> dict[str, float]:
        return _formula_quantities(polarization, dict(zip(known, (float(one) for one in at), strict=True)))

    plain = read(values)
    _possible(polarization, plain)
    slopes = gradient(lambda at: np.array(list(read(at).values())), values, sizes)
    uncertain = delta_errors(slopes, np.diag(sizes**2))
    number = "watanabe_current_fraction" if _watanabe(known) else "bruce_vincent_current_fraction"
    return {
        name: Estimate(
            value, _UNITS[name], float(size) or None,
            (value - NORMAL_QUANTILE_95 * float(size), value + NORMAL_QUANTILE_95 * float(size)) if size > 0 else None,
            interval_method="propagation" if size > 0 else "",
            rule=number if name == "transference_number" else "formula",
        )
        for (name, value), size in zip(plain.items(), uncertain, strict=True)
    }  # fmt: skip


def _possible(polarization: float, plain: Mapping[str, float]) -> None:
    for current, resistance in (("initial_current", "initial_resistance"), ("steady_current", "steady_resistance")):
        drop = plain[current] * plain[resistance]
        if drop >= polarization:
            raise FitError(
                "DROP_EXCEEDS_POLARIZATION",
                "{current} times {resistance} is {drop:.4g} mV, more than the polarization of {whole:.4g} mV: check "
                "units, and that the resistance is that of the interfaces alone.",
                drop / polarization,
                current=current,
                resistance=resistance,
                drop=1e3 * drop,
                whole=1e3 * polarization,
            )


def _signed(estimates: dict[str, Estimate], sign: float) -> dict[str, Estimate]:
    """Return currents with the sign of the record."""
    if sign > 0:
        return estimates
    result = dict(estimates)
    for name in ("initial_current", "steady_current"):
        one = estimates[name]
        interval = (-one.interval[1], -one.interval[0]) if one.interval else None
        result[name] = replace(one, value=-(one.value or 0.0), interval=interval)
    return result
