"""OpenDocument spreadsheets (.ods) looked through before anybody unpacks them: how far each sheet reaches.

Rows and cells state how often they repeat, so that a few bytes can stand for more cells than there is memory.
"""

from __future__ import annotations

import re
import zipfile

from models.readers.problem import ReadError
from models.readers.zip_safety import inflated

KIND = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"  # how the first member of the zip begins
CONTENT = "content.xml"

_TAG = re.compile(
    rb"<(/?)table:(table|table-row|table-cell|covered-table-cell)(?=[\s/>])"
    rb"""((?:[^<>"']|"[^"]*"|'[^']*')*)>"""
)
_LONGEST_TAG = 65536
_NAME = re.compile(rb"""\btable:name\s*=\s*["']([^"']*)""")
_REPEATED = re.compile(rb"""\btable:number-(?:rows|columns)-repeated\s*=\s*["'](\d{1,9})""")


class Extents:
    """The last row and column with a cell that is not empty, sheet by sheet, from the tags of `CONTENT`."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, int, int]] = []  # name, rows, columns
        self._name, self._rows, self._columns = "", 0, 0
        self._row, self._repeats, self._column, self._filled = 0, 1, 0, 0

    def read(self, text: bytes) -> None:
        """Take the tags of a piece of the XML; what could hide tags is refused."""
        if b"<!--" in text or b"<![" in text:
            raise ReadError(
                "NOT_RECOGNISED", "The spreadsheet holds XML comments, as no program writes: save it again."
            )
        for tag in _TAG.finditer(text):
            closes, kind, attributes = tag[1] == b"/", tag[2], tag[3]
            if kind == b"table":
                self._table(closes, attributes)
            elif kind == b"table-row":
                self._table_row(closes, attributes)
            elif not closes:
                self._column += _repeats(attributes)
                if not attributes.endswith(b"/") or b"office:value" in attributes:
                    self._filled = self._column

    def _table(self, closes: bool, attributes: bytes) -> None:
        if closes:
            self.sheets.append((self._name, self._rows, self._columns))
        else:
            name = _NAME.search(attributes)
            self._name = name[1].decode("utf-8", "replace") if name else ""
        self._rows = self._columns = self._row = 0

    def _table_row(self, closes: bool, attributes: bytes) -> None:
        if not closes:
            self._repeats, self._column, self._filled = _repeats(attributes), 0, 0
        if closes or attributes.endswith(b"/"):
            self._row += self._repeats
            if self._filled:
                self._rows, self._columns = self._row, max(self._columns, self._filled)


def extents(content: bytes, member: zipfile.ZipInfo) -> list[tuple[str, int, int]]:
    """Name, rows and columns of every sheet.

    Raises
    ------
    ReadError
        ``NOT_RECOGNISED``, or what `inflated` raises.
    """
    found, tail = Extents(), b""
    for piece in inflated(content, member):
        text = tail + piece
        cut = text.rfind(b"<")
        whole, tail = (text[:cut], text[cut:][-_LONGEST_TAG:]) if cut > 0 else (text, b"")
        found.read(whole)
    found.read(tail)
    return found.sheets


def _repeats(attributes: bytes) -> int:
    stated = _REPEATED.search(attributes)
    return int(stated[1]) if stated else 1
