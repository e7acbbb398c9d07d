from __future__ import annotations

import math

import pytest

from fitting.constants import FARADAY, LITHIUM_MOLAR_VOLUME
from fitting.critical_nucleus import critical_radius
from fitting.formula import CONSTANTS, Formula
from fitting.mass_transfer.sand import diffusion_coefficient_from_sand_time


def test_a_formula_gives_the_number_of_its_function() -> None:
    radius = Formula("critical_radius", "-2 * tension * lithium_molar_volume / (faraday * overpotential)")
    assert radius.value({"tension": 0.45, "overpotential": -0.08}) == pytest.approx(
        critical_radius(-0.08, 0.45), rel=1e-14
    )
    diffusion = Formula("d", "tau / pi * (2 * abs(j) * (1 - t) / (faraday * c)) ** 2")
    expected = diffusion_coefficient_from_sand_time(12.0, 1000.0, -50.0, 0.3)
    assert diffusion.value({"tau": 12.0, "c": 1000.0, "j": -50.0, "t": 0.3}) == pytest.approx(expected, rel=1e-14)


def test_columns_are_taken_together() -> None:
    columns = {"a": [0.5, 0.25, 2.0]}
    for name, expected in (("product", 0.25), ("geomean", 0.25 ** (1 / 3)), ("total", 2.75), ("first", 0.5)):
        assert Formula("q", f"{name}(column_a)").value({}, columns) == pytest.approx(expected, rel=1e-14)


def test_functions_and_constants_are_those_of_the_program() -> None:
    assert Formula("q", "sqrt(x) + exp(x) + ln(x) + asinh(x) + abs(-x)").value({"x": 2.0}) == pytest.approx(
        math.sqrt(2) + math.exp(2) + math.log(2) + math.asinh(2) + 2
    )
    assert Formula("q", "faraday * lithium_molar_volume").value({}) == FARADAY * LITHIUM_MOLAR_VOLUME
    assert Formula("q", "2 * x / faraday").names == ("x",)
    assert "faraday" in CONSTANTS


@pytest.mark.parametrize("text", ["__import__('os')", "x.real", "x if x else 1", "open(x)", "[x]", "x and y", "'a'()"])
def test_nothing_but_arithmetic_is_an_expression(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Formula("q", text)


def test_a_rule_may_be_named_by_its_beginning() -> None:
    assert Formula("q", "x", "salt_*").holds_for("salt_planar")
    assert not Formula("q", "x", "salt_planar").holds_for("salt_slab")
    assert Formula("q", "x").holds_for("anything")
