"""Saving a project: any name, whoever holds the file, and what stays untouched."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from models.curve_edits import note_curve, note_electrolyte, rename_curve
from models.project import saving
from models.project.columns import curve_key
from models.project.entries import CurveKeys
from models.project.reading import open_project
from models.project.saving import Saver, Stamp
from models.readers import FileContent
from models.whole_file import WriteProblem
from tests.project_hand import EXAMPLES, Window, described, saved_again

NAMES = ("时间 Zelle µ", "😀", "a b", "Ω" * 60, "%41#?", "é", "张/三", "-x")


@pytest.mark.parametrize("name", NAMES)
def test_any_name_will_do(window: Window, tmp_path: Path, name: str) -> None:
    path = tmp_path / f"{name}.anode"
    path.parent.mkdir(exist_ok=True)
    window.document.restore(open_project(EXAMPLES[-1]).content.all_values(), (), 0, ())
    window.save(path)
    assert window.project.trouble is None
    assert described(open_project(path).content) == described(window.project.content())


@pytest.mark.parametrize("attempts", [1, 5, 99])
def test_a_virus_scanner_that_holds_the_file_for_a_while_is_waited_for(
    example: Path, monkeypatch: pytest.MonkeyPatch, attempts: int
) -> None:
    replace, tried = os.replace, []

    def held(source: Path, target: Path) -> None:
        tried.append(1)
        if len(tried) <= attempts:
            raise PermissionError(13, "held", str(target))
        replace(source, target)

    monkeypatch.setattr(saving, "PAUSES", (0.001,) * 10)
    monkeypatch.setattr(os, "replace", held)
    opened, before = open_project(example), example.read_bytes()
    if attempts < 10:
        saved_again(opened)
        assert open_project(example).revision == opened.revision + 1
    else:
        with pytest.raises(WriteProblem):
            saved_again(opened)
        assert example.read_bytes() == before
    assert [each.name for each in example.parent.iterdir()] == [example.name]


def test_a_save_that_failed_after_it_took_hold_is_harmless_to_try_again(
    example: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = open_project(example)
    saver = Saver(opened.keys)
    stamp = Stamp.of(example, opened.revision, opened.meta["save"])

    def broken(folder: Path) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(saving, "settle", broken)
        with pytest.raises(WriteProblem):
            saver.save(example, opened.content, stamp)
    assert saver.save(example, opened.content, stamp).revision == opened.revision + 2


def test_what_a_killed_save_left_goes_and_what_a_living_one_writes_stays(example: Path, tmp_path: Path) -> None:
    gone = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True)
    host = saving._host()
    dead = tmp_path / f"a.anode.saving-{host}-{int(gone.stdout)}-ab"
    alive = tmp_path / f"a.anode.saving-{host}-{os.getppid()}-ab"
    foreign = tmp_path / "a.anode.saving-00000000-1-ab"
    other = tmp_path / "b.anode.saving-notes"
    for path in (dead, alive, foreign, other):
        path.touch()
    saving.clear_unfinished(example)
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted(
        path.name for path in (example, alive, foreign, other)
    )


def test_a_file_that_may_only_be_read_opens_as_a_copy(
    example: Path, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # a root's own rights hide the file's
    window.open(example)
    assert window.news == ["PROJECT_NOT_WRITABLE"]
    assert window.project.path is None
    assert len(window.document.series) == 2


def test_raw_files_are_never_touched_and_their_identity_is_kept(window: Window, tmp_path: Path) -> None:
    from models.readers import read_file

    source = tmp_path / "cell.csv"
    source.write_text("time / s,potential / V,current / A\n" + "".join(f"{n},{-0.1},-1e-4\n" for n in range(40)))
    os.utime(source, (1.6e9, 1.6e9))
    before = source.read_bytes(), source.stat()
    window.document.add_files([read_file(source)])
    rename_curve(window.document, next(iter(window.document.curves)), "renamed")
    window.save(tmp_path / "a.anode")
    after = source.stat()
    assert source.read_bytes() == before[0]
    assert (after.st_mtime_ns, after.st_size, after.st_mode) == (
        before[1].st_mtime_ns, before[1].st_size, before[1].st_mode,
    )  # fmt: skip
    with closing(sqlite3.connect(tmp_path / "a.anode")) as db:
        (row,) = db.execute("SELECT name, size, modified, reader, program FROM source")
    assert row == ("cell.csv", len(before[0]), 1.6e9, "plain_table", row[4])
    assert row[4]


def test_the_keys_of_curves_do_not_depend_on_their_names() -> None:
    keys = CurveKeys()
    opened = open_project(EXAMPLES[-1])
    again = {keys(curve) for curve in opened.content.curves.values()}
    assert again == {opened.keys(curve) for curve in opened.content.curves.values()}


def test_the_keys_of_curves_do_not_depend_on_what_the_tree_says_of_them(window: Window) -> None:
    curve = next(iter(open_project(EXAMPLES[-1]).content.curves.values()))
    window.document.add_files([FileContent("a", "b", "c", (curve,), curve.receipt)])
    before = curve_key(window.document.curve(curve.identity))
    note_curve(window.document, curve.identity, "bubble at 40 s")
    note_electrolyte(window.document, 0, "dried")
    rename_curve(window.document, curve.identity, "other")
    assert window.document.curve(curve.identity) is not curve
    assert curve_key(window.document.curve(curve.identity)) == before
