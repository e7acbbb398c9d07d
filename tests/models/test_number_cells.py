"""Cells become the numbers that float() makes of them, however they are written and however many stand together."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
