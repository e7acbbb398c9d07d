"""The command ``report``: the workbook of a project, or a workbook made again from the raw files alone."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PyQt6.QtCore import QCoreApplication

from models.commands import ALL_DONE, SOME_FAILED, Commands, add_figures, add_windows
from models.inspection import failure_sentence
from models.outputs import Figures, Outputs, Picture, is_written, kept, say
from models.placed import placed
from models.recipe import SettingProblem
from models.result import Failure, Result
from models.translation import message_text


def add_report(commands: Commands) -> None:
    """Add the command to the program's."""
    words = partial(QCoreApplication.translate, "CommandLine")
    report = commands.add_parser(
        "report", help=words("write the report of a project, or a report again from the raw files")
    )
    report.add_argument("source", type=Path, metavar="PROJECT.anode|BOOK.xlsx")
    report.add_argument("out", type=Path, metavar="OUT.xlsx")
    report.add_argument(
        "--from", type=Path, metavar="FOLDER", dest="raw", help=words("where the raw files of a workbook lie")
    )
    add_windows(report)
    add_figures(report)
    report.set_defaults(command=_report)


def _report(options: argparse.Namespace, picture: Picture, figures: Figures) -> int:
    if options.raw is not None:
        return _again(options, picture, figures)
    if options.source.suffix.lower() == ".xlsx":
        raise SettingProblem("NO_FOLDER", "To make a workbook again, say where its raw files are: --from FOLDER.")
    from models.project.commands import open_project, project_results

    opened = open_project(options.source)
    for damage in opened.damages:
        say(message_text(damage))
    results, failures = project_results(opened.content)
    results = placed(results, opened.content.series)
    for failure in failures:
        say(failure_sentence(failure))
    outputs = Outputs(picture, figures, report=options.out, folder=options.figures, windows=options.windows)
    written = outputs.write(results, failures)
    return ALL_DONE if written and results and not failures and not opened.damages else SOME_FAILED


def _again(options: argparse.Namespace, picture: Picture, figures: Figures) -> int:
    from models.report.again import made_again, recipe_of, sheets_that_differ
    from models.report.workbook import write_workbook

    recipe = recipe_of(options.source)
    again = made_again(recipe, options.raw)
    for failure in again.new_failures:
        say(failure_sentence(failure))
    there: list[Path] = []

    def write(target: Path) -> None:
        write_workbook(target, again.results, again.failures, picture, recipe.date, recipe.windows)

    written = is_written(lambda: there.append(kept(options.out, write)))
    if written:
        differing = sheets_that_differ(options.source, there[0])
        say(QCoreApplication.translate("CommandLine", "Report: {path}").format(path=there[0]))
        say(_comparison(differing, recipe.version))
    if options.figures:
        written = _figures(options.figures, again.results, picture, figures) and written
    return ALL_DONE if written and again.results and not again.new_failures else SOME_FAILED


def _comparison(differing: Sequence[str], version: str) -> str:
    words = partial(QCoreApplication.translate, "CommandLine")
    if not differing:
        return words("Every sheet, chart and picture is the same, bit for bit.")
    text = words("Other than in the workbook (made by version {version}): {names}.")
    return text.format(version=version, names=", ".join(differing))


def _figures(folder: Path, results: Sequence[Result], picture: Picture, figures: Figures) -> bool:
    failures: Sequence[Failure] = ()
    return Outputs(picture, figures, folder=folder).write(results, failures)
