"""Cells that all look alike: their digits are where the first one has them.

A cell is one to four words of eight characters, the last of which ends with it. What each character has to be, a digit
or a certain mark, stands in masks for the words; so a column of numbers takes a few operations on words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from models.curve import Array
from models.readers.number_cells import Octets, Places, Words, combined, scaled

_NUMBER = re.compile(rb" *([+-]?)(\d+)(?:([.,])(\d+))?(?:[eE]([+-])(\d{1,3}))?")
_ANY_DIGIT = bytes.maketrans(b"0123456789", b"0" * 10)
_MOST_DIGITS = 17
_AT_ONCE = 1 << 14  # cells: their words stay in the processor's cache
_ZEROS, _ABOVE_NINE = np.uint64(0x3030303030303030), np.uint64(0x7676767676767676)
_HIGH, _BYTE, _NONE = np.uint64(0x8080808080808080), np.uint64(0xFF), np.uint64(0)
_PLUS, _MINUS = 43, 45


@dataclass(frozen=True)
class _Word:
    """Eight characters of every cell, as masks and shifts.

    Parameters
    ----------
    offset : int
        Where in the cell it begins; the first one may begin before it.
    digits, marks : uint64
        Characters that are digits, and those that are as in the first cell.
    said : uint64
        What those are.
    before, after : uint64
        Digits of the mantissa before the point, if that is here, and the others.
    count, shift : int, uint64
        How many these are, and what brings them to the end of the word.
    """

    offset: int
    digits: np.uint64
    marks: np.uint64
    said: np.uint64
    before: np.uint64
    after: np.uint64
    count: int
    shift: np.uint64


def even_numbers(octets: Octets, starts: Places | range, length: int, decimal: str) -> Array | None:
    """The numbers of some cells of one length; None if one of them has not the form of the first.

    Parameters
    ----------
    octets : (n,) uint8 array
        The text, with `MARGIN` bytes that belong to no cell at either end.
    starts : (m,) int array or range
        Where each cell begins.
    """
    form = _form(octets[starts[0] : starts[0] + length].tobytes().translate(_ANY_DIGIT), decimal)
    values = np.empty(len(starts))
    for start in range(0, len(starts) if form.is_known else 0, _AT_ONCE):
        part = slice(start, start + _AT_ONCE)
        found = form.numbers(octets, starts[part])
        if found is None:
            return None
        values[part] = found
    return values if form.is_known else None


def _words(octets: Octets, starts: Places | range, offset: int) -> Words:
    """Eight characters of every cell."""
    if isinstance(starts, range):
        return np.ndarray((len(starts),), "<u8", octets, starts.start + offset, (starts.step,)).copy()
    windows = np.ndarray((len(octets) - 7,), "V8", octets, strides=(1,))
    found: Words = windows[starts + offset].view(np.uint64)
    return found


@lru_cache(64)
def _form(text: bytes, decimal: str) -> _Form:
    return _Form(text, decimal)


class _Form:
    """What each character of some cells has to be.

    Parameters
    ----------
    text : bytes
        A cell with any digits and any sign of its exponent.
    decimal : str
        The decimal mark.
    """

    def __init__(self, text: bytes, decimal: str) -> None:
        self._text, found = text, _NUMBER.fullmatch(text)
        self.is_known = found is not None and len(found[2] + (found[4] or b"")) <= _MOST_DIGITS
        if found is None or not self.is_known or found[3] not in (None, decimal.encode()):
            self.is_known = False
            return
        self._is_negative = found[1] == b"-"
        self._fraction = len(found[4] or b"")
        whole, fraction, self._exponent = ({*range(*found.span(part))} for part in (2, 4, 6))
        self._sign = found.start(5)  # of the exponent
        first = len(text) % -8
        self._words = [self._word(place, whole, fraction) for place in range(first, len(text), 8)]

    def _mask(self, places: set[int], offset: int) -> np.uint64:
        return np.uint64(sum(0xFF << 8 * (place - offset) for place in places if offset <= place < offset + 8))

    def _word(self, offset: int, whole: set[int], fraction: set[int]) -> _Word:
        marks = {*range(len(self._text))} - whole - fraction - self._exponent - {self._sign}
        here = sorted(place for place in whole | fraction if offset <= place < offset + 8)
        is_parted = bool(here) and here[0] in whole and here[-1] in fraction
        before, after = self._mask(whole, offset), self._mask(fraction, offset)
        mask, padded = self._mask(marks, offset), self._text.rjust(len(self._text) + 8)
        said = np.frombuffer(padded[offset + 8 : offset + 16], "<u8")[0] & mask
        return _Word(
            offset, before | after | self._mask(self._exponent, offset), mask, said,
            *((before, after) if is_parted else (_NONE, before | after)),
            len(here), np.uint64(8 * (offset + 7 - here[-1]) if here else 0),
        )  # fmt: skip

    def numbers(self, octets: Octets, starts: Places | range) -> Array | None:
        """The numbers of a few cells; None if one of them has another form."""
        words = [_words(octets, starts, word.offset) for word in self._words]
        bad, wrong = np.zeros(len(starts), np.uint64), np.zeros(len(starts), np.uint64)
        mantissa: Words | None = None
        for word, said in zip(words, self._words, strict=True):
            if said.marks:
                odd = word ^ said.said
                odd &= said.marks
                bad |= odd
            digits = word ^ _ZEROS
            digits &= said.digits
            wrong |= digits
            wrong |= digits + _ABOVE_NINE
            if said.count:
                mantissa = _joined(mantissa, digits, said)
        exponent = self._exponents(words[-1])
        if bad.any() or np.bitwise_or.reduce(wrong) & _HIGH or exponent is None or mantissa is None:
            return None
        values, uncertain = scaled(mantissa, exponent - self._fraction)
        if uncertain is not None and uncertain.any():
            return None
        return np.negative(values, out=values) if self._is_negative else values

    def _exponents(self, last: Words) -> Places | int | None:
        """The exponents, one for all where they are the same; None if one has no sign."""
        if not self._exponent:
            return 0
        mask = self._mask({*self._exponent, self._sign}, len(self._text) - 8)
        if not ((last ^ last[0]) & mask).any():
            last = last[:1]
        sign = (last >> np.uint64(8 * (self._sign + 8 - len(self._text)))) & _BYTE
        is_down = sign == _MINUS
        if not (is_down | (sign == _PLUS)).all():
            return None
        power = combined((last ^ _ZEROS) & self._mask(self._exponent, len(self._text) - 8), len(self._exponent))
        signed = power.view(np.int64)
        np.negative(signed, out=signed, where=is_down)
        return int(signed[0]) if len(last) == 1 else signed


def _joined(mantissa: Words | None, digits: Words, said: _Word) -> Words:
    """The mantissa so far, and the digits of one more word behind it."""
    inside = digits & said.after
    if said.before:
        inside |= (digits & said.before) << np.uint64(8)
    inside <<= said.shift
    part = combined(inside, said.count)
    if mantissa is None:
        return part
    mantissa *= np.uint64(10**said.count)
    mantissa += part
    return mantissa
