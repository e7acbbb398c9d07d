"""A large text is read block after block, and says the same as when it is read as a whole."""

from __future__ import annotations

import mmap
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models import segmentation, spool
from models.readers import ReadError, biologic_mpr, content, number_table, read_file
from tests.instruments import writers

ROWS = "".join(f"{row / 10},{3 - row / 1000:.4f},{-1e-4 * (row % 7):.3e}\n" for row in range(400))
PLAIN = "time / s,potential / V,current / A\n" + ROWS


def small_blocks(monkeypatch: pytest.MonkeyPatch, head: int, block: int) -> None:
    monkeypatch.setattr(content, "HEAD", head)
    monkeypatch.setattr(content, "_BLOCK", block)


def fixed() -> str:
    """A table of which every cell has its length, signs apart."""
    rows = (f"{row:06.1f},{-1.0 if row % 3 else 1.0},{(-1) ** row * 1e-4:.3e}\n" for row in range(400))
    return "time / s,potential / V,current / A\n" + "".join(rows)


def even() -> str:
    """A table of which every line looks like the others."""
    rows = (f"{row:06.1f},{-1.0 - row / 1000:.4f},{1e-4 * (row + 1):.3e}\n" for row in range(400))
    return "time / s,potential / V,current / A\n" + "".join(rows)


def damaged(text: str) -> dict[str, str]:
    """The same table with everything that may stand in it."""
    lines = text.split("\n")
    return {
        "as it is": text,
        "crlf": text.replace("\n", "\r\n"),
        "blank lines": "\n".join((*lines[:30], "", " , ,", *lines[30:])),
        "short rows": "\n".join((*lines[:200], "1.0,2.0", *lines[200:])),
        "words": "\n".join((*lines[:210], "stopped,by,hand", *lines[210:])),
        "cut": text[: len(text) - 9],
        "cut number": text.rstrip("\n"),
        "quotes": text.replace("3.0000", '"3.0000"'),
        "letters late": text.replace("0.0,", "0.0,", 1) + "1,2,µ\n1,2,3\n",
        "nul tail": text + "\0" * 3000,
        "fixed": fixed(),
        "fixed crlf": fixed().replace("\n", "\r\n"),
        "fixed, one longer": fixed().replace("0300.0,", "00300.0,"),
        "fixed, one word": fixed().replace("0300.0,", "stop03,"),
        "fixed, a cell parted": fixed().replace("0300.0,", "03,0.0,"),
        "fixed, two cells as one": fixed().replace("0300.0,-", "0300.0;-"),
        "fixed, moved mark": fixed().replace("0300.0,-", "0300.,0-"),
        "fixed, empty cell": fixed().replace("0300.0,", "      ,"),
        "even": even(),
        "even crlf": even().replace("\n", "\r\n"),
        "even, one word": even().replace("0300.0,", "stop03,"),
        "even, a cell parted": even().replace("0300.0,", "03,0.0,"),
        "even, two cells as one": even().replace("0300.0,-", "0300.0;-"),
        "even, a line end within": even().replace("0300.0,", "03\n0.0,"),
        "even, other signs late": even().replace("0300.0,-", "0300.0,"),
        "even, a carriage return within": even().replace("0300.0,", "03\r0.0,"),
        "even, a bell": even().replace("0300.0,", "0300\a0,"),
        "other widths first": "\n".join((lines[0], *["1,2"] * 40, *lines[1:])),
    }


@pytest.mark.parametrize("kind", damaged(PLAIN))
@pytest.mark.parametrize(("block", "is_idle"), [(700, True), (4096, False)])
def test_blocks_give_what_the_whole_gives(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kind: str, block: int, is_idle: bool
) -> None:
    monkeypatch.setattr(number_table, "_has_idle_processor", lambda: is_idle)
    path = tmp_path / "table.csv"
    path.write_bytes(damaged(PLAIN)[kind].encode("utf-8"))
    whole = read_file(path)
    small_blocks(monkeypatch, 600, block)
    found = read_file(path)
    assert found.sha256 == whole.sha256 and found.receipt == whole.receipt
    (one,), (other,) = found.curves, whole.curves
    assert replace(one.source, reader="") == replace(other.source, reader="") and one.segments == other.segments
    assert list(one.columns) == list(other.columns)
    for name, column in one.columns.items():
        np.testing.assert_array_equal(column, other.columns[name])


@pytest.mark.parametrize("name", ["mpt", "chi"])
def test_instruments_texts_come_in_blocks_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str) -> None:
    path = tmp_path / f"cell.{name}"
    steps = [0.1 * row for row in range(900)]
    potentials = [-0.1 - 1e-5 * row for row in range(900)]
    if name == "mpt":
        path.write_bytes(writers.eclab_mpt({"time/s": steps, "Ewe/V": potentials, "I/mA": [-0.2] * 900}, decimal=","))
    else:
        path.write_bytes(writers.chi_cp())
    whole = read_file(path)
    small_blocks(monkeypatch, 4096, 1000)
    found = read_file(path)
    assert found.receipt == whole.receipt and found.sha256 == whole.sha256
    for name, column in found.curves[0].columns.items():
        np.testing.assert_array_equal(column, whole.curves[0].columns[name])


def test_only_a_text_may_be_larger_than_two_gigabytes(tmp_path: Path) -> None:
    path = tmp_path / "huge.mpr"
    with path.open("wb") as stream:
        stream.write(b"BIO-LOGIC MODULAR FILE\x1a" + b" " * 20)
        stream.truncate(3 * 1024**3)  # a hole: it takes no room on the disk
    with pytest.raises(ReadError) as caught:
        read_file(path)
    assert caught.value.message.code == "TOO_LARGE" and "3.0 GB" in str(caught.value)


def test_columns_too_large_for_the_memory_lie_in_files_and_are_the_same(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "cycles.csv"
    currents = [(-2e-4, 2e-4, 0.0)[row // 700 % 3] for row in range(6000)]
    rows = "".join(f"{row / 60:.4f},{100 + row / 100:.3f},{1e3 * each:.3f}\n" for row, each in enumerate(currents))
    path.write_text("time / min,potential / mV,current / mA\n" + rows)
    whole = read_file(path).curves[0]
    small_blocks(monkeypatch, 600, 4000)
    monkeypatch.setattr(spool, "IN_MEMORY", 10_000)
    monkeypatch.setattr(spool, "BLOCK", 1500)
    monkeypatch.setattr(segmentation, "BLOCK", 500)
    found = read_file(path).curves[0]
    assert all(spool.lies_in_file(column) or not column.flags.writeable for column in found.columns.values())
    assert all(isinstance(base_of(column), mmap.mmap) for column in found.columns.values())
    assert (found.technique, found.segments, found.receipt) == (whole.technique, whole.segments, whole.receipt)
    for name, column in found.columns.items():
        np.testing.assert_array_equal(column, whole.columns[name])


def base_of(column: object) -> object:
    while isinstance(column, np.ndarray):
        column = column.base
    return column


def test_records_of_a_binary_file_come_piece_by_piece_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "cell.mpr"
    steps = [0.1 * row for row in range(900)]
    columns = {"mode": [1] * 900, "time/s": steps, "control/mA": [-0.2] * 400 + [0.2] * 500, "Ewe/V": steps}
    path.write_bytes(writers.mpr({**columns, "dq/mA.h": [-1e-6 * row for row in range(900)]}))
    whole = read_file(path)
    small_blocks(monkeypatch, 100, 1000)
    monkeypatch.setattr(biologic_mpr, "_PIECE", 700)
    found = read_file(path)
    assert (found.receipt, found.sha256, found.curves[0].segments) == (
        whole.receipt,
        whole.sha256,
        whole.curves[0].segments,
    )
    assert len(found.curves[0].segments) == 2
    for name, column in found.curves[0].columns.items():
        np.testing.assert_array_equal(column, whole.curves[0].columns[name])
