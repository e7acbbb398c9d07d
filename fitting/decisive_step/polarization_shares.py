"""What the polarization is made of at one current: ohmic drop, charge transfer, concentration, crystallization."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from math import exp, inf, isfinite, log

import numpy as np
import numpy.typing as npt

from fitting.charge_transfer.butler_volmer import butler_volmer_overpotential, checked_resistance
from fitting.constants import STANDARD_TEMPERATURE, thermal_voltage
from fitting.mass_transfer.surface_concentration import (
    diffusion_length,
    limiting_current_density,
    surface_concentration,
)
from fitting.messages import FitError, Message
from fitting.outcome import Axis, Estimate, Outcome, Panel, Trace

Array = npt.NDArray[np.float64]
Errors = Mapping[str, float]

PARTS = ("ohmic", "charge_transfer", "concentration", "crystallization")
DRAWS = {"full": 2000, "live": 200}
SEED = 20240607
UNEXPLAINED = 0.1  # of the polarization; what counts as a gap where no errors are known
_POSITIVE = (
    "area_specific_resistance", "exchange_current_density", "diffusion_coefficient", "concentration", "thickness",
    "electrode_radius", "time", "temperature",
)  # fmt: skip
_NEEDS = {
    "ohmic": "area_specific_resistance, or series_resistance and area",
    "charge_transfer": "exchange_current_density",
    "concentration": "diffusion_coefficient, concentration, transference_number, and thickness, electrode_radius or "
    "time",
    "crystallization": "nucleation_overpotential",
}


@dataclass(frozen=True)
class OperatingPoint:
    """An electrode at one current, in SI; what is None is not known.

    Parameters
    ----------
    current_density : float
        A/m^2, below zero while plating.
    area_specific_resistance : float, optional
        Series resistance times area / ohm m^2.
    exchange_current_density, transfer_coefficient : float
        A/m^2 at bulk concentration; cathodic.
    diffusion_coefficient, concentration, transference_number : float, optional
        m^2/s of the salt, mol/m^3, 1.
    thickness, electrode_radius, time : float, optional
        m between the electrodes, m of a disk, s since current on; without a time the steady state.
    nucleation_overpotential : float, optional
        Spike minus plateau / V.
    measured_polarization : float, optional
        Potential minus equilibrium potential / V.
    temperature : float
        K.
    """

    current_density: float
    area_specific_resistance: float | None = None
    exchange_current_density: float | None = None
    transfer_coefficient: float = 0.5
    diffusion_coefficient: float | None = None
    concentration: float | None = None
    transference_number: float | None = None
    thickness: float | None = None
    electrode_radius: float | None = None
    time: float | None = None
    nucleation_overpotential: float | None = None
    measured_polarization: float | None = None
    temperature: float = STANDARD_TEMPERATURE


def surface_to_bulk(point: OperatingPoint) -> float | None:
    """Return c_s / c at the electrode, above 1 while stripping; None where transport is not known.

    Parameters
    ----------
    point : OperatingPoint

    Raises
    ------
    FitError
        ``SURFACE_EMPTY`` where diffusion cannot supply the current (that long), and as `surface_concentration`.
    """
    if point.diffusion_coefficient is None or point.concentration is None or point.transference_number is None:
        return None
    geometry = "disk" if point.electrode_radius is not None else "slab" if point.thickness is not None else "planar"
    if geometry == "planar" and point.time is None:
        return None
    length = diffusion_length(geometry, point.thickness, point.electrode_radius)
    supply = point.diffusion_coefficient, point.concentration
    if point.time is None:
        limit = limiting_current_density(geometry, length, *supply, point.transference_number)
        used = abs(point.current_density) / limit
    else:
        left = surface_concentration(
            point.time, geometry, length, *supply, point.current_density, point.transference_number
        )
        used = 1 - float(left)
    ratio = 1 + used if point.current_density > 0 else 1 - used
    if ratio <= 0:
        raise FitError(
            "SURFACE_EMPTY",
            "Diffusion cannot supply {current:.4g} mA/cm²: the surface would be empty. Check diffusion coefficient, "
            "concentration and thickness, or take a smaller current density or a shorter time.",
            used,
            current=abs(point.current_density) / 10,
        )
    return ratio


def overpotentials(point: OperatingPoint) -> dict[str, float]:
    """Return the overpotential / V of each part that the known numbers allow.

    ohmic: j R. charge transfer: Butler-Volmer solved for eta at bulk concentration. concentration:
    2 (1 - t+) (RT/F) ln x with x = c_s/c, and what the charge transfer needs more because its j0 falls to
    j0 x^(1 - alpha). crystallization: the nucleation overpotential, as read.

    Parameters
    ----------
    point : OperatingPoint

    Raises
    ------
    FitError
        As `surface_to_bulk` and `butler_volmer_overpotential`.

    Notes
    -----
    With t+ = 1/2 charge transfer and concentration together solve j/j0 = e^((1-a) f eta) - x e^(-a f eta).
    """
    found: dict[str, float] = {}
    if point.area_specific_resistance is not None:
        checked_resistance(point.area_specific_resistance)
        found["ohmic"] = point.current_density * point.area_specific_resistance
    kinetics = point.transfer_coefficient, point.temperature
    if point.exchange_current_density is not None:
        found["charge_transfer"] = float(
            butler_volmer_overpotential(point.current_density, point.exchange_current_density, *kinetics)
        )
    ratio = surface_to_bulk(point)
    if ratio is not None and point.transference_number is not None:
        found["concentration"] = 2 * (1 - point.transference_number) * thermal_voltage(point.temperature) * log(ratio)
        if point.exchange_current_density is not None:
            depleted = point.exchange_current_density * ratio ** (1 - point.transfer_coefficient)
            found["concentration"] += (
                float(butler_volmer_overpotential(point.current_density, depleted, *kinetics))
                - found["charge_transfer"]
            )
    if point.nucleation_overpotential is not None:
        found["crystallization"] = point.nucleation_overpotential
    return found


def polarization_shares(point: OperatingPoint, errors: Errors | None = None, effort: str = "full") -> Outcome:
    """Return the overpotentials of the parts, their shares of the measured polarization, and the sensitivities.

    Intervals come from 2000 draws of the inputs (a fixed seed; ln p for positive inputs), so that they are lopsided
    near depletion as they should be. `table`: d eta / d ln p of each part for each input.

    Parameters
    ----------
    point : OperatingPoint
    errors : mapping, optional
        Standard errors of fields of `point`, same units.
    effort : str
        ``full`` | ``live``.

    Raises
    ------
    FitError
        ``NO_CURRENT_DENSITY``, ``NOTHING_GIVEN``, ``SIGN_OPPOSITE``, ``ERROR_NEGATIVE``, and as `overpotentials`.
    """
    known = {name: error for name, error in (errors or {}).items() if error and getattr(point, name) is not None}
    _check(point, known)
    parts = overpotentials(point)
    if not parts:
        raise FitError("NOTHING_GIVEN", "No part of the polarization can be computed: give at least {needs}.",
                       needs=_NEEDS["charge_transfer"])  # fmt: skip
    values = _derived(parts, point)
    spread = _spread(point, known, values, DRAWS[effort]) if known else {}
    quantities = {name: _estimate(name, value, spread.get(name)) for name, value in values.items()}
    largest = max(parts, key=lambda name: abs(parts[name]))
    return Outcome(
        quantities,
        {"largest_part": _largest(largest, parts, spread)},
        tuple(_warnings(point, parts, values, spread)),
        (),
        _sensitivities(point),
        (_panel(point),),
    )


def _check(point: OperatingPoint, errors: Errors) -> None:
    if not (isfinite(point.current_density) and point.current_density != 0):
        raise FitError("NO_CURRENT_DENSITY", "The shares belong to one current density; it must not be zero.")
    for name in ("nucleation_overpotential", "measured_polarization"):
        value = getattr(point, name)
        if value is not None and value * point.current_density < 0:
            raise FitError(
                "SIGN_OPPOSITE",
                "{setting} is {potential:+.4g} mV at a current density of {current:+.4g} mA/cm²: plating has both "
                "below zero, stripping above.",
                value,
                setting=name,
                potential=1e3 * value,
                current=point.current_density / 10,
            )
    if not all(isfinite(error) and error >= 0 for error in errors.values()):
        raise FitError("ERROR_NEGATIVE", "A standard error is a number of zero or more.")


def _derived(parts: Mapping[str, float], point: OperatingPoint) -> dict[str, float]:
    """Return everything that is reported, from the parts."""
    total = sum(parts.values())
    whole = total if point.measured_polarization is None else point.measured_polarization
    values = {f"{name}_overpotential": value for name, value in parts.items()}
    values["total_overpotential"] = total
    if point.measured_polarization is not None:
        values["unexplained_overpotential"] = whole - total
    shares = {f"{name}_share": value / whole for name, value in parts.items()} if whole else {}
    if point.measured_polarization is not None and whole:
        shares["unexplained_share"] = 1 - total / whole
    return values | shares


def _spread(point: OperatingPoint, errors: Errors, values: Mapping[str, float], draws: int) -> dict[str, Array]:
    """Return what is reported for inputs drawn within their errors; minus infinity where the surface runs empty."""
    from scipy.special import ndtri  # start-up: not at import

    random = np.random.default_rng(SEED)
    strata = (np.arange(draws) + 0.5) / draws  # a Latin hypercube: the quantiles settle with few draws
    shifts = {name: ndtri(random.permutation(strata)) * error for name, error in errors.items()}
    found: dict[str, list[float]] = {name: [] for name in values}
    for place in range(draws):
        drawn = replace(point, **{name: _moved(point, name, float(shift[place])) for name, shift in shifts.items()})
        try:
            one = _derived(overpotentials(drawn), drawn)
        except FitError:
            one = {}
        for name, column in found.items():
            column.append(one.get(name, _beyond(name, values)))
    return {name: np.array(column) for name, column in found.items()}


def _beyond(name: str, values: Mapping[str, float]) -> float:
    """Return where a reported number goes when the surface runs empty."""
    if name.startswith(("concentration", "total")):
        return inf if values[name] > 0 else -inf
    return -inf if name == "unexplained_share" else inf if name == "unexplained_overpotential" else values[name]


def _moved(point: OperatingPoint, name: str, shift: float) -> float:
    value = float(getattr(point, name))
    if name in _POSITIVE and value > 0:
        return value * exp(shift / value)
    if name in ("transfer_coefficient", "transference_number"):
        return float(np.clip(value + shift, 1e-3, 1 - 1e-3))
    return value + shift


def _estimate(name: str, value: float, draws: Array | None) -> Estimate:
    unit, rule = ("1" if name.endswith("_share") else "V"), "operating_point"
    finite = np.zeros(1) if draws is None else draws[np.isfinite(draws)]
    error = float(np.std(finite))
    if draws is None or error <= 1e-12 * abs(value):
        return Estimate(value, unit, rule=rule)
    low, high = (float(end) for end in np.quantile(draws, (0.025, 0.975), method="nearest"))
    return Estimate(value, unit, error, (low, high), 0.95, "propagation", rule)


def _largest(largest: str, parts: Mapping[str, float], spread: Mapping[str, Array]) -> str:
    """Return the largest part, ``not_established`` where the errors let another be larger in 1 draw of 20."""
    if not spread or len(parts) == 1:
        return largest
    draws = {name: np.abs(spread[f"{name}_overpotential"]) for name in parts}
    rivals = np.max([draws[name] for name in parts if name != largest], axis=0)
    return largest if np.mean(draws[largest] > rivals) >= 0.95 else "not_established"


def _warnings(
    point: OperatingPoint, parts: Mapping[str, float], values: Mapping[str, float], spread: Mapping[str, Array]
) -> list[Message]:
    warnings = []
    for name in PARTS:
        if name not in parts:
            text = "The part of {part} is not known: it needs {needs}."
            words = {"part": name.replace("_", " "), "needs": _NEEDS[name]}
            warnings.append(Message("PART_MISSING", text, words))
    gap = values.get("unexplained_share")
    if gap is None:
        text = "No measured_polarization is given: the shares are of the sum of the parts, and nothing checks that sum."
        warnings.append(Message("NO_MEASURED_POLARIZATION", text))
    elif _is_gap(gap, spread.get("unexplained_share")):
        text = (
            "The parts add up to {total:.4g} mV, the measured polarization is {measured:.4g} mV: {gap:.0%} of it is "
            "not explained (film resistance, contact, shape of the deposit, or a wrong input)."
        )
        measured = values["total_overpotential"] + values["unexplained_overpotential"]
        numbers = {"total": 1e3 * values["total_overpotential"], "measured": 1e3 * measured, "gap": gap}
        warnings.append(Message("SHARES_DO_NOT_ADD_UP", text, numbers, gap))
    empty = np.mean(~np.isfinite(spread["concentration_overpotential"])) if "concentration" in parts and spread else 0
    ratio = surface_to_bulk(point)
    if empty > 0.025 or (ratio is not None and ratio < 0.1):
        text = (
            "The surface is close to empty (c_s/c = {ratio:.2g}): the concentration overpotential has no sure end on "
            "that side."
        )
        warnings.append(Message("NEAR_DEPLETION", text, {"ratio": ratio or 0.0}, ratio))
    if "concentration" in parts and "charge_transfer" not in parts:
        text = "Without exchange_current_density the concentration part lacks what depletion costs the charge transfer."
        warnings.append(Message("CONCENTRATION_WITHOUT_KINETICS", text))
    return warnings


def _is_gap(share: float, draws: Array | None) -> bool:
    if draws is None:
        return abs(share) > UNEXPLAINED
    low, high = np.quantile(draws, (0.025, 0.975), method="nearest")
    return bool(low > 0 or high < 0)


def _sensitivities(point: OperatingPoint) -> dict[str, tuple[float | str | None, ...]]:
    """Return d eta / d ln p of every part and of the sum, by central differences."""
    step = 1e-4
    names = [
        field.name
        for field in fields(point)
        if field.name != "measured_polarization" and getattr(point, field.name) not in (None, 0.0)
    ]
    rows: dict[str, list[float | None]] = {part: [] for part in (*PARTS, "total")}
    for name in names:
        value = float(getattr(point, name))
        try:
            up, down = (overpotentials(replace(point, **{name: value * exp(side * step)})) for side in (1, -1))
        except FitError:
            up, down = {}, {}
        slopes = {part: (up[part] - down[part]) / (2 * step) for part in up}
        for part in PARTS:
            rows[part].append(slopes.get(part))
        rows["total"].append(sum(slopes.values()) if slopes else None)
    return {"parameter": tuple(names)} | {
        f"{part}_sensitivity": tuple(column) for part, column in rows.items() if any(one is not None for one in column)
    }


def _panel(point: OperatingPoint) -> Panel:
    """Return the parts against the current density, up to ten times the operating one."""
    magnitudes = abs(point.current_density) * np.geomspace(0.01, 10, 91)
    curves: dict[str, list[float]] = {part: [] for part in PARTS[:3]}
    for magnitude in magnitudes:
        try:
            parts = overpotentials(replace(point, current_density=float(np.copysign(magnitude, point.current_density))))
        except FitError:
            parts = {}
        for part, column in curves.items():
            column.append(parts.get(part, np.nan))
    lines = [(part, np.array(column)) for part, column in curves.items()]
    looks = {"ohmic": "classic", "charge_transfer": "fit", "concentration": "data"}  # three lines to tell apart
    traces = [
        Trace(part.replace("_", " "), magnitudes[np.isfinite(line)], line[np.isfinite(line)], looks[part])
        for part, line in lines
        if np.isfinite(line).any()
    ]
    at = np.array([abs(point.current_density)])
    for label, value in (
        ("crystallization", point.nucleation_overpotential),
        ("measured polarization", point.measured_polarization),
    ):
        if value is not None:
            traces.append(Trace(label, at, np.array([value]), "points"))
    return Panel(
        Axis("|j|", "A/m^2", "mA/cm^2", "log"), Axis("η", "V", "mV"), tuple(traces), "polarization against current"
    )
