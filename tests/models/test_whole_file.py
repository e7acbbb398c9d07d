"""Files are whole or absent, and their names are safe."""

from __future__ import annotations

import errno
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import whole_file
from models.whole_file import WriteProblem, free_path, safe_file_name, write_whole

RESERVED = ("CON", "nul", "com1.txt", "LPT9 .pdf", "aux", "con", "COM¹")


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch):
    monkeypatch.setattr(whole_file, "LOCKED_PAUSES", (0.0, 0.0, 0.0))


def test_a_file_is_replaced_whole(tmp_path):
    target = tmp_path / "report.xlsx"
    write_whole(target, b"old")
    write_whole(target, b"new and longer")
    assert target.read_bytes() == b"new and longer"
    assert list(tmp_path.iterdir()) == [target]


def test_an_error_halfway_leaves_the_old_file_and_no_litter(tmp_path):
    target = tmp_path / "report.xlsx"
    write_whole(target, b"old")

    def breaks_halfway():
        with whole_file.whole_file(target) as stream:
            stream.write(b"half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        breaks_halfway()
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize(
    ("function", "number", "code"),
    [("fsync", errno.ENOSPC, "DISK_FULL"), ("fsync", errno.EIO, "NOT_SAVED"), ("replace", errno.EIO, "NOT_SAVED")],
)
def test_a_failing_disk_is_one_sentence_and_the_old_file_stays(tmp_path, monkeypatch, function, number, code):
    target = tmp_path / "report.xlsx"
    write_whole(target, b"old")

    def fails(*_arguments):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(whole_file.os, function, fails)
    with pytest.raises(WriteProblem) as caught:
        write_whole(target, b"new")
    assert caught.value.message.code == code
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_file_that_excel_holds_is_tried_again(tmp_path, monkeypatch):
    refusals, replace = [1, 1, 1], os.replace

    def sometimes(source, target):
        if refusals:
            refusals.pop()
            raise PermissionError(errno.EACCES, "in use")
        replace(source, target)

    monkeypatch.setattr(whole_file.os, "replace", sometimes)
    write_whole(tmp_path / "report.xlsx", b"new")
    assert (tmp_path / "report.xlsx").read_bytes() == b"new"


def test_a_file_that_stays_locked_is_offered_another_name(tmp_path, monkeypatch):
    target, replace = tmp_path / "report.xlsx", os.replace
    write_whole(target, b"old")
    (tmp_path / "report-2.xlsx").write_bytes(b"taken")

    def locked(source, place):
        if str(place) == str(target):
            raise PermissionError(errno.EACCES, "in use")
        replace(source, place)

    monkeypatch.setattr(whole_file.os, "replace", locked)
    with pytest.raises(WriteProblem, match=r"“report\.xlsx” is open .* save as “report-3\.xlsx”") as caught:
        write_whole(target, b"new")
    assert target.read_bytes() == b"old"
    assert caught.value.free_path == tmp_path / "report-3.xlsx" == free_path(target)
    write_whole(caught.value.free_path, b"new")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["report-2.xlsx", "report-3.xlsx", "report.xlsx"]


def test_a_folder_that_is_not_there_or_is_the_target_is_one_sentence(tmp_path):
    with pytest.raises(WriteProblem, match="there is no folder"):
        write_whole(tmp_path / "no" / "report.xlsx", b"")
    with pytest.raises(WriteProblem, match="is the name of a folder"):
        write_whole(tmp_path, b"")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("../../etc/passwd", "_.._etc_passwd"),
        ("C:\\x", "C_x"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("", "curve"),
        ("...", "curve"),
        ("a\0b\nc", "a_b_c"),
        ("S20 #11", "S20 #11"),
        ("时间 Zelle µ.anode", "时间 Zelle µ.anode"),
        ("a" * 300 + ".pdf", "a" * 116 + ".pdf"),
    ],
)
def test_a_name_is_made_safe(text, name):
    assert safe_file_name(text) == name


@given(st.one_of(st.text(), st.text("./\\:CON 1a"), st.sampled_from(RESERVED)))
def test_any_text_gives_a_name_that_every_system_takes(text):
    name = safe_file_name(text)
    assert 0 < len(name.encode()) <= 120
    assert not set(name) & set('<>:"/\\|?*')
    assert name == name.strip(" .")
    assert all(ord(letter) >= 32 for letter in name)
    assert name.split(".")[0].rstrip().casefold() not in whole_file._RESERVED
    assert safe_file_name(name) == name
