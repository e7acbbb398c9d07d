"""Cells of a text to float64, a whole column at a time, every number the nearest one, as ``float()`` gives it.

Eight characters are taken as one 64-bit word, and a few operations on words turn eight digits into an integer. A
number of up to 18 digits is then an integer times a power of ten. Where that product is exact in double precision, or
its rounding is certain in twice that precision, it is the answer; every other cell is left to `float` itself.

What is the same in all cells of a chunk (their length, where the point stands) is worked out once: it is a scalar then
where it else is an array, and the same lines serve both.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from models.curve import Array

Octets = npt.NDArray[np.uint8]
Places = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]
Flags = npt.NDArray[np.bool_]
Windows = npt.NDArray[np.void]  # the eight bytes that begin at each byte of a text
Count = Any  # one number for all cells, or an array with one for each

MARGIN = 32  # bytes that the caller keeps free before and behind the text
BLANK, RETURN = 32, 13
CHUNK = 1 << 16  # cells at once: their words stay in the processor's cache

_ONES = 0x0101010101010101
_ALL, _BYTE, _LOWEST = np.uint64(0xFFFFFFFFFFFFFFFF), np.uint64(0xFF), np.uint64(1)
_ZEROS = np.uint64(0x30 * _ONES)  # "00000000"
_NO_LETTER = np.uint64(0x40 * _ONES)  # of the characters of a number, only the e has this bit
_IS_DIGIT = np.uint64(0x10 * _ONES)  # and only the digits have this one
_ABOVE_NINE, _HIGH = np.uint64(0x76 * _ONES), np.uint64(0x80 * _ONES)
_STEPS = (
    (np.uint64(0x0F0F0F0F0F0F0F0F), np.uint64(2561), np.uint64(8)),
    (np.uint64(0x00FF00FF00FF00FF), np.uint64(6553601), np.uint64(16)),
    (np.uint64(0x0000FFFF0000FFFF), np.uint64(42949672960001), np.uint64(32)),
)
_TEN = np.array([10.0**power for power in range(23)])  # all exact
_TEN_WHOLE = np.array([10**power for power in range(19)] + [0] * 7, np.uint64)
_MOST_EXACT = 2**53
_MOST = 9.0e17  # a larger integer is left to `float`
_FARTHEST = 270  # powers of ten in twice the precision


def read_cells(octets: Octets, starts: Places, stops: Places, decimal: str, otherwise: Callable[[str], float]) -> Array:
    """The numbers of some cells.

    Parameters
    ----------
    octets : (n,) uint8 array
        The text, with `MARGIN` bytes that belong to no cell at either end.
    starts, stops : (m,) int arrays
        Where each cell begins and ends.
    otherwise : callable
        What a cell is that is no plain number: NaN, or what ``float()`` makes of it. Empty cells are NaN at once.
    """
    values = np.empty(len(starts))
    windows = np.ndarray((len(octets) - 7,), "V8", octets, strides=(1,))
    with np.errstate(all="ignore"):  # words wrap round, and cells that are no numbers may give anything
        for at in range(0, len(starts), CHUNK):
            part = slice(at, at + CHUNK)
            values[part] = _chunk(octets, windows, starts[part], stops[part], decimal, otherwise)
    return values


def _chunk(
    octets: Octets, windows: Windows, starts: Places, stops: Places, decimal: str, otherwise: Callable[[str], float]
) -> Array:
    if octets[starts[0]] == BLANK and (octets.take(starts) == BLANK).all():
        starts = starts + 1
    cells = _Cells(windows, starts, stops)
    if len(starts) > 1 and cells.are_one():
        return np.full(len(starts), _chunk(octets, windows, starts[:1], stops[:1], decimal, otherwise)[0])
    found, doubtful = cells.numbers(decimal)
    if doubtful is not None:
        starts, stops = _trimmed(octets, starts, stops)
        found, doubtful = _Cells(windows, starts, stops).numbers(decimal)
    for cell in () if doubtful is None else np.flatnonzero(doubtful):
        text = octets[starts[cell] : stops[cell]].tobytes()
        found[cell] = otherwise(text.decode("latin-1")) if text else np.nan
    return found


def _trimmed(octets: Octets, starts: Places, stops: Places) -> tuple[Places, Places]:
    """The cells without the blanks and carriage returns round them."""
    starts = np.minimum(starts, stops)
    while (blank := (octets.take(starts) == BLANK) & (starts < stops)).any():
        starts = starts + blank
    while (blank := np.isin(octets.take(stops - 1), (BLANK, RETURN)) & (starts < stops)).any():
        stops = stops - blank
    return starts, stops


class _Cells:
    """Some cells of a column: where they stand, their first eight and their last eight characters."""

    def __init__(self, windows: Windows, starts: Places, stops: Places) -> None:
        self._starts, self._stops = starts, stops
        self._windows = windows
        self._head = windows[starts].view(np.uint64)
        self._tail = windows[stops - 8].view(np.uint64)
        self._doubts: list[Flags] = []
        self._all: list[Words] = []  # all characters of cells of one length, eight by eight
        self._length = 0
        self._wrong: Words | None = None  # the highest bit of every character that should be a digit and is none

    def are_one(self) -> bool:
        """Whether all of them hold the same characters, as those of a set point do; of long cells nobody asks."""
        head, tail, length = self._head, self._tail, self._stops[0] - self._starts[0]
        ends = self._stops[-1] - self._starts[-1]
        if length != ends or length > 16 or length < 1 or (head[0] ^ head[-1]) << _bits(max(8 - length, 0)):
            return False
        if not (self._stops - self._starts == length).all():
            return False
        if length < 8:
            return bool((((head ^ head[0]) << _bits(8 - length)) == 0).all())
        return bool((head == head[0]).all() and (tail == tail[0]).all())

    def numbers(self, decimal: str) -> tuple[Array, Flags | None]:
        """The numbers, and which cells are none or not certain."""
        first = self._head & _BYTE
        negative = first == 45
        signed = negative | (first == 43)
        begin, head, is_signed = self._starts, self._head, bool(signed.any())
        if is_signed:
            begin, head = begin + signed, head >> (signed.astype(np.uint64) << np.uint64(3))
        length = _same(self._stops - begin)
        self._doubt(length < 1)
        if np.ndim(length) == 0 and 8 <= length <= 24:
            head = self._known_words(begin, head, int(length), is_signed)
        size, exponent = self._exponents(length)
        whole, mantissa = self._whole_digits(head, size, np.uint64(ord(decimal)))
        if np.any((whole == 8) & (size > 8)):
            whole, mantissa = self._more_whole_digits(begin, size, whole, mantissa, np.uint64(ord(decimal)))
        fraction = _same(np.minimum(np.maximum(size - whole - 1, 0), 25))
        self._doubt((fraction > 24) | (whole + fraction < 1))
        mantissa = self._with_fraction(mantissa, whole, np.minimum(fraction, 24), length - size)
        values = self._scaled(mantissa, (0 if exponent is None else exponent) - fraction)
        if negative.any():
            values.view(np.uint64)[...] |= negative.astype(np.uint64) << np.uint64(63)
        return values, self._doubtful()

    def _known_words(self, begin: Places, head: Words, length: int, is_signed: bool) -> Words:
        """Remember all characters of cells of one length, so that any eight of them need not be looked up again."""
        if is_signed and length <= 15:  # the eighth character stands in the tail too
            head |= (self._tail >> _bits(15 - length)) << np.uint64(56)
        elif is_signed:
            head = self._windows[begin].view(np.uint64)
        self._all, self._length = [head], length
        if length > 16:
            self._all.append(self._windows[begin + 8].view(np.uint64))
        behind = 8 * (len(self._all) + 1) - length
        self._all.append(self._tail >> _bits(behind))  # what comes after the others
        return head

    def _word_from(self, place: int) -> Words:
        """Eight characters of cells of one length; those before the first are nothing."""
        if place < 0:
            before: Words = self._all[0] << _bits(-place)
            return before
        word, shift = divmod(place, 8)
        if shift == 0:
            return self._all[word].copy()
        found: Words = (self._all[word] >> _bits(shift)) | (self._all[word + 1] << _bits(8 - shift))
        return found

    def _doubt(self, flags: Any) -> None:
        if np.any(flags):
            self._doubts.append(np.broadcast_to(flags, self._starts.shape))

    def _doubtful(self) -> Flags | None:
        if self._wrong is not None and np.bitwise_or.reduce(self._wrong) & _HIGH:
            self._doubts.append((self._wrong & _HIGH) != 0)
        return np.logical_or.reduce(self._doubts) if self._doubts else None

    def _exponents(self, length: Count) -> tuple[Count, Places | None]:
        """How many characters each mantissa has, and the exponents where the cells have any."""
        marks = self._tail & _NO_LETTER
        marks &= _shifted(_ALL, 8 - length)
        if not marks.any():
            return length, None
        place = _first_byte(marks)
        has = place < 8
        letter = (self._tail >> _bits(place)) & np.uint64(0xDF)
        self._doubt(has & (letter != ord("E")))
        sign = (self._tail >> _bits(place + 1)) & _BYTE
        down = has & (sign == 45)
        skipped = _same(place + 1 + (down | (has & (sign == 43))))
        self._doubt(has & (skipped > 7))
        digits = (self._tail ^ _ZEROS) & _shifted(_ALL, skipped)
        power = self._combined(digits, 8 - skipped).view(np.int64)
        if np.any(down):
            power = np.where(down, -power, power)
        return _same(length - np.where(has, 8 - place, 0)), power

    def _whole_digits(self, head: Words, size: Count, point: np.uint64) -> tuple[Count, Words]:
        """How many digits stand before the point, and what they are."""
        marks = (~head & _IS_DIGIT) & ~_shifted(_ALL, size)
        whole = _same(np.minimum(_first_byte(marks), size))
        inside = whole < np.minimum(size, 8)
        self._doubt(inside & (((head >> _bits(whole)) & _BYTE) != point))
        digits = head ^ _ZEROS
        digits <<= _bits(8 - whole)
        return whole, self._combined(digits, whole)

    def _more_whole_digits(
        self, begin: Places, size: Count, whole: Count, mantissa: Words, point: np.uint64
    ) -> tuple[Count, Words]:
        """Go on with the next eight characters where the first eight are digits."""
        goes_on = (whole == 8) & (size > 8)
        rest = np.where(goes_on, size - 8, 0)
        more, digits = self._whole_digits(self._windows[begin + 8].view(np.uint64), rest, point)
        self._doubt(goes_on & (rest > 8) & (more == 8))
        return _same(whole + more), mantissa * _TEN_WHOLE.take(more) + digits

    def _with_fraction(self, mantissa: Words, whole: Count, fraction: Count, behind: Count) -> Words:
        """All digits as one integer: the whole part, moved by the digits of the fraction, and those digits."""
        if np.max(whole + fraction) > 17:
            self._doubt(mantissa.view(np.int64) * _TEN.take(np.minimum(fraction, 22)) > _MOST)
        total = mantissa * _TEN_WHOLE.take(fraction)
        for word in range((int(np.max(fraction)) + 7) // 8):
            if word == 0 and np.all(fraction + behind <= 8):
                digits = (self._tail ^ _ZEROS) << _bits(behind)
            elif self._all and np.ndim(behind) == 0:
                digits = self._word_from(self._length - int(behind) - 8 * (word + 1)) ^ _ZEROS
            else:
                digits = self._windows[self._stops - (8 * (word + 1) + behind)].view(np.uint64) ^ _ZEROS
            count = np.minimum(np.maximum(fraction - 8 * word, 0), 8)
            digits &= _shifted(_ALL, 8 - count)
            part = self._combined(digits, count)
            if word == 2:
                self._doubt(part > np.uint64(80))
            total += part if word == 0 else part * np.uint64(10 ** (8 * word))
        return total

    def _combined(self, digits: Words, count: Count) -> Words:
        """Digits at the end of words as integers, of at most `count` digits; `digits` is used up."""
        wrong = digits + _ABOVE_NINE
        wrong |= digits
        if self._wrong is None:
            self._wrong = wrong
        else:
            self._wrong |= wrong
        return combined(digits, int(np.max(count)))

    def _scaled(self, mantissa: Words, power: Count) -> Array:
        values, uncertain = scaled(mantissa, power)
        if uncertain is not None:
            self._doubt(uncertain)
        return values


def combined(digits: Words, most: int) -> Words:
    """At most so many digits at the end of words as integers; `digits` is used up."""
    done = 0
    for (mask, factor, shift), reached in zip(_STEPS, (2, 4, 8), strict=True):
        if most <= reached // 2:
            break
        digits &= mask
        digits *= factor
        digits >>= shift
        done = reached
    if done < 8:
        digits >>= np.uint64(64 - 8 * max(done, 1))
    return digits


def scaled(mantissa: Words, power: Count) -> tuple[Array, Flags | None]:
    """Integers times powers of ten, and which may be rounded wrongly.

    Where one product or quotient is not exact, it is taken in twice the precision.
    """
    whole = mantissa.view(np.int64)
    values: Array = whole.astype(np.float64)
    low, high = int(np.min(power)), int(np.max(power))
    if high > 0:
        values *= _TEN.take(np.minimum(np.maximum(power, 0), 22))
    if low < 0:
        values /= _TEN.take(np.minimum(np.maximum(-power, 0), 22))
    if low >= -22 and high <= 22 and int(whole.max()) <= _MOST_EXACT:
        return values, None
    plain = ((whole <= _MOST_EXACT) & (power <= 22) & (power >= -22)) | (whole == 0)
    rest = np.flatnonzero(~plain)
    power = np.broadcast_to(power, whole.shape)[rest]
    values[rest], certain = _in_twice_the_precision(whole[rest], power)
    uncertain = np.zeros(len(values), np.bool_)
    uncertain[rest] = ~certain
    return values, uncertain


def _in_twice_the_precision(mantissa: Places, power: Places) -> tuple[Array, Flags]:
    """Mantissa times a power of ten as a sum of two doubles, and where its rounding is certain."""
    known = np.abs(power) <= _FARTHEST
    at = np.where(known, power, 0) + _FARTHEST
    high = mantissa.astype(np.float64)
    low = (mantissa - high.astype(np.int64)).astype(np.float64)
    ten, ten_low = _TENS[0].take(at), _TENS[1].take(at)
    product = high * ten
    rest = _product_error(high, ten, product) + (high * ten_low + low * ten)
    value = product + rest
    error = rest - (value - product)
    doubt = np.abs(value) * 2.0**-97
    return value, known & (value + (error + doubt) == value) & (value + (error - doubt) == value)


def _product_error(one: Array, other: Array, product: Array) -> Array:
    """What rounding took from a product (Dekker 1971)."""
    a, b = _halved(one), _halved(other)
    c, d = one - a, other - b
    error: Array = c * d - (((product - a * b) - c * b) - a * d)
    return error


def _halved(values: Array) -> Array:
    large = values * 134217729.0
    half: Array = large - (large - values)
    return half


def _powers_of_ten() -> tuple[Array, Array]:
    """Ten to the powers -270 ... 270, each as the sum of two doubles."""
    high, low = [], []
    for power in range(-_FARTHEST, _FARTHEST + 1):
        top, bottom = 10 ** max(power, 0), 10 ** max(-power, 0)
        near = top / bottom  # integers divide to the nearest double
        over, under = near.as_integer_ratio()
        high.append(near)
        low.append((top * under - over * bottom) / (bottom * under))
    return np.array(high), np.array(low)


_TENS = _powers_of_ten()


# words of eight characters, the first of them in the lowest byte


def _same(counts: Count) -> Count:
    """One number where all are the same."""
    if np.ndim(counts) == 0 or counts[0] != counts[-1] or not (counts == counts[0]).all():
        return counts
    return counts[0]


def _bits(octets: Count) -> Any:
    return np.asarray(octets << 3).astype(np.uint64)


def _shifted(word: np.uint64, octets: Count) -> Any:
    """A word without its first bytes; none left after eight of them, all of them where the number is negative."""
    return np.left_shift(word, _bits(np.maximum(octets, 0)))


def _first_byte(marks: Words) -> Count:
    """Number of the first byte that is marked, 8 where none is."""
    marks = _same(marks)
    lowest = marks & (~marks + _LOWEST)
    return np.asarray(np.bitwise_count(lowest - _LOWEST) >> 3).astype(np.int64)[()]
