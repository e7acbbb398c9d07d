"""What was read of a file as plain JSON beside its numbers: for a child's answer and for what is kept of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from models.curve import Array
from models.curve_header import curve_from, curve_header, message_from, receipt_from
from models.plain import as_plain
from models.readers import FileContent
from models.readers.preview import ColumnPreview, Preview
from models.result import Failure

Found = FileContent | Failure | Preview


def as_header(found: Found) -> dict[str, Any]:
    """Everything but the numbers."""
    if isinstance(found, Preview):
        return {"kind": "preview", **asdict(found)}
    if isinstance(found, Failure):
        return {"kind": "failure", "file": found.file, "message": as_plain(found.message)}
    return {
        "kind": "content", "file": found.file, "sha256": found.sha256, "reader": found.reader,
        "experiment": found.experiment, "receipt": as_plain(found.receipt),
        "curves": [curve_header(curve) for curve in found.curves],
    }  # fmt: skip


def from_header(header: Mapping[str, Any], next_array: Callable[[int], Array]) -> Found:
    """The content again; `next_array` gives the next column, of that many points.

    Raises
    ------
    ValueError, KeyError, TypeError
        If the header is not one that `as_header` makes.
    """
    if header["kind"] == "failure":
        return Failure(header["file"], message_from(header["message"]))
    if header["kind"] == "preview":
        return _previewed(header)
    curves = tuple(curve_from(each, next_array) for each in header["curves"])
    receipt = receipt_from(header["receipt"])
    return FileContent(header["file"], header["sha256"], header["reader"], curves, receipt, header["experiment"])


def _previewed(header: Mapping[str, Any]) -> Preview:
    entries = {name: value for name, value in header.items() if name != "kind"}
    problem = entries.pop("problem")
    return Preview(**entries | {
        "rows": tuple(map(tuple, header["rows"])), "sheets": tuple(header["sheets"]),
        "columns": tuple(ColumnPreview(**each) for each in header["columns"]),
        "problem": None if problem is None else message_from(problem),
    })  # fmt: skip
