"""The predicted Sand time as the application knows it, and what calculators of mass transfer share."""

from __future__ import annotations

from PyQt6.QtCore import QT_TRANSLATE_NOOP

from fitting.formula import Formula
from fitting.mass_transfer import GEOMETRIES, SandCell, sand_prediction
from fitting.messages import FitError
from fitting.outcome import Outcome
from fitting.quantity import Quantity
from models.declared import TEMPERATURE
from models.mass_transfer.sand import (
    CONCENTRATION,
    CURRENT_DENSITY,
    ELECTRODE_RADIUS,
    SAND_TIME,
    THICKNESS,
    TRANSFERENCE_NUMBER,
    needed,
    standard_error,
    stated_errors,
)
from models.step import Equation, Method, Recipe, declared_recipe, number
from models.subject import Subject

AUTOMATIC = "automatic"


DIFFUSION_COEFFICIENT = Quantity(
    "diffusion_coefficient",
    "D_salt",
    "m^2/s",
    "cm^2/s",
    QT_TRANSLATE_NOOP("Quantity", "Diffusion coefficient of the salt, not of the lithium ion alone."),
    lower=1e-20,
    upper=1e-3,
)
GEOMETRY = Quantity(
    "geometry",
    "",
    "1",
    "1",
    QT_TRANSLATE_NOOP("Quantity", "Automatic: a slab where a thickness, a disk where a radius is given, else planar."),
    default=AUTOMATIC,
    choices=(AUTOMATIC, *GEOMETRIES),
)
_GIVEN = (
    DIFFUSION_COEFFICIENT, CONCENTRATION, TRANSFERENCE_NUMBER, CURRENT_DENSITY, THICKNESS, ELECTRODE_RADIUS,
)  # fmt: skip
PREDICTION_SETTINGS = (*_GIVEN, GEOMETRY, TEMPERATURE, *(standard_error(one) for one in _GIVEN))
PREDICTION_QUANTITIES = (
    SAND_TIME,
    Quantity(
        "limiting_current_density",
        "j_lim",
        "A/m^2",
        "mA/cm^2",
        QT_TRANSLATE_NOOP("Quantity", "Limiting current density, which diffusion can supply forever."),
    ),
)


def stated_cell(recipe: Recipe) -> SandCell:
    """The cell of a calculator's recipe, its geometry from the lengths that are given.

    Raises
    ------
    FitError
        ``GEOMETRY_AMBIGUOUS`` where thickness and radius are both given and no geometry.
    """
    thickness, radius = number(recipe, "thickness"), number(recipe, "electrode_radius")
    geometry = str(recipe["geometry"].value)
    if geometry == AUTOMATIC:
        if thickness is not None and radius is not None:
            raise FitError(
                "GEOMETRY_AMBIGUOUS",
                "Both thickness and electrode_radius are given: set geometry to slab, disk or hemisphere.",
            )
        geometry = "slab" if thickness is not None else "disk" if radius is not None else "planar"
    return SandCell(
        number(recipe, "current_density"),
        None,
        number(recipe, "concentration"),
        number(recipe, "transference_number"),
        geometry,
        thickness,
        radius,
    )


def _predicted(subject: Subject, recipe: Recipe, effort: str = "full") -> Outcome:
    return sand_prediction(needed(recipe, "diffusion_coefficient"), stated_cell(recipe), stated_errors(recipe))


FORMULAS = (
    Formula(
        "sand_time",
        "pi * diffusion_coefficient * (faraday * concentration / (2 * current_density * (1 - transference_number)))"
        " ** 2",
        "sand_planar",
    ),
    Formula(
        "limiting_current_density",
        "2 * faraday * diffusion_coefficient * concentration / ((1 - transference_number) * thickness)",
        "slab",
    ),
    Formula(
        "limiting_current_density",
        "faraday * diffusion_coefficient * concentration / ((1 - transference_number) * electrode_radius)",
        "hemisphere",
    ),
    Formula(
        "limiting_current_density",
        "pi * faraday * diffusion_coefficient * concentration / (2 * (1 - transference_number) * electrode_radius)",
        "disk",
    ),
)

SAND_PREDICTION = Method(
    "sand_prediction",
    QT_TRANSLATE_NOOP("Method", "Predicted Sand time"),
    QT_TRANSLATE_NOOP("Method", "Says when the surface will be empty at a current density, or that it never will."),
    PREDICTION_SETTINGS,
    PREDICTION_QUANTITIES,
    lambda subject, given: declared_recipe(PREDICTION_SETTINGS, given),
    _predicted,
    formulas=FORMULAS,
    equations=(
        Equation(r"\tau = \pi D\,\left(\frac{n F c}{2\,|j|\,(1 - t_+)}\right)^2", "Eq 2"),
        Equation(r"j_{lim} = \frac{2 n F D c}{(1 - t_+)\,L}", QT_TRANSLATE_NOOP("Equation", "slab")),
    ),
)
