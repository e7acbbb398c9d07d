"""Neware's own files: .nda of most versions record by record, .ndax (a zip) through NewareNDA.

The records of a .nda stand in one block, whose start and length the header gives. Their layouts were found by the
authors of NewareNDA and fastnda; NewareNDA reads versions 29 and 130 only.
"""

from __future__ import annotations

import re
import struct
from pathlib import Path

import numpy as np
import numpy.typing as npt

from models.curve import Array, Curve
from models.readers.columns import ColumnMeaning
from models.readers.cycler import CHARGE, DISCHARGE, REST, UNKNOWN, Signs, cumulated, finished, step_starts
from models.readers.draft import Draft
from models.readers.neware_ndax import read_ndax
from models.readers.problem import ReadError
from models.readers.refusals import no_records

_MARK = b"NEWARE"
_SHORT = np.dtype([("mark", "u1"), ("index", "<u4"), ("cycle", "<u4"), ("step", "u1"), ("state", "u1"),
                   ("time", "<u4"), ("voltage", "<i4"), ("current", "<i4"), ("_1", "V8"), ("capacity", "<i8"),
                   ("_2", "V20")])  # fmt: skip
_LONG = np.dtype([("mark", "u1"), ("_1", "V1"), ("index", "<u4"), ("cycle", "<u4"), ("step", "<u2"), ("state", "u1"),
                  ("jump", "u1"), ("time", "<u8"), ("voltage", "<i4"), ("current", "<i4"), ("_2", "V8"),
                  ("charge", "<i8"), ("discharge", "<i8"), ("_3", "V24"), ("range", "<i4"), ("_4", "V4")])  # fmt: skip
_BTS9 = np.dtype([("_1", "V4"), ("mark", "u1"), ("_2", "V4"), ("step", "u1"), ("state", "u1"), ("_3", "V5"),
                  ("index", "<u4"), ("_4", "V8"), ("time", "<u8"), ("voltage", "<f4"), ("current", "<f4"), ("_5", "V8"),
                  ("charge", "<f4"), ("_6", "V4"), ("discharge", "<f4"), ("_7", "V16"), ("_8", "V8")])  # fmt: skip
_BTS9_HEAD: list[tuple[str, str]] = [
    ("mark", "u1"), ("_0", "V1"), ("step", "u1"), ("state", "u1"), ("_1", "V4"), ("index", "<u4"), ("time", "<u4"),
    ("nanoseconds", "<u4"), ("current", "<f4"), ("voltage", "<f4"), ("capacity", "<f4"), ("_2", "V4"),
]  # fmt: skip
_BTS9_LATER = {
    52: np.dtype([*_BTS9_HEAD, ("cycle", "<u4"), ("_3", "V12")]),
    56: np.dtype([*_BTS9_HEAD, ("cycle", "<u4"), ("_3", "V16")]),
    60: np.dtype([*_BTS9_HEAD, ("_3", "V16"), ("cycle", "<u4"), ("_4", "V4")]),
}
_RECORD = 0x55
_SHORT_VERSIONS, _LONG_VERSIONS, _BTS9_VERSIONS = (5, 6, 7, 8), (14, 16, 17, 20, 22, 23, 24, 26, 28, 29), (129, 130)
_CHARGES = (1, 3, 7, 9, 11, 18, 27, 29)
_DISCHARGES = (2, 8, 10, 19, 20, 26, 28)
_RESTS = (4, 13, 22)

Records = npt.NDArray[np.void]


def is_nda(head: bytes) -> bool:
    """Return whether the content begins as a .nda does."""
    return head.startswith(_MARK)


def is_ndax(head: bytes) -> bool:
    """Return whether the content begins as a zip of Neware's modules."""
    return head.startswith(b"PK\x03\x04") and bool(re.search(rb"VersionInfo\.xml|TestInfo\.xml|\.ndc", head))


def read(content: bytes, path: Path, reader: str) -> tuple[Curve, ...]:
    """Read a .nda or .ndax.

    Raises
    ------
    ReadError
        ``UNKNOWN_VERSION``, ``TRUNCATED``, ``NO_ROWS`` or, for an .ndax, what is wrong with the zip.
    """
    if not is_nda(content):
        return read_ndax(content, path, reader)
    if len(content) < 98:
        raise ReadError("TRUNCATED", "The Neware file ends inside its header, before any data. Copy it again.")
    version = content[14]
    draft = Draft(metadata={"instrument": "Neware", "file_version": f"nda {version}"})
    date = content[6:14].decode("ascii", "replace")
    if date.isdigit():
        draft.metadata["file_date"] = f"{date[:4]}-{date[4:6]}-{date[6:]}"
    if version in _BTS9_VERSIONS:
        records, total = _bts9_records(content, draft)
    elif version in (*_SHORT_VERSIONS, *_LONG_VERSIONS):
        records, total = _block(content, _SHORT if version in _SHORT_VERSIONS else _LONG, "<II", 64, draft), False
        records = _marked(records, (0, _RECORD) if version in _SHORT_VERSIONS else (_RECORD,))
    else:
        raise ReadError(
            "UNKNOWN_VERSION",
            "This is a Neware .nda of version {version}, which cannot be read yet. Open it in BTSDA and export it as "
            ".csv or .xlsx, or save it as .ndax.",
            version=version,
        )  # fmt: skip
    records = _in_order(records, draft)
    _take(draft, records, version, content)
    return (_curve(draft, records, total, (content, path, reader)),)


def _block(content: bytes, layout: np.dtype[np.void], pointer: str, at: int, draft: Draft) -> Records:
    """The records of the block that the header points at; what is missing at its end is said."""
    begin, length = struct.unpack_from(pointer, content, at)
    size = layout.itemsize
    if not 0 < begin < len(content):
        raise ReadError("TRUNCATED", "The Neware file ends before its data begin, or its header is damaged.")
    stated = length // size
    if length % size:
        raise ReadError(
            "DAMAGED",
            "The data block of {length} bytes is no multiple of a record of {size} bytes: no number can be placed.",
            length=length, size=size,
        )  # fmt: skip
    there = (len(content) - begin) // size
    if stated > there:
        template = "the file ends early: {there} of {stated} records are there"
        draft.flag("ENDS_EARLY", template, there=there, stated=stated)
    count = min(stated, there) if stated else there
    return np.frombuffer(content, dtype=layout, count=count, offset=begin)


def _bts9_records(content: bytes, draft: Draft) -> tuple[Records, bool]:
    """The records of version 130, and whether their time counts from the start of the test."""
    begin, _ = struct.unpack_from("<QQ", content, 82)
    if not 0 < begin < len(content) - 8:
        raise ReadError(
            "UNKNOWN_VERSION",
            "This Neware .nda of version 130 keeps its data in several blocks, which cannot be read yet. Open it in "
            "BTSDA and export it as .csv or .xlsx.",
        )
    if content[begin + 4] == _RECORD:
        layout, total = _BTS9, False
    elif content[begin] == _RECORD:
        size = content.find(content[begin : begin + 2], begin + 2) - begin
        while 0 < size < 52:
            size = content.find(content[begin : begin + 2], begin + size + 1) - begin
        if size not in _BTS9_LATER:
            raise _unknown_record(size)
        layout, total = _BTS9_LATER[size], True
    else:
        raise _unknown_record(0)
    return _marked(_block(content, layout, "<QQ", 82, draft), (_RECORD,)), total


def _unknown_record(size: int) -> ReadError:
    return ReadError(
        "UNKNOWN_VERSION",
        "This Neware .nda of version 130 has records of a kind that is not known ({size} bytes). Open it in BTSDA and "
        "export it as .csv or .xlsx.",
        size=size,
    )


def _marked(records: Records, marks: tuple[int, ...]) -> Records:
    return records[np.isin(records["mark"], marks) & (records["index"] > 0)]


def _in_order(records: Records, draft: Draft) -> Records:
    """Sort by record number and drop repeated records, and say so."""
    if len(records) == 0:
        raise no_records()
    numbers = records["index"].astype(np.int64)
    _, first = np.unique(numbers, return_index=True)
    if len(first) < len(records):
        template = "{count} records stand in the file twice and were taken once"
        draft.flag("RECORDS_TWICE", template, count=len(records) - len(first))
    if np.any(np.diff(numbers) < 0):
        draft.flag("RECORDS_SORTED", "the records were put in the order of their numbers")
    lost = int(numbers.max() - numbers.min()) + 1 - len(first)
    if lost:
        draft.flag("RECORDS_LOST", "{count} record numbers are missing", count=lost)
    return records[first]


def _take(draft: Draft, records: Records, version: int, content: bytes) -> None:
    """Take the columns in SI: whole numbers are multiples of 0.1 mV and of a unit of current that the range sets."""
    whole = version not in _BTS9_VERSIONS
    milliamperes = _current_unit(records, content, draft) if whole else np.ones(len(records))
    draft.take("voltage", ColumnMeaning("potential", 1e-4 if whole else 1.0), _numbers(records, "voltage"))
    draft.take("current / mA", ColumnMeaning("current", 1e-3), _numbers(records, "current") * milliamperes)
    for name, quantity in (("capacity", "capacity"), ("charge", "charge_capacity"),
                           ("discharge", "discharge_capacity")):  # fmt: skip
        if name in (records.dtype.names or ()):
            values = np.abs(_numbers(records, name)) * milliamperes
            draft.take(f"{name} / mA s", ColumnMeaning(quantity, 1e-3), values)
    if "cycle" in (records.dtype.names or ()):
        from_zero = 0.0 if version in (6, 8) else 1.0
        draft.take("cycle", ColumnMeaning("cycle", 1.0, from_zero), _numbers(records, "cycle"))
    draft.skipped += ["energy", "temperature"]


def _current_unit(records: Records, content: bytes, draft: Draft) -> Array:
    """The unit of current in mA of every record, from the range that it or the header states."""
    block = struct.unpack_from("<I", content, 16)[0]
    stated = struct.unpack_from("<i", content, block + 26)[0] if 0 < block < len(content) - 30 else 0
    ranges = records["range"].astype(np.int64) if "range" in (records.dtype.names or ()) else np.zeros(len(records))
    ranges = np.where(ranges == 0, stated, ranges)
    if np.any(ranges == 0):
        draft.flag("CURRENT_RANGE", "the current range is not stated: its steps were taken as 0.1 mA")
    size = np.abs(ranges)
    positive = np.select([size < 10, size < 100, size < 1000], [1e-4, 1e-3, 1e-2], 1e-1)
    negative = np.select([size < 10, size < 100, size < 1000, size < 1e6, size < 1e7, size < 1e8],
                         [1e-5, 1e-4, 1e-3, 1e-2, 1e-8, 1e-7], 1e-6)  # fmt: skip
    unit = np.where(ranges < 0, negative, positive)
    return np.where((ranges == 0) | (ranges < -2e9), 1e-1, unit).astype(np.float64)


def _curve(draft: Draft, records: Records, total: bool, origin: tuple[bytes, Path, str]) -> Curve:
    states, steps = _states(records), _steps(records)
    time = _numbers(records, "time")
    if total:
        time = time + _numbers(records, "nanoseconds") * 1e-9
        draft.take("time / s", ColumnMeaning("time"), time)
        return finished(draft, steps, states, None, origin)
    unit = 1.0 if records.dtype == _SHORT else 1e-3 if records.dtype == _LONG else 1e-6
    starts = step_starts(steps, states, time) or [0]
    draft.take("time in the step", ColumnMeaning("time"), cumulated(time * unit, starts))
    template = "time is the time in the steps one after the other, without pauses between"
    draft.assume("TIME_OF_UNNAMED_STEPS", template)
    return finished(draft, steps, states, time, origin)


def _numbers(records: Records, name: str) -> Array:
    return records[name].astype(np.float64)


def _steps(records: Records) -> Array:
    steps = _numbers(records, "step")
    return steps * 256.0 + _numbers(records, "jump") if "jump" in (records.dtype.names or ()) else steps


def _states(records: Records) -> Signs:
    state = records["state"]
    choices = [np.isin(state, codes) for codes in (_CHARGES, _DISCHARGES, _RESTS)]
    return np.select(choices, [CHARGE, DISCHARGE, REST], UNKNOWN).astype(np.int8)
