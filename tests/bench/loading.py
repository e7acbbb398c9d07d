"""How fast a file becomes a curve."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from models.column_cache import ColumnCache
from models.readers import FileContent, read_file
from models.readers.choices import ImportChoices
from models.readers.sketch import sketch
from tests.bench import recordings
from tests.bench.peers import peer
from tests.bench.rows import Row

Pair = tuple[Callable[[], object], Callable[[], object] | None]
NOTHING = ImportChoices()


@cache
def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="anodescope-bench-"))


@cache
def _chi(rows: int, copies: int = 1) -> tuple[Path, int]:
    path = _folder() / f"chi {rows} {copies}.txt"
    return path, recordings.chi(path, rows, copies)


@cache
def _eclab(rows: int) -> tuple[Path, int, str]:
    path = _folder() / f"eclab {rows}.mpt"
    return path, *recordings.eclab(path, rows)


def _load_chi() -> Pair:
    path, before = _chi(1_000_000)
    return lambda: read_file(path), peer("pandas_chi", path, before)


def _load_eclab(name: str) -> Pair:
    path, before, places = _eclab(1_000_000)
    arguments = () if name == "galvani_mpt" else (before, places)
    return lambda: read_file(path), peer(name, path, *arguments)


def _first_points() -> Pair:
    path, _ = _chi(1_000_000, copies=10)
    return lambda: sketch(path), None


def _first_points_against_all() -> Pair:
    path, before = _chi(1_000_000, copies=10)
    return lambda: sketch(path), peer("polars_chi", path, before)


def _load_mpr(name: str) -> Pair:
    path = _folder() / "large.mpr"
    recordings.mpr(path, 10_000_000)
    return lambda: read_file(path), peer(name, path)


def _load_xlsx() -> Pair:
    path = _folder() / "sheets.xlsx"
    recordings.sheets(path, 50, 10_000)
    return lambda: read_file(path), peer("calamine", path)


def _reopen() -> Pair:
    path, _, _ = _eclab(1_000_000)
    kept = ColumnCache(_folder() / "columns")

    def first() -> None:
        assert kept.keep(path, NOTHING, read_file(path))

    def second() -> FileContent:
        assert kept.holds(path, NOTHING)
        found = kept.load(path, NOTHING)
        assert found is not None
        return found

    first()
    return second, first


ROWS = (
    Row("load_chi_1e6", "pandas C engine", 1.0, _load_chi),
    Row("load_ecl_text_1e6", "polars, four columns", 2.0, lambda: _load_eclab("polars_eclab")),
    Row("load_ecl_text_1e6_pandas", "pandas C engine, four columns", 1.0, lambda: _load_eclab("pandas_eclab")),
    Row("load_ecl_text_1e6_galvani", "galvani", 1 / 15, lambda: _load_eclab("galvani_mpt"), rounds=2),
    Row("first_points_1e7", "", 0.05, _first_points),
    Row("first_points_1e7_polars", "polars, all rows", 1 / 50, _first_points_against_all, rounds=3),
    Row("load_mpr_1e7", "galvani and its DataFrame", 0.1, lambda: _load_mpr("galvani_mpr"), rounds=5),
    Row(
        "load_mpr_1e7_records", "galvani, no column taken out", 0.1, lambda: _load_mpr("galvani_mpr_records"), rounds=5
    ),
    Row("reopen", "the first opening", 1 / 20, _reopen),
    Row("load_xlsx", "python-calamine", 1.2, _load_xlsx, rounds=5),
)
