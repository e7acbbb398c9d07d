"""All that the program may say: strings in its code, and words that are declared as data or named in results."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from fitting.synthetic import GENERATORS
from models.curve import COLUMN_UNITS, TECHNIQUES
from models.steps import STEPS
from models.translation import spelled
from tests.translations.sources import strings_in_code

ROOT = Path(__file__).resolve().parents[2]
_WORD = re.compile(r"[a-z][a-z0-9]+(_[a-z0-9]+)*")
_LOOKED_UP = {"get", "pop", "setting", "setdefault", "number", "given_number", "getattr"}

# Names in `fitting` that stay inside: options of numpy and scipy, columns of arrays, spellings of units, functions.
INTERNAL = {"asinh", "compared_lives", "conc", "doubt", "effect", "eval", "false", "freedom", "geomean", "ignore",
            "inf", "jac", "live", "log", "midranks", "min", "names", "name", "nan", "ohm", "other_quantity",
            "quantity_name", "soft_l1", "sqrt", "true"}  # fmt: skip


@cache
def said() -> frozenset[str]:
    """Every string that a person may read."""
    strings = set(strings_in_code(ROOT).strings)
    spoken = {spelled(text) if _WORD.fullmatch(text) else text for text in strings}
    return frozenset(spoken | _declared() | _named_in_results() | _simulated())


def _declared() -> set[str]:
    """Names of steps, methods, quantities and columns, and the words that settings allow."""
    methods = [method for step in STEPS for method in step.methods]
    quantities = [quantity for method in methods for quantity in (*method.settings, *method.quantities)]
    names = {*COLUMN_UNITS, *TECHNIQUES, *(step.name for step in STEPS), *(method.name for method in methods)}
    names |= {name for quantity in quantities for name in (quantity.name, *quantity.choices)}
    return {spelled(name) for name in names}


def _simulated() -> set[str]:
    """Kinds of simulated experiments, their parameters, and what their curves are called."""
    said = {text for each in GENERATORS for text in (each.title, each.sentence, spelled(each.name))}
    for quantity in (quantity for each in GENERATORS for quantity in each.settings):
        said |= {quantity.description, spelled(quantity.name), *(spelled(choice) for choice in quantity.choices)}
    return said | {"spectrum before", "spectrum after"}


def _named_in_results() -> set[str]:
    """Rules, verdicts, models and headings: the lower-case names in the code of steps that are not only looked up."""
    folders = [ROOT / "fitting", *(ROOT / "models" / step.name for step in STEPS)]
    files = [file for folder in folders for file in folder.rglob("*.py") if file.stem != "units"]
    files.append(ROOT / "models" / "teaching.py")
    names = {name for file in files for name in _produced(ast.parse(file.read_text(encoding="utf-8")))}
    return {spelled(name) for name in names - INTERNAL}


def _produced(tree: ast.Module) -> Iterator[str]:
    nodes = list(ast.walk(tree))
    asked = {id(inside) for node in nodes for part in _questions(node) for inside in ast.walk(part)}
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in asked:
            yield from [node.value] if len(node.value) > 2 and _WORD.fullmatch(node.value) else []


def _questions(node: ast.AST) -> list[ast.expr]:
    """Where a name is only compared, looked up, or exported."""
    if isinstance(node, ast.Assign) and any(getattr(one, "id", "") == "__all__" for one in node.targets):
        return [node.value]
    if isinstance(node, ast.Subscript):
        return [node.slice]
    if isinstance(node, ast.Compare):
        return [node.left, *node.comparators]
    if isinstance(node, ast.Call):
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if called in _LOOKED_UP:
            return node.args
        return [each.value for each in node.keywords if each.arg in ("method", "loss", "dtype", "side")]
    return []
