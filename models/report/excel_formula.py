"""A formula of ours as Excel and LibreOffice write it."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from fitting.formula import PI, parsed

Cells = Mapping[str, str]

_SIGNS: dict[type, tuple[str, int]] = {
    ast.Add: ("+", 1), ast.Sub: ("-", 1), ast.Mult: ("*", 2), ast.Div: ("/", 2), ast.Pow: ("^", 3),
}  # fmt: skip
_ATOM = 4
_FUNCTIONS = {
    "sqrt": "SQRT", "exp": "EXP", "ln": "LN", "asinh": "ASINH", "abs": "ABS",
    "product": "PRODUCT", "geomean": "GEOMEAN", "total": "SUM",
}  # fmt: skip


def excel_formula(expression: str, cells: Cells | None = None) -> str:
    """Return an expression without its leading ``=``.

    Parameters
    ----------
    cells : mapping, optional
        Where a name stands; itself where the cell has that name.
    """
    return _text(parsed(expression), cells or {})[0]


def _text(node: ast.expr, cells: Cells) -> tuple[str, int]:
    """The text of a node, and how strongly it holds together."""
    if isinstance(node, ast.Constant):
        return f"{node.value!r}", _ATOM
    if isinstance(node, ast.Name):
        return ("PI()" if node.id == PI else cells.get(node.id, node.id)), _ATOM
    if isinstance(node, ast.UnaryOp):
        # -x^2 is (-x)^2 in a sheet; in brackets it means the same everywhere
        return f"(-{_within(node.operand, _ATOM, cells)})", _ATOM
    if isinstance(node, ast.Call):
        assert isinstance(node.func, ast.Name)
        inside = _text(node.args[0], cells)[0]
        return (f"INDEX({inside},1)" if node.func.id == "first" else f"{_FUNCTIONS[node.func.id]}({inside})"), _ATOM
    assert isinstance(node, ast.BinOp)
    sign, strength = _SIGNS[type(node.op)]
    # 2^3^2 is (2^3)^2 in a sheet, and a/b/c needs no brackets on its left
    left = _within(node.left, strength + (sign == "^"), cells)
    return f"{left}{sign}{_within(node.right, strength + 1, cells)}", strength


def _within(node: ast.expr, least: int, cells: Cells) -> str:
    text, strength = _text(node, cells)
    return text if strength >= least else f"({text})"
