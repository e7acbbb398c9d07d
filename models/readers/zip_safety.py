"""A zip is checked before anybody inflates it: bombs, lying sizes and XML that defines entities are refused."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from models.readers.problem import ReadError

LARGEST = 512 * 1024**2  # of all members together, inflated
HIGHEST_RATIO = 200.0
_SMALL = 1024**2  # a member that inflates to less than this does no harm, whatever its ratio
_CHUNK = 1024**2
_MOST_MEMBERS = 10_000


def checked_members(content: bytes) -> dict[str, zipfile.ZipInfo]:
    """Return the members of a zip by name.

    Raises
    ------
    ReadError
        ``DAMAGED`` where it is no whole zip, ``ZIP_BOMB`` where its members together, or one against its packed size,
        are larger than any recording, ``ENCRYPTED``.
    """
    try:
        members = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error, EOFError):
        raise ReadError("TRUNCATED", "The file is a zip that is damaged or cut off: copy it again.") from None
    total = sum(member.file_size for member in members)
    if total > LARGEST or len(members) > _MOST_MEMBERS:
        raise ReadError(
            "ZIP_BOMB",
            "Unpacked, the file would have {size:.0f} MB in {count} parts: more than 512 MB is not unpacked.",
            size=total / 1024**2, count=len(members),
        )  # fmt: skip
    for member in members:
        if member.file_size > _SMALL and member.file_size > HIGHEST_RATIO * max(member.compress_size, 1):
            raise _too_dense(member.filename)
        if member.flag_bits & 1:
            raise ReadError("ENCRYPTED", "The file is protected by a password: save it without one.")
    return {member.filename: member for member in members}


def inflated(content: bytes, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Inflate a member piece by piece; one that holds more than it states is refused.

    Raises
    ------
    ReadError
        ``ZIP_BOMB`` or ``TRUNCATED``.
    """
    at = member.header_offset
    if content[at : at + 4] != b"PK\x03\x04":
        raise _damaged(member.filename)
    name, extra = struct.unpack_from("<HH", content, at + 26)
    start = at + 30 + name + extra
    packed = memoryview(content)[start : start + member.compress_size]
    if member.compress_type == zipfile.ZIP_STORED:
        yield bytes(packed)
        return
    if member.compress_type != zipfile.ZIP_DEFLATED:
        raise _damaged(member.filename)
    machine, given = zlib.decompressobj(-15), 0
    rest = bytes(packed)
    try:
        while not machine.eof:
            piece = machine.decompress(rest, _CHUNK)
            rest = machine.unconsumed_tail
            given += len(piece)
            if given > member.file_size:
                raise _too_dense(member.filename)
            if not piece and not rest:
                break
            yield piece
    except zlib.error:
        raise _damaged(member.filename) from None
    if given < member.file_size:
        raise _damaged(member.filename)


def refuse_entities(content: bytes, members: dict[str, zipfile.ZipInfo]) -> None:
    """Refuse XML with a document type: no instrument or spreadsheet writes one, and entities can grow without bound.

    Raises
    ------
    ReadError
        ``XML_BOMB``, or what `inflated` raises.
    """
    for name, member in members.items():
        if name.lower().endswith((".xml", ".rels", ".vml")):
            for _ in without_entities(content, name, member):
                pass


def without_entities(content: bytes, name: str, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Inflate XML piece by piece; what `refuse_entities` refuses is refused before its piece is given."""
    tail = b""
    for piece in inflated(content, member):
        both = tail + piece
        tail = piece[-40:]
        if b"!" in both:
            both = both.replace(b"\0", b"").upper()
            if b"<!DOCTYPE" in both or b"<!ENTITY" in both:
                raise ReadError("XML_BOMB", "The part {name} defines XML entities: it is not opened.", name=name)
        yield piece


def _too_dense(name: str) -> ReadError:
    return ReadError(
        "ZIP_BOMB", "The part {name} unpacks to more than 200 times its size: it is not unpacked.", name=name
    )


def _damaged(name: str) -> ReadError:
    return ReadError("TRUNCATED", "The part {name} of the file is damaged or cut off: copy it again.", name=name)
