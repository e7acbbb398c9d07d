"""One sheet per step: its results against its quantities, method by method; every number refers to its own sheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from openpyxl.formatting.rule import FormulaRule
from openpyxl.utils import get_column_letter, quote_sheetname
from PyQt6.QtCore import QCoreApplication

from fitting.quantity import Quantity
from models.report import words
from models.report.cells import (
    AMBER_FILL,
    AMBER_FONT,
    COUNT,
    HEAD,
    HEAD_MIDDLE,
    HEAD_RIGHT,
    RIGHT,
    SECTION,
    TITLE,
    Book,
    print_layout,
    widths,
)
from models.report.contents import Contents, Group, Spot
from models.report.value_table import VALUE, shown_value, value_format
from models.result import Result

LEADING = 4  # curve, electrolyte, file, warnings
NUMBER_WIDTH, VERDICT_WIDTH = 11.0, 18.0  # characters
WIDEST = 230.0  # characters on a printed page

translate = QCoreApplication.translate


def write_step_sheet(book: Book, sheet: Any, contents: Contents, step: str, home: str) -> None:
    """Fill a sheet with everything that was found for a step."""
    book.put(sheet, 1, 1, words.step_title(step), TITLE)
    sheet.row_dimensions[1].height = 24
    book.link(sheet, 2, 1, home, home)
    row, columns = 4, LEADING
    groups = contents.groups(step)
    most_verdicts = max((len(_verdicts(contents, group)) for group in groups), default=0)
    sizes = [14.0] * 3 + [9.5]
    for group in groups:
        results = [contents.results[place] for place in group.places]
        named = _verdicts(contents, group)
        verdicts = [*named, *[""] * (most_verdicts - len(named))]  # so that pages break between quantities everywhere
        book.put(sheet, row, 1, group_title(group), SECTION)
        first = row = _write_headings(book, sheet, row + 1, group.quantities, verdicts)
        for place in group.places:
            _write_result(book, sheet, row, contents, place, group, verdicts)
            row += 1
        _mark_doubts(sheet, first, row - 1)
        columns = max(columns, LEADING + len(verdicts) + 3 * len(group.quantities))
        sizes = [max(pair) for pair in zip(sizes, _leading_widths(results), strict=True)]
        row += 1
    sizes += [VERDICT_WIDTH] * most_verdicts
    widths(sheet, [*sizes, *[NUMBER_WIDTH] * (columns - len(sizes))])
    sheet.freeze_panes = "B4"
    _print(sheet, sizes, columns)


def group_title(group: Group) -> str:
    """The method in words, and whether it is about a series."""
    title = words.method_words(group.step, group.method)
    return translate("Report", "{method}, curves together").format(method=title) if group.together else title


def _print(sheet: Any, sizes: Sequence[float], columns: int) -> None:
    """All columns on one page, or pages that break between quantities."""
    room = WIDEST - sum(sizes)
    if (columns - len(sizes)) * NUMBER_WIDTH <= room:
        print_layout(sheet, "1:3")
        return
    beside = max(3, int(room // NUMBER_WIDTH) // 3 * 3)
    alone = max(3, int((WIDEST - sizes[0]) // NUMBER_WIDTH) // 3 * 3)
    print_layout(sheet, "1:3", list(range(len(sizes) + beside, columns, alone)))


def _leading_widths(results: Sequence[Result]) -> list[float]:
    def fitting(texts: Sequence[str]) -> float:
        return float(min(40, max([14, *(len(text) + 1 for text in texts)])))

    return [
        fitting([result.title for result in results]),
        fitting([words.electrolyte_of(result) for result in results]),
        fitting([result.files for result in results]),
        9.5,
    ]


def _verdicts(contents: Contents, group: Group) -> list[str]:
    """What is judged, in the order of the results."""
    outcomes = (contents.results[place].outcome for place in group.places)
    return list(dict.fromkeys(name for outcome in outcomes for name in outcome.verdicts))


def _write_headings(book: Book, sheet: Any, row: int, quantities: Sequence[Quantity], verdicts: Sequence[str]) -> int:
    leading = (
        translate("Report", "curve"),
        translate("Report", "electrolyte"),
        translate("Report", "file"),
        translate("Report", "warnings"),
    )
    for column, text in enumerate(
        (*leading, *(words.verdict_heading(name) if name else "" for name in verdicts)), start=1
    ):
        book.put(sheet, row, column, text, HEAD)
        book.put(sheet, row + 1, column, "", HEAD)
        sheet.merge_cells(start_row=row, end_row=row + 1, start_column=column, end_column=column)
    write_value_headings(book, sheet, row, LEADING + len(verdicts) + 1, quantities)
    return row + 2


def write_value_headings(
    book: Book, sheet: Any, row: int, column: int, quantities: Sequence[Quantity], more: Sequence[str] = ()
) -> None:
    """Write two rows: the quantity over value, from and to (and more)."""
    ends = (translate("Report", "value"), translate("Report", "from"), translate("Report", "to"), *more)
    for quantity in quantities:
        for offset, text in enumerate(ends):
            book.put(sheet, row, column + offset, words.heading(quantity) if offset == 0 else "", HEAD_MIDDLE)
            book.put(sheet, row + 1, column + offset, text, HEAD_RIGHT)
        last = column + len(ends) - 1
        sheet.merge_cells(start_row=row, end_row=row, start_column=column, end_column=last)
        column = last + 1
    sheet.row_dimensions[row].height = 32


def _write_result(
    book: Book, sheet: Any, row: int, contents: Contents, place: int, group: Group, verdicts: Sequence[str]
) -> None:
    result = contents.results[place]
    book.link(sheet, row, 1, result.title, contents.titles[place])
    book.put(sheet, row, 2, words.electrolyte_of(result))
    book.put(sheet, row, 3, result.files or None)
    book.put(sheet, row, 4, len(result.outcome.warnings), COUNT)
    column = LEADING + 1
    for name in verdicts:
        verdict = result.outcome.verdicts.get(name)
        if name:
            book.put(sheet, row, column, None if verdict is None else words.verdict_words(verdict))
        column += 1
    for quantity in group.quantities:
        spot = contents.spots.get((place, quantity.name))
        if spot is None:
            book.row(sheet, row, (None, None, None), RIGHT, column)
        else:
            refer_to_value(book, sheet, row, column, result, quantity, spot)
        column += 3


def refer_to_value(
    book: Book, sheet: Any, row: int, column: int, result: Result, quantity: Quantity, spot: Spot
) -> None:
    """Write value, lower and upper end as references to the result's own sheet."""
    estimate = words.estimate_of(result, quantity)
    assert estimate is not None
    places = value_format(estimate, quantity)
    ends = (None, None) if estimate.interval is None else tuple(map(quantity.to_display, estimate.interval))
    for offset, value in enumerate((shown_value(estimate, quantity), *ends)):
        if value is None:
            book.put(sheet, row, column + offset, None, RIGHT)
        else:
            cell = f"{quote_sheetname(spot.sheet)}!{get_column_letter(VALUE + offset)}{spot.row}"
            book.put_formula(sheet, row, column + offset, cell, value, RIGHT, places)


def _mark_doubts(sheet: Any, first: int, last: int) -> None:
    """Amber where a result has warnings."""
    rule = FormulaRule([f"$D{first}>0"], font=AMBER_FONT, fill=AMBER_FILL)
    sheet.conditional_formatting.add(f"A{first}:A{last} D{first}:D{last}", rule)
