"""Delimited text: bytes to characters, characters to numbers, and nothing guessed without saying so."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from fitting.messages import Message
from models.readers.content import LARGEST_WHOLE, Content
from models.readers.eastern_text import eastern_encoding
from models.readers.problem import ReadError
from models.readers.remarks import NUL_TAIL, remark
from models.readers.text_blocks import FileRows, NeedsWhole, TextRows

DELIMITER_NAMES = {"\t": "tab", ",": "comma", ";": "semicolon"}
_LONG = 200_000  # characters of a line that the head of a large file should hold
_MOST_LINES = 2000  # of a header
_NUMBER = re.compile(r"[+-]?(\d+[.,]?\d*|[.,]\d+)([eEdD][+-]?\d+)?$")
_LONG_EXPONENT = rb"e[+-]\d{3}$"  # as EC-Lab writes it, every number as long as the others
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+")
_DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+([eE][+-]?\d+)?$")


@dataclass(frozen=True)
class Decoded:
    """Text of a file, lines separated by single line feeds, and what had to be done to it.

    Parameters
    ----------
    text : str
        All of it; of a large file the head only.
    content, stop : Content and int, optional
        The large file, and where its text ends.
    """

    text: str
    encoding: str
    flags: tuple[Message, ...] = ()
    content: Content | None = None
    stop: int = 0

    def lines(self, most: int = _MOST_LINES) -> list[str]:
        """The first lines."""
        return self.text.split("\n", most)[:most]

    def rows_from(self, line: int) -> TextRows | FileRows:
        """What stands below some lines."""
        if self.content is None:
            return TextRows(self.text.split("\n", line)[-1] if self.text.count("\n") >= line else "")
        start = 3 if self.content.head.startswith(b"\xef\xbb\xbf") else 0
        for _ in range(line):
            start = self.content.head.find(b"\n", start) + 1
            if start == 0:
                raise NeedsWhole
        return FileRows(self.content, start, self.stop, only_ascii=self.content.size <= LARGEST_WHOLE)


def looks_binary(head: bytes) -> bool:
    """Return whether the first bytes of a file are not text (NUL tails of text files do not count)."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or _utf16_without_mark(head):
        return False
    body = head.rstrip(b"\0")
    if not body or body.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"BIO-LOGIC MODULAR")):
        return True
    control = sum(body.count(byte) for byte in (b"\x00", b"\x01", b"\x02", b"\x05", b"\x06", b"\x07", b"\x0e", b"\x0f"))
    return control > 0.01 * len(body)


def decode(content: bytes | Content) -> Decoded:
    """Decode a text file: byte order mark, then strict UTF-8, then GB 18030 where the bytes are Hanzi, then cp1252."""
    if isinstance(content, Content):
        return _decoded_head(content) or decode(content.whole())
    flags: tuple[Message, ...] = ()
    if not _is_wide(content) and content.endswith(b"\0"):
        kept = content.rstrip(b"\0")
        flags = (_nul_tail(len(content) - len(kept)),)
        content = kept
    text, encoding = _decoded(content)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return Decoded(text.removeprefix("\ufeff"), encoding, flags)


def _decoded_head(content: Content) -> Decoded | None:
    """The head of a large file; None where the file is small, or a head does not tell how to go on."""
    head = content.head[: content.head.rfind(b"\n") + 1]
    if len(content.head) == content.size or len(content.head) - len(head) > _LONG or _is_wide(head):
        return None
    if head.count(b"\r") != head.count(b"\r\n"):
        return None
    decoded = decode(head)
    cut = content.size - content.end_without_nuls()
    flags = (_nul_tail(cut),) if cut else ()
    return Decoded(decoded.text, decoded.encoding, flags, content, content.size - cut)


def _nul_tail(count: int) -> Message:
    return remark(NUL_TAIL, "the file ends with {count} NUL bytes, which were cut off", count=count)


def _is_wide(content: bytes) -> bool:
    return content.startswith((b"\xff\xfe", b"\xfe\xff")) or bool(_utf16_without_mark(content[:4096]))


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
    text = "\n".join(lines)
    if delimiter == "," or "," not in text:
        return "."
    cells = [cell.strip().strip('"') for line in lines for cell in line.split(delimiter)]
    commas = sum(bool(_DECIMAL_COMMA.match(cell)) for cell in cells)
    points = sum("." in cell and bool(_NUMBER.match(cell)) for cell in cells if "." in text)
    return "," if commas > points else "."


def refuse_thousands(lines: Sequence[str], delimiter: str) -> None:
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


def is_cut_tail(rows: Sequence[bytes], delimiter: str) -> bool:
    """Whether the last of some rows ends in a number shorter than all numbers above it."""
    tails = _last_cells(rows, delimiter)
    lengths = {len(tail) for tail in tails[:-1]}
    exponent = _LONG_EXPONENT if len(rows) < 4 else b"e"
    fixed = len(lengths) == 1 and all(re.search(exponent, tail.lower()) for tail in tails[:-1])
    return fixed and len(tails[-1]) < min(lengths)


def may_be_cut_tail(rows: Sequence[bytes], delimiter: str) -> bool:
    """Whether the last of some rows ends in a number that need not be as long as those above."""
    return len({len(tail) for tail in _last_cells(rows, delimiter)}) > 1


def _last_cells(rows: Sequence[bytes], delimiter: str) -> list[bytes]:
    mark = delimiter.encode()
    return [row.rsplit(mark, 1)[-1].strip().lstrip(b"+-") for row in rows]


def cell_number(cell: str, decimal: str) -> float:
    """What a cell is as a number, NaN where it is none or not finite."""
    text = cell.strip()
    if decimal == ",":
        if "." in text:
            return float("nan")
        text = text.replace(",", ".")
    if not _NUMBER.match(text) or "," in text:
        return float("nan")
    try:
        value = float(text)
    except ValueError:
        return float("nan")
    return value if math.isfinite(value) else float("nan")
