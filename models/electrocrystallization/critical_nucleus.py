"""The critical nucleus as the application knows it: a calculator of Eq 4 to 7."""

from __future__ import annotations

from PyQt6.QtCore import QT_TRANSLATE_NOOP

from fitting.constants import LITHIUM_INTERFACIAL_TENSION, STANDARD_TEMPERATURE
from fitting.critical_nucleus import critical_nucleus
from fitting.formula import Formula
from fitting.outcome import Outcome
from fitting.quantity import Quantity
from models.declared import TEMPERATURE
from models.step import Equation, Given, Method, Recipe, declared_recipe, number
from models.subject import Subject

_ERROR = QT_TRANSLATE_NOOP("Quantity", "Standard error of the input, carried to the results.")

SETTINGS: tuple[Quantity, ...] = (
    Quantity(
        "overpotential",
        "η",
        "V",
        "mV",
        QT_TRANSLATE_NOOP("Quantity", "Overpotential of crystallization, negative; best spike minus plateau."),
    ),
    Quantity(
        "interfacial_tension",
        "σ",
        "J/m^2",
        "J/m^2",
        QT_TRANSLATE_NOOP("Quantity", "Interfacial tension of lithium in Eq 7; the spread in the field is 0.3 to 0.6."),
        default=LITHIUM_INTERFACIAL_TENSION,
        lower=1e-3,
        upper=10.0,
    ),
    Quantity(
        "radius",
        "r",
        "m",
        "nm",
        QT_TRANSLATE_NOOP("Quantity", "Radius of a nucleus that was seen, for Eq 4 to 6; never that of Eq 7."),
    ),
    Quantity(
        "diffusion_coefficient",
        "D",
        "m^2/s",
        "cm^2/s",
        QT_TRANSLATE_NOOP("Quantity", "Diffusion coefficient, for the mass-transfer coefficients."),
    ),
    Quantity("time", "t", "s", "s", QT_TRANSLATE_NOOP("Quantity", "Time of growth, for the cylinder of Eq 5.")),
    TEMPERATURE,
    Quantity("overpotential_standard_error", "σ(η)", "V", "mV", _ERROR, default=0.0, lower=0.0),
    Quantity("interfacial_tension_standard_error", "σ(σ)", "J/m^2", "J/m^2", _ERROR, default=0.0, lower=0.0),
    Quantity("radius_standard_error", "σ(r)", "m", "nm", _ERROR, default=0.0, lower=0.0),
    Quantity("diffusion_coefficient_standard_error", "σ(D)", "m^2/s", "cm^2/s", _ERROR, default=0.0, lower=0.0),
)

QUANTITIES: tuple[Quantity, ...] = (
    Quantity(
        "critical_radius",
        "r_c",
        "m",
        "nm",
        QT_TRANSLATE_NOOP("Quantity", "Critical radius by Eq 7: an index to order by, not a size that was seen."),
    ),
    Quantity(
        "nucleation_barrier",
        "ΔG*",
        "J",
        "J",
        QT_TRANSLATE_NOOP("Quantity", "Barrier to homogeneous nucleation; wetting lowers it."),
    ),
    Quantity("critical_atoms", "N*", "1", "1", QT_TRANSLATE_NOOP("Quantity", "Atoms in a critical nucleus.")),
    Quantity(
        "melting_temperature",
        "T_m",
        "K",
        "K",
        QT_TRANSLATE_NOOP("Quantity", "Melting temperature of the sphere by Eq 6."),
    ),
    Quantity(
        "melting_temperature_linear",
        "T_m,1",
        "K",
        "K",
        QT_TRANSLATE_NOOP("Quantity", "Melting temperature by Eq 6 to first order."),
    ),
    Quantity(
        "mass_transfer_coefficient_disk",
        "m₀",
        "m/s",
        "cm/s",
        QT_TRANSLATE_NOOP("Quantity", "Mass-transfer coefficient of a disk, Eq 4."),
    ),
    Quantity(
        "mass_transfer_coefficient_hemisphere",
        "m₀,h",
        "m/s",
        "cm/s",
        QT_TRANSLATE_NOOP("Quantity", "Mass-transfer coefficient of a hemisphere."),
    ),
    Quantity(
        "mass_transfer_coefficient_cylinder",
        "m₀,c",
        "m/s",
        "cm/s",
        QT_TRANSLATE_NOOP("Quantity", "Mass-transfer coefficient of a cylinder at the time given, Eq 5 exact."),
    ),
)


def nucleus_recipe(subject: Subject, given: Given) -> Recipe:
    """Every setting of the calculator with its value and where it came from."""
    return declared_recipe(SETTINGS, given)


def nucleus_outcome(subject: Subject, recipe: Recipe, effort: str = "full") -> Outcome:
    """What the inputs allow of critical radius, barrier, melting temperature and mass transfer.

    Raises
    ------
    FitError
        If nothing is given, or an input is outside the domain of its equation.
    """
    errors = {
        name: number(recipe, f"{name}_standard_error") or 0.0
        for name in ("overpotential", "interfacial_tension", "radius", "diffusion_coefficient")
    }
    return critical_nucleus(
        overpotential=number(recipe, "overpotential"),
        radius=number(recipe, "radius"),
        diffusion_coefficient=number(recipe, "diffusion_coefficient"),
        time=number(recipe, "time"),
        interfacial_tension=number(recipe, "interfacial_tension") or LITHIUM_INTERFACIAL_TENSION,
        temperature=number(recipe, "temperature") or STANDARD_TEMPERATURE,
        overpotential_standard_error=errors["overpotential"],
        interfacial_tension_standard_error=errors["interfacial_tension"],
        radius_standard_error=errors["radius"],
        diffusion_coefficient_standard_error=errors["diffusion_coefficient"],
    )


FORMULAS = (
    Formula("critical_radius", "-2 * interfacial_tension * lithium_molar_volume / (faraday * overpotential)"),
    Formula("nucleation_barrier", "4 * pi / 3 * interfacial_tension * critical_radius ** 2"),
    Formula(
        "critical_atoms",
        "4 * pi / 3 * critical_radius ** 3 * lithium_density / lithium_molar_mass * gas / boltzmann",
    ),
    Formula(
        "melting_temperature",
        "lithium_melting_temperature"
        " * exp(-2 * interfacial_tension * lithium_molar_volume / (lithium_fusion_enthalpy * radius))",
    ),
    Formula(
        "melting_temperature_linear",
        "lithium_melting_temperature"
        " * (1 - 2 * interfacial_tension * lithium_molar_volume / (lithium_fusion_enthalpy * radius))",
    ),
    Formula("mass_transfer_coefficient_disk", "4 * diffusion_coefficient / (pi * radius)"),
    Formula("mass_transfer_coefficient_hemisphere", "diffusion_coefficient / radius"),
)

CRITICAL_NUCLEUS = Method(
    "critical_nucleus",
    QT_TRANSLATE_NOOP("Method", "Critical nucleus"),
    QT_TRANSLATE_NOOP(
        "Method", "Critical radius, barrier, melting temperature and mass transfer of a nucleus, Eq 4 to 7 corrected."
    ),
    SETTINGS,
    QUANTITIES,
    nucleus_recipe,
    nucleus_outcome,
    formulas=FORMULAS,
    equations=(
        Equation(r"m_0 = \frac{4 D}{\pi r}", QT_TRANSLATE_NOOP("Equation", "Eq 4, disk")),
        Equation(r"m_0 = \frac{2 D}{r\,\ln(4 D t/r^2)}", "Eq 5"),
        Equation(r"T_m = T_\infty\,e^{-2\sigma V_m/(\Delta H_{fus} r)}", "Eq 6"),
        Equation(r"r_c = -\frac{2\sigma M}{n F \rho\,\eta}", "Eq 7"),
    ),
)
