"""The first sheet: electrolytes against quantities, step by step, and the files that gave nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl.formatting.rule import FormulaRule
from PyQt6.QtCore import QCoreApplication

from fitting.quantity import Quantity
from models.gathered import Cell, Column, Gathered
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
    print_layout,
    widths,
)
from models.report.contents import Contents, Group
from models.report.step_sheet import group_title, refer_to_value, write_value_headings
from models.report.value_table import shown_value, value_format, write_ends
from models.result import Failure
from models.translation import message_text

BESIDE = 4  # quantities side by side; further ones below
LEADING = 2  # electrolyte, warnings
PER_QUANTITY = 4  # value, from, to, number of curves

translate = QCoreApplication.translate


def write_summary(book: Book, sheet: Any, contents: Contents) -> None:
    """Fill the summary."""
    book.put(sheet, 1, 1, translate("Report", "Report of Anodescope"), TITLE)
    sheet.row_dimensions[1].height = 24
    book.put(sheet, 2, 1, contents.date.strftime("%Y-%m-%d"), FAINT)
    note = translate(
        "Report",
        "95 % intervals. Of n curves: their random-effects mean; the first plating that gave a number speaks for its "
        "curve.",
    )
    book.put(sheet, 3, 1, note, FAINT)
    row, table = 5, contents.table
    for step in contents.steps:
        book.link(sheet, row, 1, words.step_title(step), words.step_title(step))
        row += 1
        for group in contents.groups(step):
            columns = [column for column in table.cells if (column.step, column.method) == (step, group.method)]
            if not group.together and columns:
                row = _write_group(book, sheet, contents, group, table, columns, row)
            else:
                row = _write_links(book, sheet, contents, group, row)
    if not contents.results:
        book.put(sheet, row, 1, translate("Report", "No curve gave a result."), FAINT)
        row += 2
    if contents.failures:
        _write_failures(book, sheet, contents.failures, row)
    names = [len(name) + 1 for name in contents.electrolytes]
    widths(sheet, [float(min(44, max([24, *names]))), 9.5, *[11.0] * (BESIDE * PER_QUANTITY)])
    sheet.freeze_panes = "B4"
    print_layout(sheet, "1:3")


def _write_links(book: Book, sheet: Any, contents: Contents, group: Group, row: int) -> int:
    """Name the results that are no number of one electrolyte: calculators, series."""
    book.put(sheet, row, 1, group_title(group), SECTION)
    for place in group.places:
        row += 1
        book.link(sheet, row, 1, contents.results[place].title, contents.titles[place])
    return row + 2


def _write_group(
    book: Book, sheet: Any, contents: Contents, group: Group, table: Gathered, columns: Sequence[Column], row: int
) -> int:
    """Write one method: a row per electrolyte, a few quantities beside each other; return the next free row."""
    warnings = dict.fromkeys(table.electrolytes, 0)
    measured = {words.electrolyte_of(contents.results[place]) for place in group.places}
    for place in group.places:
        name = words.electrolyte_of(contents.results[place])
        warnings[name] = warnings.get(name, 0) + len(contents.results[place].outcome.warnings)
    for start in range(0, len(columns), BESIDE):
        beside = columns[start : start + BESIDE]
        book.put(sheet, row, 1, group_title(group), SECTION)
        first = row = _write_headings(book, sheet, row + 1, [column.quantity for column in beside])
        for number, electrolyte in enumerate(table.electrolytes):
            if electrolyte not in measured:
                continue
            book.put(sheet, row, 1, electrolyte, WRAPPED)
            book.put(sheet, row, 2, warnings[electrolyte], COUNT)
            for at, column in enumerate(beside):
                cell = table.cells[column][number]
                _write_cell(book, sheet, row, LEADING + 1 + PER_QUANTITY * at, contents, column, cell)
            row += 1
        rule = FormulaRule([f"$B{first}>0"], font=AMBER_FONT, fill=AMBER_FILL)
        sheet.conditional_formatting.add(f"A{first}:B{row - 1}", rule)
        row += 1
    return row


def _write_headings(book: Book, sheet: Any, row: int, quantities: Sequence[Quantity]) -> int:
    for column, text in enumerate((translate("Report", "electrolyte"), translate("Report", "warnings")), start=1):
        book.put(sheet, row, column, text, HEAD)
        book.put(sheet, row + 1, column, "", HEAD)
        sheet.merge_cells(start_row=row, end_row=row + 1, start_column=column, end_column=column)
    write_value_headings(book, sheet, row, LEADING + 1, quantities, (translate("Report", "n"),))
    return row + 2


def _write_cell(
    book: Book, sheet: Any, row: int, place: int, contents: Contents, column: Column, cell: Cell | None
) -> None:
    """Write value, from, to and how many curves; the value of one curve is a reference to its own sheet."""
    if cell is None:
        book.row(sheet, row, (None, None, None, 0), RIGHT, place)
    elif len(cell.results) == 1:
        result = cell.results[0]
        spot = contents.spots[contents.place(result), column.quantity.name]
        refer_to_value(book, sheet, row, place, result, column.quantity, spot)
        book.put(sheet, row, place + 3, 1, COUNT)
    else:
        book.put(sheet, row, place, shown_value(cell.estimate, column.quantity), RIGHT,
                 value_format(cell.estimate, column.quantity))  # fmt: skip
        write_ends(book, sheet, row, place + 1, cell.estimate, column.quantity)
        book.put(sheet, row, place + 3, len(cell.results), COUNT)


def _write_failures(book: Book, sheet: Any, failures: Sequence[Failure], row: int) -> int:
    book.put(sheet, row, 1, translate("Report", "Files that gave no result"), SECTION)
    for failure in failures:
        row += 1
        book.put(sheet, row, 1, Path(failure.file).name, WRAPPED)
        book.put(sheet, row, 2, failure.message.code, DOUBT)
        sheet.merge_cells(start_row=row, end_row=row, start_column=2, end_column=4)
        text = message_text(failure.message)
        sheet.merge_cells(start_row=row, end_row=row, start_column=5, end_column=LEADING + PER_QUANTITY * BESIDE)
        book.put(sheet, row, 5, text, WRAPPED)
        sheet.row_dimensions[row].height = 15.0 * min(8, 1 + len(text) // 140)
    return row + 1
