"""The ranking as the application knows it: a comparison table, its outcomes, and the way to `fitting`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from PyQt6.QtCore import QT_TRANSLATE_NOOP

from fitting.decisive_step import ranking
from fitting.messages import FitError
from fitting.outcome import Outcome
from fitting.quantity import Quantity
from models.curve import Curve
from models.decisive_step.comparison import Comparison, comparison_of
from models.declared import TEMPERATURE
from models.step import Equation, Given, Method, Recipe, declared_recipe
from models.subject import Subject

SETTINGS: tuple[Quantity, ...] = (
    Quantity(
        "outcomes",
        "",
        "1",
        "1",
        QT_TRANSLATE_NOOP(
            "Quantity",
            "Columns that are outcomes, with commas between; without it those named cycles or coulombic efficiency.",
        ),
        several=True,
    ),
    Quantity(
        "step_quantities",
        "",
        "1",
        "1",
        QT_TRANSLATE_NOOP(
            "Quantity", "Columns that are quantities of steps, with commas between; without it all the others."
        ),
        several=True,
    ),
    replace(
        TEMPERATURE,
        description=QT_TRANSLATE_NOOP(
            "Quantity", "Temperature of the measurements; kept with the result, ranks do not need it."
        ),
    ),
)

QUANTITIES: tuple[Quantity, ...] = (
    Quantity("electrolytes", "n", "1", "1", QT_TRANSLATE_NOOP("Quantity", "Electrolytes in the table.")),
    Quantity("series", "n_s", "1", "1", QT_TRANSLATE_NOOP("Quantity", "Series of electrolytes in the table.")),
    Quantity(
        "pairs",
        "m",
        "1",
        "1",
        QT_TRANSLATE_NOOP("Quantity", "Pairs of a step's quantity and an outcome that are tried."),
    ),
    Quantity(
        "smallest_probability",
        "p_min",
        "1",
        "1",
        QT_TRANSLATE_NOOP("Quantity", "Two-sided p that a perfect order within the series would have."),
    ),
)


def table_segments(curve: Curve, given: Given) -> Iterable[int | None]:
    """The whole of a comparison table.

    Raises
    ------
    FitError
        If the curve is none.
    """
    comparison_of(curve)
    return (None,)


def ranking_recipe(subject: Subject, given: Given) -> Recipe:
    """Every setting of the ranking with its value and where it came from."""
    return declared_recipe(SETTINGS, given)


def ranking_outcome(subject: Subject, recipe: Recipe, effort: str = "full") -> Outcome:
    """The ranks of one comparison table.

    Raises
    ------
    FitError
        If the table has no outcome, or too few electrolytes.
    """
    (part,) = subject
    return ranked(comparison_of(part.curve), recipe)


def ranked(comparison: Comparison, recipe: Recipe) -> Outcome:
    """The ranks of a comparison's numbers.

    Raises
    ------
    FitError
        As `ranking_outcome`.
    """
    wanted, steps = recipe["outcomes"].value, recipe["step_quantities"].value
    outcomes = comparison.outcomes(None if wanted is None else str(wanted))
    if steps is None:
        taken = {*outcomes, *comparison.likely_outcomes}
        quantities = {name: values for name, values in comparison.numbers.items() if name not in taken}
    else:
        quantities = comparison.named(str(steps))
    both = next(iter(set(quantities) & set(outcomes)), None)
    if both is not None:
        raise FitError("BOTH_SIDES", "{column} cannot be a step's quantity and an outcome.", column=both)
    answer = ranking(quantities, outcomes, comparison.series)
    return replace(answer, warnings=(*comparison.notes, *answer.warnings))


RANKING = Method(
    "ranking",
    QT_TRANSLATE_NOOP("Method", "Ranking"),
    QT_TRANSLATE_NOOP(
        "Method",
        "Ranks each step's quantity with cycles or coulombic efficiency, pooled and within series, from a table headed "
        "electrolyte, series, and a column per quantity and outcome.",
    ),
    SETTINGS,
    QUANTITIES,
    ranking_recipe,
    ranking_outcome,
    segments=table_segments,
    equations=(Equation(r"\rho = 1 - \frac{6\,\sum d_i^2}{n (n^2 - 1)}", "Spearman"),),
)
