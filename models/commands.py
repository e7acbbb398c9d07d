"""What the headless commands share: files, tables of settings, outputs, exit statuses."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

from PyQt6.QtCore import QCoreApplication

from fitting.messages import DataProblem
from models.document import instrument_files
from models.figure.journal import FORMATS, journal_named
from models.import_settings import import_choices
from models.outputs import Figures, Outputs, Picture
from models.readers.choices import ImportChoices
from models.recipe import SettingProblem, table_texts

ALL_DONE, SOME_FAILED, WRONG_USAGE = 0, 1, 2

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def add_outputs(parser: argparse.ArgumentParser) -> None:
    """Take where to write what."""
    words = partial(QCoreApplication.translate, "CommandLine")
    parser.add_argument("--table", type=Path, metavar="TABLE.csv", help=words("settings per file"))
    parser.add_argument("--json", metavar="OUT|-")
    parser.add_argument("--report", type=Path, metavar="OUT.xlsx")
    add_windows(parser)
    add_figures(parser)
    parser.add_argument("--project", type=Path, metavar="OUT.anode")


def add_windows(parser: argparse.ArgumentParser) -> None:
    """Take whether the report says what other windows give."""
    words = QCoreApplication.translate("CommandLine", "the report says what other windows give")
    parser.add_argument("--windows", action="store_true", help=words)


def add_figures(parser: argparse.ArgumentParser) -> None:
    """Take where the figures go, and how they look."""
    words = partial(QCoreApplication.translate, "CommandLine")
    parser.add_argument("--figures", type=Path, metavar="FOLDER")
    parser.add_argument("--preset", metavar="JOURNAL", help=words("the figures as this journal has them"))
    parser.add_argument("--formats", type=_formats, metavar=",".join(FORMATS))


def _formats(text: str) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(word.strip().lower() for word in text.split(",")))
    if not set(found) <= set(FORMATS):
        raise argparse.ArgumentTypeError(", ".join(FORMATS))
    return found


def figures_asked_for(options: argparse.Namespace, figures: Figures) -> Figures:
    """What draws the figures, with the preset and the formats that `add_figures` has taken.

    Raises
    ------
    SettingProblem
        ``UNKNOWN_JOURNAL``.
    """
    chosen: dict[str, Any] = {}
    if getattr(options, "preset", None):
        chosen["journal"] = journal_named(options.preset).name
    if getattr(options, "formats", None):
        chosen["formats"] = options.formats
    return partial(figures, **chosen) if chosen else figures


def outputs_of(options: argparse.Namespace, picture: Picture, figures: Figures) -> Outputs:
    """Where to write what, as `add_outputs` has taken it."""
    recipe = getattr(options, "recipe_out", None)
    windows = getattr(options, "windows", False)
    return Outputs(picture, figures, options.json, options.report, options.figures, options.project, recipe, windows)


def files_of(paths: Sequence[Path]) -> tuple[Path, ...]:
    """The files, and those inside of folders.

    Raises
    ------
    DataProblem
        ``NO_FILES``.
    """
    files = instrument_files(paths)
    if not files:
        raise DataProblem("NO_FILES", "There is no file in {folders}.", folders=", ".join(map(str, paths)))
    return files


def said_of_files(
    table: Path | None, files: Sequence[Path], choices: Callable[[str], ImportChoices]
) -> dict[str, tuple[ImportChoices, list[str]]]:
    """By file, what a table of settings says of its reading, and its other settings.

    Parameters
    ----------
    choices : callable
        ``choices(file)`` is what was said of a file before; the table goes before it.

    Raises
    ------
    SettingProblem
        If a value cannot be, or the table names a file that is none or more than one of those given.
    """
    rows: Mapping[str, list[str]] = table_texts(table) if table else {}
    _check_names(rows, files)
    return {file: import_choices(row, choices(file)) for file, row in rows.items()}


def _check_names(named: Iterable[str], files: Sequence[Path]) -> None:
    names = [path.name for path in files]
    known = {str(path) for path in files} | set(names)
    for name in named:
        if name not in known:
            raise SettingProblem(
                "BAD_TABLE", "The table of settings names {file}, which is none of the files given.", file=name
            )
        if name in names and names.count(name) > 1:
            raise SettingProblem(
                "BAD_TABLE", "The table of settings names {file}, which is more than one of the files given.", file=name
            )
