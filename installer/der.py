"""The little of DER that is needed to read the hashes inside a signed Windows catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

SEQUENCE, SET, OBJECT, OCTETS, CONTEXT_0 = 0x30, 0x31, 0x06, 0x04, 0xA0
SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
TRUST_LIST = bytes.fromhex("2b0601040182370a01")
SHA_256 = bytes.fromhex("608648016503040201")


def items(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Tag and content of each value that stands in some bytes, one after the other.

    Raises
    ------
    ValueError
        If the bytes end too early.
    """
    at = 0
    while at < len(data):
        tag, length, at = data[at], data[at + 1], at + 2
        if length & 0x80:
            size = length & 0x7F
            length, at = int.from_bytes(data[at : at + size], "big"), at + size
        if at + length > len(data):
            raise ValueError("The DER ends too early.")
        yield tag, data[at : at + length]
        at += length


def signed_content(catalogue: bytes) -> bytes:
    """The part of a catalogue that its signature covers; what stands beside it could be anybody's.

    Raises
    ------
    ValueError
        If this is no signed trust list.
    """
    ((_, whole),) = items(catalogue)
    (_, kind), (_, wrapped) = items(whole)
    if kind != SIGNED_DATA:
        raise ValueError("This is not signed data.")
    ((_, signed),) = items(wrapped)
    _version, _digests, (_, encapsulated), *_ = items(signed)
    (_, kind), (_, content) = items(encapsulated)
    if kind != TRUST_LIST:
        raise ValueError("This is not a catalogue.")
    return content


def sha256_digests(content: bytes) -> set[bytes]:
    """Every SHA-256 in it: an algorithm identifier followed by 32 octets."""
    found: set[bytes] = set()
    values = list(items(content))
    for (tag, first), (next_tag, second) in pairwise(values):
        if tag == SEQUENCE and next_tag == OCTETS and len(second) == 32 and (OBJECT, SHA_256) in list(items(first)):
            found.add(second)
    for tag, inside in values:
        if tag & 0x20:
            found |= sha256_digests(inside)
    return found
