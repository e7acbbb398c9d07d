"""One sheet per result: verdicts, inputs, numbers, warnings, the chart and the picture."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from openpyxl.drawing.image import Image
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break
from PyQt6.QtCore import QCoreApplication

from fitting.electrocrystallization import NucleationSpike
from models import __version__
from models.report import words
from models.report.cells import DOUBT, FAINT, HEAD, SECTION, TITLE, WRAPPED, Book, print_layout, widths
from models.report.chart import write_chart
from models.report.contents import Contents
from models.report.panel_chart import write_panel_chart
from models.report.value_table import LAST_COLUMN, SIZES, write_inputs, write_quantities, write_table
from models.report.window_block import write_windows
from models.result import Result
from models.translation import choice_in_words, message_text

Picture = Callable[[Result], bytes | None]

PICTURE_HEIGHT = 397  # pixels at 96 per inch: as high as the chart
CHART_ROWS = 22
PAGE_ROWS = 50

translate = QCoreApplication.translate


def write_curve_sheet(
    book: Book, sheet: Any, contents: Contents, place: int, picture: Picture | None, home: str
) -> None:
    """Fill a sheet with one result."""
    result = contents.results[place]
    widths(sheet, SIZES)
    row = _write_head(book, sheet, result, home)
    row = _write_verdicts(book, sheet, result, row)
    row = _write_warnings(book, sheet, result, row)
    row = write_quantities(book, sheet, contents, place, row)
    row = _write_systematic(book, sheet, result, row)
    if row > PAGE_ROWS - CHART_ROWS:
        sheet.row_breaks.append(Break(id=row - 1))
    row = _write_pictures(book, sheet, result, picture, row)
    row = write_inputs(book, sheet, contents, place, row)
    if contents.windows:
        row = write_windows(book, sheet, result, row)
    row = _write_models(book, sheet, result, row)
    row = write_table(book, sheet, contents, place, row)
    print_layout(sheet)
    sheet.print_area = f"A1:{get_column_letter(LAST_COLUMN)}{row}"


def _write_head(book: Book, sheet: Any, result: Result, home: str) -> int:
    book.put(sheet, 1, 1, result.title, TITLE)
    sheet.row_dimensions[1].height = 24
    facts = (words.electrolyte_of(result), result.files, words.method_title(result), f"Anodescope {__version__}")
    book.put(sheet, 2, 1, " · ".join(filter(None, facts)), FAINT)
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


def _write_systematic(book: Book, sheet: Any, result: Result, row: int) -> int:
    """What the intervals above do not hold, and mostly is larger."""
    if not result.systematic:
        return row
    book.put(sheet, row, 1, translate("Report", "Not in the intervals"), SECTION)
    for one in result.systematic:
        row += 1
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=LAST_COLUMN)
        book.put(sheet, row, 1, message_text(one.message), FAINT)
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
    numbers = max(LAST_COLUMN, len(result.outcome.table)) + 2  # right of what is printed
    if panel is not None:
        write_panel_chart(book, sheet, panel, f"A{row + 1}", numbers)
    drawn = panel is not None or (
        isinstance(result.outcome, NucleationSpike) and write_chart(book, sheet, result, f"A{row + 1}", numbers)
    )
    if not drawn:
        book.put(sheet, row + 1, 1, translate("Report", "There is nothing to draw."), FAINT)
    png = picture(result) if picture is not None else None
    if png is not None:
        image = Image(io.BytesIO(png))
        image.width, image.height = image.width * PICTURE_HEIGHT / image.height, PICTURE_HEIGHT
        sheet.add_image(image, f"H{row + 1}")
    return row + (CHART_ROWS if drawn or png is not None else 2) + 1
