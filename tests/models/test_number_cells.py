"""Cells become the numbers that float() makes of them, however they are written and however many stand together."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.readers.even_cells import even_numbers
from models.readers.number_cells import MARGIN, read_cells
from models.readers.text_table import cell_number

ODD = ["", ".", "5.", ".5", "-.5e3", "+7", "1e", "e5", "1e+", "nan", "inf", "abc", "1.2.3", "--1", "1-2", "-0", "00012",
       "1e400", "1e-400", "4.9e-324", "2.2250738585072014e-308", "9007199254740993", "1E5", "0.1e-22", "1 2", "0x10",
       "1_000", "123456789", "12345678.9", "12345678", "1699999999.25", "1234567812345678.5", "12345678123456789.5",
       "12345678e2", "12345678x", "-12345678.125", "99999999999999999999", "1.e5", "0.30000000000000004", "é", "1:30",
       "0.000000000000000000000000001", "1.7976931348623157e308", "8.98846567431158e307", "1e23"]  # fmt: skip


def numbers(cells: list[str], decimal: str = ".") -> list[float]:
    """The cells, tabs between them, read all at once."""
    raw = "\t".join([*cells, ""]).encode("latin-1")
    octets = np.frombuffer(bytes(MARGIN) + raw + bytes(MARGIN), np.uint8)
    stops = np.flatnonzero(octets == 9)
    starts = np.concatenate(([MARGIN], stops[:-1] + 1))
    return read_cells(octets, starts, stops, decimal, lambda text: cell_number(text, decimal)).tolist()


def truth(cell: str, decimal: str = ".") -> float:
    return cell_number(cell, decimal)


def same(one: float, other: float) -> bool:
    return (math.isnan(one) and math.isnan(other)) or (
        one == other and math.copysign(1, one) == math.copysign(1, other)
    )


@pytest.mark.parametrize("cell", ODD)
def test_an_odd_cell_is_what_float_makes_of_it(cell: str) -> None:
    assert same(numbers([cell])[0], truth(cell))
    assert same(numbers(["1.5e+01", cell, "-2"])[1], truth(cell))


FORMATS = ("%.1f", "%r", "%.3e", "%.15E", "%.17g", "%.4f", "%+.6g", " %.10g ", "%.0f", "%10.5f", "%.20f")


@pytest.mark.parametrize("written", FORMATS)
def test_a_column_is_read_to_the_last_bit(written: str) -> None:
    chance = random.Random(written)
    column = [chance.gauss(0, 1) * 10 ** chance.randint(-12, 9) for _ in range(4000)]
    cells = [written % value for value in column]
    assert numbers(cells) == [float(cell) for cell in cells]


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.floats(allow_nan=False, allow_infinity=False).map(repr)
        | st.sampled_from(ODD)
        | st.text("0123456789.eE+-, ", max_size=26),
        min_size=1,
    )
)
def test_any_cells_are_what_float_makes_of_them(cells: list[str]) -> None:
    for decimal in (".", ","):
        found = numbers(cells, decimal)
        assert all(same(one, truth(cell, decimal)) for one, cell in zip(found, cells, strict=True))


def test_a_column_longer_than_a_chunk_is_read_whole() -> None:
    cells = [f"{0.001 * row:.3f}" for row in range(70_000)]
    cells[40_000] = "broken"
    found = numbers(cells)
    assert math.isnan(found.pop(40_000)) and cells.pop(40_000) == "broken"
    assert found == [float(cell) for cell in cells]


EVEN = ("%.15E", "%+.7e", "-%.4e", " %.3e", "%08.3f", "%016.12f", "%.16e", "%.3e", "%017.4f", "%05.0f")


@pytest.mark.parametrize("written", EVEN)
@pytest.mark.parametrize("decimal", [".", ","])
def test_cells_that_look_alike_are_read_to_the_last_bit(written: str, decimal: str) -> None:
    chance = random.Random(written)
    cells = [written % (chance.uniform(1, 9.99) * 10 ** chance.randint(-9, 2)) for _ in range(3000)]
    cells = [cell for cell in cells if len(cell) == len(cells[0])]
    octets, starts = placed([cell.replace(".", decimal) for cell in cells])
    for places in (starts, np.asarray(starts)):
        found = even_numbers(octets, places, len(cells[0]), decimal)
        assert found is not None and found.tolist() == [float(cell) for cell in cells]


def placed(cells: list[str]) -> tuple[np.ndarray, range]:
    """Cells of one length, and where they begin."""
    raw = "\t".join([*cells, ""]).encode("latin-1")
    distance = len(cells[0]) + 1
    return np.frombuffer(bytes(MARGIN) + raw + bytes(MARGIN), np.uint8), range(MARGIN, MARGIN + len(raw), distance)


ALIKE = ["1.25e+0x", "1,25e+03", "125.e+03", "1.2 e+03", "1.25d+03", "1.25e*03", "1.25e003", "-.25e+03", "x.25e+03",
         "1.25E+03", ":.25e+03", "1./5e+03", "1.25e-99"]  # fmt: skip


@pytest.mark.parametrize("odd", ALIKE)
def test_a_cell_that_looks_otherwise_is_left_to_others(odd: str) -> None:
    octets, starts = placed(["1.25e+01"] * 5 + [odd] + ["2.25e-01"] * 5)
    found = even_numbers(octets, starts, 8, ".")
    assert found is None or (same(found[5], truth(odd)) and found[0] == 12.5)


@settings(max_examples=200, deadline=None)
@given(st.text("0123456789+-.eE ", min_size=1, max_size=12), st.integers(0, 2**32))
def test_any_cells_of_one_length_are_read_right_or_not_at_all(cell: str, seed: int) -> None:
    chance = random.Random(seed)
    cells = ["".join(chance.choice("0123456789") if letter.isdigit() else letter for letter in cell) for _ in range(5)]
    octets, starts = placed(cells)
    found = even_numbers(octets, starts, len(cell), ".")
    assert found is None or all(same(value, truth(each)) for value, each in zip(found, cells, strict=True))
