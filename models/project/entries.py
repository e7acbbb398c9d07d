"""Edits, values and operations as JSON: curves by the key under which their numbers are stored."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from models.analysis import AnalysisKey, AnalysisState
from models.curve import Curve
from models.edit import Edit, Values
from models.electrolyte import CurveEntry, Electrolyte, Series, curve_identities
from models.figure.model import FigureModel, KeptFigure
from models.plain import as_plain, from_plain
from models.project.columns import as_text, curve_key
from models.project.content import Go, NotUsed, Operation, Push
from models.result import Failure

CurveOf = Callable[[str, str], Curve]  # identity, key


class CurveKeys:
    """The keys of curves; the numbers of each are digested once."""

    def __init__(self) -> None:
        self._known: dict[tuple[Any, ...], tuple[str, Curve]] = {}

    def __call__(self, curve: Curve) -> str:
        """The key of a curve, under whatever name."""
        known = self._known.get(_reading(curve))
        return self.know(curve, curve_key(curve)) if known is None else known[0]

    def all(self) -> set[str]:
        """Every key that is known."""
        return {key for key, _ in self._known.values()}

    def know(self, curve: Curve, key: str) -> str:
        """Remember the key of a curve that was read from where it is stored under it."""
        self._known[_reading(curve)] = key, curve  # the curve too: its arrays must live as long as they are known
        return key


def _reading(curve: Curve) -> tuple[Any, ...]:
    return (curve.identity, id(curve.receipt), *(id(column) for column in curve.columns.values()))


def analysis_key_text(key: AnalysisKey) -> list[Any]:
    """The key of an analysis as JSON."""
    step, method, subject = key
    return [step, method, [list(part) for part in subject]]


def values_entry(values: Values, key_of: CurveKeys) -> dict[str, Any]:
    """Values as JSON: only what is named."""
    entry: dict[str, Any] = {}
    if values.series is not None:
        entry["series"] = as_plain(values.series)
    if values.curves:
        entry["curves"] = {identity: key_of(curve) for identity, curve in values.curves.items()}
    if values.analyses:
        entry["analyses"] = [state.as_json() for state in values.analyses]
    if values.failures is not None:
        entry["failures"] = as_plain(values.failures)
    if values.figures is not None:
        entry["figures"] = [{"identity": each.identity, **each.model.as_json()} for each in values.figures]
    return entry


def values_from(entry: Mapping[str, Any], curve_of: CurveOf) -> Values:
    """Values from their JSON.

    Raises
    ------
    ValueError
        If they are not what `values_entry` makes.
    """
    if not isinstance(entry, dict):
        raise ValueError("no values")
    series = _series(as_text(entry["series"])) if "series" in entry else None
    keys = from_plain(Mapping[str, str], entry["curves"]) if "curves" in entry else {}
    return Values(
        series,
        {identity: curve_of(identity, key) for identity, key in keys.items()},
        tuple(state_from(each) for each in _list(entry.get("analyses", []))),
        from_plain(tuple[Failure, ...], entry["failures"]) if "failures" in entry else None,
        tuple(figure_from(each) for each in _list(entry["figures"])) if "figures" in entry else None,
    )


# A session of thousands of edits says the same of most electrolytes and curves again and again.


@lru_cache(maxsize=64)
def _series(text: str) -> Series:
    series = tuple(_electrolyte(each) for each in _list(json.loads(text)))
    if len(set(curve_identities(series))) != len(curve_identities(series)):
        raise ValueError("a curve stands twice in the tree")
    return series


def _electrolyte(entry: Any) -> Electrolyte:
    if not isinstance(entry, dict):
        raise ValueError("no electrolyte")
    made: Electrolyte = from_plain(Electrolyte, {**entry, "curves": []})
    curves = _list(entry.get("curves", []))
    return replace(made, curves=tuple(_curve_entry(as_text(each)) for each in curves))


@lru_cache(maxsize=4096)
def _curve_entry(text: str) -> CurveEntry:
    entry: CurveEntry = from_plain(CurveEntry, json.loads(text))
    return entry


def _list(entry: Any) -> list[Any]:
    if not isinstance(entry, list):
        raise ValueError("no list")
    return entry


def state_from(entry: Any) -> AnalysisState:
    """The state of an analysis from its JSON.

    Raises
    ------
    ValueError
        If it is none.
    """
    try:
        state = AnalysisState.from_json(entry)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ValueError("no state of an analysis") from error
    texts = (state.step, state.method, state.note, *(curve for curve, _ in state.subject))
    settings = [setting for given in (state.given, *(fit.given for fit in state.kept)) for setting in given]
    if not (
        all(isinstance(each, str) for each in (*texts, *(name for name, _ in settings)))
        and all(segment is None or type(segment) is int for _, segment in state.subject)
        and all(isinstance(value, str | float) or type(value) is int for _, value in settings)
    ):
        raise ValueError("no state of an analysis")
    return state


def figure_from(entry: Any) -> KeptFigure:
    """A kept figure from its JSON.

    Raises
    ------
    ValueError
        If it is none.
    """
    try:
        kept = KeptFigure(entry["identity"], FigureModel.from_json(entry))
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ValueError("no figure") from error
    texts = (kept.identity, *(text for each in kept.model.shown for text in (each.step, each.method, each.name)))
    segments = (segment for each in kept.model.shown for _, segment in each.subject)
    if not (
        all(isinstance(each, str) for each in texts)
        and all(segment is None or type(segment) is int for segment in segments)
    ):
        raise ValueError("no figure")
    return kept


def edit_entry(edit: Edit, key_of: CurveKeys) -> dict[str, Any]:
    """What an edit changes, as JSON."""
    return {"before": values_entry(edit.before, key_of), "after": values_entry(edit.after, key_of)}


def edit_from(uuid: str, text: str, entry: Mapping[str, Any], curve_of: CurveOf) -> Edit:
    """An edit from its JSON.

    Raises
    ------
    ValueError
        If it is none.
    """
    if not isinstance(entry, dict) or not {"before", "after"} <= entry.keys():
        raise ValueError("no edit")
    return Edit(uuid, text, values_from(entry["before"], curve_of), values_from(entry["after"], curve_of))


def operation_entry(operation: Operation, key_of: CurveKeys) -> dict[str, Any]:
    """An operation of the journal as JSON."""
    match operation:
        case Push(place, edit):
            return {"push": place, "uuid": edit.uuid, "text": edit.text, **edit_entry(edit, key_of)}
        case Go(index):
            return {"go": index}
        case NotUsed(failures):
            return {"failures": as_plain(failures)}


def operation_from(entry: Any, curve_of: CurveOf) -> Operation:
    """An operation from its JSON.

    Raises
    ------
    ValueError
        If it is none.
    """
    match entry:
        case {"push": int(place), "uuid": str(uuid), "text": str(text)}:
            return Push(place, edit_from(uuid, text, entry, curve_of))
        case {"go": int(index)}:
            return Go(index)
        case {"failures": list(failures)}:
            return NotUsed(from_plain(tuple[Failure, ...], failures))
    raise ValueError("no operation")
