"""Large files are kept as columns: the second opening is the same curve, and never that of another file."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from models import column_cache
from models.column_cache import ColumnCache
from models.import_process import FileImporter
from models.readers import FileContent, read_file
from models.readers.choices import ImportChoices

NOTHING = ImportChoices()
ROWS = 400_000  # of 24 bytes of numbers


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("large") / "run 1.csv"
    rows = "".join(f"{row / 10:.1f},{row % 97 / 1e3:.3f},-2e-4\n" for row in range(ROWS))
    path.write_text("time / s,potential / V,current / A\n" + rows)
    return path


@pytest.fixture
def cache(tmp_path: Path) -> ColumnCache:
    return ColumnCache(tmp_path / "columns")


def same(one: FileContent | None, other: FileContent) -> bool:
    if one is None or one.receipt != other.receipt or one.sha256 != other.sha256 or one.file != other.file:
        return False
    (mine,), (theirs,) = one.curves, other.curves
    described = ("name", "technique", "segments", "source", "receipt", "metadata", "electrode_area")
    return all(getattr(mine, each) == getattr(theirs, each) for each in described) and all(
        np.array_equal(mine.columns[name], theirs.columns[name], equal_nan=True) for name in theirs.columns
    )


def test_what_is_kept_is_what_was_read(cache: ColumnCache, table: Path) -> None:
    read = read_file(table)
    assert not cache.holds(table, NOTHING)
    assert cache.keep(table, NOTHING, read)
    assert cache.holds(table, NOTHING)
    assert same(cache.load(table, NOTHING), read)
    assert not cache.holds(table, ImportChoices(sign="flip"))


@pytest.fixture
def importer(cache: ColumnCache) -> Iterator[FileImporter]:
    with FileImporter(1, cache=cache) as made:
        yield made


def test_the_second_opening_needs_no_child(importer: FileImporter, cache: ColumnCache, table: Path) -> None:
    (first,) = importer.read([table])
    assert isinstance(first, FileContent) and cache.holds(table, NOTHING)
    assert same(first, read_file(table))
    importer._children.borrow = None  # type: ignore[method-assign, assignment]  # whoever asks for one fails
    (second,) = importer.read([table])
    assert isinstance(second, FileContent) and same(second, first)


def test_a_file_that_was_written_on_is_read_again(
    importer: FileImporter, cache: ColumnCache, table: Path, tmp_path: Path
) -> None:
    path = tmp_path / "grows.csv"
    shutil.copy(table, path)
    (first,) = importer.read([path])
    times = path.stat()
    with path.open("a") as stream:
        stream.write("50000.0,0.001,-2e-4\n")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert not cache.holds(path, NOTHING)
    (second,) = importer.read([path])
    assert isinstance(first, FileContent) and isinstance(second, FileContent)
    assert second.curves[0].points == first.curves[0].points + 1


def entry_of(cache: ColumnCache) -> Path:
    (entry,) = cache.folder.iterdir()
    return entry


@pytest.mark.parametrize("harm", ["flip", "cut", "gone", "pickle", "header", "points"])
def test_a_damaged_entry_is_no_entry(cache: ColumnCache, table: Path, harm: str, tmp_path: Path) -> None:
    cache.keep(table, NOTHING, read_file(table))
    entry = entry_of(cache)
    column, header = entry / "1.npy", entry / "header.json"
    if harm == "flip":
        octets = bytearray(column.read_bytes())
        octets[5000] ^= 4
        column.write_bytes(octets)
    elif harm == "cut":
        column.write_bytes(column.read_bytes()[:-80])
    elif harm == "gone":
        column.unlink()
    elif harm == "pickle":
        np.save(column, np.array([object()] * ROWS), allow_pickle=True)
    elif harm == "header":
        header.write_text(header.read_text()[:-100])
    else:
        told = json.loads(header.read_text())
        told["answer"]["curves"][0]["points"] = 5
        header.write_text(json.dumps(told))
    assert not cache.holds(table, NOTHING) or cache.load(table, NOTHING) is None


def test_the_oldest_entries_go_when_there_are_too_many(cache: ColumnCache, table: Path, tmp_path: Path) -> None:
    small = ColumnCache(cache.folder, most=25_000_000)
    paths = [tmp_path / f"copy {number}.csv" for number in range(4)]
    for age, path in enumerate(paths):
        shutil.copy(table, path)
        small.keep(path, NOTHING, read_file(path))
        header = small._entry(path, NOTHING) / "header.json"
        os.utime(header, (1e9 + age, 1e9 + age))
    assert [small.holds(path, NOTHING) for path in paths] == [False, False, True, True]


def test_a_small_file_is_read_again(importer: FileImporter, cache: ColumnCache, tmp_path: Path) -> None:
    path = tmp_path / "small.csv"
    path.write_text("time / s,potential / V\n1,2\n2,3\n")
    list(importer.read([path]))
    assert not cache.holds(path, NOTHING)


def test_a_cache_that_cannot_be_written_costs_nothing(table: Path, tmp_path: Path) -> None:
    folder = tmp_path / "a file"
    folder.write_text("in the way")
    with FileImporter(1, cache=ColumnCache(folder)) as importer:
        (found,) = importer.read([table])
    assert isinstance(found, FileContent) and found.curves[0].points == ROWS


def test_changed_readers_read_again(cache: ColumnCache, table: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.keep(table, NOTHING, read_file(table))
    monkeypatch.setattr(column_cache, "readers_as_they_are", lambda: "others")
    assert not cache.holds(table, NOTHING)
