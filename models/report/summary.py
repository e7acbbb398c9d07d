"""The first sheet: curves against quantities, and the files that gave nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PyQt6.QtCore import QCoreApplication

from fitting.quantity import Quantity
from models.report import words
from models.report.cells import (
    COUNT,
    DOUBT,
    DOUBT_COUNT,
    FAINT,
    HEAD,
    HEAD_MIDDLE,
    HEAD_RIGHT,
    RIGHT,
    SECTION,
    TITLE,
    WRAPPED,
    Book,
    print_layout,
    widths,
)
from models.report.curve_sheet import write_value
from models.result import Failure, Result
from models.translation import message_text

HEAD_ROW = 4
LEADING = 4  # columns before the verdicts: curve, electrolyte, file, warnings
PAGE_WIDTH, NUMBER_WIDTH = 205.0, 9.5  # characters; the page as it is printed, smaller

translate = QCoreApplication.translate


@dataclass(frozen=True)
class Contents:
    """What the workbook is about."""

    results: Sequence[Result]
    titles: Sequence[str]  # of the sheets, one per result
    failures: Sequence[Failure]
    quantities: Sequence[Quantity]


def write_summary(book: Book, sheet: Any, contents: Contents, subtitle: str) -> None:
    """Fill the summary."""
    verdicts = _verdict_names(contents.results)
    book.put(sheet, 1, 1, translate("Report", "Report of Anodescope"), TITLE)
    sheet.row_dimensions[1].height = 24
    book.put(sheet, 2, 1, subtitle, FAINT)
    _write_headings(book, sheet, contents, verdicts)
    row = HEAD_ROW + 2
    for result, title in zip(contents.results, contents.titles, strict=True):
        _write_result(book, sheet, row, result, title, contents.quantities, verdicts)
        row += 1
    if not contents.results:
        book.put(sheet, row, 1, translate("Report", "No curve gave a result."), FAINT)
        row += 1
    if contents.failures:
        row = _write_failures(book, sheet, contents.failures, row + 1)
    sheet.freeze_panes = f"B{HEAD_ROW + 2}"
    _set_columns(sheet, contents, len(verdicts))


def _set_columns(sheet: Any, contents: Contents, verdicts: int) -> None:
    """Columns as wide as their longest text, within reason, and page breaks between quantities."""
    curves = [result.title for result in contents.results]
    electrolytes = [_electrolytes(result) for result in contents.results]
    files = [result.files for result in contents.results]
    leading = [_fitting(curves), _fitting(electrolytes), _fitting(files), 10.0, *[18.0] * verdicts]
    groups = len(contents.quantities)
    widths(sheet, leading + [NUMBER_WIDTH] * (3 * groups))
    beside = max(1, int((PAGE_WIDTH - sum(leading)) // (3 * NUMBER_WIDTH)))
    alone = max(1, int((PAGE_WIDTH - leading[0]) // (3 * NUMBER_WIDTH)))
    breaks = [len(leading) + 3 * group for group in range(beside, groups, alone)]
    print_layout(sheet, f"{HEAD_ROW}:{HEAD_ROW + 1}", breaks)


def _electrolytes(result: Result) -> str:
    names = (curve.metadata.get("electrolyte", "").strip() for curve in result.curves)
    return ", ".join(dict.fromkeys(filter(None, names)))


def _fitting(texts: Sequence[str]) -> float:
    return float(min(44, max([14, *(len(text) + 1 for text in texts)])))


def _verdict_names(results: Sequence[Result]) -> list[str]:
    return list(dict.fromkeys(name for result in results for name in result.outcome.verdicts))


def _write_headings(book: Book, sheet: Any, contents: Contents, verdicts: Sequence[str]) -> None:
    leading = (
        translate("Report", "curve"),
        translate("Report", "electrolyte"),
        translate("Report", "file"),
        translate("Report", "warnings"),
    )
    for column, text in enumerate((*leading, *map(words.verdict_heading, verdicts)), start=1):
        book.put(sheet, HEAD_ROW, column, text, HEAD)
        book.put(sheet, HEAD_ROW + 1, column, "", HEAD)
        sheet.merge_cells(start_row=HEAD_ROW, end_row=HEAD_ROW + 1, start_column=column, end_column=column)
    column = LEADING + len(verdicts) + 1
    ends = (translate("Report", "value"), translate("Report", "from"), translate("Report", "to"))
    for quantity in contents.quantities:
        for offset, text in enumerate(ends):
            book.put(sheet, HEAD_ROW, column + offset, words.heading(quantity) if offset == 0 else "", HEAD_MIDDLE)
            book.put(sheet, HEAD_ROW + 1, column + offset, text, HEAD_RIGHT)
        sheet.merge_cells(start_row=HEAD_ROW, end_row=HEAD_ROW, start_column=column, end_column=column + 2)
        column += 3
    sheet.row_dimensions[HEAD_ROW].height = 32


def _write_result(
    book: Book,
    sheet: Any,
    row: int,
    result: Result,
    title: str,
    quantities: Sequence[Quantity],
    verdicts: Sequence[str],
) -> None:
    book.link(sheet, row, 1, result.title, title)
    book.put(sheet, row, 2, _electrolytes(result) or translate("Report", "not stated"))
    book.put(sheet, row, 3, result.files or None)
    count = len(result.outcome.warnings)
    book.put(sheet, row, 4, count, DOUBT_COUNT if count else COUNT)
    column = LEADING + 1
    for name in verdicts:
        verdict = result.outcome.verdicts.get(name)
        book.put(sheet, row, column, None if verdict is None else words.verdict_words(verdict))
        column += 1
    for quantity in quantities:
        estimate = words.estimate_of(result, quantity)
        if estimate is None:
            book.row(sheet, row, (None, None, None), RIGHT, column)
        else:
            write_value(book, sheet, row, column, estimate, quantity)
        column += 3


def _write_failures(book: Book, sheet: Any, failures: Sequence[Failure], row: int) -> int:
    book.put(sheet, row, 1, translate("Report", "Files that gave no result"), SECTION)
    for failure in failures:
        row += 1
        book.put(sheet, row, 1, Path(failure.file).name, WRAPPED)
        book.put(sheet, row, 2, failure.message.code, DOUBT)
        text = message_text(failure.message)
        sheet.merge_cells(start_row=row, end_row=row, start_column=3, end_column=12)
        book.put(sheet, row, 3, text, WRAPPED)
        sheet.row_dimensions[row].height = 15.0 * min(8, 1 + len(text) // 110)
    return row + 1
