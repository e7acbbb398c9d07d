"""The receipt of a curve as a table: what was read, what was skipped, what was assumed, line by line."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from PyQt6.QtCore import QT_TRANSLATE_NOOP, QAbstractTableModel, QCoreApplication, QModelIndex, QObject, Qt

from fitting.messages import Message
from models.background import Task
from models.curve import Curve, Source
from models.readers.questions import AREA, REFERENCE, SIGN, open_questions
from models.translation import message_text, name_in_words

NAME, VALUE = range(2)
UNCHANGED, CHANGED, GONE, UNREADABLE = "unchanged", "changed", "gone", "unreadable"
SHOWN_LINES = 40
CHUNK = 1 << 20  # bytes

_OWN_WORDS = (  # what readers write into the lists of columns
    QT_TRANSLATE_NOOP("Receipt", "electrode area {name}, from the file"),
    QT_TRANSLATE_NOOP("Receipt", "{name} (all zero)"),
    QT_TRANSLATE_NOOP("Receipt", "{name} (no spectrum: all zero)"),
    QT_TRANSLATE_NOOP("Receipt", "sheet {name}"),
)


class ReceiptTable(QAbstractTableModel):
    """Names and values; a name that goes on over several rows is written once."""

    def __init__(self, curve: Curve, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows = [(name, value) for name, values in receipt_parts(curve) for value in values]
        self._rows.append((self.tr("Checked now"), self.tr("not yet")))

    def say_checked(self, sentence: str) -> None:
        """Note what a comparison with the file on disk gave, in the last row."""
        row = len(self._rows) - 1
        self._rows[row] = (self._rows[row][NAME], sentence)
        self.dataChanged.emit(self.index(row, VALUE), self.index(row, VALUE))

    def as_text(self, rows: Iterable[int] | None = None) -> str:
        """Rows as text, a tab between name and value."""
        wanted = range(len(self._rows)) if rows is None else sorted(set(rows))
        return "\n".join("\t".join(self._rows[row]) for row in wanted)

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else 2

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole or orientation != Qt.Orientation.Horizontal:
            return None
        return (self.tr("Item"), self.tr("What the import did"))[section]

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return f"{row[NAME]}: {row[VALUE]}"
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        goes_on = index.row() > 0 and self._rows[index.row() - 1][NAME] == row[NAME]
        return "" if goes_on and index.column() == NAME else row[index.column()]


def receipt_parts(curve: Curve) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The parts of a curve's receipt, each a name and at least one line."""
    receipt, source = curve.receipt, curve.source
    nothing = (_words("none"),)
    assumed = tuple(message_text(each) for each in receipt.assumptions if not _is_about_electrode(each))
    taken = tuple(
        taken_text(each).replace(" -> ", " → ")
        for each in receipt.columns_taken
        if not each.startswith("electrode area")
    )
    return (
        (_words("File"), (source.file,)),
        (_words("SHA-256"), (source.sha256,)),
        (_words("Size"), (_words("{count} bytes").format(count=f"{source.size:,}".replace(",", " ")),)),
        (_words("Reader"), (reader_text(source.reader),)),
        (_words("Technique"), (name_in_words(curve.technique),)),
        (_words("Encoding"), (receipt.encoding or _words("not a text file"),)),
        (_words("Delimiter"), (name_in_words(receipt.delimiter or "none"),)),
        (_words("Decimal mark"), (_decimal_text(receipt.decimal),)),
        (_words("Columns taken"), taken or nothing),
        (_words("Columns skipped"), tuple(map(own_words_text, receipt.columns_skipped)) or nothing),
        (_words("Rows read"), (str(receipt.rows_read),)),
        (_words("Rows skipped"), (_skipped_text(receipt.rows_skipped),)),
        (_words("Flagged"), tuple(map(message_text, receipt.flags)) or (_words("nothing"),)),
        (_words("Sign of the current"), (sign_text(curve.sign_convention),)),
        (_words("Electrode area"), _area_lines(curve)),
        (_words("Assumed"), assumed or (_words("nothing"),)),
    )


def taken_text(entry: str) -> str:
    """An entry of the columns taken, ``Ewe/V -> potential / V``, with the quantity in words."""
    heading, arrow, meaning = entry.rpartition(" -> ")
    quantities, slash, unit = meaning.partition(" / ")
    words = ", ".join(name_in_words(quantity) for quantity in quantities.split(", "))
    return f"{heading}{arrow}{words}{slash}{unit}" if arrow else own_words_text(entry)


def own_words_text(entry: str) -> str:
    """An entry of the columns taken or skipped in which the program's words stand round those of the file."""
    for template in _OWN_WORDS:
        before, _, after = template.partition("{name}")
        if entry.startswith(before) and entry.endswith(after):
            return _words(template).format(name=entry.removeprefix(before).removesuffix(after))
    return entry


def noted_text(curve: Curve) -> str:
    """How many things a receipt flags and assumes, in words; empty where there are none."""
    flags, assumptions = len(curve.receipt.flags), len(curve.receipt.assumptions)
    parts = [_words("{count} flagged").format(count=flags)] if flags else []
    parts += [_words("{count} assumed").format(count=assumptions)] if assumptions else []
    return _words("Import: {parts}; Ctrl+I shows the receipt").format(parts=", ".join(parts)) if parts else ""


def asked_text(curve: Curve) -> str:
    """What the file leaves open, in words; empty where nobody has to answer."""
    open_ones = open_questions(curve)
    if not open_ones:
        return ""
    words = {
        SIGN: _words("the sign of the current"),
        AREA: _words("the electrode area"),
        REFERENCE: _words("what the potentials are against"),
    }
    parts = ", ".join(words[each] for each in open_ones)
    return _words("To answer: {parts}; click the mark, or press Enter").format(parts=parts)


def reader_text(reader: str) -> str:
    """A reader as people call its files."""
    return {
        "arbin": _words("Arbin"),
        "autolab_fra": _words("Autolab FRA"),
        "biologic_mpr": _words("BioLogic .mpr"),
        "chi_text": _words("CH Instruments text"),
        "delimited_text": _words("delimited text"),
        "eclab_text": _words("EC-Lab text"),
        "eis_table": _words("impedance table"),
        "excel": _words("Excel workbook"),
        "gamry_dta": _words("Gamry .DTA"),
        "nova_text": _words("NOVA text"),
        "palmsens": _words("PalmSens session"),
        "palmsens_csv": _words("PalmSens csv"),
        "plain_table": _words("plain table"),
        "versastudio": _words("VersaStudio"),
        "zview": _words("ZView"),
    }.get(reader, reader.replace("_", " ").capitalize())


def sign_text(convention: str) -> str:
    """The sign convention in words."""
    return {
        "plating_negative": _words("plating negative, as in the file"),
        "flipped": _words("plating negative; the file has it positive and was turned round"),
        "not_stated": _words("not stated by the file; the numbers are as recorded"),
    }.get(convention, convention)


def compared_with_source(source: Source, task: Task) -> str:
    """Read the file again: ``unchanged``, ``changed``, ``gone`` or ``unreadable``. May take long; any thread."""
    digest = hashlib.sha256()
    size = 0
    try:
        with open(source.file, "rb") as stream:
            while chunk := stream.read(CHUNK):
                task.check()
                digest.update(chunk)
                size += len(chunk)
    except (FileNotFoundError, NotADirectoryError):
        return GONE
    except (OSError, ValueError):
        return UNREADABLE
    return UNCHANGED if digest.hexdigest() == source.sha256 else CHANGED


def comparison_text(verdict: str, source: Source) -> str:
    """What a comparison gave, as a sentence."""
    name = Path(source.file).name
    return {
        UNCHANGED: _words("Unchanged: “{name}” is, byte for byte, the file that was read."),
        CHANGED: _words("Changed: “{name}” is no longer the file that was read. Import it again to use it as it is."),
        GONE: _words("Gone: “{name}” is no longer at its place. The curve stays as it was read."),
        UNREADABLE: _words("“{name}” may not be read now. The curve stays as it was read."),
    }[verdict].format(name=name)


def _area_lines(curve: Curve) -> tuple[str, ...]:
    """The electrode area and what the receipt says of it."""
    taken = (taken_text(each) for each in curve.receipt.columns_taken if each.startswith("electrode area"))
    said = (message_text(each) for each in curve.receipt.assumptions if _is_about_electrode(each))
    if lines := (*taken, *said):
        return lines
    if curve.electrode_area is None:
        return (_words("not stated"),)
    return (f"{curve.electrode_area * 1e4:g} cm²",)


def _is_about_electrode(assumption: Message) -> bool:
    return assumption.code.startswith("ELECTRODE_")


def _decimal_text(mark: str | None) -> str:
    return {".": _words("point"), ",": _words("comma"), None: _words("none")}.get(mark, str(mark))


def _skipped_text(lines: tuple[int, ...]) -> str:
    if not lines:
        return _words("none")
    shown = ", ".join(str(line) for line in lines[:SHOWN_LINES]) + (" …" if len(lines) > SHOWN_LINES else "")
    return _words("{count} (line {lines})").format(count=len(lines), lines=shown)


def _words(text: str) -> str:
    return QCoreApplication.translate("Receipt", text)
