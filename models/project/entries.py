"""Edits, values and operations as JSON: curves by the key under which their numbers are stored."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from models.analysis import AnalysisKey, AnalysisState
from models.curve import Curve
from models.edit import Edit, Values
from models.electrolyte import Electrolyte, curve_identities
from models.plain import as_plain, from_plain
from models.project.columns import curve_key
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
    series = from_plain(tuple[Electrolyte, ...], entry["series"]) if "series" in entry else None
    if series is not None and len(set(curve_identities(series))) != len(curve_identities(series)):
        raise ValueError("a curve stands twice in the tree")
    keys = from_plain(Mapping[str, str], entry.get("curves", {}))
    return Values(
        series,
        {identity: curve_of(identity, key) for identity, key in keys.items()},
        tuple(state_from(each) for each in from_plain(tuple[Any, ...], entry.get("analyses", []))),
        from_plain(tuple[Failure, ...], entry["failures"]) if "failures" in entry else None,
    )


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
    if not all(isinstance(each, str) for each in texts):
        raise ValueError("no state of an analysis")
    from_plain(tuple[int | None, ...], [segment for _, segment in state.subject])
    for given in (state.given, *(fit.given for fit in state.kept)):
        from_plain(Mapping[str, float | str], dict(given))
    return state


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
