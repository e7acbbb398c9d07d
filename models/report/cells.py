"""Cells of the workbook: inert text, honest numbers, live formulas, and the few looks that the sheets use."""

from __future__ import annotations

import math
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.pagebreak import Break, ColBreak
from PyQt6.QtCore import QCoreApplication

from models.report.inert_text import escaped, pieces
from models.report.sheet_xml import Numbers
from models.symbols import symbol_pieces

Value = float | int | str | None

NOTHING = "—"
_LARGEST_EXACT = 2**53
_START_OF_FORMULA = "=+-@\t\r"

_INK, _FAINT, _LINE, _LINK, _DOUBT = "1D2129", "69707D", "B9BFC9", "2F5BB7", "9A5B00"
_INPUT = "0000C8"  # what may be changed is blue, what follows is black: the habit of those who build models in sheets
_SHADE = PatternFill("solid", fgColor="EEF0F4")
_AMBER = PatternFill("solid", fgColor="FFF1D6")
_UNDER = Border(bottom=Side("thin", color=_LINE))
_WRAPPED = Alignment(vertical="top", wrap_text=True)
_TOP = Alignment(vertical="top")


def _font(color: str = _INK, bold: bool = False, size: float = 10, underline: str | None = None) -> Font:
    return Font(name="Arial", size=size, bold=bold, color=color, underline=underline)


@dataclass(frozen=True)
class Look:
    """Font, fill and alignment of a cell."""

    font: Font
    fill: PatternFill | None = None
    alignment: Alignment | None = _TOP
    border: Border | None = None


PLAIN = Look(_font())
LEFT = Look(_font(), alignment=Alignment(horizontal="left", vertical="top"))
WRAPPED = Look(_font(), alignment=_WRAPPED)
PAPER = Look(_font(size=11), alignment=_WRAPPED)
FACT = Look(_font(), alignment=Alignment(horizontal="left", vertical="top", wrap_text=True))
TITLE = Look(_font(bold=True, size=16), alignment=Alignment(vertical="center"))
SECTION = Look(_font(bold=True, size=12))
FAINT = Look(_font(_FAINT))
HEAD = Look(_font(bold=True), _SHADE, Alignment(vertical="center", wrap_text=True), _UNDER)
HEAD_RIGHT = Look(HEAD.font, _SHADE, Alignment(horizontal="right", vertical="center", wrap_text=True, indent=1), _UNDER)
HEAD_MIDDLE = Look(HEAD.font, _SHADE, Alignment(horizontal="center", vertical="center", wrap_text=True), _UNDER)
DOUBT = Look(_font(_DOUBT, bold=True), _AMBER, _WRAPPED)
DOUBT_COUNT = Look(DOUBT.font, _AMBER, Alignment(horizontal="center", vertical="top"))
COUNT = Look(_font(), alignment=DOUBT_COUNT.alignment)
LINK = Look(_font(_LINK, underline="single"))
RIGHT = Look(_font(), alignment=Alignment(horizontal="right", vertical="top", indent=1))
FAINT_RIGHT = Look(FAINT.font, alignment=RIGHT.alignment)
INPUT = Look(_font(_INPUT), alignment=RIGHT.alignment)
AMBER_FONT, AMBER_FILL = Font(color=_DOUBT), PatternFill("solid", bgColor="FFF1D6")  # of conditional marks


@dataclass(eq=False)
class Book:
    """A workbook in the making, with the texts that were too long for a cell.

    Parameters
    ----------
    long_texts : list of str
        What is written whole on a sheet of its own.
    shown : dict
        By sheet and cell, what a formula gives now: for readers that do not compute.
    numbers : dict
        By sheet, the long columns that are written straight into the file.
    """

    workbook: Workbook = field(default_factory=Workbook)
    long_texts: list[str] = field(default_factory=list)
    shown: dict[str, dict[str, float | str]] = field(default_factory=dict)
    numbers: dict[str, list[Numbers]] = field(default_factory=dict)
    _dresses: dict[tuple[int, str, bool], Any] = field(default_factory=dict)

    def put(self, sheet: Any, row: int, column: int, value: Value, look: Look = PLAIN, places: str = "") -> Any:
        """Write a value; a text stays a text, NaN and infinity become words, None becomes a dash.

        Parameters
        ----------
        places : str
            Number format, for example ``0.00``.
        """
        cell = sheet.cell(row, column)
        content = cell_value(value)
        if isinstance(content, str):
            if not isinstance(value, str) and look is PLAIN:
                look = RIGHT
            cell.value = self._kept(content)
            cell.data_type = "s"
            self._dress(cell, look, "General", content != "" and content[:1] in _START_OF_FORMULA)
        else:
            put_number(cell, content)
            self._dress(cell, look, places or "General")
        return cell

    def put_formula(
        self,
        sheet: Any,
        row: int,
        column: int,
        formula: str,
        value: Value,
        look: Look = RIGHT,
        places: str = "",
    ) -> Any:
        """Write a formula of ours (without ``=``), with what it gives now.

        Parameters
        ----------
        value : float, str or None
            A text where it refers to one.
        """
        cell = sheet.cell(row, column)
        cell.value, cell.data_type = f"={formula}", "f"
        self._dress(cell, look, places or "General")
        content = cell_value(value)
        self.shown.setdefault(sheet.title, {})[cell.coordinate] = (
            escaped(content) if isinstance(content, str) else content
        )
        return cell

    def put_numbers(self, sheet: Any, row: int, column: int, values: Any) -> int:
        """Write a long column of numbers downwards from a cell, right of all else in its rows; return the last row.

        Parameters
        ----------
        values : (n,) array
            Every bit is kept; NaN and infinity become ``#N/A``, which charts leave out.
        """
        self.numbers.setdefault(sheet.title, []).append(Numbers(row, column, values))
        return row + len(values) - 1

    def name(self, sheet: Any, name: str, cells: str) -> None:
        """Give cells of a sheet a name that holds on this sheet: ``$K$12``, ``$A$3:$A$9``."""
        sheet.defined_names[name] = DefinedName(name, attr_text=f"{quote_sheetname(sheet.title)}!{cells}")

    def _dress(self, cell: Any, look: Look, places: str, quoted: bool = False) -> None:
        """Give a cell its look; the style is made once, for openpyxl takes its time over each."""
        key = (id(look), places, quoted)
        style = self._dresses.get(key)
        if style is None:
            cell.font, cell.alignment, cell.number_format = look.font, look.alignment, places
            if look.fill is not None:
                cell.fill = look.fill
            if look.border is not None:
                cell.border = look.border
            cell.quotePrefix = quoted
            style = self._dresses[key] = cell._style
        cell._style = copy(style)

    def _kept(self, text: str) -> str:
        parts = pieces(text)
        if len(parts) == 1:
            return parts[0]
        self.long_texts.append(text)
        note = QCoreApplication.translate(
            "Report", "… [cut: {count} characters; the whole text is no. {number} of the sheet “Long texts”]"
        ).format(count=len(text), number=len(self.long_texts))
        return pieces(text[:1000])[0] + escaped(note)

    def row(self, sheet: Any, row: int, values: Sequence[Value], look: Look = PLAIN, column: int = 1) -> None:
        """Write values side by side."""
        for offset, value in enumerate(values):
            self.put(sheet, row, column + offset, value, look)

    def put_symbol(self, sheet: Any, row: int, column: int, symbol: str) -> None:
        """Write a symbol with its indices lowered: what follows each ``_``."""
        cell = self.put(sheet, row, column, symbol)
        letters = InlineFont(rFont="Arial", sz=10, color=_INK)
        lowered = InlineFont(rFont="Arial", sz=10, color=_INK, vertAlign="subscript")
        parts = symbol_pieces(symbol)
        if len(parts) > 1:
            cell.value = CellRichText(*(TextBlock(lowered if is_index else letters, part) for part, is_index in parts))

    def link(self, sheet: Any, row: int, column: int, text: str, target: str) -> None:
        """Write a link to another sheet."""
        cell = self.put(sheet, row, column, text, LINK)
        place = f"{quote_sheetname(target)}!A1"
        style = cell._style
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=place, display=escaped(text)[:255])
        cell._style = style  # openpyxl gives every link a style of its own


def put_number(cell: Any, number: float | int) -> None:
    """Write a number with all its digits; openpyxl by itself rounds to 16 digits, and a float needs 17."""
    cell.value = repr(number)
    cell.data_type = "n"


def cell_value(value: Value) -> float | int | str:
    """Return what a cell can hold of a value, without losing it."""
    if value is None:
        return NOTHING
    if isinstance(value, str):
        return value
    number = float(value)
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Inf" if number > 0 else "-Inf"
    if isinstance(value, int):
        return int(value) if abs(value) <= _LARGEST_EXACT else str(value)
    return number


def number_format(value: float | None, error: float | None) -> str:
    """Return the format that shows two digits of the error, or four digits of a number without one."""
    if value is None or not math.isfinite(value):
        return "General"
    size = abs(value) or error or 1.0
    known = error is not None and math.isfinite(error) and error > 0
    last = math.floor(math.log10(error)) - 1 if known and error else math.floor(math.log10(size)) - 3
    if last >= -8 and size < 1e7:
        return f"0.{'0' * -last}" if last < 0 else "0"
    digits = max(0, math.floor(math.log10(size)) - last)
    return f"0.{'0' * digits}E+00" if digits else "0E+00"


def si_format(value: float | None) -> str:
    """Return the format of a number in SI: with an exponent where it is far from 1."""
    if value is None or value == 0 or 1e-3 <= abs(value) < 1e6:
        return "General"
    return "0.00000E+00"


def widths(sheet: Any, sizes: Sequence[float], column: int = 1) -> None:
    """Set the widths of neighbouring columns, in characters."""
    for offset, size in enumerate(sizes):
        sheet.column_dimensions[get_column_letter(column + offset)].width = size


def print_layout(sheet: Any, title_rows: str = "", breaks: Sequence[int] = ()) -> None:
    """A4 across with page numbers; all columns on one page, or smaller with a break after the given columns."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top, sheet.page_margins.bottom, sheet.page_margins.footer = 0.55, 0.8, 0.4
    sheet.oddFooter.left.text, sheet.oddFooter.right.text = "&A", "&P / &N"
    sheet.sheet_view.showGridLines = False
    if title_rows:
        sheet.print_title_rows = title_rows
    if breaks:
        sheet.page_setup.scale = 54
        sheet.print_title_cols = "A:A"
        sheet.col_breaks = ColBreak()
        for column in breaks:
            sheet.col_breaks.append(Break(id=column))
        return
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
