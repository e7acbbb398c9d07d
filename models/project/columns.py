"""The numbers of a curve in blocks: byte-shuffled and deflated where that is smaller, each with a CRC of our own."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Collection, Iterator, Sequence
from typing import Any

import numpy as np

from models.curve import ELECTROLYTE_NOTE, NOTE, Array, Curve
from models.curve_header import curve_header

BLOCK = 131_072  # values
DTYPE = "<f8"
RAW, SHUFFLED = "raw", "shuffle+zlib"

Row = tuple[Any, ...]


def row_crc(values: Sequence[Any], data: bytes = b"") -> int:
    """CRC-32 of the values of a row as compact JSON, carried on over its block of numbers.

    Raises
    ------
    ValueError
        If a value is none that a row of ours has: bytes, no text, no number.
    """
    try:
        text = json.dumps(list(values), ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    except TypeError as error:
        raise ValueError("not a row of ours") from error
    return zlib.crc32(data, zlib.crc32(text))


def as_text(value: Any) -> str:
    """Compact JSON; letters that are no text (from odd file names) are escaped."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text if _is_text(text) else json.dumps(value, separators=(",", ":"), allow_nan=False)


def legible(text: str) -> str:
    """The same text, odd letters escaped."""
    return text if _is_text(text) else text.encode("utf-8", "backslashreplace").decode()


def _is_text(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def blocks(key: str, name: str, column: Array, known: Collection[int] = ()) -> Iterator[Row]:
    """The rows of the table `chunk` for a column, but for those that are known."""
    for number, start in enumerate(range(0, len(column), BLOCK)):
        if number in known:
            continue
        values = np.ascontiguousarray(column[start : start + BLOCK], dtype=DTYPE)
        codec, data = packed(values)
        head = (key, name, number, codec, DTYPE, len(values))
        yield (*head, row_crc(head, data), data)


def packed(values: Array) -> tuple[str, bytes]:
    """The codec and the bytes of a block."""
    raw = values.tobytes()
    shuffled = zlib.compress(np.ascontiguousarray(values.view(np.uint8).reshape(-1, 8).T).data, 1)
    return (SHUFFLED, shuffled) if len(shuffled) < 0.95 * len(raw) else (RAW, raw)


def unpacked(codec: str, dtype: str, count: int, data: bytes) -> Array:
    """The numbers of a block.

    Raises
    ------
    ValueError
        If the bytes are not that many numbers of that codec.
    """
    if dtype != DTYPE or not 0 < count <= BLOCK:
        raise ValueError(f"{count} numbers of type {dtype}")
    if codec == SHUFFLED:
        try:
            raw = zlib.decompressobj().decompress(data, 8 * count + 1)
        except zlib.error as error:
            raise ValueError("a block is damaged") from error
    elif codec == RAW:
        raw = data
    else:
        raise ValueError(f"no codec {codec}")
    if len(raw) != 8 * count:
        raise ValueError(f"{len(raw)} bytes instead of {8 * count}")
    if codec == RAW:
        return np.frombuffer(raw, dtype=DTYPE)
    return np.ascontiguousarray(np.frombuffer(raw, np.uint8).reshape(8, count).T).view(DTYPE)[:, 0]


def curve_key(curve: Curve) -> str:
    """A digest of everything in a curve but the name and notes that it goes by: the same reading is stored once."""
    header = {name: value for name, value in curve_header(curve).items() if name != "name"}
    header["metadata"] = {name: text for name, text in curve.metadata.items() if name not in (NOTE, ELECTROLYTE_NOTE)}
    digest = hashlib.blake2b(digest_size=16)
    digest.update(json.dumps(header, sort_keys=True).encode())
    for column in curve.columns.values():
        digest.update(np.ascontiguousarray(column, dtype=DTYPE).data)
    return digest.hexdigest()


def is_whole(table: str, row: Row) -> bool:
    """Whether a row as it is stored is what its CRC says."""
    *values, crc = row[:-1] if table == "chunk" else row
    data = row[-1] if table == "chunk" else b""
    if not isinstance(data, bytes):
        return False
    try:
        return bool(row_crc(values, data) == crc)
    except ValueError:
        return False
