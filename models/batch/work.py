"""What a child or a machine of a cluster does: read files, analyse them, send back results as JSON.

Everything crosses as JSON: neither side runs what the other sends.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

from fitting.messages import Message
from fitting.outcome import Outcome
from models.analyze import analyze_contents
from models.batch.orders import Order, order_as_plain, order_from_plain
from models.curve import Array, Curve
from models.curve_header import curve_from, curve_header
from models.import_process import read_or_failure
from models.plain import as_plain, from_plain
from models.readers import FileContent
from models.readers.choices import ImportChoices
from models.result import Failure, RecipeEntry, Result
from models.subject import Part


@dataclass(frozen=True)
class Job:
    """Some files that are read and analysed together.

    Parameters
    ----------
    orders : tuple of Order
        What is to be done, each on all of the files.
    whole : bool
        Whether the results are needed with their curves and pictures, for a report; else the numbers alone.
    """

    files: tuple[str, ...]
    orders: tuple[Order, ...]
    whole: bool

    def as_text(self) -> str:
        """The job as JSON."""
        orders = [order_as_plain(order.only(self.files)) for order in self.orders]
        return json.dumps({"files": self.files, "orders": orders, "whole": self.whole})

    @classmethod
    def from_text(cls, text: str) -> Job:
        """The job that `as_text` wrote."""
        entry = json.loads(text)
        return cls(tuple(entry["files"]), tuple(map(order_from_plain, entry["orders"])), entry["whole"])


@dataclass(frozen=True, eq=False)
class Answer:
    """What came of a job: results per order, and what could not be used."""

    results: tuple[tuple[Result, ...], ...]
    failures: tuple[Failure, ...] = ()


def done(text: str) -> str:
    """Do a job: JSON in, JSON out. The function that a cluster calls.

    Results are bit for bit those of `analyze_contents` in one process; a series over all files is not among them.
    """
    job = Job.from_text(text)
    return answer_as_text(analysed_files(job), job.whole)


def analysed_files(job: Job) -> Answer:
    """Read the files and analyse them; each is read once for all orders that were told the same of it."""
    results: list[tuple[Result, ...]] = []
    failures: list[Failure] = []
    read: dict[tuple[str, ImportChoices], FileContent | Failure] = {}
    for order in job.orders:
        step, method = order.of
        asked = [(file, order.choices_of(file)) for file in job.files]
        for file, choices in asked:
            if (file, choices) not in read:
                found = read[file, choices] = read_or_failure(Path(file), choices)
                failures += [found] if isinstance(found, Failure) else []
        contents = [read[each] for each in asked]
        usable = [each for each in contents if isinstance(each, FileContent)]
        if not usable and job.files:
            results.append(())
            continue
        per_file = {file: given for file, (given, _) in order.files.items()}
        series = method.segments is None  # of what is analysed file by file, somebody else sees all files
        made, problems = analyze_contents(step, method, usable, order.given, per_file, order.own, series)
        results.append(tuple(made))
        failures += problems
    return Answer(tuple(results), tuple(failures))


def answer_as_text(answer: Answer, whole: bool) -> str:
    """An answer as JSON; every curve once."""
    results = [each for group in answer.results for each in group]
    curves = {id(curve): curve for result in results for curve in result.curves}
    places = {identity: place for place, identity in enumerate(curves)}
    entry = {
        "curves": [_curve_entry(curve, whole) for curve in curves.values()],
        "results": [[_result_entry(each, places, whole) for each in group] for group in answer.results],
        "failures": [as_plain(each) for each in answer.failures],
    }
    return json.dumps(entry, ensure_ascii=False, allow_nan=False)


def answer_from_text(text: str | bytes) -> Answer:
    """The answer that `answer_as_text` wrote.

    Raises
    ------
    ValueError, KeyError, TypeError
        If it did not.
    """
    entry = json.loads(text)
    curves = [_curve(each) for each in entry["curves"]]
    results = tuple(tuple(_result(each, curves) for each in group) for group in entry["results"])
    return Answer(
        results, tuple(Failure(each["file"], from_plain(Message, each["message"])) for each in entry["failures"])
    )


def _curve_entry(curve: Curve, whole: bool) -> dict[str, Any]:
    return {"header": curve_header(curve), "columns": [_array(values, whole) for values in curve.columns.values()]}


def _array(values: Array, whole: bool) -> Any:
    return as_plain(values if whole else np.empty(0))


def _curve(entry: Mapping[str, Any]) -> Curve:
    columns = iter([from_plain(Array, values) for values in entry["columns"]])
    return curve_from(entry["header"], lambda points: next(columns))


def _result_entry(result: Result, places: Mapping[int, int], whole: bool) -> dict[str, Any]:
    outcome = result.outcome
    kept = {each.name: getattr(outcome, each.name) for each in fields(outcome) if each.init and each.name != "refit"}
    if not whole:  # the fit that a dragged window goes on from stays in any case
        kept["panels"] = ()
    plain = {
        name: _array(value, whole) if isinstance(value, np.ndarray) else as_plain(value) for name, value in kept.items()
    }
    return {
        "step": result.step, "method": result.method, "recipe": as_plain(result.recipe),
        "subject": [[places[id(part.curve)], part.segment] for part in result.subject],
        "kind": type(outcome).__name__, "outcome": plain,
    }  # fmt: skip


def _result(entry: Mapping[str, Any], curves: Sequence[Curve]) -> Result:
    recipe = from_plain(Mapping[str, RecipeEntry], entry["recipe"])
    subject = tuple(Part(curves[place], segment) for place, segment in entry["subject"])
    kind = outcome_kind(entry["kind"])
    return Result(entry["step"], entry["method"], subject, recipe, from_plain(kind, entry["outcome"]))


def outcome_kind(name: str) -> type[Outcome]:
    """The class of outcomes of that name.

    Raises
    ------
    ValueError
        If there is none.
    """
    kinds = [Outcome]
    for kind in kinds:
        if kind.__name__ == name:
            return kind
        kinds += kind.__subclasses__()
    raise ValueError(f"no outcome {name}")
