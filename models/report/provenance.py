"""The sheet of origins: files, hashes, readers, receipts, versions, and every setting of every result."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from PyQt6.QtCore import QCoreApplication

from models import __version__
from models.curve import Curve, Receipt
from models.import_entries import import_entries
from models.receipt_table import own_words_text, taken_text
from models.report.cells import FACT, HEAD, LEFT, NOTHING, SECTION, TITLE, WRAPPED, Book, Value, print_layout, widths
from models.report.contents import Contents
from models.report.value_table import write_constants
from models.result import Result
from models.translation import choice_in_words, message_text, name_in_words, quantity_sentence

LIBRARIES = ("numpy", "scipy", "iminuit", "pandas", "openpyxl", "PyQt6", "matplotlib", "datalab-org-galvani")

translate = QCoreApplication.translate


def write_provenance(book: Book, sheet: Any, contents: Contents) -> None:
    """Fill the sheet of origins."""
    book.put(sheet, 1, 1, translate("Report", "Provenance"), TITLE)
    sheet.row_dimensions[1].height = 24
    row = _write_program(book, sheet, contents.date, 3)
    row = _section(book, sheet, row, translate("Report", "Constants, SI; formulas use them by name"), ())
    row = write_constants(book, sheet, row)
    row = _write_files(book, sheet, contents.results, row)
    _write_glossary(book, sheet, contents, row)
    widths(sheet, (28.0, 30.0, 90.0))
    print_layout(sheet)


def library_versions() -> Mapping[str, str]:
    """Versions of Python and of the libraries that the numbers and files depend on."""
    found = {"Python": ".".join(str(part) for part in sys.version_info[:3])}
    for library in LIBRARIES:
        try:
            found[library] = version(library)
        except PackageNotFoundError:
            continue
    return found


def _section(book: Book, sheet: Any, row: int, title: str, headings: Sequence[str]) -> int:
    book.put(sheet, row, 1, title, SECTION)
    if headings:
        book.row(sheet, row + 1, headings, HEAD)
        return row + 2
    return row + 1


def _write_program(book: Book, sheet: Any, date: datetime, row: int) -> int:
    row = _section(book, sheet, row, translate("Report", "Program"), ())
    facts = {"Anodescope": __version__, **library_versions()}
    book.row(sheet, row, (translate("Report", "date"), date.isoformat(sep=" ", timespec="seconds")))
    for name, text in facts.items():
        row += 1
        book.row(sheet, row, (name, text))
    return row + 2


def _write_files(book: Book, sheet: Any, results: Sequence[Result], row: int) -> int:
    headings = (translate("Report", "curve"), translate("Report", "fact"), translate("Report", "value"))
    row = _section(book, sheet, row, translate("Report", "Files"), headings)
    for source, curve in {curve.source: curve for result in results for curve in result.curves}.items():
        parts = [part for result in results for part in result.subject if part.curve.source == source]
        segments = list(dict.fromkeys(part.segment for part in parts if part.segment is not None))
        facts = (*_facts(curve, segments), *_import_facts(curve), *_receipt_facts(curve.receipt))
        for fact, value in (*facts, *curve.metadata.items()):
            book.row(sheet, row, (curve.name, fact), LEFT)
            book.put(sheet, row, 3, value, FACT)
            row += 1
    return row + 1


def _facts(curve: Curve, segments: Sequence[int]) -> list[tuple[str, Value]]:
    source = curve.source
    return [
        (translate("Report", "file"), Path(source.file).name),
        ("SHA-256", source.sha256),
        (translate("Report", "size / bytes"), source.size),
        (translate("Report", "reader"), source.reader),
        (translate("Report", "curve of the file, from 0"), source.index),
        (translate("Report", "segments analysed, from 0"), ", ".join(map(str, segments))),
        (translate("Report", "technique"), name_in_words(curve.technique)),
        (translate("Report", "points"), curve.points),
        (translate("Report", "sign convention"), choice_in_words(curve.sign_convention)),
        (translate("Report", "electrode area / m²"), curve.electrode_area),
    ]


def _import_facts(curve: Curve) -> list[tuple[str, Value]]:
    """What a person said of the file, under the names of the command line's settings."""
    said = translate("Report", "import setting {name}")
    given = {name: each for name, each in import_entries(curve).items() if each.origin == "given"}
    return [(said.format(name=name), f"{each.value} {each.unit}".strip()) for name, each in given.items()]


def _receipt_facts(receipt: Receipt) -> list[tuple[str, Value]]:
    facts: list[tuple[str, Value]] = [
        (translate("Report", "encoding"), receipt.encoding),
        (translate("Report", "delimiter"), None if receipt.delimiter is None else repr(receipt.delimiter)),
        (translate("Report", "decimal mark"), receipt.decimal),
        (translate("Report", "rows read"), receipt.rows_read),
        (translate("Report", "rows skipped, by line"), ", ".join(map(str, receipt.rows_skipped)) or None),
    ]
    lists: dict[str, Iterable[str]] = {
        translate("Report", "column taken"): map(taken_text, receipt.columns_taken),
        translate("Report", "column skipped"): map(own_words_text, receipt.columns_skipped),
        translate("Report", "flag"): map(message_text, receipt.flags),
        translate("Report", "assumption"): map(message_text, receipt.assumptions),
    }
    return facts + [(fact, text) for fact, texts in lists.items() for text in texts]


def _write_glossary(book: Book, sheet: Any, contents: Contents, row: int) -> int:
    headings = (translate("Report", "quantity"), translate("Report", "symbol"), translate("Report", "meaning"))
    row = _section(book, sheet, row, translate("Report", "Quantities"), headings)
    for step in contents.steps:
        for quantity in dict.fromkeys(each for group in contents.groups(step) for each in group.quantities):
            book.put(sheet, row, 1, name_in_words(quantity.name), WRAPPED)
            book.put_symbol(sheet, row, 2, quantity.symbol or NOTHING)
            book.put(sheet, row, 3, quantity_sentence(quantity) if quantity.description else None, WRAPPED)
            row += 1
    return row
