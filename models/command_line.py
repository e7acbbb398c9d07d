"""The same recipes without a window: inspect, analyze, steps, sample; problems go to standard error."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from fitting.messages import DataProblem
from fitting.quantity import Quantity
from models import __version__
from models.analyze import analyze_contents, chosen_method, named_method
from models.batch.command import add_batch
from models.commands import (
    ALL_DONE,
    SOME_FAILED,
    WRONG_USAGE,
    Commands,
    add_outputs,
    figures_asked_for,
    files_of,
    outputs_of,
    said_of_files,
)
from models.import_process import read_in_order
from models.import_settings import import_choices, refuse_settings
from models.inspection import content_as_json, content_as_text, failure_sentence
from models.outputs import Figures, Picture, as_text, out, say
from models.recipe import SettingProblem, given_settings
from models.report_command import add_report
from models.result import SCHEMA, Failure
from models.step import Step
from models.steps import STEPS, step_named
from models.translation import message_text, quantity_sentence

PROGRAM = QT_TRANSLATE_NOOP("CommandLine", "The lithium-metal anode, step by step.")
SELF_TEST = QT_TRANSLATE_NOOP(
    "CommandLine", "anodescope --selftest [REPORT.txt] tests this copy of the program, from a file to a report."
)


def run(arguments: Sequence[str], picture: Picture, figures: Figures) -> int:
    """Run one headless command and return its exit status.

    Parameters
    ----------
    arguments : sequence of str
        What stands behind the program's name.
    picture, figures : callables
        Draw a result as PNG bytes, or results as files in a folder; given by the caller because drawing is in `ui`.
    """
    options = _parsed(arguments)
    try:
        return int(options.command(options, picture, figures_asked_for(options, figures)))
    except DataProblem as problem:
        say(message_text(problem.message))
        return WRONG_USAGE if isinstance(problem, SettingProblem) else SOME_FAILED


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    """The arguments; files may stand before, between and behind the options, which argparse cannot when none may."""
    parser = _parser()
    options, behind = parser.parse_known_args(arguments)
    if behind and (any(each.startswith("-") for each in behind) or not hasattr(options, "files")):
        parser.error(QCoreApplication.translate("CommandLine", "unknown: {words}").format(words=" ".join(behind)))
    if behind:
        options.files = [*options.files, *map(Path, behind)]
    return options


def _parser() -> argparse.ArgumentParser:
    words = partial(QCoreApplication.translate, "CommandLine")
    parser = argparse.ArgumentParser("anodescope", description=words(PROGRAM), epilog=words(SELF_TEST))
    parser.add_argument("--version", action="version", version=f"Anodescope {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    inspect = commands.add_parser("inspect", help=words("say what is in instrument files"))
    inspect.add_argument("files", nargs="+", type=Path, metavar="FILE")
    inspect.add_argument("--json", action="store_true")
    inspect.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", dest="settings")
    inspect.set_defaults(command=_inspect)

    steps = commands.add_parser("steps", help=words("list the steps with their methods, settings and quantities"))
    steps.add_argument("--json", action="store_true")
    steps.set_defaults(command=_steps)

    sample = commands.add_parser("sample", help=words("write the sample project's simulated instrument files"))
    sample.add_argument("folder", type=Path, metavar="FOLDER")
    sample.set_defaults(command=_sample)

    review = commands.add_parser("review", help=words("analyse the review's Tables 2 to 4"))
    review.add_argument("--tables", type=Path, metavar="FOLDER", help=words("where table_2.csv, table_3.csv ... lie"))
    review.add_argument("--json", metavar="OUT|-")
    review.set_defaults(command=_review)

    _add_analyze(commands)
    add_batch(commands)
    add_report(commands)
    return parser


def _add_analyze(commands: Commands) -> None:
    words = partial(QCoreApplication.translate, "CommandLine")
    analyze = commands.add_parser("analyze", help=words("analyse files and write results, report and figures"))
    analyze.add_argument("step", metavar="STEP", choices=[step.name for step in STEPS if step.methods])
    analyze.add_argument(
        "files", nargs="*", type=Path, metavar="FILE", help=words("none for a method that only calculates")
    )
    analyze.add_argument(
        "--method", help=words("the step's method; without it, the first that can use files and settings")
    )
    analyze.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", dest="settings")
    add_outputs(analyze)
    analyze.add_argument(
        "--recipe", metavar="OUT.json", dest="recipe_out", help=words("write what batch does again on other files")
    )
    analyze.set_defaults(command=_analyze)


# inspect


def _inspect(options: argparse.Namespace, picture: Picture, figures: Figures) -> int:
    choices, unknown = import_choices(options.settings, alone=True)
    refuse_settings(unknown)
    contents = list(read_in_order(files_of(options.files), choices))
    if options.json:
        files = [content_as_json(each) for each in contents]
        out(as_text({"program": "Anodescope", "schema": SCHEMA, "files": files}), "-")
    for content in contents:
        if isinstance(content, Failure):
            say(failure_sentence(content))
        elif not options.json:
            sys.stdout.write(content_as_text(content))
    return SOME_FAILED if any(isinstance(each, Failure) for each in contents) else ALL_DONE


# steps and sample


def _steps(options: argparse.Namespace, picture: Picture, figures: Figures) -> int:
    if options.json:
        steps = [_step_as_json(step) for step in STEPS]
        out(as_text({"program": "Anodescope", "version": __version__, "schema": SCHEMA, "steps": steps}), "-")
        return ALL_DONE
    setting = QCoreApplication.translate("CommandLine", "setting")
    gives = QCoreApplication.translate("CommandLine", "gives")
    for step in STEPS:
        sys.stdout.write(f"{step.name}\n")
        for method in step.methods:
            sys.stdout.write(f"  {method.name}: {QCoreApplication.translate('Method', method.sentence)}\n")
            for kind, quantities in ((setting, method.settings), (gives, method.quantities)):
                for quantity in quantities:
                    sys.stdout.write(f"    {kind} {quantity.name} / {quantity.unit}: {quantity_sentence(quantity)}\n")
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


def _review(options: argparse.Namespace, picture: Picture, figures: Figures) -> int:
    from models.review import reviewed

    review = reviewed(options.tables)
    for failure in review.failures:
        say(failure_sentence(failure))
    out(as_text(review.as_json()) if options.json else review.as_text(), options.json or "-")
    return SOME_FAILED if review.failures else ALL_DONE


# analyze


def _analyze(options: argparse.Namespace, picture: Picture, figures: Figures) -> int:
    step = step_named(options.step)
    assert step is not None  # argparse allows no other
    name, texts = named_method(options.method, options.settings)
    choices, settings = import_choices(texts)
    files = files_of(options.files) if options.files else ()
    said = said_of_files(options.table, files, lambda _: choices)
    each = [said.get(str(path), said.get(path.name, (choices, [])))[0] for path in files]
    contents = list(read_in_order(files, each))
    method = chosen_method(step, name, settings, contents)
    given = given_settings(method, settings)
    per_file = {file: given_settings(method, rest) for file, (_, rest) in said.items()}
    results, failures = analyze_contents(step, method, contents, given, per_file)
    for failure in failures:
        say(failure_sentence(failure))
    written = outputs_of(options, picture, figures).write(results, failures, contents)
    return ALL_DONE if written and results and not failures else SOME_FAILED
