"""What an analysis showed last, to be shown again at once: all but pictures and arrays, which are computed anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields
from typing import Any

import numpy as np

from fitting.outcome import Outcome
from models.plain import as_plain, from_plain
from models.result import RecipeEntry, Result
from models.subject import Subject

COMPUTED_ANEW = ("panels", "refit")


def outcome_entry(result: Result) -> dict[str, Any]:
    """The recipe and the outcome of a result as JSON, without its arrays."""
    outcome = result.outcome
    kept = {
        each.name: as_plain(getattr(outcome, each.name))
        for each in fields(outcome)
        if each.init and each.name not in COMPUTED_ANEW and not isinstance(getattr(outcome, each.name), np.ndarray)
    }
    return {"recipe": as_plain(result.recipe), "kind": type(outcome).__name__, "outcome": kept}


def result_from(step: str, method: str, subject: Subject, entry: Any) -> Result | None:
    """The result again; None where this version knows no such outcome, or it cannot be without its arrays.

    Raises
    ------
    ValueError
        If the JSON is no result.
    """
    if not isinstance(entry, dict) or not {"recipe", "kind", "outcome"} <= entry.keys():
        raise ValueError("no result")
    kind = next((kind for kind in _kinds(Outcome) if kind.__name__ == entry["kind"]), None)
    if kind is None or not isinstance(entry["outcome"], dict):
        return None
    needed = {each.name for each in fields(kind) if each.default is MISSING and each.default_factory is MISSING}
    if not needed <= entry["outcome"].keys():
        return None
    recipe = from_plain(Mapping[str, RecipeEntry], entry["recipe"])
    return Result(step, method, subject, recipe, from_plain(kind, entry["outcome"]))


def _kinds(kind: type[Outcome]) -> Iterator[type[Outcome]]:
    yield kind
    for each in kind.__subclasses__():
        yield from _kinds(each)
