"""Delimited text: bytes to characters, characters to numbers, and nothing guessed without saying so."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fitting.messages import Message
from models.curve import Array
from models.readers.eastern_text import eastern_encoding
from models.readers.problem import ReadError
from models.readers.refusals import narrow_rows, no_rows
from models.readers.remarks import CUT_LINE, NUL_TAIL, Rows, remark, unreadable

DELIMITER_NAMES = {"\t": "tab", ",": "comma", ";": "semicolon"}
_SHOWN_LINES = 200
_NUMBER = re.compile(r"[+-]?(\d+[.,]?\d*|[.,]\d+)([eEdD][+-]?\d+)?$")
_LONG_EXPONENT = rb"e[+-]\d{3}$"  # as EC-Lab writes it, every number as long as the others
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+")
_DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+([eE][+-]?\d+)?$")


@dataclass(frozen=True)
class Decoded:
    """Text of a file, lines separated by single line feeds, and what had to be done to it."""

    text: str
    encoding: str
    flags: tuple[Message, ...] = ()


@dataclass(frozen=True, eq=False)
class NumberTable:
    """The numbers under a heading line.

    Parameters
    ----------
    columns : list of (n,) float64 arrays
        As many as there are headings; NaN where a cell is no number.
    rows_skipped : tuple of int
        Line numbers (from 1) of lines that are no rows.
    line_numbers : (n,) int array
        Where each row stood in the file.
    """

    columns: list[Array]
    line_numbers: Rows
    decimal: str
    rows_skipped: tuple[int, ...] = ()
    flags: tuple[Message, ...] = ()

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(self.line_numbers)


@dataclass(frozen=True, eq=False)
class _Lines:
    """The lines of a table: where each stands, how many fields it has, and which are not blank."""

    raw: bytes
    starts: Rows
    stops: Rows
    counts: Rows
    filled: Rows
    mark: bytes

    @classmethod
    def of(cls, text: str, delimiter: str) -> _Lines:
        """Find the lines of a text without its quotes."""
        raw = text.encode("utf-8").replace(b'"', b"")
        octets = np.frombuffer(raw, np.uint8)
        ends = np.flatnonzero(octets == 10).astype(np.int64)
        starts, stops = np.concatenate(([0], ends + 1)), np.concatenate((ends, [len(raw)]))
        if starts[-1] == len(raw):
            starts, stops = starts[:-1], stops[:-1]
        places = np.flatnonzero(octets == ord(delimiter))
        counts = np.searchsorted(places, stops) - np.searchsorted(places, starts) + 1
        filled = stops > starts
        lengths = stops - starts  # a blank line of spaces or delimiters is shorter than half a row
        for index in np.flatnonzero(
            (lengths <= max(0.5 * float(np.median(lengths)) if len(lengths) else 0.0, 8.0)) & filled
        ):
            filled[index] = bool(raw[int(starts[index]) : int(stops[index])].strip(b" \t,;\0"))
        return cls(raw, starts, stops, counts.astype(np.int64), np.flatnonzero(filled), delimiter.encode())

    def line(self, index: int) -> bytes:
        """The bytes of one line."""
        return self.raw[int(self.starts[index]) : int(self.stops[index])]

    def usual_width(self) -> int:
        """The most frequent number of fields; of two as frequent, the larger: a cut line has fewer."""
        times = np.bincount(self.counts[self.filled])
        return int(np.flatnonzero(times == times.max())[-1])

    def is_filled_beyond(self, cells: int, rows: Rows) -> bool:
        """Tell a phantom last column (rows end with the delimiter) from rows with more numbers than headings."""
        surplus = (cell for index in (*rows[:50], *rows[-50:]) for cell in self.line(index).split(self.mark)[cells:])
        return any(cell.strip() for cell in surplus)

    def is_tail_cut(self, rows: Rows) -> bool:
        """Is the last line cut: too few fields, or a number shorter than all numbers above it?"""
        if self.raw.endswith(b"\n") or len(rows) < 2:
            return False
        if self.filled[-1] != rows[-1]:
            return True
        tails = [self.line(index).rsplit(self.mark, 1)[-1].strip().lstrip(b"+-") for index in rows[-12:]]
        lengths = {len(tail) for tail in tails[:-1]}
        exponent = _LONG_EXPONENT if len(rows) < 4 else b"e"
        fixed = len(lengths) == 1 and all(re.search(exponent, tail.lower()) for tail in tails[:-1])
        return fixed and len(tails[-1]) < min(lengths)

    def may_be_cut(self, rows: Rows) -> bool:
        """Does the last line end without a line end, and in a number that need not be as long as those above?"""
        if self.raw.endswith(b"\n") or len(rows) < 2:
            return False
        lengths = {len(self.line(index).rsplit(self.mark, 1)[-1].strip().lstrip(b"+-")) for index in rows[-12:]}
        return len(lengths) > 1

    def some(self, rows: Rows) -> list[str]:
        """The first rows and a few of the last."""
        shown = np.unique(np.concatenate((rows[:_SHOWN_LINES], rows[-20:])))
        return [self.line(index).decode("utf-8") for index in shown]

    def joined(self, rows: Rows) -> bytes:
        """Only these lines."""
        if len(rows) and rows[-1] - rows[0] + 1 == len(rows):
            return self.raw[int(self.starts[rows[0]]) : int(self.stops[rows[-1]])]
        return b"\n".join(self.line(index) for index in rows)


def looks_binary(head: bytes) -> bool:
    """Return whether the first bytes of a file are not text (NUL tails of text files do not count)."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or _utf16_without_mark(head):
        return False
    body = head.rstrip(b"\0")
    if not body or body.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"BIO-LOGIC MODULAR")):
        return True
    control = sum(body.count(byte) for byte in (b"\x00", b"\x01", b"\x02", b"\x05", b"\x06", b"\x07", b"\x0e", b"\x0f"))
    return control > 0.01 * len(body)


def decode(content: bytes) -> Decoded:
    """Decode a text file: byte order mark, then strict UTF-8, then GB 18030 where the bytes are Hanzi, then cp1252."""
    flags: tuple[Message, ...] = ()
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff")) or bool(_utf16_without_mark(content[:4096]))
    if not wide and content.endswith(b"\0"):
        kept = content.rstrip(b"\0")
        template = "the file ends with {count} NUL bytes, which were cut off"
        flags = (remark(NUL_TAIL, template, count=len(content) - len(kept)),)
        content = kept
    text, encoding = _decoded(content)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return Decoded(text.removeprefix("\ufeff"), encoding, flags)


def _utf16_without_mark(head: bytes) -> str | None:
    sample = head[:4096]
    if len(sample) < 8:
        return None
    half = len(sample) // 2
    if sample[1::2].count(0) > 0.7 * half and sample[0::2].count(0) < 0.1 * half:
        return "utf-16-le"
    if sample[0::2].count(0) > 0.7 * half and sample[1::2].count(0) < 0.1 * half:
        return "utf-16-be"
    return None


def _decoded(content: bytes) -> tuple[str, str]:
    if content.startswith(b"\xef\xbb\xbf"):
        return content.decode("utf-8-sig", errors="replace"), "utf-8-sig"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace"), "utf-16"
    wide = _utf16_without_mark(content[:4096])
    if wide:
        return content.decode(wide, errors="replace"), wide
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        if error.start >= len(content) - 3 and error.start > 0:  # a head, or a cut file, that ends inside a letter
            return content[: error.start].decode("utf-8"), "utf-8"
    eastern = eastern_encoding(content)
    if eastern:
        return content.decode(eastern, errors="ignore"), eastern
    if _is_hanzi(content):
        try:
            return content.decode("gb18030"), "gb18030"
        except UnicodeDecodeError:
            pass
    return content.decode("cp1252", errors="replace"), "cp1252"


def _is_hanzi(content: bytes) -> bool:
    """Tell GB 18030 from Latin-1: "µA" (B5 41) is valid GB 18030 too, but its high bytes do not come in pairs."""
    runs = re.findall(rb"[\x80-\xff]+", content[:200_000])
    if not runs:
        return False
    paired = sum(len(run) % 2 == 0 and all(byte >= 0xA1 for byte in run) for run in runs)
    return paired >= 0.8 * len(runs)


def split_line(line: str, delimiter: str) -> list[str]:
    """Split one heading line; quotes are honoured only where every quote is closed (CHI writes a lone ``Z"``)."""
    if line.count('"') % 2 == 0 and ('"' + delimiter in line or line.rstrip().endswith('"')):
        return [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter, skipinitialspace=True))]
    return [cell.strip() for cell in line.split(delimiter)]


def decimal_mark(lines: Sequence[str], delimiter: str) -> str:
    """Return the decimal mark of some rows: a comma only where the comma does not separate columns."""
    if delimiter == ",":
        return "."
    cells = [cell.strip().strip('"') for line in lines for cell in line.split(delimiter)]
    commas = sum(bool(_DECIMAL_COMMA.match(cell)) for cell in cells)
    points = sum("." in cell and bool(_NUMBER.match(cell)) for cell in cells)
    return "," if commas > points else "."


def _refuse_thousands(lines: Sequence[str], delimiter: str) -> None:
    """``1,250`` may be 1.25 or 1250: where nothing else in the file tells, neither is believed.

    A semicolon between the columns tells, because programs write it where the comma is the decimal mark; so does a
    whole number over 999 without a comma.
    """
    if delimiter == ";":
        return
    cells = [cell.strip() for line in lines for cell in line.split(delimiter)]
    commas = [cell for cell in cells if "," in cell]
    whole = [abs(int(cell)) for cell in cells if re.fullmatch(r"[+-]?\d{1,18}", cell)]
    if commas and all(_THOUSANDS.fullmatch(cell) for cell in commas) and 0 < max(whole, default=0) < 1000:
        raise ReadError(
            "AMBIGUOUS_DECIMAL",
            "The number {cell} may be {decimal} or {thousands}: say whether the comma is the decimal mark.",
            cell=commas[0], decimal=commas[0].replace(",", "."), thousands=commas[0].replace(",", ""),
        )  # fmt: skip


def is_row_of_numbers(line: str, delimiter: str) -> bool:
    """Return whether at least one cell of the line is a number and none is a word."""
    cells = [cell.strip().strip('"') for cell in line.split(delimiter)]
    numbers = sum(bool(_NUMBER.match(cell)) for cell in cells)
    return numbers > 0 and numbers >= 0.5 * len([cell for cell in cells if cell])


def read_numbers(
    text: str,
    first_line: int,
    headings: tuple[int, int],
    delimiter: str,
    wanted: Sequence[int],
    decimal: str | None = None,
) -> NumberTable:
    """Read the rows of a table; a row of the wrong length is left out and named, never shifted.

    Parameters
    ----------
    text, first_line : str, int
        The rows, line feeds between them, and the line number in the file of the first of them.
    headings : tuple of int
        How many columns the heading line names, and how many cells it has with its empty ones at the end.
    wanted : sequence of int
        The columns to read.
    decimal : str, optional
        The decimal mark, where it is known; otherwise the rows tell.

    Raises
    ------
    ReadError
        ``FIELD_COUNT`` if the rows do not fit the headings, ``NO_ROWS`` if there are none, ``AMBIGUOUS_DECIMAL`` if
        every comma may as well part thousands.
    """
    lines = _Lines.of(text, delimiter)
    if len(lines.filled) == 0:
        raise no_rows()
    width = lines.usual_width()
    rows = lines.filled[lines.counts[lines.filled] == width]
    if width < headings[0] or lines.is_filled_beyond(headings[1], rows):
        raise narrow_rows(width, headings[0])
    flags, rows = _without_cut_tail(lines, rows)
    if decimal is None:
        decimal = decimal_mark(lines.some(rows), delimiter)
        if decimal == ",":
            _refuse_thousands(lines.some(rows), delimiter)
    columns = _parse(lines.joined(rows), width, delimiter, decimal, wanted)
    words = np.all([np.isnan(column) for column in columns], axis=0)
    if len(words) != len(rows) or words.all():
        raise no_rows()
    is_kept = np.zeros(len(lines.starts), np.bool_)
    is_kept[rows[~words]] = True
    skipped = lines.filled[~is_kept[lines.filled]] + first_line
    kept = [column[~words] for column in columns] if words.any() else columns
    return NumberTable(kept, rows[~words] + first_line, decimal, tuple(skipped.tolist()), flags)


def _without_cut_tail(lines: _Lines, rows: Rows) -> tuple[tuple[Message, ...], Rows]:
    """Leave out a last line that is cut; say so where it may be."""
    if lines.is_tail_cut(rows):
        whole = rows[:-1] if rows[-1] == lines.filled[-1] else rows
        return (remark(CUT_LINE, "the last line is cut off and was left out"),), whole
    if lines.may_be_cut(rows):
        template = "the last line has no line end: if the file was cut, its last number may be cut too"
        return (remark("LAST_NUMBER_OPEN", template),), rows
    return (), rows


def unreadable_cells(table: NumberTable, position: int, name: str) -> tuple[Message, ...]:
    """Say in which lines a column holds no number."""
    return unreadable(name, table.line_numbers[np.isnan(table.columns[position])])


def _parse(body: bytes, width: int, delimiter: str, decimal: str, wanted: Sequence[int]) -> list[Array]:
    """Parse the wanted columns; every number is the nearest float64, as ``float()`` would give it."""
    import pandas

    options: dict[str, object] = {
        "sep": delimiter, "header": None, "names": list(range(width)), "usecols": sorted(set(wanted)), "engine": "c",
        "quoting": csv.QUOTE_NONE, "index_col": False, "skipinitialspace": True, "skip_blank_lines": True,
    }  # fmt: skip
    try:
        frame = pandas.read_csv(  # type: ignore[call-overload]
            io.BytesIO(body), dtype=np.float64, decimal=decimal, **options
        )
        columns = [np.array(frame[position], dtype=np.float64) for position in wanted]
    except (ValueError, OverflowError):
        frame = pandas.read_csv(  # type: ignore[call-overload]
            io.BytesIO(body), dtype=str, keep_default_na=False, **options
        )
        columns = [np.array([_number(cell, decimal) for cell in frame[position]]) for position in wanted]
    for column in columns:
        column[~np.isfinite(column)] = np.nan
    return columns


def _number(cell: str, decimal: str) -> float:
    text = cell.strip()
    if decimal == ",":
        if "." in text:
            return float("nan")
        text = text.replace(",", ".")
    if not _NUMBER.match(text) or "," in text:
        return float("nan")
    try:
        return float(text)
    except ValueError:
        return float("nan")
