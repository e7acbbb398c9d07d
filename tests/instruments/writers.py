"""Small instrument files, written as the instruments' programs write them, so that no real file need be copied here."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

import numpy as np

Columns = Mapping[str, Sequence[float]]

_FLAGS = {"mode": 1, "ox/red": 2, "error": 3, "control changes": 21, "Ns changes": 31, "counter inc.": 65}
_COLUMNS = {
    "time/s": (4, "<f8"), "control/V/mA": (5, "<f4"), "Ewe/V": (6, "<f4"), "dq/mA.h": (7, "<f8"),
    "I/mA": (8, "<f4"), "(Q-Qo)/mA.h": (13, "<f8"), "control/V": (19, "<f4"), "control/mA": (20, "<f4"),
    "cycle number": (24, "<f8"), "freq/Hz": (32, "<f4"), "Phase(Z)/deg": (35, "<f4"), "|Z|/Ohm": (36, "<f4"),
    "Re(Z)/Ohm": (37, "<f4"), "-Im(Z)/Ohm": (38, "<f4"), "I Range": (39, "<u2"), "<Ewe>/V": (174, "<f4"),
    "Ns": (131, "<u2"), "(Q-Qo)/C": (434, "<f4"), "unknown f8": (900, "<f8"), "unknown f4": (901, "<f4"),
    "<Ece>/V": (441, "<f4"), "Energy we/W.h": (880, "<f8"), "Energy ce/W.h": (878, "<f8"),
    "energy of 4 B": (880, "<f4"), "<Ewe>/V of a spectrum": (77, "<f4"), "Phase(Zwe-ce)/deg": (174, "<f4"),
}  # fmt: skip
_MODE_BITS = {"mode": 0, "ox/red": 2, "error": 3, "control changes": 4, "Ns changes": 5, "counter inc.": 7}


def scientific(number: float, digits: int = 7, decimal: str = ".") -> str:
    """A number as EC-Lab writes it: 1.8602554E+003."""
    mantissa, exponent = f"{number:.{digits}E}".split("E")
    return f"{mantissa}E{exponent[0]}{int(exponent[1:]):03d}".replace(".", decimal)


def eclab_export(columns: Columns, decimal: str = ".", newline: str = "\n", encoding: str = "utf-8") -> bytes:
    """A header-less export: names with a trailing tab, rows without, no line end after the last."""
    rows = zip(*columns.values(), strict=True)
    body = [
        "\t".join(
            str(int(value)) if name == "error" else scientific(value, 15 if name == "time/s" else 7, decimal)
            for name, value in zip(columns, row, strict=True)
        )
        for row in rows
    ]
    return newline.join(["\t".join(columns) + "\t", *body]).encode(encoding)


def eclab_mpt(
    columns: Columns,
    technique: str = "Chronopotentiometry",
    area: str = "0.196 cm²",
    decimal: str = ".",
    loops: Sequence[int] = (),
    first_line: str = "EC-Lab ASCII FILE",
    encoding: str = "cp1252",
) -> bytes:
    """An .mpt with its header."""
    header = [
        first_line, "", "", technique, "", "Run on channel : 3 (SN 12345)", "User : ",
        "Acquisition started on : 07/02/2024 10:00:00.000", "Saved on :", "\tFile : cell.mpr", "Device : MPG-2 (SN 42)",
        "Comments : written by a test", f"Electrode surface area : {area}", "Characteristic mass : 0.001 g",
        "Cycle Definition : Charge/Discharge alternance", f"{'Is':<20}{-0.196:<20.3f}", "",
    ]  # fmt: skip
    if loops:
        ends = [*loops[1:], len(next(iter(columns.values())))]
        header += [f"Number of loops : {len(loops)}"]
        header += [
            f"Loop {number} from point number {start} to {end - 1}"
            for number, (start, end) in enumerate(zip(loops, ends, strict=True))
        ]
    header[1] = f"Nb header lines : {len(header) + 1:<28d}"
    table = eclab_export(columns, decimal, "\r\n", encoding).decode(encoding)
    return ("\r\n".join(header) + "\r\n" + table + "\r\n").encode(encoding)


def mpr(
    columns: Columns,
    technique: int = 0x19,
    version: int = 0,
    area: float = 0.196,
    area_unit: int = 2,
    loops: Sequence[int] | None = None,
    points: int | None = None,
    log: bool = True,
) -> bytes:
    """An .mpr: data module of version 0 (EC-Lab from 11.50, two-byte column numbers), 2 or 3."""
    modules = [
        _module("VMP Set", _settings(technique, area, area_unit)),
        _module("VMP data", _data(columns, version, points), version),
    ]
    if log:
        block = bytearray(600)
        struct.pack_into("<d", block, 465, 45475.4)
        modules.append(_module("VMP LOG", bytes(block)))
    if loops is not None:
        modules.append(_module("VMP loop", struct.pack(f"<I{len(loops)}I", len(loops), *loops) + bytes(40)))
    return b"BIO-LOGIC MODULAR FILE\x1a".ljust(48) + bytes(4) + b"".join(modules)


def _module(name: str, data: bytes, version: int = 0) -> bytes:
    if version == 0:
        head = struct.pack("<10s25sIIII8s", name.ljust(10).encode(), name.ljust(25).encode(), 0xFFFFFFFF, len(data),
                           version, 10, b"07/02/24")  # fmt: skip
    else:
        head = struct.pack("<10s25sII8s", name.ljust(10).encode(), name.ljust(25).encode(), len(data), version,
                           b"07/02/24")  # fmt: skip
    return b"MODULE" + head + data


def _settings(technique: int, area: float, area_unit: int) -> bytes:
    block = bytearray(1800)
    block[0] = technique
    comment = b"written by a test"
    block[7 : 8 + len(comment)] = bytes([len(comment)]) + comment
    struct.pack_into("<f", block, 0x211, area)
    block[0x250] = area_unit
    return bytes(block)


def _data(columns: Columns, version: int, points: int | None) -> bytes:
    flags = [name for name in columns if name in _FLAGS]
    plain = [name for name in columns if name not in _FLAGS]
    identities = [*(_FLAGS[name] for name in flags), *(_COLUMNS[name][0] for name in plain)]
    fields = ([("flags", "u1")] if flags else []) + [(name, _COLUMNS[name][1]) for name in plain]
    count = len(next(iter(columns.values()), ()))
    rows = np.zeros(count, dtype=fields)
    for name in flags:
        rows["flags"] |= (np.asarray(columns[name]).astype(np.uint8) << _MODE_BITS[name]).astype(np.uint8)
    for name in plain:
        rows[name] = columns[name]
    numbers = struct.pack(f"<{len(identities)}H", *identities)
    start = struct.pack("<IB", count if points is None else points, len(identities))
    if version == 0:
        return (start + b"\0" + numbers).ljust(1007, b"\0") + rows.tobytes()
    return (start + numbers).ljust(405 if version == 2 else 406, b"\0") + rows.tobytes()


def chi(technique: str, settings: Mapping[str, str], headings: str, rows: Sequence[str], results: str = "") -> bytes:
    """A CHI text: header, blank line, headings, blank line, rows, CRLF."""
    header = [
        "Jan. 27, 2022   13:43:22", technique, "File: c:\\data\\written-by-a-test.bin", "Data Source:  Experiment",
        "Instrument Model:  CHI760E", "Header: ", "Note: ", "",
        *(f"{name} = {value}" for name, value in settings.items()), "", *results.splitlines(), headings, "",
    ]  # fmt: skip
    return ("\r\n".join([*header, *rows]) + "\r\n").encode("ascii")


def chi_cv(scan_rate: float = 0.1, step: float = 0.01, sweeps: int = 3, oxidation_positive: bool = True) -> bytes:
    """A CHI cyclic voltammogram between -0.2 and 0.3 V: a capacitor and a resistor."""
    up = np.arange(-0.2, 0.3 - step / 2, step)
    down = np.arange(0.3, -0.2 + step / 2, -step)
    potential = np.concatenate([up if number % 2 == 0 else down for number in range(sweeps)])
    direction = np.concatenate(
        [np.full(len(up if n % 2 == 0 else down), 1 if n % 2 == 0 else -1) for n in range(sweeps)]
    )
    current = (1e-6 * direction + 1e-7 * potential) * (1 if oxidation_positive else -1)
    settings = {
        "Init E (V)": "-0.2", "High E (V)": "0.3", "Low E (V)": "-0.2", "Init P/N": "P",
        "Scan Rate (V/s)": f"{scan_rate:g}", "Segment": str(sweeps), "Sample Interval (V)": f"{step:g}",
    }  # fmt: skip
    rows = [f"{e:.3f}, {i:.3e}" for e, i in zip(potential, current, strict=True)]
    return chi("Cyclic Voltammetry", settings, "Potential/V, Current/A", rows, "Segment 1:\n\nSegment 2:\n")


def chi_cp(segments: int = 5, per_segment: int = 600, interval: float = 0.5, first: str = "N") -> bytes:
    """A CHI chronopotentiogram: times with four digits, no current column, jumps of 0.3 V at every turn."""
    count = segments * per_segment
    number = np.arange(count) // per_segment
    potential = 0.7 + np.where(number % 2 == 0, -1, 1) * (0.2 + 1e-4 * (np.arange(count) % per_segment))
    settings = {
        "Cathodic Current (A)": "0.005", "Anodic Current (A)": "0.004", "Init P/N": first,
        "Data Storage Interval (s)": f"{interval:g}", "High E Limit (V)": "1.08", "Segment": str(segments),
    }  # fmt: skip
    rows = [f"{interval * (row + 1):.3e}, {e:.3e}" for row, e in enumerate(potential)]
    return chi("Chronopotentiometry", settings, "Time/sec, Potential/V", rows)


def plain(
    columns: Columns, delimiter: str = ",", decimal: str = ".", newline: str = "\n", encoding: str = "utf-8"
) -> bytes:
    """A plain table."""
    rows = [
        delimiter.join(repr(float(value)).replace(".", decimal) for value in row)
        for row in zip(*columns.values(), strict=True)
    ]
    return newline.join([delimiter.join(columns), *rows, ""]).encode(encoding)
