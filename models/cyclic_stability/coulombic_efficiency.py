"""Coulombic efficiency as the application knows it: settings, quantities, and the way to `fitting`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
from PyQt6.QtCore import QT_TRANSLATE_NOOP

from fitting.cyclic_stability import CoulombicEfficiency, StabilityRule, coulombic_efficiency, survival
from fitting.cyclic_stability.reservoir import CHARGE_ACCURACY
from fitting.formula import Formula
from fitting.messages import FitError, Message
from fitting.outcome import Outcome
from fitting.quantity import Quantity
from models.curve import Curve
from models.cyclic_stability.half_cycles import cell_subjects, clock_panel, cycle_charges, half_cycle_times
from models.declared import CYCLES_WINDOW, TEMPERATURE
from models.result import Result
from models.step import Equation, Given, Method, Recipe, declared_recipe, number
from models.subject import Subject

_RULE = StabilityRule()

SETTINGS: tuple[Quantity, ...] = (
    Quantity(
        "stability_band",
        "b",
        "1",
        "%",
        QT_TRANSLATE_NOOP("Quantity", "How far an efficiency may leave the plateau's median before it counts as left."),
        default=_RULE.band,
        lower=1e-6,
        upper=1.0,
    ),
    Quantity(
        "stability_deviations",
        "k",
        "1",
        "1",
        QT_TRANSLATE_NOOP("Quantity", "The same in median absolute deviations; the wider of the two counts."),
        default=_RULE.deviations,
        lower=0.0,
        upper=100.0,
    ),
    Quantity(
        "stability_least",
        "m",
        "1",
        "1",
        QT_TRANSLATE_NOOP("Quantity", "How many cycles of the span must have left the plateau to end it."),
        default=float(_RULE.least),
        lower=1.0,
        upper=100.0,
    ),
    Quantity(
        "stability_span",
        "n",
        "1",
        "1",
        QT_TRANSLATE_NOOP("Quantity", "The span of cycles that is looked at."),
        default=float(_RULE.span),
        lower=1.0,
        upper=100.0,
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
    Quantity(
        "plating",
        "",
        "1",
        "1",
        QT_TRANSLATE_NOOP("Quantity", "Which capacity of a table of cycles is the plating."),
        default="discharge",
        choices=("discharge", "charge"),
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
        QT_TRANSLATE_NOOP("Quantity", "Median Coulombic efficiency of the plateau."),
    ),
    Quantity(
        "stabilized_cycles", "n_s", "1", "1", QT_TRANSLATE_NOOP("Quantity", "Last stable cycle, by the rule given.")
    ),
    Quantity(
        "first_cycle_coulombic_efficiency",
        "CE_1",
        "1",
        "%",
        QT_TRANSLATE_NOOP("Quantity", "Coulombic efficiency of the first cycle."),
    ),
    Quantity(
        "retention", "R", "1", "%", QT_TRANSLATE_NOOP("Quantity", "Product of all efficiencies: what no excess leaves.")
    ),
    Quantity(
        "cycles_to_80_percent",
        "n_80",
        "1",
        "1",
        QT_TRANSLATE_NOOP("Quantity", "Cycles until 80 % is left without excess lithium, at the average efficiency."),
    ),
    Quantity(
        "median_life",
        "n_½",
        "1",
        "1",
        QT_TRANSLATE_NOOP("Quantity", "Cycles that half of several cells survive; cells still cycling count as such."),
    ),
)


def efficiency_subjects(curves: Sequence[Curve], given: Given) -> Iterable[Subject]:
    """The cells of some curves, each with its half cycles in order.

    Raises
    ------
    FitError
        If there is no cycle.
    """
    return cell_subjects(curves)


def efficiency_recipe(subject: Subject, given: Given) -> Recipe:
    """Every setting with its value and where it came from."""
    return declared_recipe(SETTINGS, given)


def efficiency_outcome(subject: Subject, recipe: Recipe, effort: str = "full") -> CoulombicEfficiency:
    """The efficiencies of a cell.

    Raises
    ------
    FitError
        If no cycle is complete or plausible.
    """
    used = within_window(subject, recipe)
    cycle, plated, stripped = cycle_charges(used, str(recipe["plating"].value))
    rule = StabilityRule(
        number(recipe, "stability_band") or _RULE.band,
        number(recipe, "stability_deviations") or 0.0,
        round(number(recipe, "stability_least") or _RULE.least),
        round(number(recipe, "stability_span") or _RULE.span),
    )
    accuracy = number(recipe, "charge_accuracy") or 0.0
    found = coulombic_efficiency(plated, stripped, cycle=cycle, charge_accuracy=accuracy, rule=rule)
    if subject[0].segment is not None:
        found = replace(found, panels=(*found.panels, clock_panel(subject)))
    if len(used) == 1 or len({part.curve.source.file for part in used}) < 2:
        return found
    text = "Platings and strippings of {count} files were paired by their clock."
    count = len({part.curve.source.file for part in used})
    return replace(found, warnings=(*found.warnings, Message("FILES_JOINED", text, {"count": count}, float(count))))


def within_window(subject: Subject, recipe: Recipe) -> Subject:
    """The half cycles that lie within the range on the clock.

    Raises
    ------
    FitError
        If there is none.
    """
    low, high = number(recipe, "window_start"), number(recipe, "window_end")
    if (low is None and high is None) or subject[0].segment is None:
        return subject
    begin = -np.inf if low is None else low
    end = np.inf if high is None else high
    times = half_cycle_times(subject)
    found = tuple(part for part, (first, last) in zip(subject, times, strict=True) if begin <= first and last <= end)
    if not found:
        raise FitError("EMPTY_WINDOW", "No half cycle lies within the range: choose a wider one.")
    return found


def lives_of(results: Sequence[Result]) -> Outcome:
    """What several cells say together: how long they survive.

    Raises
    ------
    FitError
        If fewer than two cells have a number of stable cycles.
    """
    found = [result.outcome for result in results if isinstance(result.outcome, CoulombicEfficiency)]
    lives = [(outcome.quantities["stabilized_cycles"], outcome) for outcome in found]
    known = [(life.value, life.bound is not None) for life, _ in lives if life.value]
    return survival([life for life, _ in known], [alive for _, alive in known])


FORMULAS = (
    Formula("coulombic_efficiency", "stripped_charge / plated_charge", by_row=True),
    Formula("first_cycle_coulombic_efficiency", "first(column_coulombic_efficiency)"),
    Formula("retention", "product(column_coulombic_efficiency)"),
    Formula("cycles_to_80_percent", "ln(0.8) / ln(average_coulombic_efficiency)"),
)

COULOMBIC_EFFICIENCY = Method(
    "coulombic_efficiency",
    QT_TRANSLATE_NOOP("Method", "Coulombic efficiency"),
    QT_TRANSLATE_NOOP(
        "Method", "Stripped over plated charge of every cycle, its plateau, and the last stable cycle by a named rule."
    ),
    SETTINGS,
    QUANTITIES,
    efficiency_recipe,
    efficiency_outcome,
    gathered=efficiency_subjects,
    together=lives_of,
    formulas=FORMULAS,
    equations=(
        Equation(r"CE_n = \frac{Q_{stripped}}{Q_{plated}}", QT_TRANSLATE_NOOP("Equation", "coulombic efficiency")),
    ),
)
