"""What commands write: JSON, workbook, figures, project; a result is never lost because a file is open elsewhere."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PyQt6.QtCore import QCoreApplication

from fitting.messages import DataProblem
from models import __version__
from models.readers import FileContent
from models.result import SCHEMA, Failure, Result
from models.translation import message_text
from models.whole_file import WriteProblem, write_whole

Picture = Callable[[Result], bytes | None]
Figures = Callable[[Sequence[Result], Path], Sequence[Path]]


@dataclass(frozen=True)
class Outputs:
    """Where to write what.

    Parameters
    ----------
    json : str or None
        A file, or ``-`` for standard output.
    picture, figures : callables
        Draw a result as PNG bytes, or results as files in a folder.
    """

    picture: Picture
    figures: Figures
    json: str | None = None
    report: Path | None = None
    folder: Path | None = None
    project: Path | None = None
    recipe: str | None = None
    windows: bool = False  # whether the report says what other windows give

    @property
    def whole(self) -> bool:
        """Whether curves and pictures are needed, not the numbers alone."""
        return bool(self.report or self.folder or self.project)

    def write(
        self, results: Sequence[Result], failures: Sequence[Failure], contents: Sequence[FileContent | Failure] = ()
    ) -> bool:
        """Write what was asked for, or JSON to standard output; one that cannot be written costs no other.

        Parameters
        ----------
        contents : sequence
            Of the files, for a project.

        Returns
        -------
        bool
            Whether everything could be written.
        """
        outputs: list[Callable[[], None]] = []
        if self.json or not (self.whole or self.recipe):
            outputs.append(lambda: out(as_text(results_as_json(results, failures)), self.json or "-"))
        if self.recipe:
            recipe = self.recipe
            outputs.append(lambda: _recipe(recipe, results))
        if self.report:
            report = self.report
            outputs.append(lambda: _report(report, results, failures, self.picture, self.windows))
        if self.folder:
            folder = self.folder
            outputs.append(lambda: _figures(folder, results, self.figures))
        if self.project:
            project = self.project
            outputs.append(lambda: _project(project, contents, results, failures))
        written = [is_written(output) for output in outputs]  # each is tried, whatever became of the one before
        return all(written)


def say(text: str) -> None:
    """Say something to the person, beside the output."""
    sys.stderr.write(f"{text}\n")


def as_text(value: Any) -> str:
    """JSON as files hold it."""
    return json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def out(text: str, target: str) -> None:
    """Write a text to a file, or to standard output for ``-``.

    Raises
    ------
    WriteProblem
        If it cannot be written.
    """
    if target == "-":
        sys.stdout.write(text)
    else:
        kept(Path(target), lambda path: write_whole(path, text.encode("utf-8", "backslashreplace")))


def kept(path: Path, write: Callable[[Path], None]) -> Path:
    """Write to a path, or beside it where another program holds the file; return where.

    Raises
    ------
    WriteProblem
        If it can be written to neither.
    """
    try:
        write(path)
    except WriteProblem as problem:
        if problem.free_path is None:
            raise
        write(problem.free_path)
        words = QCoreApplication.translate("CommandLine", "“{file}” is open in another program; saved as “{other}”.")
        say(words.format(file=path.name, other=problem.free_path.name))
        return problem.free_path
    return path


def is_written(output: Callable[[], None]) -> bool:
    """Whether an output could be written; if not, the sentence why is said."""
    try:
        output()
    except DataProblem as problem:
        say(message_text(problem.message))
        return False
    return True


def _report(
    path: Path, results: Sequence[Result], failures: Sequence[Failure], picture: Picture, windows: bool
) -> None:
    there = kept(path, lambda target: write_report(target, results, failures, picture, windows))
    say(QCoreApplication.translate("CommandLine", "Report: {path}").format(path=there))


def _figures(folder: Path, results: Sequence[Result], figures: Figures) -> None:
    count = len(figures(results, folder))
    words = QCoreApplication.translate("CommandLine", "Figures: {count} in {folder}")
    say(words.format(count=count, folder=folder))


def _recipe(target: str, results: Sequence[Result]) -> None:
    from models.batch.orders import orders_as_json

    out(as_text(orders_as_json(results)), target)


def _project(
    path: Path, contents: Sequence[FileContent | Failure], results: Sequence[Result], failures: Sequence[Failure]
) -> None:
    from models.project.commands import write_project

    write_project(path, [each for each in contents if isinstance(each, FileContent)], results, failures)
    say(QCoreApplication.translate("CommandLine", "Project: {path}").format(path=path))


def write_report(
    path: Path,
    results: Sequence[Result],
    failures: Sequence[Failure],
    picture: Picture,
    windows: bool = False,
) -> None:
    """Write the workbook, on demand with what other windows give; openpyxl is imported only now.

    Raises
    ------
    WriteProblem
        If it cannot be written.
    """
    from models.report import write_workbook

    write_workbook(path, results, failures, picture, windows=windows)


def results_as_json(results: Sequence[Result], failures: Sequence[Failure]) -> dict[str, Any]:
    """Everything as CONTRACT.md writes it."""
    return {
        "program": "Anodescope",
        "version": __version__,
        "schema": SCHEMA,
        "results": [result.as_json() for result in results],
        "errors": [{**failure.as_json(), "file": Path(failure.file).name} for failure in failures],
    }
