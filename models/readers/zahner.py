"""Zahner Thales: .ism (spectra), .isw (current and potential over time), .isc (voltammograms), and text exports.

The binary files are big-endian: counts of six bytes, columns or rows of eight-byte numbers, and texts with their length
before them whose capital and small letters are exchanged.
"""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import numpy as np

from models.curve import Array, Curve
from models.readers import zahner_text
from models.readers.columns import ColumnMeaning
from models.readers.draft import Draft, require_columns
from models.readers.eis_headings import flag_frequencies
from models.readers.problem import ReadError

NAME = "zahner"

_VERSION = b"\x00\x00\xff\xff\xff\xfe"
_LARGEST_COUNT = 50_000_000
_EPOCH = datetime.datetime(1980, 1, 1)
_KINDS = {".ism": "spectrum", ".isw": "recording", ".isc": "voltammogram"}


class _Bytes:
    """The content, read from the front; every length is checked before it is used."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.at = 0

    @property
    def left(self) -> int:
        """Bytes that have not been read."""
        return len(self.content) - self.at

    def take(self, size: int) -> bytes:
        """The next bytes."""
        if size < 0 or size > self.left:
            raise _truncated()
        self.at += size
        return self.content[self.at - size : self.at]

    def integer(self, size: int) -> int:
        """A signed number of two or six bytes."""
        return int.from_bytes(self.take(size), "big", signed=True)

    def numbers(self, count: int) -> Array:
        """So many eight-byte numbers."""
        if count * 8 > self.left:
            raise _truncated()
        return np.frombuffer(self.take(count * 8), dtype=">f8").astype(np.float64)

    def text(self) -> str:
        """A text with its length before it."""
        size = self.integer(2)
        return self.take(size).decode("cp1252", "replace").swapcase().strip() if size > 0 else ""


def claims(head: bytes, path: Path) -> bool:
    """Return whether the content begins with Zahner's version mark, or is one of its texts."""
    if head.startswith(_VERSION):
        return True
    if path.suffix.lower() == ".isc" and _is_voltammogram(head):
        return True
    return zahner_text.claims(head)


def read(content: bytes, path: Path) -> tuple[Curve, ...]:
    """Read a Zahner file.

    Raises
    ------
    ReadError
        If the counts do not fit the size of the file, or there are no data.
    """
    draft = Draft()
    if not content.startswith(_VERSION):
        if zahner_text.claims(content[:16384]):
            return (zahner_text.read_text(content, path, NAME),)
        return (_read_isc(draft, content, path),)
    if _is_recording(content):
        return (_read_isw(draft, content, path),)
    return (_read_ism(draft, content, path),)


def _truncated() -> ReadError:
    return ReadError(
        "TRUNCATED", "The Zahner file is shorter than its counts say: it was cut, or it is damaged. Copy it again."
    )


def _count(file: _Bytes, bytes_each: int) -> int:
    """A count, stored as the last index; it must fit into what is left of the file."""
    count = file.integer(6) + 1
    if count <= 0:
        raise ReadError("NO_ROWS", "The recording is empty: the Zahner file states no points.")
    if count > _LARGEST_COUNT or count * bytes_each > file.left:
        raise _truncated()
    return count


def _is_recording(content: bytes) -> bool:
    """Tell .isw (two counts before the rows) from .ism (one count, then frequencies)."""
    file = _Bytes(content[6:18])
    if file.left < 12:
        return False
    first, second = file.integer(6), file.integer(6)
    return 0 <= second <= _LARGEST_COUNT and 0 <= first < 1000 and not _is_frequency(content[12:20])


def _is_frequency(octets: bytes) -> bool:
    """Is this the eight-byte number of a frequency?"""
    value = float(np.frombuffer(octets.ljust(8, b"\0"), dtype=">f8")[0])
    return 1e-9 < value < 1e9


def _read_ism(draft: Draft, content: bytes, path: Path) -> Curve:
    file = _Bytes(content)
    file.take(6)
    count = _count(file, 8 * 4 + 2)
    frequency, magnitude, phase, stamps = (file.numbers(count) for _ in range(4))
    significance = np.frombuffer(file.take(2 * count), dtype=">i2") / 1000.0
    _require_spectrum(frequency, magnitude, phase)
    draft.take("frequency", ColumnMeaning("frequency"), frequency)
    draft.columns["impedance_real"] = magnitude * np.cos(phase)
    draft.columns["impedance_imaginary"] = magnitude * np.sin(phase)
    draft.taken.append("impedance, phase -> impedance real, impedance imaginary / ohm")
    draft.take("time stamp", ColumnMeaning("time"), np.abs(stamps) - abs(stamps[0]))
    draft.skipped.append("significance")
    least = float(significance.min())
    draft.flag("LEAST_SIGNIFICANCE", "least significance of a point: {significance:.3f} of 1", significance=least)
    draft.assume("ISM_UNITS", "an .ism file counts in Hz, ohm, rad and s since 1980")
    if 1e8 < abs(stamps[0]) < 4e9:
        started = _EPOCH + datetime.timedelta(seconds=float(abs(stamps[0])))
        draft.metadata["started"] = started.isoformat(sep=" ", timespec="milliseconds")
    _note_ism(draft, file, count)
    flag_frequencies(draft)
    return draft.curve(content, path, NAME, technique="impedance")


def _require_spectrum(frequency: Array, magnitude: Array, phase: Array) -> None:
    """Refuse columns that no spectrum can have: then they are not where they were looked for."""
    plausible = (
        bool(np.all(np.isfinite(frequency) & (frequency > 1e-9) & (frequency < 1e9)))
        and bool(np.all(np.isfinite(magnitude) & (magnitude >= 0.0)))
        and bool(np.all(np.isfinite(phase) & (np.abs(phase) < 7.0)))
    )
    if not plausible:
        raise ReadError(
            "BLOCK_SIZE",
            "The numbers of this Zahner file are no frequencies, impedances and phases where those should stand: it is "
            "damaged, or of an unknown version. Export the spectrum as text in Thales.",
        )


def _note_ism(draft: Draft, file: _Bytes, count: int) -> None:
    """Take the texts, and potential and current where the file has them; old versions end earlier."""
    names = ("date", "system", "potential", "current", "temperature", "clock", "comment 1", "comment 2", "comment 3",
             "comment 4", "electrode area", "device")  # fmt: skip
    try:
        for name in names:
            draft.metadata[name] = file.text()
        file.integer(2)
        settings = file.numbers(32)
        stored = int(settings[27]) & 0x8000 if np.isfinite(settings[27]) and abs(settings[27]) < 2**31 else 0
        pairs = file.numbers(2 * count) if stored else np.empty(0)
    except ReadError:
        template = "the file ends after its spectrum, before the end of its description"
        draft.flag("ENDS_AFTER_SPECTRUM", template)
        return
    if len(pairs):
        draft.take("voltage", ColumnMeaning("potential"), pairs[0::2])
        draft.take("current", ColumnMeaning("current"), pairs[1::2])


def _read_isw(draft: Draft, content: bytes, path: Path) -> Curve:
    file = _Bytes(content)
    file.take(12)
    stated = file.integer(6) + 1
    if stated <= 0:
        raise ReadError("NO_ROWS", "The recording is empty: the Zahner file states no points.")
    complete = min(stated, file.left // 24)
    if complete == 0 or stated > _LARGEST_COUNT:
        raise _truncated()
    rows = file.numbers(3 * complete).reshape(complete, 3)
    if not np.all(np.abs(rows[:, 0]) < 1e6) or np.any(np.diff(rows[:, 2]) < 0.0):
        raise ReadError(
            "BLOCK_SIZE",
            "The rows of this Zahner file are not potential, current and a growing time: it is damaged, or of an "
            "unknown version. Export the recording as text in Thales.",
        )
    names = ("potential", "current", "time")
    for place, name in enumerate(names):
        draft.take(
            f"{name} / m{'V' if place == 0 else 'A' if place == 1 else 's'}", ColumnMeaning(name, 1e-3), rows[:, place]
        )
    draft.assume("ISW_UNITS", "an .isw file counts in mV, mA and ms")
    if complete < stated:
        template = "the file ends early: {there} of {stated} points are complete"
        draft.flag("ENDS_EARLY", template, there=complete, stated=stated)
    try:
        for name in ("system", "control", "temperature", "date", "clock", "title"):
            draft.metadata[name] = file.text()
    except ReadError:
        draft.flag("ENDS_IN_DESCRIPTION", "the file ends before the end of its description")
    draft.metadata["started"] = _started(draft.metadata.get("date", ""), draft.metadata.get("clock", ""))
    return draft.curve(content, path, NAME)


def _started(date: str, clock: str) -> str:
    """Day and time of a text such as JUL,02.2025 and 12:56:56 - 13:01:57."""
    match = re.match(r"([A-Z]{3}),(\d\d)\.(\d{4})$", date.upper())
    return f"{match[3]}-{match[1].capitalize()}-{match[2]} {clock.split(' - ')[0]}" if match else ""


def _is_voltammogram(head: bytes) -> bool:
    """Seventeen plausible settings and a count that leaves current and potential to follow."""
    if len(head) < 142:
        return False
    settings = np.frombuffer(head[: 17 * 8], dtype=">f8")
    count = int.from_bytes(head[136:142], "big", signed=True) + 1
    return bool(np.all(np.isfinite(settings)) and np.all(np.abs(settings) < 1e12)) and 1 < count < _LARGEST_COUNT


def _read_isc(draft: Draft, content: bytes, path: Path) -> Curve:
    """Read a voltammogram: settings, potentials as whole numbers with a scale, currents, texts."""
    file = _Bytes(content)
    settings = file.numbers(17)
    count = _count(file, 10)
    steps = np.frombuffer(file.take(2 * count), dtype=">i2").astype(np.float64)
    current = file.numbers(count)
    texts = [file.text() for _ in range(12)]
    scale = re.match(r"\s*([^,\s]+)\s*,\s*([^,\s]+)\s*PO\.PF", texts[11], re.IGNORECASE)
    interval, start = float(settings[15]), float(settings[12])
    if scale is None or not interval > 0.0:
        raise ReadError(
            "UNKNOWN_COLUMNS",
            "The Zahner voltammogram does not state how its potentials are scaled: export it as text in Thales.",
        )
    draft.take("potential", ColumnMeaning("potential"), steps * (float(scale[2]) / 8000.0) + float(scale[1]))
    draft.take("current", ColumnMeaning("current"), current)
    draft.take("index", ColumnMeaning("time", interval, start), np.arange(count, dtype=np.float64))
    template = "an .isc file counts in V and A; its time was computed from start and interval in its header"
    draft.assume("ISC_UNITS", template)
    names = ("date", "system", "temperature", "clock", "scan rate", "comment 1")
    draft.metadata |= dict(zip(names, texts, strict=False))
    require_columns(draft, ("potential", "current"))
    return draft.curve(content, path, NAME, technique="cyclic_voltammetry")
