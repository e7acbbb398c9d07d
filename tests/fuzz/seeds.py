"""What is mutated: files that the test writers write in every format, and the real files where they are present."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from models.readers.text_table import looks_binary
from tests.instruments import writers, writers_cyclers, writers_potentiostats, writers_spectra

LARGEST = 60_000  # bytes of a seed; of longer texts the beginning serves
_ROWS = 30
_TIME = [10.0 + 0.5 * row for row in range(_ROWS)]
_POTENTIAL = [-0.1 - 0.01 * (row % 7) for row in range(_ROWS)]
_CURRENT = [-0.2 if row < 20 else 0.2 for row in range(_ROWS)]
_NAMED = {"time/s": _TIME, "Ewe/V": _POTENTIAL, "I/mA": _CURRENT}
_PLAIN = {"time / s": _TIME, "potential / V": _POTENTIAL, "current / mA": _CURRENT}
_HANZI = {"时间(s)": _TIME, "电压(V)": _POTENTIAL, "电流(mA)": _CURRENT}


class Seed(NamedTuple):
    """A file to start from."""

    name: str
    content: bytes


def written() -> list[Seed]:
    """One small file of every format that a writer without arguments can write, and some dresses of the texts."""
    found = [
        Seed("eclab_export.txt", writers.eclab_export(_NAMED)),
        Seed("eclab_comma.txt", writers.eclab_export(_NAMED, ",", "\r\n", "utf-16")),
        Seed("eclab.mpt", writers.eclab_mpt(_NAMED, loops=(0, 20))),
        Seed("chi_cv.txt", writers.chi_cv()),
        Seed("chi_cp.txt", writers.chi_cp(per_segment=40)),
        Seed("plain.csv", writers.plain(_PLAIN)),
        Seed("semicolon.csv", writers.plain(_PLAIN, ";", ",", "\r\n", "cp1252")),
        Seed("hanzi.csv", writers.plain(_HANZI, encoding="gb18030")),
        Seed("blanks.txt", writers.plain(_PLAIN, "   ")),
        *(
            Seed(
                f"version{version}.mpr",
                writers.mpr({"mode": [1] * _ROWS, "Ns": [0] * _ROWS, **_NAMED}, version=version, loops=(0, 20)),
            )
            for version in (0, 2, 3)
        ),
        Seed("old.nda", writers_cyclers.nda(8)),
        Seed("parstat.txt", writers_potentiostats.parstat([[0.1 * row] * 7 for row in range(20)])),
        Seed("fra.txt", writers_potentiostats.z60w([(10.0**row, 5.0 + row, -2.0) for row in range(12)])),
    ]  # fmt: skip
    makers: list[Callable[[], bytes]] = [
        writers_cyclers.neware_nested, writers_cyclers.maccor, writers_cyclers.novonix, writers_cyclers.ndax,
        writers_spectra.ivium_spectrum, writers_spectra.ism, writers_spectra.isw, writers_spectra.isc,
        writers_spectra.p00, writers_spectra.dfr, writers_spectra.i2b,
    ]  # fmt: skip
    for make in makers:
        content = make()
        name = f"{make.__name__}.{make.__name__}"
        found.append(Seed(name, content if isinstance(content, bytes) else str(content).encode()))
    for rows in (writers_cyclers.landt_rows(), writers_cyclers.arbin_rows(), writers_cyclers.bdf_rows()):
        found.append(Seed("cycler.csv", writers_cyclers.text(rows)))
        found.append(Seed("cycler.xlsx", writers_cyclers.workbook({"Sheet1": rows})))
    return found


def real() -> list[Seed]:
    """The real instrument files, as far as they are there and not too long."""
    there = Path(__file__).resolve().parents[3] / "shared" / "data"
    folder = Path(os.environ.get("ANODESCOPE_DATA", there))
    found = []
    for path in sorted(folder.glob("*/*")) if folder.is_dir() else ():
        content = path.read_bytes()
        if is_binary(content):
            if len(content) <= 10 * LARGEST:
                found.append(Seed(path.name, content))
        else:
            found.append(Seed(path.name, content[:LARGEST]))
    return found


def is_binary(content: bytes) -> bool:
    """Whether a seed counts as binary."""
    return looks_binary(content[:16384])
