"""Damage as it happens: cut files, flipped bits, lost lines, false counts, wrong encodings, odd numbers."""

from __future__ import annotations

import random

_NUMBERS = (
    b"nan", b"inf", b"-inf", b"1e999", b"-1e-999", b"0", b"", b"--", b"1,5", b"1.5", b"1.000,5", b"1,000.5", b"9" * 400,
    b"0x1f", b"1_0", b"1e", b"#VALUE!", b"None", b"=1+1", b"\xef\xbc\x91", b"1;2", b"\t", b'"', b"'", b"1 2", b"-",
    b"{}", b"{0}", b"%s", b"\\",
)  # fmt: skip
_COUNTS = tuple(
    number.to_bytes(size, order)
    for size in (2, 4, 8)
    for number in (0, 1, 2 ** (8 * size - 1) - 1, 2 ** (8 * size) - 1, 2 ** (8 * size - 1), 0x7FFF, 1000)
    for order in ("little", "big")
)
_ENCODINGS = ("utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "utf-32", "cp1252", "gb18030", "shift_jis", "cp1251")


def mutated(content: bytes, other: bytes, chance: random.Random, binary: bool) -> bytes:
    """The content after one to four accidents; `other` is another file of the folder."""
    for _ in range(chance.choice((1, 1, 2, 4))):
        accident = chance.choice(_BINARY if binary else _TEXT)
        content = accident(content, other, chance)
    return content


def _place(content: bytes, chance: random.Random) -> int:
    """Any place, often one near the beginning, where the structure is."""
    if chance.random() < 0.4:
        return chance.randrange(min(len(content), 600) + 1)
    return chance.randrange(len(content) + 1)


def _flip(content: bytes, other: bytes, chance: random.Random) -> bytes:
    damaged = bytearray(content)
    for _ in range(chance.choice((1, 1, 8, 64))):
        if damaged:
            damaged[min(_place(content, chance), len(damaged) - 1)] ^= 1 << chance.randrange(8)
    return bytes(damaged)


def _cut(content: bytes, other: bytes, chance: random.Random) -> bytes:
    return content[: _place(content, chance)]


def _behead(content: bytes, other: bytes, chance: random.Random) -> bytes:
    return content[_place(content, chance) :]


def _lose(content: bytes, other: bytes, chance: random.Random) -> bytes:
    at = _place(content, chance)
    return content[:at] + content[at + chance.choice((1, 2, 16, 512, 4096)) :]


def _insert(content: bytes, other: bytes, chance: random.Random) -> bytes:
    at = _place(content, chance)
    return content[:at] + chance.randbytes(chance.choice((1, 2, 4, 64, 512))) + content[at:]


def _zeros(content: bytes, other: bytes, chance: random.Random) -> bytes:
    at, length = _place(content, chance), chance.choice((1, 8, 512, 4096))
    return content[:at] + bytes(length) + content[at + chance.choice((0, length)) :]


def _repeat(content: bytes, other: bytes, chance: random.Random) -> bytes:
    at, length = _place(content, chance), chance.choice((4, 64, 1024))
    return content[:at] + content[at : at + length] * chance.choice((2, 50)) + content[at + length :]


def _graft(content: bytes, other: bytes, chance: random.Random) -> bytes:
    return content[: _place(content, chance)] + other[_place(other, chance) :]


def _count(content: bytes, other: bytes, chance: random.Random) -> bytes:
    at, count = _place(content, chance), chance.choice(_COUNTS)
    return content[:at] + count + content[at + len(count) :]


def _odd_number(content: bytes, other: bytes, chance: random.Random) -> bytes:
    lines = content.split(b"\n")
    at = chance.randrange(len(lines))
    mark = max(b"\t", b",", b";", b" ", key=lines[at].count)
    cells = lines[at].split(mark)
    cells[chance.randrange(len(cells))] = chance.choice(_NUMBERS)
    lines[at] = mark.join(cells)
    return b"\n".join(lines)


def _lines(content: bytes, other: bytes, chance: random.Random) -> bytes:
    lines = content.split(b"\n")
    at, to = chance.randrange(len(lines)), chance.randrange(len(lines))
    kind = chance.randrange(4)
    if kind == 0:
        lines[at], lines[to] = lines[to], lines[at]
    elif kind == 1:
        del lines[min(at, to) : max(at, to)]
    elif kind == 2:
        lines.insert(to, lines[at])
    else:
        lines[at] = b""
    return b"\n".join(lines)


def _delimiter(content: bytes, other: bytes, chance: random.Random) -> bytes:
    marks = (b"\t", b",", b";", b" ", b"|", b".", b"\r\n", b"\n", b'"', b"/", b":", b"=")
    old, new = chance.choice(marks), chance.choice(marks)
    if chance.random() < 0.5:
        return content.replace(old, new)
    at = content.find(old, _place(content, chance))
    return content if at < 0 else content[:at] + new + content[at + len(old) :]


def _encoding(content: bytes, other: bytes, chance: random.Random) -> bytes:
    return content.decode("latin-1").encode(chance.choice(_ENCODINGS), errors="replace")


_BINARY = (_flip, _flip, _cut, _cut, _behead, _lose, _insert, _zeros, _repeat, _graft, _count, _count, _count)
_TEXT = (
    _flip, _cut, _cut, _behead, _lose, _insert, _zeros, _repeat, _graft, _odd_number, _odd_number, _odd_number, _lines,
    _lines, _delimiter, _encoding,
)  # fmt: skip
