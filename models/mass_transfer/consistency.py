"""Whether D, t+ and a Sand time agree, as the application knows it."""

from __future__ import annotations

from PyQt6.QtCore import QT_TRANSLATE_NOOP

from fitting.formula import Formula
from fitting.mass_transfer import DIFFUSION_KINDS, consistency
from fitting.outcome import Outcome
from fitting.quantity import Quantity
from models.declared import TEMPERATURE
from models.mass_transfer.sand import (
    CONCENTRATION,
    CURRENT_DENSITY,
    ELECTRODE_RADIUS,
    THICKNESS,
    TRANSFERENCE_NUMBER,
    needed,
    standard_error,
    stated_errors,
)
from models.mass_transfer.sand_prediction import GEOMETRY, stated_cell
from models.step import Equation, Method, Recipe, declared_recipe
from models.subject import Subject

_COEFFICIENT = Quantity(
    "diffusion_coefficient",
    "D",
    "m^2/s",
    "cm^2/s",
    QT_TRANSLATE_NOOP("Quantity", "Diffusion coefficient from another method."),
    lower=1e-20,
    upper=1e-3,
)
_MEASURED = Quantity(
    "sand_time", "τ", "s", "s", QT_TRANSLATE_NOOP("Quantity", "Measured Sand time at the current density."), lower=1e-9
)
SETTINGS = (
    _COEFFICIENT,
    Quantity(
        "diffusion_kind",
        "",
        "1",
        "1",
        QT_TRANSLATE_NOOP(
            "Quantity",
            "Which D it is: of the salt, of the cation (tracer, or with supporting electrolyte), or apparent (from a "
            "limiting current without its migration).",
        ),
        default=DIFFUSION_KINDS[0],
        choices=DIFFUSION_KINDS,
    ),
    TRANSFERENCE_NUMBER,
    _MEASURED,
    CURRENT_DENSITY,
    CONCENTRATION,
    THICKNESS,
    ELECTRODE_RADIUS,
    GEOMETRY,
    TEMPERATURE,
    *(standard_error(one) for one in (_COEFFICIENT, TRANSFERENCE_NUMBER, _MEASURED)),
)
QUANTITIES = (
    Quantity(
        "sand_time_ratio",
        "τ/τ_pred",
        "1",
        "1",
        QT_TRANSLATE_NOOP("Quantity", "Measured Sand time over the one that D and the transference number predict."),
    ),
    Quantity(
        "predicted_sand_time",
        "τ_pred",
        "s",
        "s",
        QT_TRANSLATE_NOOP("Quantity", "Sand time predicted from D and the transference number."),
    ),
    Quantity(
        "deviation",
        "z",
        "1",
        "1",
        QT_TRANSLATE_NOOP("Quantity", "Logarithm of that ratio in units of its standard error."),
    ),
)


def _outcome(subject: Subject, recipe: Recipe, effort: str = "full") -> Outcome:
    errors = stated_errors(recipe)
    return consistency(
        needed(recipe, "diffusion_coefficient"),
        needed(recipe, "sand_time"),
        stated_cell(recipe),
        kind=str(recipe["diffusion_kind"].value),
        diffusion_coefficient_standard_error=errors.get("diffusion_coefficient"),
        transference_number_standard_error=errors.get("transference_number"),
        sand_time_standard_error=errors.get("sand_time"),
    )


FORMULAS = (
    *(
        Formula(
            "predicted_sand_time",
            f"pi * diffusion_coefficient{factor}"
            " * (faraday * concentration / (2 * current_density * (1 - transference_number))) ** 2",
        )
        for factor in ("", " * 2 * (1 - transference_number)", " * (1 - transference_number)")
    ),
    Formula("sand_time_ratio", "sand_time / predicted_sand_time"),
)

CONSISTENCY = Method(
    "consistency",
    QT_TRANSLATE_NOOP("Method", "Consistency"),
    QT_TRANSLATE_NOOP("Method", "Compares a measured Sand time with the one that D and t₊ from other methods predict."),
    SETTINGS,
    QUANTITIES,
    lambda subject, given: declared_recipe(SETTINGS, given),
    _outcome,
    formulas=FORMULAS,
    equations=(Equation(r"\tau = \pi D\,\left(\frac{n F c}{2\,|j|\,(1 - t_+)}\right)^2", "Eq 2"),),
)
