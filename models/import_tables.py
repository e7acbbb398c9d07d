"""What the import dialog shows as tables: the first rows of the file, and what each column holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PyQt6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, pyqtSignal
from PyQt6.QtGui import QFont

from models.curve import COLUMN_UNITS
from models.import_draft import Look, column_name, is_guess, quantity_text
from models.number_text import unit_text
from models.readers.choices import ImportChoices
from models.readers.preview import ColumnPreview, Preview

COLUMN, SAMPLE, HOLDS, UNIT, ORIGIN = range(5)
SAMPLES = 3  # values that show what a column looks like
CHOICES_ROLE = Qt.ItemDataRole.UserRole  # the (text, data) pairs of a cell that is chosen from a list

_UNITS: Mapping[str, tuple[str, ...]] = {
    "s": ("s", "ms", "min", "h", "d"),
    "V": ("V", "mV", "uV"),
    "A": ("A", "mA", "uA", "nA", "pA"),
    "A/m^2": ("mA/cm^2", "A/cm^2", "uA/cm^2", "A/m^2"),
    "C": ("mAh", "Ah", "uAh", "C", "mC", "uC"),
    "1": ("1",),
    "Hz": ("Hz", "kHz", "mHz"),
    "ohm": ("ohm", "mohm", "kohm", "Mohm"),
}


_TURNED = ("impedance_imaginary", "current", "current_density")  # files may have their sign turned round: -Im(Z)


def units_of(quantity: str | None) -> tuple[str, ...]:
    """The units that a column of a quantity may have, the usual ones first."""
    if quantity is None:
        return ()
    units = _UNITS[COLUMN_UNITS[quantity]]
    return (*units, *(f"-{unit}" for unit in units)) if quantity in _TURNED else units


def turned_unit_text(unit: str) -> str:
    """A unit as it is printed, with a minus sign where the file has the number with its sign turned round."""
    return f"− {unit_text(unit[1:])}" if unit.startswith("-") else unit_text(unit)


class PreviewTable(QAbstractTableModel):
    """The first lines of a file as cells; the line of the column names is bold, what stands above it is no data."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._preview = Preview()
        self._columns: tuple[ColumnPreview, ...] = ()
        self._width = 0

    def show_look(self, look: Look) -> bool:
        """Show another division of the file; whether it is another."""
        if look.preview.rows == self._preview.rows and look.preview.header_line == self._preview.header_line:
            self._preview, self._columns = look.preview, look.columns
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, max(0, self._width - 1))
            return False
        self.beginResetModel()
        self._preview, self._columns = look.preview, look.columns
        self._width = max((len(row) for row in look.preview.rows), default=0)
        self.endResetModel()
        return True

    @property
    def first_row(self) -> int:
        """The row of this table at which the numbers begin."""
        return (self._preview.first_row or 1) - 1

    @property
    def first_shown(self) -> int:
        """The row from which on the table is of interest: the column names, or the first numbers."""
        return max(0, (self._preview.header_line or self._preview.first_row or 1) - 1)

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._preview.rows)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else self._width

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return str(section + 1) if role == Qt.ItemDataRole.DisplayRole else None
        column = self._columns[section] if section < len(self._columns) else None
        if role == Qt.ItemDataRole.FontRole and column is not None and is_guess(column):
            return _italic()
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if column is None or column.quantity is None:
            return str(section + 1)
        unit = unit_text(column.unit or "")
        text = quantity_text(column.quantity) + (f" / {unit}" if unit else "")
        return self.tr("{text} (guess)").format(text=text) if is_guess(column) else text

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        flags = super().flags(index)
        is_data = index.row() >= self.first_row or index.row() + 1 == self._preview.header_line
        return flags if is_data or self._preview.first_row is None else flags & ~Qt.ItemFlag.ItemIsEnabled

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._preview.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return row[index.column()] if index.column() < len(row) else None
        if role == Qt.ItemDataRole.FontRole and index.row() + 1 == self._preview.header_line:
            font = QFont()
            font.setBold(True)
            return font
        if role == Qt.ItemDataRole.TextAlignmentRole and index.row() >= self.first_row:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None


class ColumnTable(QAbstractTableModel):
    """One row per column of the file: its name, some values, what it holds and in which unit, and who says so."""

    said = pyqtSignal(int, object, object)  # position, quantity or None, unit or None

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._columns: tuple[ColumnPreview, ...] = ()
        self._samples: tuple[str, ...] = ()

    def show_look(self, look: Look) -> None:
        """Show the columns of another look at the file."""
        samples = _samples(look.preview, len(look.columns))
        if len(look.columns) == len(self._columns) and look.columns:
            self._columns, self._samples = look.columns, samples
            self.dataChanged.emit(self.index(0, 0), self.index(len(samples) - 1, ORIGIN))
            return
        self.beginResetModel()
        self._columns, self._samples = look.columns, samples
        self.endResetModel()

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else 5

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Vertical:
            return str(section + 1)
        headings = (self.tr("Column"), self.tr("First values"), self.tr("Holds"), self.tr("Unit"), self.tr("Said by"))
        return headings[section]

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        flags = super().flags(index)
        lists = (HOLDS, UNIT) if index.isValid() and self._columns[index.row()].quantity else (HOLDS,)
        is_list = index.isValid() and index.column() in lists
        return flags | Qt.ItemFlag.ItemIsEditable if is_list else flags

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        column = self._columns[index.row()]
        if role == CHOICES_ROLE:
            return self._pairs(index)
        if role == Qt.ItemDataRole.EditRole:
            return {HOLDS: column.quantity, UNIT: column.unit}.get(index.column())
        if role == Qt.ItemDataRole.FontRole:
            return _italic() if self._is_guessed(index) else None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            heading = self.headerData(index.column(), Qt.Orientation.Horizontal)
            return f"{column_name(column, index.row())}, {heading}: {self._text(index)}"
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._text(index)
        return None

    def setData(self, index: QModelIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or index.column() not in (HOLDS, UNIT):
            return False
        column = self._columns[index.row()]
        if index.column() == UNIT:
            self.said.emit(index.row(), column.quantity, value)
            return True
        units = units_of(value)
        self.said.emit(index.row(), value, column.unit if column.unit in units else next(iter(units), None))
        return True

    def _pairs(self, index: QModelIndex) -> tuple[tuple[str, str | None], ...]:
        if index.column() == HOLDS:
            return tuple((quantity_text(each), each) for each in (None, *COLUMN_UNITS))
        if index.column() == UNIT:
            units = units_of(self._columns[index.row()].quantity)
            return tuple((turned_unit_text(each) or self.tr("none"), each) for each in units)
        return ()

    def _is_guessed(self, index: QModelIndex) -> bool:
        column = self._columns[index.row()]
        both = (column.quantity_origin, column.unit_origin)
        origins = {HOLDS: both[:1], UNIT: both[1:], ORIGIN: both}
        return column.quantity is not None and "guess" in origins.get(index.column(), ())

    def _text(self, index: QModelIndex) -> str:
        column = self._columns[index.row()]
        texts = (
            column.heading or self.tr("column {number}").format(number=index.row() + 1),
            self._samples[index.row()],
            quantity_text(column.quantity),
            "" if column.quantity is None else turned_unit_text(column.unit or ""),
            self._origin_text(column),
        )
        text = texts[index.column()]
        if index.column() in (HOLDS, UNIT) and text and self._is_guessed(index):
            return self.tr("{text} (guess)").format(text=text)
        return text

    def _origin_text(self, column: ColumnPreview) -> str:
        if column.quantity_origin == "given":
            return self.tr("you")
        if column.quantity is None:
            return "—"
        if column.quantity_origin == "reader":
            return self.tr("the reader")
        return self.tr("a guess") if is_guess(column) else self.tr("the file")


def found_choices(preview: Preview) -> ImportChoices:
    """How the program found a file to be laid out, where nobody has said."""
    return ImportChoices(preview.encoding, preview.delimiter, preview.decimal, preview.header_line)


def _samples(preview: Preview, width: int) -> tuple[str, ...]:
    start = (preview.first_row or 1) - 1
    rows: Sequence[tuple[str, ...]] = preview.rows[start : start + SAMPLES]
    return tuple(",  ".join(row[place] for row in rows if place < len(row)) for place in range(width))


def _italic() -> QFont:
    font = QFont()
    font.setItalic(True)
    return font
