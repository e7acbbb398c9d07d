"""Every string that a person may read, found in the product's code: what `tr` and its kin are called with, the
templates of messages, and the words that are declared as data (quantities, methods, choices, verdicts)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from models.translation import WORD_ARGUMENTS, spelled
from tests.test_layout import product_files

CODE = re.compile(r"[A-Z]{2,}[A-Z0-9]*(_[A-Z0-9]+)*")
PICTURES = {"Trace": (0, "label"), "Panel": (3, "title"), "Axis": (0, "symbol")}  # fitting.outcome; place and name
LIST_ITSELF = Path("models/language.py")  # says what stands in the list already
Scope = dict[str, list[ast.expr]]


@dataclass
class Found:
    """The strings, each with the places that say it, and calls whose string could not be found."""

    strings: dict[str, list[str]] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)

    def add(self, text: str, place: str) -> None:
        """Note a string."""
        if text.strip():
            self.strings.setdefault(text, []).append(place)


def strings_in_code(root: Path) -> Found:
    """The literal strings of all product files."""
    files = [file for file in product_files(root) if file.relative_to(root) != LIST_ITSELF]
    trees = {file.relative_to(root): ast.parse(file.read_text(encoding="utf-8")) for file in files}
    public = {name for tree in trees.values() for name in _translating(tree) if not name.startswith("_")}
    messages = _messages(trees.values())
    found = Found()
    for file, tree in trees.items():
        _Module(file, tree, public | set(_translating(tree)), messages, found)
    return found


def _messages(trees: Iterable[ast.Module]) -> set[str]:
    """What makes a message of a code and a template: the classes of problems, and functions that say so."""
    found = {"Message", "DataProblem"}
    nodes = [node for tree in trees for node in ast.walk(tree)]
    for node in nodes:
        if isinstance(node, ast.FunctionDef) and [each.arg for each in _parameters(node)[:2]] == ["code", "template"]:
            found.add(node.name)
    classes = [node for node in nodes if isinstance(node, ast.ClassDef)]
    while new := {each.name for each in classes if {getattr(one, "id", "") for one in each.bases} & found} - found:
        found |= new
    return found


def _parameters(function: ast.FunctionDef) -> list[ast.arg]:
    every = [*function.args.posonlyargs, *function.args.args]
    return [each for each in every if each.arg not in ("self", "cls")]


def _translating(tree: ast.Module) -> Iterator[str]:
    """Functions that hand a parameter of theirs to Qt's translation, and other names for it: ``partial(translate)``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and ast.unparse(node.value).startswith("partial(QCoreApplication.translate,"):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))
        if isinstance(node, ast.FunctionDef):
            names = {argument.arg for argument in node.args.args}
            for call in ast.walk(node):
                if (
                    isinstance(call, ast.Call)
                    and _called(call) == "translate"
                    and len(call.args) > 1
                    and isinstance(call.args[1], ast.Name)
                    and call.args[1].id in names
                ):
                    yield node.name


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


class _Module:
    """One file: its assignments, so that a name can be followed to its strings."""

    def __init__(self, file: Path, tree: ast.Module, translating: set[str], messages: set[str], found: Found) -> None:
        self._file = file
        self._translating = translating
        self._messages = messages
        self._found = found
        self._walk(tree, [_assigned(tree)])

    def _walk(self, node: ast.AST, scopes: list[Scope]) -> None:
        for child in ast.iter_child_nodes(node):
            inner = [*scopes, _assigned(child)] if isinstance(child, ast.FunctionDef) else scopes
            if isinstance(child, ast.Call):
                self._take(child, scopes)
            if isinstance(child, ast.Dict | ast.Call):
                self._take_arguments(child, scopes)
            if isinstance(child, ast.Tuple) and len(child.elts) > 1:
                self._take_pair(*child.elts[:2], child.lineno)
            self._walk(child, inner)

    def _take(self, call: ast.Call, scopes: list[Scope]) -> None:
        text = self._text_of(call)
        if text is None:
            return
        strings = set(_strings(text, scopes))
        place = f"{self._file}:{call.lineno}"
        if not strings and _called(call) not in PICTURES and not _is_said_elsewhere(text, scopes):
            self._found.unknown.append(f"{place}: {ast.unparse(call)[:100]}")
        for string in strings:
            self._found.add(string, place)

    def _take_arguments(self, node: ast.Dict | ast.Call, scopes: list[Scope]) -> None:
        """Words of ours that stand in a sentence's placeholders."""
        if isinstance(node, ast.Dict):
            pairs = [(getattr(key, "value", None), value) for key, value in zip(node.keys, node.values, strict=True)]
        else:
            pairs = [(each.arg, each.value) for each in node.keywords] if _called(node) in self._messages else []
        for name, value in pairs:
            if name in WORD_ARGUMENTS:
                for word in _strings(value, scopes):
                    self._found.add(spelled(word), f"{self._file}:{node.lineno}")

    def _take_pair(self, code: ast.expr, text: ast.expr, line: int) -> None:
        """The code and the template of a message on their way to where it is made."""
        parts = [each.value for each in (code, text) if isinstance(each, ast.Constant) and isinstance(each.value, str)]
        if len(parts) == 2 and CODE.fullmatch(parts[0]) and " " in parts[1]:
            self._found.add(parts[1], f"{self._file}:{line}")

    def _text_of(self, call: ast.Call) -> ast.expr | None:
        """The argument of a call that is said to a person."""
        name, arguments = _called(call), call.args
        if name in PICTURES:
            place, word = PICTURES[name]
            named = [each.value for each in call.keywords if each.arg == word]
            return named[0] if named else arguments[place] if len(arguments) > place else None
        if name == "tr" and arguments:
            return arguments[0]
        if name in ("translate", "QT_TRANSLATE_NOOP") and len(arguments) > 1 and isinstance(arguments[0], ast.Constant):
            return arguments[1]
        if (
            name in self._translating
            and arguments
            and not (name == "translate" and isinstance(call.func, ast.Attribute))
        ):
            return arguments[0]  # painters and texts translate, too
        return arguments[1] if name in self._messages and len(arguments) > 1 else None


def _assigned(scope: ast.AST) -> Scope:
    """What names of a function or module may hold."""
    found: Scope = {}
    for node in _own(scope):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    found.setdefault(target.id, []).append(node.value)
                elif isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                    for each, value in zip(target.elts, node.value.elts, strict=False):
                        if isinstance(each, ast.Name):
                            found.setdefault(each.id, []).append(value)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value is not None:
            found.setdefault(node.target.id, []).append(node.value)
        elif isinstance(node, ast.For) and isinstance(node.iter, ast.Tuple | ast.List):
            for place, each in enumerate(_elements(node.target)):
                if isinstance(each, ast.Name):
                    for row in node.iter.elts:
                        cells = _elements(row)
                        if len(cells) > place:
                            found.setdefault(each.id, []).append(cells[place])
    return found


def _elements(node: ast.expr) -> list[ast.expr]:
    return list(node.elts) if isinstance(node, ast.Tuple | ast.List) else [node]


def _own(scope: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a scope without those of the functions inside."""
    for child in ast.iter_child_nodes(scope):
        yield child
        if not isinstance(child, ast.FunctionDef | ast.ClassDef):
            yield from _own(child)


def _strings(node: ast.expr, scopes: list[Scope], depth: int = 0) -> list[str]:
    """The strings that an expression may be."""
    if depth > 5:
        return []
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) else []
    if isinstance(node, ast.JoinedStr):
        return []
    if isinstance(node, ast.IfExp):
        return _strings(node.body, scopes, depth + 1) + _strings(node.orelse, scopes, depth + 1)
    if isinstance(node, ast.BoolOp):
        return [text for value in node.values for text in _strings(value, scopes, depth + 1)]
    if isinstance(node, ast.Dict | ast.Tuple):
        values = node.values if isinstance(node, ast.Dict) else node.elts
        return [text for value in values for text in _strings(value, scopes, depth + 1)]
    if isinstance(node, ast.Subscript):
        return _strings(node.value, scopes, depth + 1)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        heads, tails = _strings(node.left, scopes, depth + 1), _strings(node.right, scopes, depth + 1)
        return [head + tail for head in heads for tail in tails]
    if isinstance(node, ast.Call) and _called(node) == "QT_TRANSLATE_NOOP":
        return _strings(node.args[1], scopes, depth + 1)
    if isinstance(node, ast.Call) and _called(node) == "get" and isinstance(node.func, ast.Attribute):
        return _strings(node.func.value, scopes, depth + 1)
    if isinstance(node, ast.Name):
        for scope in reversed(scopes):
            if node.id in scope:
                return [text for value in scope[node.id] for text in _strings(value, scopes, depth + 1)]
    return []


def _is_said_elsewhere(node: ast.expr, scopes: list[Scope]) -> bool:
    """Whether a text is a parameter, which the caller says, or declared data, which is found where it is declared."""
    if isinstance(node, ast.Subscript):
        return _is_said_elsewhere(node.value, scopes)
    if isinstance(node, ast.Name):
        return not any(node.id in scope and scope[node.id] for scope in scopes)
    return isinstance(node, ast.Attribute) or "_word(" in ast.unparse(node) or "spelled(" in ast.unparse(node)
