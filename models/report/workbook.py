"""The workbook as a file: its sheets in order, the same bytes for the same results, whole or absent."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from PyQt6.QtCore import QCoreApplication

from fitting.quantity import Quantity
from models.report.cells import FAINT, TITLE, Book, print_layout, widths
from models.report.curve_sheet import Picture, write_curve_sheet
from models.report.inert_text import pieces, sheet_titles
from models.report.provenance import write_provenance
from models.report.summary import Contents, write_summary
from models.report.words import quantities_of
from models.result import Failure, Result
from models.whole_file import write_whole

_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
_EPOCH = (1980, 1, 1, 0, 0, 0)

translate = QCoreApplication.translate


def write_workbook(
    path: Path,
    results: Sequence[Result],
    failures: Sequence[Failure] = (),
    picture: Picture | None = None,
    quantities: Sequence[Quantity] = (),
    date: datetime | None = None,
) -> None:
    """Write the report: a summary, a sheet per result, and where everything came from.

    Parameters
    ----------
    picture : callable, optional
        ``picture(result)`` gives the figure as PNG, or None.
    quantities : sequence of Quantity
        The declared quantities, for names, order and display units; others are shown in SI.
    date : datetime, optional
        What the report is dated; now by default. Nothing else differs between two reports of the same results.

    Raises
    ------
    WriteProblem
        If the file cannot be written, for example because Excel holds it; the old one is then untouched.
    """
    date = datetime.now(UTC) if date is None else date
    write_whole(path, workbook_bytes(results, failures, picture, quantities, date))


def workbook_bytes(
    results: Sequence[Result],
    failures: Sequence[Failure],
    picture: Picture | None,
    quantities: Sequence[Quantity],
    date: datetime,
) -> bytes:
    """Return the workbook as the bytes of its file."""
    book = Book()
    workbook = book.workbook
    home, origins = translate("Report", "Summary"), translate("Report", "Provenance")
    long_texts = translate("Report", "Long texts")
    titles = sheet_titles((result.title for result in results), (home, origins, long_texts))
    contents = Contents(results, titles, failures, quantities_of(results, quantities))
    summary = workbook.active
    summary.title = home
    write_summary(book, summary, contents, date.strftime("%Y-%m-%d"))
    for result, title in zip(results, titles, strict=True):
        write_curve_sheet(book, workbook.create_sheet(title), result, contents.quantities, picture, home)
    write_provenance(book, workbook.create_sheet(origins), results, titles, contents.quantities, date)
    if book.long_texts:
        _write_long_texts(book, long_texts)
    workbook.properties.creator = "Anodescope"
    workbook.properties.created = date.replace(tzinfo=None)
    stream = io.BytesIO()
    workbook.save(stream)
    return _settled(stream.getvalue(), date)


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


def _settled(content: bytes, date: datetime) -> bytes:
    """Return the archive without the clock's traces, but for the one date."""
    stamp = date.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "docProps/core.xml":
                part = _MODIFIED.sub(rb"\g<1>" + stamp, part)
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, part)
    return stream.getvalue()
