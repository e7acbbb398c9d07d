"""Reading instrument files: one format per module, found by content, never by file name alone.

A reader module has ``NAME`` (its name in results), ``claims(head, path) -> bool`` (does this content look like
mine?) and ``read(content, path) -> tuple[Curve, ...]``. To add a format, write the module and name it in `READERS`.
A reader that asks the person something has ``read_chosen(content, path, choices)`` as well; encoding, sign, area and
reference are honoured here, for every reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

import numpy as np

from fitting.messages import Message
from models import __version__
from models.curve import Curve, Receipt
from models.readers.choices import ImportChoices, as_stated, checked, chosen, recoded
from models.readers.content import Content
from models.readers.file_receipt import file_receipt
from models.readers.problem import ReadError
from models.readers.questions import with_reference_asked
from models.readers.text_blocks import NeedsWhole
from models.readers.text_table import looks_binary

__all__ = ["HEAD_BYTES", "READERS", "FileContent", "ReadError", "Reader", "read_file", "readers"]

HEAD_BYTES = 16384
_NOTHING = b"\0 \t\r\n"


_OTHER_KINDS = {
    b"PK\x03\x04": Message("ZIP", "an Excel workbook or a zip archive"),
    b"\xd0\xcf\x11\xe0": Message("OLD_WORKBOOK", "an old Excel workbook"),
    b"%PDF": Message("PDF", "a PDF"),
    b"\x89PNG": Message("PICTURE", "a picture"),
}


class Reader(Protocol):
    """What a reader module offers."""

    NAME: str

    def claims(self, head: bytes, path: Path) -> bool:
        """Return whether content that begins so is of this format."""

    def read(self, content: bytes, path: Path) -> tuple[Curve, ...]:
        """Read the curves, or raise a `ReadError`."""


# Modules of this package, in the order in which they are asked.
READERS = (
    "biologic_mpr",
    "comparison_table",
    "eclab_settings",
    "eclab_text",
    "chi_text",
    "palmsens",
    "palmsens_csv",
    "ivium",
    "zahner",
    "gamry_dta",
    "autolab_fra",
    "nova_text",
    "versastudio",
    "zview",
    "eis_table",
    "neware",
    "landt",
    "arbin",
    "maccor",
    "novonix",
    "cycler_text",
    "excel",
    "plain_table",
    "delimited_text",
)


def readers() -> Iterator[Reader]:
    """All readers in their order; one is imported only where those before it do not know the file."""
    for name in READERS:
        yield cast(Reader, import_module(f"models.readers.{name}"))


@dataclass(frozen=True, eq=False)
class FileContent:
    """Everything that was found in one file."""

    file: str
    sha256: str
    reader: str
    curves: tuple[Curve, ...]
    receipt: Receipt
    experiment: str | None = None


def read_file(path: Path | str, choices: ImportChoices | None = None) -> FileContent:
    """Read an instrument file, whatever its format.

    Parameters
    ----------
    choices : ImportChoices, optional
        What the file does not say and a person does.

    Raises
    ------
    ReadError
        If the file cannot be used: one sentence, never another exception.
    """
    place = Path(path)
    asked = checked(choices or ImportChoices())
    content = Content(place)
    try:
        return _found(content, asked)
    finally:
        content.close()


def _found(content: Content, asked: ImportChoices) -> FileContent:
    if not content.head.strip(_NOTHING) and not content.whole().strip(_NOTHING):
        raise ReadError("EMPTY_FILE", "The file is empty.")
    is_recoded = asked.encoding is not None
    text = recoded(content.whole(), asked) if is_recoded else content.head
    reader = _reader(text[:HEAD_BYTES], content.path, asked)
    try:
        is_new = is_recoded and text is not content.whole()
        given = text if is_new else content if getattr(reader, "READS_LARGE", False) else content.whole()
        curves = curves_of(reader, given, content.path, asked)
    except NeedsWhole:
        curves = curves_of(reader, content.whole(), content.path, asked)
    if is_new:
        curves = tuple(as_stated(curve, asked) for curve in curves)
    digest = content.sha256()
    curves = tuple(_answered(_of_file(curve, content), asked) for curve in curves)
    name = content.path.name
    return FileContent(str(content.path), digest, reader.NAME, curves, file_receipt(curves), experiment_of(name))


def _of_file(curve: Curve, content: Content) -> Curve:
    """The curve with what tells its file from a later one of the same name, and who read it."""
    told = {"sha256": content.sha256(), "size": len(content), "modified": content.modified, "program": __version__}
    return replace(curve, source=replace(curve.source, **told))  # type: ignore[arg-type]


def _answered(curve: Curve, choices: ImportChoices) -> Curve:
    """The curve with what a person said of it; what stays open is in its receipt."""
    curve = chosen(curve, choices)
    if choices.reference is None:
        curve = with_reference_asked(curve)
    return replace(curve, receipt=replace(curve.receipt, choices=choices.as_json()))


def curves_of(reader: Reader, content: bytes | Content, path: Path, choices: ImportChoices) -> tuple[Curve, ...]:
    """The curves; what a reader stumbles over costs this file only, not the session."""
    read_chosen = getattr(reader, "read_chosen", None)
    try:
        with np.errstate(all="ignore"):  # wild numbers of a damaged file become NaN, without a word on the console
            if read_chosen is not None:
                return cast(tuple[Curve, ...], read_chosen(content, path, choices))
            return reader.read(cast(bytes, content), path)
    except ReadError:
        raise
    except MemoryError:
        raise ReadError("TOO_LARGE", "There is not enough memory for this file.") from None
    except _damage() as error:
        raise ReadError(
            "NOT_READABLE",
            "The file begins as {reader} does but could not be read ({reason}): it is damaged, or of an unknown kind.",
            reader=reader.NAME, reason=type(error).__name__,
        ) from error  # fmt: skip


def _damage() -> tuple[type[Exception], ...]:
    """What damaged content can make a parser raise; asked for only when one does."""
    import csv
    import struct
    import zipfile
    import zlib

    return (
        ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, OSError, RuntimeError, TypeError,
        ValueError, csv.Error, struct.error, zipfile.BadZipFile, zlib.error,
    )  # fmt: skip


def experiment_of(name: str) -> str | None:
    """The experiment that EC-Lab's linked files share: what stands before ``_01_OCV``, ``_04_CP`` and so on."""
    match = re.match(r"(.+?)_\d\d_[A-Z][A-Za-z]{1,7}(_C\d\d)?\.(mpr|mpt|txt)$", name)
    return match[1] if match else None


def reader_of(content: Content, choices: ImportChoices) -> Reader:
    """The reader of a file, by its first bytes.

    Raises
    ------
    ReadError
        ``NOT_RECOGNISED``.
    """
    return _reader(content.head[:HEAD_BYTES], content.path, choices)


def _reader(head: bytes, path: Path, choices: ImportChoices) -> Reader:
    if choices.names_layout and not looks_binary(head):
        return cast(Reader, import_module("models.readers.delimited_text"))
    for reader in readers():
        if reader.claims(head, path):
            return reader
    kind = next((kind for mark, kind in _OTHER_KINDS.items() if head.startswith(mark)), None)
    if kind is None:
        raise ReadError(
            "NOT_RECOGNISED",
            "The format is not one that can be read. Export the recording as text, or as a table headed for example "
            "time / s, potential / V, current / mA.",
        )
    raise ReadError(
        "NOT_RECOGNISED",
        "The format is not one that can be read (it looks like {parts}). Export the recording as text, or as a table "
        "headed for example time / s, potential / V, current / mA.",
        parts=(kind,),
    )
