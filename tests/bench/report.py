"""How fast a report is written: 50 curves of 10,000 points, each with its numbers, chart and picture."""

from __future__ import annotations

import multiprocessing
import struct
import sys
import tempfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np

from models.report import write_workbook
from models.report.chart import measured_blocks
from models.result import Result
from tests.bench.peers import peer
from tests.bench.rows import Figure, Row
from tests.plating_results import plating_result

SHEETS, POINTS = 50, 10_000
DATE = datetime(2026, 1, 1, tzinfo=UTC)


def picture() -> bytes:
    """A PNG of 60 kB, which no packing makes smaller."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    width, height = 200, 100
    noise = np.random.default_rng(0).integers(0, 256, (height, 3 * width), dtype=np.uint8)
    lines = b"".join(b"\0" + line.tobytes() for line in noise)
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def results() -> list[Result]:
    """Curves with noise, each from a file of its own."""
    found = []
    for number in range(SHEETS):
        noise = 1e-4 * np.random.default_rng(number).standard_normal(POINTS)
        result = plating_result(f"curve {number}", POINTS)
        curve = result.subject[0].curve
        columns = {**curve.columns, "potential": curve.columns["potential"] + noise}
        curve = replace(curve, columns=columns, source=replace(curve.source, sha256=f"{number:02}" * 32))
        found.append(replace(result, subject=(replace(result.subject[0], curve=curve),)))
    return found


def _against(name: str) -> tuple[Callable[[], object], Callable[[], object]]:
    found, png = results(), picture()
    folder = Path(tempfile.mkdtemp())
    numbers, drawn = folder / f"numbers {SHEETS}.npz", folder / "picture.png"
    np.savez(numbers, *(values for result in found for block in measured_blocks(result) for values in block))
    drawn.write_bytes(png)

    def ours() -> None:
        write_workbook(folder / "ours.xlsx", found, (), lambda _: png, DATE)

    return ours, peer(name, numbers, drawn, folder / "peer.xlsx")


def _grown(told: Connection) -> None:
    """Say by how many bytes a process grows at most while it writes the report, its programs loaded already."""
    found, png = results(), picture()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ours.xlsx"
        write_workbook(path, found[:1], (), lambda _: png, DATE)
        before = _resident("VmRSS")
        write_workbook(path, found, (), lambda _: png, DATE)
    told.send(max(0.0, _resident("VmHWM") - before))


def _resident(which: str) -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(1024.0 * int(line.split()[1]) for line in lines if line.startswith(which))


def _memory() -> float:
    if not sys.platform.startswith("linux"):
        raise SystemExit("memory is measured on Linux only")
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_grown, args=(theirs,))
    child.start()
    grown = float(ours.recv())
    child.join()
    return grown


ROWS: tuple[Row | Figure, ...] = (
    Figure("report_50x10k_memory", "B", 1e8, _memory),
    Row("report_50x10k", "xlsxwriter constant_memory", 0.25, lambda: _against("xlsxwriter_report"), rounds=3),
    Row("report_50x10k_write_only", "openpyxl write_only", 0.10, lambda: _against("openpyxl_report"), rounds=3),
)
