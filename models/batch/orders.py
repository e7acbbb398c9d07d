"""Recipes: which analysis, with which settings. A whole results file is one too."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from fitting.messages import Message
from fitting.quantity import Quantity
from fitting.units import UnknownUnit, si_unit, to_si
from models import __version__
from models.import_entries import shared_given_entries
from models.import_settings import choices_of_entries
from models.readers.choices import ImportChoices, choices_from_json
from models.recipe import SettingProblem, setting_value
from models.result import SCHEMA, Result
from models.step import Given, Method, Step
from models.steps import step_named

Key = tuple[str, int | None]  # `Part.key`
MOST = 10_000  # entries
IMPORT_NAMES = {each.name for each in fields(ImportChoices)}  # settings of files, not of a method


@dataclass(frozen=True)
class Order:
    """One analysis that is to be done.

    Parameters
    ----------
    given : mapping
        Settings for every file, SI.
    own : mapping
        By curve and segment, settings that were made for that one alone: marks placed by hand, a rest time.
    choices : ImportChoices
        What was said of every file.
    files : mapping
        By file (its path, or its name), settings and what was said of that one.
    """

    step: str
    method: str
    given: Given
    own: Mapping[Key, Given] = field(default_factory=dict)
    choices: ImportChoices = field(default_factory=ImportChoices)
    files: Mapping[str, tuple[Given, ImportChoices]] = field(default_factory=dict)

    @property
    def of(self) -> tuple[Step, Method]:
        """The step and the method."""
        step = step_named(self.step)
        method = None if step is None else step.method(self.method)
        assert step is not None and method is not None
        return step, method

    def choices_of(self, file: str) -> ImportChoices:
        """What was said of a file."""
        found = self.files.get(file) or self.files.get(Path(file).name)
        return self.choices if found is None else found[1]

    def only(self, files: Sequence[str]) -> Order:
        """The order with what it says of some files alone."""
        names = {*files, *(Path(file).name for file in files)}
        return replace(self, files={file: said for file, said in self.files.items() if file in names})


def orders_from_text(text: str) -> tuple[Order, ...]:
    """The orders of a recipe file: one entry, a list of them, or the results of ``--json``.

    An entry is ``{"step": ..., "method": ..., "recipe": {name: {"value": ..., "unit": ..., "origin": ...}}}``; a
    setting may be a text like ``"0.196 cm^2"``. Only what was given counts. Entries with a ``source`` are results:
    what all of one method share goes to every file, the rest to the curve it was made for.

    Raises
    ------
    SettingProblem
        ``BAD_RECIPE``, or as `setting_value`.
    """
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _bad("BAD_RECIPE", "it is no JSON ({reason})", reason=str(error)) from None
    entries = _entries(content)
    orders = [_order(entry, _of(entry)) for entry in entries if "source" not in entry]
    results: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for entry in entries:
        if "source" in entry:
            results.setdefault((_of(entry)[0].name, _of(entry)[1].name), []).append(entry)
    orders += [order for group in results.values() if (order := _order_of_results(group)) is not None]
    if not orders:
        raise _bad("BAD_RECIPE", "it holds no analysis")
    return tuple(order for place, order in enumerate(orders) if order not in orders[:place])


def _entries(content: Any) -> list[Mapping[str, Any]]:
    if isinstance(content, Mapping):
        found = next((content[name] for name in ("recipes", "results") if name in content), [content])
    else:
        found = content
    if not isinstance(found, list) or len(found) > MOST or not all(isinstance(each, Mapping) for each in found):
        raise _bad("BAD_RECIPE", "it is neither an analysis nor a list of them")
    return found


def _of(entry: Mapping[str, Any]) -> tuple[Step, Method]:
    step = step_named(str(entry.get("step")))
    if step is None:
        raise _bad("BAD_RECIPE", "there is no step {name}", name=str(entry.get("step")))
    method = step.method(str(entry.get("method")))
    if method is None:
        raise _bad("BAD_RECIPE", "{step} has no method {name}", step=step.name, name=str(entry.get("method")))
    return step, method


def _order(entry: Mapping[str, Any], of: tuple[Step, Method]) -> Order:
    step, method = of
    given, choices = _settings(entry, method)
    return Order(step.name, method.name, given, choices=choices)


def _order_of_results(entries: Sequence[Mapping[str, Any]]) -> Order | None:
    """What the results of one method say; a series is left out, for it follows from the others."""
    step, method = _of(entries[0])
    alone = [each for each in entries if method.segments is None or len(_keys(each)) == 1]
    if not alone:
        return None
    settings = [_settings(each, method)[0] for each in alone]
    handed = {quantity.name for quantity in method.settings if not quantity.own}
    first = settings[0]
    shared = {
        name: value
        for name, value in first.items()
        if name in handed and all(given.get(name) == value for given in settings)
    }
    own: dict[Key, Given] = {}
    for entry, given in zip(alone, settings, strict=True):
        rest = {name: value for name, value in given.items() if name not in shared}
        own |= {key: rest for key in _keys(entry) if rest}
    read = _read_so(alone)
    if len(set(read.values())) == 1:
        return Order(step.name, method.name, shared, own, next(iter(read.values())))
    return Order(step.name, method.name, shared, own, files={file: ({}, said) for file, said in read.items()})


def _read_so(entries: Sequence[Mapping[str, Any]]) -> dict[str, ImportChoices]:
    """How each file of some results was read, by its name."""
    found: dict[str, ImportChoices] = {}
    for part in (part for entry in entries for part in entry["source"]):
        file, choices = str(part.get("file")), choices_of_entries(part.get("import", {}))
        if found.setdefault(file, choices) != choices:
            raise _bad("BAD_RECIPE", "files called {file} were read in different ways", file=file)
    return found


def _keys(entry: Mapping[str, Any]) -> list[Key]:
    """`Part.key` of what a result is about."""
    try:
        return [(f"{part['sha256'][:16]}-{int(part.get('curve', 0))}", part.get("segment")) for part in entry["source"]]
    except (KeyError, TypeError, ValueError):
        raise _bad("BAD_RECIPE", "a source has no sha256") from None


def _settings(entry: Mapping[str, Any], method: Method) -> tuple[dict[str, float | str], ImportChoices]:
    """The settings that were given, and what was said of the files."""
    recipe = entry.get("recipe", {})
    if not isinstance(recipe, Mapping):
        raise _bad("BAD_RECIPE", "a recipe is an object of settings")
    known = {quantity.name: quantity for quantity in method.settings}
    given: dict[str, float | str] = {}
    said: dict[str, Mapping[str, Any]] = {}
    for name, each in recipe.items():
        value = each if isinstance(each, Mapping) else {"value": each}
        if value.get("value") is None or value.get("origin", "given") != "given":
            continue
        if name in known:
            given[name] = _value(known[name], value)
        else:
            said[name] = {"unit": "", **value, "origin": "given"}
    unknown = said.keys() - IMPORT_NAMES
    if unknown:
        raise _bad("BAD_RECIPE", "{method} has no setting {name}", method=method.name, name=", ".join(sorted(unknown)))
    if "source" in entry:  # each source says how its own file was read
        return given, ImportChoices()
    return given, choices_of_entries(said)


def _value(quantity: Quantity, entry: Mapping[str, Any]) -> float | str:
    value, unit = entry["value"], entry.get("unit")
    if isinstance(value, str) and unit in (None, quantity.unit):
        return setting_value(quantity, value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise _bad("BAD_RECIPE", "{name} is neither a number nor a text", name=quantity.name)
    try:
        if unit not in (None, quantity.unit) and si_unit(str(unit)) != si_unit(quantity.unit):
            raise UnknownUnit(str(unit))
        number = float(value) if unit in (None, quantity.unit) else to_si(float(value), str(unit))
    except UnknownUnit:
        raise _bad("BAD_RECIPE", "{unit} is no unit of {name}", name=quantity.name, unit=str(unit)) from None
    if not quantity.accepts(number):
        raise _bad("BAD_RECIPE", "{name} = {value} is outside what makes sense", name=quantity.name, value=number)
    return number


def orders_as_json(results: Iterable[Result]) -> dict[str, Any]:
    """The recipe that results were made with: one entry where they share it, else one per result with its source."""
    entries: list[dict[str, Any]] = []
    groups: dict[tuple[str, str], list[Result]] = {}
    for result in results:
        groups.setdefault((result.step, result.method), []).append(result)
    for (step_name, method_name), group in groups.items():
        full = [each.as_json() for each in group]
        recipes = [_given_only(each, result) for each, result in zip(full, group, strict=True)]
        named: dict[str, Any] = {"step": step_name, "method": method_name}
        if all(recipe == recipes[0] for recipe in recipes) and not _has_own(step_name, method_name, recipes[0]):
            entries.append({**named, "recipe": recipes[0]})
        else:
            for each, recipe in zip(full, recipes, strict=True):
                entries.append({**named, "source": each["source"], "recipe": recipe})
    return {"program": "Anodescope", "version": __version__, "schema": SCHEMA, "recipes": entries}


def recipe_as_json(step: Step, method: Method, given: Given) -> dict[str, Any]:
    """A recipe of settings alone."""
    units = {setting.name: setting.unit for setting in method.settings}
    recipe = {name: {"value": value, "unit": units[name], "origin": "given"} for name, value in given.items()}
    entry = {"step": step.name, "method": method.name, "recipe": recipe}
    return {"program": "Anodescope", "version": __version__, "schema": SCHEMA, "recipes": [entry]}


def _given_only(entry: Mapping[str, Any], result: Result) -> dict[str, Any]:
    said = shared_given_entries(result.curves)
    return {name: each for name, each in entry["recipe"].items() if each["origin"] == "given" or name in said}


def _has_own(step_name: str, method_name: str, recipe: Mapping[str, Any]) -> bool:
    step = step_named(step_name)
    method = None if step is None else step.method(method_name)
    return method is not None and any(each.own and each.name in recipe for each in method.settings)


def order_as_plain(order: Order) -> dict[str, Any]:
    """An order as JSON, for a child."""
    return {
        "step": order.step, "method": order.method, "given": dict(order.given),
        "own": [[*key, dict(given)] for key, given in order.own.items()], "choices": order.choices.as_json(),
        "files": [[file, dict(given), said.as_json()] for file, (given, said) in order.files.items()],
    }  # fmt: skip


def order_from_plain(entry: Mapping[str, Any]) -> Order:
    """An order from what `order_as_plain` gave."""
    own = {(identity, segment): given for identity, segment, given in entry["own"]}
    files = {file: (given, choices_from_json(said)) for file, given, said in entry["files"]}
    return Order(entry["step"], entry["method"], entry["given"], own, choices_from_json(entry["choices"]), files)


def _bad(code: str, template: str, **arguments: float | str) -> SettingProblem:
    return SettingProblem(code, "The recipe cannot be used: {parts}.", None, (Message(code, template, arguments),))
