"""The first sheet: electrolytes against quantities, step by step, and the files that gave nothing."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl.formatting.rule import FormulaRule
from openpyxl.utils import quote_sheetname
from PyQt6.QtCore import QCoreApplication

from fitting.quantity import Quantity
from models.report import words
from models.report.cells import (
    AMBER_FILL,
    AMBER_FONT,
    COUNT,
    DOUBT,
    FAINT,
    HEAD,
    RIGHT,
    SECTION,
    TITLE,
    WRAPPED,
    Book,
    number_format,
    print_layout,
    widths,
)
from models.report.contents import Contents, Group, Range
from models.report.step_sheet import group_title, refer_to_value, write_value_headings
from models.result import Failure
from models.translation import message_text

BESIDE = 5  # quantities side by side; further ones below
LEADING = 3  # electrolyte, curves, warnings
PER_QUANTITY = 4  # value, from, to, number of curves

translate = QCoreApplication.translate


def write_summary(book: Book, sheet: Any, contents: Contents) -> None:
    """Fill the summary."""
    book.put(sheet, 1, 1, translate("Report", "Report of Anodescope"), TITLE)
    sheet.row_dimensions[1].height = 24
    book.put(sheet, 2, 1, contents.date.strftime("%Y-%m-%d"), FAINT)
    note = translate(
        "Report",
        "From one curve: the value with its 95 % interval. From several: their median, with the smallest and largest.",
    )
    book.put(sheet, 3, 1, note, FAINT)
    row = 5
    for step in contents.steps:
        book.link(sheet, row, 1, words.step_title(step), words.step_title(step))
        row += 1
        for group in contents.groups(step):
            row = _write_group(book, sheet, contents, group, row)
    if not contents.results:
        book.put(sheet, row, 1, translate("Report", "No curve gave a result."), FAINT)
        row += 2
    if contents.failures:
        _write_failures(book, sheet, contents.failures, row)
    names = [len(name) + 1 for name in contents.electrolytes]
    widths(sheet, [float(min(44, max([24, *names]))), 9.0, 9.5, *[10.5] * (BESIDE * PER_QUANTITY)])
    sheet.freeze_panes = "B4"
    print_layout(sheet, "1:3")


def _write_group(book: Book, sheet: Any, contents: Contents, group: Group, row: int) -> int:
    """Write one method: a row per electrolyte, five quantities beside each other; return the next free row."""
    members: dict[str, list[int]] = {}
    for place in group.places:
        members.setdefault(words.electrolyte_of(contents.results[place]), []).append(place)
    for start in range(0, max(1, len(group.quantities)), BESIDE):
        quantities = group.quantities[start : start + BESIDE]
        book.put(sheet, row, 1, group_title(group), SECTION)
        row = _write_headings(book, sheet, row + 1, quantities)
        first = row
        for electrolyte, places in members.items():
            book.put(sheet, row, 1, electrolyte, WRAPPED)
            book.put(sheet, row, 2, len(places), COUNT)
            count = sum(len(contents.results[place].outcome.warnings) for place in places)
            book.put(sheet, row, 3, count, COUNT)
            for number, quantity in enumerate(quantities):
                _write_quantity(
                    book, sheet, row, LEADING + 1 + PER_QUANTITY * number, contents, group, places, quantity
                )
            row += 1
        rule = FormulaRule([f"$C{first}>0"], font=AMBER_FONT, fill=AMBER_FILL)
        sheet.conditional_formatting.add(f"A{first}:A{row - 1} C{first}:C{row - 1}", rule)
        row += 1
    return row


def _write_headings(book: Book, sheet: Any, row: int, quantities: Sequence[Quantity]) -> int:
    leading = (translate("Report", "electrolyte"), translate("Report", "results"), translate("Report", "warnings"))
    for column, text in enumerate(leading, start=1):
        book.put(sheet, row, column, text, HEAD)
        book.put(sheet, row + 1, column, "", HEAD)
        sheet.merge_cells(start_row=row, end_row=row + 1, start_column=column, end_column=column)
    write_value_headings(book, sheet, row, LEADING + 1, quantities, (translate("Report", "n"),))
    return row + 2


def _write_quantity(
    book: Book,
    sheet: Any,
    row: int,
    column: int,
    contents: Contents,
    group: Group,
    places: Sequence[int],
    quantity: Quantity,
) -> None:
    """Write value, from, to and how many curves: of one its own, of several median and extremes by formula."""
    known = [place for place in places if (place, quantity.name) in contents.spots]
    estimates = [words.estimate_of(contents.results[place], quantity) for place in known]
    values = [quantity.to_display(each.value) for each in estimates if each is not None and each.value is not None]
    if len(known) == 1:
        spot = contents.spots[known[0], quantity.name]
        refer_to_value(book, sheet, row, column, contents.results[known[0]], quantity, spot)
    elif not values:
        book.row(sheet, row, ("…" if known else None, None, None), RIGHT, column)
    else:
        found = contents.ranges[group, quantity.name, words.electrolyte_of(contents.results[places[0]])]
        low, high = min(values), max(values)
        places_format = number_format(statistics.median(values), (high - low) / 4)
        for offset, (name, value) in enumerate((("MEDIAN", statistics.median(values)), ("MIN", low), ("MAX", high))):
            book.put_formula(sheet, row, column + offset, f"{name}({_cells(found)})", value, RIGHT, places_format)
    bounds = len(known) - len(values)
    if len(known) > 1 and bounds == 0:
        found = contents.ranges[group, quantity.name, words.electrolyte_of(contents.results[places[0]])]
        book.put_formula(sheet, row, column + 3, f"COUNT({_cells(found)})", len(values), COUNT)
    else:
        bounded = translate("Report", "{count} + {bounds} bounds").format(count=len(values), bounds=bounds)
        book.put(sheet, row, column + 3, bounded if bounds else len(values) or None, COUNT)


def _cells(found: Range) -> str:
    return f"{quote_sheetname(found.sheet)}!{found.column}{found.first}:{found.column}{found.last}"


def _write_failures(book: Book, sheet: Any, failures: Sequence[Failure], row: int) -> int:
    book.put(sheet, row, 1, translate("Report", "Files that gave no result"), SECTION)
    for failure in failures:
        row += 1
        book.put(sheet, row, 1, Path(failure.file).name, WRAPPED)
        book.put(sheet, row, 2, failure.message.code, DOUBT)
        sheet.merge_cells(start_row=row, end_row=row, start_column=2, end_column=4)
        text = message_text(failure.message)
        last = LEADING + PER_QUANTITY * 4
        sheet.merge_cells(start_row=row, end_row=row, start_column=5, end_column=last)
        book.put(sheet, row, 5, text, WRAPPED)
        sheet.row_dimensions[row].height = 15.0 * min(8, 1 + len(text) // 140)
    return row + 1
