"""Large files as instruments write them, with numbers that differ from row to row."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tests.instruments import writers
from tests.instruments.writers_cyclers import workbook

CHI_HEAD = """Jan. 5, 2026   12:00:00
Chronopotentiometry
File: cell.bin
Data Source: Experiment
Instrument Model:  CHI660E
Header:
Note:

Cathodic Current (A) = 1.96e-4
Anodic Current (A) = 0
High E Limit (V) = 1
High E Hold Time (s) = 0
Low E Limit (V) = -1
Low E Hold Time (s) = 0
Cathodic Time (s) = 10000
Anodic Time (s) = 10
Initial Polarity = Cathodic
Data Storage Interval (s) = 0.01
Number of Segments = 1

Time/sec, Potential/V

"""
ECLAB_NAMES = ("mode", "ox/red", "error", "control changes", "Ns changes", "counter inc.", "time/s", "control/mA",
               "Ewe/V", "I/mA", "dQ/C", "(Q-Qo)/C", "I Range", "P/W")  # fmt: skip


def potentials(rows: int) -> np.ndarray:
    """A plating with its noise."""
    random = np.random.default_rng(0)
    return -0.1 + 0.01 * np.sin(np.arange(rows) / 1e4) + random.normal(0, 1e-4, rows)


def chi(path: Path, rows: int, copies: int = 1) -> int:
    """Write a CHI chronopotentiogram; return the lines before its numbers."""
    lines = (f"{t:.4e}, {e:.4e}" for t, e in zip(0.01 * np.arange(rows), potentials(rows), strict=True))
    body = "\n".join(lines) + "\n"
    with path.open("w", encoding="ascii") as stream:
        stream.write(CHI_HEAD)
        for _ in range(copies):
            stream.write(body)
    return CHI_HEAD.count("\n")


def eclab(path: Path, rows: int) -> tuple[int, str]:
    """Write an EC-Lab text of 14 columns; return the lines before its numbers, and the places of time, E, I and Q."""
    header = writers.eclab_mpt({name: [0.0] for name in ECLAB_NAMES}, decimal=",").split(b"\r\n")[:-2]
    random = np.random.default_rng(1)
    time, current = 1860.26 + 0.2 * np.arange(rows), -0.196 + random.normal(0, 1e-5, rows)
    charge = np.cumsum(current) * 2e-4
    with path.open("w", encoding="cp1252", newline="") as stream:
        stream.write(b"\r\n".join(header).decode("cp1252") + "\r\n")
        for t, e, i, q in zip(time, potentials(rows), current, charge, strict=True):
            numbers = (f"{t:.15E}", "-1.9600000E-001", f"{e:.7E}", f"{i:.7E}", f"{2e-4 * i:.15E}", f"{q:.15E}")
            cells = "\t".join(("1", "0", "0", "0", "0", "0", *map(_eclab_number, numbers), "37", "0"))
            stream.write(cells + "\r\n")
    places = [ECLAB_NAMES.index(name) for name in ("time/s", "Ewe/V", "I/mA", "(Q-Qo)/C")]
    return len(header), ",".join(map(str, places))


def _eclab_number(text: str) -> str:
    mantissa, exponent = text.split("E")
    return f"{mantissa}E{exponent[0]}{int(exponent[1:]):03d}".replace(".", ",")


def mpr(path: Path, rows: int) -> None:
    """Write an .mpr of 37 bytes a row."""
    time = 0.01 * np.arange(rows)
    columns = {"mode": np.ones(rows), "time/s": time, "control/mA": np.full(rows, -0.196), "Ewe/V": potentials(rows),
               "I/mA": np.full(rows, -0.196), "dq/mA.h": time, "(Q-Qo)/mA.h": time}  # fmt: skip
    path.write_bytes(writers.mpr(columns))


def sheets(path: Path, count: int, rows: int) -> None:
    """Write a workbook of recordings."""
    potential = potentials(rows)
    table = [["time / s", "potential / V"], *([0.01 * row, float(potential[row])] for row in range(rows))]
    path.write_bytes(workbook({f"cell {number}": table for number in range(count)}))
