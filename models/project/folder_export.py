"""A project as a folder of JSON and CSV, that any program reads and that can be compared line by line."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from models import __version__
from models.curve import COLUMN_UNITS, Curve
from models.curve_header import curve_header
from models.plain import as_plain
from models.project.content import Content
from models.project.schema import FORMAT
from models.translation import message_text
from models.whole_file import free_path, safe_file_name, settle, write_problem

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for a formula


def export_folder(folder: Path, content: Content, check: Callable[[], None] = lambda: None) -> Path:
    """Write a project into a new folder; return it. One that is there already is left alone: the name gets a number.

    The folder appears whole or not at all.

    Raises
    ------
    WriteProblem
        If it cannot be written.
    """
    part = folder.with_name(f".{folder.name}.{os.urandom(4).hex()}.part")
    try:
        part.mkdir(parents=True)
        for name, text in _files(content):
            check()
            target = part / name
            target.parent.mkdir(exist_ok=True)
            with open(target, "x", encoding="utf-8", newline="", errors="backslashreplace") as stream:
                stream.write(text)
                stream.flush()
                os.fsync(stream.fileno())
        target = free_path(folder) if folder.exists() else folder
        os.rename(part, target)
        settle(target.parent)
        return target
    except OSError as error:
        raise write_problem(error, folder) from error
    finally:
        with suppress(OSError):
            shutil.rmtree(part)


def _files(content: Content) -> list[tuple[str, str]]:
    names: dict[str, str] = {}
    files = []
    for number, entry in enumerate((entry for each in content.series for entry in each.curves), start=1):
        name = names[entry.curve] = f"curves/{number:04d} {safe_file_name(entry.name)}"
        curve = content.curves[entry.curve]
        files += [(f"{name}.csv", curve_csv(curve)), (f"{name}.json", _text(curve_header(curve)))]
    analyses = [state.as_json() for state in content.analyses.values()]
    project: Mapping[str, Any] = {
        "format": FORMAT,
        "program": __version__,
        "project": content.project,
        "electrolytes": [
            {**as_plain(each), "curves": [{**as_plain(entry), "file": names[entry.curve]} for entry in each.curves]}
            for each in content.series
        ],
        "analyses": sorted(analyses, key=lambda state: json.dumps(state, sort_keys=True)),
        "results": [result.as_json() for result in content.results.values()],
        "figures": [each.model.as_json() for each in content.figures],
        "not_used": [{"file": each.file, "message": message_text(each.message)} for each in content.failures],
    }
    return [("project.json", _text(project)), *files]


def curve_csv(curve: Curve) -> str:
    """The columns of a curve as a plain table that can be read back, SI units, every digit; a missing number is empty.

    A curve that is a table of words has its cells as they stood; one that a spreadsheet would compute gets a quote.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    if curve.table:
        writer.writerow([_inert(heading) for heading in curve.table])
        writer.writerows([_inert(cell) for cell in row] for row in zip(*curve.table.values(), strict=False))
        return stream.getvalue()
    writer.writerow([f"{name.replace('_', ' ')} / {COLUMN_UNITS[name]}" for name in curve.columns])
    columns = [column.tolist() for column in curve.columns.values()]
    for row in zip(*columns, strict=True):
        writer.writerow(["" if value != value else repr(value) for value in row])
    return stream.getvalue()


def _inert(text: str) -> str:
    return f"'{text}" if text.startswith(DANGEROUS) else text


def _text(entry: Any) -> str:
    return json.dumps(entry, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False) + "\n"
