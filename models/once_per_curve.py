"""What was once found in a curve, kept as long as the curve lives: many tables and tabs ask the same of all curves."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import Any, TypeVar

from fitting.messages import DataProblem
from models.curve import Curve

T = TypeVar("T")
_FOUND: weakref.WeakKeyDictionary[Curve, dict[object, Any]] = weakref.WeakKeyDictionary()


def once_per_curve(asked: object, curve: Curve, find: Callable[[], T]) -> T:
    """Return what `find` gave the first time that this was asked of a curve; a problem is raised again.

    Parameters
    ----------
    asked : object
        What stands for the question, for example the function that answers it.
    find : callable
        Its answer must not hold the curve, which would then never be let go.
    """
    known = _FOUND.setdefault(curve, {})
    if asked not in known:
        try:
            known[asked] = find()
        except DataProblem as problem:
            known[asked] = type(problem).of(problem.message)  # without the frames of its traceback
    answer = known[asked]
    if isinstance(answer, DataProblem):
        raise type(answer).of(answer.message)
    return answer  # type: ignore[no-any-return]
