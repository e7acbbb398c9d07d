"""The technique of a table without a name: what was controlled, whatever rests the file holds besides."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from models.readers import read_file
from models.readers.techniques import judged_technique

Array = npt.NDArray[np.float64]
ROWS = 720


def judged(potential: Array, current: Array) -> str:
    return judged_technique({"time": 5.0 * np.arange(potential.size), "potential": potential, "current": current})


def plating(sign: float = 1.0) -> tuple[Array, Array]:
    """A spike and a level plateau at constant current."""
    time = 5.0 * np.arange(ROWS)
    noise = np.random.default_rng(5).normal(0.0, 3e-4, ROWS)
    return -sign * (0.05 + 0.03 * np.exp(-time / 60.0)) + noise, np.full(ROWS, -2e-4 * sign)


def relaxation(level: float = -0.1) -> tuple[Array, Array]:
    """A current that relaxes at a held potential."""
    time = 5.0 * np.arange(1, ROWS + 1)
    noise = np.random.default_rng(6).normal(0.0, 1e-4, ROWS)
    return level + noise, -1e-3 / np.sqrt(time)


def rest(rows: int, potential: float = 0.0) -> tuple[Array, Array]:
    return np.full(rows, potential), np.zeros(rows)


def joined(*parts: tuple[Array, Array]) -> tuple[Array, Array]:
    potential, current = (np.concatenate(one) for one in zip(*parts, strict=True))
    return potential, current


@pytest.mark.parametrize(("before", "after"), list(itertools.product((0, 1, 3, 60, 20000), repeat=2)))
def test_rows_at_rest_before_and_after_a_plating_leave_it_a_chronopotentiogram(before: int, after: int) -> None:
    assert judged(*joined(rest(before, 1.5), plating(), rest(after))) == "chronopotentiometry"


@pytest.mark.parametrize("rows", [1, 3, 40])
def test_rows_at_rest_between_platings_leave_them_chronopotentiograms(rows: int) -> None:
    assert judged(*joined(*[plating(), rest(rows)] * 5)) == "chronopotentiometry"
    assert judged(*joined(plating(), rest(rows), plating(-1.0), rest(rows))) == "cycling"


def test_a_row_caught_while_the_current_is_switched_off_changes_nothing() -> None:
    assert judged(*joined(plating(), (np.array([-0.02]), np.array([-1e-4])), rest(3))) == "chronopotentiometry"


def test_a_short_second_level_of_current_is_still_a_set_current() -> None:
    potential, current = plating()
    assert judged(*joined((potential, current), (np.full(30, -0.09), 2 * current[:30]))) == "chronopotentiometry"


@pytest.mark.parametrize(("before", "after"), list(itertools.product((0, 1, 3, 60, 700), repeat=2)))
def test_rows_at_rest_around_a_held_potential_leave_it_a_chronoamperogram(before: int, after: int) -> None:
    assert judged(*joined(rest(before, 0.5), relaxation(), rest(after, 0.4))) == "chronoamperometry"


def test_steps_from_one_held_potential_to_the_next_are_a_chronoamperogram() -> None:
    assert judged(*joined(relaxation(-0.1), relaxation(-0.2), relaxation(-0.15))) == "chronoamperometry"


def test_a_coarsely_digitised_relaxation_at_one_potential_is_a_chronoamperogram() -> None:
    potential, current = relaxation()
    assert judged(potential, 5e-5 * np.round(current / 5e-5)) == "chronoamperometry"


def test_a_table_of_a_plating_with_one_row_at_rest_has_a_plating_segment(tmp_path: Path) -> None:
    potential, current = joined(plating(), rest(1))
    rows = zip(5.0 * np.arange(potential.size), potential, 1e3 * current, strict=True)
    lines = ["time / s,potential / V,current / mA", *(f"{t:g},{e:.6f},{i:g}" for t, e, i in rows)]
    file = tmp_path / "plating.csv"
    file.write_text("\n".join(lines), encoding="utf-8")
    (curve,) = read_file(file).curves
    assert [part.kind for part in curve.segments] == ["plating", "rest"]
