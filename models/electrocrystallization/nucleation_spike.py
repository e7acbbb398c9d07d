"""The nucleation spike as the application knows it: settings, quantities, and the way to `fitting`."""

from __future__ import annotations

import numpy as np
from PyQt6.QtCore import QT_TRANSLATE_NOOP

from fitting.constants import LITHIUM_INTERFACIAL_TENSION, STANDARD_TEMPERATURE
from fitting.electrocrystallization import JUDGEMENTS, RULES, NucleationSpike, SpikeMarks, nucleation_spike
from fitting.formula import Formula
from fitting.messages import FitError
from fitting.quantity import Quantity
from models.curve import Array
from models.declared import TEMPERATURE
from models.plating_steps import plating_steps
from models.step import Equation, Given, Method, Recipe, declared_recipe, number
from models.subject import Subject

MARKS = ("onset", "spike", "crest", "plateau")

SETTINGS: tuple[Quantity, ...] = (
    Quantity(
        "current",
        "I",
        "A",
        "mA",
        QT_TRANSLATE_NOOP("Quantity", "Plating current, negative; taken from the file where it records one."),
    ),
    Quantity(
        "area",
        "A",
        "m^2",
        "cm^2",
        QT_TRANSLATE_NOOP("Quantity", "Electrode area; an instrument's untouched default is not believed."),
        lower=1e-14,
    ),
    Quantity(
        "equilibrium_potential",
        "E_eq",
        "V",
        "mV",
        QT_TRANSLATE_NOOP("Quantity", "Equilibrium potential of lithium against the reference; 0 against Li/Li⁺."),
        default=0.0,
    ),
    TEMPERATURE,
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
        "rule",
        "",
        "1",
        "1",
        QT_TRANSLATE_NOOP("Quantity", "The rule by which the spike is read."),
        default=RULES[0],
        choices=RULES,
    ),
    Quantity(
        "window_start",
        "t₁",
        "s",
        "s",
        QT_TRANSLATE_NOOP("Quantity", "Start of the fit window, from the start of the plating step."),
        lower=0.0,
    ),
    Quantity(
        "window_end",
        "t₂",
        "s",
        "s",
        QT_TRANSLATE_NOOP("Quantity", "End of the fit window, from the start of the plating step."),
        lower=0.0,
    ),
    Quantity(
        "onset_mark",
        "t₀",
        "s",
        "s",
        QT_TRANSLATE_NOOP("Quantity", "Onset placed by hand: the potential passes the equilibrium potential."),
        lower=0.0,
        own=True,
    ),
    Quantity(
        "spike_mark",
        "t_sp",
        "s",
        "s",
        QT_TRANSLATE_NOOP("Quantity", "Nucleation spike placed by hand."),
        lower=0.0,
        own=True,
    ),
    Quantity(
        "crest_mark",
        "t_top",
        "s",
        "s",
        QT_TRANSLATE_NOOP("Quantity", "Crest placed by hand: the least overpotential after the spike."),
        lower=0.0,
        own=True,
    ),
    Quantity(
        "plateau_mark",
        "t_pl",
        "s",
        "s",
        QT_TRANSLATE_NOOP("Quantity", "Plateau placed by hand: where self-smoothing is done."),
        lower=0.0,
        own=True,
    ),
    Quantity(
        "sand_time",
        "τ",
        "s",
        "s",
        QT_TRANSLATE_NOOP("Quantity", "Known Sand time; the depletion before it is fitted and taken off first."),
        lower=1e-9,
    ),
    Quantity(
        "judgement",
        "",
        "1",
        "1",
        QT_TRANSLATE_NOOP("Quantity", 'Your verdict on the spike; "absent" is a valid answer.'),
        default="automatic",
        choices=JUDGEMENTS,
        own=True,
    ),
)

QUANTITIES: tuple[Quantity, ...] = (
    Quantity("spike_time", "t_sp", "s", "s", QT_TRANSLATE_NOOP("Quantity", "Time of the spike from current on.")),
    Quantity("spike_potential", "E_sp", "V", "mV", QT_TRANSLATE_NOOP("Quantity", "Potential of the spike.")),
    Quantity(
        "nucleation_overpotential",
        "E_sp − E_pl",
        "V",
        "mV",
        QT_TRANSLATE_NOOP("Quantity", "Nucleation overpotential: spike minus plateau, negative while plating."),
    ),
    Quantity(
        "spike_overpotential",
        "E_sp − E_eq",
        "V",
        "mV",
        QT_TRANSLATE_NOOP("Quantity", "Overpotential of the spike against equilibrium."),
    ),
    Quantity("plateau_potential", "E_pl", "V", "mV", QT_TRANSLATE_NOOP("Quantity", "Potential of the plateau.")),
    Quantity(
        "induction_period",
        "τ_n",
        "s",
        "s",
        QT_TRANSLATE_NOOP("Quantity", "Induction period: from the equilibrium potential to the spike."),
    ),
    Quantity(
        "self_smoothing_time",
        "τ_ss",
        "s",
        "s",
        QT_TRANSLATE_NOOP("Quantity", "Self-smoothing time: from the spike until 95 % of the rise is done."),
    ),
    Quantity(
        "self_smoothing_rise",
        "Δ_ss",
        "V",
        "mV",
        QT_TRANSLATE_NOOP("Quantity", "Growth of the overpotential from crest to plateau."),
    ),
    Quantity(
        "induction_to_self_smoothing_ratio",
        "τ_n/τ_ss",
        "1",
        "1",
        QT_TRANSLATE_NOOP("Quantity", "Ratio of induction period to self-smoothing time (Table 3 of the review)."),
    ),
    Quantity("crest_time", "t_top", "s", "s", QT_TRANSLATE_NOOP("Quantity", "Time of the crest from current on.")),
    Quantity(
        "crest_potential",
        "E_top",
        "V",
        "mV",
        QT_TRANSLATE_NOOP("Quantity", "Potential of the crest: the least overpotential after the spike."),
    ),
    Quantity(
        "critical_radius",
        "r_c",
        "m",
        "nm",
        QT_TRANSLATE_NOOP("Quantity", "Critical radius by Eq 7: an index to order by, not a size that was seen."),
    ),
)


def spike_recipe(subject: Subject, given: Given) -> Recipe:
    """Every setting of the nucleation spike with its value and where it came from."""
    (plating,) = subject
    curve = plating.curve
    from_file: dict[str, float | None] = {"area": curve.electrode_area}
    if "current" in curve.columns:
        known = curve.segments[plating.segment].current if plating.segment is not None else None
        from_file["current"] = known if known is not None else float(np.nanmedian(plating.columns["current"]))
    return declared_recipe(SETTINGS, given, from_file)


def spike_outcome(subject: Subject, recipe: Recipe, effort: str = "full") -> NucleationSpike:
    """The nucleation spike of one plating step.

    Raises
    ------
    FitError
        If the step cannot be read at all.
    """
    (plating,) = subject
    columns = plating.columns
    current: Array | float | None = columns.get("current", columns.get("current_density"))
    if current is None or recipe["current"].origin == "given":
        current = number(recipe, "current")
    if current is None:
        raise FitError(
            "NO_CURRENT",
            '{name} does not record the current; set current, for example current="-0.196 mA".',
            name=plating.curve.name,
        )
    return nucleation_spike(
        columns["time"],
        columns["potential"],
        current,
        equilibrium_potential=number(recipe, "equilibrium_potential") or 0.0,
        temperature=number(recipe, "temperature") or STANDARD_TEMPERATURE,
        interfacial_tension=number(recipe, "interfacial_tension") or LITHIUM_INTERFACIAL_TENSION,
        rule=str(recipe["rule"].value),
        window=(number(recipe, "window_start"), number(recipe, "window_end")),
        picked=SpikeMarks(**{mark: number(recipe, f"{mark}_mark") for mark in MARKS}),
        judgement=str(recipe["judgement"].value),
        sand_time=number(recipe, "sand_time"),
        effort=effort,
    )


FORMULAS = (
    Formula("nucleation_overpotential", "spike_potential - plateau_potential"),
    Formula("spike_overpotential", "spike_potential - equilibrium_potential"),
    Formula("self_smoothing_rise", "crest_potential - plateau_potential"),
    Formula("induction_to_self_smoothing_ratio", "induction_period / self_smoothing_time"),
    Formula(
        "critical_radius",
        "-2 * interfacial_tension * lithium_molar_volume / (faraday * nucleation_overpotential)",
        "spike_minus_plateau",
    ),
)

NUCLEATION_SPIKE = Method(
    "nucleation_spike",
    QT_TRANSLATE_NOOP("Method", "Nucleation spike"),
    QT_TRANSLATE_NOOP("Method", "Reads onset, spike, crest and plateau of an E–t curve at constant plating current."),
    SETTINGS,
    QUANTITIES,
    spike_recipe,
    spike_outcome,
    segments=plating_steps,
    formulas=FORMULAS,
    equations=(
        Equation(r"r_c = -\frac{2\sigma M}{n F \rho\,\eta}", "Eq 7"),
        Equation(r"\eta = E_{sp} - E_{pl}", QT_TRANSLATE_NOOP("Equation", "nucleation overpotential")),
    ),
)
