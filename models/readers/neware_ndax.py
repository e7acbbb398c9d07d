"""Neware .ndax through NewareNDA, after its zip has been checked."""

from __future__ import annotations

import logging
import struct
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from fitting.messages import Message
from models.curve import Array, Curve
from models.readers.columns import ColumnMeaning
from models.readers.cycler import cumulated, finished, state_signs, step_starts
from models.readers.draft import Draft
from models.readers.problem import ReadError
from models.readers.refusals import no_records
from models.readers.remarks import remark, time_of_steps
from models.readers.zip_safety import checked_members, inflated, refuse_entities

if TYPE_CHECKING:
    import pandas

_COLUMNS = {
    "Voltage": ColumnMeaning("potential"), "Current(mA)": ColumnMeaning("current", 1e-3),
    "Charge_Capacity(mAh)": ColumnMeaning("charge_capacity", 3.6),
    "Discharge_Capacity(mAh)": ColumnMeaning("discharge_capacity", 3.6), "Cycle": ColumnMeaning("cycle"),
}  # fmt: skip
_LARGEST_VOLTAGE = 1e4  # V
_HEAD = 525  # bytes, to the end of what marks the first record in a module of version 2
_SEARCHED = 2  # the version of module whose records are searched for
_RECORDS = (0x55, 0x65, 0x74)
_MOST_REMARKS = 20


def read_ndax(content: bytes, path: Path, reader: str) -> tuple[Curve, ...]:
    """Read a Neware .ndax.

    Raises
    ------
    ReadError
        What is wrong with the zip; ``UNKNOWN_VERSION`` or ``DAMAGED`` where NewareNDA cannot read the record.
    """
    members = checked_members(content)
    if "data.ndc" not in members:
        raise ReadError("TRUNCATED", "The .ndax holds no record (no part data.ndc): export it again from BTSDA.")
    refuse_entities(content, members)
    for name, member in members.items():
        if name.endswith(".ndc"):
            _check_module(content, name, member)
    frame, said = _frame(content)
    if len(frame) == 0:
        raise no_records()
    draft = Draft(metadata={"instrument": "Neware", "started": str(frame["Timestamp"].iloc[0])}, flags=said)
    for name, meaning in _COLUMNS.items():
        values = _shortest(frame[name].to_numpy())
        draft.take(name, meaning, np.abs(values) if "Capacity" in name else values)
    voltage = draft.columns["potential"]
    if np.all(np.isnan(voltage)) or np.nanmax(np.abs(voltage)) > _LARGEST_VOLTAGE:
        raise ReadError("DAMAGED", "The record in the .ndax holds voltages that no cell has: the file is damaged.")
    for name in ("Time", *_COLUMNS):
        if count := int(frame[name].isna().sum()):
            draft.flag("VALUES_LACKING", "{name}: {count} values are missing", name=name, count=count)
    steps, states = frame["Step"].to_numpy(dtype=np.float64), state_signs(frame["Status"].astype(str).tolist())
    time = _shortest(frame["Time"].to_numpy())
    starts = step_starts(steps, states, time) or [0]
    draft.take("Time", ColumnMeaning("time"), cumulated(time, starts))
    draft.taken += ["Step -> segments", "Status -> segments"]
    draft.skipped += [name for name in map(str, frame.columns) if name not in ("Time", "Step", "Status", *_COLUMNS)]
    draft.assumptions.append(time_of_steps("Time"))
    return (finished(draft, steps, states, time, (content, path, reader)),)


def _check_module(content: bytes, name: str, member: zipfile.ZipInfo) -> None:
    """Refuse a module that ends before its first record: NewareNDA would search it without end."""
    head = b""
    for piece in inflated(content, member):
        head = (head + piece)[:_HEAD]
    if len(head) < 3 or head[2] != _SEARCHED:
        return
    if len(head) < _HEAD:
        raise ReadError("NO_ROWS", "The part {name} of the .ndax holds no record: the recording is empty.", name=name)
    if name == "data.ndc" and head[_HEAD - 8] not in _RECORDS:
        raise ReadError("DAMAGED", "The part {name} of the .ndax holds no record where one must begin.", name=name)


class _Listener(logging.Handler):
    """Keeps what NewareNDA says of the file, so that it stands in the receipt and not on the console."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.said: list[Message] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno >= logging.WARNING or "interpolated" in record.getMessage():
            said = remark("NEWARENDA", "NewareNDA: {said}", said=record.getMessage())
            if said not in self.said and len(self.said) < _MOST_REMARKS:
                self.said.append(said)


def _frame(content: bytes) -> tuple[pandas.DataFrame, list[Message]]:
    """The records as NewareNDA gives them, with the cycle numbers of the file itself, and what it says of them."""
    logger, listener = logging.getLogger("newarenda"), _Listener()
    before = logger.level, logger.propagate
    logger.addHandler(listener)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    try:
        return _read(content), listener.said
    finally:
        logger.removeHandler(listener)
        logger.level, logger.propagate = before


def _read(content: bytes) -> pandas.DataFrame:
    from NewareNDA.NewareNDAx import read_ndax as newarenda

    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "record.ndax"
        copy.write_bytes(content)
        try:
            frame: pandas.DataFrame = newarenda(str(copy), software_cycle_number=False)
        except NotImplementedError as error:
            raise ReadError(
                "UNKNOWN_VERSION",
                "This Neware .ndax is of a kind that cannot be read yet ({reason}). Open it in BTSDA and export it as "
                ".csv or .xlsx.",
                reason=str(error).rstrip("!."),
            ) from None  # fmt: skip
        except (zipfile.BadZipFile, KeyError, ValueError, TypeError, IndexError, AttributeError, EOFError, OSError,
                OverflowError, struct.error) as error:  # fmt: skip
            raise ReadError(
                "DAMAGED",
                "The record in the .ndax could not be read ({reason}): the file is damaged, or of an unknown kind.",
                reason=type(error).__name__,
            ) from None  # fmt: skip
    return frame


def _shortest(values: object) -> Array:
    """Single-precision numbers as the decimal numbers they stand for: 41.6, not 41.599998."""
    array = np.asarray(values)
    return array.astype("U32").astype(np.float64) if array.dtype == np.float32 else array.astype(np.float64)
