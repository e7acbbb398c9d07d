"""What the corrected Eq 4 to 7 say of one nucleus, with errors propagated and their domains watched (PHYSICS 3.1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt

from fitting.confidence import NORMAL_QUANTILE_95, delta_errors, gradient
from fitting.constants import LITHIUM_INTERFACIAL_TENSION, STANDARD_TEMPERATURE
from fitting.critical_nucleus.equations import (
    above_zero,
    critical_atoms,
    critical_radius,
    cylinder_time,
    mass_transfer_coefficient_cylinder,
    mass_transfer_coefficient_disk,
    mass_transfer_coefficient_hemisphere,
    melting_exponent,
    melting_temperature,
    nucleation_barrier,
)
from fitting.messages import FitError, Message
from fitting.outcome import Estimate, Outcome

Array = npt.NDArray[np.float64]
Equation = tuple[str, str, Callable[[Array], float]]  # unit, rule, and f(overpotential, radius, D, tension)
Inputs = Mapping[str, tuple[float | None, float]]  # value and standard error

CYLINDER_FORMS = ("bard", "szabo", "exact")
LARGEST_EXPONENT = 0.5  # of Eq 6
EARLY_CYLINDER = 50.0  # 4 D t / r^2 below which Eq 5 is off by several percent
_SAME_RADIUS = 0.05
_NEEDS = (
    "A nucleus needs the overpotential of crystallization (for its critical radius) or a radius (for melting "
    "temperature and mass transfer)."
)

_EQUATION_7: Mapping[str, Equation] = {
    "critical_radius": ("m", "equation_7", lambda p: critical_radius(p[0], p[3])),
    "nucleation_barrier": ("J", "homogeneous", lambda p: nucleation_barrier(p[0], p[3])),
    "critical_atoms": ("1", "equation_7", lambda p: critical_atoms(p[0], p[3])),
}
_EQUATION_6: Mapping[str, Equation] = {
    "melting_temperature": ("K", "equation_6", lambda p: melting_temperature(p[1], p[3])),
    "melting_temperature_linear": ("K", "first_order", lambda p: melting_temperature(p[1], p[3], linear=True)),
}
_EQUATION_4: Mapping[str, Equation] = {
    "mass_transfer_coefficient_disk": ("m/s", "equation_4", lambda p: mass_transfer_coefficient_disk(p[2], p[1])),
    "mass_transfer_coefficient_hemisphere": (
        "m/s", "sphere", lambda p: mass_transfer_coefficient_hemisphere(p[2], p[1])
    ),
}  # fmt: skip


def _whisker(time: float) -> Callable[[Array], float]:
    return lambda p: mass_transfer_coefficient_cylinder(p[2], p[1], time)


def critical_nucleus(
    *,
    overpotential: float | None = None,
    radius: float | None = None,
    diffusion_coefficient: float | None = None,
    time: float | None = None,
    interfacial_tension: float = LITHIUM_INTERFACIAL_TENSION,
    temperature: float = STANDARD_TEMPERATURE,
    overpotential_standard_error: float = 0.0,
    radius_standard_error: float = 0.0,
    diffusion_coefficient_standard_error: float = 0.0,
    interfacial_tension_standard_error: float = 0.0,
) -> Outcome:
    """Return what Eq 4 to 7 say of a nucleus, as far as the inputs allow.

    An overpotential gives critical radius, barrier and atoms (Eq 7); a radius gives the melting temperature (Eq 6);
    with a diffusion coefficient the mass-transfer coefficients of disk and hemisphere (Eq 4), with a time that of a
    cylinder (Eq 5). A radius from Eq 7 is never put into Eq 6.

    Parameters
    ----------
    overpotential, radius, diffusion_coefficient, time : float, optional
        V (negative), m, m^2/s, s.
    interfacial_tension, temperature : float
        J/m^2; K of the cell.
    overpotential_standard_error, radius_standard_error, diffusion_coefficient_standard_error : float
        Of the inputs; propagated to the results.
    interfacial_tension_standard_error : float
        J/m^2.

    Raises
    ------
    FitError
        ``NOTHING_GIVEN`` without overpotential and radius, and those of the equations.
    """
    if overpotential is None and radius is None:
        raise FitError("NOTHING_GIVEN", _NEEDS)
    above_zero(temperature=temperature, interfacial_tension=interfacial_tension)
    inputs = {
        "overpotential": (overpotential, overpotential_standard_error),
        "radius": (radius, radius_standard_error),
        "diffusion_coefficient": (diffusion_coefficient, diffusion_coefficient_standard_error),
        "interfacial_tension": (interfacial_tension, interfacial_tension_standard_error),
    }
    found: dict[str, Estimate] = {}
    warnings: list[Message] = []
    if overpotential is not None:
        found |= _propagated(inputs, _EQUATION_7)
    chained = _chained(radius, overpotential, interfacial_tension)
    if chained is not None:
        warnings.append(chained)
    elif radius is not None:
        found |= _propagated(inputs, _EQUATION_6)
        warnings += _melting_warnings(radius, interfacial_tension, temperature)
    table: dict[str, tuple[float | str | None, ...]] = {}
    if radius is not None and diffusion_coefficient is not None:
        found |= _propagated(inputs, _EQUATION_4)
        if time is not None:
            found |= _propagated(inputs, {"mass_transfer_coefficient_cylinder": ("m/s", "jaeger", _whisker(time))})
            table = _cylinder_table(diffusion_coefficient, radius, time)
            warnings += _early_cylinder(cylinder_time(diffusion_coefficient, radius, time))
    return Outcome(found, {}, tuple(warnings), (), table)


def _cylinder_table(
    diffusion_coefficient: float, radius: float, time: float
) -> dict[str, tuple[float | str | None, ...]]:
    forms = (mass_transfer_coefficient_cylinder(diffusion_coefficient, radius, time, form) for form in CYLINDER_FORMS)
    return {"form": CYLINDER_FORMS, "mass_transfer_coefficient_cylinder": tuple(forms)}


def _propagated(inputs: Inputs, equations: Mapping[str, Equation]) -> dict[str, Estimate]:
    """Return the estimates of equations; all but temperatures are powers of the inputs, so their intervals are too."""
    values = np.array([value if value is not None else 1.0 for value, _ in inputs.values()])
    errors = np.array([error if value is not None else 0.0 for value, error in inputs.values()])
    if not (np.isfinite(errors).all() and (errors >= 0).all()):
        raise FitError("ERROR_NEGATIVE", "A standard error is zero or more.")
    # A tenth of a standard error must not carry an input out of the equation's domain.
    steps = np.minimum(errors, np.abs(values))
    found = {}
    for name, (unit, rule, equation) in equations.items():
        value = equation(values)
        if not errors.any():
            found[name] = Estimate(value, unit, rule=rule)
            continue

        def logarithm(p: Array, equation: Callable[[Array], float] = equation, value: float = value) -> Array:
            return np.array([equation(p) / value])

        relative = float(delta_errors(gradient(logarithm, values, steps), np.diag(errors**2))[0])
        if unit == "K":
            half = NORMAL_QUANTILE_95 * relative * abs(value)
            interval = (value - half, value + half)
        else:
            interval = (
                float(value * np.exp(-NORMAL_QUANTILE_95 * relative)),
                float(value * np.exp(NORMAL_QUANTILE_95 * relative)),
            )
        found[name] = Estimate(value, unit, relative * abs(value), interval, 0.95, "propagation", rule)
    return found


def _chained(radius: float | None, overpotential: float | None, interfacial_tension: float) -> Message | None:
    """Return why a radius that Eq 7 gave is not put into Eq 6."""
    if radius is None or overpotential is None:
        return None
    critical = critical_radius(overpotential, interfacial_tension)
    if abs(radius / critical - 1) > _SAME_RADIUS:
        return None
    return Message(
        "CHAINED_EQUATIONS",
        "The radius of {radius:.3g} nm is the critical radius of Eq 7: an index to order by, not a size. Its melting "
        "temperature by Eq 6 would mean nothing and is not given.",
        {"radius": 1e9 * radius},
        radius,
    )


def _melting_warnings(radius: float, interfacial_tension: float, temperature: float) -> list[Message]:
    exponent = melting_exponent(radius, interfacial_tension)
    melting = melting_temperature(radius, interfacial_tension)
    warnings = []
    if exponent >= LARGEST_EXPONENT:
        text = (
            "The exponent of Eq 6 is {exponent:.2f}; from 0.5 on (here: below {least:.1f} nm) Gibbs-Thomson no longer "
            "holds, and its melting temperature is no number to use."
        )
        least = 1e9 * radius * exponent / LARGEST_EXPONENT
        warnings.append(Message("MELTING_EXPONENT", text, {"exponent": exponent, "least": least}, exponent))
    if melting < temperature:
        text = (
            "By Eq 6 this nucleus would melt at {melting:.0f} K, below the cell's {temperature:.0f} K: a radius from "
            "Eq 7 must not be put into Eq 6."
        )
        numbers = {"melting": melting, "temperature": temperature}
        warnings.append(Message("MELTS_BELOW_CELL", text, numbers, melting))
    return warnings


def _early_cylinder(tau: float) -> list[Message]:
    if tau >= EARLY_CYLINDER:
        return []
    text = "4Dt/r² is {tau:.3g}: below 50 Eq 5 of a cylinder is off; the exact form is given."
    return [Message("EARLY_CYLINDER", text, {"tau": tau}, tau)]
