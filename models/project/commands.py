"""Projects without a window: written by the command line, read again, and computed to the same results."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from fitting.messages import DataProblem
from models.analysis import AnalysisKey, AnalysisState
from models.background import contained
from models.curve import Curve
from models.document import electrolyte_name
from models.electrolyte import CurveEntry, Series, with_curves
from models.project.content import Content
from models.project.entries import CurveKeys
from models.project.problem import ProjectProblem
from models.project.reading import Opened, open_project
from models.project.saving import Saver
from models.readers import FileContent
from models.result import Failure, Result
from models.step import Method, analysed, series_result
from models.steps import step_named
from models.subject import Part

__all__ = ["open_project", "project_content", "project_results", "write_project"]


def write_project(
    path: Path, contents: Sequence[FileContent], results: Sequence[Result], failures: Sequence[Failure] = ()
) -> None:
    """Write a project of files and what was analysed of them.

    Raises
    ------
    WriteProblem
        If it cannot be written.
    ProjectProblem
        ``PROJECT_IN_THE_WAY`` if there is a project of that name in which somebody has worked.
    """
    _refuse_to_replace_work(path)
    Saver(CurveKeys()).save(path, project_content(contents, results, failures), None)


def project_content(
    contents: Sequence[FileContent], results: Sequence[Result], failures: Sequence[Failure] = ()
) -> Content:
    """The content of a project of files and what was analysed of them."""
    curves: dict[str, Curve] = {}
    series: Series = ()
    for curve in (curve for content in contents for curve in content.curves):
        if curve.identity not in curves:
            curves[curve.identity] = curve
            series = with_curves(series, electrolyte_name(curve), [CurveEntry(curve.identity, curve.name)])
    analyses: dict[AnalysisKey, AnalysisState] = {}
    shown: dict[AnalysisKey, Result] = {}
    for result in results:
        subject = tuple(part.key for part in result.subject)
        if _is_together(result, results) or any(curve not in curves for curve, _ in subject):
            continue
        given = {name: entry.value for name, entry in result.recipe.items() if entry.origin == "given"}
        state = AnalysisState(result.step, result.method, subject).with_settings(given)
        analyses[state.key], shown[state.key] = state, result
    return Content(series=series, curves=curves, analyses=analyses, failures=tuple(failures), results=shown)


def project_results(content: Content, check: Callable[[], None] = lambda: None) -> tuple[list[Result], list[Failure]]:
    """Compute everything that was worked on: results, and what could not be used; as a report has it."""
    results: list[Result] = []
    failures = list(content.failures)
    methods: list[Method] = []
    here = {entry.curve: entry.name for each in content.series for entry in each.curves}
    for state in content.analyses.values():
        check()
        step = step_named(state.step)
        method = None if step is None else step.method(state.method)
        if step is None or method is None or any(curve not in here for curve, _ in state.subject):
            continue
        methods += [] if method in methods else [method]
        subject = tuple(Part(content.curves[curve], segment) for curve, segment in state.subject)
        try:
            result = contained(partial(analysed, step, method, subject, state.settings))
            results.append(replace(result, confirmed=state.confirmed))
        except DataProblem as problem:
            failures.append(Failure.of(", ".join(dict.fromkeys(part.curve.source.file for part in subject)), problem))
    for method in methods:
        try:
            of_method = [result for result in results if result.method == method.name]
            together = contained(partial(series_result, method, of_method))
            results += [] if together is None else [together]
        except DataProblem as problem:
            failures.append(Failure.of(method.name, problem))
    return results, failures


def _is_together(result: Result, results: Sequence[Result]) -> bool:
    """Whether a result is what the others of its method say as a series."""
    others = [each for each in results if each.method == result.method and each is not result]
    parts = [part.key for each in others for part in each.subject]
    return len(others) > 1 and parts == [part.key for part in result.subject]


def _refuse_to_replace_work(path: Path) -> None:
    if not path.exists():
        return
    try:
        there: Opened | None = open_project(path)
    except DataProblem:
        there = None
    if there is None or there.damages or there.content.edits or there.points:
        raise ProjectProblem(
            "PROJECT_IN_THE_WAY",
            "“{file}” was not written: there is a project or file of that name already, with work in it. "
            "Choose another name.",
            file=path.name,
        )
