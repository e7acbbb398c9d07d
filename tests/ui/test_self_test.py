from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from fitting.messages import DataProblem
from tests.conftest import ROOT
from ui import self_test


def test_this_copy_of_the_program_passes_its_own_test(tmp_path: Path) -> None:
    report = tmp_path / "自检 report.txt"
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "TMPDIR": str(tmp_path)}
    ran = subprocess.run(
        [sys.executable, "main.py", "--selftest", str(report)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "Traceback" not in ran.stderr
    lines = report.read_text(encoding="utf-8").splitlines()
    assert lines == ran.stdout.splitlines()
    names = [line.partition(":")[0] for line in lines[:-1]]
    assert names == [name for name, _ in self_test.SelfTest(tmp_path).parts()]
    assert lines[-1] == "The self-test passed."
    assert [path.name for path in tmp_path.iterdir()] == [report.name], "it cleans up"


def failing_part(self: self_test.SelfTest) -> str:
    raise DataProblem("SELF_TEST", "the workbook has only these sheets: {sheets}.", sheets="Summary")


def broken_part(self: self_test.SelfTest) -> str:
    raise ModuleNotFoundError("No module named 'matplotlib.backends.backend_pdf'")


@pytest.mark.parametrize(
    ("part", "sentence"),
    [
        (failing_part, "Workbook: the workbook has only these sheets: Summary."),
        (broken_part, "No module named 'matplotlib.backends.backend_pdf'"),
    ],
)
def test_a_part_that_fails_is_named_in_one_line_and_ends_the_test(
    part: object, sentence: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("libraries", "modules", "pages", "reading", "spike"):
        monkeypatch.setattr(self_test.SelfTest, name, lambda self: "good")
    monkeypatch.setattr(self_test.SelfTest, "workbook", part)
    monkeypatch.setattr(self_test.SelfTest, "figures", lambda self: pytest.fail("it went on"))
    assert self_test.run_self_test() == 1
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 7
    assert lines[5].startswith("Workbook: ")
    assert sentence in lines[5]
    assert lines[6] == "The self-test failed."
