"""Small PalmSens, Ivium, Zahner, ZView and impedance files, written as the programs write them."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

FREQUENCY = np.logspace(4, 0, 9)
IMPEDANCE = 100.0 + 500.0 / (1.0 + 2j * np.pi * FREQUENCY * 500.0 * 1e-6)
REAL, IMAGINARY = IMPEDANCE.real.tolist(), IMPEDANCE.imag.tolist()

_UNITS = {0: "Time", 1: "Volt", 2: "MicroAmpere", 3: "MicroCoulomb", 5: "Hertz", 7: "ZRe", 8: "ZIm", 33: "Volt"}


def array(kind: int, name: str, values: Sequence[Any], unit: str | None = None) -> dict[str, Any]:
    """One data array of a session."""
    return {
        "Type": "PalmSens.Data.DataArray", "ArrayType": kind, "Description": name,
        "Unit": {"Type": f"PalmSens.Units.{unit or _UNITS.get(kind, 'FixedUnit')}"},
        "DataValues": [{"V": value, "S": 0} for value in values],
    }  # fmt: skip


def spectrum_arrays() -> list[dict[str, Any]]:
    """The arrays of the spectrum above; PalmSens stores -Im(Z)."""
    return [array(5, "Frequency", FREQUENCY.tolist()), array(7, "ZRe", IMPEDANCE.real.tolist()),
            array(8, "ZIm", (-IMPEDANCE.imag).tolist()), array(6, "Phase", FREQUENCY.tolist(), "Phase")]  # fmt: skip


def pssession(
    arrays: Sequence[Mapping[str, Any]], method: str = "METHOD_ID=eis\r\nSCAN_RATE=1.0E-001", lower: bool = False,
    plots: Sequence[Mapping[str, Any]] = (), more: Sequence[Mapping[str, Any]] = (),
) -> bytes:  # fmt: skip
    """A session with one measurement (and more of them), UTF-16-LE with a mark at both ends as PSTrace writes it."""
    measurement = {
        "Title": "written by a test", "TimeStamp": 638743721068132002, "DeviceSerial": "PS4A21U002283",
        "Type": "PalmSens.Measurement", "DataSet": {"Type": "PalmSens.Data.DataSetCommon", "Values": list(arrays)},
        "Method": method, "Curves": [], "EISDataList": list(plots),
    }  # fmt: skip
    session: Any = {
        "Type": "PalmSens.DataFiles.SessionFile",
        "CoreVersion": "5.10",
        "Measurements": [measurement, *more],
    }
    if lower:
        session = _lower(session)
    return b"\xff\xfe" + (json.dumps(session) + "\ufeff").encode("utf-16-le")


def _lower(entry: Any) -> Any:
    if isinstance(entry, dict):
        return {name.lower(): _lower(value) for name, value in entry.items()}
    return [_lower(value) for value in entry] if isinstance(entry, list) else entry


def ivium(
    columns: Sequence[Sequence[float]], method: str = "Impedance", technique: str = "Constant E",
    recordings: int = 1, rows: int | None = None, width: int | None = None, area: str = "1",
) -> bytes:  # fmt: skip
    """An .ids: settings with binary lengths between them, then the rows."""
    count = len(columns[0])
    table = "".join(" ".join(f"{value:.5E}" for value in row) + " \n" for row in zip(*columns, strict=True))
    block = (
        f"\nMethod={method}\nTechnique={technique}\nTitle=Test\nData Options.Area={area}\nMconfig=0\n".encode()
        + struct.pack("<I", 68670) + b"\n2         \nData Objects    \n0         \nprimary_data    \n"
        + f"{len(columns) if width is None else width:<10d}\n{count if rows is None else rows:<10d}\n{table}".encode()
        + b"7         \nosc_data        \n1         \n3         \n1         \n1.0E+00 2.0E+00 3.0E+00 \n"
        + bytes(4) + b"\n" + bytes(4) + b"\n"
    )  # fmt: skip
    head = bytes(16) + struct.pack("<I", 72) + b"\nPeaks=false\nstarttime=01/02/2026 10:00:00\nsoftware=4.1\n"
    return head + block * recordings


def ivium_spectrum(**options: Any) -> bytes:
    """An .ids with the spectrum above."""
    return ivium((IMPEDANCE.real.tolist(), IMPEDANCE.imag.tolist(), FREQUENCY.tolist()), **options)


def _zahner_text(text: str) -> bytes:
    return struct.pack(">h", len(text)) + text.swapcase().encode()


def _six(number: int) -> bytes:
    return number.to_bytes(6, "big", signed=True)


def ism(count: int | None = None, pairs: bool = True) -> bytes:
    """A Zahner spectrum: the spectrum above."""
    points = len(FREQUENCY)
    stamps = 1.42e9 + np.arange(points)
    columns = (FREQUENCY, np.abs(IMPEDANCE), np.angle(IMPEDANCE), stamps)
    body = b"".join(column.astype(">f8").tobytes() for column in columns) + np.full(points, 999, ">i2").tobytes()
    texts = ("020125", "Cell-3", "-0.2685V, Ampl: 10mV", "29.714uA", "25.0C", "09:19:48 - 09:27:34", "", "", "", "",
             "", "")  # fmt: skip
    settings = np.zeros(32)
    settings[27] = 0x8000 if pairs else 0
    tail = b"".join(map(_zahner_text, texts)) + struct.pack(">h", 1312) + settings.astype(">f8").tobytes()
    stored = np.column_stack((np.full(points, -0.25), np.full(points, 5e-5))).astype(">f8").tobytes() if pairs else b""
    return b"\x00\x00\xff\xff\xff\xfe" + _six(
        (points if count is None else count) - 1
    ) + body + tail + stored  # fmt: skip


def isw(count: int | None = None, points: int = 50) -> bytes:
    """A Zahner recording: a plating at -0.5 mA."""
    rows = np.column_stack((-80.0 + 0.1 * np.arange(points), np.full(points, -0.5), 1000.0 * np.arange(points)))
    texts = ("Cell-3", "", "25.0C", "JUL,02.2025", "12:56:56 - 13:01:57", "plating")
    head = b"\x00\x00\xff\xff\xff\xfe" + _six(14) + _six((points if count is None else count) - 1)
    return head + rows.astype(">f8").tobytes() + b"".join(map(_zahner_text, texts)) + bytes(200)


def isc(points: int = 101) -> bytes:
    """A Zahner voltammogram from -0.4 to 0.6 V and back."""
    settings = np.zeros(17)
    settings[15] = 0.1
    steps = np.concatenate((np.linspace(-3200, 4800, points), np.linspace(4800, -3200, points)[1:])).round()
    texts = ("020125", "Cell-3", "25.0C", "09:19:48-09:27:34", "100mV/s", "", "", "", "", "", "", "0.0, 1.0 PO.PF 1, 0")
    return settings.astype(">f8").tobytes() + _six(len(steps) - 1) + steps.astype(">i2").tobytes() + (
        (steps * 1e-9).astype(">f8").tobytes() + b"".join(map(_zahner_text, texts))
    )  # fmt: skip


def zview(
    delimiter: str = "\t", decimal: str = ".", points: int | None = None, header: bool = True, area: str = "1",
    end: str = "End Comments", error: int = 0,
) -> bytes:  # fmt: skip
    """A ZPlot file of the spectrum above."""
    lines = [] if not header else [
        "ZPLOT2 ASCII", "  Measured Data, ZPlot:       3.2c",
        "  Experiment Type:            Sweep Frequency, Control Voltage", "  Date:                       10-12-2018",
        "  Time:                       11:04:34", f"    Surface Area:             {area}",
        f"  Data Points:                {len(FREQUENCY) if points is None else points}",
    ]  # fmt: skip
    names = ["  Freq(Hz)", "Ampl", "Bias", "Time(Sec)", "Z'(a)", "Z''(b)", "GD", "Err", "Range"]
    lines += [delimiter.join(names), *([end] if end else [])]
    for row, (frequency, z) in enumerate(zip(FREQUENCY, IMPEDANCE, strict=True)):
        numbers = (frequency, 0.01, 0.0, 1.0 + row, z.real, z.imag, 0.0)
        cells = [f"{number:.12E}".replace(".", decimal) for number in numbers]
        lines.append(delimiter.join([*cells, str(error), "3"]))
    return ("\n".join(lines) + "\n").encode("cp1252")


def table(headings: Sequence[str], columns: Sequence[Sequence[float]], delimiter: str = ",", decimal: str = ".") -> str:
    """An impedance table."""
    rows = [
        delimiter.join(repr(float(value)).replace(".", decimal) for value in row) for row in zip(*columns, strict=True)
    ]
    return "\n".join([delimiter.join(headings), *rows]) + "\n"


def p00(count: int | None = None) -> bytes:
    """A FRA export."""
    rows = [
        f" {frequency:.8E}\t {z.real:.8E}\t {-z.imag:.8E}\t 59.300e+00\t"
        for frequency, z in zip(FREQUENCY, IMPEDANCE, strict=True)
    ]
    head = ["Procedure : Some title", "t =  736.4 s", " f/Hz       \t Z'/Ohm     \t -Z''/Ohm   \t time/s    \t",
            f" {len(FREQUENCY) if count is None else count} "]  # fmt: skip
    return ("\n".join([*head, *rows]) + "\n").encode()


def dfr(count: int | None = None) -> bytes:
    """The FRA program's own file: nine lines a point."""
    lines = ["VERSION8.0", str(len(FREQUENCY) if count is None else count), "0"]
    for row, (frequency, z) in enumerate(zip(FREQUENCY, IMPEDANCE, strict=True)):
        lines += [f"{value:.10E}" for value in (frequency, z.real, -z.imag, 0.3, 1e-7, 59.0 + row)] + ["0", "0", "1"]
    return ("\r\n".join([*lines, "some title", "end"]) + "\r\n").encode()


def i2b() -> bytes:
    """An Elchemea table."""
    rows = [f"{frequency:.10f} {z.real:.10f} {z.imag:.10f}" for frequency, z in zip(FREQUENCY, IMPEDANCE, strict=True)]
    return "\n".join(["2026-01-01", "sample", "operator", "none", "9 points", *rows, ""]).encode()
