"""One sheet per curve: verdicts, numbers, warnings, the chart and the picture."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any

from openpyxl.drawing.image import Image
from openpyxl.utils import get_column_letter
from PyQt6.QtCore import QCoreApplication

from fitting.electrocrystallization import NucleationSpike
from fitting.outcome import Estimate
from fitting.quantity import Quantity
from models.number_text import unit_text
from models.report import words
from models.report.cells import (
    DOUBT,
    FAINT,
    HEAD,
    HEAD_RIGHT,
    NOTHING,
    PLAIN,
    RIGHT,
    SECTION,
    TITLE,
    WRAPPED,
    Book,
    number_format,
    print_layout,
    si_format,
    widths,
)
from models.report.chart import write_chart
from models.report.panel_chart import write_panel_chart
from models.result import Result
from models.translation import choice_in_words, message_text, name_in_words

Picture = Callable[[Result], bytes | None]

SIZES = (30.0, 13.0, 12.0, 12.0, 12.0, 9.0, 8.0, 20.0, 20.0, 20.0, 14.0, 14.0, 9.0)
LAST_COLUMN = len(SIZES)
NUMBERS_COLUMN = LAST_COLUMN + 2  # of the chart, right of what is printed
PICTURE_HEIGHT = 397  # pixels at 96 per inch: as high as the chart
CHART_ROWS = 22

translate = QCoreApplication.translate


def write_curve_sheet(
    book: Book, sheet: Any, result: Result, quantities: Sequence[Quantity], picture: Picture | None, home: str
) -> None:
    """Fill a sheet with one result."""
    widths(sheet, SIZES)
    row = _write_head(book, sheet, result, home)
    row = _write_verdicts(book, sheet, result, row)
    row = _write_quantities(book, sheet, result, quantities, row)
    row = _write_warnings(book, sheet, result, row)
    row = _write_models(book, sheet, result, row)
    row = _write_pictures(book, sheet, result, picture, row)
    row = _write_table(book, sheet, result, row)
    print_layout(sheet)
    sheet.print_area = f"A1:{get_column_letter(LAST_COLUMN)}{row}"


def _write_head(book: Book, sheet: Any, result: Result, home: str) -> int:
    book.put(sheet, 1, 1, result.title, TITLE)
    sheet.row_dimensions[1].height = 24
    book.put(sheet, 2, 1, " · ".join(filter(None, (result.files, words.method_title(result)))), FAINT)
    book.link(sheet, 3, 1, home, home)
    return 5


def _write_verdicts(book: Book, sheet: Any, result: Result, row: int) -> int:
    if not result.outcome.verdicts:
        return row
    book.put(sheet, row, 1, translate("Report", "Verdicts"), SECTION)
    for name, verdict in result.outcome.verdicts.items():
        row += 1
        book.put(sheet, row, 1, words.verdict_heading(name))
        book.put(sheet, row, 2, words.verdict_words(verdict))
    return row + 2


def _write_quantities(book: Book, sheet: Any, result: Result, quantities: Sequence[Quantity], row: int) -> int:
    book.put(sheet, row, 1, translate("Report", "Quantities"), SECTION)
    found = [(quantity, words.estimate_of(result, quantity)) for quantity in quantities]
    if not any(estimate is not None for _, estimate in found):
        book.put(sheet, row + 1, 1, translate("Report", "This curve gives no number."), FAINT)
        return row + 3
    row += 1
    for column, text in enumerate(_headings(), start=1):
        book.put(sheet, row, column, text, HEAD_RIGHT if column in (3, 4, 5, 7, 11, 12) else HEAD)
    sheet.row_dimensions[row].height = 30
    window = words.window_words(result)
    for quantity, estimate in found:
        if estimate is not None:
            row += 1
            _write_estimate(book, sheet, row, estimate, quantity, window)
    return row + 2


def _headings() -> Sequence[str]:
    return (
        translate("Report", "quantity"),
        translate("Report", "symbol"),
        translate("Report", "value"),
        translate("Report", "from"),
        translate("Report", "to"),
        translate("Report", "unit"),
        translate("Report", "level"),
        translate("Report", "interval by"),
        translate("Report", "rule"),
        translate("Report", "window / s"),
        translate("Report", "value in SI"),
        translate("Report", "standard error in SI"),
        translate("Report", "SI unit"),
    )


def _write_estimate(book: Book, sheet: Any, row: int, estimate: Estimate, quantity: Quantity, window: str) -> None:
    book.put(sheet, row, 1, name_in_words(quantity.name))
    book.put_symbol(sheet, row, 2, quantity.symbol or NOTHING)
    write_value(book, sheet, row, 3, estimate, quantity)
    book.put(sheet, row, 6, unit_text(quantity.display_unit) or NOTHING)
    book.put(sheet, row, 7, estimate.level if estimate.interval is not None else None, RIGHT, "0 %")
    book.put(sheet, row, 8, words.interval_words(estimate.interval_method) or NOTHING)
    book.put(sheet, row, 9, choice_in_words(estimate.rule) or NOTHING)
    book.put(sheet, row, 10, window)
    book.put(sheet, row, 11, estimate.value, RIGHT, si_format(estimate.value))
    book.put(sheet, row, 12, estimate.standard_error, RIGHT, si_format(estimate.standard_error))
    book.put(sheet, row, 13, estimate.unit)


def write_value(book: Book, sheet: Any, row: int, column: int, estimate: Estimate, quantity: Quantity) -> None:
    """Write value, lower and upper end in the display unit; a bound where there is no value."""
    ends = estimate.interval if estimate.interval is not None else (None, None)
    value, low, high = (None if number is None else quantity.to_display(number) for number in (estimate.value, *ends))
    width = None if low is None or high is None else abs(high - low) / 4
    places = number_format(value, width)
    bound = words.bound_text(estimate, quantity) if value is None else None
    book.put(sheet, row, column, bound if bound is not None else value, RIGHT, places)
    book.put(sheet, row, column + 1, low, RIGHT, places)
    book.put(sheet, row, column + 2, high, RIGHT, places)


def _write_warnings(book: Book, sheet: Any, result: Result, row: int) -> int:
    if not result.outcome.warnings:
        return row
    book.put(sheet, row, 1, translate("Report", "Warnings"), SECTION)
    for warning in result.outcome.warnings:
        row += 1
        book.put(sheet, row, 1, warning.code, DOUBT)
        sheet.merge_cells(start_row=row, end_row=row, start_column=2, end_column=LAST_COLUMN)
        text = message_text(warning)
        book.put(sheet, row, 2, text, WRAPPED)
        sheet.row_dimensions[row].height = 15.0 * min(8, 1 + len(text) // 150)
    return row + 2


def _write_models(book: Book, sheet: Any, result: Result, row: int) -> int:
    if not result.outcome.model_comparison:
        return row
    book.put(sheet, row, 1, translate("Report", "Models"), SECTION)
    row += 1
    book.row(sheet, row, (translate("Report", "model"), "AICc", translate("Report", "weight")), HEAD)
    for score in result.outcome.model_comparison:
        row += 1
        book.row(sheet, row, (choice_in_words(score.model), score.aicc, score.weight))
    return row + 2


def _write_pictures(book: Book, sheet: Any, result: Result, picture: Picture | None, row: int) -> int:
    """The native chart on the left, the picture of the figure on the right."""
    book.put(sheet, row, 1, translate("Report", "Curve"), SECTION)
    panel = next(iter(result.outcome.panels), None)
    if panel is not None:
        write_panel_chart(book, sheet, panel, f"A{row + 1}", NUMBERS_COLUMN)
    drawn = panel is not None or (
        isinstance(result.outcome, NucleationSpike) and write_chart(book, sheet, result, f"A{row + 1}", NUMBERS_COLUMN)
    )
    if not drawn:
        book.put(sheet, row + 1, 1, translate("Report", "There is nothing to draw."), FAINT)
    png = picture(result) if picture is not None else None
    if png is not None:
        image = Image(io.BytesIO(png))
        image.width, image.height = image.width * PICTURE_HEIGHT / image.height, PICTURE_HEIGHT
        sheet.add_image(image, f"H{row + 1}")
    return row + (CHART_ROWS if drawn or png is not None else 2) + 1


def _write_table(book: Book, sheet: Any, result: Result, row: int) -> int:
    table = result.outcome.table
    if not table:
        return row
    book.put(sheet, row, 1, translate("Report", "Table"), SECTION)
    row += 1
    book.row(sheet, row, [name_in_words(name) for name in table], HEAD)
    length = max(len(values) for values in table.values())
    for number in range(length):
        row += 1
        for column, values in enumerate(table.values(), start=1):
            if number < len(values):
                book.put(sheet, row, column, values[number], PLAIN)
    return row + 1
