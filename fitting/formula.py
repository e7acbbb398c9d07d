"""Closed formulas as data: one text, of which the number is checked here and the cell of a workbook is made."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import fitting.constants as nature

Numbers = Mapping[str, float]
Columns = Mapping[str, Sequence[float]]

CONSTANTS: Numbers = {
    "faraday": nature.FARADAY,
    "gas": nature.GAS,
    "boltzmann": nature.BOLTZMANN,
    "elementary_charge": nature.ELEMENTARY_CHARGE,
    "lithium_molar_volume": nature.LITHIUM_MOLAR_VOLUME,
    "lithium_molar_mass": nature.LITHIUM_MOLAR_MASS,
    "lithium_density": nature.LITHIUM_DENSITY,
    "lithium_melting_temperature": nature.LITHIUM_MELTING_TEMPERATURE,
    "lithium_fusion_enthalpy": nature.LITHIUM_FUSION_ENTHALPY,
}
PI = "pi"
COLUMN = "column_"  # before the name of a column of the result's table


def _geometric_mean(values: Sequence[float]) -> float:
    return math.exp(math.fsum(map(math.log, values)) / len(values))


_FUNCTIONS: Mapping[str, Callable[[float], float]] = {
    "sqrt": math.sqrt, "exp": math.exp, "ln": math.log, "asinh": math.asinh, "abs": abs,
}  # fmt: skip
_OF_COLUMNS: Mapping[str, Callable[[Sequence[float]], float]] = {
    "product": math.prod, "geomean": _geometric_mean, "first": lambda values: values[0], "total": math.fsum,
}  # fmt: skip
FUNCTIONS = (*_FUNCTIONS, *_OF_COLUMNS)
_OPERATORS: Mapping[type, Callable[[float, float], float]] = {
    ast.Add: lambda one, other: one + other,
    ast.Sub: lambda one, other: one - other,
    ast.Mult: lambda one, other: one * other,
    ast.Div: lambda one, other: one / other,
    ast.Pow: lambda one, other: float(one**other),
}


@dataclass(frozen=True)
class Formula:
    """How a quantity follows from others, in SI.

    Parameters
    ----------
    quantity : str
        What it gives: a quantity, or with `by_row` a column of the table.
    expression : str
        In Python's signs. Names are quantities and settings of the method (``given_`` before a setting that is called
        as a quantity is), `CONSTANTS`, ``pi``; columns of the table with ``column_`` before them, inside ``product``,
        ``geomean``, ``total`` and ``first``. Functions: ``sqrt``, ``exp``, ``ln``, ``asinh``, ``abs``.
    rule : str
        The rule of the estimates that it holds for; any where empty. It may end in ``*``.
    by_row : bool
        Whether it gives a column of the table from others, row by row; its names are then columns.
    """

    quantity: str
    expression: str
    rule: str = ""
    by_row: bool = False

    def __post_init__(self) -> None:
        parsed(self.expression)

    @property
    def names(self) -> tuple[str, ...]:
        """What it uses, but for constants; columns with ``column_``."""
        found = (node.id for node in ast.walk(parsed(self.expression)) if isinstance(node, ast.Name))
        return tuple(name for name in dict.fromkeys(found) if name not in (*CONSTANTS, *FUNCTIONS, PI))

    def holds_for(self, rule: str) -> bool:
        """Whether it gives the estimates of a rule."""
        return rule.startswith(self.rule[:-1]) if self.rule.endswith("*") else self.rule in ("", rule)

    def value(self, numbers: Numbers, columns: Columns | None = None) -> float:
        """Return its number.

        Raises
        ------
        KeyError, ArithmeticError, ValueError
            If a name is missing, or the numbers are outside its domain.
        """
        return _value(parsed(self.expression), {**CONSTANTS, PI: math.pi, **numbers}, columns or {})


@cache
def parsed(expression: str) -> ast.expr:
    """The tree of an expression.

    Raises
    ------
    ValueError
        If it holds anything but numbers, names, ``+ - * / **`` and the functions.
    """
    tree = ast.parse(expression, mode="eval").body
    for node in ast.walk(tree):
        allowed = (ast.BinOp, ast.UnaryOp, ast.USub, ast.Constant, ast.Name, ast.Load, ast.Call, *_OPERATORS)
        if not isinstance(node, allowed):
            raise ValueError(f"{expression}: {type(node).__name__}")
        if isinstance(node, ast.Call) and not (isinstance(node.func, ast.Name) and node.func.id in FUNCTIONS):
            raise ValueError(f"{expression}: {ast.unparse(node.func)}")
    return tree


def _value(node: ast.expr, numbers: Numbers, columns: Columns) -> float:
    if isinstance(node, ast.Constant):
        return float(node.value)  # type: ignore[arg-type]
    if isinstance(node, ast.Name):
        return numbers[node.id]
    if isinstance(node, ast.UnaryOp):
        return -_value(node.operand, numbers, columns)
    if isinstance(node, ast.BinOp):
        left, right = (_value(each, numbers, columns) for each in (node.left, node.right))
        return _OPERATORS[type(node.op)](left, right)
    assert isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    if node.func.id in _FUNCTIONS:
        return _FUNCTIONS[node.func.id](_value(node.args[0], numbers, columns))
    assert isinstance(node.args[0], ast.Name)
    return _OF_COLUMNS[node.func.id](columns[node.args[0].id.removeprefix(COLUMN)])
