"""Kinetics against cycle number: from a sweep per cycle, or from a table of what others have read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from PyQt6.QtCore import QT_TRANSLATE_NOOP

from fitting.charge_transfer import kinetics_series
from fitting.confidence import NORMAL_QUANTILE_95
from fitting.messages import FitError
from fitting.outcome import Estimate, Outcome, Panel
from fitting.quantity import Quantity
from models.charge_transfer.polarization import sweep_segments
from models.charge_transfer.tafel import QUANTITIES as WINDOW_QUANTITIES
from models.charge_transfer.tafel import SETTINGS as WINDOW_SETTINGS
from models.charge_transfer.tafel import per_cell, window_outcome
from models.curve import Array, Curve
from models.readers.comparison_table import CYCLES, EXCHANGE_CURRENT, TRANSFER, heading_words
from models.result import Result
from models.step import Equation, Given, Method, Recipe, declared_recipe, number
from models.subject import Part, Subject
from models.value_table import ELECTROLYTE_SETTING, heading_of, numbers_of, rows_of

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
    ELECTROLYTE_SETTING,
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


def series_segments(curve: Curve, given: Given) -> Iterable[int | None]:
    """Sweeps of potential, or the whole of a table of kinetics by cycle.

    Raises
    ------
    FitError
        As `sweep_segments`.
    """
    return [None] if _is_table(curve) else sweep_segments(curve, given)


def _is_table(curve: Curve) -> bool:
    return heading_of(curve, CYCLES) is not None and heading_of(curve, (*EXCHANGE_CURRENT, *TRANSFER)) is not None


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
        As `window_outcome` and `kinetics_series`.
    """
    if _is_table(subject[0].curve):
        return _of_table(subject[0].curve, recipe)
    found = window_outcome(str(recipe["reading"].value), subject, recipe, effort)
    cycle = number(recipe, "cycle")
    if cycle is None:
        return found
    return replace(found, quantities={"cycle": Estimate(cycle, "1", rule="cycle_number"), **found.quantities})


def _of_table(curve: Curve, recipe: Recipe) -> Outcome:
    """Limits and the first stable cycle of a table; an exchange current becomes a density where an area is given."""
    rows = rows_of(curve, recipe["electrolyte"].value)
    density, slope = heading_of(curve, EXCHANGE_CURRENT), heading_of(curve, TRANSFER)
    if density is None:
        text = "{name} has no column of exchange current densities: kinetics are judged by it; add one."
        raise FitError("NO_EXCHANGE_CURRENT", text, name=curve.name)
    area = number(recipe, "area")
    of_current = heading_words(density) == EXCHANGE_CURRENT[1]
    j0, j0_error = _with_error(curve, density, "A" if of_current else "A/m^2", rows)
    alpha, alpha_error = (None, None) if slope is None else _with_error(curve, slope, "1", rows)
    cycle = numbers_of(curve, heading_of(curve, CYCLES) or "", "1", rows)
    known = np.isfinite(cycle) & np.isfinite(j0)
    order = np.flatnonzero(known)[np.argsort(cycle[known], kind="stable")]
    scale = 1 / area if of_current and area else 1.0
    found = kinetics_series(
        cycle[order],
        scale * j0[order],
        None if alpha is None or not np.isfinite(alpha[order]).all() else alpha[order],
        exchange_current_density_error=None if j0_error is None else scale * j0_error[order],
        transfer_coefficient_error=None if alpha_error is None else alpha_error[order],
    )
    bars = (None if j0_error is None else NORMAL_QUANTILE_95 * scale * j0_error[order],
            None if alpha_error is None else NORMAL_QUANTILE_95 * alpha_error[order])  # fmt: skip
    found = _with_bars(found, *bars)
    return _of_current(found) if of_current and not area else found


def _with_bars(found: Outcome, *halves: Array | None) -> Outcome:
    """The panels with 95 % error bars on their points."""

    def barred(panel: Panel, half: Array | None) -> Panel:
        first, *others = panel.traces
        fits = half is not None and len(half) == len(first.x) and np.isfinite(half).any()
        return replace(panel, traces=(replace(first, error=half), *others)) if fits else panel

    return replace(found, panels=tuple(map(barred, found.panels, halves)))


def _with_error(curve: Curve, heading: str, unit: str, rows: Sequence[int]) -> tuple[Array, Array | None]:
    """The numbers of a column, and those of the column of its standard errors where there is one."""
    error = heading_of(curve, (f"{heading_words(heading)} standard error",))
    errors = None if error is None else numbers_of(curve, error, unit, rows)
    return numbers_of(curve, heading, unit, rows), errors


def cycles_together(results: Sequence[Result]) -> Outcome:
    """What the cycles say together: limits, and the first stable cycle; a table is a series of its own.

    Raises
    ------
    FitError
        If they are too few, some have an area and others not, or two have the same cycle number.
    """
    results = [result for result in results if not _is_table(result.subject[0].curve)]
    if len(results) < 2:
        return Outcome()
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
    found = _with_bars(found, *(_half_intervals(rows, name) for name in (size, "transfer_coefficient")))
    return found if size == "exchange_current_density" else _of_current(found)


def _half_intervals(rows: Sequence[Mapping[str, Estimate]], name: str) -> Array:
    ends = [row[name].interval or (np.nan, np.nan) for row in rows]
    return np.array([0.5 * (high - low) for low, high in ends])


def _of_current(found: Outcome) -> Outcome:
    quantities = {
        name.replace("current_density", "current"): replace(one, unit="A") if one.unit == "A/m^2" else one
        for name, one in found.quantities.items()
    }
    table = {name.replace("current_density", "current"): column for name, column in found.table.items()}
    panels = tuple(replace(panel, y=per_cell(panel.y)) for panel in found.panels)
    return replace(found, quantities=quantities, table=table, panels=panels)


KINETICS_SERIES = Method(
    "kinetics_series",
    QT_TRANSLATE_NOOP("Method", "Kinetics against cycle"),
    QT_TRANSLATE_NOOP(
        "Method",
        "Reads j⁰ and α of one sweep per cycle (windows are overpotentials), or a table of them: when are they stable?",
    ),
    SETTINGS,
    QUANTITIES,
    series_recipe,
    series_outcome,
    segments=series_segments,
    together=cycles_together,
    equations=(
        Equation(
            r"j^0(n) = j^0_\infty + (j^0_1 - j^0_\infty)\,e^{-(n-1)/n_s}",
            QT_TRANSLATE_NOOP("Equation", "approach to the limit"),
        ),
    ),
)
