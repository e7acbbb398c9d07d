"""From the contents of files to results: which method, which subjects, and what the results say together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path

from fitting.messages import DataProblem, Message
from models.background import contained
from models.curve import Curve
from models.readers import FileContent
from models.recipe import SettingProblem
from models.result import Failure, Result
from models.step import Given, Method, Step, analysed, series_result
from models.subject import Subject

Content = FileContent | Failure
PerFile = Mapping[str, Mapping[str, float | str]]
Own = Mapping[tuple[str, int | None], Given]  # by `Part.key`

_METHOD = "method"


def named_method(name: str | None, texts: Iterable[str]) -> tuple[str | None, list[str]]:
    """Part the name of a method, ``--method NAME`` or ``--set method=NAME``, from the other settings."""
    rest = []
    for text in texts:
        key, _, value = text.partition("=")
        if key.strip() == _METHOD:
            name = value.strip()
        else:
            rest.append(text)
    return name, rest


def chosen_method(step: Step, name: str | None, texts: Sequence[str], contents: Sequence[Content]) -> Method:
    """The method of that name, else the one that has the settings and can use most of the files' curves.

    Of several that can use as many, the step's first.

    Raises
    ------
    SettingProblem
        ``UNKNOWN_METHOD`` for a name that the step has not, ``NOTHING_GIVEN`` where there is nothing to choose by.
    """
    if name is not None:
        method = step.method(name)
        if method is None:
            raise SettingProblem(
                "UNKNOWN_METHOD",
                "{step} has no method {name}; it has {names}.",
                step=step.name,
                name=str(name),
                names=", ".join(each.name for each in step.methods),
            )
        return method
    if not contents and not texts:
        raise SettingProblem(
            "NOTHING_GIVEN",
            "{step} needs files, or settings for a method that only calculates; it was given neither.",
            step=step.name,
        )
    wanted = {text.partition("=")[0].strip() for text in texts}
    fitting = [
        each
        for each in step.methods
        if each.calculates is not bool(contents) and wanted <= {setting.name for setting in each.settings}
    ]
    curves = [curve for content in contents if isinstance(content, FileContent) for curve in content.curves]
    return max(fitting, key=lambda method: usable_curves(method, curves), default=step.methods[0])


def usable_curves(method: Method, curves: Sequence[Curve]) -> int:
    """How many of some curves a method can use."""
    sets = [curves] if method.gathered is not None else [[curve] for curve in curves]
    found: set[str] = set()
    for some in sets:
        try:
            found.update(part.curve.identity for subject in method.subjects(some, {}) for part in subject)
        except DataProblem:
            continue
    return len(found)


def analyze_contents(
    step: Step,
    method: Method,
    contents: Sequence[Content],
    given: Given,
    per_file: PerFile | None = None,
    own: Own | None = None,
    series: bool = True,
) -> tuple[list[Result], list[Failure]]:
    """Analyse everything a method can use; what cannot be used becomes a failure with its sentence.

    Parameters
    ----------
    given, per_file, own : mapping
        Settings of all, of single files, and of single segments; the later go before the earlier.
    series : bool
        Whether to say what the results are together.
    """
    per_file, own = per_file or {}, own or {}
    failures = [content for content in contents if isinstance(content, Failure)]
    read = [content for content in contents if isinstance(content, FileContent)]
    results: list[Result] = []
    if method.calculates or method.gathered is not None:
        curves = [curve for each in read for curve in each.curves]
        found, problems = _analyzed(step, method, curves, given, per_file, own)
        results += found
        files = ", ".join(Path(each.file).name for each in contents)
        failures += [Failure(files, problem) for problem in problems]
    else:
        for content in read:
            settings = {**given, **_settings_for(content.file, per_file)}
            found, problems = analyze_content(step, method, content, settings, own)
            results += found
            failures += [Failure(content.file, problem) for problem in problems]
    if series:
        together, problem = series_of(method, results)
        results += together
        failures += problem
    return results, failures


def series_of(method: Method, results: Sequence[Result]) -> tuple[list[Result], list[Failure]]:
    """What the results of a method say together, or why they do not."""
    try:
        together = contained(partial(series_result, method, results))
    except DataProblem as problem:
        return [], [Failure(", ".join(dict.fromkeys(result.files for result in results)), problem.message)]
    return ([] if together is None else [together]), []


def _settings_for(file: str, per_file: PerFile) -> Mapping[str, float | str]:
    return per_file.get(file) or per_file.get(Path(file).name) or {}


def _analyzed(
    step: Step, method: Method, curves: Sequence[Curve], given: Given, per_file: PerFile, own: Own
) -> tuple[list[Result], list[Message]]:
    """Analyse what some curves are together; the settings of each file go to the subjects it is part of."""
    try:
        subjects = method.subjects(curves, given)
    except DataProblem as problem:
        return [], [problem.message]
    results, problems = [], []
    for subject in subjects:
        settings = dict(given)
        for part in subject:
            settings |= {**_settings_for(part.curve.source.file, per_file), **own.get(part.key, {})}
        try:
            results.append(contained(partial(analysed, step, method, subject, settings)))
        except DataProblem as problem:
            problems.append(problem.message)
    return results, _once_each(problems)


def analyze_content(
    step: Step, method: Method, content: FileContent, given: Given, own: Own
) -> tuple[list[Result], list[Message]]:
    """Analyse every usable segment of one file's curves."""
    results: list[Result] = []
    problems: list[Message] = []
    unusable: list[Message] = []
    for curve in content.curves:
        subjects: tuple[Subject, ...] = ()
        try:
            subjects = method.subjects([curve], given)
        except DataProblem as problem:
            unusable.append(problem.message)
        for subject in subjects:
            settings = {**given, **own.get(subject[0].key, {})}
            try:
                results.append(contained(partial(analysed, step, method, subject, settings)))
            except DataProblem as problem:
                problems.append(problem.message)
    if not results and not problems:
        problems = unusable  # another curve of the file served: its neighbours need no complaint
    return results, _once_each(problems)


def _once_each(problems: Sequence[Message]) -> list[Message]:
    """One sentence per cause: the first, and how many more steps of the file have the same."""
    first = {problem.code: problem for problem in reversed(problems)}
    codes = [problem.code for problem in problems]
    together = []
    for code in dict.fromkeys(codes):
        message, more = first[code], codes.count(code) - 1
        if more:
            template = "{parts} ({more} more steps of this file: the same.)"
            message = Message(code, template, {"more": more}, message.value, (message,))
        together.append(message)
    return together
