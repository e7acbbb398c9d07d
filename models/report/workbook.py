"""The workbook as a file: its sheets in order, the same bytes for the same results, whole or absent."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from openpyxl.styles import Font
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.writer.excel import ExcelWriter
from PyQt6.QtCore import QCoreApplication

from models.report.cells import FAINT, TITLE, Book, print_layout, widths
from models.report.contents import Contents
from models.report.curve_sheet import Picture, write_curve_sheet
from models.report.inert_text import pieces, sheet_titles
from models.report.methods_text import write_methods
from models.report.provenance import write_provenance
from models.report.recipe_sheet import TITLE_IN_FILE, write_recipe
from models.report.rule_cards import write_rule_cards
from models.report.sheet_xml import finished_sheet
from models.report.step_sheet import write_step_sheet
from models.report.summary import write_summary
from models.report.words import step_title
from models.result import Failure, Result
from models.whole_file import whole_file

_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
_EPOCH = (1980, 1, 1, 0, 0, 0)
_SHEET = re.compile(r"xl/worksheets/sheet(\d+)\.xml$")
_PICTURES = (".png", ".jpeg")  # these are small already

translate = QCoreApplication.translate


def write_workbook(
    path: Path,
    results: Sequence[Result],
    failures: Sequence[Failure] = (),
    picture: Picture | None = None,
    date: datetime | None = None,
    windows: bool = False,
) -> None:
    """Write the report: a summary, a sheet per step and per result, rule cards, and where everything came from.

    Parameters
    ----------
    picture : callable, optional
        ``picture(result)`` gives the figure as PNG, or None.
    date : datetime, optional
        What the report is dated; now by default. Nothing else differs between two reports of the same results.
    windows : bool
        Whether each result's sheet says what other windows give: some ten more fits per result.

    Raises
    ------
    WriteProblem
        If the file cannot be written, for example because Excel holds it; the old one is then untouched.
    """
    date = datetime.now(UTC).replace(microsecond=0) if date is None else date
    book = _filled(results, failures, picture, date, windows)
    with whole_file(path) as stream:
        _save(book, date, stream)


def workbook_bytes(
    results: Sequence[Result], failures: Sequence[Failure], picture: Picture | None, date: datetime
) -> bytes:
    """Return the workbook as the bytes of its file."""
    stream = io.BytesIO()
    _save(_filled(results, failures, picture, date), date, stream)
    return stream.getvalue()


def _filled(
    results: Sequence[Result],
    failures: Sequence[Failure],
    picture: Picture | None,
    date: datetime,
    windows: bool = False,
) -> Book:
    """The sheets in order; they are filled from the curves on, for the others refer to these."""
    book = Book()
    workbook = book.workbook
    workbook._fonts = IndexedList([Font(name="Arial", size=10, family=2)])  # of cells that have no look of their own
    home, cards, methods, origins, long_texts = (
        translate("Report", "Summary"),
        translate("Report", "Rule cards"),
        translate("Report", "Methods"),
        translate("Report", "Provenance"),
        translate("Report", "Long texts"),
    )
    fixed = (home, cards, methods, origins, TITLE_IN_FILE, long_texts)
    steps = dict.fromkeys(result.step for result in results)
    step_names = dict(zip(steps, sheet_titles(map(step_title, steps), fixed), strict=True))
    titles = sheet_titles((result.title for result in results), (*fixed, *step_names.values()))
    contents = Contents(results, titles, failures, date, windows)
    summary = workbook.active
    summary.title = home
    step_sheets = {step: workbook.create_sheet(step_names[step]) for step in contents.steps}
    for place, title in enumerate(titles):
        write_curve_sheet(book, workbook.create_sheet(title), contents, place, picture, home)
    for step, sheet in step_sheets.items():
        write_step_sheet(book, sheet, contents, step, home)
    write_summary(book, summary, contents)
    write_rule_cards(book, workbook.create_sheet(cards), contents, home)
    write_methods(book, workbook.create_sheet(methods), contents, home)
    write_provenance(book, workbook.create_sheet(origins), contents)
    write_recipe(book, workbook.create_sheet(TITLE_IN_FILE), contents)
    if book.long_texts:
        _write_long_texts(book, long_texts)
    workbook.properties.creator = "Anodescope"
    workbook.properties.created = date.replace(tzinfo=None)
    return book


def _write_long_texts(book: Book, title: str) -> None:
    """Whole what a single cell cannot hold: one text per row, its pieces side by side."""
    sheet = book.workbook.create_sheet(title)
    book.put(sheet, 1, 1, title, TITLE)
    note = translate("Report", "Texts longer than a cell, each in a row; read the cells from left to right.")
    book.put(sheet, 2, 1, note, FAINT)
    for number, text in enumerate(tuple(book.long_texts), start=1):
        book.put(sheet, 3 + number, 1, number)
        for column, piece in enumerate(pieces(text), start=2):
            cell = sheet.cell(3 + number, column)
            cell.value, cell.data_type, cell.quotePrefix = piece, "s", True
    widths(sheet, (6.0, 60.0, 60.0))
    print_layout(sheet)


def _save(book: Book, date: datetime, stream: BinaryIO) -> None:
    """Write the archive part by part: sheets with their numbers, and no trace of the clock but for the one date."""
    skeleton = io.BytesIO()
    ExcelWriter(book.workbook, zipfile.ZipFile(skeleton, "w", zipfile.ZIP_STORED)).save()
    titles = book.workbook.sheetnames
    stamp = date.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with (
        zipfile.ZipFile(skeleton) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            part = old.read(name)
            sheet = _SHEET.match(name)
            if sheet is not None:
                title = titles[int(sheet[1]) - 1]
                part = finished_sheet(part, book.numbers.get(title, ()), book.shown.get(title, {}))
            elif name == "docProps/core.xml":
                part = _MODIFIED.sub(rb"\g<1>" + stamp, part)
            _pack(new, name, part)


def _pack(archive: zipfile.ZipFile, name: str, part: bytes) -> None:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.compress_type = zipfile.ZIP_STORED if name.endswith(_PICTURES) else zipfile.ZIP_DEFLATED
    archive.writestr(entry, part, compresslevel=1)
