"""The shares of the polarization as the application knows them: the numbers of the steps at one operating current."""

from __future__ import annotations

from dataclasses import fields
from itertools import combinations
from math import hypot

from PyQt6.QtCore import QT_TRANSLATE_NOOP

from fitting.decisive_step import OperatingPoint, polarization_shares
from fitting.formula import Formula
from fitting.messages import FitError
from fitting.outcome import Outcome
from fitting.quantity import Quantity
from models.declared import TEMPERATURE
from models.step import Equation, Given, Method, Recipe, declared_recipe, number
from models.subject import Subject

_INPUTS: tuple[Quantity, ...] = (
    Quantity(
        "current_density",
        "j",
        "A/m^2",
        "mA/cm^2",
        QT_TRANSLATE_NOOP("Quantity", "Operating current density, negative while plating."),
    ),
    Quantity(
        "area_specific_resistance",
        "R_s·A",
        "ohm m^2",
        "ohm cm^2",
        QT_TRANSLATE_NOOP("Quantity", "Series resistance times electrode area."),
        lower=0.0,
    ),
    Quantity(
        "series_resistance",
        "R_s",
        "ohm",
        "ohm",
        QT_TRANSLATE_NOOP("Quantity", "Series resistance, where the electrode area is given too."),
        lower=0.0,
    ),
    Quantity("area", "A", "m^2", "cm^2", QT_TRANSLATE_NOOP("Quantity", "Electrode area."), lower=1e-14),
    Quantity(
        "exchange_current_density",
        "j⁰",
        "A/m^2",
        "mA/cm^2",
        QT_TRANSLATE_NOOP("Quantity", "Exchange current density at the concentration of the bulk."),
        lower=1e-9,
    ),
    Quantity(
        "transfer_coefficient",
        "α",
        "1",
        "1",
        QT_TRANSLATE_NOOP("Quantity", "Cathodic transfer coefficient."),
        default=0.5,
        lower=1e-3,
        upper=1 - 1e-3,
    ),
    Quantity(
        "diffusion_coefficient",
        "D",
        "m^2/s",
        "cm^2/s",
        QT_TRANSLATE_NOOP("Quantity", "Diffusion coefficient of the salt."),
        lower=1e-18,
    ),
    Quantity(
        "concentration",
        "c",
        "mol/m^3",
        "mol/L",
        QT_TRANSLATE_NOOP("Quantity", "Concentration of the salt in the bulk."),
        lower=1e-6,
    ),
    Quantity(
        "transference_number",
        "t₊",
        "1",
        "1",
        QT_TRANSLATE_NOOP("Quantity", "Transference number of the lithium ion."),
        lower=0.0,
        upper=1 - 1e-6,
    ),
    Quantity(
        "thickness",
        "L",
        "m",
        "um",
        QT_TRANSLATE_NOOP("Quantity", "Distance between the electrodes."),
        lower=1e-9,
    ),
    Quantity(
        "electrode_radius",
        "a",
        "m",
        "um",
        QT_TRANSLATE_NOOP("Quantity", "Radius of a microdisk; then the thickness is not needed."),
        lower=1e-9,
    ),
    Quantity(
        "time",
        "t",
        "s",
        "s",
        QT_TRANSLATE_NOOP("Quantity", "Time since the current was switched on; without it the steady state."),
        lower=0.0,
    ),
    Quantity(
        "nucleation_overpotential",
        "η_cr",
        "V",
        "mV",
        QT_TRANSLATE_NOOP("Quantity", "Crystallization part: spike minus plateau, negative while plating."),
    ),
    Quantity(
        "measured_polarization",
        "η",
        "V",
        "mV",
        QT_TRANSLATE_NOOP(
            "Quantity",
            "Measured polarization: with a nucleation overpotential that of the spike, potential minus equilibrium.",
        ),
    ),
    TEMPERATURE,
)


def _standard_error(quantity: Quantity) -> Quantity:
    return Quantity(
        f"{quantity.name}_standard_error",
        f"σ({quantity.symbol})",
        quantity.unit,
        "K" if quantity.unit == "K" else quantity.display_unit,
        QT_TRANSLATE_NOOP("Quantity", "Standard error of the input of that name; without it, that one is exact."),
        lower=0.0,
    )


SETTINGS = (*_INPUTS, *(_standard_error(quantity) for quantity in _INPUTS))

_PARTS = (
    ("ohmic", "iR", QT_TRANSLATE_NOOP("Quantity", "Ohmic drop at the operating current.")),
    (
        "charge_transfer",
        "ct",
        QT_TRANSLATE_NOOP("Quantity", "Charge transfer (Butler–Volmer) at bulk concentration and operating current."),
    ),
    (
        "concentration",
        "conc",
        QT_TRANSLATE_NOOP("Quantity", "What depletion at the surface costs at the operating current."),
    ),
    ("crystallization", "cr", QT_TRANSLATE_NOOP("Quantity", "Crystallization, as read from the nucleation spike.")),
    ("total", "Σ", QT_TRANSLATE_NOOP("Quantity", "The known parts together.")),
    ("unexplained", "?", QT_TRANSLATE_NOOP("Quantity", "Measured polarization minus the known parts.")),
)

QUANTITIES: tuple[Quantity, ...] = tuple(
    Quantity(f"{name}_overpotential", f"η_{symbol}", "V", "mV", sentence) for name, symbol, sentence in _PARTS
) + tuple(
    Quantity(f"{name}_share", f"η_{symbol}/η", "1", "%", sentence)
    for name, symbol, sentence in _PARTS
    if name != "total"
)


def shares_recipe(subject: Subject, given: Given) -> Recipe:
    """Every setting of the shares with its value and where it came from."""
    return declared_recipe(SETTINGS, given)


def shares_outcome(subject: Subject, recipe: Recipe, effort: str = "full") -> Outcome:
    """The shares of the polarization at the operating current.

    Raises
    ------
    FitError
        ``NO_CURRENT_DENSITY``, ``TWO_RESISTANCES``, and as `fitting.decisive_step.polarization_shares`.
    """
    names = {one.name for one in fields(OperatingPoint)}
    known = {name: number(recipe, name) for name in names}
    errors = {name: number(recipe, f"{name}_standard_error") or 0.0 for name in names}
    current = known.pop("current_density")
    if current is None:
        raise FitError(
            "NO_CURRENT_DENSITY",
            'The shares belong to one current density; set for example current_density="-1 mA/cm^2".',
        )
    resistance, area = number(recipe, "series_resistance"), number(recipe, "area")
    if resistance is not None and area is not None:
        if known["area_specific_resistance"] is not None:
            raise FitError(
                "TWO_RESISTANCES",
                "Give either area_specific_resistance, or series_resistance and area, not both.",
            )
        known["area_specific_resistance"] = resistance * area
        errors["area_specific_resistance"] = hypot(
            area * (number(recipe, "series_resistance_standard_error") or 0.0),
            resistance * (number(recipe, "area_standard_error") or 0.0),
        )
    point = OperatingPoint(current, **{name: value for name, value in known.items() if value is not None})
    return polarization_shares(point, errors, effort)


_KNOWN = tuple(name for name, _, _ in _PARTS if name not in ("total", "unexplained"))
FORMULAS = (
    Formula("ohmic_overpotential", "current_density * area_specific_resistance"),
    Formula("ohmic_overpotential", "current_density * series_resistance * area"),
    Formula(
        "charge_transfer_overpotential",  # Butler-Volmer with a transfer coefficient of one half
        "2 * gas * temperature / faraday * asinh(current_density / (2 * exchange_current_density))",
    ),
    Formula("crystallization_overpotential", "nucleation_overpotential"),
    Formula("unexplained_overpotential", "measured_polarization - total_overpotential"),
    *(
        Formula(f"{name}_share", f"{name}_overpotential / {whole}")
        for name in (*_KNOWN, "unexplained")
        for whole in ("total_overpotential", "measured_polarization")
    ),
    *(
        Formula("total_overpotential", " + ".join(f"{name}_overpotential" for name in known))
        for count in range(len(_KNOWN), 0, -1)
        for known in combinations(_KNOWN, count)
    ),
)

POLARIZATION_SHARES = Method(
    "polarization_shares",
    QT_TRANSLATE_NOOP("Method", "Shares of the polarization"),
    QT_TRANSLATE_NOOP(
        "Method",
        "Says how much of the polarization at an operating current is ohmic drop, charge transfer, concentration and "
        "crystallization, and how it reacts to each input.",
    ),
    SETTINGS,
    QUANTITIES,
    shares_recipe,
    shares_outcome,
    formulas=FORMULAS,
    equations=(
        Equation(r"E - E_{eq} = I R_s + \eta_{ct} + \eta_{conc} + \eta_{cr}", QT_TRANSLATE_NOOP("Equation", "shares")),
    ),
)
