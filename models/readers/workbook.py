"""Workbooks opened safely: checked before anybody unpacks them, then read by calamine."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import cast

import numpy as np

from models.readers.open_document import CONTENT, KIND, extents
from models.readers.problem import ReadError
from models.readers.zip_safety import checked_members, refuse_entities, without_entities

Cell = object

MOST_CELLS = 10_000_000  # of one sheet, from A1 to the farthest cell: calamine and we hold them all at once
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BIFF8 = b"\x09\x08\x10\x00\x00\x06\x05\x00"  # where the records of an Excel 97 workbook begin
_CELL_RECORDS = (0x0006, 0x00BD, 0x00BE, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E)
_LONGEST_RECORD, _LAST_OLD_COLUMN = 8224, 255
_REFERENCE = re.compile(rb'\br="\$?([A-Z]{1,3})\$?(\d{1,8})"')
_NEAR_COLUMN, _NEAR_ROW = 26, 99_999  # only where a cell lies beyond is it worth finding out how far
_PARTS = (b"[Content_Types].xml", b"_rels/", b"xl/", b"docProps/")


@dataclass(frozen=True)
class Sheet:
    """The cells of a sheet, from A1 on."""

    name: str
    rows: list[list[Cell]]


def is_workbook(head: bytes) -> bool:
    """Return whether the content begins as an .xlsx, an .ods or an old .xls does."""
    return head.startswith(_OLD) or (head.startswith(b"PK\x03\x04") and head[30:].startswith((*_PARTS, KIND)))


def sheets_of(content: bytes) -> list[Sheet]:
    """Read the cells of every sheet.

    Raises
    ------
    ReadError
        ``ZIP_BOMB``, ``XML_BOMB``, ``TOO_LARGE``, ``ENCRYPTED``, ``TRUNCATED``, or ``NOT_RECOGNISED`` where it is no
        workbook.
    """
    if content.startswith(_OLD):
        _check_old(content)
    else:
        _check_new(content)
    return _cells(content)


def _check_old(content: bytes) -> None:
    names = {name: name.encode("utf-16-le") in content for name in ("EncryptedPackage", "Workbook", "Book")}
    if names["EncryptedPackage"]:
        raise ReadError("ENCRYPTED", "The workbook is protected by a password: save it without one.")
    if not names["Workbook"] and not names["Book"]:
        raise ReadError("NOT_RECOGNISED", "The file is an Office document, but no workbook.")
    stream, at = _stream(content), 0
    while at <= len(stream) - 8:
        kind, size, _, column = struct.unpack_from("<HHHH", stream, at)
        if size > _LONGEST_RECORD:
            return
        if kind in _CELL_RECORDS and size >= 6 and column > _LAST_OLD_COLUMN:
            raise ReadError("TRUNCATED", "The old workbook holds cells beyond the last column: it is damaged.")
        at += 4 + size


def _stream(content: bytes) -> bytes:
    """The records of an Excel 97 workbook, put together from the sectors that the allocation table names."""
    size = 1 << min(struct.unpack_from("<H", content, 30)[0], 12)
    start = content.find(_BIFF8)
    if start < size or start % size:
        return b""
    listed = struct.unpack_from("<109I", content, 76)
    tables = [content[(sector + 1) * size : (sector + 2) * size] for sector in listed if sector < len(content) // size]
    following = np.frombuffer(b"".join(table[: len(table) // 4 * 4] for table in tables), dtype="<u4")
    pieces, sector, left = [], start // size - 1, len(following)
    while sector < len(following) and left > 0:
        pieces.append(content[(sector + 1) * size : (sector + 2) * size])
        sector, left = int(following[sector]), left - 1
    return b"".join(pieces)


def _check_new(content: bytes) -> None:
    members = checked_members(content)
    if content.startswith(KIND, 30) and CONTENT in members:
        refuse_entities(content, members)
        cells = 0
        for name, rows, columns in extents(content, members[CONTENT]):
            _check_size(name, rows, columns, cells)
            cells += rows * columns
        return
    if "xl/workbook.xml" not in members:
        raise ReadError("NOT_RECOGNISED", "The file is a zip archive or a binary workbook: save the workbook as .xlsx.")
    sheets = {name: member for name, member in members.items() if re.match(r"xl/worksheets/[^/]+\.xml$", name)}
    refuse_entities(content, {name: member for name, member in members.items() if name not in sheets})
    for name, member in sheets.items():
        _check_extent(content, name, member)


def _check_extent(content: bytes, name: str, member: zipfile.ZipInfo) -> None:
    """One cell far out makes a sheet as large as everything before it, whatever its stated dimension."""
    last_row, last_column, tail = 0, 0, b""
    for piece in without_entities(content, name, member):
        text = tail + piece
        cut = text.rfind(b"<")
        whole, tail = (text[:cut], text[cut:][-65536:]) if cut > 0 else (text, b"")
        columns, rows = _extent(whole) if _goes_far(whole) else (_NEAR_COLUMN, _NEAR_ROW)
        last_column, last_row = max(last_column, columns), max(last_row, rows)
    columns, rows = _extent(tail)
    last_column, last_row = max(last_column, columns), max(last_row, rows)
    _check_size(name.rsplit("/", 1)[-1].removesuffix(".xml"), last_row, last_column)


def _goes_far(text: bytes) -> bool:
    """Whether a cell may lie beyond column Z or row 99,999."""
    octets = np.frombuffer(text + bytes(16), np.uint8)
    at = np.flatnonzero((octets[:-16] == 114) & (octets[1:-15] == 61) & (octets[2:-14] == 34))  # r="
    first, second = octets[at + 3], octets[at + 4]
    is_long = np.logical_and.reduce([(octets[at + place] >= 48) & (octets[at + place] <= 57) for place in range(4, 10)])
    return bool(((first == 36) | ((second >= 65) & (second <= 90)) | (second == 36) | is_long).any())


def _check_size(name: str, last_row: int, last_column: int, before: int = 0) -> None:
    if before + last_row * last_column > MOST_CELLS:
        raise ReadError(
            "TOO_LARGE",
            "The sheet {name} reaches to row {row}, column {column}: more than 10 million cells are not read. Delete "
            "the stray cell far out.",
            name=name, row=last_row, column=last_column,
        )  # fmt: skip


def _extent(text: bytes) -> tuple[int, int]:
    found = _REFERENCE.findall(text)
    columns = max((_column_number(letters) for letters in {letters for letters, _ in found}), default=0)
    return columns, max((int(row) for row in {row for _, row in found}), default=0)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _cells(content: bytes) -> list[Sheet]:
    import python_calamine

    found = []
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        kind = python_calamine.SheetTypeEnum.WorkSheet
        names = [about.name for about in workbook.sheets_metadata if about.typ == kind]
        with ThreadPoolExecutor(1) as beside:  # calamine lets go of the interpreter while it takes a sheet apart
            ahead = None
            for name, following in zip(names, [*names[1:], None], strict=True):
                sheet = (ahead or beside.submit(workbook.get_sheet_by_name, name)).result()
                ahead = None if following is None else beside.submit(workbook.get_sheet_by_name, following)
                _check_size(name, *(sheet.end or (0, 0)))
                rows = sheet.to_python(skip_empty_area=False)
                found.append(Sheet(name, cast(list[list[Cell]], rows)))
    except python_calamine.PasswordError:
        raise ReadError("ENCRYPTED", "The workbook is protected by a password: save it without one.") from None
    except (python_calamine.CalamineError, OSError, ValueError, OverflowError) as error:
        raise ReadError(
            "TRUNCATED",
            "The workbook is damaged or cut off ({reason}): save it again.", reason=type(error).__name__,
        ) from None  # fmt: skip
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # what a failure inside calamine comes out as
            raise
        raise ReadError("TRUNCATED", "The workbook is damaged: calamine fails on it. Save it again.") from None
    return found
