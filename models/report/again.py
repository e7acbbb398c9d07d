"""A workbook again from its recipe sheet and the raw files alone."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils.escape import unescape

from fitting.messages import DataProblem, Message
from models.background import contained
from models.curve import Curve
from models.document import instrument_files
from models.import_process import read_in_order
from models.plain import from_plain
from models.readers.choices import choices_from_json
from models.readers.zip_safety import checked_members
from models.report.recipe_sheet import DATE_ROW, FIRST_ROW, TITLE_IN_FILE
from models.result import Failure, Result
from models.step import analysed, series_result
from models.steps import step_named
from models.subject import Part

LARGEST = 512 * 1024**2  # bytes of a workbook
_BLOCK = 1024**2

Key = tuple[str, int]  # hash of the file, number of the curve in it


@dataclass(frozen=True)
class Recipe:
    """What a workbook was made from."""

    date: datetime
    version: str
    files: tuple[Mapping[str, Any], ...]
    results: tuple[Mapping[str, Any], ...]
    failures: tuple[Failure, ...]
    windows: bool = False


@dataclass(frozen=True, eq=False)
class Again:
    """What came of doing it again.

    Parameters
    ----------
    failures : tuple of Failure
        Those of the workbook and the new ones.
    new_failures : tuple of Failure
        What the workbook has a result of, and could not be done again.
    """

    results: tuple[Result, ...]
    failures: tuple[Failure, ...]
    new_failures: tuple[Failure, ...]


def recipe_of(path: Path) -> Recipe:
    """Read the recipe sheet of a workbook.

    Raises
    ------
    DataProblem
        ``NOT_READABLE``, ``NO_RECIPE``; as `checked_members`.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise DataProblem("NO_RECIPE", "{file} is too large to be a report.", file=path.name)
        content = path.read_bytes()
    except OSError as error:
        raise DataProblem(
            "NOT_READABLE", "{file} cannot be read: {reason}.", file=path.name, reason=error.strerror or "—"
        ) from None
    checked_members(content)
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
        rows = list(book[TITLE_IN_FILE].iter_rows(values_only=True))
        date = datetime.fromisoformat(str(rows[DATE_ROW - 1][1]))
        entries = _entries(rows[FIRST_ROW - 1 :])
        return Recipe(
            date,
            str(entries[0]["version"]),
            tuple(each for each in entries if "sha256" in each),
            tuple(each["result"] for each in entries if "result" in each),
            tuple(_failure(each["failure"]) for each in entries if "failure" in each),
            bool(entries[0].get("windows")),
        )
    except (KeyError, ValueError, IndexError, TypeError, zipfile.BadZipFile) as error:
        raise DataProblem(
            "NO_RECIPE",
            "{file} has no sheet “Recipe” that Anodescope wrote ({reason}), so it cannot be made again.",
            file=path.name,
            reason=type(error).__name__,
        ) from None


def _entries(rows: Sequence[Sequence[object]]) -> list[Mapping[str, Any]]:
    texts = ("".join(unescape(str(cell)) for cell in row if cell not in (None, "")) for row in rows)
    return [dict(json.loads(text)) for text in texts if text]


def _failure(entry: Mapping[str, Any]) -> Failure:
    message: Message = from_plain(Message, entry["message"])
    return Failure(str(entry["file"]), message)


def made_again(recipe: Recipe, folder: Path) -> Again:
    """Do everything again with the raw files that lie in a folder, wherever and under whatever name."""
    curves, missing = _curves(recipe.files, folder)
    results: list[Result] = []
    failures: list[Failure] = list(missing)
    for entry in recipe.results:
        try:
            results.append(contained(partial(_result, entry, curves, results)))
        except DataProblem as problem:
            names = dict.fromkeys(str(part[3]) for part in entry["subject"])
            failures.append(Failure.of(", ".join(names) or str(entry["method"]), problem))
    return Again(tuple(results), (*recipe.failures, *failures), tuple(failures))


def _curves(files: Sequence[Mapping[str, Any]], folder: Path) -> tuple[dict[Key, Curve], list[Failure]]:
    """The curves of all files, by content; and the files that are not there or cannot be read."""
    paths = _found({str(each["sha256"]): str(each["file"]) for each in files}, folder)
    there = [each for each in files if each["sha256"] in paths]
    choices = [choices_from_json(each["import"]) for each in there]
    failures = [
        Failure.of(
            str(each["file"]),
            DataProblem("FILE_MISSING", "No file in {folder} has its content (SHA-256 {sha256}).",
                        folder=str(folder), sha256=str(each["sha256"])[:12]),
        )
        for each in files
        if each["sha256"] not in paths
    ]  # fmt: skip
    curves: dict[Key, Curve] = {}
    names = {str(each["sha256"]): str(each["file"]) for each in there}
    for content in read_in_order([paths[str(each["sha256"])] for each in there], choices):
        if isinstance(content, Failure):
            failures.append(content)
        else:
            name = names[content.sha256]  # the same content, whatever it is called by now
            for curve in content.curves:
                source = replace(curve.source, file=name)
                curves[content.sha256, source.index] = replace(curve, source=source)
    return curves, failures


def _found(wanted: Mapping[str, str], folder: Path) -> dict[str, Path]:
    """Where the files with these hashes lie; those of the right name are looked at first."""
    names = set(wanted.values())
    candidates = sorted(instrument_files([folder]), key=lambda path: path.name not in names)
    found: dict[str, Path] = {}
    for path in candidates:
        if len(found) == len(wanted):
            break
        content = _hash(path)
        if content in wanted and content not in found:
            found[content] = path
    return found


def _hash(path: Path) -> str:
    digest = hashlib.sha256()
    try:
        with open(path, "rb") as stream:
            while block := stream.read(_BLOCK):
                digest.update(block)
    except OSError:
        return ""
    return digest.hexdigest()


def _result(entry: Mapping[str, Any], curves: Mapping[Key, Curve], before: Sequence[Result]) -> Result:
    """One result again; a series is made of the results before it.

    Raises
    ------
    DataProblem
        If its curves are not there, or give no number.
    """
    step = step_named(str(entry["step"]))
    method = None if step is None else step.method(str(entry["method"]))
    if step is None or method is None:
        raise DataProblem("UNKNOWN_METHOD", "This version has no method {name}.", name=str(entry["method"]))
    subject = tuple(_part(part, curves) for part in entry["subject"])
    if not entry.get("together"):
        return replace(analysed(step, method, subject, entry["given"]), confirmed=bool(entry.get("confirmed")))
    keys = {part.key for part in subject}
    members = [each for each in before if each.method == method.name and {part.key for part in each.subject} <= keys]
    together = series_result(method, members)
    if together is None:
        raise DataProblem("NO_SERIES", "The results that this series was made of are not there.")
    return together


def _part(part: Sequence[Any], curves: Mapping[Key, Curve]) -> Part:
    sha256, index, segment, name, electrolyte = part
    curve = curves.get((sha256, index))
    if curve is None:
        raise DataProblem("CURVE_MISSING", "The curve {name} is not there.", name=str(name))
    if electrolyte != curve.metadata.get("electrolyte", ""):
        curve = replace(curve, metadata={**curve.metadata, "electrolyte": electrolyte})
    return Part(curve if curve.name == name else replace(curve, name=name), segment)


def sheets_that_differ(one: Path, other: Path) -> list[str]:
    """The parts of two workbooks that are not the same, bit for bit; sheets by their titles."""
    sums = []
    for path in (one, other):
        with zipfile.ZipFile(path) as archive:
            sums.append({each.filename: (each.CRC, each.file_size) for each in archive.infolist()})
    names = [name for name in dict.fromkeys((*sums[0], *sums[1])) if sums[0].get(name) != sums[1].get(name)]
    book = openpyxl.load_workbook(other, read_only=True)
    titles = {f"xl/worksheets/sheet{number}.xml": title for number, title in enumerate(book.sheetnames, 1)}
    book.close()
    return [titles.get(name, name) for name in names]
