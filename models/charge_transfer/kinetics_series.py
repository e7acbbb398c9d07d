"""Kinetics against cycle number: one sweep per cycle is read, and the cycles say together when they are stable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from PyQt6.QtCore import QT_TRANSLATE_NOOP

from fitting.charge_transfer import kinetics_series
from fitting.messages import FitError
from fitting.outcome import Estimate, Outcome
from fitting.quantity import Quantity
from models.charge_transfer.polarization import sweep_segments
from models.charge_transfer.tafel import QUANTITIES as WINDOW_QUANTITIES
from models.charge_transfer.tafel import SETTINGS as WINDOW_SETTINGS
from models.charge_transfer.tafel import window_outcome
from models.result import Result
from models.step import Given, Method, Recipe, declared_recipe, number
from models.subject import Part, Subject

READINGS = ("allen_hickling", "tafel")

SETTINGS: tuple[Quantity, ...] = (
    Quantity(
        "cycle",
        "n",
        "1",
        "1",
        QT_TRANSLATE_NOOP("Quantity", "Cycle number of the file; else as recorded, else the sweeps are counted."),
        lower=0.0,
        own=True,
    ),
    Quantity(
        "reading",
        "",
        "1",
        "1",
        QT_TRANSLATE_NOOP("Quantity", "How each sweep is read."),
        default=READINGS[0],
        choices=READINGS,
    ),
    *WINDOW_SETTINGS,
)

QUANTITIES: tuple[Quantity, ...] = (
    Quantity(
        "first_stable_cycle",
        "n_stab",
        "1",
        "1",
        QT_TRANSLATE_NOOP("Quantity", "Cycle from which j⁰ is within 5 % of its limit."),
    ),
    Quantity(
        "limiting_exchange_current_density",
        "j⁰_∞",
        "A/m^2",
        "mA/cm^2",
        QT_TRANSLATE_NOOP("Quantity", "Exchange current density that the cycles approach."),
    ),
    Quantity(
        "limiting_exchange_current",
        "I⁰_∞",
        "A",
        "uA",
        QT_TRANSLATE_NOOP("Quantity", "Exchange current that the cycles approach, where no area is known."),
    ),
    Quantity(
        "limiting_transfer_coefficient",
        "α_∞",
        "1",
        "1",
        QT_TRANSLATE_NOOP("Quantity", "Transfer coefficient that the cycles approach."),
    ),
    Quantity(
        "stabilization_cycles",
        "n_s",
        "1",
        "1",
        QT_TRANSLATE_NOOP("Quantity", "Cycles in which the distance of j⁰ from its limit falls to 1/e."),
    ),
    Quantity(
        "transfer_coefficient_first_stable_cycle",
        "n_stab(α)",
        "1",
        "1",
        QT_TRANSLATE_NOOP("Quantity", "Cycle from which α is within 5 % of its limit."),
    ),
    Quantity(
        "transfer_coefficient_stabilization_cycles",
        "n_s(α)",
        "1",
        "1",
        QT_TRANSLATE_NOOP("Quantity", "Cycles in which the distance of α from its limit falls to 1/e."),
    ),
    Quantity("cycle", "n", "1", "1", QT_TRANSLATE_NOOP("Quantity", "Cycle number of the sweep.")),
    *WINDOW_QUANTITIES,
)


def series_recipe(subject: Subject, given: Given) -> Recipe:
    """Every setting of a sweep with its value and where it came from."""
    (sweep,) = subject
    return declared_recipe(SETTINGS, given, {"area": sweep.curve.electrode_area, "cycle": _recorded(sweep)})


def _recorded(sweep: Part) -> float | None:
    """The cycle number that the file records for a sweep."""
    column = sweep.columns.get("cycle")
    finite = column[np.isfinite(column)] if column is not None else np.zeros(0)
    return float(np.median(finite)) if finite.size else None


def series_outcome(subject: Subject, recipe: Recipe, effort: str = "full") -> Outcome:
    """Exchange current density and transfer coefficient of one cycle.

    Raises
    ------
    FitError
        As `window_outcome`.
    """
    found = window_outcome(str(recipe["reading"].value), subject, recipe, effort)
    cycle = number(recipe, "cycle")
    if cycle is None:
        return found
    return replace(found, quantities={"cycle": Estimate(cycle, "1", rule="cycle_number"), **found.quantities})


def cycles_together(results: Sequence[Result]) -> Outcome:
    """What the cycles say together: limits, and the first stable cycle.

    Raises
    ------
    FitError
        If they are too few, some have an area and others not, or two have the same cycle number.
    """
    known = [number(result.recipe, "cycle") for result in results]
    cycles = [one for one in known if one is not None]
    if len(cycles) < len(results):
        if cycles:
            text = "Only {count} of {total} sweeps have a cycle number: set cycle for each file in the table."
            raise FitError("CYCLE_MISSING", text, len(cycles), count=len(cycles), total=len(results))
        cycles = [float(place) for place in range(1, len(results) + 1)]
    names = {name for result in results for name in result.outcome.quantities}
    size = "exchange_current" if "exchange_current" in names else "exchange_current_density"
    if {"exchange_current", "exchange_current_density"} <= names:
        text = "Some cycles have an area and others not: set area for all."
        raise FitError("AREA_NEEDED", text)
    order = np.argsort(cycles, kind="stable")
    rows = [results[place].outcome.quantities for place in order]
    # No weights: cells scatter from cycle to cycle by more than the error of one sweep.
    size_values, alpha = (
        np.array([np.nan if row[name].value is None else row[name].value for row in rows], dtype=np.float64)
        for name in (size, "transfer_coefficient")
    )
    found = kinetics_series(np.array(cycles)[order], size_values, alpha)
    return found if size == "exchange_current_density" else _of_current(found)


def _of_current(found: Outcome) -> Outcome:
    quantities = {
        name.replace("current_density", "current"): replace(one, unit="A") if one.unit == "A/m^2" else one
        for name, one in found.quantities.items()
    }
    table = {name.replace("current_density", "current"): column for name, column in found.table.items()}
    return replace(found, quantities=quantities, table=table, panels=())


KINETICS_SERIES = Method(
    "kinetics_series",
    QT_TRANSLATE_NOOP("Method", "Kinetics against cycle"),
    QT_TRANSLATE_NOOP(
        "Method",
        "Reads j⁰ and α of one sweep per cycle (windows are overpotentials) and says when they are stable.",
    ),
    SETTINGS,
    QUANTITIES,
    series_recipe,
    series_outcome,
    segments=sweep_segments,
    together=cycles_together,
)
