"""The command line with its pictures: `models.command_line` draws through here."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PyQt6.QtCore import QCoreApplication

from fitting.messages import DataProblem
from models import command_line
from models.commands import SOME_FAILED, WRONG_USAGE
from models.language import speaking
from models.sample import write_sample
from models.settings import chosen_language
from models.translation import message_text


def run_command(arguments: Sequence[str]) -> int:
    """Run a headless command, in the person's language; return the exit status."""
    from ui.pictures import report_picture, save_figures

    with speaking(chosen_language()):
        return command_line.run(arguments, report_picture, save_figures)


def run_check(arguments: Sequence[str]) -> int:
    """Test this copy of the program; return 0 if all of it works.

    Parameters
    ----------
    arguments : sequence of str
        Nothing, or a text file for what is found.
    """
    from ui.self_test import run_self_test

    if len(arguments) > 1:
        sys.stderr.write(QCoreApplication.translate("CommandLine", "--selftest takes one file at the most.") + "\n")
        return WRONG_USAGE
    return run_self_test(Path(arguments[0]) if arguments else None)


def run_sample(folder: str) -> int:
    """Open the window on the sample; without a display do the same job headless and say where the results are."""
    from ui.application import has_display, start

    sample = Path(folder) / "sample"
    try:
        write_sample(sample)
    except DataProblem as problem:
        sys.stderr.write(f"{message_text(problem.message)}\n")
        return SOME_FAILED
    if has_display():
        return start([str(sample)])
    out = Path(folder)
    words = partial(QCoreApplication.translate, "CommandLine")
    sys.stderr.write(words("No display was found; analysing the sample without a window.") + "\n")
    outputs = [
        *("--json", str(out / "results.json")),
        *("--report", str(out / "report.xlsx")),
        *("--figures", str(out / "figures")),
    ]
    status = run_command(["analyze", "electrocrystallization", str(sample), *outputs])
    sys.stdout.write(words("Results, report and figures are in {folder}").format(folder=out.resolve()) + "\n")
    return status
