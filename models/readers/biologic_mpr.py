"""BioLogic ``.mpr``: the binary file of EC-Lab, read with the column tables of galvani.

The record size times the number of points must equal the size of the data block, or nothing is believed: a new
column of unknown size would otherwise shift every number after it.
"""

from __future__ import annotations

import datetime
import struct
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from models.curve import Curve
from models.readers.columns import eclab_column
from models.readers.content import Content
from models.readers.draft import Draft, choose_columns, note_controls, require_columns
from models.readers.eclab_settings import note_settings_beside
from models.readers.eclab_text import (
    CONTROL_NAMES,
    current_from_charge,
    drop_empty_impedance,
    needed_steps,
    stated_controls,
)
from models.readers.problem import ReadError
from models.readers.remarks import impedance_computed, no_numbers

NAME = "biologic_mpr"
READS_LARGE = True  # takes the records as they come, piece after piece

_MAGIC = b"BIO-LOGIC MODULAR FILE\x1a"
_MAGIC_LENGTH = 52
_TECHNIQUES = {
    0x04: "Galvanostatic Cycling with Potential Limitation", 0x06: "Cyclic Voltammetry",
    0x0B: "Open Circuit Voltage", 0x18: "Chronoamperometry / Chronocoulometry", 0x19: "Chronopotentiometry",
    0x1D: "Potentio Electrochemical Impedance Spectroscopy",
    0x1E: "Galvano Electrochemical Impedance Spectroscopy", 0x33: "Cyclic Voltammetry Advanced",
    0x6C: "Linear Sweep Voltammetry", 0x75: "Constant Voltage", 0x76: "Constant Current", 0x7F: "Modulo Bat",
}  # fmt: skip
# Places in the settings module, found by comparing .mpr files with their .mpt exports
_AREA_AT, _REFERENCE_AT, _AREA_UNIT_AT, _COMMENTS_AT = 0x211, 0x215, 0x250, 0x07
_POLAR = ("|Z|/Ohm", "Phase(Z)/deg")
_AREA_UNITS = {2: "cm^2", 3: "mm^2"}
_STARTED_AT = (465, 469, 473, 585)  # in the log module, days since 1899-12-30
_LONGEST_HEAD = 4096  # bytes before the first record
_PIECE = 1 << 20
_LARGEST_SIZES = ("<f8", "<f4", "<u4", "<u2", "<u1")
# Columns that galvani lacks or, for <Ece>, names unlike EC-Lab's own text exports of the same recordings. The number of
# a column less its multiples of 256; those of real files without an export beside them are as yadg 7.0.1 has them.
_MORE_COLUMNS = {
    185: ("<Ece>/V", "<f4"), 215: ("<Ece>/V", "<f4"), 112: ("Energy we/W.h", "<f8"), 110: ("Energy ce/W.h", "<f8"),
    115: ("Energy ce charge/W.h", "<f8"), 116: ("Energy ce discharge/W.h", "<f8"), 206: ("Temperature/°C", "<f4"),
    219: ("THD Ece/%", "<f4"), 222: ("NSD Ece/%", "<f4"), 225: ("NSR Ece/%", "<f4"),
}  # fmt: skip
_AVERAGE, _OTHER_POTENTIALS = 174, {6, 77}  # <Ewe>/V, but a phase where the potential has a column besides
_PHASE = ("Phase(Zwe-ce)/deg", "<f4")


@dataclass(frozen=True)
class _Module:
    """One block of an .mpr file."""

    version: int
    start: int
    length: int
    stated_length: int

    @property
    def is_cut(self) -> bool:
        """Whether the file ends inside the block."""
        return self.length < self.stated_length


@dataclass(frozen=True, eq=False)
class _Recording:
    """The columns of the data block, flags unpacked."""

    columns: _Columns
    unknown: tuple[str, ...]
    stated_points: int
    points: int


def claims(head: bytes, path: Path) -> bool:
    """Return whether the content begins as an .mpr file does."""
    return head.startswith(_MAGIC)


def read(content: Content, path: Path) -> tuple[Curve, ...]:
    """Read an .mpr file; of a file that was cut, its complete records.

    Raises
    ------
    ReadError
        If the file is cut before its data, empty, or its data block does not fit its columns.
    """
    content.refuse_if_huge()
    modules = _modules(content)
    data = modules.get("VMP data")
    if data is None:
        raise ReadError(
            "TRUNCATED", "The file ends before its data: it was cut or is still being written. Copy it again."
        )
    recording = _recording(content, data)
    draft = Draft()
    if recording.points < recording.stated_points:
        template = "the file ends early: {there} of {stated} points could be read"
        draft.flag("ENDS_EARLY", template, there=recording.points, stated=recording.stated_points)
    elif any(module.is_cut for module in modules.values()) or _is_tail_missing(modules):
        draft.flag("ENDS_AFTER_DATA", "the file ends early, after its data")
    said = _take_columns(draft, recording)
    settings, log, loop = (_data_of(content, modules.get(name)) for name in ("VMP Set", "VMP LOG", "VMP loop"))
    technique = _note_settings(draft, settings)
    _note_start(draft, log)
    technique = note_settings_beside(draft, path, technique)
    starts = _loop_starts(loop) if loop and modules["VMP loop"].version == 0 else ()
    controls = stated_controls(said, starts, recording.points)
    current_from_charge(draft, said, controls)
    drop_empty_impedance(draft)
    return (draft.curve(content, path, NAME, technique, controls),)


def _data_of(content: Content, module: _Module | None) -> bytes:
    return b"" if module is None else content.part(module.start, module.length)


def _modules(content: Content) -> dict[str, _Module]:
    """Walk the blocks of the file; the last one may be cut."""
    modules: dict[str, _Module] = {}
    at = _MAGIC_LENGTH
    while (header := content.part(at, 6 + 59)).startswith(b"MODULE"):
        header = header[6:]
        newer = header[35:39] == b"\xff\xff\xff\xff"
        size = 59 if newer else 51
        if len(header) < size:
            break
        name = header[:10].decode("ascii", "replace").strip()
        length, version = struct.unpack_from("<II", header, 39 if newer else 35)
        start = at + 6 + size
        modules.setdefault(name, _Module(version, start, min(length, len(content) - start), length))
        at = start + length
    return modules


def _is_tail_missing(modules: Mapping[str, _Module]) -> bool:
    """Every recording that was ended has a log after its data, except spectra that were exported again."""
    return False if "VMP LOG" in modules else "VMP loop" in modules


def _recording(content: Content, module: _Module) -> _Recording:
    block = content.part(module.start, min(module.length, _LONGEST_HEAD))
    if len(block) < min(module.stated_length, 5) or len(block) < 4:
        raise ReadError("TRUNCATED", "The file ends at the beginning of its data: it was cut. Copy it again.")
    points, count = struct.unpack_from("<IB", block[:5].ljust(5, b"\0"), 0)
    if points == 0:
        raise ReadError("NO_ROWS", "The recording is empty: no point was stored before the experiment was stopped.")
    identities, start = _column_identities(block, module.version, count)
    stated = module.stated_length - start
    record, flags, unknown = _record_type(identities, stated, points)
    if record.itemsize * points != stated:
        raise ReadError(
            "BLOCK_SIZE",
            "The data block holds {stated} bytes but {points} points of {size} bytes were expected, so the columns of "
            "this EC-Lab version are not known: export the recording as text (.mpt) in EC-Lab and open that.",
            stated=stated, points=points, size=record.itemsize,
        )  # fmt: skip
    complete = min(points, (module.length - start) // record.itemsize)
    if complete <= 0:
        raise ReadError("TRUNCATED", "The file ends before its first complete point: it was cut. Copy it again.")
    columns = _Columns(content, module.start + start, complete, record, flags)
    return _Recording(columns, unknown, points, complete)


@dataclass(frozen=True, eq=False)
class _Columns:
    """The records of the data block; only those columns are made that are asked for."""

    content: Content
    start: int
    count: int
    record: np.dtype[np.void]
    flags: Mapping[str, int]

    @property
    def names(self) -> list[str]:
        """The columns, flags unpacked."""
        return [*(name for name in self.record.names or () if name != "flags"), *self.flags]

    def read(self, names: Collection[str]) -> dict[str, npt.NDArray[Any]]:
        """Some columns as float64; those that say how the cell was controlled, of which little is used, as stored."""
        made = {name: np.empty(self.count, self._type(name)) for name in names}
        size, row = self.record.itemsize, 0
        stop = self.start + self.count * size
        for piece in self.content.pieces(self.start, stop, max(1, _PIECE // size) * size):
            records = np.frombuffer(piece, self.record)
            part = slice(row, row + len(records))
            for name, column in made.items():
                if name not in self.flags:
                    column[part] = records[name]
                else:
                    np.bitwise_and(records["flags"], self.flags[name], out=column[part])
                    if name != "mode":
                        np.not_equal(column[part], 0, out=column[part], casting="unsafe")
            row += len(records)
        return made

    def _type(self, name: str) -> npt.DTypeLike:
        if name in self.flags:
            return np.uint8
        return self.record[name] if name in CONTROL_NAMES else np.float64


def _column_identities(block: bytes, version: int, count: int) -> tuple[list[int], int]:
    """Return the numbers of the columns and where the first record begins."""
    narrow, at, start = False, 5, 0
    if version == 0 and len(block) > 5 and block[5]:
        narrow, start = True, 100
    elif version == 0:
        at, start = 6, 1007
    elif version in (2, 3):
        start = 405 if version == 2 else 406
    else:
        raise ReadError(
            "NEW_VERSION",
            "The data block has the unknown version {version}: export the recording as text (.mpt) in EC-Lab.",
            version=version,
        )
    size = 1 if narrow else 2
    if count == 0 or len(block) < max(start, at + size * count):
        raise ReadError("TRUNCATED", "The file ends before its first complete point: it was cut. Copy it again.")
    identities = np.frombuffer(block, dtype="<u1" if narrow else "<u2", count=count, offset=at)
    return identities.tolist(), start


def _record_type(
    identities: list[int], size: int, points: int
) -> tuple[np.dtype[np.void], dict[str, int], tuple[str, ...]]:
    """Lay out a record. One unknown column is skipped where the block size leaves only one width for it."""
    fields, flags = _fields(identities, _MORE_COLUMNS)
    if not all(code for _, code in fields) or np.dtype(fields).itemsize * points != size:
        fields, flags = _fields(identities, {})
    unknown = tuple(name for name, code in fields if not code)
    if len(unknown) > 1:
        raise ReadError(
            "UNKNOWN_COLUMNS",
            "The file has {count} columns of kinds that are not known, so no number in it can be placed with "
            "certainty: export the recording as text (.mpt) in EC-Lab and open that.",
            count=len(unknown),
        )
    layouts = [[(name, code or width) for name, code in fields] for width in (_LARGEST_SIZES if unknown else ("<f8",))]
    fitting = [layout for layout in layouts if np.dtype(layout).itemsize * points == size]
    record = np.dtype((fitting or layouts)[0])
    return record, flags, unknown


def _fields(identities: list[int], more: Mapping[int, tuple[str, str]]) -> tuple[list[tuple[str, str]], dict[str, int]]:
    """Return name and type of every field (no type where the column is not known), and the masks of the flags."""
    from galvani.BioLogic import VMPdata_colID_dtype_map, VMPdata_colID_flag_map

    fields: dict[str, str] = {}
    flags: dict[str, int] = {}
    for identity in identities:
        if identity in VMPdata_colID_flag_map:
            name, mask, _ = VMPdata_colID_flag_map[identity]
            flags[name] = int(mask)
            fields.setdefault("flags", "u1")
            continue
        name, code = VMPdata_colID_dtype_map.get(identity) or more.get(identity % 256, (f"column {identity}", ""))
        if name == "<Ecv>/V":
            name = "<Ece>/V"
        elif identity == _AVERAGE and _OTHER_POTENTIALS & set(identities):
            name, code = _PHASE
        copies = sum(other == name or other.startswith(f"{name} #") for other in fields)
        fields[f"{name} #{copies + 1}" if copies else name] = code
    return list(fields.items()), flags


def _take_columns(draft: Draft, recording: _Recording) -> dict[str, npt.NDArray[Any]]:
    """Take the columns of the curve; return those that say how it was controlled."""
    names = [name for name in recording.columns.names if name not in recording.unknown]
    meanings = {place: found for place, name in enumerate(names) if (found := eclab_column(name)) is not None}
    chosen = choose_columns(names, meanings, draft)
    quantities = {meaning.quantity for meaning in chosen.values()}
    controls = [name for name in (*CONTROL_NAMES, *needed_steps(names, quantities)) if name in names]
    is_polar = {"frequency", "impedance_real"} & quantities == {"frequency"} and set(_POLAR) <= set(names)
    numbers = recording.columns.read({*(names[place] for place in chosen), *controls, *(_POLAR if is_polar else ())})
    for place, meaning in chosen.items():
        draft.take(names[place], meaning, numbers[names[place]], is_own=True)
        draft.flags += no_numbers(names[place], draft.columns[meaning.quantity])
    note_controls(draft, [name for name in controls if name in CONTROL_NAMES])
    draft.skipped += list(recording.unknown)
    if recording.unknown:
        template = "a column of unknown kind was skipped ({name}); its width is certain"
        draft.flag("UNKNOWN_COLUMN", template, name=recording.unknown[0])
    if is_polar:
        size, phase = (numbers[name] for name in _POLAR)
        draft.columns["impedance_real"] = size * np.cos(np.radians(phase))
        draft.columns["impedance_imaginary"] = size * np.sin(np.radians(phase))
        draft.assumptions.append(impedance_computed("|Z|", "Phase(Z)"))
    require_columns(draft, names)
    return {name: numbers[name] for name in controls}


def _note_settings(draft: Draft, settings: bytes) -> str | None:
    """Take technique, area, reference electrode and comments from the settings; return the technique's name."""
    if not settings:
        return None
    code = settings[0]
    technique = _TECHNIQUES.get(code)
    if technique is None:
        draft.flag("UNKNOWN_TECHNIQUE", "the technique has the number {number}, which is not known", number=code)
    if len(settings) > _AREA_UNIT_AT + 1:
        area = struct.unpack_from("<f", settings, _AREA_AT)[0]
        unit = _AREA_UNITS.get(settings[_AREA_UNIT_AT])
        if unit is not None and 0.0 <= area < 1e6:
            draft.area(round(float(area), 6), unit)
    for name, place in (("comments", _COMMENTS_AT), ("reference_electrode", _REFERENCE_AT)):
        draft.metadata[name] = _short_text(settings, place)
    return technique


def _short_text(block: bytes, at: int) -> str:
    """A text with its length in the byte before it."""
    if at >= len(block):
        return ""
    raw = block[at + 1 : at + 1 + block[at]]
    text = raw.decode("cp1252", "replace").strip()
    return text if text.isprintable() else ""


def _note_start(draft: Draft, log: bytes) -> None:
    for place in _STARTED_AT:
        if len(log) >= place + 8:
            days = struct.unpack_from("<d", log, place)[0]
            if 40000.0 < days < 60000.0:
                started = datetime.datetime(1899, 12, 30) + datetime.timedelta(days=days)
                draft.metadata["started"] = started.isoformat(sep=" ", timespec="milliseconds")
                return


def _loop_starts(loop: bytes) -> tuple[int, ...]:
    whole = (len(loop) - 4) // 4
    if whole < 1:
        return ()
    starts = np.frombuffer(loop, dtype="<u4", count=whole, offset=4)
    return tuple(int(start) for start in np.trim_zeros(starts, "b"))
