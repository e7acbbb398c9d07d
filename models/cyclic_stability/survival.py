"""Survival as the application knows it: lives of several cells, from their records or from a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
from PyQt6.QtCore import QT_TRANSLATE_NOOP

from fitting.cyclic_stability import compared_lives
from fitting.messages import FitError, Message
from fitting.outcome import Outcome
from fitting.quantity import Quantity
from models.curve import Curve
from models.cyclic_stability.coulombic_efficiency import QUANTITIES as EFFICIENCY_QUANTITIES
from models.cyclic_stability.coulombic_efficiency import SETTINGS as EFFICIENCY_SETTINGS
from models.cyclic_stability.coulombic_efficiency import efficiency_outcome
from models.cyclic_stability.half_cycles import cell_subjects
from models.readers.comparison_table import CYCLES, ELECTROLYTE, STILL_CYCLING
from models.step import Given, Method, Recipe, declared_recipe
from models.subject import Part, Subject
from models.value_table import filled_down, heading_of, numbers_of

_YES, _NO = ("yes", "y", "true", "1", "是"), ("no", "n", "false", "0", "", "否")

QUANTITIES: tuple[Quantity, ...] = (
    *(quantity for quantity in EFFICIENCY_QUANTITIES if quantity.name == "median_life"),
    Quantity(
        "log_rank_probability",
        "p",
        "1",
        "1",
        QT_TRANSLATE_NOOP("Quantity", "Probability of lives this different by chance, by the log-rank test."),
    ),
)


def survival_subjects(curves: Sequence[Curve], given: Given) -> Iterable[Subject]:
    """All cells of some curves together; each table of lives alone.

    Raises
    ------
    FitError
        If there are none.
    """
    tables: list[Subject] = [(Part(curve, None),) for curve in curves if _is_table(curve)]
    rest = [curve for curve in curves if not _is_table(curve)]
    if tables and not rest:
        return tables
    cells = cell_subjects(rest)
    if len(cells) < 2 and not tables:
        text = "One cell is no survival: give the records of several, or a table of electrolyte, cycles, still cycling."
        raise FitError("TOO_FEW_CELLS", text, len(cells))
    return [*tables, tuple(part for cell in cells for part in cell)] if len(cells) > 1 else tables


def _is_table(curve: Curve) -> bool:
    return heading_of(curve, CYCLES) is not None and heading_of(curve, STILL_CYCLING) is not None


def survival_recipe(subject: Subject, given: Given) -> Recipe:
    """Every setting with its value and where it came from."""
    return declared_recipe(EFFICIENCY_SETTINGS, given)


def survival_outcome(subject: Subject, recipe: Recipe, effort: str = "full") -> Outcome:
    """How long the cells live, by electrolyte.

    Raises
    ------
    FitError
        If fewer than two cells have a life.
    """
    if _is_table(subject[0].curve):
        return compared_lives(_of_table(subject[0].curve))
    lives: dict[str, list[tuple[float, bool]]] = {}
    problems: list[Message] = []
    for cell in cell_subjects(list(dict.fromkeys(part.curve for part in subject))):
        try:
            found = efficiency_outcome(cell, recipe).quantities["stabilized_cycles"]
        except FitError as problem:
            problems.append(problem.message)
            continue
        life = found.value if found.value is not None else (found.bound[1] if found.bound else None)
        if life:
            group = cell[0].curve.metadata.get("electrolyte", "")
            lives.setdefault(group, []).append((life, found.bound is not None))
    outcome = compared_lives(
        {name: ([life for life, _ in cells], [alive for _, alive in cells]) for name, cells in lives.items()}
    )
    return replace(outcome, warnings=(*outcome.warnings, *problems))


def _of_table(curve: Curve) -> dict[str, tuple[np.ndarray, list[bool]]]:
    """Cycles and whether the cell still cycles, by electrolyte.

    Raises
    ------
    FitError
        ``UNREADABLE_ANSWER`` for a cell of the column that is neither yes nor no.
    """
    heading = heading_of(curve, STILL_CYCLING) or ""
    words = [cell.strip().lower() for cell in curve.table[heading]]
    odd = next((word for word in words if word not in (*_YES, *_NO)), None)
    if odd is not None:
        text = 'The column "{heading}" of {name} holds "{word}": write yes or no.'
        raise FitError("UNREADABLE_ANSWER", text, heading=heading, name=curve.name, word=odd)
    cycles = numbers_of(curve, heading_of(curve, CYCLES) or "", "1", range(len(words)))
    electrolyte = heading_of(curve, ELECTROLYTE)
    names = [""] * len(words) if electrolyte is None else list(filled_down(curve.table[electrolyte]))
    return {
        group: (
            np.array([cycles[row] for row, name in enumerate(names) if name == group and np.isfinite(cycles[row])]),
            [words[row] in _YES for row, name in enumerate(names) if name == group and np.isfinite(cycles[row])],
        )
        for group in dict.fromkeys(names)
    }


SURVIVAL = Method(
    "survival",
    QT_TRANSLATE_NOOP("Method", "Survival"),
    QT_TRANSLATE_NOOP(
        "Method",
        "How long several cells live (Kaplan–Meier), those still cycling included, and whether electrolytes differ "
        "(log-rank).",
    ),
    EFFICIENCY_SETTINGS,
    QUANTITIES,
    survival_recipe,
    survival_outcome,
    gathered=survival_subjects,
)
