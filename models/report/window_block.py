"""How much the window of a result matters, on its sheet: what other starts and ends give."""

from __future__ import annotations

from typing import Any

from PyQt6.QtCore import QCoreApplication

from models.fit_window import WINDOW_NAMES
from models.number_text import unit_text
from models.report import words
from models.report.cells import FAINT, HEAD, HEAD_RIGHT, SECTION, Book
from models.result import Result
from models.sensitivity import plateau, spread, windows_of
from models.translation import name_in_words

translate = QCoreApplication.translate


def write_windows(book: Book, sheet: Any, result: Result, row: int) -> int:
    """Write, per quantity, the range over other windows and where they agree; return the next free row."""
    found = windows_of(result)
    if not found:
        return row
    book.put(sheet, row, 1, translate("Report", "Other windows"), SECTION)
    row += 1
    heads = (
        translate("Report", "Quantity"),
        translate("Report", "here"),
        translate("Report", "least"),
        translate("Report", "greatest"),
        translate("Report", "most agree on"),
        translate("Report", "windows that agree"),
        translate("Report", "windows asked"),
        translate("Report", "Unit"),
    )
    for column, text in enumerate(heads, start=1):
        book.put(sheet, row, column, text, HEAD if column in (1, len(heads)) else HEAD_RIGHT)
    for quantity in words.quantities_of([result]):
        estimate, ends = words.estimate_of(result, quantity), spread(found, quantity.name)
        level = plateau(found, quantity.name)
        if quantity.name in WINDOW_NAMES or estimate is None or estimate.value is None or ends is None or level is None:
            continue
        row += 1
        values = [quantity.to_display(each) for each in (estimate.value, *ends, level.value)]
        counts = [float(level.count), float(level.of)]
        cells: list[float | str] = [*values, *counts, unit_text(quantity.display_unit)]
        book.row(sheet, row, [name_in_words(quantity.name), *cells])
    row += 1
    note = translate("Report", "The method run again with the start, then the end of its window at eight other places.")
    book.put(sheet, row, 1, note, FAINT)
    return row + 2
