"""The Marcus calculator as the application knows it: two of three settings give the third."""

from __future__ import annotations

from dataclasses import replace

from PyQt6.QtCore import QT_TRANSLATE_NOOP

from fitting.formula import Formula
from fitting.marcus_calculator import marcus_calculator
from fitting.outcome import Outcome
from fitting.quantity import Quantity
from models.declared import TEMPERATURE
from models.step import Equation, Given, Method, Recipe, declared_recipe, number
from models.subject import Subject

_INPUTS = ("transfer_coefficient", "potential_difference", "reorganization_energy")

SETTINGS: tuple[Quantity, ...] = (
    Quantity(
        "transfer_coefficient",
        "α",
        "1",
        "1",
        QT_TRANSLATE_NOOP("Quantity", "Cathodic transfer coefficient at the potential E: the slope of ln j there."),
    ),
    Quantity(
        "potential_difference",
        "E − E⁰",
        "V",
        "mV",
        QT_TRANSLATE_NOOP("Quantity", "Potential against the formal one, negative while plating: the window's middle."),
    ),
    Quantity(
        "reorganization_energy",
        "λ",
        "eV",
        "eV",
        QT_TRANSLATE_NOOP("Quantity", "Reorganization energy by Marcus, in eV or kJ/mol."),
    ),
    Quantity(
        "transfer_coefficient_standard_error",
        "σ(α)",
        "1",
        "1",
        QT_TRANSLATE_NOOP("Quantity", "Standard error of the transfer coefficient."),
        default=0.0,
        lower=0.0,
    ),
    Quantity(
        "potential_difference_standard_error",
        "σ(E − E⁰)",
        "V",
        "mV",
        QT_TRANSLATE_NOOP("Quantity", "Standard error of the potential difference."),
        default=0.0,
        lower=0.0,
    ),
    Quantity(
        "reorganization_energy_standard_error",
        "σ(λ)",
        "eV",
        "eV",
        QT_TRANSLATE_NOOP("Quantity", "Standard error of the reorganization energy."),
        default=0.0,
        lower=0.0,
    ),
    replace(
        TEMPERATURE, description=QT_TRANSLATE_NOOP("Quantity", "Temperature of the cell; Eq 3 does not depend on it.")
    ),
)

QUANTITIES: tuple[Quantity, ...] = (
    Quantity(
        "transfer_coefficient",
        "α",
        "1",
        "1",
        QT_TRANSLATE_NOOP("Quantity", "Differential transfer coefficient, the review's Eq 3 (2λ)."),
    ),
    Quantity(
        "potential_difference",
        "E − E⁰",
        "V",
        "mV",
        QT_TRANSLATE_NOOP("Quantity", "Potential at which a differential α is found, the review's Eq 3 (2λ)."),
    ),
    Quantity(
        "reorganization_energy",
        "λ",
        "eV",
        "eV",
        QT_TRANSLATE_NOOP("Quantity", "Reorganization energy of a differential α, the review's Eq 3 (2λ)."),
    ),
    Quantity(
        "transfer_coefficient_integrated",
        "α_int",
        "1",
        "1",
        QT_TRANSLATE_NOOP("Quantity", "Transfer coefficient in the exponent of a rate law (4λ)."),
    ),
    Quantity(
        "potential_difference_integrated",
        "(E − E⁰)_int",
        "V",
        "mV",
        QT_TRANSLATE_NOOP("Quantity", "Potential at which an α of a rate law is found (4λ)."),
    ),
    Quantity(
        "reorganization_energy_integrated",
        "λ_int",
        "eV",
        "eV",
        QT_TRANSLATE_NOOP("Quantity", "Reorganization energy if α is the exponent of a rate law (4λ): half as much."),
    ),
)


def marcus_recipe(subject: Subject, given: Given) -> Recipe:
    """Every setting of the calculator with its value and where it came from."""
    return declared_recipe(SETTINGS, given)


def marcus_outcome(subject: Subject, recipe: Recipe, effort: str = "full") -> Outcome:
    """The third of transfer coefficient, potential difference and reorganization energy.

    Raises
    ------
    FitError
        If not exactly two are given, or Eq 3 has no answer.
    """
    inputs = {name: number(recipe, name) for name in _INPUTS}
    errors = {f"{name}_standard_error": number(recipe, f"{name}_standard_error") or 0.0 for name in _INPUTS}
    return marcus_calculator(
        **inputs,
        transfer_coefficient_standard_error=errors["transfer_coefficient_standard_error"],
        potential_difference_standard_error=errors["potential_difference_standard_error"],
        reorganization_energy_standard_error=errors["reorganization_energy_standard_error"],
    )


FORMULAS = (
    Formula("reorganization_energy", "potential_difference / (2 * (transfer_coefficient - 0.5))", "equation_3"),
    Formula("reorganization_energy_integrated", "potential_difference / (4 * (transfer_coefficient - 0.5))"),
    Formula("transfer_coefficient", "0.5 + potential_difference / (2 * reorganization_energy)", "equation_3"),
    Formula("transfer_coefficient_integrated", "0.5 + potential_difference / (4 * reorganization_energy)"),
    Formula("potential_difference", "2 * reorganization_energy * (transfer_coefficient - 0.5)", "equation_3"),
    Formula("potential_difference_integrated", "4 * reorganization_energy * (transfer_coefficient - 0.5)"),
)

MARCUS_CALCULATOR = Method(
    "marcus_calculator",
    QT_TRANSLATE_NOOP("Method", "Marcus calculator"),
    QT_TRANSLATE_NOOP("Method", "Any of α, E − E⁰ and λ from the other two, by Eq 3 and as a rate law has it."),
    SETTINGS,
    QUANTITIES,
    marcus_recipe,
    marcus_outcome,
    formulas=FORMULAS,
    equations=(
        Equation(r"\alpha = \frac{1}{2} + \frac{E - E^0}{2\lambda}", "Eq 3"),
        Equation(
            r"\bar{\alpha} = \frac{1}{2} + \frac{E - E^0}{4\lambda}", QT_TRANSLATE_NOOP("Equation", "in a rate law")
        ),
    ),
)
