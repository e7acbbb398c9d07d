"""The same recipes without a window: inspect, analyze, steps, sample; problems go to standard error."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from PyQt6.QtCore import QCoreApplication

from fitting.messages import DataProblem, Message
from fitting.quantity import Quantity
from models import __version__
from models.document import instrument_files
from models.import_process import read_in_order
from models.import_settings import import_choices, refuse_settings
from models.inspection import content_as_json, content_as_text, failure_sentence
from models.readers import FileContent
from models.readers.choices import ImportChoices
from models.recipe import SettingProblem, given_settings, settings_per_file
from models.result import SCHEMA, Failure, Result
from models.step import Given, Method, Step, analysed
from models.steps import STEPS, step_named
from models.whole_file import write_whole

Picture = Callable[[Result], bytes]
Figures = Callable[[Sequence[Result], Path], Sequence[Path]]

ALL_DONE, SOME_FAILED, WRONG_USAGE = 0, 1, 2


def run(arguments: Sequence[str], picture: Picture, figures: Figures) -> int:
    """Run one headless command and return its exit status.

    Parameters
    ----------
    arguments : sequence of str
        What stands behind the program's name.
    picture, figures : callables
        Draw a result as PNG bytes, or results as files in a folder; given by the caller because drawing is in `ui`.
    """
    options = _parser().parse_args(arguments)
    try:
        return int(options.command(options, picture, figures))
    except DataProblem as problem:
        _say(problem.message.text)
        return WRONG_USAGE if isinstance(problem, SettingProblem) else SOME_FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("anodescope", description="The lithium-metal anode, step by step.")
    parser.add_argument("--version", action="version", version=f"Anodescope {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    inspect = commands.add_parser("inspect", help="say what is in instrument files")
    inspect.add_argument("files", nargs="+", type=Path, metavar="FILE")
    inspect.add_argument("--json", action="store_true")
    inspect.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", dest="settings")
    inspect.set_defaults(command=_inspect)

    steps = commands.add_parser("steps", help="list the steps with their methods, settings and quantities")
    steps.add_argument("--json", action="store_true")
    steps.set_defaults(command=_steps)

    sample = commands.add_parser("sample", help="write the sample project's simulated instrument files")
    sample.add_argument("folder", type=Path, metavar="FOLDER")
    sample.set_defaults(command=_sample)

    analyze = commands.add_parser("analyze", help="analyse files and write results, report and figures")
    analyze.add_argument("step", metavar="STEP", choices=[step.name for step in STEPS if step.methods])
    analyze.add_argument("files", nargs="+", type=Path, metavar="FILE")
    analyze.add_argument("--method", help="the step's method; its first one if not given")
    analyze.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", dest="settings")
    analyze.add_argument("--table", type=Path, metavar="TABLE.csv", help="settings per file")
    analyze.add_argument("--json", metavar="OUT|-")
    analyze.add_argument("--report", type=Path, metavar="OUT.xlsx")
    analyze.add_argument("--figures", type=Path, metavar="FOLDER")
    analyze.set_defaults(command=_analyze)
    return parser


def _say(text: str) -> None:
    print(text, file=sys.stderr)


def _as_text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _out(text: str, target: str) -> None:
    if target == "-":
        sys.stdout.write(text)
    else:
        write_whole(Path(target), text.encode("utf-8", "backslashreplace"))


def _files(options: argparse.Namespace) -> tuple[Path, ...]:
    files = instrument_files(options.files)
    if not files:
        raise DataProblem("NO_FILES", "There is no file in {folders}.", folders=", ".join(map(str, options.files)))
    return files


# inspect


def _inspect(options: argparse.Namespace, picture: Picture, figures: Figures) -> int:
    choices, unknown = import_choices(options.settings)
    refuse_settings(unknown)
    contents = list(read_in_order(_files(options), choices))
    if options.json:
        files = [content_as_json(each) for each in contents]
        _out(_as_text({"program": "Anodescope", "schema": SCHEMA, "files": files}), "-")
    for content in contents:
        if isinstance(content, Failure):
            _say(failure_sentence(content))
        elif not options.json:
            sys.stdout.write(content_as_text(content))
    return SOME_FAILED if any(isinstance(each, Failure) for each in contents) else ALL_DONE


# steps and sample


def _steps(options: argparse.Namespace, picture: Picture, figures: Figures) -> int:
    if options.json:
        steps = [_step_as_json(step) for step in STEPS]
        _out(_as_text({"program": "Anodescope", "version": __version__, "schema": SCHEMA, "steps": steps}), "-")
        return ALL_DONE
    for step in STEPS:
        sys.stdout.write(f"{step.name}\n")
        for method in step.methods:
            sys.stdout.write(f"  {method.name}: {method.sentence}\n")
            for kind, quantities in (("setting", method.settings), ("gives", method.quantities)):
                for quantity in quantities:
                    sys.stdout.write(f"    {kind} {quantity.name} / {quantity.unit}: {quantity.description}\n")
    return ALL_DONE


def _step_as_json(step: Step) -> dict[str, Any]:
    methods = [
        {
            "name": method.name,
            "sentence": method.sentence,
            "settings": [_quantity_as_json(quantity) for quantity in method.settings],
            "quantities": [_quantity_as_json(quantity) for quantity in method.quantities],
        }
        for method in step.methods
    ]
    return {"name": step.name, "needs": step.needs, "methods": methods}


def _quantity_as_json(quantity: Quantity) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "name": quantity.name,
        "symbol": quantity.symbol,
        "unit": quantity.unit,
        "default": quantity.default,
        "bounds": [quantity.lower, quantity.upper],
        "sentence": quantity.description,
    }
    if quantity.choices:
        entry["choices"] = list(quantity.choices)
    return entry


def _sample(options: argparse.Namespace, picture: Picture, figures: Figures) -> int:
    from models.sample import write_sample

    for path in write_sample(options.folder):
        print(path)
    return ALL_DONE


# analyze


def _analyze(options: argparse.Namespace, picture: Picture, figures: Figures) -> int:
    step = step_named(options.step)
    assert step is not None  # argparse allows no other
    method = _method(step, options.method)
    choices, settings = import_choices(options.settings)
    given = given_settings(method, settings)
    files = _files(options)
    per_file = settings_per_file(method, options.table) if options.table else {}
    _check_table(per_file, files)
    results, failures = analyze_files(step, method, files, given, per_file, choices)
    for failure in failures:
        _say(failure_sentence(failure))
    written = write_outputs(results, failures, method, options, picture, figures)
    return ALL_DONE if written and results and not failures else SOME_FAILED


def _check_table(per_file: Iterable[str], files: Sequence[Path]) -> None:
    names = [path.name for path in files]
    known = {str(path) for path in files} | set(names)
    for name in per_file:
        if name not in known or (name in names and names.count(name) > 1):
            raise SettingProblem(
                "BAD_TABLE",
                "The table of settings names {file}, which is {what} of the files given.",
                file=name,
                what="more than one" if name in known else "none",
            )


def _method(step: Step, name: str | None) -> Method:
    method = step.methods[0] if name is None else step.method(name)
    if method is None:
        raise SettingProblem(
            "UNKNOWN_METHOD",
            "{step} has no method {name}; it has {names}.",
            step=step.name,
            name=str(name),
            names=", ".join(each.name for each in step.methods),
        )
    return method


def analyze_files(
    step: Step,
    method: Method,
    files: Iterable[Path],
    given: Given,
    per_file: dict[str, dict[str, float | str]] | None = None,
    choices: ImportChoices | None = None,
) -> tuple[list[Result], list[Failure]]:
    """Analyse every usable segment of every file; what cannot be used becomes a failure with its sentence."""
    results: list[Result] = []
    failures: list[Failure] = []
    paths = tuple(files)
    for path, content in zip(paths, read_in_order(paths, choices), strict=True):
        if isinstance(content, Failure):
            failures.append(content)
            continue
        settings = {**given, **_settings_for(path, per_file or {})}
        found, problems = analyze_content(step, method, content, settings)
        results += found
        failures += [Failure(str(path), problem) for problem in problems]
    return results, failures


def _settings_for(path: Path, per_file: dict[str, dict[str, float | str]]) -> dict[str, float | str]:
    return per_file.get(str(path)) or per_file.get(path.name) or {}


def analyze_content(
    step: Step, method: Method, content: FileContent, given: Given
) -> tuple[list[Result], list[Message]]:
    """Analyse every usable segment of one file's curves."""
    results: list[Result] = []
    problems: list[Message] = []
    unusable: list[Message] = []
    for curve in content.curves:
        try:
            segments = tuple(method.segments(curve, given))
        except DataProblem as problem:
            unusable.append(problem.message)
            continue
        for segment in segments:
            try:
                results.append(analysed(step, method, curve, segment, given))
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
            template = f"{message.template} ({{more}} more steps of this file: the same.)"
            message = Message(code, template, {**message.arguments, "more": more}, message.value)
        together.append(message)
    return together


def write_outputs(
    results: Sequence[Result],
    failures: Sequence[Failure],
    method: Method,
    options: argparse.Namespace,
    picture: Picture,
    figures: Figures,
) -> bool:
    """Write what was asked for: JSON, workbook, figures; one that cannot be written does not cost the others."""
    outputs: list[Callable[[], None]] = []
    if options.json or not (options.report or options.figures):
        outputs.append(lambda: _out(_as_text(results_as_json(results, failures)), options.json or "-"))
    if options.report:
        outputs.append(lambda: _report(options.report, results, failures, method, picture))
    if options.figures:
        outputs.append(lambda: _figures(options.figures, results, figures))
    written = [_written(output) for output in outputs]  # each is tried, whatever became of the one before
    return all(written)


def _written(output: Callable[[], None]) -> bool:
    try:
        output()
    except DataProblem as problem:
        _say(problem.message.text)
        return False
    return True


def _report(
    path: Path, results: Sequence[Result], failures: Sequence[Failure], method: Method, picture: Picture
) -> None:
    write_report(path, results, failures, method, picture)
    _say(QCoreApplication.translate("CommandLine", "Report: {path}").format(path=path))


def _figures(folder: Path, results: Sequence[Result], figures: Figures) -> None:
    count = len(figures(results, folder))
    words = QCoreApplication.translate("CommandLine", "Figures: {count} in {folder}")
    _say(words.format(count=count, folder=folder))


def write_report(
    path: Path, results: Sequence[Result], failures: Sequence[Failure], method: Method, picture: Picture
) -> None:
    """Write the workbook; openpyxl is imported only now."""
    from models.report import write_workbook

    write_workbook(path, results, failures, picture, method.quantities)


def results_as_json(results: Sequence[Result], failures: Sequence[Failure]) -> dict[str, Any]:
    """Everything as CONTRACT.md writes it."""
    return {
        "program": "Anodescope",
        "version": __version__,
        "schema": SCHEMA,
        "results": [result.as_json() for result in results],
        "errors": [{**failure.as_json(), "file": Path(failure.file).name} for failure in failures],
    }
