"""Rule cards: one row per number with the rule, window, model, reader, file and version that made it."""

from __future__ import annotations

from typing import Any

from openpyxl.formatting.rule import FormulaRule
from openpyxl.utils import get_column_letter
from PyQt6.QtCore import QCoreApplication

from models import __version__
from models.number_text import unit_text
from models.report import words
from models.report.cells import (
    AMBER_FILL,
    AMBER_FONT,
    FAINT,
    HEAD,
    HEAD_RIGHT,
    NOTHING,
    TITLE,
    Book,
    print_layout,
    widths,
)
from models.report.contents import Contents
from models.report.step_sheet import refer_to_value
from models.result import Result
from models.translation import choice_in_words, name_in_words

_SIZES = (24.0, 22.0, 28.0, 12.0, 12.0, 12.0, 9.0, 22.0, 22.0, 15.0, 20.0, 16.0, 24.0, 18.0, 9.0, 10.0, 24.0)
_RIGHT = (4, 5, 6)
HEAD_ROW = 4

translate = QCoreApplication.translate


def write_rule_cards(book: Book, sheet: Any, contents: Contents, home: str) -> None:
    """Fill the sheet of rule cards."""
    book.put(sheet, 1, 1, translate("Report", "Rule cards"), TITLE)
    sheet.row_dimensions[1].height = 24
    book.link(sheet, 2, 1, home, home)
    note = translate("Report", "How each number was made. SHA-256 in full and every receipt: sheet “Provenance”.")
    book.put(sheet, 2, 2, note, FAINT)
    for column, text in enumerate(_headings(), start=1):
        book.put(sheet, HEAD_ROW, column, text, HEAD_RIGHT if column in _RIGHT else HEAD)
    sheet.row_dimensions[HEAD_ROW].height = 30
    row = HEAD_ROW
    for place, result in enumerate(contents.results):
        shared = _of_result(result)
        for quantity in words.quantities_of([result]):
            spot = contents.spots.get((place, quantity.name))
            estimate = words.estimate_of(result, quantity)
            if spot is None or estimate is None:
                continue
            row += 1
            book.link(sheet, row, 1, result.title, contents.titles[place])
            book.put(sheet, row, 2, words.electrolyte_of(result))
            book.put(sheet, row, 3, name_in_words(quantity.name))
            refer_to_value(book, sheet, row, 4, result, quantity, spot)
            book.put(sheet, row, 7, unit_text(quantity.display_unit) or NOTHING)
            book.put(sheet, row, 8, words.interval_words(estimate.interval_method) or NOTHING)
            book.put(sheet, row, 9, choice_in_words(estimate.rule) or NOTHING)
            book.row(sheet, row, shared, column=10)
    last = get_column_letter(len(_SIZES))
    sheet.auto_filter.ref = f"A{HEAD_ROW}:{last}{max(row, HEAD_ROW + 1)}"
    rule = FormulaRule([f'$Q{HEAD_ROW + 1}<>"{NOTHING}"'], font=AMBER_FONT, fill=AMBER_FILL)
    sheet.conditional_formatting.add(f"Q{HEAD_ROW + 1}:Q{max(row, HEAD_ROW + 1)}", rule)
    sheet.freeze_panes = f"D{HEAD_ROW + 1}"
    widths(sheet, _SIZES)
    print_layout(sheet, f"{HEAD_ROW}:{HEAD_ROW}")


def _headings() -> tuple[str, ...]:
    return (
        translate("Report", "curve"),
        translate("Report", "electrolyte"),
        translate("Report", "quantity"),
        translate("Report", "value"),
        translate("Report", "from"),
        translate("Report", "to"),
        translate("Report", "unit"),
        translate("Report", "interval by"),
        translate("Report", "rule"),
        translate("Report", "window / s"),
        translate("Report", "model"),
        translate("Report", "reader"),
        translate("Report", "file"),
        translate("Report", "SHA-256 begins"),
        translate("Report", "segment"),
        translate("Report", "version"),
        translate("Report", "warnings"),
    )


def _of_result(result: Result) -> tuple[str, ...]:
    """What all numbers of a result share: window, model, reader, file, hash, segment, version, warnings."""
    sources = [part.curve.source for part in result.subject]
    segments = [part.segment for part in result.subject if part.segment is not None]
    best = max(result.outcome.model_comparison, key=lambda score: score.weight, default=None)
    model = result.outcome.verdicts.get("model") or (best.model if best is not None else result.method)
    few = 3  # a series of hundreds would fill the cell
    return (
        words.window_words(result),
        choice_in_words(model),
        ", ".join(dict.fromkeys(source.reader for source in sources)) or NOTHING,
        _some(list(dict.fromkeys(result.files.split(", "))), few) or NOTHING,
        _some(list(dict.fromkeys(source.sha256[:12] for source in sources)), few) or NOTHING,
        _some(list(dict.fromkeys(map(str, segments))), few) or NOTHING,
        __version__,
        ", ".join(dict.fromkeys(warning.code for warning in result.outcome.warnings)) or NOTHING,
    )


def _some(texts: list[str], count: int) -> str:
    return ", ".join(texts) if len(texts) <= count else f"{', '.join(texts[:count])} … ({len(texts)})"
