"""A bad file costs that file, never the session: the import in child processes."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from models import children, import_process
from models.import_process import FileImporter, read_in_order, read_or_failure
from models.readers import FileContent
from models.readers.choices import ColumnChoice, ImportChoices
from models.result import Failure
from tests.instruments import writers
from tests.models import hostile_reader
from tests.models.test_readers_formats import CURRENT, PLATING, POTENTIAL, TIME

TABLE = writers.plain({"time / s": TIME, "potential / V": POTENTIAL, "current / mA": CURRENT})


@pytest.fixture(scope="module")
def importer() -> Iterator[FileImporter]:
    with FileImporter(read=hostile_reader.read) as found:
        yield found


def files_with(folder: Path, *contents: bytes) -> list[Path]:
    paths = [folder / f"{number:03d}.txt" for number in range(len(contents))]
    for path, content in zip(paths, contents, strict=True):
        path.write_bytes(content)
    return paths


def test_what_comes_from_a_child_is_what_was_read_there(tmp_path: Path, importer: FileImporter) -> None:
    broken = TABLE + b"7,oops,\n8\n"
    edited = writers.chi_cv().replace(b"CHI760E", b"SP-50e")  # a flag with a sentence within
    texts = (TABLE, writers.eclab_mpt(PLATING, loops=(0, 3)), writers.chi_cp(), edited, broken)
    contents = (*texts, b"hello", b"%PDF", b"")
    for path, found in zip(paths := files_with(tmp_path, *contents), importer.read(paths), strict=True):
        here = read_or_failure(path)
        if isinstance(here, Failure):
            assert found == here
            continue
        assert isinstance(found, FileContent)
        assert (found.file, found.sha256, found.reader) == (here.file, here.sha256, here.reader)
        assert (found.receipt, found.experiment) == (here.receipt, here.experiment)
        for there, curve in zip(found.curves, here.curves, strict=True):
            assert there.segments == curve.segments and there.source == curve.source
            assert dict(there.metadata) == dict(curve.metadata)
            assert there.receipt == curve.receipt
            assert there.electrode_area == curve.electrode_area
            assert set(there.columns) == set(curve.columns)
            for name, column in curve.columns.items():
                np.testing.assert_array_equal(there.columns[name], column)
                assert not there.columns[name].flags.writeable


@pytest.mark.parametrize(
    ("word", "code"),
    [
        (b"abort", "READER_CRASHED"),
        (b"segfault", "READER_CRASHED"),
        (b"exit", "READER_CRASHED"),
        (b"memory", "TOO_LARGE"),
        (b"recursion", "NOT_READABLE"),
        (b"home", "READER_CRASHED"),
    ],
)
def test_a_parser_that_dies_costs_its_file_only(tmp_path: Path, importer: FileImporter, word: bytes, code: str) -> None:
    found = list(importer.read(files_with(tmp_path, TABLE, word, TABLE)))
    assert isinstance(found[0], FileContent) and isinstance(found[2], FileContent)
    assert isinstance(found[1], Failure)
    assert found[1].message.code == code
    assert found[1].file.endswith("001.txt") and found[1].message.text.endswith(".")


def test_a_parser_that_hangs_is_stopped(
    tmp_path: Path, importer: FileImporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_process, "LONGEST", 0.5)
    found = list(importer.read(files_with(tmp_path, b"hang")))
    assert isinstance(found[0], Failure) and found[0].message.code == "TOO_SLOW"


def test_cancel_ends_children_that_would_hang_for_ever(tmp_path: Path, importer: FileImporter) -> None:
    class Stopped(Exception):
        pass

    asked = itertools.count()

    def check() -> None:
        if next(asked) >= 5:
            raise Stopped

    with pytest.raises(Stopped):
        list(importer.read(files_with(tmp_path, b"hang", b"hang", TABLE), check=check))
    assert isinstance(next(iter(importer.read(files_with(tmp_path, TABLE)))), FileContent)


def test_files_come_in_order_and_the_first_while_the_rest_still_load(tmp_path: Path, importer: FileImporter) -> None:
    list(importer.read(files_with(tmp_path, TABLE)))  # a child is awake
    paths = files_with(tmp_path, TABLE, b"hang", TABLE)
    results = importer.read(paths)
    first = next(results)
    assert isinstance(first, FileContent) and first.file == str(paths[0])
    results.close()  # type: ignore[attr-defined]


def test_a_folder_of_200_files_is_read_by_the_same_children(tmp_path: Path, importer: FileImporter) -> None:
    paths = files_with(tmp_path, *[TABLE] * 200)
    found = list(importer.read(paths))
    assert [each.file for each in found] == [str(path) for path in paths]


def test_choices_reach_the_child(tmp_path: Path, importer: FileImporter) -> None:
    columns = (ColumnChoice(0, "time", "s"), ColumnChoice(1, "current", "mA"))
    choices = ImportChoices(columns=columns, sign="flip")
    (found,) = importer.read(files_with(tmp_path, b"1 2\n2 3\n"), choices)
    assert isinstance(found, FileContent)
    assert found.curves[0].columns["current"].tolist() == [-2e-3, -3e-3]


def test_names_that_are_no_unicode_pass_through(tmp_path: Path, importer: FileImporter) -> None:
    path = Path(os.fsdecode(bytes(tmp_path) + b"/\xff \xe5\xbc\xa0.csv"))
    try:
        path.write_bytes(TABLE)
    except OSError:
        pytest.skip("this file system has no such names")
    (found,) = importer.read([path])
    assert isinstance(found, FileContent) and found.file == str(path)


def test_a_command_reads_well_known_small_files_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a child was started")

    monkeypatch.setattr(children, "started", refuse)
    paths = files_with(tmp_path, TABLE, writers.eclab_export(PLATING), b"hello")
    kinds = [type(found) for found in read_in_order(paths)]
    assert kinds == [FileContent, FileContent, Failure]
    monkeypatch.setattr(import_process, "SAFE_SIZE", 10)
    with pytest.raises(AssertionError, match="a child"):
        list(read_in_order(paths))
