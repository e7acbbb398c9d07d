"""The house keeps its shape: every step has its rooms, no room outgrows the reader, nothing forbidden moves in."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from models.step import Step

ROOT = Path(__file__).resolve().parents[1]

STEP_NAMES = (
    "mass_transfer",
    "charge_transfer",
    "electrocrystallization",
    "self_corrosion",
    "cyclic_stability",
    "decisive_step",
)
# The window needs no room per step: `ui.method_page` shows any method and `ui.figures.panels` draws any result.
ROOMS = ("fitting/{}.py", "models/{}.py")
FILE_LINES = 400
FUNCTION_LINES = 40  # without the docstring, which names formula, units and source and may be as long as it needs
PUBLIC_METHODS = 20
WORDS = {"manager", "controller", "handler", "helper", "utils", "logic", "misc", "base"}
BANNED_MODULES = {"pickle", "cPickle", "_pickle", "marshal", "shelve", "dill"}
BANNED_CALLS = {"eval", "exec", "processEvents", "beginMacro", "QTableWidget", "QListWidget"}

Checker = Callable[[Path, ast.Module, str], Iterator[str]]


def product_files(root: Path) -> list[Path]:
    """Every Python file that is shipped."""
    folders = ("fitting", "models", "ui")
    return [
        file
        for file in (root / "main.py", *(f for folder in folders for f in sorted((root / folder).rglob("*.py"))))
        if file.exists()
    ]


def missing_rooms(root: Path, steps: list[str]) -> list[str]:
    """The files that a built step should have and has not; a package of the same name is as good.

    Each of them needs a test: of the step, or of a module of its package.
    """
    missing = []
    for room in (pattern.format(step) for step in steps for pattern in ROOMS):
        package = root / room.removesuffix(".py")
        if not (root / room).is_file() and not (package / "__init__.py").is_file():
            missing.append(room)
        names = (package.name, *(module.stem for module in package.glob("[a-z]*.py")))
        tests = root / "tests" / package.parent.name
        if not any(any(tests.glob(f"test_{name}*.py")) for name in names):
            missing.append(f"tests/{package.parent.name}/test_{package.name}.py")
    return missing


def words_of(name: str) -> set[str]:
    """The words of a snake_case or CamelCase name, in lower case."""
    return {word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", name)}


def too_large(file: Path, tree: ast.Module, text: str) -> Iterator[str]:
    """Files, functions and classes beyond the budget."""
    lines = text.count("\n")
    if lines > FILE_LINES:
        yield f"{file}: {lines} lines"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = _lines(node) - (_lines(node.body[0]) if ast.get_docstring(node) else 0)
            if length > FUNCTION_LINES:
                yield f"{file}:{node.lineno}: {node.name} has {length} lines"
        elif isinstance(node, ast.ClassDef):
            public = {
                item.name
                for item in node.body
                if isinstance(item, ast.FunctionDef) and re.fullmatch(r"[a-z][a-z0-9_]*", item.name)
            }  # Qt's overrides are camelCase
            if len(public) > PUBLIC_METHODS:
                yield f"{file}:{node.lineno}: {node.name} has {len(public)} public methods"


def _lines(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def empty_names(file: Path, tree: ast.Module, text: str) -> Iterator[str]:
    """Names that say nothing: Manager, Utils and their kin."""
    for part in (*file.parts[:-1], file.stem):
        if words_of(part) & WORDS:
            yield f"{file}: {part}"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and words_of(node.name) & WORDS:
            yield f"{file}:{node.lineno}: {node.name}"


def banned(file: Path, tree: ast.Module, text: str) -> Iterator[str]:
    """What runs data as code, stores data in widgets, re-enters the event loop, or undoes by another command."""
    for node in ast.walk(tree):
        for name in _mentioned(node):
            yield f"{file}:{node.lineno}: {name}"  # type: ignore[attr-defined]


def _mentioned(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names if alias.name.split(".")[0] in BANNED_MODULES)
    elif isinstance(node, ast.ImportFrom):
        if (node.module or "").split(".")[0] in BANNED_MODULES:
            yield f"{node.module}"
    elif isinstance(node, ast.Name | ast.Attribute):
        name = node.id if isinstance(node, ast.Name) else node.attr
        of_a_module = isinstance(node, ast.Attribute) and name in {"eval", "exec"}  # QDialog.exec, DataFrame.eval
        if name in BANNED_CALLS and not of_a_module:
            yield name
        if name in {"read_pickle", "to_pickle"}:
            yield name
    elif isinstance(node, ast.keyword) and node.arg == "allow_pickle" and ast.unparse(node.value) != "False":
        yield "allow_pickle"


def folders_that_are_no_package(root: Path) -> list[str]:
    """Folders of the three layers without an __init__.py: import contracts would not see them."""
    return [
        str(folder.relative_to(root))
        for layer in ("fitting", "models", "ui")
        for folder in (root / layer, *(root / layer).rglob("*"))
        if folder.is_dir() and any(folder.glob("*.py")) and not (folder / "__init__.py").exists()
    ]


def complaints(root: Path, checker: Checker) -> list[str]:
    """What a checker says about the product's files."""
    found = []
    for path in product_files(root):
        text = path.read_text(encoding="utf-8")
        found += checker(path.relative_to(root), ast.parse(text), text)
    return found


def import_contracts(root: Path) -> subprocess.CompletedProcess[str]:
    """Run import-linter with the contracts of pyproject.toml on the tree at root."""
    command = "from importlinter.cli import lint_imports_command as run; run(['--no-logo', '--no-cache'])"
    return subprocess.run(
        [sys.executable, "-c", command], cwd=root, capture_output=True, text=True, check=False, timeout=120
    )


@pytest.fixture
def steps() -> tuple[Step, ...]:
    from models.steps import STEPS  # here, so that a broken step hides nothing else

    return STEPS


def test_the_steps_stand_in_the_order_of_the_review(steps: tuple[Step, ...]) -> None:
    assert tuple(step.name for step in steps) == STEP_NAMES


def test_every_built_step_has_all_its_rooms(steps: tuple[Step, ...]) -> None:
    assert missing_rooms(ROOT, [step.name for step in steps if step.methods]) == []


def test_a_missing_room_is_named(tmp_path: Path) -> None:
    tests = tuple(f"tests/{folder}/test_{{}}.py" for folder in ("fitting", "models"))
    for room in (*ROOMS, *tests):
        file = tmp_path / room.format("self_corrosion")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    assert missing_rooms(tmp_path, ["self_corrosion"]) == []
    (tmp_path / "models/self_corrosion.py").unlink()
    assert missing_rooms(tmp_path, ["self_corrosion"]) == ["models/self_corrosion.py"]
    (tmp_path / "models/self_corrosion").mkdir()
    (tmp_path / "models/self_corrosion/__init__.py").touch()
    assert missing_rooms(tmp_path, ["self_corrosion"]) == []
    (tmp_path / "tests/models/test_self_corrosion.py").unlink()
    assert missing_rooms(tmp_path, ["self_corrosion"]) == ["tests/models/test_self_corrosion.py"]
    (tmp_path / "models/self_corrosion/stripping.py").touch()
    (tmp_path / "tests/models/test_stripping.py").touch()
    assert missing_rooms(tmp_path, ["self_corrosion"]) == []


@pytest.mark.parametrize("checker", [too_large, empty_names, banned])
def test_the_product_keeps(checker: Checker) -> None:
    assert complaints(ROOT, checker) == []


def test_every_folder_of_a_layer_is_a_package() -> None:
    assert folders_that_are_no_package(ROOT) == []


def long_function(lines: int) -> str:
    return "def f():\n" + "    x = 1\n" * (lines - 1)


def large_class(methods: int, name: str) -> str:
    return "class C:\n" + "".join(f"    def {name.format(chr(97 + i))}(self): ...\n" for i in range(methods))


@pytest.mark.parametrize(
    ("checker", "good", "bad"),
    [
        (too_large, "x = 1\n" * 400, "x = 1\n" * 401),
        (too_large, long_function(40), long_function(41)),
        (too_large, 'def f():\n    """One.\n\n    Two.\n    """\n' + "    x = 1\n" * 39, "async " + long_function(41)),
        (too_large, large_class(20, "take_{}"), large_class(21, "take_{}")),
        (too_large, large_class(21, "move{}Event"), large_class(21, "move_{}_event")),
        (too_large, large_class(21, "_take_{}"), large_class(21, "take{}")),
        (empty_names, "class Curve: ...", "class CurveManager: ..."),
        (empty_names, "def logical(): ...", "def fit_logic(): ..."),
        (empty_names, "def baseline(): ...", "class Base: ..."),
        (banned, "import json", "import pickle"),
        (banned, "from json import loads", "from shelve import open"),
        (banned, "dialog.exec()", "exec(text)"),
        (banned, "evaluate(text)", "eval(text)"),
        (banned, "load(file, allow_pickle=False)", "load(file, allow_pickle=True)"),
        (banned, "application.process()", "QApplication.processEvents()"),
        (banned, "from PyQt6.QtWidgets import QTableView", "table = QtWidgets.QTableWidget()"),
        (banned, "QListView()", "class Tree(QListWidget): ..."),
        (banned, "document.edit_all(states, text)", "stack.beginMacro(text)"),
    ],
)
def test_a_checker_tells_good_from_bad(checker: Checker, good: str, bad: str) -> None:
    file = Path("models/curve.py")
    assert list(checker(file, ast.parse(good), good)) == []
    assert list(checker(file, ast.parse(bad), bad)) != []


def test_a_module_name_that_says_nothing_is_found() -> None:
    assert list(empty_names(Path("models/utils.py"), ast.parse(""), "")) != []


def test_the_dependency_direction_holds() -> None:
    answer = import_contracts(ROOT)
    assert answer.returncode == 0, answer.stdout


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("fitting/__init__.py", "import models"),
        ("fitting/__init__.py", "from PyQt6.QtCore import QObject"),
        ("fitting/__init__.py", "import pandas"),
        ("fitting/__init__.py", "import logging"),
        ("models/__init__.py", "import ui"),
        ("models/__init__.py", "from matplotlib.figure import Figure"),
        ("ui/__init__.py", "import main"),
        ("ui/__init__.py", "from scipy.optimize import least_squares"),
        ("ui/__init__.py", "import pandas"),
        ("ui/figures/__init__.py", "from PyQt6.QtGui import QColor"),
    ],
)
def test_an_import_against_the_direction_is_found(tmp_path: Path, module: str, line: str) -> None:
    for layer in ("fitting", "models", "ui", "ui/figures"):
        (tmp_path / layer).mkdir()
        (tmp_path / layer / "__init__.py").touch()
    (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    assert import_contracts(tmp_path).returncode == 0
    (tmp_path / module).write_text(line + "\n", encoding="utf-8")
    answer = import_contracts(tmp_path)
    assert answer.returncode == 1
    assert "BROKEN" in answer.stdout


@pytest.mark.parametrize("widget_import", ["from PyQt6.QtWidgets import QWidget", "from PyQt6 import QtWidgets"])
def test_widgets_in_models_are_found(widget_import: str) -> None:
    command = [sys.executable, "-m", "ruff", "check", "--select", "TID251", "--stdin-filename"]

    def complaints_about(file: str) -> int:
        return subprocess.run(
            [*command, file, "-"], input=widget_import + "\n", cwd=ROOT, capture_output=True, text=True, check=False
        ).returncode

    assert complaints_about("models/curve.py") == 1
    assert complaints_about("ui/curve_canvas.py") == 0
