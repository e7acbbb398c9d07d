"""The recipe sheet: what the workbook was made from and how, one JSON text per row, so that it can be made again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from PyQt6.QtCore import QCoreApplication

from models import __version__
from models.plain import as_plain
from models.report.cells import FAINT, TITLE, Book, print_layout, widths
from models.report.contents import Contents
from models.report.inert_text import pieces
from models.report.words import is_series
from models.result import SCHEMA, Result

DATE_ROW, FIRST_ROW = 3, 5
TITLE_IN_FILE = "Recipe"  # in every language: programs look for it

translate = QCoreApplication.translate


def write_recipe(book: Book, sheet: Any, contents: Contents) -> None:
    """Fill the sheet: a row about the whole, then a row per file, per result and per failure."""
    book.put(sheet, 1, 1, translate("Report", "Recipe"), TITLE)
    sheet.row_dimensions[1].height = 24
    note = translate(
        "Report",
        "This makes the workbook again from the raw files: python main.py report THIS.xlsx NEW.xlsx --from FOLDER; "
        "one JSON text per row, a long one in several cells.",
    )
    book.put(sheet, 2, 1, note, FAINT)
    book.row(sheet, DATE_ROW, ("date", contents.date.isoformat()))
    for row, entry in enumerate(recipe_entries(contents), start=FIRST_ROW):
        for column, piece in enumerate(pieces(json.dumps(entry, ensure_ascii=False, allow_nan=False)), start=1):
            cell = sheet.cell(row, column)
            cell.value, cell.data_type = piece, "s"
    widths(sheet, (160.0, 20.0))
    print_layout(sheet)


def recipe_entries(contents: Contents) -> list[dict[str, Any]]:
    """What the sheet holds: ``about``, then ``file``, ``result`` and ``failure`` entries."""
    sources = {part.curve.source.sha256: part.curve for result in contents.results for part in result.subject}
    files = [
        {
            "file": Path(curve.source.file).name,
            "sha256": sha256,
            "reader": curve.source.reader,
            "import": dict(curve.receipt.choices),
        }
        for sha256, curve in sources.items()
    ]
    return [
        {"about": "Anodescope report", "version": __version__, "schema": SCHEMA, "windows": contents.windows},
        *files,
        *({"result": _result_entry(result)} for result in contents.results),
        *({"failure": {"file": Path(each.file).name, "message": as_plain(each.message)}} for each in contents.failures),
    ]


def _result_entry(result: Result) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "step": result.step,
        "method": result.method,
        "given": {name: each.value for name, each in result.recipe.items() if each.origin == "given"},
        "subject": [
            [part.curve.source.sha256, part.curve.source.index, part.segment, part.curve.name, _electrolyte(part)]
            for part in result.subject
        ],
    }
    if result.confirmed:
        entry["confirmed"] = True
    if is_series(result):
        entry["together"] = True
    return entry


def _electrolyte(part: Any) -> str:
    return str(part.curve.metadata.get("electrolyte", ""))
