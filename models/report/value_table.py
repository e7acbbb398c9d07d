"""The inputs and quantities of one result: what may be changed, and what then follows by formula."""

from __future__ import annotations

import math
from typing import Any

from openpyxl.formatting.rule import FormulaRule
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from PyQt6.QtCore import QCoreApplication

from fitting.formula import COLUMN, CONSTANTS, Formula
from fitting.outcome import Estimate
from fitting.quantity import Quantity
from fitting.units import UnknownUnit, si_factor
from models.formulas import GIVEN
from models.number_text import unit_text
from models.report import words
from models.report.cells import (
    AMBER_FILL,
    AMBER_FONT,
    FAINT,
    FAINT_RIGHT,
    HEAD,
    HEAD_RIGHT,
    INPUT,
    NOTHING,
    RIGHT,
    SECTION,
    Book,
    number_format,
    si_format,
)
from models.report.contents import Contents, Spot
from models.report.excel_formula import excel_formula
from models.result import RecipeEntry, Result
from models.translation import choice_in_words, name_in_words, origin_in_words

VALUE, LOW, HIGH, UNIT, LEVEL, BY, RULE, WINDOW, SI, ERROR, SI_UNIT, AS_ANALYSED = range(3, 15)
LAST_COLUMN = AS_ANALYSED
SIZES = (30.0, 13.0, 13.0, 12.0, 12.0, 10.0, 8.0, 20.0, 20.0, 20.0, 14.0, 14.0, 10.0, 14.0)
_RIGHT_HEADS = (VALUE, LOW, HIGH, LEVEL, SI, ERROR, AS_ANALYSED)

translate = QCoreApplication.translate


def write_inputs(book: Book, sheet: Any, contents: Contents, place: int, row: int) -> int:
    """Write the settings that were used, each in a cell that may be changed; return the next free row."""
    result = contents.results[place]
    used = {name: entry for name, entry in result.recipe.items() if entry.value is not None}
    if not used:
        return row
    book.put(sheet, row, 1, translate("Report", "Inputs"), SECTION)
    row += 1
    heads = dict(zip(range(1, LAST_COLUMN + 1), [""] * LAST_COLUMN, strict=True)) | {
        1: translate("Report", "setting"), 2: translate("Report", "symbol"), VALUE: translate("Report", "value"),
        UNIT: translate("Report", "unit"), BY: translate("Report", "from"), SI: translate("Report", "value in SI"),
        SI_UNIT: translate("Report", "SI unit"), AS_ANALYSED: translate("Report", "as analysed, SI"),
    }  # fmt: skip
    for column, text in heads.items():
        book.put(sheet, row, column, text, HEAD_RIGHT if column in _RIGHT_HEADS else HEAD)
    sheet.row_dimensions[row].height = 30
    first = row + 1
    for name, entry in used.items():
        row += 1
        _write_setting(book, sheet, row, result, name, entry)
        if isinstance(entry.value, (int, float)):
            _name_setting(book, sheet, contents, place, name, row)
    _mark_changes(sheet, first, row)
    left = [name_in_words(name) for name in result.recipe if name not in used]
    if left:
        row += 1
        text = translate("Report", "Automatic or not given: {names}.").format(names=", ".join(left))
        book.put(sheet, row, 1, text, FAINT)
    return row + 2


def _write_setting(book: Book, sheet: Any, row: int, result: Result, name: str, entry: RecipeEntry) -> None:
    setting = words.setting_of(result, name)
    book.put(sheet, row, 1, name_in_words(name))
    if setting is not None and setting.symbol:
        book.put_symbol(sheet, row, 2, setting.symbol)
    book.put(sheet, row, BY, origin_in_words(entry.origin))
    if isinstance(entry.value, str) or entry.value is None:
        book.put(sheet, row, VALUE, choice_in_words(entry.value or ""), RIGHT)
        return
    quantity = setting or Quantity(name, "", "1", "1", "")
    number = float(entry.value)
    book.put(sheet, row, VALUE, quantity.to_display(number), INPUT, _round_format(quantity.to_display(number)))
    book.put(sheet, row, UNIT, unit_text(quantity.display_unit) or NOTHING)
    _write_si(book, sheet, row, quantity, number)
    book.put(sheet, row, SI_UNIT, unit_text(entry.unit) or NOTHING, FAINT)


def write_quantities(book: Book, sheet: Any, contents: Contents, place: int, row: int) -> int:
    """Write the quantities with intervals and rules; return the next free row."""
    result = contents.results[place]
    book.put(sheet, row, 1, translate("Report", "Quantities"), SECTION)
    found = [(quantity, words.estimate_of(result, quantity)) for quantity in words.quantities_of([result])]
    if not found:
        book.put(sheet, row + 1, 1, translate("Report", "This curve gives no number."), FAINT)
        return row + 3
    row += 1
    for column, text in enumerate(_headings(), start=1):
        book.put(sheet, row, column, text, HEAD_RIGHT if column in _RIGHT_HEADS else HEAD)
    sheet.row_dimensions[row].height = 30
    first, window = row + 1, words.window_words(result)
    for quantity, estimate in found:
        if estimate is not None:
            row += 1
            _write_quantity(book, sheet, row, contents, place, quantity, estimate)
            book.put(sheet, row, WINDOW, window)
    _mark_changes(sheet, first, row)
    row += 1
    note = translate(
        "Report",
        "Blue may be changed, black follows. What is no longer as analysed turns amber; intervals are of the analysis.",
    )
    book.put(sheet, row, 1, note, FAINT)
    return row + 2


def _headings() -> tuple[str, ...]:
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
        translate("Report", "as analysed, SI"),
    )


def _write_quantity(
    book: Book, sheet: Any, row: int, contents: Contents, place: int, quantity: Quantity, estimate: Estimate
) -> None:
    formula = contents.formulas[place].quantities.get(quantity.name)
    book.put(sheet, row, 1, name_in_words(quantity.name))
    book.put_symbol(sheet, row, 2, quantity.symbol or NOTHING)
    write_ends(book, sheet, row, LOW, estimate, quantity)
    book.put(sheet, row, UNIT, unit_text(quantity.display_unit) or NOTHING)
    book.put(sheet, row, LEVEL, estimate.level if estimate.interval is not None else None, RIGHT, "0 %")
    book.put(sheet, row, BY, words.interval_words(estimate.interval_method) or NOTHING)
    book.put(sheet, row, RULE, choice_in_words(estimate.rule) or NOTHING)
    book.put(sheet, row, ERROR, estimate.standard_error, FAINT_RIGHT, "0.0E+00")
    book.put(sheet, row, SI_UNIT, unit_text(estimate.unit) or NOTHING, FAINT)
    if estimate.value is None or not math.isfinite(estimate.value):
        book.put(sheet, row, VALUE, shown_value(estimate, quantity), RIGHT)
        book.put(sheet, row, SI, estimate.value, FAINT_RIGHT)
        book.put(sheet, row, AS_ANALYSED, estimate.value, FAINT_RIGHT)
    elif formula is None:
        shown = quantity.to_display(estimate.value)
        book.put(sheet, row, VALUE, shown, INPUT, value_format(estimate, quantity))
        _write_si(book, sheet, row, quantity, estimate.value)
    else:
        _write_following(book, sheet, row, quantity, estimate, formula)
    contents.spots[place, quantity.name] = Spot(sheet.title, row)
    if quantity.name in contents.formulas[place].names and estimate.value is not None:
        book.name(sheet, quantity.name, f"$K${row}")


def _write_following(
    book: Book, sheet: Any, row: int, quantity: Quantity, estimate: Estimate, formula: Formula
) -> None:
    """Write a quantity that follows from others: SI by the formula, the display unit from SI."""
    assert estimate.value is not None
    factor, offset = _factor(quantity)
    back = f"$K{row}" if offset == 0 else f"($K{row}-{offset!r})"
    back = back if factor == 1 else f"{back}/{factor!r}"
    shown, places = quantity.to_display(estimate.value), value_format(estimate, quantity)
    book.put_formula(sheet, row, VALUE, back, shown, RIGHT, places)
    book.put_formula(
        sheet, row, SI, excel_formula(formula.expression), estimate.value, FAINT_RIGHT, si_format(estimate.value)
    )
    book.put(sheet, row, AS_ANALYSED, estimate.value, FAINT_RIGHT, si_format(estimate.value))


def _write_si(book: Book, sheet: Any, row: int, quantity: Quantity, number: float) -> None:
    """Write the SI value that follows from the display value, and the program's own."""
    factor, offset = _factor(quantity)
    formula = f"$C{row}" if factor == 1 else f"$C{row}*{factor!r}"
    formula = formula if offset == 0 else f"{formula}+{offset!r}"
    book.put_formula(sheet, row, SI, formula, number, FAINT_RIGHT, si_format(number))
    book.put(sheet, row, AS_ANALYSED, number, FAINT_RIGHT, si_format(number))


def _factor(quantity: Quantity) -> tuple[float, float]:
    try:
        return si_factor(quantity.display_unit)
    except UnknownUnit:
        return 1.0, 0.0


def _name_setting(book: Book, sheet: Any, contents: Contents, place: int, name: str, row: int) -> None:
    """Name the SI cell of a setting that a formula of this sheet uses; a quantity of the same name goes before it."""
    quantity = contents.results[place].outcome.quantities.get(name)
    own = {f"{GIVEN}{name}"} | ({name} if quantity is None or quantity.value is None else set())
    for each in own & contents.formulas[place].names:
        book.name(sheet, each, f"$K${row}")


def _mark_changes(sheet: Any, first: int, last: int) -> None:
    """Amber where a number is no longer the one of the analysis."""
    formula = f"AND(ISNUMBER($N{first}),ABS($K{first}-$N{first})>1E-9*ABS($N{first}))"
    rule = FormulaRule([formula], font=AMBER_FONT, fill=AMBER_FILL)
    sheet.conditional_formatting.add(f"C{first}:C{last} K{first}:K{last}", rule)


def shown_value(estimate: Estimate, quantity: Quantity) -> float | str | None:
    """The value in the display unit; a bound in words where there is no value."""
    if estimate.value is not None:
        return quantity.to_display(estimate.value)
    return words.bound_text(estimate, quantity)


def value_format(estimate: Estimate, quantity: Quantity) -> str:
    """The number format that shows two digits of the interval's half width."""
    low, high = _ends(estimate, quantity)
    width = None if low is None or high is None else abs(high - low) / 4
    return number_format(None if estimate.value is None else quantity.to_display(estimate.value), width)


def write_ends(book: Book, sheet: Any, row: int, column: int, estimate: Estimate, quantity: Quantity) -> None:
    """Write lower and upper end in the display unit."""
    for offset, end in enumerate(_ends(estimate, quantity)):
        book.put(sheet, row, column + offset, end, RIGHT, value_format(estimate, quantity))


def _ends(estimate: Estimate, quantity: Quantity) -> tuple[float | None, float | None]:
    if estimate.interval is None:
        return None, None
    low, high = map(quantity.to_display, estimate.interval)
    return low, high


def _round_format(number: float) -> str:
    """The shortest format that shows an input to 8 digits."""
    return "General" if number == 0 or 1e-4 <= abs(number) < 1e7 else "0.00######E+00"


def write_table(book: Book, sheet: Any, contents: Contents, place: int, row: int) -> int:
    """Write the result's table; columns that follow from others are formulas; return the next free row."""
    table = contents.results[place].outcome.table
    if not table:
        return row
    formulas = contents.formulas[place]
    book.put(sheet, row, 1, translate("Report", "Table"), SECTION)
    row += 1
    letters = {name: get_column_letter(at) for at, name in enumerate(table, start=1)}
    for column, name in enumerate(table, start=1):
        book.put(sheet, row, column, name_in_words(name), HEAD)
    sheet.row_dimensions[row].height = 45
    first = row + 1
    for column, (name, values) in enumerate(table.items(), start=1):
        formula = formulas.columns.get(name)
        for offset, value in enumerate(values):
            row_of = {each: f"{letters[each]}{first + offset}" for each in formula.names} if formula else {}
            whole = all(isinstance(table[each][offset], (int, float)) for each in row_of)
            if formula is not None and isinstance(value, (int, float)) and whole:
                book.put_formula(sheet, first + offset, column, excel_formula(formula.expression, row_of), value)
            else:
                book.put(sheet, first + offset, column, value)
        _name_column(book, sheet, f"{COLUMN}{name}", letters[name], values, first, formulas.names)
    return first + max(len(values) for values in table.values()) + 1


def _name_column(
    book: Book, sheet: Any, name: str, letter: str, values: Any, first: int, wanted: frozenset[str]
) -> None:
    """Name a column from its first number on."""
    numbers = [at for at, value in enumerate(values) if isinstance(value, (int, float))]
    if name in wanted and numbers:
        book.name(sheet, name, f"${letter}${first + numbers[0]}:${letter}${first + len(values) - 1}")


def write_constants(book: Book, sheet: Any, row: int) -> int:
    """Write the constants of nature in cells that have their names in the whole workbook; return the next free row."""
    for name, value in CONSTANTS.items():
        book.put(sheet, row, 1, name_in_words(name))
        book.put(sheet, row, 2, value, INPUT, si_format(value))
        reference = f"{quote_sheetname(sheet.title)}!$B${row}"
        book.workbook.defined_names[name] = DefinedName(name, attr_text=reference)
        row += 1
    return row + 1
