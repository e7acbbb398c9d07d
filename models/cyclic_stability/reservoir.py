"""The reservoir protocol as the application knows it: settings, quantities, and the way to `fitting`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from PyQt6.QtCore import QT_TRANSLATE_NOOP

from fitting.cyclic_stability import reservoir_average, reservoir_protocol
from fitting.cyclic_stability.reservoir import CHARGE_ACCURACY
from fitting.formula import Formula
from fitting.messages import FitError
from fitting.outcome import Outcome
from fitting.quantity import Quantity
from models.curve import Curve
from models.cyclic_stability.coulombic_efficiency import within_window
from models.cyclic_stability.half_cycles import cell_subjects, clock_panel, signed_charges
from models.declared import CYCLES_WINDOW, TEMPERATURE
from models.step import Equation, Given, Method, Recipe, declared_recipe, number
from models.subject import Subject

CHARGES = ("reservoir_charge", "cycled_charge", "cycles", "final_charge")

SETTINGS: tuple[Quantity, ...] = (
    Quantity(
        "reservoir_charge",
        "Q_T",
        "C",
        "mAh",
        QT_TRANSLATE_NOOP("Quantity", "Charge plated as the reservoir; taken from the record where there is one."),
        lower=1e-15,
    ),
    Quantity(
        "cycled_charge",
        "Q_C",
        "C",
        "mAh",
        QT_TRANSLATE_NOOP("Quantity", "Charge stripped and plated in every cycle."),
        lower=1e-15,
    ),
    Quantity("cycles", "n", "1", "1", QT_TRANSLATE_NOOP("Quantity", "Number of those cycles."), lower=0.0),
    Quantity(
        "final_charge",
        "Q_S",
        "C",
        "mAh",
        QT_TRANSLATE_NOOP("Quantity", "Charge of the last stripping, to the cut-off."),
        lower=0.0,
    ),
    Quantity(
        "charge_accuracy",
        "u(Q)",
        "1",
        "%",
        QT_TRANSLATE_NOOP("Quantity", "Relative standard error of a charge: the calibration of the instrument."),
        default=CHARGE_ACCURACY,
        lower=0.0,
        upper=0.5,
    ),
    TEMPERATURE,
    *CYCLES_WINDOW,
)

QUANTITIES: tuple[Quantity, ...] = (
    Quantity(
        "average_coulombic_efficiency",
        "CE",
        "1",
        "%",
        QT_TRANSLATE_NOOP("Quantity", "Average Coulombic efficiency, (n Q_C + Q_S)/(n Q_C + Q_T)."),
    ),
    Quantity("lost_charge", "Q_L", "C", "mAh", QT_TRANSLATE_NOOP("Quantity", "Charge that the cycles have used up.")),
    Quantity(
        "cycles_to_80_percent",
        "n_80",
        "1",
        "1",
        QT_TRANSLATE_NOOP("Quantity", "Cycles until 80 % is left without excess lithium, at the average efficiency."),
    ),
)


def reservoir_subjects(curves: Sequence[Curve], given: Given) -> Iterable[Subject]:
    """The cells of some curves; nothing but the settings where these give all charges.

    Raises
    ------
    FitError
        If there is no cycle.
    """
    if not curves and all(name in given for name in CHARGES):
        return [()]
    found = [subject for subject in cell_subjects(curves) if subject[0].segment is not None]
    if not found:
        text = "A reservoir protocol takes a record of its half cycles, or reservoir_charge, cycled_charge, cycles and "
        raise FitError("NO_CYCLES", text + "final_charge as settings.")
    return found


def reservoir_recipe(subject: Subject, given: Given) -> Recipe:
    """Every setting with its value and where it came from."""
    from_file: dict[str, float | None] = {}
    if subject and not all(name in given for name in CHARGES):
        settings = declared_recipe(SETTINGS, given)
        found = reservoir_protocol(signed_charges(within_window(subject, settings)))
        values = (found.reservoir, found.cycled, float(found.cycles), found.final)
        from_file = dict(zip(CHARGES, values, strict=True))
    return declared_recipe(SETTINGS, given, from_file)


def reservoir_outcome(subject: Subject, recipe: Recipe, effort: str = "full") -> Outcome:
    """The average efficiency over a reservoir.

    Raises
    ------
    FitError
        If a charge is missing or impossible.
    """
    values = [number(recipe, name) for name in CHARGES]
    known = [value for value in values if value is not None]
    if len(known) < len(CHARGES):
        missing = ", ".join(name for name, value in zip(CHARGES, values, strict=True) if value is None)
        raise FitError("CHARGE_MISSING", "The reservoir protocol lacks {missing}: set it.", missing=missing)
    found = reservoir_average(*known, charge_accuracy=number(recipe, "charge_accuracy") or 0.0)
    return replace(found, panels=(*found.panels, clock_panel(subject))) if subject else found


FORMULAS = (
    Formula(
        "average_coulombic_efficiency",
        "(cycles * cycled_charge + final_charge) / (cycles * cycled_charge + reservoir_charge)",
    ),
    Formula("lost_charge", "cycles * cycled_charge * (1 - average_coulombic_efficiency)"),
    Formula("cycles_to_80_percent", "ln(0.8) / ln(average_coulombic_efficiency)"),
)

RESERVOIR = Method(
    "reservoir",
    QT_TRANSLATE_NOOP("Method", "Lithium reservoir"),
    QT_TRANSLATE_NOOP("Method", "Average Coulombic efficiency with a reservoir of lithium (Aurbach; Adams)."),
    SETTINGS,
    QUANTITIES,
    reservoir_recipe,
    reservoir_outcome,
    gathered=reservoir_subjects,
    formulas=FORMULAS,
    equations=(Equation(r"CE = \frac{n Q_C + Q_S}{n Q_C + Q_T}", "Aurbach, Adams"),),
)
