"""The command ``batch``: a recipe on many files."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PyQt6.QtCore import QCoreApplication

from models.batch.orders import Order, orders_from_text
from models.batch.run import Batch
from models.commands import ALL_DONE, SOME_FAILED, Commands, add_outputs, files_of, outputs_of, said_of_files
from models.import_process import read_in_order
from models.inspection import failure_sentence
from models.outputs import Figures, Picture, say
from models.recipe import SettingProblem, given_settings

LARGEST = 64 * 1024**2  # bytes of a recipe
LINES = 20  # of progress, where it is not overwritten


def add_batch(commands: Commands) -> None:
    """Add the command to the program's."""
    words = partial(QCoreApplication.translate, "CommandLine")
    batch = commands.add_parser("batch", help=words("do the analysis of a recipe on many files"))
    batch.add_argument("recipe", type=Path, metavar="RECIPE.json", help=words("as analyze --recipe or --json wrote it"))
    batch.add_argument("files", nargs="*", type=Path, metavar="FILE")
    add_outputs(batch)
    batch.add_argument("--workers", type=int, default=os.cpu_count() or 1, metavar="N", help=words("processes"))
    batch.add_argument("--scheduler", default="", metavar="ADDRESS", help=words("of a Dask cluster that does the work"))
    batch.set_defaults(command=_batch)


def _batch(options: argparse.Namespace, picture: Picture, figures: Figures) -> int:
    orders = _orders(options.recipe)
    calculates = all(order.of[1].calculates for order in orders)
    files = () if calculates and not options.files else files_of(options.files)
    outputs = outputs_of(options, picture, figures)
    orders = tuple(_with_table(order, options.table, files) for order in orders)
    batch = Batch(orders, outputs.whole, options.workers, options.scheduler)
    results, failures = batch.run(files, _progress)
    for failure in failures:
        say(failure_sentence(failure))
    contents = []
    if outputs.project:
        contents = list(read_in_order(files, [orders[0].choices_of(str(file)) for file in files]))
    written = outputs.write(results, failures, contents)
    return ALL_DONE if written and results and not failures else SOME_FAILED


def _orders(path: Path) -> tuple[Order, ...]:
    try:
        if path.stat().st_size > LARGEST:
            raise SettingProblem("BAD_RECIPE", "{file} is too large to be a recipe.", file=path.name)
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no text"
        raise SettingProblem(
            "BAD_RECIPE", "{file} cannot be read as a recipe: {reason}.", file=path.name, reason=str(reason)
        ) from None
    return orders_from_text(text)


def _with_table(order: Order, table: Path | None, files: Sequence[Path]) -> Order:
    """An order with what a table of settings says of single files."""
    said = said_of_files(table, files, order.choices_of)
    method = order.of[1]
    rows = {file: (given_settings(method, rest), read) for file, (read, rest) in said.items()}
    return replace(order, files={**order.files, **rows})


def _progress(done: int, total: int, what: str) -> None:
    """Say how far it is: on one line of a terminal, in a few lines elsewhere."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\033[K{done}/{total} {what}" + ("\n" if done == total else ""))
        sys.stderr.flush()
    elif total > 1 and done and done * LINES // total > (done - 1) * LINES // total:
        say(f"{done}/{total}")
