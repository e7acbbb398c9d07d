"""Arbin: .csv (a byte order mark, a tab before its dates) and .res, an Access database, through ``mdb-export``."""

from __future__ import annotations

import csv
import shutil
import subprocess
import tempfile
from pathlib import Path

import numpy as np

from models.curve import Curve
from models.readers.cycler import cycler_curve
from models.readers.cycler_table import Cell, CyclerTable, grid_table
from models.readers.cycler_text import heading_in, read_cycler_text, words_of
from models.readers.draft import Draft
from models.readers.problem import ReadError
from models.readers.stated_units import numbered
from models.readers.text_table import decode

NAME = "arbin"

HELPER = "mdb-export"
_TABLE = "Channel_Normal_Table"
_PATIENCE = 300  # s
_DATABASES = (b"\x00\x01\x00\x00Standard Jet DB", b"\x00\x01\x00\x00Standard ACE DB")
# The units that Arbin's database does not write down: they are the same in every .res
_UNITS = {"Test_Time": "s", "Step_Time": "s", "Current": "A", "Voltage": "V", "Charge_Capacity": "Ah",
          "Discharge_Capacity": "Ah"}  # fmt: skip
_CSV_NAMES = {"test time", "step index", "cycle index"}


def claims(head: bytes, path: Path) -> bool:
    """Return whether the content is an Access database, or a text with the column names of an Arbin export."""
    if head.startswith(_DATABASES):
        return True
    heading = heading_in(head)
    return heading is not None and words_of(heading) >= _CSV_NAMES


def read(content: bytes, path: Path) -> tuple[Curve, ...]:
    """Read an Arbin file.

    Raises
    ------
    ReadError
        ``NEEDS_HELPER`` for a .res where mdb-export is absent; otherwise what is wrong with the file.
    """
    if content.startswith(_DATABASES):
        return _read_res(content, path)
    return read_cycler_text(content, path, NAME, _note_header)


def _note_header(draft: Draft, lines: list[str], table: CyclerTable) -> None:
    draft.metadata["instrument"] = "Arbin"


def _read_res(content: bytes, path: Path) -> tuple[Curve, ...]:
    helper = shutil.which(HELPER)
    if helper is None:
        raise ReadError(
            "NEEDS_HELPER",
            "An Arbin .res is an Access database, and the program {helper} that reads it is not on this computer. "
            "Install mdbtools, or export the channel as .csv or .xlsx in Arbin's Data Watcher.",
            helper=HELPER,
        )  # fmt: skip
    lines = _exported(helper, content)
    names = [f"{name}({_UNITS[name]})" if name in _UNITS else name for name in lines[0]]
    by_test: dict[str, list[list[Cell]]] = {}
    skipped = 0
    test, point = (lines[0].index(name) if name in lines[0] else -1 for name in ("Test_ID", "Data_Point"))
    for cells in lines[1:]:
        if len(cells) == len(names):
            by_test.setdefault(cells[test] if test >= 0 else "", []).append(list(cells))
        else:
            skipped += bool(cells)
    curves = [_curve(names, rows, point, skipped, content, path) for rows in by_test.values()]
    if not curves:
        raise ReadError("NO_ROWS", "The recording is empty: the database holds no record.")
    return numbered([(f"test {name}", curve) for name, curve in zip(by_test, curves, strict=True)])


def _curve(names: list[str], rows: list[list[Cell]], point: int, skipped: int, content: bytes, path: Path) -> Curve:
    order = np.arange(len(rows))
    if point >= 0:
        numbers = np.array([float(str(row[point])) if str(row[point]).isdigit() else np.nan for row in rows])
        order = np.argsort(numbers, kind="stable")
    table = grid_table(names, [rows[place] for place in order], np.arange(1, len(rows) + 1, dtype=np.int64))
    if table is None:
        raise ReadError("NO_ROWS", "The recording is empty: the database holds no record.")
    draft = Draft(metadata={"instrument": "Arbin"})
    if skipped:
        draft.flag("RECORDS_LEFT_OUT", "{count} records of another length were left out", count=skipped)
    draft.assume("ARBIN_UNITS", "units as in every Arbin .res: s, A, V, Ah")
    return cycler_curve(table, draft, content, path, NAME)


def _exported(helper: str, content: bytes) -> list[list[str]]:
    """The record table of the database as cells."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "record.res"
        copy.write_bytes(content)
        try:
            done = subprocess.run([helper, str(copy), _TABLE], capture_output=True, timeout=_PATIENCE, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise ReadError(
                "NEEDS_HELPER", "The program {helper} that reads Arbin's .res did not do so ({reason}).",
                helper=HELPER, reason=type(error).__name__,
            ) from None  # fmt: skip
    lines = list(csv.reader(decode(done.stdout).text.splitlines()))
    if done.returncode or not lines or "Voltage" not in lines[0]:
        raise ReadError(
            "NOT_RECOGNISED",
            "The file is an Access database without Arbin's record table ({table}), or it is damaged.",
            table=_TABLE,
        )  # fmt: skip
    return lines
