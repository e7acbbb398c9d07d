"""The points of time that a project file holds, to go back to."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from models.curve import Curve
from models.edit import Values
from models.project.guard import BROKEN, opened
from models.project.problem import damaged
from models.project.reading import Point, Reading, with_lost


def points(path: Path) -> list[Point]:
    """The points of time, newest first.

    Raises
    ------
    ProjectProblem
        If the file cannot be read.
    """
    with closing(opened(path)) as db:
        try:
            return Reading(db, path).points()
        except BROKEN as error:
            raise damaged(path.name) from error


def values_at(path: Path, number: int, known: Mapping[str, Curve]) -> Values:
    """What the tree, the analyses and the failures were at a point of time.

    Parameters
    ----------
    known : mapping of str to Curve
        Curves by key that are in memory already.

    Raises
    ------
    ProjectProblem
        If the file or this point cannot be read.
    """
    with closing(opened(path)) as db:
        reading = Reading(db, path)
        reading.curves.hold(known)
        try:
            values = reading.point(number)
        except (sqlite3.Error, ValueError, StopIteration, RecursionError) as error:
            raise damaged(path.name) from error
    return replace(values, curves=with_lost(values.curves, values))
