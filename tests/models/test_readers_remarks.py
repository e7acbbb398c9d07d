"""What receipts say: sentences that a translator finds as literals, with plain values in them."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

import models.readers
from fitting.messages import Message
from models.curve import Receipt
from models.readers import ReadError, read_file
from models.readers.file_receipt import file_receipt
from models.readers.remarks import remark
from tests.receipts import said

READERS = Path(models.readers.__file__).parent
SAYING = {"flag", "assume", "remark", "_bad_choice"}


def sentences_of(function: ast.AST) -> Iterator[list[str]]:
    """The templates of every remark that a function makes; none where one is no literal."""
    assigned = [node for node in ast.walk(function) if isinstance(node, ast.Assign)]
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and called(node) in SAYING:
            template = node.args[1]
            if isinstance(template, ast.Name):
                named = [each for each in assigned if ast.unparse(each.targets[0]) == template.id]
                before = [each for each in named if each.lineno < node.lineno]
                template = max(before, key=lambda each: each.lineno).value if before else template
            yield constants(template)


def constants(value: ast.expr) -> list[str]:
    branches = [value.body, value.orelse] if isinstance(value, ast.IfExp) else [value]
    return [each.value for each in branches if isinstance(each, ast.Constant) and isinstance(each.value, str)]


def called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def all_sentences() -> list[list[str]]:
    return [
        sentences
        for path in sorted(READERS.glob("*.py"))
        for function in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(function, ast.FunctionDef) and function.name not in SAYING
        for sentences in sentences_of(function)
    ]


def with_parts(notes: tuple[Message, ...]) -> Iterator[Message]:
    for note in notes:
        yield note
        yield from with_parts(note.parts)


def test_every_sentence_of_a_receipt_is_a_literal_and_stands_once() -> None:
    sentences = all_sentences()
    assert len(sentences) > 100
    assert [] not in sentences
    assert {each: count for each, count in Counter(chain(*sentences)).items() if count > 1} == {}


def test_receipts_of_all_instrument_files_hold_messages_with_plain_values(instrument_data: Path) -> None:
    literals = {
        node.value
        for path in READERS.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    seen: set[str] = set()
    for path in sorted(path for path in instrument_data.rglob("*") if path.is_file()):
        try:
            content = read_file(path)
        except ReadError:
            continue
        for receipt in (content.receipt, *(curve.receipt for curve in content.curves)):
            for note in with_parts((*receipt.flags, *receipt.assumptions)):
                assert type(note) is Message
                assert note.code.isidentifier() and note.code.isupper(), note.code
                assert note.template in literals, note.template
                assert all(type(value) in (str, int, float) for value in note.arguments.values()), note
                assert note.text
                seen.add(note.code)
    assert len(seen) > 30


def test_the_file_s_own_words_take_no_more_than_a_line() -> None:
    note = remark("NOTED", "{name}: odd", name="a\nb\x00" + "c" * 1000)
    assert "\n" not in note.text and "\0" not in note.text and len(note.text) < 320


@pytest.mark.parametrize("second", ["one", "two"])
def test_a_note_about_one_curve_names_it_and_a_common_one_stands_once(
    second: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Named:
        def __init__(self, name: str, word: str) -> None:
            self.name = name
            self.receipt = Receipt(flags=(remark("WORD", "a {word}", word=word), remark("COMMON", "for all")))

    found = file_receipt([Named("a", "one"), Named("b", second)])  # type: ignore[list-item]
    expected = ["a one", "for all"] if second == "one" else ["for all", "a: a one", "b: a two"]
    assert said(found.flags).splitlines() == expected
    assert [note.code for note in found.flags] == (["WORD", "COMMON"] if second == "one" else ["COMMON"] + ["WORD"] * 2)
