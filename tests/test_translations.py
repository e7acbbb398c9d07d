"""Everything that a person may read has its Chinese, with the same numbers in it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.translations.catalogue import CHINESE, complaints, read, twice, write
from tests.translations.said import said
from tests.translations.sources import strings_in_code

ROOT = Path(__file__).resolve().parents[1]


def test_every_string_is_translated() -> None:
    """Run ``make translations`` and write the Chinese of what it names."""
    assert [*complaints(read(CHINESE), said()), *twice(CHINESE)] == []


def test_no_string_is_hidden_from_the_translators() -> None:
    """Give `tr`, `translate` and messages a string, or a name that holds one."""
    assert strings_in_code(ROOT).unknown == []


def test_the_file_is_in_order(tmp_path: Path) -> None:
    """Run ``make translations``."""
    write(tmp_path / "ordered.json", read(CHINESE))
    assert (tmp_path / "ordered.json").read_bytes() == CHINESE.read_bytes()


@pytest.mark.parametrize(
    ("sentences", "complaint"),
    [
        ({}, "missing"),
        ({"Only {count:.2f} points": "只有 {count:.2f} 个点", "gone": "没了"}, "obsolete"),
        ({"Only {count:.2f} points": ""}, "not translated"),
        ({"Only {count:.2f} points": "只有 {number:.2f} 个点"}, "other placeholders"),
        ({"Only {count:.2f} points": "只有 {count:.3f} 个点"}, "other placeholders"),
        ({"Only {count:.2f} points": "Only {count:.2f} points"}, "not Chinese"),
        ({"Only {count:.2f} points": " 只有 {count:.2f} 个点"}, "blanks around"),
        ({"Only {count:.2f} points": "只有 {count:.2f} 个点"}, None),
    ],
)
def test_a_complaint_tells_good_from_bad(sentences: dict[str, str], complaint: str | None) -> None:
    found = complaints(sentences, ["Only {count:.2f} points"])
    assert [each.partition(":")[0] for each in found] == ([complaint] if complaint else [])


@pytest.mark.parametrize(
    ("code", "strings"),
    [
        ('class A:\n    def f(self):\n        self.tr("Open")', ["Open"]),
        ('class A:\n    def f(self, x):\n        self.tr("One" if x else "Two")', ["One", "Two"]),
        ('def f():\n    text = "Few: " "{count}"\n    raise DataProblem("FEW", text, count=1)', ["Few: {count}"]),
        ('class Own(DataProblem): ...\nOwn("FEW", "Few" if 1 else "Less")', ["Few", "Less"]),
        ('def f():\n    return "DISK_FULL", "The disk is full."', ["The disk is full."]),
        ('WORDS = {"a": "First"}\ndef f(a):\n    return translate("X", WORDS[a])', ["First"]),
        ('def words(text):\n    return QCoreApplication.translate("X", text)\nwords("Some")', ["Some"]),
        ('from a import number_of\nnumber_of("no words")', []),
    ],
)
def test_strings_are_found_in_code(tmp_path: Path, code: str, strings: list[str]) -> None:
    ast.parse(code)
    (tmp_path / "main.py").write_text(code, encoding="utf-8")
    assert sorted(strings_in_code(tmp_path).strings) == strings


def test_a_string_that_cannot_be_followed_is_named(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text("class A:\n    def f(self):\n        self.tr(self.word())", encoding="utf-8")
    assert len(strings_in_code(tmp_path).unknown) == 1
