"""Small files as Gamry Framework, NOVA, FRA, VersaStudio and PowerSuite write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Columns = Mapping[str, Sequence[float]]

_GAMRY_UNITS = {
    "Pt": "#", "T": "s", "Time": "s", "Vf": "V vs. Ref.", "Vm": "V", "Im": "A", "ImA": "mA", "Sig": "V", "Over": "bits",
    "IERange": "#", "Cycle": "#", "Freq": "Hz", "Zreal": "ohm", "Zimag": "ohm", "Zmod": "ohm", "Zphz": "°", "Idc": "A",
    "Vdc": "V", "Temp": "deg C", "Q": "C",
}  # fmt: skip


def gamry_number(number: float, digits: int = 5, decimal: str = ".") -> str:
    """A number as Gamry writes it: 1.00000E-003."""
    mantissa, exponent = f"{number:.{digits}E}".split("E")
    return f"{mantissa}E{exponent[0]}{int(exponent[1:]):03d}".replace(".", decimal)


def gamry_table(
    name: str,
    columns: Columns,
    announced: int | str | None = None,
    decimal: str = ".",
    units: Mapping[str, str] | None = None,
    first_point: int = 0,
    newline: str = "\r\n",
) -> str:
    """A TABLE object; point numbers and the overload marks come by themselves."""
    stated = {**_GAMRY_UNITS, **(units or {})}
    names = ["Pt", *columns, "Over"]
    lines = [f"{name}\tTABLE" + ("" if announced is None else f"\t{announced}")]
    lines += ["\t" + "\t".join(names), "\t" + "\t".join(stated.get(each, "#") for each in names)]
    for point, row in enumerate(zip(*columns.values(), strict=True)):
        cells = [gamry_number(value, 9, decimal) for value in row]
        lines.append("\t" + "\t".join([str(first_point + point), *cells, "...........".strip()]))
    return newline.join(lines) + newline


def gamry(
    tag: str,
    tables: Sequence[str],
    settings: Sequence[str] = (),
    area: str = "1.00000E+000",
    convention: str | None = "1",
    control: str = "1",
    encoding: str = "cp1252",
    newline: str = "\r\n",
) -> bytes:
    """A .DTA file: EXPLAIN, TAG, settings, tables."""
    header = [
        "EXPLAIN", f"TAG\t{tag}", "TITLE\tLABEL\tWritten by a test\tTest &Identifier", "DATE\tLABEL\t3/10/2024\tDate",
        "TIME\tLABEL\t12:00:00\tTime", "NOTES\tNOTES\t2\t&Notes...", "\tLi on Cu, 25 °C", "\t", "PSTAT\tPSTAT\tREF600-1"
        "\tPotentiostat", f"AREA\tQUANT\t{area}\tElectrode &Area (cm^2)",
        "VINIT\tPOTEN\t2.00000E-001\tT\tInitial &E (V)", f"CTRLMODE\tIQUANT\t{control}\tControl Mode",
    ]  # fmt: skip
    header += [f"CONVENTION\tIQUANT\t{convention}\tCurrent Convention"] if convention is not None else []
    text = newline.join([*header, *settings]) + newline + "".join(tables)
    return text.encode(encoding)


def nova(columns: Mapping[str, Sequence[str]], delimiter: str = "\t", decimal: str = ".") -> bytes:
    """A NOVA export: byte order mark, CRLF, cells as they are given (empty ones stay empty)."""
    lines = [delimiter.join(columns)]
    lines += [delimiter.join(cell.replace(".", decimal) for cell in row) for row in zip(*columns.values(), strict=True)]
    return ("\r\n".join(lines) + "\r\n").encode("utf-8-sig")


def z60w(rows: Sequence[tuple[float, float, float]], announced: int | None = None, time: float = 0.0) -> bytes:
    """A Z60W spectrum with frequency, Z' and Z''."""
    header = ['"Z60W Data File: Version 1.1"', '"Li symmetric"', '""', "0,2,0,1,0.1,10000"]
    header += [str(len(rows) if announced is None else announced)]
    header += ["\"  Freq (Hz)    Ampl     Bias   Time(Sec)   Z'(a)    Z''(b)    GD   Err   Range\""]
    body = [f"{frequency!r},0,0,{time * n!r},{real!r},{imaginary!r},0,0,0" for n, (frequency, real, imaginary)
            in enumerate(rows)]  # fmt: skip
    return ("\n".join([*header, *body]) + "\n").encode("utf-8-sig")


VERSA_NAMES = (
    "Segment #", "Point #", "E(V)", "I(A)", "Elapsed Time(s)", "Current Range", "Frequency(Hz)", "Z Real", "Z Imag",
    "ActionId",
)  # fmt: skip
VersaRow = tuple[int, float, float, float, float, float, float, int]  # segment, E, I, t, f, Z', Z'', action


def versastudio(
    actions: Sequence[Mapping[str, str]], rows: Sequence[VersaRow], area: str = "1", closed: bool = True
) -> bytes:
    """A .par file with one segment of data."""
    lines = ["<Application>", "Name=VersaStudio", "Version=2.52.3.0", "</Application>", "", "<Action0>",
             f"Working Electrode Area (cm2)={area}", "Name=Common", "Comment=written by a test", "</Action0>",
             "<Instrument>", "Type=VersaSTAT4", "SN=1", "</Instrument>"]  # fmt: skip
    for number, action in enumerate(actions, start=1):
        lines += [f"<Action{number}>", *(f"{name}={value}" for name, value in action.items()), f"</Action{number}>"]
    lines += ["", "<Segment1>", "Type=2", "Version=3", f"Definition={', '.join(VERSA_NAMES)}, 0"]
    for point, (segment, potential, current, time, frequency, real, imaginary, action_id) in enumerate(rows):
        cells = (segment, point, potential, current, time, 5, frequency, real, imaginary, action_id)
        lines.append(",".join(f"{cell!r}" for cell in cells))
    lines += ["</Segment1>", "", "<Graph1>", "Analysis=0", "</Graph1>"] if closed else []
    return ("\n".join(lines) + ("\n" if closed else "")).encode("utf-8")


PARSTAT_NAMES = (
    "Potential (V)", "Current (A)", "Elapsed Time (s)", "Frequency (Hz)", "Zre (ohms)", "Zim (ohms)", "|Vac| (V)",
)  # fmt: skip


def parstat(rows: Sequence[Sequence[float]]) -> bytes:
    """A PowerSuite export: every line ends with a tab."""
    lines = ["\t".join(PARSTAT_NAMES) + "\t", *("\t".join(f"{cell!r}" for cell in row) + "\t" for row in rows)]
    return ("\n".join(lines) + "\n").encode("ascii")
